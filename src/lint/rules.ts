import { LUSTRE_DRIVER } from '../lustre/driver';
import { LUSTRE_PORTS, SERVICE } from '../lustre/limits';
import { TRIDENT } from '../ontap/driver';
import { Setting } from '../validation/deferred-value';
import { FILE_SYSTEM_ID, FORMATS } from '../validation/formats';
import { Rule, ruleFor } from '../validation/rule';
import { andList, nearestOf, orList } from '../validation/text';

/** What the rules for objects of a file read: settings that the constructs do not have, or write themselves. */
export interface LintConfiguration {
  // names
  /** The provisioner or driver of an object. */
  readonly driverName?: string;
  /** A name that the reader of the object does not know. */
  readonly unknownName?: string;
  readonly knownNames?: readonly string[];
  /** What happens to it. */
  readonly effect?: string;
  /** A name that must be set. */
  readonly missingName?: string;
  readonly missingBecause?: string;
  /** A value of a StorageClass parameter that is not a string. */
  readonly parameterType?: string;
  readonly annotation?: string;
  readonly knownAnnotations?: readonly string[];

  // StorageClasses of Lustre
  readonly subnetId?: Setting<string>;
  readonly securityGroupIds?: Setting<string>;
  readonly extraTags?: Setting<string>;
  readonly ignoredMetadataIops?: number;
  readonly durable?: boolean;
  readonly reclaimPolicy?: string;
  readonly allowedTopologies?: true;

  // PersistentVolumes of Lustre
  readonly volumeHandle?: Setting<string>;
  readonly volumePolicy?: string;
  readonly handleTakenBy?: string;
  readonly dnsName?: Setting<string>;
  readonly mountNameText?: Setting<string>;

  // a claim and its volume, class or source
  readonly claimGiB?: number;
  readonly volumeGiB?: number;
  readonly claimModes?: readonly string[];
  readonly volumeModes?: readonly string[];
  /** An empty name is no class; undefined is the default class. */
  readonly claimClass?: string;
  readonly volumeClass?: string;
  readonly boundVolume?: string;
  readonly claimVolumeMode?: string;
  readonly volumeVolumeMode?: string;
  readonly claimName?: string;
  readonly reservedFor?: string;
  readonly sourceGiB?: number;
  /** A name that no object of the input has. */
  readonly reference?: string;
  /** The names of the input, of which one is similar. */
  readonly similarNames?: readonly string[];
  readonly snapshotDriver?: string;
  readonly snapshotApiVersion?: string;

  // StorageClasses and backends of Trident
  readonly storagePools?: Setting<string>;
  readonly selector?: Setting<string>;
  readonly classBackendType?: string;
  readonly backendDriver?: string;
  readonly matchingBackend?: string;
  readonly selectorText?: string;
  readonly poolLabels?: readonly string[];
  readonly backendVersion?: unknown;
  readonly plainCredentials?: readonly string[];
  readonly credentialKeys?: readonly string[];
  readonly credentialType?: string;
  readonly awsBlock?: boolean;
  readonly limitAggregateUsage?: true;

  // pods
  readonly inlineDriver?: string;
  readonly mountedAs?: 'directory' | 'device';
  readonly mountedVolumeMode?: string;
  readonly replicas?: number;
  readonly singleNodeClaim?: boolean;

  // CloudFormation
  readonly plainPassword?: true;
  readonly lustreSubnets?: number;
  readonly openPorts?: readonly Range[];
  readonly requiredPorts?: readonly Range[];
}

const rule = ruleFor<LintConfiguration>();
const LUSTRE = LUSTRE_DRIVER.driverName;
export const DRIVER_NAMES = [LUSTRE, TRIDENT.driverName];
const DRIVER = 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/pkg/driver/controller.go';
const NODE = 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/pkg/driver/node.go';
const VOLUMES = 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/';
const CLASSES = 'https://kubernetes.io/docs/concepts/storage/storage-classes/';
const TRIDENT_CLASSES = 'https://github.com/NetApp/trident/blob/master/storage_class/storage_class.go';
const TRIDENT_TYPES = 'https://github.com/NetApp/trident/blob/master/storage_drivers/types.go';
const FSX_BACKEND = 'https://github.com/NetApp/trident/blob/master/storage_drivers/ontap/aws_common.go';
const GROUPS = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/limit-access-security-groups.html';
const FILE_SYSTEM = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-fsx-filesystem.html';

/** One clause of a selector (Trident, storage_attribute/label.go). */
export const CLAUSE = /^(!?\s*[\w-]+|[\w-]+\s*(==?|!=)\s*[\w-]+|[\w-]+\s+(in|notin)\s*\(\s*[\w-]+(\s*,\s*[\w-]+)*\s*\))$/;

