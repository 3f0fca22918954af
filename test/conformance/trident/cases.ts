import { AcceptedBackend, validateBackend } from './backend';
import { Secret, World } from './world';

/** Cases of the played Trident's judges, each with where the truth of it stands. `facts` is this project's sheet on ONTAP, read apart from the judges. */

/** A spec that Trident takes, with changes; an undefined one takes a field away. */
export function spec(over: object = {}): any {
  return JSON.parse(JSON.stringify({
    version: 1,
    storageDriverName: 'ontap-nas',
    svm: 'trident',
    aws: { fsxFilesystemID: 'fs-0123456789abcdef0', apiRegion: 'eu-west-1' },
    credentials: { type: 'awsarn', name: SECRET },
    ...over,
  }));
}

export const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:svm/trident-AbCdEf';
/** Where the cases take place. */
export const WORLD: World = {
  fileSystems: [
    { id: 'fs-0123456789abcdef0', svms: ['trident'], region: 'eu-west-1', addresses: ['198.19.255.9'], replication: ['MirrorAllSnapshots'] },
    { id: 'fs-0two00000000000', svms: ['blue', 'green'] },
  ],
  secretReadable: arn => arn !== SECRET.replace('AbCdEf', 'Locked'),
  secret: (name): Secret | undefined => ({
    svm: { username: 'vsadmin', password: 'x' },
    half: { username: 'vsadmin' },
    capitals: { USERNAME: 'vsadmin', Password: 'x' },
    chap: { username: 'vsadmin', password: 'x', chapUsername: 'a', chapInitiatorSecret: 'b', chapTargetUsername: 'c', chapTargetInitiatorSecret: 'd' },
  } as { [name: string]: Secret })[name],
};
export const GIB = 1024 ** 3;

/** A backend that is good, but for what is said. */
export function backend(over: object = {}, name = 'fsx'): AcceptedBackend {
  const validated = validateBackend(spec(over), WORLD, name);
  if (!validated.accepted) {
    throw new Error(validated.message);
  }
  return validated;
}

const san = (over: object = {}) => spec({ storageDriverName: 'ontap-san', ...over });
const economy = (over: object = {}) => spec({ storageDriverName: 'ontap-nas-economy', ...over });
const sanEconomy = (over: object = {}) => spec({ storageDriverName: 'ontap-san-economy', ...over });
const flexgroup = (over: object = {}) => spec({ storageDriverName: 'ontap-nas-flexgroup', ...over });
const defaults = (over: object) => spec({ defaults: over });
const secret = (type: string | undefined, name: string, over: object = {}) =>
  spec({ credentials: { type, name }, ...over });
const long = (count: number) => ({ labels: { app: 'x'.repeat(count) } });

