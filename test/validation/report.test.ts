import { Violation } from '../../src/validation/check';
import { DeferredValue } from '../../src/validation/deferred-value';
import { ruleUrl } from '../../src/validation/links';
import { entry, report } from '../../src/validation/report';

const violation = (over: Partial<Violation> = {}): Violation => ({
  id: 'lustre/capacity-step', severity: 'error', acknowledgeable: false, at: 'capacity', value: 1500,
  problem: 'PERSISTENT_2 SSD offers 1200, 2400 and multiples of 2400 GiB',
  fix: 'use Size.gibibytes(1200) or Size.gibibytes(2400)', source: 'https://example.com/b', ...over,
});
const NAMES = {
  capacity: { property: 'capacity', unit: 'GiB' }, metadataIops: { property: 'metadataConfiguration.iops' },
};

test('lists several problems in one text', () => {
  const path = violation({
    id: 'lustre/s3-path-on-persistent-2', at: 's3ImportPath', value: 's3://b/imagenet',
    problem: 'PERSISTENT_2 file systems cannot be linked to S3 through a StorageClass',
    fix: 'use LustreProvisioning.managed() with dataRepositories.', source: 'https://example.com/a',
  });
  expect(report('FsxLustreStorage \'Platform/Imagenet\'', [path, violation()].map(each => entry(each, NAMES))))
    .toBe(`FsxLustreStorage 'Platform/Imagenet': 2 problems
  s3ImportPath 's3://b/imagenet': PERSISTENT_2 file systems cannot be linked to S3 through a StorageClass.
    Fix: use LustreProvisioning.managed() with dataRepositories.
    lustre/s3-path-on-persistent-2  ${ruleUrl('lustre/s3-path-on-persistent-2')}
  capacity 1500 GiB: PERSISTENT_2 SSD offers 1200, 2400 and multiples of 2400 GiB.
    Fix: use Size.gibibytes(1200) or Size.gibibytes(2400).
    lustre/capacity-step  ${ruleUrl('lustre/capacity-step')}`);
});

test('counts a single problem in the singular', () => {
  expect(report('X \'a\'', [entry(violation(), NAMES)])).toMatch(/^X 'a': 1 problem\n/);
});

test.each<[string, Partial<Violation>, string]>([
  ['a number with its unit', { value: 1500 }, 'capacity 1500 GiB'],
  ['zero', { value: 0 }, 'capacity 0 GiB'],
  ['a number without a unit', { at: 'metadataIops', value: 2000 }, 'metadataConfiguration.iops 2000'],
  ['a string in quotes', { at: 'mountName', value: 'a b' }, 'mountName \'a b\''],
  ['an empty string', { at: 'mountName', value: '' }, 'mountName \'\''],
  ['a boolean', { at: 'efaEnabled', value: false }, 'efaEnabled false'],
  [
    'a deploy-time value, without its token', { value: new DeferredValue('${Token[TOKEN.1]}') },
    'capacity <known at deployment>',
  ],
  ['an absent value by its property alone', { value: undefined }, 'capacity'],
  ['a list by its property alone', { at: 'dataRepositories', value: [{ bucket: 'b' }] }, 'dataRepositories'],
  ['a struct by its property alone', { at: 'tags', value: { a: 'b' } }, 'tags'],
])('shows %s', (_, over, subject) => {
  expect(entry(violation(over), NAMES).split(': ')[0]).toBe(`  ${subject}`);
});

test('omits an internal value', () => {
  expect(entry(violation({ at: 'kubectl', value: 'older-eks' }), {
    kubectl: { property: 'cluster', withoutValue: true },
  })).toMatch(/^ {2}cluster: /);
});
