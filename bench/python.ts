import { execFileSync } from 'child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

const ROOT = join(__dirname, '..');
const WHEELS = join(ROOT, 'dist', 'python');

/** The clock of whole processes: examples/python against the same app in TypeScript, from the start of the interpreter to the last template. */
export interface PythonFound {
  readonly python: readonly number[];
  readonly typescript: readonly number[];
}

/** Nothing where the wheel was not built: `npx projen package:python` builds it. */
export function measurePython(times: number): PythonFound | undefined {
  const wheel = existsSync(WHEELS) ? readdirSync(WHEELS).find(file => file.endsWith('.whl')) : undefined;
  if (wheel === undefined) {
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const run = (program: string, words: string[], cwd: string) => execFileSync(program, words, {
    cwd, stdio: 'ignore', env: { ...process.env, CDK_OUTDIR: join(folder, 'cdk.out'), CDK_VALIDATION: 'false', JSII_DEPRECATED: 'quiet' },
  });
  try {
    run('python3', ['-m', 'venv', join(folder, 'venv')], ROOT);
    const others = readRequirements().filter(line => !line.startsWith('cdk-eks-fsx'));
    writeFileSync(join(folder, 'others.txt'), others.join('\n'));
    run(join(folder, 'venv', 'bin', 'pip'), ['install', '--quiet', '-r', join(folder, 'others.txt'), join(WHEELS, wheel)], ROOT);
    const clock = (make: () => void) => {
      const began = performance.now();
      make();
      return performance.now() - began;
    };
    const python = () => clock(() => run(join(folder, 'venv', 'bin', 'python'), ['app.py'], join(ROOT, 'examples', 'python')));
    const node = ['-r', 'ts-node/register/transpile-only', 'app.ts'];
    const typescript = () => clock(() => run(process.execPath, node, join(ROOT, 'examples', 'lustre-s3-training')));
    python(); // writes its byte code
    const pairs = Array.from({ length: times }, () => ({ ts: typescript(), py: python() }));
    return { python: pairs.map(({ py }) => py), typescript: pairs.map(({ ts }) => ts) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readRequirements(): string[] {
  return readFileSync(join(ROOT, 'examples', 'python', 'requirements.txt'), 'utf8').split('\n');
}
