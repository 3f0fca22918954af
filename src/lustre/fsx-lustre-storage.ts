import {
  CfnResource, Duration, RemovalPolicy, Stack, aws_backup as backup, aws_cloudwatch as cloudwatch, aws_ec2 as ec2,
  aws_fsx as fsx,
} from 'aws-cdk-lib';
import { ApiObject, Chart } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { LUSTRE_MONITORING, LUSTRE_PROMETHEUS } from './alarms';
import { LustreClaimOptions } from './claim-options';
import { LustreConfiguration } from './configuration';
import { claimConfigurationOf, configure } from './configure';
import { deletionWait } from './deletion-wait';
import { LUSTRE_DRIVER } from './driver';
import { LustreEfaCheck, efaCheckConfigurationOf } from './efa/lustre-efa-check';
import { LustreEfaCheckOptions } from './efa/options';
import { FsxLustreStorageProps } from './fsx-lustre-storage-props';
import { shareIdentity, shareJob } from './jobs/share-job';
import { ILustreCsiDriver, LustreCsiDriver } from './lustre-csi-driver';
import { ClaimObjects, FileSystemAddress, classOf, dynamicClaim, staticClaim } from './manifests';
import { LustreMonitoringOptions, LustrePrometheusRulesOptions } from './monitoring';
import { LustreNetwork, lustreNetwork } from './network';
import { nodesInOtherZones } from './node-zones';
import { notifiedBuckets } from './notified-buckets';
import { grantKeyUse, grantDriver } from './permissions';
import { promiseOf } from './promise';
import { FsxLustreStorageAttributes, IFsxLustreStorage, ReferencedLustreStorage } from './referenced-storage';
import { lustreResources, removalPolicyOf } from './resources';
import { LUSTRE_BACKUP_RULES, LUSTRE_CLAIM_RULES, LUSTRE_RULES } from './rules';
import { lustreBenchmarkRules } from './rules/benchmark';
import { EfaCheckConfiguration, lustreEfaCheckRules } from './rules/efa-check';
import { lustreMonitoringRules } from './rules/monitoring';
import { rulesAtSynthesis } from './rules/placement';
import {
  EFA_CHECK_FIELDS, EFA_CHECK_FIELD_NAMES, LUSTRE_CLAIM_FIELDS, LUSTRE_FIELD_NAMES, LUSTRE_MONITORING_FIELDS,
  LUSTRE_PROMETHEUS_FIELDS,
  LUSTRE_REFERENCE_FIELDS, LUSTRE_SHARE_FIELDS, LUSTRE_STORAGE_FIELDS,
} from './schema';
import { LustreShareOptions, claimOfShare, configureShare } from './share';
import { atSynthesis } from '../cluster/at-synthesis';
import { storageTagOf } from '../cluster/ownership-tags';
import { MANIFEST_TYPE } from '../delivery/kubectl-delivery';
import { IKubernetesVolume, KubernetesVolumeClaim } from '../kubernetes/kubernetes-volume';
import { nameWithIdentity, slug } from '../kubernetes/names';
import { PodMount } from '../kubernetes/pod';
import { StorageMonitoring } from '../monitoring/storage-monitoring';
import { StorageBackupOptions, selectForBackup } from '../storage/backup-selection';
import { registerClass } from '../storage/classes';
import { nodeConfigurationOf } from '../storage/cluster-configuration';
import { CreatedStorage } from '../storage/created-storage';
import { ExportedValues } from '../storage/exported-values';
import { MonitoredService } from '../storage/monitored-storage';
import { addPrometheusRules } from '../storage/prometheus-rules';
import { RetainedResource, isRetained, reportRetained } from '../storage/retained-resources';
import { BACKUP_FIELDS } from '../storage/schema';
import { toToken, text } from '../validation/normalize';
import { Rule } from '../validation/rule';
import { Operation, validate, validateArguments, validateId, validateInput, validateScope } from '../validation/validate';

/** Only administrators create pods there. */
const JOB_NAMESPACE = 'kube-system';
const JOB_IMAGE = 'public.ecr.aws/amazonlinux/amazonlinux:2023';
const ALL_RULES = [...LUSTRE_RULES, ...rulesAtSynthesis];
/** The methods that add claims, by the scope of the claims. */
const METHODS = { Claims: 'addClaim', Shares: 'shareTo', Roots: 'jobNamespace' };