/** One entry of storagePools (Trident, storage_class.go). */
export const POOLS_OF_BACKEND = /^[^:]+:[^:]+$/;

/** Rules for objects of a file and for several objects together. Settings of file systems and claims have the rules of the constructs. */
export const LINT_RULES: readonly Rule<LintConfiguration>[] = [
  rule({
    id: 'lint/driver-name',
    severity: 'error',
    reads: ['driverName'],
    at: 'driverName',
    isViolated: c => !DRIVER_NAMES.includes(c.driverName),
    problem: 'no driver has this name, so the object is never used',
    fix: c => `use ${nearestOf(c.driverName, DRIVER_NAMES) ?? orList(DRIVER_NAMES)}`,
    source: 'https://kubernetes-csi.github.io/docs/drivers.html',
    invalidExample: { driverName: 'fsx.csi.amazonaws.com' },
    validExample: { driverName: LUSTRE },
  }),
  rule({
    id: 'lint/unknown-parameter',
    severity: 'error',
    reads: ['unknownName', 'knownNames', 'effect'],
    at: 'unknownName',
    isViolated: c => !c.knownNames.includes(c.unknownName),
    problem: c => `there is no such parameter; ${c.effect}`,
    fix: c => suggestion(c.unknownName, c.knownNames),
    source: DRIVER,
    invalidExample: { unknownName: 'subnetID', knownNames: ['subnetId'], effect: 'the driver ignores it' },
    validExample: { unknownName: 'subnetId', knownNames: ['subnetId'], effect: 'the driver ignores it' },
  }),
  rule({
    id: 'lint/unknown-annotation',
    severity: 'error',
    reads: ['annotation', 'knownAnnotations'],
    at: 'annotation',
    isViolated: c => !c.knownAnnotations.includes(c.annotation),
    problem: 'Trident ignores annotations that it does not know; their names are case-sensitive',
    fix: c => suggestion(c.annotation, c.knownAnnotations),
    source: 'https://github.com/NetApp/trident/blob/master/frontend/csi/controller_helpers/kubernetes/config.go',
    invalidExample: { annotation: 'snapshotpolicy', knownAnnotations: ['snapshotPolicy'] },
    validExample: { annotation: 'snapshotPolicy', knownAnnotations: ['snapshotPolicy'] },
  }),
  rule({
    id: 'lint/parameter-missing',
    severity: 'error',
    reads: ['missingName', 'missingBecause'],
    at: 'missingName',
    isViolated: () => true,
    problem: c => `is required: ${c.missingBecause}`,
    fix: c => `set ${c.missingName}`,
    source: DRIVER,
    invalidExample: { missingName: 'subnetId', missingBecause: 'the driver creates file systems in this subnet' },
    validExample: { subnetId: 'subnet-0123456789abcdef0' },
  }),
  rule({
    id: 'lint/parameter-type',
    severity: 'error',
    reads: ['parameterType'],
    at: 'parameterType',
    isViolated: c => c.parameterType !== 'string',
    problem: c => `parameters of a StorageClass are strings, and the API server rejects a ${c.parameterType}`,
    fix: 'put the value in quotation marks',
    source: CLASSES,
    invalidExample: { parameterType: 'number' },
    validExample: { parameterType: 'string' },
  }),
  rule({
    id: 'lint/subnet-id-format',
    severity: 'error',
    reads: ['subnetId'],
    at: 'subnetId',
    isViolated: c => FORMATS.subnetId.problemOf(c.subnetId) !== undefined,
    problem: 'must be the ID of one subnet: subnet- followed by 8 or 17 hexadecimal digits',
    fix: 'use SubnetId from `aws ec2 describe-subnets`',
    source: DRIVER,
    invalidExample: { subnetId: 'subnet-0123456789abcdef0,subnet-0fedcba9876543210' },
    validExample: { subnetId: 'subnet-0123456789abcdef0' },
  }),
  rule({
    id: 'lint/security-group-ids-format',
    severity: 'error',
    reads: ['securityGroupIds'],
    at: 'securityGroupIds',
    isViolated: c => c.securityGroupIds.split(',').length > SERVICE.securityGroups
      || c.securityGroupIds.split(',').some(id => FORMATS.securityGroupId.problemOf(id) !== undefined),
    problem: `must be 1 to ${SERVICE.securityGroups} IDs of security groups, separated by commas without blanks`,
    fix: c => `use ${c.securityGroupIds.split(',').map(id => id.trim()).filter(id => id !== '').join(',') || 'sg-…'}`,
    source: DRIVER,
    invalidExample: { securityGroupIds: 'sg-0123456789abcdef0, sg-0fedcba9876543210' },
    validExample: { securityGroupIds: 'sg-0123456789abcdef0,sg-0fedcba9876543210' },
  }),
  rule({
    id: 'lint/extra-tags-format',
    severity: 'error',
    reads: ['extraTags'],
    at: 'extraTags',
    isViolated: c => c.extraTags.split(',').some(tag => tag.split('=').length !== 2),
    problem: 'must be pairs of the form key=value, separated by commas; the driver rejects other tags',
    fix: 'use a list such as team=research,stage=dev',
    source: DRIVER,
    invalidExample: { extraTags: 'team:research' },
    validExample: { extraTags: 'team=research,stage=dev' },
  }),
  rule({
    id: 'lint/metadata-iops-ignored',
    severity: 'error',
    reads: ['ignoredMetadataIops'],
    at: 'ignoredMetadataIops',
    isViolated: c => c.ignoredMetadataIops > 0,
    problem: 'the driver ignores it without metadataConfigurationMode',
    fix: 'set metadataConfigurationMode: USER_PROVISIONED, or remove metadataIops',
    source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/pkg/cloud/cloud.go',
    invalidExample: { ignoredMetadataIops: 6000 },
    validExample: { ignoredMetadataIops: 0 },
  }),
  rule({
    id: 'lint/persistent-class-deletes',
    severity: 'warning',
    reads: ['durable', 'reclaimPolicy'],
    at: 'reclaimPolicy',
    isViolated: c => c.durable && c.reclaimPolicy === 'Delete',
    problem: 'when a claim is deleted, its persistent file system is deleted with all data and automatic backups, without a final backup',
    fix: 'set reclaimPolicy: Retain, or suppress this finding',
    source: VOLUMES,
    invalidExample: { durable: true, reclaimPolicy: 'Delete' },
    validExample: { durable: true, reclaimPolicy: 'Retain' },
  }),
  rule({
    id: 'lint/topology-ignored',
    severity: 'warning',
    reads: ['allowedTopologies'],
    at: 'allowedTopologies',
    isViolated: c => c.allowedTopologies,
    problem: 'the driver for Lustre does not support topologies; the subnet determines the Availability Zone',
    fix: 'remove allowedTopologies, and select a subnet in that zone',
    source: DRIVER,
    invalidExample: { allowedTopologies: true },
    validExample: { subnetId: 'subnet-0123456789abcdef0' },
  }),
  rule({
    id: 'lint/volume-handle-format',
    severity: 'error',
    reads: ['volumeHandle', 'volumePolicy'],
    at: 'volumeHandle',
    isViolated: c => c.volumePolicy === 'Delete' && !FILE_SYSTEM_ID.test(c.volumeHandle),
    problem: 'with the reclaim policy Delete, the driver deletes the file system with this ID, so the handle must be an ID',
    fix: 'use persistentVolumeReclaimPolicy: Retain, or the ID of the file system as the handle',
    source: DRIVER,
    invalidExample: { volumeHandle: 'fs-0123456789abcdef0::team-a', volumePolicy: 'Delete' },
    validExample: { volumeHandle: 'fs-0123456789abcdef0::team-a', volumePolicy: 'Retain' },
  }),
  rule({
    id: 'lint/static-volume-deletes',
    severity: 'warning',
    reads: ['volumeHandle', 'volumePolicy'],
    at: 'volumePolicy',
    isViolated: c => c.volumePolicy === 'Delete' && FILE_SYSTEM_ID.test(c.volumeHandle),
    problem: 'when the claim is deleted, the driver deletes the file system with all data, although something else created it',
    fix: 'use Retain, or suppress this finding',
    source: DRIVER,
    invalidExample: { volumeHandle: 'fs-0123456789abcdef0', volumePolicy: 'Delete' },
    validExample: { volumeHandle: 'fs-0123456789abcdef0', volumePolicy: 'Retain' },
  }),
  rule({
    id: 'lint/volume-handle-mismatch',
    severity: 'warning',
    reads: ['volumeHandle', 'dnsName'],
    at: 'volumeHandle',
    isViolated: c => {
      const [handle, name] = [c.volumeHandle, c.dnsName].map(text => /^fs-[0-9a-f]+/.exec(text)?.[0]);
      return handle !== undefined && name !== undefined && handle !== name;
    },
    problem: c => `names another file system than dnsname '${c.dnsName}'`,
    fix: 'use the ID of the file system in both',
    source: NODE,
    invalidExample: { volumeHandle: 'fs-0123456789abcdef0', dnsName: 'fs-0fedcba9876543210.fsx.us-west-2.amazonaws.com' },
    validExample: { volumeHandle: 'fs-0123456789abcdef0::a', dnsName: 'fs-0123456789abcdef0.fsx.us-west-2.amazonaws.com' },
  }),
  rule({
    id: 'lint/volume-handle-twice',
    severity: 'error',
    reads: ['volumeHandle', 'handleTakenBy'],
    at: 'volumeHandle',
    isViolated: () => true,
    problem: c => `'${c.handleTakenBy}' has the same handle. Nodes distinguish volumes by their handles, so pods on one node cannot mount both`,
    fix: c => `use a handle of its own, for example ${c.volumeHandle.split('::')[0]}::team-a`,
    source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/issues/151',
    invalidExample: { volumeHandle: 'fs-0123456789abcdef0', handleTakenBy: 'a' },
    validExample: { volumeHandle: 'fs-0123456789abcdef0::b' },
  }),
  rule({
    id: 'lint/reclaim-recycle',
    severity: 'error',
    reads: ['volumePolicy'],
    at: 'volumePolicy',
    isViolated: c => c.volumePolicy === 'Recycle',
    problem: 'Recycle is deprecated, and no CSI driver supports it: a released volume fails',
    fix: 'use Retain',
    source: VOLUMES,
    invalidExample: { volumePolicy: 'Recycle' },
    validExample: { volumePolicy: 'Retain' },
  }),
  rule({
    id: 'lint/dns-name-format',
    severity: 'error',
    reads: ['dnsName'],
    at: 'dnsName',
    isViolated: c => /[@/:\s]/.test(c.dnsName),
    problem: 'must be a host name without protocol, port or path; the driver adds @tcp:/ and the mount name',
    fix: 'use DNSName from `aws fsx describe-file-systems`',
    source: NODE,
    invalidExample: { dnsName: 'fs-0123456789abcdef0.fsx.us-west-2.amazonaws.com@tcp:/abcdefgh' },
    validExample: { dnsName: 'fs-0123456789abcdef0.fsx.us-west-2.amazonaws.com' },
  }),
  rule({
    id: 'lint/mount-name-fsx',
    severity: 'warning',
    reads: ['mountNameText'],
    at: 'mountNameText',
    isViolated: c => c.mountNameText.split('/')[0] === 'fsx',
    problem: 'only SCRATCH_1 file systems have the mount name fsx; others have a random one of 8 characters',
    fix: 'use LustreConfiguration.MountName from `aws fsx describe-file-systems`, or suppress this finding',
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreFileSystemConfiguration.html',
    invalidExample: { mountNameText: 'fsx' },
    validExample: { mountNameText: 'abcdefgh' },
  }),
  rule({
    id: 'lint/claim-exceeds-volume',
    severity: 'error',
    reads: ['claimGiB', 'volumeGiB', 'boundVolume'],
    at: 'claimGiB',
    isViolated: c => c.claimGiB > c.volumeGiB,
    problem: c => `the claim requests more than the ${c.volumeGiB} GiB of the PersistentVolume '${c.boundVolume}', so it remains Pending`,
    fix: c => `request at most ${c.volumeGiB}Gi`,
    source: VOLUMES,
    invalidExample: { claimGiB: 2400, volumeGiB: 1200, boundVolume: 'data' },
    validExample: { claimGiB: 1, volumeGiB: 1200, boundVolume: 'data' },
  }),
  rule({
    id: 'lint/claim-access-modes',
    severity: 'error',
    reads: ['claimModes', 'volumeModes', 'boundVolume'],
    at: 'claimModes',
    isViolated: c => c.claimModes.some(mode => !c.volumeModes.includes(mode)),
    problem: c => `the PersistentVolume '${c.boundVolume}' has only ${andList(c.volumeModes)}, so the claim remains Pending`,
    fix: c => `use ${orList(c.volumeModes)} in both`,
    source: VOLUMES,
    invalidExample: { claimModes: ['ReadWriteMany'], volumeModes: ['ReadWriteOnce'], boundVolume: 'data' },
    validExample: { claimModes: ['ReadWriteMany'], volumeModes: ['ReadWriteMany'], boundVolume: 'data' },
  }),
  rule({
    id: 'lint/claim-class-mismatch',
    severity: 'error',
    reads: ['claimClass', 'volumeClass', 'boundVolume'],
    at: 'claimClass',
    isViolated: c => c.claimClass !== c.volumeClass,
    problem: c => `the PersistentVolume '${c.boundVolume}' has the storageClassName '${c.volumeClass}', so the claim remains Pending`,
    fix: 'use the same storageClassName in both',
    source: VOLUMES,
    invalidExample: { claimClass: '', volumeClass: 'fsx', boundVolume: 'data' },
    validExample: { claimClass: '', volumeClass: '', boundVolume: 'data' },
  }),
  rule({
    id: 'lint/claim-default-class',
    severity: 'warning',
    reads: ['boundVolume', 'volumeClass'],
    presenceOf: ['claimClass'],
    at: 'boundVolume',
    isViolated: c => !c.claimClass,
    problem: 'without storageClassName, the claim gets the default StorageClass of the cluster, if there is one, and does not match its PersistentVolume',
    fix: c => `set storageClassName: ${c.volumeClass === '' ? '""' : c.volumeClass}`,
    source: VOLUMES,
    invalidExample: { boundVolume: 'data', volumeClass: '' },
    validExample: { boundVolume: 'data', volumeClass: '', claimClass: '' },
  }),
  rule({
    id: 'lint/claim-volume-mode',
    severity: 'error',
    reads: ['claimVolumeMode', 'volumeVolumeMode', 'boundVolume'],
    at: 'claimVolumeMode',
    isViolated: c => c.claimVolumeMode !== c.volumeVolumeMode,
    problem: c => `the PersistentVolume '${c.boundVolume}' has the volumeMode ${c.volumeVolumeMode}, so the claim remains Pending`,
    fix: c => `use ${c.volumeVolumeMode}`,
    source: VOLUMES,
    invalidExample: { claimVolumeMode: 'Block', volumeVolumeMode: 'Filesystem', boundVolume: 'data' },
    validExample: { claimVolumeMode: 'Filesystem', volumeVolumeMode: 'Filesystem', boundVolume: 'data' },
  }),
  rule({
    id: 'lint/claim-ref',
    severity: 'error',
    reads: ['claimName', 'reservedFor', 'boundVolume'],
    at: 'boundVolume',
    isViolated: c => c.claimName !== c.reservedFor,
    problem: c => `claimRef of the PersistentVolume '${c.boundVolume}' reserves it for the claim ${c.reservedFor}, so this one remains Pending`,
    fix: c => `set claimRef of the PersistentVolume to ${c.claimName}`,
    source: VOLUMES,
    invalidExample: { claimName: 'ml/data', reservedFor: 'ml/other', boundVolume: 'data' },
    validExample: { claimName: 'ml/data', reservedFor: 'ml/data', boundVolume: 'data' },
  }),
  rule({
    id: 'lint/clone-smaller-than-source',
    severity: 'error',
    reads: ['claimGiB', 'sourceGiB'],
    at: 'claimGiB',
    isViolated: c => c.claimGiB < c.sourceGiB,
    problem: c => `a clone must be at least as large as its source, which has ${c.sourceGiB} GiB`,
    fix: c => `use ${c.sourceGiB}Gi or more`,
    source: 'https://kubernetes.io/docs/concepts/storage/volume-pvc-datasource/',
    invalidExample: { claimGiB: 50, sourceGiB: 100 },
    validExample: { claimGiB: 100, sourceGiB: 100 },
  }),
  ...(['class', 'claim', 'backend'] as const).map(kind => rule({
    id: `lint/${kind}-not-found`,
    severity: 'warning',
    reads: ['reference', 'similarNames', 'effect'],
    at: 'reference',
    isViolated: c => c.effect === kind && !c.similarNames.includes(c.reference) && nearestOf(c.reference, c.similarNames) !== undefined,
    problem: c => `no ${NAMES_OF_KINDS[kind]} of the input has this name, but one has the similar name '${nearestOf(c.reference, c.similarNames)}'`,
    fix: c => `use ${nearestOf(c.reference, c.similarNames)}, or suppress this finding if ${c.reference} exists elsewhere`,
    source: kind === 'backend' ? TRIDENT_CLASSES : VOLUMES,
    invalidExample: { reference: 'fsx-scrach', similarNames: ['fsx-scratch'], effect: kind },
    validExample: { reference: 'fsx-scratch', similarNames: ['fsx-scratch'], effect: kind },
  })),
  rule({
    id: 'lint/snapshots-of-lustre',
    severity: 'error',
    reads: ['snapshotDriver'],
    at: 'snapshotDriver',
    isViolated: c => c.snapshotDriver === LUSTRE,
    problem: 'the driver for Lustre supports neither snapshots nor clones',
    fix: 'use backups of FSx, copies in S3, or FSx for NetApp ONTAP',
    source: DRIVER,
    invalidExample: { snapshotDriver: LUSTRE },
    validExample: { snapshotDriver: TRIDENT.driverName },
  }),
  rule({
    id: 'lint/snapshot-api-version',
    severity: 'error',
    reads: ['snapshotApiVersion'],
    at: 'snapshotApiVersion',
    isViolated: c => c.snapshotApiVersion !== 'snapshot.storage.k8s.io/v1',
    problem: 'current versions of the CustomResourceDefinitions do not serve this version',
    fix: 'use snapshot.storage.k8s.io/v1',
    source: 'https://github.com/kubernetes-csi/external-snapshotter#readme',
    invalidExample: { snapshotApiVersion: 'snapshot.storage.k8s.io/v1beta1' },
    validExample: { snapshotApiVersion: 'snapshot.storage.k8s.io/v1' },
  }),
  rule({
    id: 'lint/storage-pools-format',
    severity: 'error',
    reads: ['storagePools'],
    at: 'storagePools',
    isViolated: c => c.storagePools.split(';').some(entry => !POOLS_OF_BACKEND.test(entry.trim())),
    problem: 'must have the form backend:pool,pool;backend:pool. Trident logs a malformed list and ignores it, so the class matches every backend',
    fix: c => `use '${c.storagePools.split(/[:;]/)[0] || 'backend'}:.*' for all pools of a backend`,
    source: TRIDENT_CLASSES,
    invalidExample: { storagePools: 'fsxn' },
    validExample: { storagePools: 'fsxn:.*;other:pool1,pool2' },
  }),
  rule({
    id: 'lint/selector-format',
    severity: 'error',
    reads: ['selector'],
    at: 'selector',
    isViolated: c => c.selector.split(';').some(clause => !CLAUSE.test(clause.trim())),
    problem: 'must consist of clauses such as pool=hot, separated by semicolons; names and values are letters, digits, _ and -. Trident ignores the whole class',
    fix: 'use a selector such as \'performance=gold; tier in (hot, warm)\'',
    source: 'https://github.com/NetApp/trident/blob/master/storage_attribute/label.go',
    invalidExample: { selector: 'performance=gold && tier=hot' },
    validExample: { selector: 'performance=gold; tier=hot' },
  }),
  rule({
    id: 'lint/class-backend-type',
    severity: 'error',
    reads: ['classBackendType', 'backendDriver', 'matchingBackend'],
    at: 'classBackendType',
    isViolated: c => c.classBackendType !== c.backendDriver,
    problem: c => `storagePools selects the backend '${c.matchingBackend}', whose driver is ${c.backendDriver}; no pool matches both, so claims remain Pending`,
    fix: c => `use ${c.backendDriver}, or select another backend`,
    source: TRIDENT_CLASSES,
    invalidExample: { classBackendType: 'ontap-nas', backendDriver: 'ontap-san', matchingBackend: 'san' },
    validExample: { classBackendType: 'ontap-san', backendDriver: 'ontap-san', matchingBackend: 'san' },
  }),
  rule({
    id: 'lint/selector-matches-no-pool',
    severity: 'error',
    reads: ['selectorText', 'poolLabels', 'matchingBackend'],
    at: 'selectorText',
    isViolated: c => c.poolLabels.length > 0,
    problem: c => `no pool of the backend '${c.matchingBackend}' has these labels, so claims remain Pending; its pools have ${orList([...new Set(c.poolLabels)])}`,
    fix: 'use labels of one of the pools',
    source: TRIDENT_CLASSES,
    invalidExample: { selectorText: 'pool=cold', poolLabels: ['pool=hot'], matchingBackend: 'nas' },
    validExample: { selectorText: 'pool=hot', poolLabels: [], matchingBackend: 'nas' },
  }),
  rule({
    id: 'lint/backend-version',
    severity: 'error',
    reads: ['backendVersion'],
    at: 'backendVersion',
    isViolated: c => c.backendVersion !== 1,
    problem: 'must be the number 1; Trident rejects other versions',
    fix: 'use version: 1',
    source: TRIDENT_TYPES,
    invalidExample: { backendVersion: 2 },
    validExample: { backendVersion: 1 },
  }),
  rule({
    id: 'lint/inline-credentials',
    severity: 'error',
    reads: ['plainCredentials'],
    at: 'plainCredentials',
    isViolated: c => c.plainCredentials.length > 0,
    problem: c => `${andList(c.plainCredentials)}: every reader of the object sees the plain text, and Trident rejects user names and passwords in a TridentBackendConfig`,
    fix: 'use credentials: { name: …, type: awsarn } with the ARN of a secret in AWS Secrets Manager, or the name of a Kubernetes Secret',
    source: TRIDENT_TYPES,
    invalidExample: { plainCredentials: ['password'] },
    validExample: { plainCredentials: [] },
  }),
  rule({
    id: 'lint/credentials-format',
    severity: 'error',
    reads: ['credentialKeys'],
    at: 'credentialKeys',
    isViolated: c => c.credentialKeys.some(key => !['name', 'type'].includes(key)),
    problem: 'credentials has only name and type, and Trident rejects other keys; it looks up the Secret in its own namespace',
    fix: c => `remove ${andList(c.credentialKeys.filter(key => !['name', 'type'].includes(key)))}`,
    source: TRIDENT_TYPES,
    invalidExample: { credentialKeys: ['name', 'namespace'] },
    validExample: { credentialKeys: ['name', 'type'] },
  }),
  rule({
    id: 'lint/arn-without-aws',
    severity: 'error',
    reads: ['credentialType', 'awsBlock'],
    at: 'credentialType',
    isViolated: c => c.credentialType === 'awsarn' && !c.awsBlock,
    problem: 'Trident reads a secret by its ARN only if aws.fsxFilesystemID is set',
    fix: 'set aws: { fsxFilesystemID: fs-… }, or use a Kubernetes Secret',
    source: FSX_BACKEND,
    invalidExample: { credentialType: 'awsarn', awsBlock: false },
    validExample: { credentialType: 'awsarn', awsBlock: true },
  }),
  rule({
    id: 'lint/limit-aggregate-usage',
    severity: 'error',
    reads: ['limitAggregateUsage', 'awsBlock'],
    at: 'limitAggregateUsage',
    isViolated: c => c.awsBlock,
    problem: 'the administrators of FSx file systems cannot read the use of aggregates, so the backend fails',
    fix: 'remove limitAggregateUsage; limitVolumeSize limits each volume',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/trident-fsx-storage-backend.html',
    invalidExample: { limitAggregateUsage: true, awsBlock: true },
    validExample: { limitAggregateUsage: true, awsBlock: false },
  }),
  rule({
    id: 'lint/inline-volume',
    severity: 'error',
    reads: ['inlineDriver'],
    at: 'inlineDriver',
    isViolated: c => DRIVER_NAMES.includes(c.inlineDriver),
    problem: 'the driver does not support volumes that are defined in a pod',
    fix: 'create a PersistentVolumeClaim, and mount it with persistentVolumeClaim',
    source: 'https://kubernetes-csi.github.io/docs/ephemeral-local-volumes.html',
    invalidExample: { inlineDriver: LUSTRE },
    validExample: { inlineDriver: 'secrets-store.csi.k8s.io' },
  }),
  rule({
    id: 'lint/pod-volume-mode',
    severity: 'error',
    reads: ['mountedAs', 'mountedVolumeMode'],
    at: 'mountedAs',
    isViolated: c => (c.mountedAs === 'device') !== (c.mountedVolumeMode === 'Block'),
    problem: c => c.mountedAs === 'device'
      ? 'the claim has a file system, which volumeDevices cannot use'
      : 'the claim has volumeMode: Block, which volumeMounts cannot use',
    fix: c => c.mountedAs === 'device' ? 'use volumeMounts, or volumeMode: Block in the claim' : 'use volumeDevices, or volumeMode: Filesystem in the claim',
    source: VOLUMES,
    invalidExample: { mountedAs: 'directory', mountedVolumeMode: 'Block' },
    validExample: { mountedAs: 'device', mountedVolumeMode: 'Block' },
  }),
  rule({
    id: 'lint/pod-claim-single-node',
    severity: 'warning',
    reads: ['replicas', 'singleNodeClaim'],
    at: 'replicas',
    isViolated: c => c.singleNodeClaim && c.replicas > 1,
    problem: c => `${c.replicas} pods share a block device that only one node can attach, so pods on other nodes do not start`,
    fix: 'use ontap-nas with ReadWriteMany, one replica, or a StatefulSet with volumeClaimTemplates',
    source: VOLUMES,
    invalidExample: { replicas: 3, singleNodeClaim: true },
    validExample: { replicas: 1, singleNodeClaim: true },
  }),
  rule({
    id: 'lint/unknown-property',
    severity: 'error',
    reads: ['unknownName', 'knownNames'],
    presenceOf: ['effect'],
    at: 'unknownName',
    isViolated: c => !c.effect && !c.knownNames.includes(c.unknownName),
    problem: 'CloudFormation rejects a template with a property that the resource does not have here',
    fix: c => suggestion(c.unknownName, c.knownNames),
    source: FILE_SYSTEM,
    invalidExample: { unknownName: 'MetadataConfiguration', knownNames: ['StorageCapacity'] },
    validExample: { unknownName: 'StorageCapacity', knownNames: ['StorageCapacity'] },
  }),
  rule({
    id: 'lint/plain-text-password',
    severity: 'error',
    reads: ['plainPassword'],
    at: 'plainPassword',
    isViolated: c => c.plainPassword,
    problem: 'a password in the template is visible to every reader of the template and of the stack',
    fix: 'use a dynamic reference: \'{{resolve:secretsmanager:name:SecretString:password}}\'',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html',
    invalidExample: { plainPassword: true },
    validExample: {},
  }),
  rule({
    id: 'lint/lustre-subnet-count',
    severity: 'error',
    reads: ['lustreSubnets'],
    at: 'lustreSubnets',
    isViolated: c => c.lustreSubnets !== 1,
    problem: c => `a Lustre file system has exactly one subnet, got ${c.lustreSubnets}`,
    fix: 'keep the subnet in the Availability Zone of the nodes',
    source: FILE_SYSTEM,
    invalidExample: { lustreSubnets: 2 },
    validExample: { lustreSubnets: 1 },
  }),
  rule({
    id: 'lint/security-group-ports',
    severity: 'error',
    reads: ['openPorts', 'requiredPorts'],
    at: 'openPorts',
    isViolated: c => closedPorts(c).length > 0,
    problem: c => `no security group of the file system accepts TCP ${andList(closedPorts(c))}, so clients cannot mount it`,
    fix: c => `add inbound rules for TCP ${andList(c.requiredPorts.map(rangeText))} from the security group of the nodes and from the group itself`,
    source: GROUPS,
    invalidExample: { openPorts: [{ from: 988, to: 988 }], requiredPorts: LUSTRE_PORTS },
    validExample: { openPorts: [{ from: 0, to: 65535 }], requiredPorts: LUSTRE_PORTS },
  }),
];

