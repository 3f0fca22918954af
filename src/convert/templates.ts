import { Builder, member, nested, sizeOf } from './builder';
import { Code, StorageCode, call, imported, list, literal, map, struct } from './code';
import { legalize } from './legal';
import { CLUSTER, ConvertOptions } from './lustre';
import { referredId, templateSettings } from '../lint/cloudformation';
import { PROPERTIES } from '../lint/names';
import { Template } from '../lint/objects';
import { forFiles } from '../lint/rules';
import { isMapping, isUnknown, textOf } from '../lint/values';
import { DEFAULT_VERSION, DataRepositoryEvent, LIMITS, LustreDeploymentType, LustreStorageType } from '../lustre/limits';
import { LUSTRE_RULES } from '../lustre/rules';
import { SETTINGS, SETTING_ROWS } from '../lustre/setting-rows';
import { OntapTieringPolicy, OntapVolumeStyle } from '../ontap/limits';
import { ONTAP_RULES } from '../ontap/rules';
import { ONTAP_SETTINGS, ONTAP_SETTING_ROWS } from '../ontap/setting-rows';
import { Fields } from '../validation/schema';

const RULES = { LUSTRE: forFiles<any>(LUSTRE_RULES), ONTAP: forFiles<any>(ONTAP_RULES) };
const FIELDS = { LUSTRE: SETTINGS as Fields, ONTAP: { ...ONTAP_SETTINGS, routeTableIds: { type: 'list' }, preferredSubnetId: { type: 'string' } } as Fields };
const DEFAULTS: { readonly [field: string]: unknown } = {
  storageType: LustreStorageType.SSD,
  fileSystemTypeVersion: DEFAULT_VERSION,
  haPairs: 1,
};
const NEW = 'the stack creates a new file system; use existing() to keep the data of the present one';

/** Converts the FSx file systems of a template. */
export function templateStorages(builder: Builder, template: Template, options: ConvertOptions): StorageCode[] {
  const file = template.document.file.name;
  const place = (id: string) => ({ object: `${template.resources[id].Type} '${id}'`, file });
  const storages = Object.entries(template.resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::FSx::FileSystem') {
      return [];
    }
    const kind = Properties?.FileSystemType;
    if (kind !== 'LUSTRE' && kind !== 'ONTAP') {
      builder.leave(place(id), `file systems of type ${kind} are not supported`);
      return [];
    }
    const converted = fileSystem(builder, template, id, kind, options);
    return converted ? [converted] : [];
  });
  for (const [id, { Type, Properties }] of Object.entries(template.resources)) {
    const parent = referredId(Properties?.FileSystemId);
    const isOwned = parent in template.resources;
    if ((Type === 'AWS::FSx::DataRepositoryAssociation' || Type === 'AWS::FSx::StorageVirtualMachine') && !isOwned) {
      builder.leave(place(id), 'its file system is not in the template');
    } else if (Type === 'AWS::FSx::Volume' && !ownerOfVolume(template, Properties)) {
      builder.leave(place(id), 'its storage virtual machine is not in the template');
    }
  }
  return storages;
}

function svmIdOf(properties: any): string {
  const svm = properties?.OntapConfiguration?.StorageVirtualMachineId;
  return referredId(svm);
}

function ownerOfVolume(template: Template, properties: any): string | undefined {
  const owner = referredId(template.resources[svmIdOf(properties)]?.Properties?.FileSystemId);
  return owner === '' ? undefined : owner;
}

