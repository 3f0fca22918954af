import { LUSTRE_FIELD_NAMES } from '../src/lustre/schema';
import { ONTAP_FIELD_NAMES } from '../src/ontap/schema';
import { DeferredValue } from '../src/validation/deferred-value';
import { FieldNames } from '../src/validation/report';
import { Acknowledgement, Rule } from '../src/validation/rule';

/** Facts that rules read and that are not properties, in plain text. */
const FACTS: { readonly [field: string]: string } = {
  effect: 'what the name means',
  handleTakenBy: 'other volume with this handle',
  knownAnnotations: 'known annotations',
  knownNames: 'known names',
  matchingBackend: 'backend that the class selects',
  missingBecause: 'why it is required',
  missingName: 'name of the parameter',
  poolLabels: 'labels of the pools',
  requiredPorts: 'ports of the service',
  similarNames: 'names of the input',
  singleNodeClaim: 'claim of a single node',
  sourceGiB: 'size of the source',
  volumeClass: 'storageClassName of the volume',
  volumeGiB: 'capacity of the volume',
  volumeModes: 'accessModes of the volume',
  volumeVolumeMode: 'volumeMode of the volume',
  authentication: 'access of kubectl to the cluster',
  autoMode: 'EKS Auto Mode',
  availabilityZones: 'Availability Zones of the subnets',
  backendCount: 'number of backends',
  byKubectl: 'delivery by kubectl',
  claimTakenBy: 'other claim of this name',
  cloneOf: 'source of the clone',
  clusterDriver: 'driver of the cluster',
  clusterElsewhere: 'other account and Region of the cluster',
  clusterLibrary: 'library of the cluster',
  clusterSecurityGroup: 'known security group of the cluster',
  clusterVpc: 'known VPC of the cluster',
  crowdedSecurityGroups: 'security groups over the quota',
  driver: 'storage driver',
  expectedLibrary: 'library that the method expects',
  fileSystemHasEfa: 'efaEnabled of the file system',
  fargateOnly: 'all pods on AWS Fargate',
  importTakenBy: 'other import of the volume',
  inStackOfCluster: 'import in the stack of the cluster',
  installedBy: 'construct that already installs the driver',
  ipFamily: 'IP family of the cluster',
  known: 'alarms of the service',
  kubectl: 'kubectl of the cluster',
  library: 'library of the cluster',
  nameTaken: 'another backend of this name',
  nodesInOtherZones: 'node groups in other subnets',
  offered: 'alarms of the storage',
  oidcProvider: 'OIDC provider of the cluster',
  outputPrefixTakenBy: 'other construct with this prefix',
  parameterPrefixTakenBy: 'other construct with this prefix',
  partition: 'partition',
  poolPolicies: 'tiering policies of the pools',
  privateSubnets: 'private subnets of the cluster VPC',
  quotaDirectories: 'other directories with a quota',
  restored: 'restore of a snapshot',
  rolePolicyCharacters: 'characters of the inline policies of the driver role',
  routeTablesOwned: 'route tables created in the app',
  shareLimited: 'quota or file limit',
  snapshotsOffered: 'backend with snapshots',
  sourceShowsSnapshots: 'snapshotDirectory of the source',
  sourceStorage: 'storage of the source',
  subnetCidrs: 'IP ranges of the subnets',
  subnetPrefixLength: 'prefix length of the subnet',
  subnetsWithoutRouteTable: 'subnets with unknown route tables',
  volumeCount: 'number of volumes',
  volumeTaken: 'another volume of this name or junction path',
  vpcOfOtherAccount: 'VPC of another account',
  vpcOwned: 'VPC created in the app',
};

/** Properties of which only the presence matters. */
const PRESENCE: { readonly [field: string]: string } = {
  backupPlan: 'backUp()',
  clients: 'clients',
  dashboardGiven: 'dashboard',
  existingSecurityGroup: 'securityGroup',
  fileSystemGiven: 'fileSystem',
  fileSystemIdGiven: 'fileSystemId',
  kubectlRole: 'kubectlRole',
  openIdConnectProvider: 'openIdConnectProvider',
  routeTablesGiven: 'routeTableIds',
  subnetsGiven: 'selected subnets',
};

/** Internal values of facts, in plain text. */
const VALUES: { readonly [value: string]: string } = {
  'true': 'yes',
  'false': 'no',
  'aws-auth': 'aws-auth ConfigMap',
  'access-entry': 'access entry',
  'theirs': 'existing',
  'ours': 'created in the app',
  'other-cluster': 'of another cluster',
  'older-eks': 'of aws-eks',
};