/**
 * An Amazon FSx for Lustre file system for the pods of an EKS cluster, with its driver, role, security groups, S3
 * links, volumes and claims.
 *
 * @example
 * declare const cluster: eks.ICluster;
 * declare const bucket: s3.IBucket;
 * new FsxLustreStorage(this, 'Imagenet', {
 *   cluster,
 *   provisioning: LustreProvisioning.managed({
 *     deploymentType: LustreDeploymentType.PERSISTENT_2,
 *     capacity: Size.gibibytes(4800),
 *     perUnitStorageThroughput: 250,
 *     dataRepositories: [DataRepository.fromBucket(bucket, { prefix: 'imagenet/', fileSystemPath: '/data' })],
 *   }),
 *   claim: { name: 'training-data', namespace: 'ml' },
 * });
 */
export class FsxLustreStorage extends CreatedStorage implements IFsxLustreStorage {
  /**
   * References a storage that another app or stack created, by the claim that pods mount. Creates nothing.
   *
   * @example
   * const corpus = FsxLustreStorage.fromFsxLustreStorageAttributes(this, 'Corpus', { claimName: 'corpus-1f2e3d4c', claimNamespace: 'ml' });
   */
  public static fromFsxLustreStorageAttributes(
    scope: Construct, id: string, attributes: FsxLustreStorageAttributes,
  ): IFsxLustreStorage {
    validateScope('FsxLustreStorage.fromFsxLustreStorageAttributes()', scope, id);
    validateArguments(`FsxLustreStorage '${id}'`, { fields: LUSTRE_REFERENCE_FIELDS, value: attributes });
    return new ReferencedLustreStorage(scope, id, attributes);
  }

  /** The Kubernetes objects of this storage: StorageClass, volumes and claims. */
  public readonly manifests: Chart;

  /**
   * The security group of the file system. `connections.allowDefaultPortFrom(client)` opens all ports that Lustre
   * needs, in both directions.
   */
  public get connections(): ec2.Connections {
    return this.network.connections;
  }

  /** The driver that mounts the file system. */
  public readonly driver: ILustreCsiDriver;

  /** The file system. Undefined for `dynamic`, where each claim has its own file system. */
  public readonly fileSystem?: fsx.IFileSystem;

  /** The claim of the props. Undefined if they have none. */
  public readonly defaultClaim?: IKubernetesVolume;

  /** The id of the file system. Undefined for `dynamic`, where each claim has a file system. */
  public readonly fileSystemId?: string;

  /** The DNS name of the file system. Undefined for `dynamic`, where each claim has a file system. */
  public readonly dnsName?: string;

  /** The mount name of the file system. Undefined for `dynamic`, where each claim has a file system. */
  public readonly mountName?: string;

  /** The name of the StorageClass. Defined for `dynamic` only. */
  public readonly storageClassName?: string;

  /**
   * The configuration that validation and resources use, in plain values: the props with all defaults. Deploy-time values are `<known at deployment>`.
   *
   * @internal
   */
  public get _configuration(): { [key: string]: any } {
    return JSON.parse(JSON.stringify(this.configWithClaim));
  }

  /** IDs of the rules that were skipped, because they read values that are known only at deployment. */
  public readonly skippedRules: string[];

  /** @internal */
  protected readonly _claimed?: IKubernetesVolume;

  /** @internal */
  protected readonly _benchmarkRules = lustreBenchmarkRules;

  /** The configuration of the storage, and the same together with the claim of the props. */
  private readonly config: LustreConfiguration;
  private readonly configWithClaim: LustreConfiguration;
  private readonly network: LustreNetwork;
  private readonly context: StorageContext;
  /** Shares that have a quota. No two of them may count the same files. */
  private readonly quotas: { readonly team: string; readonly directory: string; readonly projectId: number }[] = [];
  /** Claims of the whole file system, by namespace. The Jobs of shares mount them. */
  private readonly roots = new Map<string, FurtherClaim>();