function fileSystem(builder: Builder, template: Template, logicalId: string, kind: 'LUSTRE' | 'ONTAP', _: ConvertOptions): StorageCode | undefined {
  const place = { object: `AWS::FSx::FileSystem '${logicalId}'`, file: template.document.file.name };
  const id = builder.id(logicalId);
  const comments: string[] = [`${place.object}: ${NEW}.`];
  const note = (reason: string, rule?: string) => comments.push(builder.change(place, reason, rule));
  const { configuration, violations, places } = templateSettings(template, logicalId, kind);
  const settings: any = { ...configuration };
  for (const { at, problem, id: rule } of violations) {
    const written = String(places[at] ? (places[at].container as any)[places[at].key!] : '');
    const similar = FIELDS[kind][at]?.values?.find(value => plain(value) === plain(written));
    if (at === 'deploymentType' && similar === undefined) {
      builder.omit(place, `${at}: ${problem}`, rule);
      return undefined;
    }
    delete settings[at];
    note(similar === undefined ? `removed ${at}: ${problem}` : `${at} '${written}' ${problem}; now ${similar}`, rule);
    similar !== undefined && (settings[at] = similar);
  }
  const legal = legalize(RULES[kind], settings, FIELDS[kind]);
  for (const { fields: [field], violation } of legal.changes) {
    const now = (legal.configuration as any)[field] ?? DEFAULTS[field];
    note(`${now === undefined ? `removed ${field}` : `${field} is now ${now}`}, because ${violation.at}: ${violation.problem}`, violation.id);
  }
  legal.left.forEach(({ at, problem, id: rule }) => builder.omit(place, `${at}: ${problem}`, rule));
  if (legal.left.length > 0) {
    return undefined;
  }
  const final: any = legal.configuration;
  const properties = template.resources[logicalId].Properties;
  const rows = (kind === 'LUSTRE' ? SETTING_ROWS : ONTAP_SETTING_ROWS) as typeof SETTING_ROWS;
  const isSet = (field: string) => places[field] !== undefined || final[field] !== settings[field] || field === 'deploymentType' || field in DEFAULTS;
  const fields = nested(rows
    .filter(([field, { cloudFormation }]) => cloudFormation
      && final[field] !== undefined && isSet(field) && final[field] !== DEFAULTS[field])
    .map(([field, row]) => [row, builder.setting(field, final[field], row, id, kind === 'LUSTRE' ? 'Lustre' : 'Ontap')] as const), kind === 'LUSTRE' ? 'Lustre' : 'Ontap');
  if (Array.isArray(properties.SubnetIds) && properties.SubnetIds.some((one: any) => one?.['Fn::If'] !== undefined)) {
    note('removed the subnets that depend on a condition');
  }
  if (properties.SecurityGroupIds !== undefined) {
    note('removed SecurityGroupIds: the storage creates its security groups, with the rules that it needs');
  }
  const known = [...rows.flatMap(([, { cloudFormation }]) => cloudFormation ?? []), ...FILE_SYSTEM_PROPERTIES];
  for (const path of unknownProperties(properties, known)) {
    const [name, parent] = path.split('.').reverse();
    const isProperty = (PROPERTIES[parent ?? ''] ?? []).includes(name);
    note(path.endsWith('Password') ? `removed ${path}: Trident logs in to the storage virtual machine`
      : isProperty ? `removed ${path}, which the storage does not set` : `removed ${path}, which is no property of CloudFormation`,
    isProperty ? path.endsWith('Password') && isPlainText(properties, path) ? 'lint/plain-text-password' : undefined : 'lint/unknown-property');
  }
  comments.push(...deletionComments(template.resources[logicalId], kind === 'ONTAP' || LIMITS[final.deploymentType as LustreDeploymentType]?.durable !== false));
  builder.convert(place);
  const common = { cluster: builder.parameter('cluster', 'eks.ICluster', CLUSTER) };
  const tags = isMapping(final.tags) ? Object.fromEntries(Object.entries(final.tags).filter((entry): entry is [string, string] => typeof entry[1] === 'string')) : undefined;
  if (kind === 'LUSTRE') {
    const [subnet] = Array.isArray(properties.SubnetIds) ? properties.SubnetIds : [undefined];
    return {
      construct: 'FsxLustreStorage', id, comments, calls: [],
      props: struct('', {
        ...common,
        driver: builder.parameter('lustreDriver', 'ILustreCsiDriver', 'The Lustre driver of the cluster, for example LustreCsiDriver.existing().'),
        provisioning: call('LustreProvisioning.managed', [], struct('', {
          ...fields,
          subnet: imported('ec2.Subnet.fromSubnetAttributes', [literal(`${id}Subnet`)], struct('', {
            subnetId: builder.text(subnet, 'subnetId', 'Subnet of the file system.'),
            availabilityZone: builder.parameter('availabilityZone', 'string', 'Availability Zone of the subnet.', `the zone of ${JSON.stringify(subnet)}`),
          })),
          tags: map(tags),
          dataRepositories: repositories(builder, template, logicalId, comments),
          removalPolicy: removalPolicyOf(template.resources[logicalId]),
        })),
        claim: struct('LustreClaimOptions', {}),
      }),
    };
  }
  return {
    construct: 'FsxOntapStorage', id, comments, calls: [],
    props: struct('', {
      ...common,
      driver: builder.parameter('tridentDriver', 'ITridentDriver', 'Trident of the cluster, for example TridentDriver.existing().'),
      provisioning: call('OntapProvisioning.managed', [], struct('', {
        ...fields,
        vpcSubnets: struct('ec2.SubnetSelection', { subnets: list((Array.isArray(properties.SubnetIds) ? properties.SubnetIds : []).filter((one: any) => one?.['Fn::If'] === undefined).map((one: unknown, index: number) => imported('ec2.Subnet.fromSubnetId', [literal(`${id}Subnet${index + 1}`), builder.text(one, 'subnetId', 'Subnet of the file system.')]))) }),
        routeTableIds: final.routeTableIds !== undefined && Array.isArray(properties.OntapConfiguration?.RouteTableIds)
          ? list(properties.OntapConfiguration.RouteTableIds.map((one: unknown) => builder.text(one, 'routeTableId', 'Route table of the subnets with nodes.')))
          : undefined,
        preferredSubnet: preferredSubnet(builder, id, properties),
        tags: map(tags),
        ...svmOf(builder, template, logicalId, comments),
        removalPolicy: removalPolicyOf(template.resources[logicalId]),
      })),
    }),
  };
}

