import { execFileSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { convert } from '../../src/convert/convert';
import { RoundTrip, roundTrip } from '../convert/round-trip';
import { casesOf } from '../lint/corpus';
import { log, proof } from './support/tools';

const CASES = [...casesOf('working'), ...casesOf('defective')];
/** The examples of the two drivers. */
const EXAMPLES = /^(kubernetes-sigs\/aws-fsx-csi-driver|NetApp\/trident) .*(example|sample|docs)/i;

proof('conversion of the corpus to code, and back to manifests', () => {
  const results: RoundTrip[] = [];
  const failures: string[] = [];
  beforeAll(() => {
    for (const { file } of CASES) {
      try {
        results.push(roundTrip(file));
      } catch (error) {
        failures.push(`${file.name}: ${(error as Error).message}`);
      }
    }
  }, 120_000);

  const count = (names: readonly string[]) => {
    const own = results.filter(({ name }) => names.includes(name));
    const sum = (field: 'equal' | 'changed' | 'notExpressible') => own.reduce((total, result) => total + result[field], 0);
    const [equal, changed, notExpressible] = [sum('equal'), sum('changed'), sum('notExpressible')];
    return { objects: equal + changed + notExpressible, equal, changed, notExpressible };
  };

  test('all code synthesizes', () => expect(failures).toEqual([]));

  test('every object without a note has all fields of the input, and no others that change it', () => {
    expect(results.flatMap(({ differences }) => differences)).toEqual([]);
  });

  test('the numbers of objects', () => {
    const names = (cases: typeof CASES) => cases.map(({ file }) => file.name);
    const working = CASES.filter(({ file }) => file.name.startsWith('working'));
    const counts = {
      all: count(names(CASES)), working: count(names(working)),
      lustreExamples: count(names(working.filter(({ source }) => EXAMPLES.test(source) && source.startsWith('kubernetes-sigs')))),
      tridentExamples: count(names(working.filter(({ source }) => EXAMPLES.test(source) && source.startsWith('NetApp')))),
    };
    log(`convert: ${JSON.stringify(counts)}`);
    expect(counts).toMatchInlineSnapshot(`
{
  "all": {
    "changed": 142,
    "equal": 124,
    "notExpressible": 37,
    "objects": 303,
  },
  "lustreExamples": {
    "changed": 0,
    "equal": 8,
    "notExpressible": 0,
    "objects": 8,
  },
  "tridentExamples": {
    "changed": 6,
    "equal": 11,
    "notExpressible": 6,
    "objects": 23,
  },
  "working": {
    "changed": 18,
    "equal": 72,
    "notExpressible": 14,
    "objects": 104,
  },
}
`);
  });

  test('all Python code compiles', () => {
    const folder = mkdtempSync(join(tmpdir(), 'convert-'));
    try {
      const files = CASES.flatMap(({ file }, index) => {
        const { code } = convert([file], 'python', { adopt: true });
        const name = join(folder, `stack${index}.py`);
        code !== '' && writeFileSync(name, code);
        return code === '' ? [] : [name];
      });
      execFileSync('python3', ['-m', 'py_compile', ...files], { stdio: 'pipe' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
