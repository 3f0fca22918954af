import { FORMATS } from './formats';
import { Field, ObjectKind } from './schema';

/** The objects that properties take. */
export const KINDS = {
  construct: { name: 'Construct', member: 'node' },
  cluster: { name: 'eks.ICluster', member: 'clusterName', format: FORMATS.clusterName },
  vpc: { name: 'ec2.IVpc', member: 'vpcId', format: FORMATS.vpcId, regional: true },
  subnet: { name: 'ec2.ISubnet', member: 'subnetId', format: FORMATS.subnetId, regional: true },
  subnetFilter: { name: 'ec2.SubnetFilter', member: 'selectSubnets' },
  securityGroup: { name: 'ec2.ISecurityGroup', member: 'securityGroupId', format: FORMATS.securityGroupId, regional: true },
  connectable: { name: 'ec2.IConnectable', member: 'connections' },
  prices: { name: 'StoragePrices', member: '_table' },
  bucket: { name: 's3.IBucket', member: 'bucketName', format: FORMATS.bucketName },
  fileSystem: { name: 'fsx.IFileSystem', member: 'fileSystemId', format: FORMATS.fileSystemId },
  key: { name: 'kms.IKey', member: 'keyArn', format: FORMATS.keyArn, regional: true },
  role: { name: 'iam.IRole', member: 'roleArn', format: FORMATS.roleArn },
  openIdConnectProvider: { name: 'iam.IOpenIdConnectProvider', member: 'openIdConnectProviderArn' },
  logGroup: { name: 'logs.ILogGroup', member: 'logGroupName', regional: true },
  schedule: { name: 'events.Schedule', member: 'expressionString' },
  secret: { name: 'secretsmanager.ISecret', member: 'secretArn', regional: true },
  layer: { name: 'lambda.ILayerVersion', member: 'layerVersionArn', regional: true },
  kubectlProvider: { name: 'eks.IKubectlProvider', member: 'serviceToken' },
  alarmAction: { name: 'cloudwatch.IAlarmAction', member: 'bind' },
  dashboard: { name: 'cloudwatch.Dashboard', member: 'addWidgets' },
  backupPlan: { name: 'backup.IBackupPlan', member: 'backupPlanId' },
  chart: { name: 'cdk8s.Chart', member: 'addDependency' },
  workload: { name: 'cdk8s.ApiObject', member: 'addJsonPatch' },
  kubernetesObjects: { name: 'cdk8s.Chart, a cdk8s.ApiObject or an object of cdk8s-plus', member: 'node' },
  container: { name: 'kplus.Container', member: 'mount' },
  dependable: { name: 'IDependable' },
  claim: { name: 'IKubernetesVolume', member: 'claimName' },
  ontapClaim: { name: 'claim of an FsxOntapStorage', member: '_source' },
  cloneSource: { name: 'claim or snapshot of an FsxOntapStorage, such as what existingSnapshot() returns', member: '_source' },
  snapshot: { name: 'IOntapVolumeSnapshot', member: 'snapshotName' },
  delivery: { name: 'ManifestDelivery', member: '_kubectl' },
  driver: { name: 'driver of the cluster, such as LustreCsiDriver.existing() or TridentDriver.existing()', member: 'role' },
  lustreProvisioning: { name: 'LustreProvisioning', member: '_mode' },
  dataRepository: { name: 'DataRepository', member: '_configuration' },
  ontapProvisioning: { name: 'OntapProvisioning', member: '_mode' },
  ontapBackend: { name: 'OntapBackend', member: '_driver' },
  ontapStorage: { name: 'FsxOntapStorage', member: 'cloneOf' },
} as const satisfies { readonly [name: string]: ObjectKind };

/** The cluster of a storage or a driver. */
export const CLUSTER = {
  type: 'object', kind: KINDS.cluster, required: true,
  derived: [
    'clusterLibrary', 'kubectl', 'clusterVpc', 'clusterSecurityGroup', 'ipFamily', 'fargateOnly', 'clusterElsewhere', 'clusterEnvironment',
    'installedBy',
  ],
} as const satisfies Field;
export const DRIVER = { type: 'object', kind: KINDS.driver, derived: ['clusterDriver', 'rolePolicyCharacters'] } as const satisfies Field;
export const CLIENTS = {
  type: 'list', items: { type: 'object', kind: KINDS.connectable }, derived: ['crowdedSecurityGroups'],
} as const satisfies Field;

/** As the CDK names its removal policies. */
export const REMOVAL_POLICIES = ['destroy', 'retain', 'retain-on-update-or-delete', 'snapshot'];

export const OBJECT_LABELS = {
  type: 'map', keyFormat: FORMATS.labelKey, items: { type: 'string', mayBeEmpty: true, format: FORMATS.labelValue },
} as const satisfies Field;
export const OBJECT_ANNOTATIONS = {
  type: 'map', keyFormat: FORMATS.labelKey, items: { type: 'string', mayBeEmpty: true },
} as const satisfies Field;
export const TAGS = {
  type: 'map', keyFormat: FORMATS.tagKey, items: { type: 'string', mayBeEmpty: true, format: FORMATS.tagValue, formatRule: 'tag-format' },
  formatRule: 'tag-format',
} as const satisfies Field;
export const MOUNT_OPTIONS = { type: 'list', items: { type: 'string', format: FORMATS.mountOption } } as const satisfies Field;

export const STRINGS = { type: 'list', items: { type: 'string' } } as const satisfies Field;
export const STRING_MAP = { type: 'map', items: { type: 'string', mayBeEmpty: true } } as const satisfies Field;

/** Ids of rules, each with the reason. */
export const ACKNOWLEDGE = { type: 'map', items: { type: 'string', mayBeEmpty: true } } as const satisfies Field;