  constructor(scope: Construct, id: string, props: FsxLustreStorageProps) {
    super(scope, id, 'FsxLustreStorage', LUSTRE_STORAGE_FIELDS, props);
    this.config = configure(this, { handle: this._handle, ...props, delivery: this._delivery });
    const config = (this.configWithClaim = props.claim
      ? { ...this.config, ...this.claimConfiguration(this.node.id, props.claim) }
      : this.config);
    this.skippedRules = this.validate(LUSTRE_RULES, config);

    const removalPolicy = removalPolicyOf(config, props.provisioning);
    const network = lustreNetwork(this, { handle: this._handle, configuration: config, removalPolicy, ...props });
    const { fileSystem, address, associations } = lustreResources(this, config, network, removalPolicy);
    this.network = network;
    this.fileSystem = fileSystem;
    this.fileSystemId = address?.fileSystemId;
    this.dnsName = address?.dnsName;
    this.mountName = address?.mountName;
    this.driver = props.driver ?? LustreCsiDriver._of(this._handle);
    if (this.driver instanceof LustreCsiDriver) {
      this.driver._retain(removalPolicy);
    }
    grantKeyUse(this, props.provisioning._options.dataRepositories);
    const permissions = grantDriver(this, this.driver, config, props.cluster.clusterName, removalPolicy);
    // a file system of the stack waits for the rules itself, and its volumes for it
    const rules = config.provisioning === 'managed' ? [] : network.rules;
    const after = [...dependenciesOn(this.driver), ...permissions, ...associations, ...rules];
    this.context = {
      address,
      removalPolicy,
      after: this.deletesByDriver(config, removalPolicy, permissions) ? [this.deletionWait(after)] : after,
    };

    this.manifests = this._delivery._chartFor(this);
    const storageClass = config.provisioning === 'dynamic' ? this.storageClass(config, network) : undefined;
    this.storageClassName = storageClass?.name;
    registerClass(this._handle, 'StorageClass', this, config.storageClass);
    const claim = props.claim && this.claimObjects(this, config, props.claim);
    this.deliver(this, [...storageClass ? [storageClass] : [], ...claim?.objects ?? []], props.claim);
    this.defaultClaim = this._claimed = claim && this.claimConstruct(this, claim.name, config);
    reportRetained(this, () => storageClass ? this.retainedByClaims(storageClass) : []);
    this.validateAtSynthesis();
  }

  /**
   * Shares the file system with a team: a claim in the namespace of the team that shows its own directory. A Job
   * creates the directory and sets its owner and quota.
   *
   * Each team can be named once. The deployment does not wait for the Job; pods of the team wait in ContainerCreating
   * until the directory exists. A changed quota creates another Job, which sets it.
   *
   * @example
   * declare const storage: FsxLustreStorage;
   * storage.shareTo('vision', { quota: Size.tebibytes(2), user: 1000 });
   * storage.shareTo('speech', { quota: Size.tebibytes(1), createNamespace: true });
   * storage.shareTo('audit', { subDirectory: '/', readOnly: true });
   */
  public shareTo(team: string, options: LustreShareOptions = {}): IKubernetesVolume {
    validateId(this, 'FsxLustreStorage', 'shareTo', team, 'team');
    this._validateOptions(`shareTo '${team}'`, LUSTRE_SHARE_FIELDS, options);
    const share = configureShare(team, options, this.config);
    const quotaDirectories = [...this.quotas];
    const { claim, scope, config } = this.furtherClaim('Shares', team, claimOfShare(this.node.id, team, options), { ...share, quotaDirectories });
    if (share.shareLimited) {
      this.quotas.push({ team, directory: share.shareDirectory as string, projectId: share.shareProjectId as number });
    }
    if (share.shareDirectory !== '') {
      this.prepareDirectory(scope, config, options);
    }
    return claim;
  }

  /**
   * Adds a claim: for `dynamic`, with another file system; otherwise with another volume of the same file system, in
   * the same or another namespace.
   *
   * With `subDirectory`, the claim shows a directory of the file system as its root.
   */
  public addClaim(id: string, options: LustreClaimOptions = {}): IKubernetesVolume {
    validateId(this, 'FsxLustreStorage', 'addClaim', id);
    this._validateOptions(`addClaim '${id}'`, LUSTRE_CLAIM_FIELDS, options);
    return this.furtherClaim('Claims', id, options).claim;
  }

  private furtherClaim(
    group: keyof typeof METHODS, id: string, options: LustreClaimOptions, more: Partial<LustreConfiguration> = {},
  ): FurtherClaim {
    const config: LustreConfiguration = { ...this.config, ...this.claimConfiguration(id, options), ...more };
    this.validate(LUSTRE_CLAIM_RULES, config, { name: `${METHODS[group]} '${id}'` });
    const scope = new Construct(this._childScope(group), id);
    const { name, objects } = this.claimObjects(scope, config, options);
    const delivered = this.deliver(scope, objects, options);
    return { claim: this.claimConstruct(scope, name, config), scope, config, delivered };
  }

