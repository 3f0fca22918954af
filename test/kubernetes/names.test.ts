import * as fc from 'fast-check';
import { hashOf, nameWithIdentity, slug } from '../../src/kubernetes/names';
import { NAMESPACE_NAME, OBJECT_NAME } from '../../src/validation/formats';
import names from '../cases/names.json';

const anyText = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 100 }), fc.string({ unit: fc.constantFrom(...'aZ0-._/ ü'), maxLength: 100 }));

describe.each([['object', OBJECT_NAME], ['namespace', NAMESPACE_NAME]] as const)('names of kind %s', (kind, format) => {
  const { legal, illegal, longest } = names[kind];

  test('are what Kubernetes takes', () => {
    expect([...legal, 'a'.repeat(longest)].filter(name => !format.test(name))).toEqual([]);
    expect([...illegal, 'a'.repeat(longest + 1)].filter(name => format.test(name))).toEqual([]);
  });
});

describe('slug', () => {
  test.each([
    ['Imagenet', 'imagenet'],
    ['TrainingData', 'training-data'],
    ['data2Go', 'data2-go'],
    ['S3Data', 's3-data'],
    ['Platform/Imagenet', 'platform-imagenet'],
    ['  a  b  ', 'a-b'],
    ['a_b.c', 'a-b-c'],
    ['ÜberDaten', 'ber-daten'],
    ['--a--', 'a'],
    ['データ', ''],
    ['', ''],
  ])('makes %j %j', (text, expected) => {
    expect(slug(text)).toBe(expected);
  });

  test('gives a name that Kubernetes takes, or nothing', () => {
    const examples: [string][] = [[`${'a'.repeat(62)} b`], ['a'.repeat(64)]];
    fc.assert(fc.property(anyText, text => slug(text) === '' || NAMESPACE_NAME.test(slug(text))), { examples });
  });

  test('leaves alone what is a name', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/), name => slug(name) === name));
  });
});

describe('nameWithIdentity', () => {
  test('begins with the stem and ends with a hash', () => {
    expect(nameWithIdentity('training-data', { a: 1 })).toMatch(/^training-data-[0-9a-f]{8}$/);
  });

  test('changes exactly when the identity does', () => {
    expect(nameWithIdentity('a', ['x', 1])).toBe(nameWithIdentity('a', ['x', 1]));
    expect(nameWithIdentity('a', ['x', 1])).not.toBe(nameWithIdentity('a', ['x', 2]));
    expect(nameWithIdentity('a', ['x', 1])).not.toBe(nameWithIdentity('a', ['x', '1']));
    expect(nameWithIdentity('a', [undefined, 1])).not.toBe(nameWithIdentity('a', [1, undefined]));
  });

  test('stays the same from release to release', () => {
    expect(hashOf(['Storage/Data', { deploymentType: 'SCRATCH_2' }, null])).toBe('bcde84fd');
  });

  test.each([
    ['a'.repeat(54), `${'a'.repeat(54)}-`],
    ['a'.repeat(55), `${'a'.repeat(54)}-`],
    [`${'a'.repeat(53)}-bbb`, `${'a'.repeat(53)}-`],
    [`${'a'.repeat(52)}.-bbb`, `${'a'.repeat(52)}-`],
  ])('cuts %s where the hash must fit', (stem, begin) => {
    const name = nameWithIdentity(stem, 1);
    expect(name).toBe(`${begin}${hashOf(1)}`);
    expect(name.length).toBeLessThanOrEqual(63);
  });

  test('makes a legal name of every legal name', () => {
    const legal = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,80}[a-z0-9])?$/).filter(name => OBJECT_NAME.test(name));
    fc.assert(fc.property(legal, name => OBJECT_NAME.test(nameWithIdentity(name, 1))), { examples: [[`${'a'.repeat(53)}.b`]] });
  });
});
