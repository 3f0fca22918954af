import { createHash } from 'crypto';
import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync } from 'zlib';
import { Yaml } from 'cdk8s';

/** The public models that the tables are compared with, by name; absent where the machine lacks them. */
export type Models = { readonly [name: string]: any };

/** Reads the models out of packages that .ci/facts installed. */
export function readModels(sitePackages: string, goModules: { readonly [module: string]: string }): Models {
  const driver = goModules['sigs.k8s.io/aws-fsx-csi-driver'];
  const snapshotter = Object.entries(goModules).find(([module]) => module.includes('external-snapshotter'))?.[1];
  return {
    fsx: apiModel(sitePackages, 'fsx'),
    eks: apiModel(sitePackages, 'eks'),
    ec2: apiModel(sitePackages, 'ec2'),
    cloudFormation: cloudFormation(join(sitePackages, 'cfnlint/data/schemas')),
    ...driver && { driver: driverModel(driver) },
    ...snapshotter && { snapshots: snapshotModel(join(snapshotter, 'config/crd')) },
  };
}

function apiModel(sitePackages: string, service: string): any {
  const folder = join(sitePackages, 'botocore/data', service);
  const newest = readdirSync(folder).sort().pop()!;
  const text = gunzipSync(readFileSync(join(folder, newest, 'service-2.json.gz'))).toString();
  return JSON.parse(text.replace(/:\s*(\d{16,})(?=[,}\s])/g, ':"$1"')).shapes; // a number would lose digits
}

const RESOURCES = [
  'AWS::FSx::FileSystem', 'AWS::FSx::DataRepositoryAssociation', 'AWS::FSx::StorageVirtualMachine', 'AWS::FSx::Volume', 'AWS::EKS::Addon',
  'AWS::EKS::PodIdentityAssociation',
];

function cloudFormation(folder: string): any {
  const region = JSON.parse(readFileSync(join(folder, 'providers/us-east-1.json'), 'utf8'));
  return Object.fromEntries(RESOURCES.map(type => {
    const file = join(folder, 'resources', `${region[type]}.json`);
    const schema = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    return [type, { ...schema, flat: flatten(schema, schema) }];
  }));
}

/** The type of every property, nested by dots. */
function flatten(schema: any, { properties = {} }: any, prefix = ''): { [path: string]: string } {
  return Object.assign({}, ...Object.entries<any>(properties).map(([name, property]) => {
    const resolved = property.$ref ? schema.definitions[property.$ref.split('/').pop()] : property;
    return { [`${prefix}${name}`]: resolved.type, ...flatten(schema, resolved, `${prefix}${name}.`) };
  }));
}

/** The keys of a StorageClass that the driver reads. */
function driverModel(folder: string) {
  const code = readFileSync(join(folder, 'pkg/driver/controller.go'), 'utf8');
  return { parameters: [...code.matchAll(/^\s*volumeParams\w+\s*=\s*"(\w+)"/gm)].map(([, key]) => key) };
}

function snapshotModel(folder: string) {
  const kinds = ['volumesnapshots', 'volumesnapshotclasses'];
  return Object.fromEntries(kinds.map(kind => {
    const [{ spec }] = Yaml.load(join(folder, `snapshot.storage.k8s.io_${kind}.yaml`));
    const v1 = spec.versions.find(({ name }: { name: string }) => name === 'v1');
    return [
      kind,
      { group: spec.group, version: v1?.name, scope: spec.scope, schema: v1?.schema.openAPIV3Schema.properties },
    ];
  }));
}

/** The value at a path of names that are separated by slashes. */
export function valueAt(models: Models, path: string): any {
  return path.split('/').reduce((value, name) => value?.[name], models as any);
}

const ABOUT_LEGAL_VALUES = /\d|valid|support|only|must|require|minimum|maximum|can't|cannot|default/i;

/** A hash of the sentences about legal values in a documentation text. */
export function hashOf(documentation: string): string {
  const text = documentation.replace(/<\/(p|li)>/g, '. ').replace(/<[^>]+>/g, '').replace(/&[a-z]+;/g, ' ').replace(/\s+/g, ' ');
  const sentences = text.split(/(?<=[.:])\s+/).map(sentence => sentence.trim()).filter(sentence => ABOUT_LEGAL_VALUES.test(sentence));
  return createHash('sha256').update(sentences.join('\n')).digest('hex').slice(0, 12);
}
