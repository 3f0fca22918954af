import { readFileSync, writeFileSync } from 'fs';
import { Command, Option } from 'commander';
import type { Conversion, Language } from '../convert/convert';

const STANDARD_INPUT = 0;
const EXIT = { complete: 0, incomplete: 1, unreadable: 2 };

interface ConvertCommandOptions {
  readonly language: Language;
  readonly out?: string;
  readonly adopt?: true;
  readonly json?: true;
}

/** Converts Kubernetes manifests and CloudFormation templates to code that uses the constructs. */
export function convertCommand(
  out: (text: string) => void, err: (text: string) => void, exitWith: (status: number) => void,
  standardInput: () => string = () => readFileSync(STANDARD_INPUT, 'utf8'),
): Command {
  const command = new Command('convert')
    .summary('convert Kubernetes manifests and CloudFormation templates to CDK code')
    .description('Converts StorageClasses, volumes, claims, Trident backends and AWS::FSx resources to a stack that uses the constructs.')
    .usage('[options] [paths...]')
    .argument('[paths...]', 'files, folders, or - for the standard input (default: the working directory)')
    .addOption(new Option('--language <name>', 'language of the code').choices(['typescript', 'python']).default('typescript'))
    .option('--out <file>', 'write the code to a new file instead of the standard output')
    .option('--adopt', 'let the storages adopt the objects that exist in the cluster')
    .option('--json', 'print the code, the parameters and what differs as JSON');
  return command.action((paths: string[], options: ConvertCommandOptions) => {
    // loaded only here, so that other commands start fast
    const { convert } = require('../convert/convert') as typeof import('../convert/convert');
    const { UnreadablePath, filesOf, read } = require('./lint/files') as typeof import('./lint/files');
    try {
      const files = filesOf(paths.length === 0 ? ['.'] : paths, () => false);
      const conversion = convert(read(files, standardInput), options.language, { adopt: options.adopt ?? false });
      if (conversion.code !== '' && options.out !== undefined) {
        write(command, options.out, conversion.code);
      }
      out(options.json ? `${JSON.stringify(conversion, undefined, 2)}\n` : options.out === undefined ? conversion.code : '');
      options.json || err(reportOf(conversion, options.out));
      exitWith(conversion.unreadable.length > 0 ? EXIT.unreadable : conversion.notExpressible.length > 0 || conversion.code === '' ? EXIT.incomplete : EXIT.complete);
    } catch (error) {
      if (error instanceof UnreadablePath) {
        command.error(`error: ${error.message}`);
      }
      throw error;
    }
  });
}

function write(command: Command, file: string, code: string): void {
  try {
    writeFileSync(file, code, { flag: 'wx' });
  } catch (error) {
    const { code: reason, message } = error as NodeJS.ErrnoException;
    command.error(`error: cannot write '${file}': ${reason === 'EEXIST' ? 'the file exists' : reason ?? message}`);
  }
}

/** What differs from the input, for people. */
function reportOf(
  { converted, changed, notExpressible, left, unreadable }: Conversion, file: string | undefined,
): string {
  const lines = (title: string, notes: Conversion['changed']) => notes.length === 0 ? [] : [
    `${title}:`, ...notes.map(({ object, file: name, reason, ruleId }) => `  ${name}: ${object}: ${reason}${ruleId ? ` (${ruleId})` : ''}`),
  ];
  return [
    ...lines('Changed', changed),
    ...lines('Not expressible', notExpressible),
    ...lines('Left as they are', left),
    ...unreadable.map(({ file: name, line, column, message }) => `${name}:${line}:${column} cannot be read: ${message}`),
    `Converted ${converted.length} object${converted.length === 1 ? '' : 's'}${file === undefined || converted.length === 0 ? '' : ` to ${file}`}; ${changed.length} changed; ${notExpressible.length} not expressible.`,
    '',
  ].join('\n');
}
