import { readFileSync } from 'fs';
import { Command, Option } from 'commander';
import type { LintOptions } from './lint/run-lint';

const STANDARD_INPUT = 0;

/** Validates Kubernetes manifests and CloudFormation templates with the rules of the constructs. */
export function lintCommand(
  out: (text: string) => void, exitWith: (status: number) => void, version: string,
  streams: Partial<Pick<LintOptions, 'progress' | 'standardInput'>> = {},
): Command {
  const command = new Command('lint')
    .summary('find mistakes in Kubernetes manifests and CloudFormation templates')
    .description('Finds mistakes in StorageClasses, volumes, claims, Trident backends, snapshots and pods, and in AWS::FSx resources of templates.')
    .usage('[options] [paths...]')
    .argument('[paths...]', 'files, folders, or - for the standard input (default: the working directory)')
    .addOption(new Option('--format <name>', 'output format').choices(['text', 'json', 'sarif', 'github']).default('text'))
    .addOption(new Option('--fail-on <severity>', 'lowest severity with exit status 1 (default: error)').choices(['error', 'warning', 'never']))
    .option('--config <file>', 'configuration file (default: .cdk-eks-fsx.yaml, if it exists)');
  return command.action((paths: string[], options: Pick<LintOptions, 'format' | 'failOn' | 'config'>) => {
    // loaded only here, so that other commands start fast
    const { runLint } = require('./lint/run-lint') as typeof import('./lint/run-lint');
    const run = runLint(paths, { ...options, version, ...standardStreams(), ...streams });
    if ('error' in run) {
      command.error(`error: ${run.error}`);
    } else {
      out(run.output);
      exitWith(run.status);
    }
  });
}

function standardStreams(): Pick<LintOptions, 'progress' | 'standardInput'> {
  return {
    progress: process.stderr.isTTY ? text => process.stderr.write(text) : undefined,
    standardInput: () => readFileSync(STANDARD_INPUT, 'utf8'),
  };
}
