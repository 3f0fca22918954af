import { Size, Stack, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import * as ts from 'typescript';
import { resourcesIn, templateDifferences } from './template-differences';
import * as library from '../../src';
import { titleOf } from '../../src/convert/builder';
import { Conversion, convert } from '../../src/convert/convert';
import { CONNECTION } from '../../src/convert/ontap-backends';
import { selectedBackends } from '../../src/lint/claimed-storage';
import { SourceFile, parseFile } from '../../src/lint/documents';
import { KubernetesObject, sort } from '../../src/lint/objects';
import { matches, poolLabelsOf } from '../../src/lint/ontap';
import { TRIDENT_DRIVER } from '../../src/lint/targets';
import { isUnknown, readQuantity } from '../../src/lint/values';
import { importedCluster, objectsOf, testApp } from '../support/fixture';
import { SECRET_ARN } from '../support/ontap';

/** Values of the parameters that files leave open. */
const SAMPLES: { readonly [name: string]: unknown } = {
  subnetId: 'subnet-0aaaaaaaaaaaaaaa0', subnetId2: 'subnet-0bbbbbbbbbbbbbbb0', routeTableId: 'rtb-0aaaaaaaaaaaaaaa0', securityGroupId: 'sg-0123456789abcdef0', fileSystemId: 'fs-0123456789abcdef0', mountName: 'abcdefgh',
  dnsName: 'fs-0123456789abcdef0.fsx.us-west-2.amazonaws.com', availabilityZone: 'us-west-2a', svmName: 'training', volumeHandle: 'handle',
  deploymentType: 'PERSISTENT_2', fileSystemTypeVersion: '2.15', perUnitStorageThroughput: 250, dataRepositoryPath: 's3://bucket/data', fileSystemPath: '/data',
  throughputCapacityPerHaPair: 384, haPairs: 1, kmsKeyId: 'arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
};

/** The stack that the generated code defines, in an app of its own. */
export function synthesize({ code, parameters }: Conversion): Stack {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const loaded: { [name: string]: any } = {};
  const load = (name: string) => name === 'cdk-eks-fsx' ? library : require(name);
  new Function('exports', 'require', outputText)(loaded, load);
  const app = testApp();
  const surroundings = new Stack(app, 'Surroundings', { env: { account: '111122223333', region: 'us-west-2' } });
  const valueOf = ({ name, type }: Conversion['parameters'][number]): unknown => {
    switch (type) {
      case 'eks.ICluster': return importedCluster(surroundings);
      case 'ILustreCsiDriver': return library.LustreCsiDriver.existing();
      case 'ITridentDriver': return library.TridentDriver.existing({ nodesPreparedForIscsi: true });
      case 'secretsmanager.ISecret': return secretsmanager.Secret.fromSecretCompleteArn(surroundings, name, SECRET_ARN.replace('eu-west-1', 'us-west-2'));
      case 'OntapDeploymentType': return 'SINGLE_AZ_2';
      case 'Size': return Size.gibibytes(1200);
      default: return SAMPLES[name] ?? SAMPLES[name.replace(/\d+$/, '')] ?? name.toLowerCase();
    }
  };
  const props = Object.fromEntries(parameters.map(parameter => [parameter.name, valueOf(parameter)]));
  return new loaded.StorageStack(app, 'Storage', { env: { account: '111122223333', region: 'us-west-2' }, ...props });
}

/**
 * What became of an object of the input.
 *
 * - equal: each field has the same value, or one with the same effect (the tables below).
 * - connection: the same, except that Trident reads the credentials from Secrets Manager and finds the addresses by the ID of the file system.
 * - rejected: changed, because FSx, the driver or Kubernetes rejects or ignores what the input has, or nodes cannot mount it; each note names the rule.
 * - changed: changed, because the construct differs.
 * - notExpressible: the result does not contain it.
 * - left: an object of another product, or one whose class or claim the input lacks.
 */
export const OUTCOMES = ['equal', 'connection', 'rejected', 'changed', 'notExpressible', 'left'] as const;
export type Outcome = typeof OUTCOMES[number];

export interface RoundTrip {
  readonly name: string;
  readonly conversion: Conversion;
  readonly outcomes: { readonly [object: string]: Outcome };
  /** `object: field`, of objects that are equal except for the connection. */
  readonly differences: readonly string[];
}

const KINDS = ['StorageClass', 'PersistentVolume', 'PersistentVolumeClaim', 'TridentBackendConfig', 'VolumeSnapshotClass', 'VolumeSnapshot'];
/** What the API server sets for fields that are not set. */
const API_DEFAULTS: { readonly [path: string]: unknown } = {
  'volumeBindingMode': 'Immediate', 'reclaimPolicy': 'Delete', 'allowVolumeExpansion': false, 'spec.volumeMode': 'Filesystem', 'metadata.namespace': 'default',
};
/** A backend is always a new one, and Trident finds its addresses. Classes request Regions and zones; volumes have neither. Trident ignores igroups. */
const OF_BACKENDS = /^(metadata|spec\.(backendName|version|deletionPolicy|aws\.apiRegion|managementLIF|dataLIF|igroupName|nfsMountOptions|region|zone|defaults\.size|storage\[\]\.(region|zone|labels\.pool)))/i;
const CONNECTIONS = /^spec\.(credentials|aws)/;
/** Metadata of Kubernetes and of tools. */
const OTHERS_METADATA = /^(kubectl\.kubernetes\.io|pv\.kubernetes\.io|volume\.(beta\.)?kubernetes\.io|meta\.helm\.sh|helm\.sh)\/|^app\.kubernetes\.io\/managed-by$|importBackendUUID$|protocol$/;
/** Parameters that select pools: compared by what they select. */
const SELECTION = /^parameters\.(trident\.netapp\.io\/)?(backendType|storagePools|additionalStoragePools|excludeStoragePools|selector|media|provisioningType|snapshots|clones|encryption|fsType)$/;

export function roundTrip(file: SourceFile): RoundTrip {
  const conversion = convert([file], 'typescript', { adopt: false });
  const { objects, templates } = sort(parseFile(file).documents);
  const stored = objects.filter(({ kind }) => KINDS.includes(kind));
  const stack = conversion.code === '' ? undefined : synthesize(conversion);
  const created = stack ? objectsOf(stack) : [];
  const resources = templates.flatMap(template => resourcesIn(template).map(([id, { Type }]) => `${Type} '${id}'`));
  const outcomes = Object.fromEntries(
    [...stored.map(titleOf), ...resources].map(name => [name, outcomeOf(name, conversion)]),
  );
  const isComparable = (name: string) => ['equal', 'connection'].includes(outcomes[name]);
  const differences = [
    ...stored.filter(object => isComparable(titleOf(object)))
      .flatMap(object => differencesOf(object, stored, created, outcomes[titleOf(object)]).map(path => `${file.name} ${titleOf(object)}: ${path}`)),
    ...templates.flatMap(template => stack ? templateDifferences(template, stack, isComparable).map(path => `${file.name} ${path}`) : []),
  ];
  return { name: file.name, conversion, differences, outcomes };
}

function outcomeOf(name: string, { changed, notExpressible, left }: Conversion): Outcome {
  const of = (notes: Conversion['changed']) => notes.filter(({ object }) => object === name);
  const notes = of(changed);
  const isConnection = ({ reason }: { readonly reason: string }) => Object.values(CONNECTION).includes(reason);
  return of(notExpressible).length > 0 ? 'notExpressible'
    : of(left).length > 0 ? 'left'
      : notes.some(note => note.ruleId === undefined && !isConnection(note)) ? 'changed'
        : notes.some(({ ruleId }) => ruleId !== undefined) ? 'rejected'
          : notes.length > 0 ? 'connection' : 'equal';
}

function differencesOf(
  object: KubernetesObject, input: readonly KubernetesObject[], created: readonly any[], outcome: Outcome,
): string[] {
  const candidates = created.filter(({ kind, metadata }) => kind === object.kind
    && (kind === 'TridentBackendConfig' || (metadata.name === object.name && (metadata.namespace ?? 'default') === object.namespace)));
  if (candidates.length === 0) {
    return ['is not created'];
  }
  const isIgnored = (path: string) => outcome === 'connection' && CONNECTIONS.test(path);
  const found = candidates.map(candidate => [
    ...compare('', object.root, candidate, object.kind).filter(path => !isIgnored(path)), ...additions(object, candidate).filter(path => !isIgnored(path)),
    ...object.root.provisioner === TRIDENT_DRIVER ? selectionDifferences(object, input, candidate, created) : [],
  ]);
  return found.sort((a, b) => a.length - b.length)[0];
}

function compare(path: string, input: any, output: any, kind: string): string[] {
  if (input === undefined || input === null || isUnknown(input) && typeof input === 'string' || input === '' && output === undefined) {
    return [];
  }
  if (kind === 'TridentBackendConfig' && OF_BACKENDS.test(path) || kind === 'StorageClass' && SELECTION.test(path)) {
    return [];
  }
  if (/^metadata\.(annotations|labels)$/.test(path) || path === 'spec.claimRef' || path === 'parameters.securityGroupIds' && isUnknown(input)) {
    input = typeof input === 'object' ? Object.fromEntries(Object.entries(input).filter(([key]) => !OTHERS_METADATA.test(key))) : input;
  }
  if (path === 'mountOptions' || path === 'spec.mountOptions') {
    [input, output] = [[...input].sort(), [...output ?? []].sort().filter(option => input.includes(option))]; // additions() reports others
  }
  if (Array.isArray(input)) {
    return input.length === (output ?? []).length && input.every(item => typeof item === 'object')
      ? input.flatMap((item, index) => compare(`${path}[]`, item, output[index], kind))
      : JSON.stringify(input) === JSON.stringify(output ?? []) ? [] : [`${path} ${JSON.stringify(input)} -> ${JSON.stringify(output)}`];
  }
  if (typeof input === 'object') {
    return Object.keys(input).flatMap(key => {
      const name = Object.keys(output ?? {}).find(one => one === key)
        ?? Object.keys(output ?? {}).find(one => one.toLowerCase() === key.toLowerCase()) ?? key;
      return compare(path === '' ? key : `${path}.${key}`, input[key], output?.[name], kind);
    });
  }
  if (path === 'parameters.extraTags') {
    return String(input).split(',').filter(tag => !String(output).split(',').includes(tag)).map(tag => `${path} ${tag}`);
  }
  const [a, b] = [input, output].map(value => readQuantity(value, '').value);
  const isEqual = String(input) === String(output) || (typeof a === 'number' && a === b && /storage|Size/.test(path))
    || (/^(t|true|1|yes)$/i.test(String(input)) && output === 'true') || output === undefined && API_DEFAULTS[path] === input || kind === 'TridentBackendConfig' && output === undefined && NO_EFFECT[path] === String(input);
  return isEqual ? [] : [`${path} ${JSON.stringify(input)} -> ${JSON.stringify(output)}`];
}

/** Values that are the defaults of Trident. */
const NO_EFFECT: { readonly [path: string]: string } = { 'spec.autoExportPolicy': 'false', 'spec.sanType': 'iscsi', 'spec.nasType': 'nfs' };
/** What the storage sets for each backend, and defaults that it states. */
const BACKEND_ADDITIONS = /^spec\.(backendName|deletionPolicy|version|storagePrefix|aws\.apiRegion|debugTraceFlags|sanType "iscsi"|defaults\.tieringPolicy "none")|^spec\.storage\[\]\.labels\.pool/;
const LUSTRE_DEFAULTS: { readonly [name: string]: readonly string[] } = { storageType: ['SSD'], fileSystemTypeVersion: ['2.10', '2.12', '2.15'], deploymentType: ['SCRATCH_1'] };
const TRIDENT_ADDS = ['backendType', 'storagePools', 'selector', 'csi.storage.k8s.io/fstype'];

/** Fields of the result that change what the input means. */
function additions({ kind, root }: KubernetesObject, output: any): string[] {
  if (kind === 'StorageClass') {
    const written = root.parameters ?? {};
    const added = Object.keys(output.parameters).filter(name => !(name in written) && name !== 'extraTags'
      && !(root.provisioner === 'fsx.csi.aws.com' ? LUSTRE_DEFAULTS[name]?.includes(output.parameters[name]) : TRIDENT_ADDS.includes(name)));
    const fields = ['reclaimPolicy', 'volumeBindingMode', 'allowVolumeExpansion'].filter(field => (root[field] ?? API_DEFAULTS[field]) !== output[field]);
    // the storage states the NFS version, whose ports it opens; hard is the default of NFS clients
    const isDefault = (option: string) => /^nfsvers=/.test(option) || (root.mountOptions === undefined && option === 'hard');
    const mounts = (output.mountOptions ?? []).filter(
      (option: string) => !(root.mountOptions ?? []).includes(option) && !isDefault(option),
    );
    return [...added.map(name => `parameters.${name} added`), ...fields.map(field => `${field} ${root[field]} -> ${output[field]}`), ...mounts.map((option: string) => `mountOptions ${option} added`)];
  }
  if (kind === 'TridentBackendConfig') {
    return compare('spec', output.spec, root.spec, '').filter(path => !BACKEND_ADDITIONS.test(path) && !/ -> "?[^u]/.test(path));
  }
  if (kind === 'PersistentVolume') {
    return (output.spec.mountOptions ?? []).filter((option: string) => !(root.spec.mountOptions ?? []).includes(option)).map((option: string) => `mountOptions ${option} added`);
  }
  return [];
}

/** Differences between the volumes of a class of Trident and those of its result. */
function selectionDifferences(
  { root }: KubernetesObject, input: readonly KubernetesObject[], output: any, created: readonly any[],
): string[] {
  const parameters: any = Object.fromEntries(Object.entries(root.parameters ?? {}).map(([key, value]) => [key.replace('trident.netapp.io/', ''), value]));
  const results = poolsOf(created.filter(({ kind }) => kind === 'TridentBackendConfig').map(({ spec }) => spec), output.parameters);
  const backends = input.filter(({ kind }) => kind === 'TridentBackendConfig');
  const selected = (selectedBackends(parameters.storagePools, backends) ?? backends).map(({ root: { spec } }) => spec);
  const sources = poolsOf(selected, { ...parameters, storagePools: undefined });
  if (results.length !== 1) {
    return [`selects ${results.length} pools`];
  }
  if (backends.length === 0) {
    return parameters.backendType === undefined || results[0].driver === parameters.backendType ? [] : ['another driver'];
  }
  const override = { ...parameters.provisioningType && { spaceReserve: parameters.provisioningType === 'thick' ? 'volume' : 'none' }, ...parameters.encryption && { encryption: parameters.encryption } };
  const isSame = (source: PoolSettings) =>
    source.driver === results[0].driver
    && JSON.stringify(plainDefaults({ ...source.defaults, ...override }))
      === JSON.stringify(plainDefaults(results[0].defaults))
    && Object.entries(source.labels).every(([key, value]) => key === 'pool' || results[0].labels[key] === value);
  return sources.some(isSame) ? [] : [`selects ${JSON.stringify(results[0])} instead of ${JSON.stringify(sources)}`];
}

interface PoolSettings {
  readonly driver: string;
  readonly labels: { readonly [key: string]: string };
  readonly defaults: { readonly [key: string]: unknown };
}

const plainDefaults = ({ size, ...defaults }: any) => Object.entries({ tieringPolicy: 'none', spaceReserve: 'none', ...defaults }).sort();

/** The pools that the parameters of a class select, with the settings of their volumes. */
function poolsOf(specs: readonly any[], { backendType, storagePools, selector }: any): PoolSettings[] {
  return specs.filter(spec => (backendType === undefined || spec.storageDriverName === backendType)
    && (storagePools === undefined || new RegExp(`^(${storagePools.split(':')[0]})$`).test(spec.backendName))).flatMap(spec => {
    const labels = poolLabelsOf(spec);
    return (spec.storage ?? [{}]).map((pool: any, index: number) => ({
      driver: spec.storageDriverName, labels: labels[index], defaults: { ...spec.defaults, ...pool.defaults },
    })).filter((pool: PoolSettings) => selector === undefined || matches(pool.labels, selector));
  });
}
