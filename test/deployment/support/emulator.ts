import { spawn } from 'child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'fs';
import { Server, createServer } from 'http';
import { AddressInfo } from 'net';
import { delimiter, join } from 'path';
import { CreatedResource, PYTHON, ResourceProvider } from './engine';
import { Processes, freePorts } from '../../conformance/support/processes';
import { TOOLS, temporaryFolder, until } from '../../conformance/support/tools';
import { ACCOUNT, REGION } from '../../conformance/support/values';

/** A resource that the emulator itself created, changed or deleted. */
export interface NativeResource {
  readonly type: string;
  readonly physicalId: string;
  readonly properties: any;
  readonly stack: string;
  readonly logicalId: string;
}

/** Decides the delegated resources, and hears of all others. */
export interface EmulatedAccount extends ResourceProvider {
  /** An import: what is there becomes a resource of a stack. */
  adopt(resource: Pick<NativeResource, 'type' | 'physicalId'>): CreatedResource;
  put(resource: NativeResource): void;
  removed(resource: NativeResource): void;
}

export interface CliResult {
  readonly exitCode: number;
  /** What the CLI printed, without colors. */
  readonly output: string;
}

const CLI = join(__dirname, '..', '..', '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** What the CDK's kubectl function calls `aws` for is to log in: whichever cluster it asks for, it gets ours. */
const AWS = '#!/bin/sh\n[ "$1 $2 $5" = "eks update-kubeconfig --kubeconfig" ] && exec cp "$DEPLOYMENT_KUBECONFIG" "$6"\n';

/** AWS on the loopback interface: ministack with its CloudFormation corrected, and FSx, EKS and the network decided by a provider. */
export class Emulator {
  /** FSx, which ministack lacks, answers at a URL of its own. */
  public static async start(provider: EmulatedAccount, kubeconfig: string, fsxUrl: string): Promise<Emulator> {
    const emulator = new Emulator(provider, (await freePorts(1))[0]!);
    await emulator.run(kubeconfig, fsxUrl);
    return emulator;
  }

  private readonly folder = temporaryFolder();
  private readonly processes = new Processes(this.folder);
  private readonly server: Server = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', chunk => body += chunk);
    incoming.on('end', () => void this.answer(JSON.parse(body)).then(answer => response.end(JSON.stringify(answer))));
  });

  private constructor(private readonly provider: EmulatedAccount, private readonly port: number) {}

  /** The real CDK CLI, with an assembly. */
  public async cdk(assembly: string, ...args: string[]): Promise<CliResult> {
    const child = spawn(process.execPath, [CLI, '--app', assembly, '--no-color', '--no-notices', '--ci', ...args], {
      cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...withoutAws(process.env), ...this.credentials, HOME: this.folder, CDK_DISABLE_CLI_TELEMETRY: 'true', NODE_NO_WARNINGS: '1' },
    });
    let output = '';
    [child.stdout, child.stderr].forEach(stream => stream.on('data', data => output += data));
    const exitCode = await new Promise<number>(resolve => child.once('close', code => resolve(code ?? 1)));
    return { exitCode, output };
  }

  /** The status of a stack, by the API. */
  public async stackStatus(stackName: string): Promise<string | undefined> {
    const response = await fetch(this.url, {
      method: 'POST', body: new URLSearchParams({ Action: 'DescribeStacks', Version: '2010-05-15', StackName: stackName }),
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20261126/${REGION}/cloudformation/aws4_request` },
    });
    return /<StackStatus>(\w+)</.exec(await response.text())?.[1];
  }

  /** The end of the emulator's log. */
  public tail(): string {
    return this.processes.tail('ministack');
  }

  public async stop(): Promise<void> {
    await this.processes.stop();
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** ministack takes the account from the key. */
  private get credentials(): NodeJS.ProcessEnv {
    return {
      AWS_ENDPOINT_URL: this.url, AWS_ENDPOINT_URL_S3: this.url, AWS_ACCESS_KEY_ID: ACCOUNT, AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
  }

  private async run(kubeconfig: string, fsxUrl: string): Promise<void> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    const [programs, temporary] = ['programs', 'temporary'].map(name => join(this.folder, name));
    [programs!, temporary!].forEach(path => mkdirSync(path));
    writeFileSync(join(programs!, 'aws'), AWS);
    chmodSync(join(programs!, 'aws'), 0o755);
    this.processes.start('ministack', PYTHON, [join(__dirname, '..', 'engine', 'serve.py')], {
      PYTHONDONTWRITEBYTECODE: '1', GATEWAY_PORT: `${this.port}`, BIND_HOST: '127.0.0.1', MINISTACK_HOST: '127.0.0.1', MINISTACK_ACCOUNT_ID: ACCOUNT, MINISTACK_REGION: REGION,
      DEPLOYMENT_ACCOUNT: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`, DEPLOYMENT_KUBECONFIG: kubeconfig,
      AWS_ENDPOINT_URL_FSX: fsxUrl,
      TMPDIR: temporary, TEST_OUTDIR: temporary, PATH: [programs, TOOLS, process.env.PATH].join(delimiter),
    });
    await until('ministack', 60, async () => (await fetch(`${this.url}/_ministack/health`).catch(() => undefined))?.ok).catch(error => {
      throw new Error(`${error.message}\n${this.tail()}`);
    });
  }

  private async answer({ call, ...resource }: any): Promise<object> {
    try {
      return await this.provider[call as keyof EmulatedAccount](resource) ?? {};
    } catch (error: any) {
      return { error: error.message };
    }
  }
}

function withoutAws(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !key.startsWith('AWS_')));
}
