import { RemovalPolicy, Stack, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { ApiObject } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { StorageBenchmarkOptions } from './benchmark/options';
import { MeasuredClaim, StorageBenchmark, benchmarkConfigurationOf } from './benchmark/storage-benchmark';
import { ExportValuesOptions, ExportValuesProps, ExportedValues, exportValues } from './exported-values';
import { MonitoredStorage } from './monitored-storage';
import { BENCHMARK_FIELDS, BENCHMARK_FIELD_NAMES, EXPORT_VALUES_FIELDS } from './schema';
import { WorkloadProps, addManifest, addWorkload, markDelivered } from './workload';
import { ClusterHandle, clusterHandle } from '../cluster/cluster-handle';
import { clusterRegistry } from '../cluster/cluster-registry';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { ClaimOptions } from '../kubernetes/claim-options';
import { IKubernetesVolume } from '../kubernetes/kubernetes-volume';
import { ManifestScope } from '../kubernetes/manifest-scope';
import { BenchmarkConfiguration } from '../validation/common/benchmark';
import { ClaimConfiguration } from '../validation/common/claim';
import { resolvedIn } from '../validation/normalize';
import { Rule } from '../validation/rule';
import { Fields } from '../validation/schema';
import { validate, validateId, validateInput } from '../validation/validate';

/** What both storages need of their props. */
export interface CreatedStorageProps {
  readonly cluster: eks.ICluster;
  readonly delivery?: ManifestDelivery;
  readonly acknowledge?: { [id: string]: string };
  readonly adopt?: boolean;
}

/** How the objects of a claim reach the cluster. */
export interface ClaimDelivery {
  readonly removalPolicy: RemovalPolicy;
  readonly after: IDependable[];
  readonly claim?: ClaimOptions;
}

/**
 * A storage that this app creates: its cluster, its claims and their delivery.
 *
 * Hidden: to users its members are those of the storages.
 *
 * @internal
 */
export abstract class CreatedStorage extends MonitoredStorage {
  /** @internal */
  protected readonly _handle: ClusterHandle;

  /** @internal */
  protected readonly _delivery: ManifestDelivery;

  /**
   * Whether objects that already exist are adopted.
   *
   * @internal
   */
  protected readonly _adopt: boolean;

  /** @internal */
  protected readonly _acknowledge?: { [id: string]: string };

  /** @internal */
  protected abstract readonly _benchmarkRules: readonly Rule<BenchmarkConfiguration>[];

  /** The claims of this storage. */
  private readonly measuredClaims = new Map<IKubernetesVolume, MeasuredClaim>();

  /** Validates the shape of the props before anything reads them. */
  constructor(
    scope: Construct, id: string, private readonly subject: string, fields: Fields, props: CreatedStorageProps,
  ) {
    super(scope, id);
    validateInput(this, subject, { fields, value: props });
    this._handle = clusterHandle(props.cluster);
    this._delivery = props.delivery ?? ManifestDelivery.kubectl();
    this._adopt = props.adopt ?? false;
    this._acknowledge = props.acknowledge;
  }

  /**
   * Deploys Kubernetes objects in the stack of this storage, after the claims that their pods mount. When the stack is
   * deleted, they are deleted before the claims.
   *
   * Use it instead of `cluster.addCdk8sChart()`, which adds the objects to the stack of the cluster: if the storage is
   * in another stack, the two stacks would depend on each other.
   *
   * The objects are delivered as the objects of this storage are (`delivery`). Their pods can also mount claims of other
   * storages of the app. Objects that you later remove from the workload or rename remain in the cluster.
   *
   * Fails with `workload/namespace` if pods are not in the namespace of their claim, with `workload/empty`,
   * `workload/twice`, `workload/added-afterwards`, and with `workload/other-app` for `ManifestDelivery.chart()`.
   *
   * @param id Id of the workload, unique in this storage.
   * @param workload A cdk8s Chart, an ApiObject, or an object of cdk8s-plus.
   * @returns the construct that other constructs can depend on
   */
  public addWorkload(id: string, workload: Construct): Construct {
    validateId(this, this.subject, 'addWorkload', id);
    return addWorkload(id, workload, this._workloadProps(this, this.subject));
  }

  /**
   * Deploys plain Kubernetes objects in the stack of this storage, after the claims that their pods mount.
   *
   * The same as `addWorkload()`, for objects that are not cdk8s objects. Mount claims with `podVolume` and
   * `volumeMount()`. Use it instead of `cluster.addManifest()`.
   *
   * An object without `apiVersion`, `kind` or `metadata.name` fails with `workload/incomplete`.
   *
   * @param id Id of the workload, unique in this storage.
   * @param manifest The objects.
   * @returns the construct that other constructs can depend on
   */
  public addManifest(id: string, ...manifest: { [key: string]: any }[]): Construct {
    validateId(this, this.subject, 'addManifest', id);
    return addManifest(id, manifest, this._workloadProps(this, this.subject));
  }

  /**
   * Exports the values that Helm, Argo CD and Terraform need to outputs of the stack, to SSM parameters, or to both, under
   * names that do not change.
   *
   * | output | SSM parameter | exists for |
   * |---|---|---|
   * | `…ClaimName`, `…ClaimNamespace` | `…/claim-name`, `…/claim-namespace` | storages with a claim |
   * | `…StorageClassName` | `…/storage-class-name` | dynamic Lustre, ONTAP |
   * | `…SnapshotClassName` | `…/snapshot-class-name` | ONTAP with snapshots |
   * | `…FileSystemId` | `…/file-system-id` | managed and existing Lustre, ONTAP |
   * | `…DnsName`, `…MountName` | `…/dns-name`, `…/mount-name` | managed and existing Lustre |
   * | `…SvmName`, `…SvmId` | `…/svm-name`, `…/svm-id` | ONTAP; the id for managed ONTAP only |
   *
   * If an edit changes a value, for example because a new file system replaces the old one, the name remains. SSM
   * parameters are created after the claim, and deleted with the stack, even if the file system is retained. Outputs are
   * not CloudFormation exports, which would block such an edit.
   *
   * Fails with `values/…` for invalid or duplicate prefixes.
   */
  public exportValues(options: ExportValuesOptions): void {
    this._validateOptions('exportValues', EXPORT_VALUES_FIELDS, options);
    exportValues(options, this._exportValuesProps(this, this.subject, this._claimed));
  }

  /**
   * Measures a volume with fio and compares it with what its tier promises: a Job that runs once, in its own new
   * directory, which it deletes afterwards.
   *
   * The log of its first pod contains a table and a JSON line. The Job succeeds if the file system is adequate; its pod
   * exits with 3 if it is too slow, and with 1 if it could not be measured. The deployment does not wait for it. Other
   * options create another Job, which measures again. The Job is deleted one day after it has finished.
   *
   * Measure an idle file system: the Job uses all the throughput that it can get. Throughput is compared for sequential
   * reads and, on Lustre, for sequential writes; IOPS for random reads on ONTAP; provisioned metadata IOPS for creating
   * and deleting files on Lustre.
   *
   * Fails with `lustre/benchmark-…` or `ontap/benchmark-…`.
   *
   * @param id Id of the Job, unique in this storage; name prefix of the Job.
   */
  public addBenchmark(id: string, options: StorageBenchmarkOptions = {}): StorageBenchmark {
    validateId(this, this.subject, 'addBenchmark', id);
    this._validateOptions(`addBenchmark '${id}'`, BENCHMARK_FIELDS, options);
    const { claim, measured } = this._measuredClaim(options.claim);
    validate<BenchmarkConfiguration>(this, {
      subject: this.subject, rules: this._benchmarkRules, names: BENCHMARK_FIELD_NAMES, operation: { name: `addBenchmark '${id}'` },
      configuration: benchmarkConfigurationOf(options, measured),
    });
    const { _handle: handle, _delivery: delivery } = this;
    return StorageBenchmark._of(this._childScope('Benchmarks'), id, options, {
      handle, delivery, measured: measured!, after: this._manifestsOf(claim),
    });
  }

  /**
   * Makes a claim known to Jobs that read and write through it.
   *
   * @internal
   */
  protected _registerMeasured(measured: MeasuredClaim) {
    this.measuredClaims.set(measured.volume, measured);
  }

  /**
   * A claim, by default that of the props, and what is known of it if it belongs to this storage.
   *
   * @internal
   */
  protected _measuredClaim(option?: IKubernetesVolume): {
    readonly claim: IKubernetesVolume;
    readonly measured?: MeasuredClaim;
  } {
    const claim = option === undefined || option === this as unknown ? this._claim : option;
    return { claim, measured: this.measuredClaims.get(claim) };
  }

  /**
   * What a Job that mounts a claim waits for.
   *
   * @internal
   */
  protected _manifestsOf(claim: IKubernetesVolume): IDependable[] {
    const manifest = claim.node.scope?.node.tryFindChild('Manifest');
    return manifest ? [manifest] : [];
  }

  /**
   * The values of the storage that other tools need, without its claim.
   *
   * @internal
   */
  protected abstract get _values(): ExportedValues;

  /**
   * What values are exported, in the scope of the construct that the user wrote.
   *
   * @internal
   */
  public _exportValuesProps(owner: Construct, subject: string, claim?: IKubernetesVolume): ExportValuesProps {
    const values = { ...this._values, claimName: claim?.claimName, claimNamespace: claim?.claimNamespace };
    return { owner, subject, handle: this._handle, values, storageManifest: this.node.tryFindChild('Manifest') };
  }

  /**
   * How workloads reach the cluster, in the scope of the construct that the user wrote.
   *
   * @internal
   */
  public _workloadProps(owner: Construct, subject: string): WorkloadProps {
    const { _handle: handle, _delivery: delivery } = this;
    return { owner, subject, handle, delivery, storageManifest: this.node.tryFindChild('Manifest') };
  }

  /** @internal */
  protected _validateOptions(operation: string, fields: Fields, value: object) {
    validateInput(this, this.subject, { fields, value }, operation);
  }

  /**
   * The configuration of a claim, with the construct of the app that already has a claim of this name.
   *
   * @internal
   */
  protected _withTaken<C extends ClaimConfiguration>(configuration: C, fixedName?: boolean): C {
    const { claimNamespace, claimName } = configuration;
    const claim = fixedName && clusterRegistry(this._handle).claims.get(`${claimNamespace}/${claimName}`);
    return claim ? { ...configuration, claimTakenBy: claim.node.path } : configuration;
  }

  /** @internal */
  protected _registerClaim(scope: Construct, namespace: string, name: string) {
    clusterRegistry(this._handle).claims.set(`${namespace}/${name}`, scope);
  }

  /**
   * One custom resource for what belongs together. The namespace has its own, which outlives it.
   *
   * @internal
   */
  protected _deliver(
    scope: Construct, objects: ApiObject[], { claim, removalPolicy, after }: ClaimDelivery,
  ): IDependable {
    const createNamespace = claim?.createNamespace ? claim.namespace ?? 'default' : undefined;
    markDelivered(this, objects);
    // The rollback of a creation must not delete objects that existed before.
    const policy = this._adopt ? RemovalPolicy.RETAIN : removalPolicy;
    return this._delivery._deliver(scope, 'Manifest', {
      owner: this, handle: this._handle, objects, createNamespace, removalPolicy: policy, after, adopt: this._adopt,
    });
  }

  /**
   * The scope that groups what a method creates, for example all further claims.
   *
   * @internal
   */
  protected _childScope(id: string): Construct {
    return this.node.tryFindChild(id) as Construct | undefined ?? new Construct(this, id);
  }

  /** @internal */
  protected _manifestScope(scope: Construct): ManifestScope {
    const stack = Stack.of(this);
    return {
      chart: this.manifests,
      path: scope.node.path,
      stackName: stack.stackName,
      resolve: value => resolvedIn(stack, value),
    };
  }
}
