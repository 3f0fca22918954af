import { Size, Stack, aws_backup as backup, aws_ec2 as ec2, aws_eks as eksV1, aws_eks_v2 as eks, aws_lambda as lambda } from 'aws-cdk-lib';
import { ApiObject, Testing } from 'cdk8s';
import {
  DataRepository, ExistingCluster, FsxLustreStorage, FsxOntapStorage,
  LustreClient, LustreCsiDriver, LustreDeploymentType, LustreMetadataMode, LustreProvisioning,
  FsxAdmissionPolicy, FsxValidationPlugin, LustreSizing, ManifestDelivery, MlPrefetch, OntapBackend, OntapProvisioning,
  OntapSizing, MlWorkload,
  StorageAdvisor, TridentDriver,
} from '../../src';
import { corpus, mlVolume } from '../ml/volumes';
import { EXISTING, PERSISTENT, existingOn, importedCluster, importedVpc, managedOn, storageOn } from '../support/fixture';
import { ONTAP_CLAIM, SINGLE, existingOntap, managedOntap, routedSubnets, vsadmin } from '../support/ontap';

/** A legal value of a struct, and the construct that takes it. */
export interface Taker {
  /** The construct whose method takes the struct. */
  readonly host?: (stack: Stack) => any;
  readonly base?: (stack: Stack, host: any) => object;
  readonly take: (stack: Stack, value: any, host: any) => unknown;
}

const newJob = () => new ApiObject(Testing.chart(), 'Job', {
  apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job' }, spec: { template: { spec: { containers: [{ name: 'main', image: 'main' }], restartPolicy: 'Never' } } },
});
/** A workload after a method has changed it. */
const changed = (change: (workload: ApiObject) => void) => {
  const job = newJob();
  change(job);
  return job.toJson();
};
/** What the library reads of a cluster. A getter of the CDK throws where the cluster lacks something. */
const attributesOf = (cluster: eks.ICluster) => ({
  name: cluster.clusterName,
  group: orNothing(() => cluster.clusterSecurityGroupId),
  issuer: orNothing(() => cluster.openIdConnectProvider.openIdConnectProviderIssuer),
  manifest: orNothing(() => void cluster.addManifest('Probe', newJob().toJson())),
});
const orNothing = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};
const layer = (stack: Stack) => lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', 'arn:aws:lambda:eu-west-1:111122223333:layer:kubectl:1');
const plan = (stack: Stack) => backup.BackupPlan.fromBackupPlanId(stack, 'Plan', 'plan');
const efaStorage = (stack: Stack) =>
  managedOn(stack, {
    capacity: Size.gibibytes(4800),
    perUnitStorageThroughput: 1000,
    efaEnabled: true,
    metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC },
  });
const ontapWithClaim = (stack: Stack) => managedOntap(stack, {}, { claim: ONTAP_CLAIM });
const linkedVolume = (stack: Stack) => mlVolume(stack, { dataset: { bucket: corpus(stack) } });
const pinned = (stack: Stack) => ({ subnet: (stack.node.tryFindChild('Cluster') as any ?? importedCluster(stack)).vpc.privateSubnets[0] as ec2.ISubnet });