  /** The Job mounts the whole file system through a claim that all Jobs share, outside the namespaces of the teams. */
  private prepareDirectory(scope: Construct, config: LustreConfiguration, options: LustreShareOptions) {
    const { jobNamespace: namespace = JOB_NAMESPACE, image = JOB_IMAGE, tolerations } = options;
    const root = this.roots.get(namespace) ?? this.furtherClaim('Roots', namespace, { name: `${slug(this.node.id) || 'storage'}-root`, namespace });
    this.roots.set(namespace, root);
    const preferredZone = typeof config.availabilityZone === 'string' && config.zoneAffinity === 'preferred' ? config.availabilityZone : undefined;
    const spec = { volume: root.claim.podVolume as PodMount['volume'], namespace, image, tolerations, preferredZone };
    const job = new Construct(scope, 'Directory');
    const name = nameWithIdentity(`share-${slug(config.shareTeam!)}`, [Stack.of(this).stackName, job.node.path, shareIdentity(config, spec)]);
    const object = shareJob(this._delivery._chartFor(job), `Job-${job.node.path}`, name, config, spec);
    this._delivery._deliver(job, 'Manifest', {
      owner: job, handle: this._handle, objects: [object], removalPolicy: RemovalPolicy.DESTROY, after: root.delivered,
    });
  }

  /**
   * Adds a dashboard, and alarms whose default thresholds a healthy file system does not reach.
   *
   * A second call with the same options returns the same object; other options fail. For `dynamic`, where each claim
   * has its own file system, it requires `containerInsights`; otherwise it fails with `lustre/monitor-dynamic`.
   */
  public monitor(options: LustreMonitoringOptions = {}): StorageMonitoring {
    this._validateOptions('monitor', LUSTRE_MONITORING_FIELDS, options);
    return this._monitor(options, this.monitoredService);
  }

  /**
   * Creates a PrometheusRule of the Prometheus Operator from the alarms of `monitor()`. The
   * CustomResourceDefinitions of the operator must exist.
   *
   * Alerts on the pods of the driver need kube-state-metrics; alerts on its requests, `enableMetrics`
   * and `serviceMonitor` of LustreCsiDriver.
   * Alerts on the file system need `cloudWatchExporter`. The first storage of a cluster creates the alerts on the driver.
   * Call it once for a storage. An unsupported threshold fails with `lustre/monitor-threshold-range`.
   *
   * @returns the construct that other constructs can depend on
   */
  public addPrometheusRules(options: LustrePrometheusRulesOptions = {}): Construct {
    this._validateOptions('addPrometheusRules', LUSTRE_PROMETHEUS_FIELDS, options);
    return addPrometheusRules(this, this._delivery, options, this.monitoredService, { prefix: 'FsxLustre', rows: LUSTRE_PROMETHEUS });
  }

  /**
   * Checks whether nodes use EFA for this file system: a Job that runs once on one or more nodes, writes and reads a file
   * of its own, and counts the messages that LNet sends by EFA and by TCP.
   *
   * Lustre falls back to TCP without an error if the client of a node is not set up, if it is in another zone, or if
   * security groups do not allow EFA. The log of each pod contains a sentence and a JSON line with its node. A pod exits
   * with 0 if the node uses EFA, with 3 if it does not, and with 1 if it could not be checked; the reason is also in the
   * state of the pod. The Job fails if one of its nodes does not use EFA. The deployment does not wait for it. Other
   * options create another Job, which checks again. The Job is deleted one day after it has finished.
   *
   * The counters belong to the node: check nodes that do nothing else with Lustre at this time. The pods are privileged,
   * because only privileged containers can read the state of LNet, so the namespace of the claim must not enforce a Pod
   * Security Standard; use `addClaim('Check', { namespace: 'kube-system' })` otherwise.
   *
   * Fails with `lustre/efa-check-…`.
   *
   * @param id Id of the Job, unique in this storage; name prefix of the Job.
   */
  public addEfaCheck(id: string, options: LustreEfaCheckOptions = {}): LustreEfaCheck {
    validateId(this, 'FsxLustreStorage', 'addEfaCheck', id);
    this._validateOptions(`addEfaCheck '${id}'`, EFA_CHECK_FIELDS, options);
    const { claim, measured } = this._measuredClaim(options.claim);
    const configuration = efaCheckConfigurationOf(options, this.config, measured);
    validate<EfaCheckConfiguration>(this, {
      subject: 'FsxLustreStorage', rules: lustreEfaCheckRules, names: EFA_CHECK_FIELD_NAMES, operation: { name: `addEfaCheck '${id}'` }, configuration,
    });
    const { _handle: handle, _delivery: delivery } = this;
    return LustreEfaCheck._of(this._childScope('EfaChecks'), id, options, configuration, {
      handle, delivery, measured: measured!, after: this._manifestsOf(claim),
    });
  }

