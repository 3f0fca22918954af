import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { PYTHON } from '../../deployment/support/engine';

/** The folder of what `build-tools` built; empty where the machine lacks something. */
export const TOOLS = process.env.CONFORMANCE_TOOLS ?? '';

/** A suite that needs the real parts and CloudFormation. */
export const proof = TOOLS && PYTHON ? describe : describe.skip;

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'cdk-eks-fsx-'));
}

/** A line of the story that a proof tells; the reporter would wrap console.log in a stack trace. */
export function log(line: string): void {
  process.stdout.write(`      ${line}\n`);
}

/** Waits until the function returns something, and returns it. */
export async function until<T>(what: string, seconds: number, look: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`${what}: not within ${seconds} s`);
    }
    await sleep(200);
  }
}

export async function sleep(milliseconds: number): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, milliseconds));
}
