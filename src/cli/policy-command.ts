import { readFileSync } from 'fs';
import { Command, Option } from 'commander';
import { oneOf } from './arguments';
import type { PolicyRun } from './policy/run-policy';
import { FsxPolicyMode } from '../policy/mode';

interface Options {
  readonly mode: FsxPolicyMode;
  readonly warningMode?: FsxPolicyMode;
  readonly name: string;
  readonly exemptUser?: string[];
  readonly exemptRole?: string[];
}

const STANDARD_INPUT = 0;
const MODES = Object.values(FsxPolicyMode).map(mode => mode.toLowerCase()).join(', ');

function collected(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Prints the rules as admission policies of Kubernetes. */
export function policyCommand(out: (text: string) => void, standardInput = () => readFileSync(STANDARD_INPUT, 'utf8')): Command {
  const command = new Command('policy')
    .summary('print the rules as ValidatingAdmissionPolicies for a cluster')
    .description('Prints ValidatingAdmissionPolicies for StorageClasses of both drivers, Trident backends and deletions, and for the claims of the '
      + 'StorageClasses in the given files.')
    .usage('[options] [paths...]')
    .argument('[paths...]', 'files or folders with StorageClasses, or - for the standard input (default: none)')
    .addOption(new Option('--mode <name>', `what happens to objects that violate a rule: ${MODES}`).argParser(oneOf(Object.values(FsxPolicyMode))).default(FsxPolicyMode.WARN, 'warn'))
    .addOption(new Option('--warning-mode <name>', 'the same for valid objects that are dangerous or costly, and for deletions (default: warn, or audit if --mode is audit)')
      .argParser(oneOf(Object.values(FsxPolicyMode))))
    .option('--exempt-user <name>', 'Kubernetes user that is exempt; can be repeated', collected)
    .option('--exempt-role <arn>', 'IAM role whose sessions are exempt; can be repeated', collected)
    .option('--name <prefix>', 'prefix of the names of the policies', 'cdk-eks-fsx');
  return command.action((paths: string[], { mode, warningMode, name, exemptUser, exemptRole }: Options) => {
    // loaded only here, so that other commands start fast
    const { runPolicy } = require('./policy/run-policy') as typeof import('./policy/run-policy');
    const run: PolicyRun = runPolicy(paths, {
      mode,
      warningMode,
      name,
      exemptUsers: exemptUser ?? [],
      exemptRoles: exemptRole ?? [],
      standardInput,
    });
    if ('error' in run) {
      command.error(`error: ${run.error}`);
    } else {
      out(run.output);
    }
  });
}
