import { ChildProcess, spawn, spawnSync } from 'child_process';
import { openSync, readFileSync } from 'fs';
import { AddressInfo, createServer } from 'net';
import { join } from 'path';

/** Where Linux can: what a proof started ends with it, even when it is killed. */
const DIE_TOGETHER = spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0 ? ['setpriv', '--pdeathsig', 'KILL'] : [];

/** Processes that a proof started: each with its log, all ended by the proof, the last one first. */
export class Processes {
  private readonly running: { readonly name: string; readonly child: ChildProcess }[] = [];

  constructor(private readonly folder: string) {}

  public start(name: string, command: string, args: string[], env: NodeJS.ProcessEnv = {}): void {
    const log = openSync(this.logOf(name), 'w');
    // the AWS settings of the user must not reach the driver
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('AWS_')));
    const [file, ...rest] = [...DIE_TOGETHER, command, ...args];
    const child = spawn(file, rest, { stdio: ['ignore', log, log], env: { ...inherited, ...env } });
    child.on('error', () => undefined); // seen as "not ready", with the log
    this.running.push({ name, child });
  }

  /** The end of a process's log, for the message of a failure. */
  public tail(name: string): string {
    return readFileSync(this.logOf(name), 'utf8').split('\n').slice(-15).join('\n');
  }

  public async stop(): Promise<void> {
    for (const { child } of this.running.reverse()) {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise(resolve => child.once('exit', resolve));
        child.kill('SIGKILL'); // nothing of it is kept
        await ended;
      }
    }
  }

  private logOf(name: string): string {
    return join(this.folder, `${name}.log`);
  }
}

/** Ports that are free now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, async () => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return server;
  }));
  const ports = servers.map(server => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(async server => new Promise(resolve => server.close(resolve))));
  return ports;
}