  private get monitoredService(): MonitoredService<LustreConfiguration> {
    const { capacity } = this.config;
    return {
      subject: 'FsxLustreStorage', kind: 'FSx for Lustre', tables: LUSTRE_MONITORING, rules: lustreMonitoringRules, driver: LUSTRE_DRIVER,
      handle: this._handle, configuration: this.config, capacity: capacity === undefined ? undefined : text(capacity),
      fileSystemId: this.fileSystem?.fileSystemId,
    };
  }

  /**
   * Free bytes of all disks together, with a period of one minute. FSx sends one data point for each disk, so a sum
   * over a longer period would be too large.
   */
  public metricFreeDataStorageCapacity(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('FreeDataStorageCapacity', { statistic: cloudwatch.Stats.SUM, period: Duration.minutes(1), ...props });
  }

  /** Bytes of all files before compression, with a period of one minute. */
  public metricLogicalDiskUsage(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('LogicalDiskUsage', { statistic: cloudwatch.Stats.SUM, period: Duration.minutes(1), ...props });
  }

  /** Bytes that files occupy on all disks together, with a period of one minute. */
  public metricPhysicalDiskUsage(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('PhysicalDiskUsage', { statistic: cloudwatch.Stats.SUM, period: Duration.minutes(1), ...props });
  }

  /** @internal */
  protected get _values(): ExportedValues {
    const { storageClassName, fileSystemId, dnsName, mountName } = this;
    return { storageClassName, fileSystemId, dnsName, mountName };
  }

  /** @internal */
  public get _fileSystemId(): string {
    if (!this.fileSystem) {
      throw new Error(`FsxLustreStorage '${this.node.path}': each claim has its own file system, whose id is known only in the cluster, so there are no metrics.\n`
        + '  Fix: use LustreProvisioning.managed(), or LustreProvisioning.existing() for a file system that already exists.');
    }
    return this.fileSystem.fileSystemId;
  }

  /** @internal */
  public get _backedUp(): any[] {
    return [Stack.of(this).formatArn({ service: 'fsx', resource: 'file-system', resourceName: this._fileSystemId })];
  }

  /**
   * Adds the file system to a plan of AWS Backup. It must be a persistent file system that this stack creates, or an
   * existing one, and have no links to S3.
   *
   * Recovery points remain in the vault of the plan until the plan deletes them, also after this stack is deleted, and
   * incur charges. `backupId` creates a file system from a recovery point.
   *
   * Other file systems fail with `lustre/backup-plan-…`.
   */
  public backUp(id: string, plan: backup.IBackupPlan, options: StorageBackupOptions = {}): backup.BackupSelection {
    validateId(this, 'FsxLustreStorage', 'backUp', id);
    validateInput(this, 'FsxLustreStorage', { fields: BACKUP_FIELDS, value: { plan, options } }, `backUp '${id}'`);
    this.validate(LUSTRE_BACKUP_RULES, { ...this.config, backupPlan: true }, { name: `backUp '${id}'`, properties: { 'backUp()': 'plan' } });
    const arn = Stack.of(this).formatArn({ service: 'fsx', resource: 'file-system', resourceName: this.fileSystem!.fileSystemId });
    return selectForBackup(this._childScope('Backups'), id, plan, [arn], options);
  }

  private validate(
    rules: readonly Rule<LustreConfiguration>[], configuration: LustreConfiguration, operation?: Operation,
  ): string[] {
    return validate(this, {
      subject: 'FsxLustreStorage', rules, table: ALL_RULES, configuration, names: LUSTRE_FIELD_NAMES, acknowledge: this._acknowledge, operation,
    }).map(({ id }) => id);
  }

  /** The configuration of a claim, with the construct of the app that already uses its name. */
  private claimConfiguration(id: string, options: LustreClaimOptions): Partial<LustreConfiguration> {
    return this._withTaken(claimConfigurationOf(options, slug(id)), options.fixedName);
  }

  private storageClass(configuration: LustreConfiguration, network: LustreNetwork): ApiObject {
    return classOf(this._manifestScope(this), {
      configuration,
      securityGroupIds: network.securityGroupIds,
      clusterName: this._handle.cluster.clusterName,
      storageTag: storageTagOf(this),
    });
  }

