import { Builder, member, nested } from './builder';
import { Code, StorageCode, call, imported, list, literal, map, struct } from './code';
import { legalize } from './legal';
import { CLUSTER, ConvertOptions } from './lustre';
import { templateSettings } from '../lint/cloudformation';
import { Template } from '../lint/objects';
import { forFiles } from '../lint/rules';
import { isMapping, isUnknown, textOf } from '../lint/values';
import { DEFAULT_VERSION, LustreStorageType, DataRepositoryEvent } from '../lustre/limits';
import { LUSTRE_RULES } from '../lustre/rules';
import { SETTINGS, SETTING_ROWS } from '../lustre/setting-rows';
import { OntapTieringPolicy } from '../ontap/limits';
import { ONTAP_RULES } from '../ontap/rules';
import { ONTAP_SETTINGS, ONTAP_SETTING_ROWS } from '../ontap/setting-rows';
import { Fields } from '../validation/schema';

const RULES = { LUSTRE: forFiles<any>(LUSTRE_RULES), ONTAP: forFiles<any>(ONTAP_RULES) };
const FIELDS = { LUSTRE: SETTINGS as Fields, ONTAP: { ...ONTAP_SETTINGS, routeTableIds: { type: 'list' }, preferredSubnetId: { type: 'string' } } as Fields };
const DEFAULTS: { readonly [field: string]: unknown } = { storageType: LustreStorageType.SSD, fileSystemTypeVersion: DEFAULT_VERSION, haPairs: 1 };
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
      builder.omit(place(id), `file systems of type ${kind} are not supported`);
      return [];
    }
    const converted = fileSystem(builder, template, id, kind, options);
    return converted ? [converted] : [];
  });
  for (const [id, { Type, Properties }] of Object.entries(template.resources)) {
    const parent = String(Properties?.FileSystemId?.Ref ?? '');
    const isOwned = parent in template.resources;
    if ((Type === 'AWS::FSx::DataRepositoryAssociation' || Type === 'AWS::FSx::StorageVirtualMachine') && !isOwned) {
      builder.omit(place(id), 'its file system is not in the template');
    } else if (Type === 'AWS::FSx::Volume' && !ownerOfVolume(template, Properties)) {
      builder.omit(place(id), 'its storage virtual machine is not in the template');
    }
  }
  return storages;
}

function ownerOfVolume(template: Template, properties: any): string | undefined {
  const svm = properties?.OntapConfiguration?.StorageVirtualMachineId;
  const id = String(svm?.Ref ?? svm?.['Fn::GetAtt']?.[0] ?? '');
  return template.resources[id]?.Properties?.FileSystemId?.Ref;
}

function fileSystem(builder: Builder, template: Template, logicalId: string, kind: 'LUSTRE' | 'ONTAP', _: ConvertOptions): StorageCode | undefined {
  const place = { object: `AWS::FSx::FileSystem '${logicalId}'`, file: template.document.file.name };
  const id = builder.id(logicalId);
  const comments: string[] = [`${place.object}: ${NEW}.`];
  const note = (reason: string, rule?: string) => comments.push(builder.change(place, reason, rule));
  const { configuration, violations, places } = templateSettings(template, logicalId, kind);
  const settings: any = { ...configuration };
  for (const { at, problem, id: rule } of violations) {
    if (at === 'deploymentType') {
      builder.omit(place, `${at}: ${problem}`, rule);
      return undefined;
    }
    delete settings[at];
    note(`removed ${at}: ${problem}`, rule);
  }
  const legal = legalize(RULES[kind], settings, FIELDS[kind]);
  for (const { fields: [field], violation } of legal.changes) {
    const now = (legal.configuration as any)[field];
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
    .filter(([field, { cloudFormation }]) => cloudFormation && final[field] !== undefined && isSet(field) && final[field] !== DEFAULTS[field])
    .map(([field, row]) => [row, builder.setting(field, final[field], row, id, kind === 'LUSTRE' ? 'Lustre' : 'Ontap')] as const), kind === 'LUSTRE' ? 'Lustre' : 'Ontap');
  if (Array.isArray(properties.SubnetIds) && properties.SubnetIds.some((one: any) => one?.['Fn::If'] !== undefined)) {
    note('removed the subnets that depend on a condition');
  }
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
            availabilityZone: builder.parameter('availabilityZone', 'string', 'Availability Zone of the subnet.', `zone of ${JSON.stringify(subnet)}`),
          })),
          tags: map(tags),
          dataRepositories: repositories(builder, template, logicalId),
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
        tags: map(tags),
        ...svmOf(builder, template, logicalId),
      })),
    }),
  };
}

