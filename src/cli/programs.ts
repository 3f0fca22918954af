import { ChildProcess, execFile } from 'child_process';

/** The exit status and the output of a program. */
export interface ProgramResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program; tests pass a fake. */
export type RunProgram = (program: Program, args: readonly string[]) => Promise<ProgramResult>;

export type Program = 'kubectl' | 'aws';

/** How long a program may run. */
export interface TimeLimits {
  readonly timeoutMs: number;
  /** Time between SIGTERM and SIGKILL. */
  readonly graceMs: number;
}

/** Commands that change nothing and run nothing in a pod. */
const READ_ONLY: { readonly [program in Program]: RegExp } = {
  kubectl: /^(get|logs|config view)( |$)/,
  aws: /^(fsx|ec2|eks) (describe|list)-[a-z-]+( |$)/,
};

const NOT_FOUND = 127;
const LIMITS: TimeLimits = { timeoutMs: 60_000, graceMs: 5_000 };
/** Enough for a list of about ten thousand objects. */
const OUTPUT_BYTES = 256 * 1024 * 1024;

/**
 * Runs the user's own kubectl or aws, with the user's credentials and without a shell. Rejects commands that could
 * change something.
 */
export const runProgram: RunProgram = programRunner(LIMITS);

export function programRunner({ timeoutMs, graceMs }: TimeLimits): RunProgram {
  return async (program, args) => {
    if (!isReadOnly(program, args)) {
      throw new Error(`'${program} ${args.join(' ')}' is not a read-only command; the doctor runs no other.`);
    }
    // Version 2 of the AWS CLI would wait in a pager. It is an environment variable because version 1 does not know the
    // option.
    const options = { maxBuffer: OUTPUT_BYTES, env: { ...process.env, AWS_PAGER: '' } };
    return new Promise(resolve => {
      let timedOut = false;
      const timers: NodeJS.Timeout[] = [];
      const child = execFile(program, [...args], options, (error, stdout, stderr) => {
        timers.forEach(clearTimeout);
        const code = error?.code as number | string | undefined;
        if (code === 'ENOENT') {
          resolve({ status: NOT_FOUND, stdout: '', stderr: `${program} was not found on the PATH` });
        } else if (timedOut) {
          resolve({ status: 1, stdout: '', stderr: `${program} did not finish within ${timeoutMs / 1000} seconds` });
        } else {
          resolve({ status: typeof code === 'number' ? code : error ? 1 : 0, stdout, stderr });
        }
      });
      timers.push(setTimeout(() => {
        timedOut = true;
        child.kill('SIGTERM');
        timers.push(setTimeout(() => kill(child), graceMs));
      }, timeoutMs));
      child.stdin?.on('error', () => undefined); // the program may have ended already
      child.stdin?.end(); // without credentials kubectl would wait for a password
    });
  };
}

/**
 * A credential plugin that kubectl started can keep its output open, so that Node would wait for it after kubectl has
 * ended.
 */
function kill(child: ChildProcess) {
  child.kill('SIGKILL');
  child.stdout?.destroy();
  child.stderr?.destroy();
}

/** Whether a command only reads. */
export function isReadOnly(program: Program, args: readonly string[]): boolean {
  return READ_ONLY[program].test(args.join(' '));
}