/** A value without separators and case. */
const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Properties of a file system that are converted in a way of their own. */
const FILE_SYSTEM_PROPERTIES = [
  'FileSystemType', 'SubnetIds', 'SecurityGroupIds', 'Tags', 'OntapConfiguration.ThroughputCapacity', 'OntapConfiguration.PreferredSubnetId', 'OntapConfiguration.RouteTableIds',
];
const ASSOCIATION_PROPERTIES = [
  'FileSystemId', 'FileSystemPath', 'DataRepositoryPath', 'BatchImportMetaDataOnCreate', 'ImportedFileChunkSize', 'S3.AutoImportPolicy.Events', 'S3.AutoExportPolicy.Events',
];
const SVM_PROPERTIES = ['FileSystemId', 'Name', 'SvmAdminPassword'];
const VOLUME_PROPERTIES = [
  'Name', 'VolumeType', 'BackupId', ...['StorageVirtualMachineId', 'SizeInMegabytes', 'SizeInBytes', 'JunctionPath', 'TieringPolicy.Name', 'TieringPolicy.CoolingPeriod',
    'SnapshotPolicy', 'VolumeStyle', 'StorageEfficiencyEnabled', 'CopyTagsToBackups'].map(name => `OntapConfiguration.${name}`),
];
/** Values that the storage always has. */
const ALWAYS: { readonly [path: string]: unknown } = {
  'StorageType': 'SSD', 'RootVolumeSecurityStyle': 'UNIX', 'OntapConfiguration.OntapVolumeType': 'RW', 'OntapConfiguration.SecurityStyle': 'UNIX',
};