const COMMON_NAMES: FieldNames = {
  snapshotsOn: { property: 'snapshots' },
  prepareNodes: { property: 'prepareNodesForIscsi' },
  nodesPrepared: { property: 'nodesPreparedForIscsi' },
};
const VOLUME_SIZES: FieldNames = {
  limitVolumeSize: { property: 'limitVolumeSize', unit: 'GiB' },
  limitVolumePoolSize: { property: 'limitVolumePoolSize', unit: 'GiB' },
};
export const LUSTRE_NAMES: FieldNames = { ...COMMON_NAMES, ...LUSTRE_FIELD_NAMES };
export const ONTAP_NAMES: FieldNames = { ...COMMON_NAMES, ...VOLUME_SIZES, ...ONTAP_FIELD_NAMES };
export const BACKEND_NAMES: FieldNames = { ...COMMON_NAMES, backendName: { property: 'name' }, ...VOLUME_SIZES };
export const VOLUME_NAMES: FieldNames = {
  volumeName: { property: 'name' }, volumeSize: { property: 'size', unit: 'GiB' }, volumeStyle: { property: 'style' },
  coolingPeriod: { property: 'coolingPeriod', unit: 'days' },
};
export const OTHER_NAMES = COMMON_NAMES;
/** The names of settings in files. */
export const FILE_NAMES: FieldNames = Object.fromEntries(Object.entries({
  annotation: 'metadata.annotations', awsBlock: 'aws', backendDriver: 'storageDriverName', backendVersion: 'version', boundVolume: 'volumeName',
  claimClass: 'storageClassName', claimGiB: 'resources.requests.storage', claimModes: 'accessModes', claimVolumeMode: 'volumeMode', classBackendType: 'backendType',
  credentialKeys: 'credentials', credentialType: 'credentials.type', dnsName: 'dnsname', driverName: 'provisioner', durable: 'deploymentType',
  ignoredMetadataIops: 'metadataIops', inlineDriver: 'csi.driver', lustreSubnets: 'SubnetIds', mountedAs: 'volumeMounts', mountedVolumeMode: 'volumeMode',
  mountNameText: 'mountname', openPorts: 'SecurityGroupIds', parameterType: 'parameters', plainCredentials: 'username, password', plainPassword: 'FsxAdminPassword',
  reference: 'storageClassName', reservedFor: 'claimRef', selectorText: 'selector', snapshotApiVersion: 'apiVersion', snapshotDriver: 'driver',
  unknownName: 'name', volumePolicy: 'persistentVolumeReclaimPolicy',
}).map(([field, property]) => [field, { property }]));

/** Longest value that is shown in full. */
const VALUE_LENGTH = 90;

const ACKNOWLEDGEMENTS: { readonly [why in Acknowledgement]: string } = {
  'service-limit': 'service limit', 'not-verifiable': 'not verifiable',
};

/** One line for each rule, with the names that users write. */
export function ruleLines(rules: readonly Rule<any>[], names: FieldNames): string[] {
  return rules.map(rule => {
    const severity = rule.severity === 'error' && rule.acknowledgeable
      ? `error, can be acknowledged: ${ACKNOWLEDGEMENTS[rule.acknowledgeable]}` : rule.severity;
    const fields = [
      ...rule.reads, ...rule.mayRead ?? [], ...rule.presenceOf ?? [], ...rule.deferredOf ?? [],
    ].map(String);
    const read = [...new Set(fields.map(field => nameOf(field, names)))].join(', ');
    const rejected = describe(rule.invalidExample, fields, names);
    const accepted = describe(rule.validExample, fields, names);
    return `| [\`${rule.id}\`](${rule.source}) | ${severity} | ${read} | ${rejected} | ${accepted} |`;
  });
}

function nameOf(field: string, names: FieldNames): string {
  return FACTS[field] ?? `\`${propertyOf(field, names)}\``;
}

function propertyOf(field: string, names: FieldNames): string {
  return PRESENCE[field] ?? names[field]?.property ?? field;
}

/** The part of an example that the rule reads. */
function describe(example: object, fields: readonly string[], names: FieldNames): string {
  const settings = Object.entries(example).filter(([field]) => fields.includes(field));
  return settings.map(([field, value]) => describeSetting(field, value, names)).join(', ') || 'not set';
}

function describeSetting(field: string, value: unknown, names: FieldNames): string {
  if (value === undefined) {
    return `${nameOf(field, names)}: not set`;
  }
  if (value instanceof DeferredValue) {
    return `${nameOf(field, names)}: a deploy-time value`;
  }
  if (PRESENCE[field] !== undefined && value === true) {
    return `\`${PRESENCE[field]}\``;
  }
  const fact = FACTS[field];
  if (fact === undefined) {
    const unit = typeof value === 'number' ? names[field]?.unit : undefined;
    return `\`${escaped(`${propertyOf(field, names)}: ${abridged(literal(value))}${unit ? ` ${unit}` : ''}`)}\``;
  }
  return typeof value === 'object'
    ? `${fact}: \`${escaped(abridged(literal(value)))}\``
    : `${fact}: ${VALUES[String(value)] ?? String(value)}`;
}

function abridged(text: string): string {
  return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH - 1)}…` : text;
}

/** A value as it is written in TypeScript, without what is empty. */
function literal(value: unknown): string {
  if (value instanceof DeferredValue) {
    return '…';
  }
  if (Array.isArray(value)) {
    const items = value.slice(0, 2).map(literal);
    return `[${[...items, ...value.length > 2 ? [`… (${value.length})`] : []].join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([key, item]) => !isDefault(key, item));
    const shown = entries.slice(0, 4).map(([key, item]) => `${keyOf(key)}: ${literal(item)}`);
    return `{ ${[...shown, ...entries.length > 4 ? [`… (${entries.length})`] : []].join(', ')} }`;
  }
  return typeof value === 'string' ? quoted(value) : String(value);
}

/** Values of data repositories that are the same in all examples. */
const SAME_IN_ALL: { readonly [key: string]: unknown } = {
  dataRepositoryPath: 's3://data', bucket: 'data', prefix: '', batchImportMetaDataOnCreate: true,
};

function isDefault(key: string, value: unknown): boolean {
  return SAME_IN_ALL[key] === value || (Array.isArray(value) && value.length === 0);
}

function keyOf(key: string): string {
  return key === 'poolName' ? 'name' : /^\w+$/.test(key) ? key : quoted(key);
}

function quoted(text: string): string {
  return `'${text}'`;
}

function escaped(text: string): string {
  return text.replace(/\|/g, '\\|');
}