function repositories(builder: Builder, template: Template, owner: string): Code | undefined {
  const owned = Object.entries(template.resources).filter(([, { Type, Properties }]) => Type === 'AWS::FSx::DataRepositoryAssociation' && Properties?.FileSystemId?.Ref === owner);
  const events = (value: unknown): Code | undefined => Array.isArray(value)
    ? list(value.map(event => member(Object.values(DataRepositoryEvent), String(event))))
    : undefined;
  const items = owned.map(([id, { Type, Properties }]) => {
    builder.convert({ object: `${Type} '${id}'`, file: template.document.file.name });
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

function svmOf(builder: Builder, template: Template, owner: string): { [property: string]: Code | undefined } {
  const file = template.document.file.name;
  const svms = Object.entries(template.resources).filter(([, { Type, Properties }]) => Type === 'AWS::FSx::StorageVirtualMachine' && Properties?.FileSystemId?.Ref === owner);
  svms.slice(1).forEach(([id, { Type }]) => builder.omit({ object: `${Type} '${id}'`, file }, 'a storage has one storage virtual machine'));
  const [svm] = svms;
  svm && builder.convert({ object: `${svm[1].Type} '${svm[0]}'`, file });
  const volumes = Object.entries(template.resources).filter(([, { Type, Properties }]) => Type === 'AWS::FSx::Volume' && ownerOfVolume(template, Properties) === owner);
  const items = volumes.flatMap(([id, { Type, Properties }]) => {
    const ontap = Properties.OntapConfiguration ?? {};
    const place = { object: `${Type} '${id}'`, file };
    const megabytes = Number(textOf(ontap.SizeInMegabytes) ?? Number(textOf(ontap.SizeInBytes)) / 1024 ** 2);
    if (isUnknown(Properties.Name) || !Number.isFinite(megabytes)) {
      builder.omit(place, 'its name and its size must be known');
      return [];
    }
    builder.convert(place);
    const tiering = ontap.TieringPolicy ?? {};
    return [struct('OntapVolumeOptions', {
      name: literal(String(Properties.Name)),
      size: megabytes % 1024 === 0 ? call('Size.gibibytes', [literal(megabytes / 1024)]) : call('Size.mebibytes', [literal(megabytes)]),
      junctionPath: ontap.JunctionPath === undefined || ontap.JunctionPath === `/${Properties.Name}` ? undefined : builder.text(ontap.JunctionPath, 'junctionPath', `Junction path of ${id}.`),
      tieringPolicy: member(Object.values(OntapTieringPolicy), String(tiering.Name ?? OntapTieringPolicy.SNAPSHOT_ONLY)),
      coolingPeriod: typeof tiering.CoolingPeriod === 'number' ? call('Duration.days', [literal(tiering.CoolingPeriod)]) : undefined,
      snapshotPolicy: typeof ontap.SnapshotPolicy === 'string' ? literal(ontap.SnapshotPolicy) : undefined,
    })];
  });
  return { svmName: svm && builder.text(svm[1].Properties?.Name, 'svmName', 'Name of the storage virtual machine.'), volumes: items.length > 0 ? list(items) : undefined };
}