type Range = { readonly from: number; readonly to: number };

const NAMES_OF_KINDS = { class: 'StorageClass', claim: 'PersistentVolumeClaim', backend: 'TridentBackendConfig' };

/** Longer lists do not help. */
const MANY_NAMES = 25;

function suggestion(name: string, known: readonly string[]): string {
  const nearest = nearestOf(name, known);
  const names = known.length > MANY_NAMES ? '' : `; the names are ${[...known].sort().join(', ')}`;
  return `remove it${nearest === undefined ? '' : `, or use ${nearest}`}${names}`;
}

function closedPorts({ openPorts, requiredPorts }: Required<Pick<LintConfiguration, 'openPorts' | 'requiredPorts'>>): string[] {
  return requiredPorts.filter(range => !covered(range, openPorts)).map(rangeText);
}

/** Whether several ranges together contain a range. */
function covered({ from, to }: Range, ranges: readonly Range[]): boolean {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
    .every(port => ranges.some(range => range.from <= port && port <= range.to));
}

function rangeText({ from, to }: Range): string {
  return from === to ? `${from}` : `${from}-${to}`;
}

/** Rules of the constructs that do not apply to files, each with the reason. */
export const CONSTRUCTS_ONLY: { readonly [id: string]: string } = {
  'lustre/tag-count': 'counts the tags that the constructs add',
  'lustre/name-known-late': 'a placeholder in a file is replaced before Kubernetes reads it',
  'ontap/name-known-late': 'a placeholder in a file is replaced before Kubernetes reads it',
  'ontap/backend-known-late': 'a placeholder in a file is replaced before Trident reads it',
  'ontap/volume-known-late': 'functions of CloudFormation are known at deployment',
  'ontap/deployment-type-known-late': 'functions of CloudFormation are known at deployment',
  'ontap/backend-name-format': 'the constructs derive other names from the name; Trident accepts other characters',
  'ontap/pool-name': 'pools have a name in the constructs only; Trident numbers them',
  'ontap/label-format': 'the key pool is reserved by the constructs only',
  'ontap/labels-too-long': 'counts the label that the constructs add',
  'ontap/mount-options': 'the constructs have own properties for these options',
  'ontap/nodes-unprepared': 'a file does not show how the nodes were prepared',
};

/** Those of the rules that apply to files. */
export function forFiles<C>(rules: readonly Rule<C>[]): readonly Rule<C>[] {
  return rules.filter(({ id }) => !(id in CONSTRUCTS_ONLY));
}