/** How each public struct reaches the library. */
export const TAKERS: { readonly [struct: string]: Taker } = {
  ExistingClusterAttributes: {
    base: stack => ({ clusterName: 'training', vpc: importedVpc(stack), clusterSecurityGroupId: 'sg-0123456789abcdef0', kubectlLayer: layer(stack) }),
    take: (stack, value) => attributesOf(ExistingCluster.fromAttributes(stack, 'Existing', value)),
  },
  ExistingClusterOptions: {
    base: stack => ({ kubectlLayer: layer(stack) }),
    take: (stack, value) => attributesOf(ExistingCluster.fromEksV1(stack, 'Existing', eksV1.Cluster.fromClusterAttributes(stack, 'V1', {
      clusterName: 'training', vpc: importedVpc(stack), clusterSecurityGroupId: 'sg-0123456789abcdef0',
    }), value)),
  },
  ExistingLustreCsiDriverAttributes: {
    take: (stack, value) => managedOn(stack, {}, { driver: LustreCsiDriver.existing(value) }),
  },
  ExistingTridentDriverAttributes: {
    take: (stack, value) => managedOntap(stack, {}, { driver: TridentDriver.existing(value) }),
  },
  ClassOptions: { take: (stack, value) => managedOntap(stack, {}, { snapshotClass: value, claim: ONTAP_CLAIM }) },
  ClaimOptions: { take: (stack, value) => mlVolume(stack, { claim: value }) },
  VolumeMountOptions: { host: managedOn, take: (_, value, host) => host.volumeMount('/data', value) },
  WorkloadMountOptions: { host: managedOn, base: () => ({ path: '/data' }), take: (_, value, host) => changed(job => host.mountInto(job, value)) },
  VolumeOwnership: { host: managedOn, base: () => ({ user: 1000 }), take: (_, value, host) => changed(job => host.mountInto(job, { path: '/data', ownership: value })) },
  PodToleration: { host: managedOn, base: () => ({ key: 'gpu', operator: 'Exists', effect: 'NoExecute' }), take: (_, value, host) => host.shareTo('vision', { tolerations: [value] }) },
  StorageBackupOptions: { host: managedOn, take: (stack, value, host) => host.backUp('Daily', plan(stack), value) },
  ExportValuesOptions: { host: managedOn, base: () => ({ outputPrefix: 'Data' }), take: (_, value, host) => host.exportValues(value) },
  StorageBenchmarkOptions: { host: managedOn, take: (_, value, host) => host.addBenchmark('Speed', value) },
  LustreEfaCheckOptions: { host: efaStorage, take: (_, value, host) => host.addEfaCheck('Efa', value) },
  LustreEfaClientOptions: { take: (_, value) => ({ userData: LustreClient.efaUserData(value).render() }) },
  LustrePrometheusRulesOptions: { take: (stack, value) => managedOn(stack).addPrometheusRules(value) },
  OntapPrometheusRulesOptions: { take: (stack, value) => managedOntap(stack).addPrometheusRules(value) },
  YamlDeliveryOptions: { base: () => ({ outputsFile: '/tmp/no-such-file.json' }), take: (_, value) => ManifestDelivery.yaml('cdk.out/manifests', value) },
  LustreClaimOptions: { host: managedOn, take: (_, value, host) => host.addClaim('More', value) },
  LustreShareOptions: { host: managedOn, base: () => ({ quota: Size.gibibytes(100) }), take: (_, value, host) => host.shareTo('vision', value) },
  FsxLustreStorageProps: {
    base: stack => ({
      cluster: importedCluster(stack), driver: LustreCsiDriver.existing(),
      provisioning: LustreProvisioning.managed({ ...PERSISTENT, ...pinned(stack) }),
    }),
    take: (stack, value) => new FsxLustreStorage(stack, 'Data', value),
  },
  FsxLustreStorageAttributes: {
    base: () => ({ claimName: 'data' }),
    take: (stack, value) => {
      const storage = FsxLustreStorage.fromFsxLustreStorageAttributes(stack, 'Data', value);
      const { fileSystemId, dnsName, mountName, storageClassName } = storage;
      return { fileSystemId, dnsName, mountName, storageClassName, job: changed(job => storage.mountInto(job, { path: '/data' })) };
    },
  },
  LustreCsiDriverProps: { base: stack => ({ cluster: importedCluster(stack) }), take: (stack, value) => new LustreCsiDriver(stack, 'Driver', value) },
  LustreDynamicConfig: {
    base: stack => ({ deploymentType: LustreDeploymentType.SCRATCH_2, ...pinned(stack) }),
    take: (stack, value) => storageOn(stack, { provisioning: LustreProvisioning.dynamic(value), claim: { name: 'data', size: Size.gibibytes(1200) } }),
  },
  LustreManagedConfig: {
    base: stack => ({ ...PERSISTENT, ...pinned(stack) }),
    take: (stack, value) => storageOn(stack, { provisioning: LustreProvisioning.managed(value), claim: { name: 'data' } }),
  },
  LustreExistingAttributes: {
    base: () => EXISTING,
    take: (stack, value) => existingOn(stack, {}, { provisioning: LustreProvisioning.existing(value) }),
  },
  LustreMetadataConfiguration: { base: () => ({ mode: 'USER_PROVISIONED', iops: 1500 }), take: (stack, value) => managedOn(stack, { metadataConfiguration: value }) },
  LustreDataReadCacheConfiguration: {
    base: () => ({ sizingMode: 'USER_PROVISIONED', size: Size.gibibytes(64) }),
    take: (stack, value) => managedOn(stack, {
      storageType: 'INTELLIGENT_TIERING' as any, capacity: undefined, perUnitStorageThroughput: undefined, throughputCapacity: 4000,
      metadataConfiguration: { mode: 'USER_PROVISIONED' as any, iops: 6000 }, dataReadCacheConfiguration: value,
    }),
  },
  LustreLogConfiguration: { base: () => ({ level: 'WARN_ONLY' }), take: (stack, value) => managedOn(stack, { logConfiguration: value }) },
  BucketDataRepositoryOptions: {
    take: (stack, value) => managedOn(stack, { dataRepositories: [DataRepository.fromBucket(corpus(stack), value)] }),
  },
  DataRepositoryOptions: { take: (stack, value) => managedOn(stack, { dataRepositories: [DataRepository.fromPath('s3://corpus', value)] }) },
  LustreAlarmThresholds: {
    host: managedOn, take: (_, value, host) => host.monitor({ thresholds: value, containerInsights: true }),
  },
  LustreMonitoringOptions: { host: managedOn, take: (_, value, host) => host.monitor(value) },
  LustreSizingRequest: {
    base: () => ({ minimumCapacityGiB: 1, minimumThroughputMBps: 1 }), take: (_, value) => LustreSizing.choices(value),
  },
  FsxAdmissionPolicyProps: {
    base: stack => ({ cluster: importedCluster(stack) }), take: (stack, value) => new FsxAdmissionPolicy(stack, 'Policy', value),
  },
  FsxValidationPluginProps: {
    take: (_, value) => {
      const { acknowledged, failOnWarnings } = new FsxValidationPlugin(value) as any;
      return [...acknowledged, failOnWarnings];
    },
  },
  FsxOntapStorageProps: {
    base: stack => ({
      cluster: importedCluster(stack), driver: TridentDriver.existing(),
      provisioning: OntapProvisioning.managed({ ...SINGLE, vpcSubnets: { subnets: routedSubnets(stack).slice(0, 1) } }),
    }),
    take: (stack, value) => new FsxOntapStorage(stack, 'Data', value),
  },
  FsxOntapStorageAttributes: {
    base: () => ({ claimName: 'data', fileSystemId: 'fs-0123456789abcdef0', svmName: 'kubernetes' }),
    take: (stack, value) => {
      const storage = FsxOntapStorage.fromFsxOntapStorageAttributes(stack, 'Data', value);
      const { fileSystemId, svmName, svmId, storageClassNames, snapshotClassName } = storage;
      return { fileSystemId, svmName, svmId, storageClassNames, snapshotClassName, job: changed(job => storage.mountInto(job, { path: '/data' })) };
    },
  },
  OntapManagedConfig: {
    base: stack => ({ ...SINGLE, vpcSubnets: { subnets: routedSubnets(stack).slice(0, 1) } }),
    take: (stack, value) => managedOntap(
      stack, {}, { provisioning: OntapProvisioning.managed(value), claim: ONTAP_CLAIM },
    ),
  },
  OntapExistingAttributes: {
    base: stack => ({ fileSystemId: 'fs-0123456789abcdef0', svmName: 'kubernetes', secret: vsadmin(stack) }),
    take: (stack, value) => existingOntap(stack, {}, { provisioning: OntapProvisioning.existing(value) }),
  },
  OntapNasBackendOptions: {
    take: (stack, value) => managedOntap(stack, {}, { backends: [OntapBackend.nas(value)], claim: ONTAP_CLAIM }),
  },
  OntapNasEconomyBackendOptions: {
    take: (stack, value) => managedOntap(stack, {}, { backends: [OntapBackend.nasEconomy(value)], claim: ONTAP_CLAIM }),
  },
  OntapSanBackendOptions: { take: (stack, value) => sanStorage(stack, OntapBackend.san(value)) },
  OntapSanEconomyBackendOptions: { take: (stack, value) => sanStorage(stack, OntapBackend.sanEconomy(value)) },
  OntapPoolOptions: { base: () => ({ name: 'hot' }), take: (stack, value) => managedOntap(stack, {}, { backends: [OntapBackend.nas({ pools: [value] })], claim: ONTAP_CLAIM }) },
  OntapClaimOptions: { host: managedOntap, base: () => ONTAP_CLAIM, take: (_, value, host) => host.addClaim('More', value) },
  OntapCloneOptions: { host: ontapWithClaim, take: (_, value, host) => host.cloneOf('Copy', host, value) },
  OntapImportOptions: {
    base: () => ({ ...ONTAP_CLAIM, volumeName: 'corpus', managed: true, unixPermissions: '0755' }),
    host: existingOntap, take: (_, value, host) => host.importVolume('Corpus', value),
  },
  OntapShareOptions: { host: managedOntap, base: () => ({ quota: Size.gibibytes(100) }), take: (_, value, host) => host.shareTo('vision', value) },
  OntapDataSyncOptions: {
    base: stack => ({ bucket: corpus(stack), direction: 'FROM_S3', path: '/corpus' }),
    take: (stack, value) => managedOntap(stack, value.svmId ? {} : { volumes: [{ name: 'corpus', size: Size.gibibytes(100) }] }).addDataSync('Corpus', value),
  },
  OntapSnapshotOptions: { host: ontapWithClaim, take: (_, value, host) => host.snapshot('Daily', value) },
  OntapExistingClaimOptions: {
    base: () => ({ claimName: 'raw', size: Size.gibibytes(100) }),
    host: managedOntap,
    take: (_, value, host) => host.cloneOf('Copy', host.existingClaim('Raw', value)),
  },
  OntapExistingSnapshotOptions: {
    base: () => ({ snapshotName: 'monday' }),
    host: ontapWithClaim,
    take: (_, value, host) => host.restore('Monday', host.existingSnapshot('Mondays', value)),
  },
  OntapTopology: {
    base: () => ({ zone: 'eu-west-1a' }),
    take: (stack, value) => managedOntap(
      stack, {}, { backends: [OntapBackend.nas({ supportedTopologies: [value] })], claim: ONTAP_CLAIM },
    ),
  },
  OntapAutogrow: { base: () => ({ usedThreshold: '80%' }), take: (stack, value) => managedOntap(stack, {}, { claim: { ...ONTAP_CLAIM, autogrow: value } }) },
  OntapDiskIopsConfiguration: { base: () => ({ mode: 'USER_PROVISIONED', iops: 10000 }), take: (stack, value) => managedOntap(stack, { diskIopsConfiguration: value }) },
  OntapVolumeOptions: { base: () => ({ name: 'corpus', size: Size.gibibytes(100) }), take: (stack, value) => managedOntap(stack, { volumes: [value] }) },
  OntapAlarmThresholds: {
    host: managedOntap, take: (_, value, host) => host.monitor({ thresholds: value, containerInsights: true }),
  },
  OntapMonitoringOptions: { host: managedOntap, take: (_, value, host) => host.monitor(value) },
  OntapSizingRequest: {
    base: () => ({ minimumCapacityGiB: 1, minimumThroughputMBps: 1 }), take: (_, value) => OntapSizing.choices(value),
  },
  TridentDriverProps: {
    base: stack => ({ cluster: importedCluster(stack) }),
    take: (stack, value) => {
      const driver = new TridentDriver(stack, 'Driver', value);
      managedOntap(stack, {}, { cluster: value.cluster, driver, claim: ONTAP_CLAIM });
    },
  },
  MlTrainingVolumeProps: { take: (stack, value) => [mlVolume(stack, value).explanation] },
  MlTransferOptions: {
    host: linkedVolume, take: (_, value, host) => changed(job => host.exportOnCompletion(job, value)),
  },
  MlPrefetchOptions: { host: linkedVolume, take: (_, value, host) => host.prefetch('Warm', value) },
  MlPrefetchProps: {
    host: stack => managedOn(stack).addClaim('More'),
    base: (stack, host) => ({ cluster: stack.node.tryFindChild('Cluster'), claim: host }), take: (stack, value) => new MlPrefetch(stack, 'Warm', value),
  },
  MlMonitoringOptions: { host: linkedVolume, take: (_, value, host) => host.monitor(value) },
  StorageRequirements: {
    base: () => ({ workload: 'CHECKPOINTS', sizeGiB: 500 }),
    take: (_, value) => [StorageAdvisor.recommend(value), StorageAdvisor.explain(value)],
  },
  StorageAdvisorOptions: {
    take: (_, value) => StorageAdvisor.recommend({ workload: MlWorkload.CHECKPOINTS, sizeGiB: 500 }, value),
  },
  MlDataset: {
    base: stack => ({ bucket: corpus(stack) }), take: (stack, value) => mlVolume(stack, { dataset: value }),
  },
};

function sanStorage(stack: Stack, backend: OntapBackend) {
  return managedOntap(
    stack,
    {},
    { backends: [backend], claim: ONTAP_CLAIM, driver: TridentDriver.existing({ nodesPreparedForIscsi: true }) },
  );
}