  private claimObjects(
    scope: Construct, configuration: LustreConfiguration, options: LustreClaimOptions,
  ): ClaimObjects {
    const naming = { ...options, fixedName: options.fixedName ?? false };
    const where = this._manifestScope(scope);
    return this.context.address
      ? staticClaim(where, configuration, this.context.address, naming)
      : dynamicClaim(where, configuration, this.storageClassName!, naming);
  }

  private claimConstruct(scope: Construct, name: string, configuration: LustreConfiguration): KubernetesVolumeClaim {
    const namespace = toToken(configuration.claimNamespace!);
    this._registerClaim(scope, namespace, name);
    const preferred = configuration.zoneAffinity === 'preferred' && configuration.availabilityZone !== undefined;
    const { manifests, network } = this;
    const volume = new KubernetesVolumeClaim(scope, 'Claim', {
      name, namespace, manifests,
      get connections() { return network.connections; },
      preferredZone: preferred ? toToken(configuration.availabilityZone!) : undefined,
      ownedByRoot: isNewRoot(configuration),
      mountedReadOnly: configuration.mountOptions?.includes('ro'),
    });
    const { accessMode, shareReadOnly: readOnly } = configuration;
    this._registerMeasured({ volume, accessMode, readOnly, ...promiseOf(configuration) });
    return volume;
  }

  private deliver(scope: Construct, objects: ApiObject[], claim?: LustreClaimOptions): IDependable[] {
    const { after, removalPolicy } = this.context;
    return objects.length === 0 ? [] : [this._deliver(scope, objects, { claim, removalPolicy, after })];
  }

  /**
   * Whether the deletion of the stack deletes claims whose file systems the driver must then delete, with permissions
   * that are deleted too.
   */
  private deletesByDriver(
    { reclaimPolicy, provisioning }: LustreConfiguration, removalPolicy: RemovalPolicy,
    permissions: readonly IDependable[],
  ): boolean {
    return provisioning === 'dynamic' && reclaimPolicy === 'Delete' && removalPolicy === RemovalPolicy.DESTROY
      && permissions.length > 0 && this._delivery._kubectl;
  }

  private deletionWait(after: readonly IDependable[]): IDependable {
    const manifest = () => this.node.findChild('Manifest').node.defaultChild as CfnResource;
    return deletionWait(this, { clusterName: this._handle.cluster.clusterName, manifest, after });
  }

  /** The driver creates file systems that no template lists: they are retained with their claims, or by the reclaim policy of their class. */
  private retainedByClaims(storageClass: ApiObject): RetainedResource[] {
    const manifests = this.node
      .findAll()
      .filter(CfnResource.isCfnResource)
      .filter(({ cfnResourceType }) => cfnResourceType === MANIFEST_TYPE);
    return storageClass.toJson().reclaimPolicy === 'Delete' && manifests.length > 0 && !manifests.some(isRetained) ? [] : [{
      kind: `the FSx for Lustre file systems of all claims of StorageClass ${storageClass.name}`, steps: ['claims', 'fileSystem', 'network'],
    }];
  }

  /** Node groups, rules of security groups and other storages may be added after the storage. The nodes of an imported cluster are not known. */
  private validateAtSynthesis() {
    const { _handle: handle, config, driver, network } = this;
    atSynthesis(this, inventory => this.validate(rulesAtSynthesis, {
      ...config,
      notifiedBuckets: notifiedBuckets(config, inventory),
      ...handle.resource && { nodesInOtherZones: nodesInOtherZones(handle, config, inventory) },
      ...nodeConfigurationOf(handle, driver.role, network.securityGroupIds, inventory),
    }));
  }
}

/** An added claim, its scope and its configuration. */
interface FurtherClaim {
  readonly claim: IKubernetesVolume;
  readonly scope: Construct;
  readonly config: LustreConfiguration;
  /** The resources that deliver it to the cluster. */
  readonly delivered: IDependable[];
}

/** What every claim of the storage shares. */
interface StorageContext {
  readonly address?: FileSystemAddress;
  readonly removalPolicy: RemovalPolicy;
  /** Resources that must exist as long as a volume is mounted. */
  readonly after: IDependable[];
}

function dependenciesOn(driver: ILustreCsiDriver): IDependable[] {
  return driver instanceof LustreCsiDriver ? [driver.addon] : [];
}

/** Whether a claim shows the root directory of a file system that is created empty. */
function isNewRoot({ provisioning, backupId, subDirectory, shareTeam }: LustreConfiguration): boolean {
  return provisioning !== 'existing' && [backupId, subDirectory, shareTeam].every(value => value === undefined);
}
