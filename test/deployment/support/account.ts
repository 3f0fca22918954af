import { LustreDriver, Trident } from './drivers';
import { CreatedResource, ResourceProvider, ResourceRequest } from './engine';
import { ObjectStore, PROMETHEUS, StoredObject } from './kubernetes';
import { Network, Party } from './network';
import { Permissions } from './permissions';
import { handlerOf } from './resource-types';
import { CreateRequest } from '../../conformance/support/fsx-rules';
import { Caller, FsxServer, Rejected } from '../../conformance/support/fsx-server';
import { PolicyDocument, validate } from '../../conformance/support/iam';
import { ACCOUNT, REGION } from '../../conformance/support/values';

/** A driver's call that IAM refused. */
export interface Denial { readonly who: string; readonly what: string; readonly message: string }

/** Something with data that was deleted, and with which resource of a stack; without one, a driver did it. */
export interface Deletion {
  readonly what: 'file system' | 'storage virtual machine' | 'volume' | 'claim' | 'secret';
  readonly id: string;
  readonly with?: ResourceRequest & { readonly physicalId?: string };
}

export interface AccountOptions {
  /** When a driver deletes what belonged to a deleted claim: as soon as the claim is gone, or only after the stack operation. */
  readonly driverDeletes?: 'at once' | 'late';
  /** Whether the CRDs of the Prometheus Operator are in the clusters; they are by default. */
  readonly prometheus?: boolean;
}

/** What is in the account before any stack: `apps.ts` imports it. */
export const EXISTING = {
  vpc: 'vpc-0123456789abcdef0',
  subnets: ['subnet-0aaaaaaaaaaaaaaa0', 'subnet-0bbbbbbbbbbbbbbb0'],
  clusterName: 'training',
  clusterSecurityGroup: 'sg-0123456789abcdef0',
  kubectl: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:kubectl`,
  /** An existing one, with groups that admit the nodes. */
  fileSystemGroup: 'sg-0fedcba9876543210',
  lustre: { id: 'fs-0123456789abcdef0', mountName: 'abcdefgh' },
  ontap: {
    id: 'fs-0fedcba9876543210', svm: 'training', secret: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:training/vsadmin-AbCdEf`,
  },
} as const;

/** An EKS cluster: its network, add-ons, identities, and the objects and drivers inside. */
export class Cluster {
  /** The add-ons that EKS manages, and the version of each. */
  public readonly addons = new Map<string, string>();
  /** What runs, by the name of its add-on; it stays when its add-on is deleted with PreserveOnDelete. */
  public readonly software = new Set<string>();
  /** The role of each service account, by `namespace/name`. */
  public readonly identities = new Map<string, string>();
  public readonly nodeGroups = new Set<string>();
  public readonly objects: ObjectStore;
  public readonly lustre: LustreDriver;
  public readonly trident: Trident;

  constructor(
    private readonly account: Account, public readonly name: string, public readonly securityGroup: string,
    public version: string,
  ) {
    const { fsx, network, secrets } = account;
    this.objects = new ObjectStore(stored => this.beforeRemoval(stored));
    if (account.options.prometheus !== false) {
      this.objects.definitions.add(PROMETHEUS);
    }
    const around = {
      fsx,
      network,
      objects: this.objects,
      nodeGroups: [securityGroup],
      runs: (software: string) => this.software.has(software),
      caller: (namespace: string, serviceAccount: string): Caller => ({
        policies: () => this.policiesOf(namespace, serviceAccount),
      }),
      ask: (namespace: string, serviceAccount: string, action: string, resource: string) => {
        const verdict = validate(this.policiesOf(namespace, serviceAccount), { action, resource });
        if (verdict !== 'allowed') {
          throw new Rejected(
            'AccessDeniedException',
            `${namespace}/${serviceAccount} is not authorized to perform: ${action} on resource: ${resource} (${verdict})`,
          );
        }
      },
      secretExists: (arn: string) => secrets.has(arn),
      denied: (who: string, what: string, message: string) => account.denied({ who, what, message }),
    };
    this.lustre = new LustreDriver(around);
    this.trident = new Trident(around);
  }

  /** The nodes of the cluster, which carry its security group. */
  public get nodes(): Party {
    return { groups: [this.securityGroup] };
  }

