import { execFileSync } from 'child_process';
import { mkdtempSync, readdirSync } from 'fs';
import { tmpdir } from 'os';
import { basename, join } from 'path';

/** The program that `install` installed; absent where the machine lacks something. */
const CFN_LINT = process.env.CFN_LINT;

/** A suite that needs it. */
export const lintProof = CFN_LINT ? describe : describe.skip;

/** Advice that is not about us: the CDK writes dependencies that a Ref enforces already. */
const IGNORED = ['W3005'];

/** What cfn-lint has against templates: errors and warnings, all in one call. */
export function lint(templates: readonly string[], region = 'eu-west-1'): string[] {
  const findings = JSON.parse(run(['--format', 'json', '--regions', region, '--ignore-checks', ...IGNORED, '--', ...templates]) || '[]') as Finding[];
  return findings.map(({ Rule, Filename, Location, Message }) => `${Rule.Id} ${basename(Filename)} ${Location.Path?.join('/')}: ${Message}`);
}

interface Finding {
  readonly Rule: { readonly Id: string };
  readonly Filename: string;
  readonly Message: string;
  readonly Location: { readonly Path?: readonly (string | number)[] };
}

/** The exit code tells only that there is something in the output. */
function run(args: readonly string[]): string {
  try {
    return execFileSync(CFN_LINT!, args, { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr, status } = error as { stdout: string; stderr: string; status: number };
    if (!stdout.startsWith('[')) {
      throw new Error(`cfn-lint: exit code ${status}: ${stderr}${stdout}`);
    }
    return stdout;
  }
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'cdk-eks-fsx-'));
}

export function templatesIn(folder: string): string[] {
  return readdirSync(folder).filter(file => file.endsWith('.template.json')).map(file => join(folder, file));
}
