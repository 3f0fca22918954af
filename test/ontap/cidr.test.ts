import * as fc from 'fast-check';
import { overlap } from '../../src/ontap/rules/cidr';

const bytes = fc.tuple(...[0, 1, 2, 3].map(() => fc.oneof(fc.constantFrom(0, 10, 127, 128, 255), fc.nat(255))));
const ranges = fc.tuple(bytes, fc.nat(32)).map(([address, prefix]) => `${address.join('.')}/${prefix}`);

/** The bits that all addresses of a range share: two ranges overlap where one's bits begin with the other's. */
function bitsOf(cidr: string): string {
  const [address, prefix] = cidr.split('/');
  return address.split('.').map(byte => Number(byte).toString(2).padStart(8, '0')).join('').slice(0, Number(prefix));
}

test.each([
  ['10.0.0.0/24', '10.0.0.0/24', true],
  ['10.0.0.0/24', '10.0.0.255/32', true],
  ['10.0.0.0/24', '10.0.1.0/24', false],
  ['10.0.1.0/24', '10.0.0.255/32', false],
  ['10.0.0.128/24', '10.0.0.0/32', true],
  ['10.0.0.0/8', '10.255.255.255/32', true],
  ['0.0.0.0/0', '255.255.255.255/32', true],
  ['127.255.255.255/32', '128.0.0.0/1', false],
  ['240.0.0.0/4', '255.255.255.255/32', true],
])('%s and %s share an address: %s', (a, b, shared) => {
  expect([overlap(a, b), overlap(b, a)]).toEqual([shared, shared]);
});

test('ranges overlap where the bits of one begin with those of the other', () => {
  fc.assert(fc.property(ranges, ranges, (a, b) => {
    const shared = bitsOf(a).startsWith(bitsOf(b)) || bitsOf(b).startsWith(bitsOf(a));
    expect([overlap(a, b), overlap(b, a)]).toEqual([shared, shared]);
  }), { numRuns: 500 });
});
