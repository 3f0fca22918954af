import { readFileSync } from 'fs';
import { join } from 'path';
import { Command, CommanderError } from 'commander';
import { convertCommand } from './convert-command';
import { doctorCommand } from './doctor-command';
import { explainCommand } from './explain';
import { initCommand } from './init';
import { lintCommand } from './lint-command';
import { policyCommand } from './policy-command';
import { sizeCommand } from './size';
import { printable } from './terminal';

type Write = (text: string) => void;

const EXIT_INVALID = 2;

/** Runs a command line. Returns the exit status, which is 2 for an invalid command line. */
export async function run(args: readonly string[], out: Write, err: Write): Promise<number> {
  let status = 0;
  const version = packageVersion();
  const program = new Command('cdk-eks-fsx')
    .description('Validates, converts, diagnoses and sizes Amazon FSx volumes for Amazon EKS.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print the options of a command');
  const writeOut = (text: string) => out(printable(text));
  const writeErr = (text: string) => err(printable(text));
  const report = (code: number) => { status = code; };
  for (const command of [
    initCommand(writeOut),
    lintCommand(writeOut, report, version),
    convertCommand(writeOut, writeErr, report),
    policyCommand(writeOut),
    doctorCommand(writeOut, report),
    sizeCommand(writeOut, report),
    explainCommand(writeOut),
  ]) {
    program.addCommand(command);
  }
  for (const command of [program, ...program.commands]) {
    // A suggestion of Commander is a second line; the usage of this command follows the error, and nothing else.
    command
      .helpOption('-h, --help', 'print the options')
      .exitOverride()
      .configureOutput({ writeOut, writeErr, outputError: (text, write) => write(text.replace(/\n(?=\(Did)/, ' ')) })
      .showHelpAfterError(`Usage: ${usageOf(command)}`);
  }
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : EXIT_INVALID;
    }
    throw error;
  }
}

function usageOf(command: Command): string {
  return `${command.parent ? `${command.parent.name()} ` : ''}${command.name()} ${command.usage()}`;
}

/** The package.json of the package is two levels up from both src/cli and lib/cli. */
function packageVersion(): string {
  return JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')).version;
}