  /** The policies of a service account: none without the agent that hands credentials out. */
  public policiesOf(namespace: string, serviceAccount: string): readonly PolicyDocument[] {
    return this.software.has('eks-pod-identity-agent') ? this.account.permissions.policiesOf(this.identities.get(`${namespace}/${serviceAccount}`)) : [];
  }

  public install(software: string): void {
    this.software.add(software);
    if (software === 'netapp_trident-operator') {
      this.objects.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'trident' } }]);
    }
    if (software === 'netapp_trident-operator' || software === 'snapshot-controller') {
      this.objects.definitions.add(software);
    }
  }

  /** What holds an object up, if something does; else it is deleted now. */
  private beforeRemoval(stored: StoredObject): string | undefined {
    const { kind, metadata: { namespace = 'default', name } } = stored.object;
    if (kind === 'PersistentVolumeClaim') {
      const user = this.podsThatUse(namespace, name);
      if (user !== undefined) {
        return `pods of ${user} use it`;
      }
      this.account.deleted('claim', `${namespace}/${name}`);
    }
    return kind === 'TridentBackendConfig' ? this.trident.held(stored) : undefined;
  }

  /** The Deployment whose pods hold a claim up (finalizer kubernetes.io/pvc-protection); the pods of Jobs are taken for finished. */
  private podsThatUse(namespace: string, claim: string): string | undefined {
    const uses = ({ object: { metadata, spec } }: StoredObject) => (metadata.namespace ?? 'default') === namespace
      && (spec.template.spec.volumes ?? []).some((volume: any) => volume.persistentVolumeClaim?.claimName === claim);
    return this.objects.list('Deployment').find(uses)?.object.metadata.name;
  }

  /** Controllers act on what changed. */
  public reconcile(deletions: boolean): void {
    this.trident.reconcile();
    const drivers = [this.lustre, this.trident];
    drivers.forEach(driver => driver.provision());
    if (deletions) {
      drivers.forEach(driver => driver.reclaim());
    }
  }
}

/**
 * An AWS account, as far as storages depend on it: FSx, the network of EC2, IAM, EKS with Kubernetes and the two drivers. It decides every operation on a
 * resource, and keeps what is there, what was refused and what was deleted.
 *
 * Whatever it does not know is noted as `unknown`, which fails the test: the engine alone would take it for an operation that AWS refused.
 */
export class Account implements ResourceProvider {
  public readonly fsx = new FsxServer();
  public readonly network = new Network();
  public readonly permissions = new Permissions();
  public readonly clusters = new Map<string, Cluster>();
  public readonly secrets = new Set<string>();
  /** Elastic IP addresses and NAT gateways. */
  public readonly addresses = new Set<string>();
  /** Lambda functions, by ARN. */
  public readonly functions = new Set<string>([EXISTING.kubectl]);
  public readonly denials: Denial[] = [];
  public readonly deletions: Deletion[] = [];
  /** What the account was asked and did not know. */
  public readonly unknown: string[] = [];
  /** How many resources there are of each logical id of each stack; what is retained stays. */
  private readonly resources = new Map<string, number>();
  private made = 0;
  /** What CloudFormation does at the moment. */
  private current?: ResourceRequest & { readonly physicalId?: string };

  constructor(public readonly options: AccountOptions = {}) {
    this.fsx.surroundings = {
      rejection: ({ SubnetIds, SecurityGroupIds = [], FileSystemType }) => this.networkRejection(SubnetIds, SecurityGroupIds, FileSystemType === 'LUSTRE'),
      created: ({ id, request }) => this.network.attach(id, request.SubnetIds, request.SecurityGroupIds ?? []),
      deleted: fileSystem => {
        this.network.detach(fileSystem.id);
        this.deleted('file system', fileSystem.id);
      },
    };
    this.addExisting();
  }

  public create(request: ResourceRequest): CreatedResource {
    const key = `${request.stack}/${request.logicalId}`;
    const created = this.operate(request, () => handlerOf(request.type).create(this, request, `${key}#${++this.made}`));
    this.resources.set(key, (this.resources.get(key) ?? 0) + 1);
    return created;
  }

  public update(
    request: ResourceRequest & { readonly physicalId: string; readonly oldProperties: any },
  ): CreatedResource {
    return this.operate(request, () => handlerOf(request.type).update(this, request));
  }

