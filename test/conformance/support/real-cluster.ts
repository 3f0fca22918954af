import { Cloud, Watcher } from './cloud';
import { ControlPlane } from './control-plane';
import { KubectlHandler } from './handler';
import { Kubernetes, KubernetesObject } from './kubernetes';
import { until } from './tools';

/** A real cluster for the tests of a describe block, made before them and gone after them. */
export class RealCluster {
  public plane!: ControlPlane;
  private handler!: KubectlHandler;
  private readonly ends: (() => Promise<void>)[] = [];

  constructor() {
    beforeAll(async () => {
      this.plane = await ControlPlane.start();
      this.handler = new KubectlHandler(this.plane);
    });
    afterAll(async () => {
      for (const end of this.ends) {
        await end();
      }
      this.handler?.stop();
      await this.plane?.stop();
    });
  }

  /** What ends while the cluster is still there: hooks of jest run in the order of their making. */
  public beforeEnd(end: () => Promise<void>): void {
    this.ends.push(end);
  }

  public get api(): Kubernetes {
    return this.plane.api;
  }

  /** A CloudFormation that brings its manifests to this cluster. */
  public cloud(watcher?: Watcher): Cloud {
    return new Cloud(this.handler, watcher);
  }

  /** A namespace that somebody made before. */
  public async namespace(name: string): Promise<void> {
    if (!(await this.api.get('Namespace', name))) {
      await this.api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    }
  }

  /** The claim, once it is Bound. */
  public async bound(
    claim: { readonly metadata: { readonly name: string; readonly namespace?: string } },
    seconds = 20,
  ): Promise<KubernetesObject> {
    const { name, namespace } = claim.metadata;
    return until(`claim ${namespace}/${name} Bound`, seconds, async () => {
      const found = await this.api.get('PersistentVolumeClaim', name, namespace);
      return found?.status.phase === 'Bound' && found;
    });
  }

  public async volumeOf(claim: KubernetesObject): Promise<KubernetesObject> {
    return (await this.api.get('PersistentVolume', claim.spec.volumeName))!;
  }
}