/** What is wrong · the bad spec · a word of the refusal · its good twin · source. */
export const BACKENDS: readonly (readonly [string, any, RegExp, any, string])[] = [
  ['no spec', undefined, /empty/, spec(), 'backendconfig.go IsSpecValid'],
  ['a deletion policy of nobody', spec({ deletionPolicy: 'keep' }), /deletionPolicy/, spec({ deletionPolicy: 'Retain' }), 'backendconfig.go ValidateDeletionPolicy'],
  ['no driver', spec({ storageDriverName: undefined }), /storageDriverName/, spec(), 'common.go ValidateCommonSettings'],
  ['a driver of nobody', spec({ storageDriverName: 'ontap-nfs' }), /storageDriverName/, flexgroup(), 'types.go GetDriverConfigByName'],
  ['version 2', spec({ version: 2 }), /version/, spec(), 'common.go ValidateCommonSettings'],
  ['a version in quotes', spec({ version: '1' }), /version: a number/, spec(), 'encoding/json'],
  ['no credentials', spec({ credentials: undefined }), /credentials are missing/, spec(), 'types.go SpecOnlyValidation'],
  ['credentials with a namespace', spec({ credentials: { name: 'svm', namespace: 'trident' } }), /namespace/, secret(undefined, 'svm'), 'facts 9; types.go getCredentialNameAndType'],
  ['credentials without a name', spec({ credentials: { type: 'awsarn' } }), /name/, spec(), 'types.go getCredentialNameAndType'],
  ['credentials of another type', secret('vault', 'svm'), /vault/, secret('secret', 'svm'), 'types.go getCredentialNameAndType'],
  ['a password inline', spec({ password: 'Secret123' }), /password/, spec(), 'types.go CheckForCRDControllerForbiddenAttributes'],
  ['a user inline', spec({ username: 'vsadmin' }), /username/, spec(), 'facts 2.1'],
  ['a user inline in other letters', spec({ UserName: 'vsadmin' }), /username/, spec({ Svm: 'trident' }), 'encoding/json; trident#1017'],
  ['a CHAP secret inline', san({ useCHAP: true, chapInitiatorSecret: 'x' }), /chapInitiatorSecret/, san({ chapInitiatorSecret: 'x' }), 'types.go ExtractSecrets'],
  ['a Secret that is not there', secret('secret', 'other'), /no Secret other/, secret('secret', 'svm'), 'orchestrator_core.go validateAndCreateBackendFromConfig'],
  ['a Secret without a password', secret('secret', 'half'), /no username and password/, secret('secret', 'capitals'), 'facts 2.2; types.go InjectSecrets'],
  ['a partial secret ARN', secret('awsarn', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:svm'), /ARN/, spec(), 'facts 2.2; aws.go secretARNRegex'],
  ['a secret by name', secret('awsarn', 'svm/trident'), /ARN/, spec(), 'aws.go ParseSecretARN'],
  ['a secret that may not be read', secret('awsarn', SECRET.replace('AbCdEf', 'Locked')), /cannot be read/, secret('awsarn', SECRET.replace('arn:aws:', 'arn:aws-us-gov:')), 'aws_common.go SetSvmCredentials'],
  ['no aws block', spec({ aws: undefined }), /no address/, spec(), 'aws_common.go initializeAWSDriver'],
  ['no file system', spec({ aws: { apiRegion: 'eu-west-1' } }), /no address/, spec({ aws: { fsxFilesystemID: 'fs-0123456789abcdef0' } }), 'aws_common.go; ontap_common.go InitializeOntapDriver'],
  ['another file system', spec({ aws: { fsxFilesystemID: 'fs-0fedcba9876543210' } }), /does not know/, spec(), 'aws_common.go validateFSxFilesystem'],
  ['another region', spec({ aws: { fsxFilesystemID: 'fs-0123456789abcdef0', apiRegion: 'us-east-1' } }), /us-east-1/, spec(), 'awsapi/aws.go NewClient'],
  ['the id of the SVM', spec({ svm: 'svm-0123456789abcdef0' }), /no SVM/, spec(), 'facts 9; aws_common.go validateFSxFilesystem'],
  ['no SVM where there are two', spec({ svm: undefined, aws: { fsxFilesystemID: 'fs-0two00000000000' } }), /has 2/, spec({ svm: undefined }), 'aws_common.go validateFSxFilesystem'],
  ['an address of nobody as managementLIF', spec({ managementLIF: '198.19.255.4' }), /managementLIF/, spec({ managementLIF: '198.19.255.9' }), 'facts 9'],
  ['an address of nobody as dataLIF', spec({ dataLIF: '198.19.255.4' }), /dataLIF/, san({ dataLIF: '198.19.255.4' }), 'ontap_common.go ValidateNASDriver, ValidateSANDriver'],
  ['a prefix that is a number', spec({ storagePrefix: 7 }), /storagePrefix/, spec({ storagePrefix: 'prod_' }), 'common.go parseRawStoragePrefix'],
  ['a prefix with a digit first', spec({ storagePrefix: '1prod' }), /storagePrefix/, economy({ storagePrefix: '1prod' }), 'ontap_common.go ValidateStoragePrefix, ValidateStoragePrefixEconomy'],
  ['a prefix with a blank', sanEconomy({ storagePrefix: 'a b' }), /storagePrefix/, sanEconomy({ storagePrefix: '' }), 'ontap_common.go ValidateStoragePrefixEconomy'],
  ['a limit with a fraction', spec({ limitVolumeSize: '1.5Ti' }), /limitVolumeSize/, spec({ limitVolumeSize: '1536GiB' }), 'pkg/capacity ToBytes'],
  ['a limit that is a number', spec({ limitVolumeSize: 100 }), /limitVolumeSize: a string/, spec({ limitVolumeSize: '100g' }), 'encoding/json'],
  ['autoExportPolicy in quotes', spec({ autoExportPolicy: 'true' }), /autoExportPolicy: a boolean/, spec({ autoExportPolicy: true }), 'facts 2.1'],
  ['CIDRs as one text', spec({ autoExportCIDRs: '10.0.0.0/16' }), /autoExportCIDRs: a list/, spec({ autoExportCIDRs: ['10.0.0.0/16', 'fd00::/8'] }), 'facts 2.5'],
  ['an address as CIDR', spec({ autoExportCIDRs: ['10.0.0.1'] }), /autoExportCIDRs/, spec({ autoExportCIDRs: ['10.0.0.1/32'] }), 'pkg/network ValidateCIDRs'],
  ['a CIDR of 33', spec({ autoExportCIDRs: ['10.0.0.0/33'] }), /autoExportCIDRs/, san({ autoExportCIDRs: ['10.0.0.0/33'] }), 'ValidateNASDriver: SAN does not look'],
  ['nasType in capitals', spec({ nasType: 'NFS' }), /securityStyle/, spec({ nasType: 'nfs' }), 'facts 2.1; ontap_common.go PopulateConfigurationDefaults'],
  ['unix security on SMB', spec({ nasType: 'smb', defaults: { securityStyle: 'unix' } }), /securityStyle/, spec({ nasType: 'smb', defaults: { securityStyle: 'mixed' } }), 'ValidateStoragePools'],
  ['ntfs security on NFS', defaults({ securityStyle: 'ntfs' }), /securityStyle/, defaults({ securityStyle: 'mixed' }), 'ValidateStoragePools'],
  ['sanType usb', san({ sanType: 'usb' }), /sanType/, san({ sanType: 'NVMe' }), 'ontap_driver_factory.go GetDriverProtocol'],
  ['CHAP over Fibre Channel', san({ useCHAP: true, sanType: 'fcp' }), /fcp/, san({ useCHAP: true, credentials: { name: 'chap' } }), 'ValidateSANDriver'],
  ['CHAP out of Secrets Manager', san({ useCHAP: true }), /CHAP/, san({ useCHAP: true, credentials: { name: 'chap' } }), 'facts 2.1; InitializeSANDriver'],
  ['CHAP with keys missing', san({ useCHAP: true, credentials: { name: 'svm' } }), /lacks/, san({ credentials: { name: 'svm' } }), 'types.go InjectSecrets'],
  ['49 qtrees', economy({ qtreesPerFlexvol: '49' }), /qtreesPerFlexvol/, economy({ qtreesPerFlexvol: '50' }), 'ontap_nas_qtree.go Initialize'],
  ['301 qtrees', economy({ qtreesPerFlexvol: '301' }), /qtreesPerFlexvol/, economy({ qtreesPerFlexvol: '300' }), 'ontap_nas_qtree.go Initialize'],
  ['qtrees as a number', economy({ qtreesPerFlexvol: 100 }), /qtreesPerFlexvol: a string/, spec({ qtreesPerFlexvol: '7' }), 'encoding/json; other drivers do not look'],
  ['201 LUNs', sanEconomy({ lunsPerFlexvol: '201' }), /lunsPerFlexvol/, sanEconomy({ lunsPerFlexvol: '200' }), 'ontap_san_economy.go Initialize'],
  ['LUNs in words', sanEconomy({ lunsPerFlexvol: 'many' }), /lunsPerFlexvol/, sanEconomy({ lunsPerFlexvol: '50' }), 'ontap_san_economy.go Initialize'],
  ['no split delay', spec({ cloneSplitDelay: '0' }), /cloneSplitDelay/, spec({ cloneSplitDelay: '1' }), 'PopulateConfigurationDefaults'],
  ['denyNewVolumePools yes', economy({ denyNewVolumePools: 'yes' }), /denyNewVolumePools/, economy({ denyNewVolumePools: 't' }), 'PopulateConfigurationDefaults'],
  ['another aggregate', spec({ aggregate: 'aggr9' }), /aggr9/, spec({ aggregate: 'aggr1' }), 'discoverBackendAggrNamesCommon'],
  ['another aggregate in a FlexGroup', flexgroup({ flexgroupAggregateList: ['aggr9'] }), /aggr9/, flexgroup({ flexgroupAggregateList: ['aggr1'] }), 'ontap_nas_flexgroup.go validate'],
  ['a replication policy that is not there', spec({ replicationPolicy: 'Gone' }), /replicationPolicy/, spec({ replicationPolicy: 'MirrorAllSnapshots' }), 'validateReplicationConfig'],
  ['labels with a number', spec({ labels: { tier: 1 } }), /labels\.tier/, spec({ labels: { tier: '1' } }), 'encoding/json'],
  ['too many labels for NAS', spec(long(1000)), /1023/, spec(long(990)), 'facts 2.1; storage_pool.go GetLabelsJSON'],
  ['too many labels for SAN', san(long(240)), /254/, sanEconomy(long(2000)), 'ontap_san.go validate; the economy drivers know no limit'],
  ['labels with half a template', spec({ labels: { team: '{{.volume.Name' } }), /template/, spec({ labels: { team: '{{.volume.Name}}' } }), 'ValidateStoragePools'],
  ['debug flags as text', spec({ debugTraceFlags: { method: 'true' } }), /debugTraceFlags/, spec({ debugTraceFlags: { 'rev-4711': false } }), 'types.go DebugTraceFlags'],
  ['userState asleep', spec({ userState: 'asleep' }), /userState/, spec({ userState: 'Suspended' }), 'updateUserBackendState'],
  ['size as a number', defaults({ size: 1073741824 }), /defaults\.size/, defaults({ size: '1073741824' }), 'facts 2.3'],
  ['size with a blank', defaults({ size: '10 Gi' }), /size/, defaults({ size: '10Gi' }), 'pkg/capacity ToBytes'],
  ['size of 19 MiB', defaults({ size: '19Mi' }), /20 MiB/, defaults({ size: '20Mi' }), 'ValidateStoragePools'],
  ['size of 20 MB', defaults({ size: '20MB' }), /20 MiB/, defaults({ size: '21MB' }), 'pkg/capacity: MB is decimal'],
  ['spaceReserve thick', defaults({ spaceReserve: 'thick' }), /spaceReserve/, defaults({ spaceReserve: 'volume' }), 'ValidateStoragePools'],
  ['snapshotDir as a boolean', defaults({ snapshotDir: true }), /snapshotDir: a string/, defaults({ snapshotDir: 'TRUE' }), 'facts 2.3'],
  ['snapshotDir yes', defaults({ snapshotDir: 'yes' }), /snapshotDir/, defaults({ snapshotDir: '1' }), 'convert.ToFormattedBool'],
  ['splitOnClone no', defaults({ splitOnClone: 'no' }), /splitOnClone/, defaults({ splitOnClone: 'false' }), 'PopulateConfigurationDefaults'],
  ['encryption on', defaults({ encryption: 'on' }), /encryption/, defaults({ encryption: 'true' }), 'ValidateStoragePools'],
  ['skipRecoveryQueue on', defaults({ skipRecoveryQueue: 'on' }), /skipRecoveryQueue/, defaults({ skipRecoveryQueue: 'true' }), 'ValidateStoragePools'],
  ['tiering as FSx spells it', defaults({ tieringPolicy: 'SNAPSHOT_ONLY' }), /tieringPolicy/, defaults({ tieringPolicy: 'snapshot-only' }), 'facts 4.3; ValidateStoragePools'],
  ['both kinds of QoS', defaults({ qosPolicy: 'a', adaptiveQosPolicy: 'b' }), /qosPolicy/, defaults({ adaptiveQosPolicy: 'b' }), 'api NewQosPolicyGroup'],
  ['adaptive QoS for qtrees', economy({ defaults: { adaptiveQosPolicy: 'b' } }), /qtrees/, economy({ defaults: { qosPolicy: 'a' } }), 'ValidateStoragePools'],
  ['LUKS on NAS', defaults({ LUKSEncryption: 'true' }), /LUKS/, san({ defaults: { LUKSEncryption: 'true' } }), 'ValidateNASDriver'],
  ['LUKS yes', san({ defaults: { LUKSEncryption: 'yes' } }), /LUKS/, sanEconomy({ defaults: { LUKSEncryption: 'true' } }), 'ValidateStoragePools'],
  ['a file system of Windows', san({ defaults: { fileSystemType: 'ntfs' } }), /fileSystemType/, san({ defaults: { fileSystemType: 'XFS' } }), 'filesystem.VerifyFilesystemSupport'],
  ['spaceAllocation yes', san({ defaults: { spaceAllocation: 'yes' } }), /spaceAllocation/, spec({ defaults: { spaceAllocation: 'yes' } }), 'ValidateStoragePools: SAN only'],
  ['blank formatOptions', san({ defaults: { formatOptions: '  ' } }), /formatOptions/, san({ defaults: { formatOptions: '-E nodiscard' } }), 'validateFormatOptions'],
  ['a name template with a function of nobody', defaults({ nameTemplate: '{{upper .volume.Name}}' }), /upper/, defaults({ nameTemplate: '{{.volume.Namespace}}_{{slice .volume.Name 4 9}}' }), 'text/template'],
  [
    'blank formatOptions in a pool of files', spec({ storage: [{ defaults: { formatOptions: '  ' } }] }), /formatOptions/,
    spec({ defaults: { formatOptions: '  ' }, storage: [{}] }), 'initializeVirtualPools: every driver; setStoragePoolAttributes: SAN only',
  ],
  ['a pool that is a text', spec({ storage: ['gold'] }), /storage\[0\]/, spec({ storage: [{}] }), 'encoding/json'],
  ['a bad default in the second pool', spec({ storage: [{}, { defaults: { tieringPolicy: 'cold' } }] }), /tieringPolicy/, spec({ storage: [{}, { defaults: { tieringPolicy: 'auto' } }] }), 'ValidateStoragePools'],
  ['labels too long together', spec({ ...long(600), storage: [{ labels: { other: 'y'.repeat(500) } }] }), /1023/, spec({ ...long(600), storage: [{ labels: { app: 'y' } }] }), 'NewLabelOffer merges'],
];

/** What Trident takes though it looks wrong · the spec · source. */
export const SURPRISES: readonly (readonly [string, any, string])[] = [
  ['a field that does not exist', spec({ snapshotPolcy: 'daily' }), 'encoding/json passes over'],
  ['a snapshotReserve that is no number: the first claim fails instead', defaults({ snapshotReserve: 'ten' }), 'ValidateStoragePools does not look'],
  ['a sanType of a pool, which has no effect', san({ storage: [{ sanType: 'nvme' }] }), 'initializeVirtualPools does not read it'],
  ['a limit that only claims fail on', spec({ limitAggregateUsage: '80%' }), 'checkAggregateLimits is called by Create'],
  ['null, which is no value', spec({ svm: null, storagePrefix: null, limitVolumeSize: null }), 'encoding/json'],
  ['keys of the SVM\'s user in small letters or large', secret('secret', 'capitals'), 'persistent_store/crdv1.go'],
];