/** The paths of properties that the result does not have. */
function unknownProperties(properties: any, known: readonly string[], prefix = ''): string[] {
  return Object.entries<any>(isMapping(properties) ? properties : {}).flatMap(([name, value]) => {
    const path = `${prefix}${name}`;
    if (known.includes(path) || (ALWAYS[path] !== undefined && ALWAYS[path] === value) || value?.Ref === 'AWS::NoValue') {
      return [];
    }
    return isMapping(value) && known.some(one => one.startsWith(`${path}.`)) ? unknownProperties(value, known, `${path}.`) : [path];
  });
}

function isPlainText(properties: any, path: string): boolean {
  const value = path.split('.').reduce((container: any, name) => container?.[name], properties);
  return typeof value === 'string' && !value.includes('{{resolve:');
}

/** A deletion policy that the template states. */
function removalPolicyOf({ DeletionPolicy: policy }: any): Code | undefined {
  const name = policy === 'Delete' ? 'DESTROY' : policy === 'Retain' ? 'RETAIN_ON_UPDATE_OR_DELETE' : undefined;
  return name === undefined ? undefined : { kind: 'member', owner: 'RemovalPolicy', name };
}

function deletionComments({ DeletionPolicy: policy }: any, isDurable: boolean): string[] {
  return policy === undefined && isDurable ? ['Without a DeletionPolicy, CloudFormation deletes the file system with the stack. The storage retains it; removalPolicy: RemovalPolicy.DESTROY deletes it.'] : [];
}

function preferredSubnet(
  builder: Builder,
  id: string,
  { SubnetIds: subnets, OntapConfiguration: configuration }: any,
): Code | undefined {
  const preferred = configuration?.PreferredSubnetId;
  return preferred === undefined
    || !Array.isArray(subnets)
    || JSON.stringify(preferred) === JSON.stringify(subnets[0])
    || subnets.length === 1
    ? undefined
    : imported('ec2.Subnet.fromSubnetId', [
      literal(`${id}PreferredSubnet`),
      builder.text(preferred, 'subnetId', 'Subnet of the file system.'),
    ]);
}

function repositories(builder: Builder, template: Template, owner: string, comments: string[]): Code | undefined {
  const owned = Object.entries(template.resources).filter(([, { Type, Properties }]) => Type === 'AWS::FSx::DataRepositoryAssociation' && referredId(Properties?.FileSystemId) === owner);
  const events = (value: unknown): Code | undefined => Array.isArray(value)
    ? list(value.map(event => member(Object.values(DataRepositoryEvent), String(event))))
    : undefined;
  const items = owned.map(([id, { Type, Properties }]) => {
    const place = { object: `${Type} '${id}'`, file: template.document.file.name };
    unknownProperties(Properties, ASSOCIATION_PROPERTIES).forEach(path => comments.push(builder.change(place, `removed ${path}, which the storage does not set`)));
    builder.convert(place);
    const chunk = Properties.ImportedFileChunkSize;
    return call('DataRepository.fromPath', [builder.text(Properties.DataRepositoryPath, 'dataRepositoryPath', `S3 path of ${id}.`)], struct('', {
      fileSystemPath: builder.text(Properties.FileSystemPath, 'fileSystemPath', `Directory of ${id}.`),
      autoImportPolicy: events(Properties.S3?.AutoImportPolicy?.Events) ?? list([]),
      autoExportPolicy: events(Properties.S3?.AutoExportPolicy?.Events),
      batchImportMetaDataOnCreate: Properties.BatchImportMetaDataOnCreate === true ? undefined : literal(false),
      importedFileChunkSize: typeof chunk === 'number' ? call('Size.mebibytes', [literal(chunk)]) : undefined,
    }));
  });
  return items.length > 0 ? list(items) : undefined;
}

