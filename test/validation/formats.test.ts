import { FORMATS, Format } from '../../src/validation/formats';
import * as facts from '../cases/text-formats.json';

/** `x64`: a text of 64 letters, of which test cases contain only the number. */
const text = (example: string) => example.replace(/^x(\d+)$/, (_, length) => 'x'.repeat(Number(length)));
const NAMES = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

test('there are facts for each format', () => {
  expect(Object.keys(facts).filter(name => name !== 'default').sort()).toEqual([...NAMES].sort());
});

describe.each(NAMES)('%s', name => {
  const format: Format = FORMATS[name];
  const problem = (example: string) => format.problemOf(text(example), 'eu-west-1');

  test.each(facts[name].valid)('accepts %j', example => {
    expect(problem(example)).toBeUndefined();
  });

  test.each(facts[name].invalid)('rejects %j', example => {
    expect(problem(example)).toEqual(expect.any(String));
  });

  test('suggests a legal text, or where to find one', () => {
    const fixes = facts[name].invalid.map(example => typeof format.fix === 'string' ? format.fix : format.fix(text(example)));
    for (const fix of fixes) {
      const [, suggested] = typeof format.fix === 'string' ? [] : /^use '(.*)'$/.exec(fix)!;
      expect(fix).not.toBe('');
      expect(suggested === undefined ? undefined : problem(suggested)).toBeUndefined();
    }
  });
});

test('takes as long for a long text as a linear search', () => {
  const long = ['a'.repeat(4096), 'a-'.repeat(2048), 'a.'.repeat(2048), 'a/'.repeat(2048), '-'.repeat(4096), `${'a_'.repeat(2047)}!`];
  const started = process.cpuUsage().user;
  NAMES.forEach(name => long.forEach(each => FORMATS[name].problemOf(each)));
  expect(process.cpuUsage().user - started).toBeLessThan(500_000);
});

test.each(['us-west-2-lax-1a', 'us-east-1-wl1-bos-wlz-1', 'us-gov-west-1a', 'cn-north-1a', 'eusc-de-east-1a', 'dummy1a', 'dummy-1b'])(
  'zone accepts %s in a stack whose Region is not known', zone => {
    expect(FORMATS.zone.problemOf(zone)).toBeUndefined();
  },
);

test.each([['us-west-2-lax-1a', 'us-west-2'], ['us-east-1-wl1-bos-wlz-1', 'us-east-1'], ['dummy1a', 'eu-west-1']])('zone accepts %s in %s', (zone, region) => {
  expect(FORMATS.zone.problemOf(zone, region)).toBeUndefined();
});
