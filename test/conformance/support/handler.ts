import { ChildProcess, spawn } from 'child_process';
import { dirname, join } from 'path';
import { createInterface } from 'readline';
import { ControlPlane } from './control-plane';

export type RequestType = 'Create' | 'Update' | 'Delete';

/** Objects for a cluster, and a question to it. */
export type KubectlResource = 'Custom::AWSCDK-EKS-KubernetesResource' | 'Custom::AWSCDK-EKS-KubernetesObjectValue';

/** The attributes of a custom resource. */
export interface Answer { readonly [name: string]: string }

/** How many times faster than in Lambda the function's clock runs while it waits for an object. */
export const SPEED = 30;

/** The Lambda function that brings manifests to a cluster, and asks it for values: aws-cdk-lib's own code, run by Python, with the kubectl of its own layer. */
export class KubectlHandler {
  private readonly process: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(plane: ControlPlane) {
    const code = join(dirname(require.resolve('aws-cdk-lib/package.json')), 'custom-resource-handlers', 'dist', 'aws-eks-v2', 'kubectl-handler');
    this.process = spawn('python3', ['-B', join(__dirname, 'handler.py'), code, `${SPEED}`], {
      stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, CONFORMANCE_KUBECONFIG: plane.kubeconfig },
    });
    this.answers = createInterface(this.process.stdout!)[Symbol.asyncIterator]();
  }

  /** One call, after those before it: the function shares a folder. Its attributes; throws what kubectl has against it. */
  public async call(
    resourceType: KubectlResource, requestType: RequestType, properties: { [key: string]: any },
  ): Promise<Answer> {
    const turn = this.queue.then(async () => this.ask(resourceType, requestType, properties));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  public stop(): void {
    this.process.stdin!.end(); // it then clears its folder, and ends
  }

  private async ask(
    ResourceType: KubectlResource, request: RequestType, ResourceProperties: { [key: string]: any },
  ): Promise<Answer> {
    const event = { RequestType: request, ResourceType, ResourceProperties };
    this.process.stdin!.write(`${JSON.stringify(event)}\n`);
    const { value, done } = await this.answers.next();
    const answer = done ? { error: 'python3 ended', log: '' } : JSON.parse(value);
    // the function swallows what goes wrong in a deletion; a proof does not
    const error = answer.error ?? /delete error: (.*)/s.exec(answer.log)?.[1];
    if (error) {
      throw new Error(readable(error));
    }
    return answer.result?.Data ?? {};
  }
}

/** The function prints bytes as Python does. */
function readable(error: string): string {
  return error.replace(/^b['"]|['"]$/g, '').replace(/\\n/g, '\n').replace(/\\'/g, '\'').trim();
}
