import { execFile } from 'child_process';

/** What a program said. */
export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Asks a program; a test has one of its own. */
export type Ask = (program: Program, args: readonly string[]) => Promise<Answer>;

export type Program = 'kubectl' | 'aws';

/** What the programs may be asked: whatever changes nothing, and nothing that runs in a pod. */
const READ_ONLY: { readonly [program in Program]: RegExp } = {
  kubectl: /^(get|logs|config view)( |$)/,
  aws: /^(fsx|ec2|eks) (describe|list)-[a-z-]+( |$)/,
};

const ABSENT = 127;
const TIMEOUT_MS = 60_000;
/** A large cluster lists some ten thousand objects. */
const OUTPUT_BYTES = 256 * 1024 * 1024;

/**
 * Asks the user's own program, with the user's own credentials, without a shell between.
 *
 * What could change something is refused before it starts.
 */
export const askProgram: Ask = async (program, args) => {
  if (!isReadOnly(program, args)) {
    throw new Error(`'${program} ${args.join(' ')}' is no question: this command only reads.`);
  }
  // AWS_PAGER: version 2 of the CLI would wait in a pager; version 1 knows no option for that
  const options = { timeout: TIMEOUT_MS, maxBuffer: OUTPUT_BYTES, env: { ...process.env, AWS_PAGER: '' } };
  return new Promise(resolve => {
    const child = execFile(program, [...args], options, (error, stdout, stderr) => {
      const code = error?.code as number | string | undefined;
      if (code === 'ENOENT') {
        resolve({ status: ABSENT, stdout: '', stderr: `there is no ${program} on the PATH` });
      } else if (error?.killed) {
        resolve({ status: 1, stdout: '', stderr: `no answer within ${TIMEOUT_MS / 1000} seconds` });
      } else {
        resolve({ status: typeof code === 'number' ? code : error ? 1 : 0, stdout, stderr });
      }
    });
    child.stdin?.on('error', () => undefined); // it may have ended already
    child.stdin?.end(); // kubectl without credentials would ask for a password, and wait
  });
};

/** Whether a program only reads when it is asked so. */
export function isReadOnly(program: Program, args: readonly string[]): boolean {
  return READ_ONLY[program].test(args.join(' '));
}