function svmOf(
  builder: Builder, template: Template, owner: string, comments: string[],
): { [property: string]: Code | undefined } {
  const file = template.document.file.name;
  // the storage has tags, which all its resources get
  const tagsOfOwner = ({ Tags }: any) => JSON.stringify(Tags) === JSON.stringify(template.resources[owner].Properties.Tags) ? ['Tags'] : [];
  const svms = Object.entries(template.resources).filter(([, { Type, Properties }]) => Type === 'AWS::FSx::StorageVirtualMachine' && referredId(Properties?.FileSystemId) === owner);
  svms.slice(1).forEach(([id, { Type }]) => builder.omit({ object: `${Type} '${id}'`, file }, 'a storage has one storage virtual machine'));
  const [svm] = svms;
  if (svm) {
    const place = { object: `${svm[1].Type} '${svm[0]}'`, file };
    const note = (reason: string) => comments.push(builder.change(place, reason));
    svm[1].Properties?.SvmAdminPassword !== undefined && note('removed SvmAdminPassword: the storage generates the password in a secret');
    unknownProperties(svm[1].Properties, [...SVM_PROPERTIES, ...tagsOfOwner(svm[1].Properties)]).forEach(path => note(`removed ${path}, which the storage does not set`));
    builder.convert(place);
  }
  const volumes = Object.entries(template.resources).filter(([, { Type, Properties }]) => Type === 'AWS::FSx::Volume' && ownerOfVolume(template, Properties) === owner);
  const items = volumes.flatMap(([id, { Type, Properties }]) => {
    const ontap = Properties.OntapConfiguration ?? {};
    const place = { object: `${Type} '${id}'`, file };
    const megabytes = Number(textOf(ontap.SizeInMegabytes) ?? Number(textOf(ontap.SizeInBytes)) / 1024 ** 2);
    if (isUnknown(Properties.Name) || !Number.isFinite(megabytes)) {
      builder.omit(place, 'its name and its size must be known');
      return [];
    }
    const ownSvm = svmIdOf(Properties);
    if (svm && ownSvm !== svm[0]) {
      builder.omit(place, 'a storage has one storage virtual machine');
      return [];
    }
    const note = (reason: string) => comments.push(builder.change(place, reason));
    unknownProperties(Properties, [...VOLUME_PROPERTIES, ...tagsOfOwner(Properties)]).forEach(path => note(`removed ${path}, which a volume of the storage does not set`));
    ontap.JunctionPath === undefined && note(`mounted at /${Properties.Name}: the volume had no junction path`);
    builder.convert(place);
    const tiering = ontap.TieringPolicy ?? {};
    const isTrue = (value: unknown) => value === true || value === 'true';
    return [struct('OntapVolumeOptions', {
      name: literal(String(Properties.Name)),
      size: sizeOf(megabytes / 1024),
      junctionPath: ontap.JunctionPath === undefined || ontap.JunctionPath === `/${Properties.Name}` ? undefined : builder.text(ontap.JunctionPath, 'junctionPath', `Junction path of ${id}.`),
      tieringPolicy: member(
        Object.values(OntapTieringPolicy), String(tiering.Name ?? OntapTieringPolicy.SNAPSHOT_ONLY),
      ),
      coolingPeriod: typeof tiering.CoolingPeriod === 'number' ? call('Duration.days', [literal(tiering.CoolingPeriod)]) : undefined,
      snapshotPolicy: builder.text(ontap.SnapshotPolicy ?? 'default', 'snapshotPolicy', `Snapshot policy of ${id}.`),
      style: ontap.VolumeStyle === OntapVolumeStyle.FLEXGROUP
        ? member(Object.values(OntapVolumeStyle), OntapVolumeStyle.FLEXGROUP)
        : undefined,
      storageEfficiencyEnabled: ontap.StorageEfficiencyEnabled === undefined || isTrue(ontap.StorageEfficiencyEnabled)
        ? undefined
        : literal(false),
      copyTagsToBackups: isTrue(ontap.CopyTagsToBackups) ? literal(true) : undefined,
      backupId: Properties.BackupId === undefined ? undefined : builder.text(Properties.BackupId, 'backupId', `Backup of ${id}.`),
    })];
  });
  return { svmName: svm && builder.text(svm[1].Properties?.Name, 'svmName', 'Name of the storage virtual machine.'), volumes: items.length > 0 ? list(items) : undefined };
}
