import { Size, Stack, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import * as ts from 'typescript';
import * as library from '../../src';
import { Conversion, convert } from '../../src/convert/convert';
import { SourceFile, parseFile } from '../../src/lint/documents';
import { KubernetesObject, sort } from '../../src/lint/objects';
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
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
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
      default: return SAMPLES[name] ?? SAMPLES[name.replace(/\d+$/, '')] ?? name;
    }
  };
  const props = Object.fromEntries(parameters.map(parameter => [parameter.name, valueOf(parameter)]));
  return new loaded.StorageStack(app, 'Storage', { env: { account: '111122223333', region: 'us-west-2' }, ...props });
}

export interface RoundTrip {
  readonly name: string;
  readonly conversion: Conversion;
  readonly objects: readonly KubernetesObject[];
  /** `object: field`, of objects without a note. */
  readonly differences: readonly string[];
  readonly equal: number;
  readonly changed: number;
  readonly notExpressible: number;
}

const KINDS = ['StorageClass', 'PersistentVolume', 'PersistentVolumeClaim', 'TridentBackendConfig', 'VolumeSnapshotClass', 'VolumeSnapshot'];
/** What the API server sets for fields that are not set. */
const API_DEFAULTS: { readonly [path: string]: unknown } = {
  'volumeBindingMode': 'Immediate', 'reclaimPolicy': 'Delete', 'allowVolumeExpansion': false, 'spec.volumeMode': 'Filesystem', 'metadata.namespace': 'default',
};
/** A backend is always a new one: it cannot have the name, the prefix and the volumes of another. */
const OF_BACKENDS = /^(metadata\.(name|namespace)|spec\.(backendName|version|deletionPolicy|aws\.apiRegion))$/;

export function roundTrip(file: SourceFile): RoundTrip {
  const conversion = convert([file], 'typescript', { adopt: false });
  const { objects, templates } = sort(parseFile(file).documents);
  const stored = objects.filter(({ kind }) => KINDS.includes(kind));
  const resources = templates.flatMap(({ resources: all }) => Object.entries<any>(all).filter(([, { Type }]) => Type.startsWith('AWS::FSx::')).map(([id, { Type }]) => `${Type} '${id}'`));
  const created = conversion.code === '' ? [] : objectsOf(synthesize(conversion));
  const nameOf = ({ kind, name }: KubernetesObject) => `${kind} '${name}'`;
  const noted = (notes: Conversion['changed']) => new Set(notes.map(({ object }) => object));
  const [changed, missing] = [noted(conversion.changed), noted(conversion.notExpressible)];
  const names = [...stored.map(nameOf), ...resources];
  const plain = stored.filter(object => !changed.has(nameOf(object)) && !missing.has(nameOf(object)));
  const differences = plain.flatMap(object => differencesOf(object, created).map(path => `${file.name} ${nameOf(object)}: ${path}`));
  return {
    name: file.name, conversion, objects: stored, differences,
    equal: names.filter(name => !changed.has(name) && !missing.has(name)).length,
    changed: names.filter(name => changed.has(name) && !missing.has(name)).length,
    notExpressible: names.filter(name => missing.has(name)).length,
  };
}

function differencesOf(object: KubernetesObject, created: readonly any[]): string[] {
  const candidates = created.filter(({ kind, metadata }) => kind === object.kind
    && (kind === 'TridentBackendConfig' || (metadata.name === object.name && (metadata.namespace ?? 'default') === object.namespace)));
  if (candidates.length === 0) {
    return ['is not created'];
  }
  const found = candidates.map(candidate => [...compare('', object.root, candidate, object.kind), ...additions(object, candidate)]);
  return found.sort((a, b) => a.length - b.length)[0];
}

function compare(path: string, input: any, output: any, kind: string): string[] {
  if (input === undefined || input === null || isUnknown(input) && typeof input === 'string' || input === '' && output === undefined || kind === 'TridentBackendConfig' && OF_BACKENDS.test(path)) {
    return [];
  }
  if (path === 'metadata.annotations' || path === 'spec.claimRef' || path === 'parameters.securityGroupIds' && isUnknown(input)) {
    input = typeof input === 'object' ? Object.fromEntries(Object.entries(input).filter(([key]) => !/^(kubectl|pv|volume)\.(beta\.)?kubernetes\.io|importBackendUUID$|protocol$/.test(key))) : input;
  }
  if (Array.isArray(input)) {
    return JSON.stringify(input) === JSON.stringify(output ?? []) ? [] : compare(`${path}[]`, JSON.stringify(input), JSON.stringify(output), kind);
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
const NO_EFFECT: { readonly [path: string]: string } = { 'spec.autoExportPolicy': 'false', 'spec.sanType': 'iscsi' };
const LUSTRE_DEFAULTS: { readonly [name: string]: readonly string[] } = { storageType: ['SSD'], fileSystemTypeVersion: ['2.10', '2.12', '2.15'], deploymentType: ['SCRATCH_1'] };
const TRIDENT_ADDS = ['backendType', 'storagePools', 'csi.storage.k8s.io/fstype'];

/** Fields of the result that change what the input means. */
function additions({ kind, root }: KubernetesObject, output: any): string[] {
  if (kind === 'StorageClass') {
    const written = root.parameters ?? {};
    const added = Object.keys(output.parameters).filter(name => !(name in written) && name !== 'extraTags'
      && !(root.provisioner === 'fsx.csi.aws.com' ? LUSTRE_DEFAULTS[name]?.includes(output.parameters[name]) : TRIDENT_ADDS.includes(name)));
    const fields = ['reclaimPolicy', 'volumeBindingMode', 'allowVolumeExpansion'].filter(field => (root[field] ?? API_DEFAULTS[field]) !== output[field]);
    const mounts = (output.mountOptions ?? []).filter((option: string) => !(root.mountOptions ?? []).includes(option) && !/^nfsvers=/.test(option));
    return [...added.map(name => `parameters.${name} added`), ...fields.map(field => `${field} ${root[field]} -> ${output[field]}`), ...mounts.map((option: string) => `mountOptions ${option} added`)];
  }
  if (kind === 'PersistentVolume') {
    return (output.spec.mountOptions ?? []).filter((option: string) => !(root.spec.mountOptions ?? []).includes(option)).map((option: string) => `mountOptions ${option} added`);
  }
  return [];
}