  public delete(request: ResourceRequest & { readonly physicalId: string }): void {
    const key = `${request.stack}/${request.logicalId}`;
    this.operate(request, () => handlerOf(request.type).delete(this, request));
    this.resources.set(key, Math.max(0, (this.resources.get(key) ?? 0) - 1));
  }

  /** Whether a resource of a stack is there. */
  public has(stack: string, logicalId: string): boolean {
    return (this.resources.get(`${stack}/${logicalId}`) ?? 0) > 0;
  }

  /** A stack operation is over: what controllers do late, they do now. */
  public settle(): void {
    this.clusters.forEach(cluster => cluster.reconcile(true));
  }

  public denied(denial: Denial): void {
    if (!this.denials.some(other => other.who === denial.who && other.what === denial.what)) {
      this.denials.push(denial);
    }
  }

  public deleted(what: Deletion['what'], id: string): void {
    this.deletions.push({ what, id, with: this.current });
  }

  private operate<T>(request: ResourceRequest & { readonly physicalId?: string }, act: () => T): T {
    try {
      this.current = request;
      const result = act();
      this.current = undefined;
      this.clusters.forEach(cluster => cluster.reconcile(this.options.driverDeletes !== 'late'));
      return result;
    } catch (error) {
      if (!(error instanceof Rejected)) {
        this.unknown.push(`${request.stack}/${request.logicalId}: ${(error as Error).stack}`);
      }
      throw error;
    } finally {
      this.current = undefined;
    }
  }

  /** FSx looks whether the groups let the servers reach each other (Lustre user guide, cannot-create-fs). */
  private networkRejection(subnets: readonly string[], groups: readonly string[], lustre: boolean): string | undefined {
    const missing =
      subnets.find(id => !this.network.subnets.has(id)) ?? groups.find(id => !this.network.groups.has(id));
    if (missing !== undefined) {
      return `${missing} does not exist`;
    }
    return lustre && !this.network.lets({ groups }, { groups }, 988) ? 'the provided security groups do not permit Lustre LNET network traffic on port 988' : undefined;
  }

  private addExisting(): void {
    const { network, fsx, secrets } = this;
    network.addVpc(EXISTING.vpc);
    EXISTING.subnets.forEach(subnet => network.addSubnet(subnet, EXISTING.vpc));
    const groups = [EXISTING.clusterSecurityGroup, EXISTING.fileSystemGroup];
    groups.forEach(group => network.addGroup(group, EXISTING.vpc));
    groups.forEach((group, index) => {
      network.addRule({ id: `existing-out-${index}`, group, direction: 'out', protocol: '-1', peer: '0.0.0.0/0' });
      network.addRule({ id: `existing-in-${index}`, group, direction: 'in', protocol: '-1', peer: group });
      network.addRule({ id: `existing-nodes-${index}`, group, direction: 'in', protocol: '-1', peer: groups[1 - index] });
    });
    const cluster = new Cluster(this, EXISTING.clusterName, EXISTING.clusterSecurityGroup, '1.34');
    network.attach(`cluster ${EXISTING.clusterName}`, EXISTING.subnets, [EXISTING.clusterSecurityGroup]);
    cluster.install('eks-pod-identity-agent');
    this.clusters.set(EXISTING.clusterName, cluster);
    const made = { tags: [], usableAt: 0, actions: [] };
    const where = { SubnetIds: [EXISTING.subnets[0]], SecurityGroupIds: [EXISTING.fileSystemGroup] };
    const lustre: CreateRequest = { FileSystemType: 'LUSTRE', ...where, LustreConfiguration: { DeploymentType: 'PERSISTENT_2' } };
    const ontap: CreateRequest = { FileSystemType: 'ONTAP', ...where, OntapConfiguration: { DeploymentType: 'SINGLE_AZ_2' } };
    fsx.fileSystems.set(EXISTING.lustre.id, { id: EXISTING.lustre.id, request: lustre, capacity: 4800, ...made });
    fsx.fileSystems.set(EXISTING.ontap.id, { id: EXISTING.ontap.id, request: ontap, capacity: 2048, ...made });
    fsx.storageVirtualMachines.set('svm-existing', { id: 'svm-existing', fileSystemId: EXISTING.ontap.id, name: EXISTING.ontap.svm });
    secrets.add(EXISTING.ontap.secret);
    [EXISTING.lustre.id, EXISTING.ontap.id].forEach(id => network.attach(id, where.SubnetIds, where.SecurityGroupIds));
  }
}
