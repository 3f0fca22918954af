import { Account, Cluster, EXISTING } from './account';
import { EmulatedAccount, NativeResource } from './emulator';
import { CreatedResource, ResourceRequest } from './engine';
import { ControlPlane } from '../../conformance/support/control-plane';
import { startDriver } from '../../conformance/support/driver';
import { mountNameOf } from '../../conformance/support/fsx-server';
import { PolicyDocument } from '../../conformance/support/iam';
import { Processes } from '../../conformance/support/processes';

const DRIVER = 'aws-fsx-csi-driver';

/** A resource that a stack created and that is still there. */
export interface Remaining {
  readonly type: string;
  readonly id: string;
  readonly stack: string;
  readonly logicalId: string;
  /** What AWS had against its deletion, if anybody tried. */
  readonly rejection?: string;
}

type Existing = ResourceRequest & { readonly physicalId: string };

/**
 * The simulated account behind the emulator. The driver of the cluster is the real one, which runs as long as its add-on does; the policies in force decide its
 * calls. Roles and policies are resources of ministack: the account follows them.
 */
export class ServedAccount implements EmulatedAccount {
  public readonly account = new Account();
  /** Why AWS refuses an operation that the account would carry out. */
  public rejects?: (request: ResourceRequest) => string | undefined;
  private readonly ledger = new Map<string, Remaining>();
  private driver?: Processes;

  /** Without a control plane no driver runs. */
  constructor(private readonly plane?: ControlPlane) {
    this.account.fsx.policies = () => this.driverPolicies();
  }

  /** The policies of the driver's controller that are in force. */
  public driverPolicies(): readonly PolicyDocument[] {
    return this.cluster?.policiesOf('kube-system', 'fsx-csi-controller-sa') ?? [];
  }

  /** The cluster that a stack created. */
  public get cluster(): Cluster | undefined {
    return [...this.account.clusters.values()].find(({ name }) => name !== EXISTING.clusterName);
  }

  public async create(request: ResourceRequest): Promise<CreatedResource> {
    this.check(request);
    const created = this.account.create(request);
    this.note(created.physicalId, request);
    await this.followAddon();
    return created;
  }

  public update(request: Existing & { readonly oldProperties: any }): CreatedResource {
    this.check(request);
    return this.account.update(request);
  }

  public async delete(request: Existing): Promise<void> {
    try {
      this.account.delete(request);
      this.ledger.delete(request.physicalId);
    } catch (error: any) {
      this.note(request.physicalId, request, error.message);
      throw error;
    }
    await this.followAddon();
  }

  public adopt({ type, physicalId }: Pick<NativeResource, 'type' | 'physicalId'>): CreatedResource {
    const fileSystem = type === 'AWS::FSx::FileSystem' && this.account.fsx.fileSystems.get(physicalId);
    if (!fileSystem) {
      throw new Error(`Resource of type '${type}' with identifier '${physicalId}' was not found.`);
    }
    return {
      physicalId,
      attributes: { LustreMountName: mountNameOf(physicalId, fileSystem.request.LustreConfiguration!.DeploymentType) },
    };
  }

  public put(resource: NativeResource): void {
    const { type, physicalId, properties } = resource;
    this.note(physicalId, resource);
    if (type === 'AWS::IAM::Role') {
      this.account.permissions.putRole(physicalId, properties);
    } else if (type === 'AWS::IAM::Policy') {
      this.account.permissions.putPolicy(physicalId, properties.Roles, properties.PolicyDocument);
    }
  }

  public removed({ type, physicalId }: NativeResource): void {
    this.ledger.delete(physicalId);
    if (type === 'AWS::IAM::Role') {
      this.account.permissions.removeRole(physicalId);
    } else if (type === 'AWS::IAM::Policy') {
      this.account.permissions.removePolicy(physicalId);
    }
  }

  /** What stacks created and nobody deleted. */
  public remaining(): Remaining[] {
    return [...this.ledger.values()];
  }

  public async stop(): Promise<void> {
    await this.driver?.stop();
    await this.account.fsx.stop();
  }

  private check(request: ResourceRequest): void {
    const rejection = this.rejects?.(request);
    if (rejection !== undefined) {
      throw new Error(rejection);
    }
  }

  private note(id: string, { type, stack, logicalId }: Omit<Remaining, 'id'>, rejection?: string): void {
    this.ledger.set(id, { type, id, stack, logicalId, rejection });
  }

  /** Starts or stops the driver with its add-on. */
  private async followAddon(): Promise<void> {
    const wanted = this.cluster?.software.has(DRIVER) ?? false;
    if (wanted && !this.driver && this.plane) {
      this.driver = new Processes(this.plane.folder);
      await startDriver(this.plane, this.account.fsx, this.driver);
    } else if (!wanted && this.driver) {
      await this.driver.stop();
      this.driver = undefined;
    }
  }
}
