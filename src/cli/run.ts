import { parseArgs } from 'util';
import { Command, CommandError } from './command';
import { doctorCommand } from './doctor-command';
import { explainCommand } from './explain';
import { sizeCommand } from './size';

const COMMANDS: readonly Command[] = [doctorCommand, sizeCommand, explainCommand];

type Write = (text: string) => void;

/** Runs what a user typed; the exit status is 2 for what was not understood. */
export async function run(args: readonly string[], out: Write, err: Write): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || ['help', '--help', '-h'].includes(name)) {
    out(help());
    return 0;
  }
  const command = COMMANDS.find(one => one.name === name);
  if (!command) {
    err(`there is no command '${name}'.\n\n${help()}`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    out(helpOf(command));
    return 0;
  }
  try {
    const options = Object.fromEntries(command.options.map(({ name: option, type }) => [option, { type }]));
    const { values } = parseArgs({ args: rest, options, allowPositionals: false });
    return await command.run(values, out);
  } catch (error) {
    if (error instanceof CommandError || String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS')) {
      err(`${name}: ${(error as Error).message}\n\n${helpOf(command)}`);
      return 2;
    }
    throw error;
  }
}

function help(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return ['cdk-eks-fsx <command> [options]', '', ...COMMANDS.map(({ name, does }) => `  ${name.padEnd(width)}  ${does}`), '',
    'cdk-eks-fsx <command> --help tells the options of a command.', ''].join('\n');
}

function helpOf({ name, does, options }: Command): string {
  const written = options.map(({ name: option, type, value }) => type === 'boolean' ? `--${option}` : `--${option} ${value}`);
  const width = Math.max(...written.map(({ length }) => length));
  return [`cdk-eks-fsx ${name}: ${does}`, '', ...options.map(({ does: text }, index) => `  ${written[index].padEnd(width)}  ${text}`), ''].join('\n');
}
