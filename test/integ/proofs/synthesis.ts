import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, readdirSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** The folder of the tests. */
export const FOLDER = join(__dirname, '..');

/** The files of the tests. */
export const TESTS = readdirSync(FOLDER).filter(file => /^integ\..*\.ts$/.test(file));

/** A deployment of a test: a test with steps has several. */
export interface Deployment {
  readonly test: string;
  readonly testCase: string;
  /** Paths of the templates, by the id of the stack. */
  readonly templates: { readonly [stack: string]: string };
  /** The template that holds the assertions. */
  readonly assertions: Template;
}

export interface Template {
  readonly Resources: { readonly [id: string]: Resource };
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: any;
  readonly DeletionPolicy?: string;
}

/** The deployments of a test, synthesized as integ-runner does it: each test case with its own context, in the order of the manifest. */
export function deploymentsOf(test: string): Deployment[] {
  const first = synthesize(test, {});
  return Object.entries<any>(read(join(first, 'integ.json')).testCases).map(([testCase, { cdkCommandOptions, assertionStack }], index) => {
    const folder = index === 0 ? first : synthesize(test, cdkCommandOptions.deploy.args.context);
    const stacks = Object.values<any>(read(join(folder, 'manifest.json')).artifacts).filter(({ type }) => type === 'aws:cloudformation:stack');
    const templates = Object.fromEntries(
      stacks.map(({ displayName, properties }) => [displayName as string, join(folder, properties.templateFile)]),
    );
    return { test, testCase, templates, assertions: read(templates[idOf(assertionStack, templates)]) };
  });
}

export function read(file: string): any {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function synthesize(test: string, context: { [key: string]: string }): string {
  const output = mkdtempSync(join(tmpdir(), 'cdk-eks-fsx-'));
  const flags = read(require.resolve('@aws-cdk/integ-runner/lib/recommended-feature-flags.json'));
  execFileSync('node', ['-r', 'ts-node/register/transpile-only', test], {
    cwd: FOLDER, stdio: 'pipe', env: { ...process.env, CDK_OUTDIR: output, CDK_CONTEXT_JSON: JSON.stringify({ ...flags, ...context }) },
  });
  return output;
}

/** The display name of a stack is its path, with its name in parentheses where that is another. */
function idOf(path: string, templates: { [stack: string]: string }): string {
  return Object.keys(templates).find(name => name === path || name.startsWith(`${path} (`))!;
}
