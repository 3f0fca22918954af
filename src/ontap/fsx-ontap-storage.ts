import {
  RemovalPolicy, Stack, aws_backup as backup, aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_fsx as fsx,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { ApiObject, Chart } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { ONTAP_MONITORING, ONTAP_PROMETHEUS } from './alarms';
import { OntapBackend } from './backend';
import { OntapClaimOptions, OntapCloneOptions, OntapImportOptions } from './claim-options';
import { classTargets, classesOf } from './classes';
import { OntapBackendConfiguration, OntapClaimConfiguration, OntapConfiguration } from './configuration';
import { configure, configureBackends, configureVolumes, knownDriver } from './configure';
import { claimConfigurationOf, cloneConfigurationOf, importConfigurationOf } from './configure-claim';
import { DataSyncStorage, IOntapDataSync, OntapDataSync, dataSyncConfigurationOf, volumeOf } from './data-sync';
import { OntapDataSyncOptions } from './data-sync-options';
import { TRIDENT, TRIDENT_SERVICE } from './driver';
import { FsxOntapStorageProps, OntapExistingClaimOptions, OntapExistingSnapshotOptions, OntapSnapshotOptions } from './fsx-ontap-storage-props';
import { ClaimSpec, claimOf, importAnnotations, snapshotClassOf } from './manifests';
import { OntapMonitoringOptions, OntapPrometheusRulesOptions } from './monitoring';
import { ontapNetwork } from './network';
import { IOntapCloneSource, IOntapVolumeClaim, IOntapVolumeSnapshot, OntapSource, OntapVolumeClaim, OntapVolumeSnapshot } from './ontap-volume';
import { grantTrident } from './permissions';
import { promiseOf } from './promise';
import { FsxOntapStorageAttributes, IFsxOntapStorage, ReferencedOntapStorage } from './referenced-storage';
import { OntapResources, ontapResources } from './resources';
import { ALL_ONTAP_RULES } from './rules';
import { ontapBenchmarkRules } from './rules/benchmark';
import { ontapMonitoringRules } from './rules/monitoring';
import { VolumeConfiguration } from './rules/volumes';
import {
  ONTAP_CLAIM_FIELDS, ONTAP_CLONE_INPUT, ONTAP_DATA_SYNC_FIELDS, ONTAP_EXISTING_CLAIM_FIELDS,
  ONTAP_EXISTING_SNAPSHOT_FIELDS, ONTAP_IMPORT_FIELDS,
  ONTAP_MONITORING_FIELDS, ONTAP_PROMETHEUS_FIELDS, ONTAP_REFERENCE_FIELDS, ONTAP_RESTORE_INPUT,
  ONTAP_SHARE_FIELDS, ONTAP_SNAPSHOT_FIELDS, ONTAP_STORAGE_FIELDS,
} from './schema';
import { OntapShareOptions, claimOfShare } from './share';
import { registerStoragePrefixes } from './storage-prefixes';
import { BackendsInCluster, ClassInCluster, backendsInCluster } from './trident/backends-in-cluster';
import { ITridentDriver, TridentDriver } from './trident/trident-driver';
import { snapshotRestore } from './trident/trident-objects';
import { backupTarget, claimTarget, dataSyncTarget, nodesTarget, storageTargets } from './validation-targets';
import { atSynthesis } from '../cluster/at-synthesis';
import { VolumeClaimOptions } from '../kubernetes/claim-options';
import { IKubernetesVolume } from '../kubernetes/kubernetes-volume';
import { nameWithIdentity, slug } from '../kubernetes/names';
import { volumeSnapshot } from '../kubernetes/volume-snapshot';
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
import { toToken, unwrap } from '../validation/normalize';
import { omitUndefined } from '../validation/settings';
import { ValidationTarget, Operation, validateAll, validateArguments, validateId, validateInput, validateScope } from '../validation/validate';

/**
 * Volumes of Amazon FSx for NetApp ONTAP for the pods of an EKS cluster, with Trident, role, security group, file
 * system, backends, StorageClasses, claims, snapshots and clones.
 *
 * @example
 * declare const cluster: eks.ICluster;
 * const weights = new FsxOntapStorage(this, 'Weights', {
 *   cluster,
 *   provisioning: OntapProvisioning.managed({
 *     deploymentType: OntapDeploymentType.MULTI_AZ_2, capacity: Size.tebibytes(2), throughputCapacityPerHaPair: 384,
 *   }),
 *   claim: { name: 'model-weights', namespace: 'ml', size: Size.gibibytes(500) },
 * });
 * weights.cloneOf('Experiment', weights.snapshot('Baseline'));
 */
export class FsxOntapStorage extends CreatedStorage implements IFsxOntapStorage, IOntapCloneSource {
  /**
   * References a storage that another app or stack created, by the claim that pods mount. Creates nothing.
   *
   * @example
   * const weights = FsxOntapStorage.fromFsxOntapStorageAttributes(this, 'Weights', {
   *   claimName: 'model-weights-1f2e3d4c', claimNamespace: 'ml', fileSystemId: 'fs-0123456789abcdef0', svmName: 'kubernetes',
   * });
   */
  public static fromFsxOntapStorageAttributes(
    scope: Construct, id: string, attributes: FsxOntapStorageAttributes,
  ): IFsxOntapStorage {
    validateScope('FsxOntapStorage.fromFsxOntapStorageAttributes()', scope, id);
    validateArguments(`FsxOntapStorage '${id}'`, { fields: ONTAP_REFERENCE_FIELDS, value: attributes });
    return new ReferencedOntapStorage(scope, id, attributes);
  }

  /** The Kubernetes objects of this storage: backends, StorageClasses, claims and snapshots. */
  public readonly manifests: Chart;

  /** The security group of the file system; `connections.allowDefaultPortFrom(client)` opens the ports of the protocols in use. */
  public readonly connections: ec2.Connections;

  /** The Trident driver, which creates the volumes. */
  public readonly driver: ITridentDriver;

  /** The file system. */
  public readonly fileSystem: fsx.IFileSystem;

  /** The claim of the props. Undefined if they have none. */
  public readonly defaultClaim?: IKubernetesVolume;

  /** The id of the file system. */
  public readonly fileSystemId: string;

  /** The name of the storage virtual machine (SVM). */
  public readonly svmName: string;

  /** The id of the storage virtual machine (SVM). Undefined for an existing file system. */
  public readonly svmId?: string;

  /** The secret of the administrator of the storage virtual machine. */
  public readonly svmSecret: secretsmanager.ISecret;

  /** The name of the default StorageClass of claims: that of the first backend, or of its first pool. */
  public readonly storageClassName: string;

  /** The names of the StorageClasses, one for each backend or virtual pool, starting with `storageClassName`. */
  public readonly storageClassNames: string[];

  /** The name of the VolumeSnapshotClass. Undefined if snapshots are off. */
  public readonly snapshotClassName?: string;

  /**
   * The configuration that validation and resources use, in plain values: the props with all defaults. Deploy-time values are `<known at deployment>`.
   *
   * @internal
   */
  public readonly _configuration: { [key: string]: any };

  /** IDs of the rules that were skipped, because they read values that are known only at deployment. */
  public readonly skippedRules: string[];

  /** @internal */
  protected readonly _claimed?: OntapVolumeClaim;

  /** @internal */
  protected readonly _benchmarkRules = ontapBenchmarkRules;

  private readonly config: OntapConfiguration;
  private readonly backends: readonly OntapBackendConfiguration[];
  private readonly volumes: readonly VolumeConfiguration[];
  private readonly group?: ec2.ISecurityGroup;
  private readonly inCluster: BackendsInCluster;
  private readonly resources: OntapResources;
  private readonly removalPolicy: RemovalPolicy;
  /** The claim for which each ONTAP volume was imported. */
  private readonly imported = new Map<unknown, string>();
  /** Resources that must exist as long as a claim exists. */
  private readonly after: IDependable[];

  constructor(scope: Construct, id: string, props: FsxOntapStorageProps) {
    super(scope, id, 'FsxOntapStorage', ONTAP_STORAGE_FIELDS, props);
    const { _handle: handle, _delivery: delivery } = this;
    const all = {
      ...props,
      handle,
      delivery,
      backends: props.backends ?? [OntapBackend.nas()],
      driver: props.driver ?? knownDriver(handle),
    };
    this.config = configure(this, all);
    this.backends = configureBackends(this, all, this.config);
    const namedClasses = classesOf(this.backends, props.snapshotClass);
    const volumes = this.volumes = configureVolumes(props.provisioning._options.volumes ?? [], this.config);
    const claimConfig =
      props.claim && this.backends.length > 0 ? this.claimConfiguration(this.node.id, props.claim) : undefined;
    this.skippedRules = this.validate([
      ...storageTargets(this.config, this.backends, volumes),
      ...classTargets(handle, namedClasses),
      ...(claimConfig ? [claimTarget(claimConfig)] : []),
    ]);
    this._configuration = JSON.parse(
      JSON.stringify({ ...this.config, backends: this.backends, volumes, claim: claimConfig }),
    );

    this.removalPolicy = manifestPolicy(this.config);
    const network = ontapNetwork(this, {
      ...all,
      configuration: this.config,
      backends: this.backends,
      removalPolicy: this.removalPolicy,
    });
    this.connections = network.connections;
    this.group = network.group;
    this.resources = ontapResources(this, { ...all, configuration: this.config, volumes, network });
    registerStoragePrefixes(this, this.resources.fileSystemId, this.resources.svmName, this.backends);
    this.fileSystem = this.resources.fileSystem;
    this.fileSystemId = this.resources.fileSystemId;
    this.svmName = this.resources.svmName;
    this.svmId = this.resources.svmId;
    this.svmSecret = this.resources.secret;
    this.driver = props.driver ?? TridentDriver._of(this._handle);
    const ours = this.driver instanceof TridentDriver ? this.driver : undefined;
    const snapshots = this.config.snapshots ? ours?._snapshots() ?? [] : [];
    ours?._retain(this.removalPolicy);
    const permissions = grantTrident(
      this,
      this.driver,
      this.resources,
      props.provisioning,
      props.cluster.clusterName,
      this.removalPolicy,
    );

    this.manifests = this._delivery._chartFor(this);
    this.inCluster = backendsInCluster(this, {
      scope: this._manifestScope(this),
      handle,
      delivery,
      configuration: this.config,
      backends: this.backends,
      resources: this.resources,
      removalPolicy: this.removalPolicy,
      region: Stack.of(this).region,
      after: [...this.installedTrident(), ...permissions, ...this.resources.all, ...network.rules],
    });
    const { classes, readiness: readiness } = this.inCluster;
    this.storageClassNames = classes.map(({ object }) => object.name);
    this.storageClassName = this.storageClassNames[0];
    const snapshotClass = this.config.snapshots ? snapshotClassOf(this._manifestScope(this), this.config.reclaimPolicy as 'Delete' | 'Retain', props.snapshotClass) : undefined;
    namedClasses.forEach(({ kind, options }) => registerClass(handle, kind, this, options));
    this.snapshotClassName = snapshotClass?.name;
    const claim =
      claimConfig && claimOf(this._manifestScope(this), claimConfig, this.claimSpec(claimConfig, props.claim!));
    const objects = [
      ...classes.map(({ object }) => object),
      ...(snapshotClass ? [snapshotClass] : []),
      ...(claim?.objects ?? []),
    ];
    this.after = [this.deliver(this, objects, [...readiness, ...snapshots], props.claim)];
    this.defaultClaim = this._claimed = claim && claimConfig && this.claimConstruct(this, claim.name, claimConfig);
    reportRetained(this, () => this.retainedVolumes());
    this.validateAtSynthesis(network.group);
  }

  /** Adds a claim, with another volume on one of the backends. */
  public addClaim(id: string, options: OntapClaimOptions): IOntapVolumeClaim {
    validateId(this, 'FsxOntapStorage', 'addClaim', id);
    this._validateOptions(`addClaim '${id}'`, ONTAP_CLAIM_FIELDS, options);
    const claimConfig = this.claimConfiguration(id, options);
    this.validate([claimTarget(claimConfig)], { name: `addClaim '${id}'` });
    return this.claimIn('Claims', id, claimConfig, this.claimSpec(claimConfig, options), options);
  }

  /**
   * Shares the file system with a team: a claim in the namespace of the team, whose size is its quota.
   *
   * @example
   * declare const storage: FsxOntapStorage;
   * storage.shareTo('vision', { quota: Size.gibibytes(500), namespaceLimit: Size.tebibytes(1) });
   */
  public shareTo(team: string, options: OntapShareOptions): IOntapVolumeClaim {
    validateId(this, 'FsxOntapStorage', 'shareTo', team, 'team');
    this._validateOptions(`shareTo '${team}'`, ONTAP_SHARE_FIELDS, options);
    const claim = claimOfShare(this.node.id, team, options);
    const claimConfig = omitUndefined({ ...this.claimConfiguration(team, claim), namespaceLimit: unwrap(options.namespaceLimit, 'GiB') });
    this.validate([claimTarget(claimConfig)], { name: `shareTo '${team}'`, properties: { 'claim.size': 'quota' } });
    return this.claimIn('Shares', team, claimConfig, this.claimSpec(claimConfig, claim), claim);
  }

  /** Takes a snapshot of a claim once, at deployment. To take another snapshot, use another id. */
  public snapshot(id: string, options: OntapSnapshotOptions = {}): IOntapVolumeSnapshot {
    validateId(this, 'FsxOntapStorage', 'snapshot', id);
    this._validateOptions(`snapshot '${id}'`, ONTAP_SNAPSHOT_FIELDS, options);
    const { _source: source } = options.claim ?? this;
    const stem = options.name ?? slug(id);
    this.validate([claimTarget({ ...this.cloned(source, 'snapshot'), claimName: unwrap(stem) })], { name: `snapshot '${id}'` });
    const scope = new Construct(this._childScope('Snapshots'), id);
    const name = options.fixedName ? stem : this.nameIn(scope, stem, source.name);
    const object = volumeSnapshot(this.manifests, `Snapshot-${scope.node.path}`, {
      name,
      namespace: source.claim.claimNamespace as string,
      labels: options.labels,
      className: this.snapshotClassName!,
      claimName: source.name,
    });
    this.deliver(scope, [object], [...this.after, ...source.construct ? [source.construct] : []]);
    return new OntapVolumeSnapshot(scope, 'Snapshot', { ...source, kind: 'snapshot', name, construct: scope });
  }

  /**
   * Creates a claim whose volume is a clone of another claim or of a snapshot. The clone is available at once and
   * initially uses no space.
   */
  public cloneOf(id: string, source: IOntapCloneSource, options: OntapCloneOptions = {}): IOntapVolumeClaim {
    validateId(this, 'FsxOntapStorage', 'cloneOf', id);
    validateInput(this, 'FsxOntapStorage', { fields: ONTAP_CLONE_INPUT, value: { source, options } }, `cloneOf '${id}'`);
    const { kind, name, claim, className, construct } = source._source;
    const claimConfig = cloneConfigurationOf(
      { ...this.cloned(source._source, kind), claimTakenBy: undefined },
      options,
      slug(id),
    );
    this.validate([claimTarget(this._withTaken(claimConfig, options.fixedName))], { name: `cloneOf '${id}'` });
    const dataSource = { kind: kind === 'claim' ? 'PersistentVolumeClaim' as const : 'VolumeSnapshot' as const, name };
    const { fixedName = false, labels, annotations } = options;
    const spec: ClaimSpec = { className, fixedName, labels, annotations, dataSource };
    return this.claimIn('Clones', id, { ...claimConfig, claimNamespace: claim.claimNamespace }, spec, undefined, construct && [construct]);
  }

  /**
   * References a claim that exists in the cluster, for example one that a team created from a StorageClass of this
   * storage: to mount it, or to create snapshots and clones of it.
   *
   * Creates nothing. `size`, `backend`, `pool` and the modes must be those of the claim, because its clones get them.
   */
  public existingClaim(id: string, options: OntapExistingClaimOptions): IOntapVolumeClaim {
    validateId(this, 'FsxOntapStorage', 'existingClaim', id);
    this._validateOptions(`existingClaim '${id}'`, ONTAP_EXISTING_CLAIM_FIELDS, options);
    const { claimName, ...rest } = options;
    const claimConfig = claimConfigurationOf({ ...rest, name: claimName }, slug(id), this.config, this.backends);
    this.validate([claimTarget(claimConfig)], { name: `existingClaim '${id}'`, properties: { 'claim.name': 'claimName' } });
    const { manifests, connections } = this;
    const claim = { name: claimName, namespace: toToken(claimConfig.claimNamespace!), rawDevice: claimConfig.volumeMode === 'Block' };
    return this.measurable(claimConfig, new OntapVolumeClaim(new Construct(this._childScope('Existing'), id), 'Claim', { ...claim, manifests, connections }, {
      kind: 'claim', name: claimName, claimName, storage: this, claim: claimConfig, className: this.classOf(claimConfig).object.name,
    }));
  }

  /**
   * References a VolumeSnapshot that exists in the cluster, to clone it or to restore its claim.
   *
   * Creates nothing. The snapshot must be of a volume of this storage.
   *
   * @example
   * declare const weights: FsxOntapStorage;
   * const snapshot = weights.existingSnapshot('BeforeRun7', { snapshotName: 'before-run-7' });
   * weights.cloneOf('Run7Again', snapshot);
   */
  public existingSnapshot(id: string, options: OntapExistingSnapshotOptions): IOntapVolumeSnapshot {
    validateId(this, 'FsxOntapStorage', 'existingSnapshot', id);
    this._validateOptions(`existingSnapshot '${id}'`, ONTAP_EXISTING_SNAPSHOT_FIELDS, options);
    const { _source: source } = options.claim ?? this;
    const snapshot = { ...this.cloned(source, 'snapshot'), claimName: unwrap(options.snapshotName), claimTakenBy: undefined };
    this.validate([claimTarget(omitUndefined(snapshot))], { name: `existingSnapshot '${id}'`, properties: { 'claim.name': 'snapshotName' } });
    return new OntapVolumeSnapshot(this._childScope('Existing'), id, { ...source, kind: 'snapshot', name: options.snapshotName, construct: undefined });
  }

  /**
   * Restores a claim to a snapshot once, at deployment. To restore again, use another id.
   *
   * Data written after the snapshot is lost. No pod may mount the claim, and the snapshot must be the newest one of the
   * claim. Otherwise Trident rejects it and states the reason in the status of the TridentActionSnapshotRestore.
   */
  public restore(id: string, snapshot: IOntapVolumeSnapshot) {
    validateId(this, 'FsxOntapStorage', 'restore', id);
    validateInput(this, 'FsxOntapStorage', { fields: ONTAP_RESTORE_INPUT, value: { snapshot } }, `restore '${id}'`);
    const { _source: source } = snapshot;
    const { claim, storage, construct } = source;
    const cloned = this.cloned(source, 'snapshot');
    const restored = { ...cloned, sourceStorage: storage === this ? 'this' as const : 'other' as const, restored: true as const, byKubectl: this._delivery._kubectl };
    this.validate([claimTarget(restored)], { name: `restore '${id}'` });
    const scope = new Construct(this._childScope('Restores'), id);
    const object = snapshotRestore(this.manifests, `Restore-${scope.node.path}`, {
      name: this.nameIn(scope, slug(id), snapshot.snapshotName),
      namespace: claim.claimNamespace as string,
      claimName: source.claimName,
      snapshotName: snapshot.snapshotName,
    });
    this.deliver(scope, [object], [...this.after, ...construct ? [construct] : []]);
  }

  /** Creates a claim for a volume that exists in ONTAP: one of the file system's `volumes`, or another one. */
  public importVolume(id: string, options: OntapImportOptions): IOntapVolumeClaim {
    validateId(this, 'FsxOntapStorage', 'importVolume', id);
    this._validateOptions(`importVolume '${id}'`, ONTAP_IMPORT_FIELDS, options);
    const importedVolume = unwrap(options.volumeName);
    const importTakenBy = this.imported.get(importedVolume);
    const byKubectl = this._delivery._kubectl;
    const claimConfig = {
      ...this.claimConfiguration(id, options),
      ...importConfigurationOf(options),
      byKubectl,
      ...(importTakenBy && { importTakenBy }),
    };
    this.validate([claimTarget(claimConfig)], { name: `importVolume '${id}'` });
    this.imported.set(importedVolume, `${this.node.path}/${id}`);
    const spec = this.claimSpec(claimConfig, options);
    const annotations = importAnnotations(
      options.volumeName,
      this.classOf(claimConfig).uuid!,
      options.managed ?? false,
      options.keepName ?? false,
    );
    const volume = this.resources.volumes[options.volumeName.split('/')[0]];
    return this.claimIn('Imports', id, claimConfig, { ...spec, annotations: { ...spec.annotations, ...annotations } }, options, volume ? [volume] : []);
  }

  /**
   * Copies files between a volume and an S3 bucket with AWS DataSync: both locations, a task, a role for the prefix of the bucket, security group rules and a log group.
   *
   * Files of the destination are overwritten, but never deleted unless you set `deleteExtraFiles`. Everything that this method creates is deleted when it is removed from
   * the app; the copied files remain.
   *
   * @example
   * declare const storage: FsxOntapStorage;
   * declare const bucket: s3.IBucket;
   * storage.addDataSync('Corpus', {
   *   bucket, prefix: 'corpus/', direction: OntapDataSyncDirection.FROM_S3, path: '/corpus', schedule: events.Schedule.rate(Duration.days(1)),
   * });
   */
  public addDataSync(id: string, options: OntapDataSyncOptions): IOntapDataSync {
    validateId(this, 'FsxOntapStorage', 'addDataSync', id);
    this._validateOptions(`addDataSync '${id}'`, ONTAP_DATA_SYNC_FIELDS, options);
    const { config: configuration, backends, volumes, group, svmId, fileSystemId, _handle: handle } = this;
    const storage: DataSyncStorage = { handle, configuration, backends, volumes, group, svmId, fileSystemId };
    this.validate([dataSyncTarget(dataSyncConfigurationOf(this, options, storage))], { name: `addDataSync '${id}'` });
    const volume = volumeOf(options.path, volumes);
    const after = volume ? [this.resources.volumes[toToken(volume.volumeName)]] : [];
    return new OntapDataSync(this._childScope('DataSync'), id, options, storage, after);
  }

  /**
   * Adds a dashboard, and alarms whose default thresholds a healthy file system does not reach.
   *
   * A second call with the same options returns the same object; other options fail.
   */
  public monitor(options: OntapMonitoringOptions = {}): StorageMonitoring {
    this._validateOptions('monitor', ONTAP_MONITORING_FIELDS, options);
    return this._monitor(options, this.monitoredService);
  }

  /**
   * Creates a PrometheusRule of the Prometheus Operator from the alarms of `monitor()`, and a ServiceMonitor for Trident. The
   * CustomResourceDefinitions of the operator must exist.
   *
   * Alerts on the pods of the driver need kube-state-metrics; alerts on its backends and operations,
   * the ServiceMonitor.
   * Alerts on the file system need `cloudWatchExporter`. The first storage of a cluster creates the alerts on the driver.
   * Call it once for a storage. An unsupported threshold fails with `ontap/monitor-threshold-range`.
   *
   * @returns the construct that other constructs can depend on
   */
  public addPrometheusRules(options: OntapPrometheusRulesOptions = {}): Construct {
    this._validateOptions('addPrometheusRules', ONTAP_PROMETHEUS_FIELDS, options);
    return addPrometheusRules(this, this._delivery, options, this.monitoredService, {
      prefix: 'FsxOntap', rows: ONTAP_PROMETHEUS, service: TRIDENT_SERVICE, after: this.installedTrident(),
    });
  }

  /** Trident, if this app installs it, with its namespace and CustomResourceDefinitions. */
  private installedTrident(): IDependable[] {
    return this.driver instanceof TridentDriver && this._delivery._kubectl ? [this.driver._ready] : [];
  }

  private get monitoredService(): MonitoredService<OntapConfiguration> {
    return {
      subject: 'FsxOntapStorage', kind: 'FSx for NetApp ONTAP', tables: ONTAP_MONITORING, rules: ontapMonitoringRules, driver: TRIDENT,
      handle: this._handle, configuration: this.config, fileSystemId: this._fileSystemId,
    };
  }

  /** Used storage of the SSD tier, in percent. */
  public metricSsdCapacityUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('StorageCapacityUtilization', { dimensionsMap: { StorageTier: 'SSD', DataType: 'All' }, ...props });
  }

  /** Bytes stored in the SSD tier. */
  public metricSsdStorageUsed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('StorageUsed', { dimensionsMap: { StorageTier: 'SSD', DataType: 'All' }, ...props });
  }

  /** Bytes stored in the capacity pool tier. */
  public metricCapacityPoolStorageUsed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('StorageUsed', { dimensionsMap: { StorageTier: 'StandardCapacityPool', DataType: 'All' }, ...props });
  }

  /** Network throughput of the busiest file server, in percent of its capacity. */
  public metricNetworkThroughputUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('NetworkThroughputUtilization', { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  /** SSD IOPS of the busiest aggregate, in percent of the provisioned IOPS. */
  public metricDiskIopsUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('DiskIopsUtilization', { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  /** CPU utilization of the busiest file server, in percent. */
  public metricCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('CPUUtilization', { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  /** @internal */
  protected get _values(): ExportedValues {
    const { storageClassName, snapshotClassName, fileSystemId, svmId, svmName } = this;
    return { storageClassName, snapshotClassName, fileSystemId, svmId, svmName };
  }

  /** @internal */
  public get _fileSystemId(): string {
    return this.fileSystemId;
  }

  /** @internal */
  public get _backedUp(): any[] {
    return [{ prefix: Stack.of(this).formatArn({ service: 'fsx', resource: 'volume', resourceName: `${this._fileSystemId}/` }) }];
  }

  /**
   * Adds the volumes that the stack creates (`volumes`) to a plan of AWS Backup.
   *
   * AWS Backup protects volumes, not ONTAP file systems. Volumes of claims have the daily backups of FSx
   * (`automaticBackupRetention`). Recovery points remain in the vault of the plan until the plan deletes them, also
   * after this stack is deleted, and incur charges. `backupId` of a volume creates a volume from a recovery point.
   *
   * Without such volumes it fails with `ontap/backup-plan-without-volumes` or `ontap/backup-plan-on-existing`.
   */
  public backUp(id: string, plan: backup.IBackupPlan, options: StorageBackupOptions = {}): backup.BackupSelection {
    validateId(this, 'FsxOntapStorage', 'backUp', id);
    validateInput(this, 'FsxOntapStorage', { fields: BACKUP_FIELDS, value: { plan, options } }, `backUp '${id}'`);
    const volumes = Object.values(this.resources.volumes);
    this.validate([backupTarget({ ...this.config, backupPlan: true, volumeCount: volumes.length })], {
      name: `backUp '${id}'`, properties: { 'backUp()': 'plan' },
    });
    return selectForBackup(this._childScope('Backups'), id, plan, volumes.map(({ attrResourceArn }) => attrResourceArn), options);
  }

  /** @internal */
  public get _source(): OntapSource {
    return (this._claim as OntapVolumeClaim)._source;
  }

  private validate(parts: readonly ValidationTarget<any>[], operation?: Operation): string[] {
    const skipped = validateAll(this, { subject: 'FsxOntapStorage', acknowledge: this._acknowledge, operation, table: ALL_ONTAP_RULES }, parts);
    return [...new Set(skipped.map(({ id }) => id))];
  }

  /** Node groups, rules of security groups and other storages may be added after the storage. The nodes of an imported cluster are not known. */
  private validateAtSynthesis(group?: ec2.ISecurityGroup) {
    const { _handle: handle, driver } = this;
    const groups = group ? [group.securityGroupId] : [];
    atSynthesis(this, inventory =>
      this.validate([nodesTarget({ ...this.config, ...nodeConfigurationOf(handle, driver.role, groups, inventory) })]),
    );
  }

  /**
   * Resources that no template lists: final backups of the volumes of the stack, because CloudFormation cannot skip them,
   * and volumes of claims on an existing file system.
   */
  private retainedVolumes(): RetainedResource[] {
    const { resources, _delivery: delivery } = this;
    if (this.config.provisioning === 'managed') {
      return Object.values(resources.volumes).filter(volume => !isRetained(volume))
        .map(() => ({ kind: 'final backup', counted: true, steps: ['backup'] }));
    }
    const retaining = this.inCluster.classes.some(({ object }) => object.toJson().reclaimPolicy === 'Retain');
    return !retaining && delivery._kubectl ? [] : [{
      kind: `all ONTAP volumes of claims on file system ${resources.fileSystemId}`, steps: ['claims', 'volume'],
    }];
  }

  private claimConfiguration(id: string, options: OntapClaimOptions): OntapClaimConfiguration {
    const configuration = claimConfigurationOf(options, slug(id), this.config, this.backends);
    return this._withTaken(configuration, options.fixedName);
  }

  /** The configuration of a copied claim, by which its clone or snapshot is validated. */
  private cloned(source: OntapSource, cloneOf: 'claim' | 'snapshot'): OntapClaimConfiguration {
    return { ...source.claim, cloneOf, snapshotsOn: this.config.snapshots, sourceStorage: source.storage === this ? 'this' : 'other' };
  }

  private claimSpec(configuration: OntapClaimConfiguration, options: OntapClaimOptions): ClaimSpec {
    const { fixedName = false, labels, annotations } = options;
    return { className: this.classOf(configuration).object.name, fixedName, labels, annotations };
  }

  private classOf({ claimBackend, claimPool }: OntapClaimConfiguration): ClassInCluster {
    return this.inCluster.classes.find(({ backend, pool }) => backend === claimBackend && pool === claimPool)!;
  }

  private claimIn(
    group: string, id: string, claimConfig: OntapClaimConfiguration, spec: ClaimSpec, options?: VolumeClaimOptions,
    after: IDependable[] = [],
  ): OntapVolumeClaim {
    const scope = new Construct(this._childScope(group), id);
    const { name, objects } = claimOf(this._manifestScope(scope), claimConfig, spec);
    this.deliver(scope, objects, [...this.after, ...after], options);
    return this.claimConstruct(scope, name, claimConfig, spec);
  }

  private claimConstruct(
    scope: Construct, name: string, claimConfig: OntapClaimConfiguration, spec = this.claimSpec(claimConfig, {}),
  ): OntapVolumeClaim {
    const namespace = toToken(claimConfig.claimNamespace!);
    this._registerClaim(scope, namespace, name);
    const manifest = scope.node.findChild('Manifest') as Construct;
    const rawDevice = claimConfig.volumeMode === 'Block';
    return this.measurable(claimConfig, new OntapVolumeClaim(scope, 'Claim', { name, namespace, manifests: this.manifests, connections: this.connections, rawDevice }, {
      kind: 'claim', name, claimName: name, construct: manifest, storage: this, claim: claimConfig, className: spec.className,
    }));
  }

  private measurable(claimConfig: OntapClaimConfiguration, volume: OntapVolumeClaim): OntapVolumeClaim {
    const { accessMode, volumeMode, claimSize: capacity } = claimConfig;
    this._registerMeasured({ volume, accessMode, volumeMode, capacity, promise: promiseOf(this.config, claimConfig) });
    return volume;
  }

  private deliver(
    scope: Construct, objects: ApiObject[], after: IDependable[], claim?: VolumeClaimOptions,
  ): IDependable {
    return this._deliver(scope, objects, { claim, removalPolicy: this.removalPolicy, after });
  }

  /** Objects that are created once get a different name for each source and construct. */
  private nameIn(scope: Construct, stem: string, source: string): string {
    return nameWithIdentity(stem, [Stack.of(this).stackName, scope.node.path, source]);
  }

}

/** Kubernetes objects are retained with the file system; for an existing file system, with the volumes. */
function manifestPolicy({ provisioning, removalPolicy, reclaimPolicy, adopt }: OntapConfiguration): RemovalPolicy {
  if (provisioning === 'managed') {
    return removalPolicy as RemovalPolicy;
  }
  return reclaimPolicy === 'Retain' || adopt ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
