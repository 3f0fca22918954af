import { execFileSync } from 'child_process';
import { join } from 'path';
import { Watcher } from './cloud';
import { RealCluster } from './real-cluster';
import { TOOLS, sleep } from './tools';
import { Trident } from '../trident/simulator';

const TRIDENT_ADD_ON = 'netapp_trident-operator';
const SNAPSHOT_ADD_ON = 'snapshot-controller';
/** The operator runs before it makes definitions. */
const OPERATOR_MS = 1500;

/**
 * FSx for ONTAP and its Trident, for the stacks that a played CloudFormation deploys: file systems and SVMs are known from when they are made, Trident comes
 * with its add-on, and its kinds some time after it.
 */
export class SimulatedOntap implements Watcher {
  public trident!: Trident;
  private kinds?: Promise<void>;
  private snapshots = false;

  constructor(private readonly cluster: RealCluster) {
    beforeAll(() => {
      this.trident = new Trident(cluster.plane);
      this.trident.start();
    });
    cluster.beforeEnd(async () => {
      await this.kinds;
      await this.trident?.stop();
    });
  }

  public async made({ type, id, properties }: Parameters<NonNullable<Watcher['made']>>[0]): Promise<void> {
    const { fileSystems } = this.trident.world;
    if (type === 'AWS::FSx::FileSystem' && properties.FileSystemType === 'ONTAP') {
      this.there(id);
    } else if (type === 'AWS::FSx::StorageVirtualMachine') {
      this.there(
        properties.FileSystemId,
        ...fileSystems.find(one => one.id === properties.FileSystemId)!.svms,
        properties.Name,
      );
    } else if (type === 'AWS::EKS::Addon' && properties.AddonName === TRIDENT_ADD_ON) {
      this.kinds ??= this.install(OPERATOR_MS);
    } else if (type === 'AWS::EKS::Addon' && properties.AddonName === SNAPSHOT_ADD_ON) {
      this.takesSnapshots();
    }
  }

  /** A file system with these SVMs. */
  public there(id: string, ...svms: string[]): void {
    const { fileSystems } = this.trident.world;
    const index = fileSystems.findIndex(one => one.id === id);
    fileSystems.splice(index < 0 ? fileSystems.length : index, 1, { id, svms: [...new Set(svms)], region: 'eu-west-1' });
  }

  /** A cluster that has Trident and the controller of snapshots. */
  public async installed(): Promise<void> {
    this.takesSnapshots();
    await (this.kinds ??= this.install(0));
  }

  private async install(after: number): Promise<void> {
    await this.cluster.namespace('trident');
    await sleep(after);
    await this.trident.installKinds();
  }

  private takesSnapshots(): void {
    if (!this.snapshots) {
      this.snapshots = true;
      execFileSync(join(TOOLS, 'kubectl'), ['create', `--kubeconfig=${this.cluster.plane.kubeconfig}`, '-f', join(TOOLS, 'crds')]);
    }
  }
}
