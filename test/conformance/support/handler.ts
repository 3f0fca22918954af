import { ChildProcess, spawn } from 'child_process';
import { dirname, join } from 'path';
import { createInterface } from 'readline';
import { ControlPlane } from './control-plane';

export type RequestType = 'Create' | 'Update' | 'Delete';

/** The Lambda function that brings manifests to a cluster: aws-cdk-lib's own code, run by Python, with the kubectl of its own layer. */
export class KubectlHandler {
  private readonly process: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(plane: ControlPlane) {
    const code = join(dirname(require.resolve('aws-cdk-lib/package.json')), 'custom-resource-handlers', 'dist', 'aws-eks-v2', 'kubectl-handler');
    this.process = spawn('python3', ['-B', join(__dirname, 'handler.py'), code], {
      stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, CONFORMANCE_KUBECONFIG: plane.kubeconfig },
    });
    this.answers = createInterface(this.process.stdout!)[Symbol.asyncIterator]();
  }

  /** One call, after those before it: the function shares a folder. Throws what kubectl has against it. */
  public async call(requestType: RequestType, properties: { [key: string]: any }): Promise<void> {
    const turn = this.queue.then(async () => this.ask(requestType, properties));
    this.queue = turn.catch(() => undefined);
    await turn;
  }

  public stop(): void {
    this.process.stdin!.end(); // it then clears its folder, and ends
  }

  private async ask(requestType: RequestType, properties: { [key: string]: any }): Promise<void> {
    const event = { RequestType: requestType, ResourceType: 'Custom::AWSCDK-EKS-KubernetesResource', ResourceProperties: properties };
    this.process.stdin!.write(`${JSON.stringify(event)}\n`);
    const { value, done } = await this.answers.next();
    const answer = done ? { error: 'python3 ended', log: '' } : JSON.parse(value);
    // the function swallows what goes wrong in a deletion; a proof does not
    const error = answer.error ?? /delete error: (.*)/s.exec(answer.log)?.[1];
    if (error) {
      throw new Error(readable(error));
    }
  }
}

/** The function prints bytes as Python does. */
function readable(error: string): string {
  return error.replace(/^b['"]|['"]$/g, '').replace(/\\n/g, '\n').replace(/\\'/g, '\'').trim();
}
