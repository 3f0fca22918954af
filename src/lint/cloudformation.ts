import { Place, Target } from './finding';
import { Settings, readSettings, withDefaults } from './lustre';
import { PROPERTIES } from './names';
import { Template } from './objects';
import { LINT_RULES, forFiles } from './rules';
import { LintConfiguration } from './rules/row';
import { isMapping, isUnknown, readValue, strings, textOf } from './values';
import { DataRepositoryConfiguration, LustreConfiguration } from '../lustre/configuration';
import { LUSTRE_PORTS } from '../lustre/limits';
import { LUSTRE_RULES } from '../lustre/rules';
import { SETTING_ROWS } from '../lustre/setting-rows';
import { OntapConfiguration } from '../ontap/configuration';
import { OntapTieringPolicy, OntapVolumeStyle } from '../ontap/limits';
import { ONTAP_RULES, ONTAP_VOLUME_RULES } from '../ontap/rules';
import { ONTAP_SETTING_ROWS } from '../ontap/setting-rows';
import { Violation } from '../validation/check';
import { DeferredValue, Setting } from '../validation/deferred-value';
import { Rule } from '../validation/rule';
import { SettingRow } from '../validation/schema';

const FILE_SYSTEM = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-fsx-filesystem.html';
const VOLUME = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-fsx-volume.html';
const LUSTRE = forFiles<any>(LUSTRE_RULES);
const ONTAP = forFiles<any>(ONTAP_RULES);
const VOLUMES = forFiles<any>(ONTAP_VOLUME_RULES);
const MAX_PORT = 65535;
const BYTES_PER_GIB = 1024 ** 3;

/** The targets of a template. */
export function templateTargets(template: Template): Target[] {
  return Object.entries(template.resources).flatMap(([id, resource]) => {
    const properties = resource?.Properties;
    if (!isMapping(properties)) {
      return [];
    }
    switch (resource.Type) {
      case 'AWS::FSx::FileSystem':
        return new FileSystem(template, id, properties).targets();
      case 'AWS::FSx::DataRepositoryAssociation':
        return referredId(properties.FileSystemId) in template.resources
          ? []
          : [associationTarget(template, id, properties)];
      case 'AWS::FSx::StorageVirtualMachine':
        return svmTargets(template, id, properties);
      case 'AWS::FSx::Volume':
        return properties.VolumeType === 'ONTAP' || isMapping(properties.OntapConfiguration) ? [volumeTarget(template, id, properties)] : [];
      default:
        return [];
    }
  });
}

/** The settings of a file system, as far as the template has them. */
export function templateSettings(template: Template, id: string, kind: 'LUSTRE' | 'ONTAP'): Settings<object> {
  const fileSystem = new FileSystem(template, id, template.resources[id].Properties);
  const { configuration, places, violations = [] } = kind === 'LUSTRE' ? fileSystem.lustre() : fileSystem.ontap();
  return { configuration, places, violations };
}

function target(template: Template, id: string, rules: readonly Rule<any>[], settings: Settings<object>): Target {
  const resource = template.resources[id];
  return {
    document: template.document, object: `${resource.Type} '${id}'`, dialect: 'cloudFormation', rules, ...settings,
    place: { container: resource, key: 'Properties', name: 'Properties', atKey: true },
  };
}

class FileSystem {
  constructor(
    private readonly template: Template, private readonly id: string,
    private readonly properties: { readonly [name: string]: any },
  ) {}

  public targets(): Target[] {
    const { properties } = this;
    switch (properties.FileSystemType) {
      case 'LUSTRE':
        return [this.lustre(), ...this.unknownProperties('LustreConfiguration'), ...this.groups(LUSTRE_PORTS), this.lustreSubnets()];
      case 'ONTAP':
        return [this.ontap(), ...this.unknownProperties('OntapConfiguration'), ...passwordTargets(this.template, this.id, properties.OntapConfiguration, 'FsxAdminPassword')];
      default:
        return [];
    }
  }

  public lustre(): Target {
    const { properties } = this;
    const settings = this.settings<Partial<LustreConfiguration>>(SETTING_ROWS);
    const repositories = this.associations();
    const tags = tagsOf(properties.Tags);
    const logGroup = /:log-group:([^:]+)/.exec(textOf(properties.LustreConfiguration?.LogConfiguration?.Destination) ?? '')?.[1];
    return target(this.template, this.id, LUSTRE, {
      configuration: {
        ...withDefaults(settings.configuration),
        provisioning: 'managed',
        ...repositories.length > 0 && { dataRepositories: repositories },
        ...tags && { tags },
        ...logGroup && { logGroupName: logGroup },
      },
      places: {
        ...settings.places, tags: at(properties, 'Tags'),
        logGroupName: at(properties.LustreConfiguration?.LogConfiguration ?? properties, 'Destination'),
        ...repositories.length > 0 && { dataRepositories: { container: this.template.resources, key: this.associationIds()[0], name: 'data repository associations', atKey: true, hidden: true } },
      },
      violations: settings.violations,
    });
  }

  public ontap(): Target {
    const { properties } = this;
    const configuration = isMapping(properties.OntapConfiguration) ? properties.OntapConfiguration : {};
    const settings = this.settings<Partial<OntapConfiguration>>(ONTAP_SETTING_ROWS);
    const { haPairs = 1, ...others } = settings.configuration;
    const whole = readValue(configuration.ThroughputCapacity, { type: 'number' }, 'throughputCapacityPerHaPair', FILE_SYSTEM);
    const perPair = others.throughputCapacityPerHaPair ?? (haPairs === 1 ? whole.value as number : undefined);
    const subnetIds = listOf(properties.SubnetIds);
    const routeTableIds = listOf(configuration.RouteTableIds);
    const isGiven = configuration.RouteTableIds !== undefined && !isNoValue(configuration.RouteTableIds);
    return target(this.template, this.id, ONTAP, {
      configuration: {
        ...others,
        haPairs,
        provisioning: 'managed',
        ...(perPair !== undefined && { throughputCapacityPerHaPair: perPair }),
        ...(subnetIds && { subnetIds, subnetsGiven: true }),
        ...setting(configuration.PreferredSubnetId, 'preferredSubnetId'),
        ...(isGiven
          ? { routeTableIds: routeTableIds ?? new DeferredValue(configuration.RouteTableIds), routeTablesGiven: true }
          : {}),
      },
      places: {
        ...settings.places,
        ...(configuration.ThroughputCapacity !== undefined && {
          throughputCapacityPerHaPair: { ...at(configuration, 'ThroughputCapacity'), unit: 'MB/s' },
        }),
        subnetIds: { ...at(properties, 'SubnetIds'), hidden: true },
        preferredSubnetId: at(configuration, 'PreferredSubnetId'),
        routeTableIds: { ...at(configuration, 'RouteTableIds'), hidden: true },
      },
      violations: [...settings.violations, ...(whole.violation ? [whole.violation] : [])],
    });
  }

  private settings<C>(rows: readonly (readonly [string, SettingRow])[]): Settings<C> {
    return readSettings<C>(rows, ({ cloudFormation }) => {
      if (cloudFormation === undefined) {
        return undefined;
      }
      const path = cloudFormation.split('.');
      const key = path.pop()!;
      let container: any = this.properties;
      for (const name of path) {
        container = isMapping(container) ? container[name] : undefined;
      }
      const isSet = isMapping(container) && container[key] !== undefined && !isNoValue(container[key]);
      return isSet ? { container, key, name: cloudFormation, value: (container as any)[key] } : undefined;
    }, FILE_SYSTEM);
  }

  private associationIds(): string[] {
    return Object.entries(this.template.resources)
      .filter(([, { Type, Properties }]) => Type === 'AWS::FSx::DataRepositoryAssociation' && referredId(Properties?.FileSystemId) === this.id)
      .map(([id]) => id);
  }

  private associations(): DataRepositoryConfiguration[] {
    return this.associationIds().map(id => associationOf(this.template.resources[id].Properties));
  }

  private unknownProperties(configuration: string): Target[] {
    return Object.entries(PROPERTIES).filter(([path]) => path === '' || path.startsWith(configuration)).flatMap(([path, known]) => {
      let map: any = this.properties;
      for (const name of path === '' ? [] : path.split('.')) {
        map = isMapping(map) ? map[name] : undefined;
      }
      const names = isMapping(map) && !isFunction(map) ? Object.keys(map).filter(name => !known.includes(name) && !name.startsWith('Fn::')) : [];
      return names.map(name => this.lint({ unknownName: name, knownNames: known }, {
        unknownName: { container: map, key: name, name: path === '' ? name : `${path}.${name}`, atKey: true, hidden: true, legalValues: known },
      }));
    });
  }

  /** The ports that the security groups open, if all of them are in the template. */
  private groups(requiredPorts: NonNullable<LintConfiguration['requiredPorts']>): Target[] {
    const { resources } = this.template;
    const groups = Array.isArray(this.properties.SecurityGroupIds)
      ? this.properties.SecurityGroupIds.map(referredId)
      : [];
    const isKnown = groups.length > 0 && groups.every(id => resources[id]?.Type === 'AWS::EC2::SecurityGroup');
    if (!isKnown) {
      return [];
    }
    const inline = groups.flatMap(id => rulesIn(resources[id].Properties?.SecurityGroupIngress));
    const separate = Object.values(resources)
      .filter(({ Type, Properties }) => Type === 'AWS::EC2::SecurityGroupIngress' && groups.includes(referredId(Properties?.GroupId)))
      .map(({ Properties }) => Properties);
    const ports = [...inline, ...separate].map(portsOf);
    return ports.includes(undefined)
      ? []
      : [
        this.lint(
          { openPorts: ports as { from: number; to: number }[], requiredPorts },
          {
            openPorts: { ...at(this.properties, 'SecurityGroupIds'), atKey: true, hidden: true },
          },
        ),
      ];
  }

  private lustreSubnets(): Target {
    const subnets = listOf(this.properties.SubnetIds);
    return this.lint({ ...subnets && { lustreSubnets: subnets.length } }, { lustreSubnets: { ...at(this.properties, 'SubnetIds'), atKey: true, hidden: true } });
  }

  private lint(configuration: LintConfiguration, places: { readonly [field: string]: Place }): Target {
    return target(this.template, this.id, LINT_RULES, { configuration, places, violations: [] });
  }
}

function at(container: object, key: string): Place {
  return { container, key, name: key };
}

/** The ports of an inbound rule; undefined, where they are unknown. A rule of another protocol opens none. */
function portsOf(rule: any): { readonly from: number; readonly to: number } | undefined {
  const protocol = textOf(rule?.IpProtocol);
  if (protocol === '-1') {
    return { from: 0, to: MAX_PORT };
  }
  const [from, to] = [rule?.FromPort, rule?.ToPort].map(port => textOf(port) === undefined ? NaN : Number(port));
  if (protocol === undefined || isUnknown(protocol) || (['tcp', '6'].includes(protocol) && (Number.isNaN(from) || Number.isNaN(to)))) {
    return undefined;
  }
  return ['tcp', '6'].includes(protocol) ? { from: from < 0 ? 0 : from, to: to < 0 ? MAX_PORT : to } : { from: -1, to: -1 };
}

function rulesIn(rules: unknown): any[] {
  return Array.isArray(rules) ? rules : rules === undefined ? [] : [undefined];
}

/** The items of a list; undefined, where its length depends on a condition or parameter. */
function listOf(list: unknown): Setting<string>[] | undefined {
  const items = Array.isArray(list) ? list.filter(item => !isNoValue(item)) : undefined;
  return items?.some(item => isMapping(item) && ('Fn::If' in item || 'Fn::Split' in item)) ? undefined : items?.map(item => typeof item === 'string' ? item : new DeferredValue<string>(item));
}

function setting(raw: unknown, field: string): object {
  return raw === undefined || isNoValue(raw) ? {} : { [field]: typeof raw === 'string' && !isUnknown(raw) ? raw : new DeferredValue(raw) };
}

function isFunction(value: object): boolean {
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'));
}

function isNoValue(value: unknown): boolean {
  return isMapping(value) && value.Ref === 'AWS::NoValue';
}

/** The logical ID that a reference means; empty for anything else. */
export function referredId(value: unknown): string {
  if (!isMapping(value)) {
    return '';
  }
  const attribute = value['Fn::GetAtt'];
  return textOf(value.Ref) ?? (Array.isArray(attribute) ? textOf(attribute[0]) : textOf(attribute)?.split('.')[0]) ?? '';
}

function tagsOf(tags: unknown): { readonly [key: string]: Setting<string> } | undefined {
  const pairs = Array.isArray(tags) ? tags.filter(isMapping).filter(({ Key }) => typeof Key === 'string' && !Key.startsWith('cdk-eks-fsx/')) : [];
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs.map(({ Key, Value }) => [
    Key as string, typeof Value === 'string' && !isUnknown(Value) ? Value : new DeferredValue<string>(Value as string),
  ]));
}

function associationOf(properties: any): DataRepositoryConfiguration {
  const text = (raw: unknown): Setting<string> => typeof raw === 'string' && !isUnknown(raw) ? raw : new DeferredValue<string>(raw as string);
  const path = text(properties?.DataRepositoryPath);
  const [, bucket = '', prefix = ''] = typeof path === 'string' ? /^s3:\/\/([^/]*)\/?(.*)$/.exec(path) ?? [] : [];
  const chunk = readValue(properties?.ImportedFileChunkSize, { type: 'number' }, 'importedFileChunkSize', FILE_SYSTEM).value;
  return {
    fileSystemPath: text(properties?.FileSystemPath), dataRepositoryPath: path, bucket,
    prefix: typeof path === 'string' ? prefix : new DeferredValue<string>(properties?.DataRepositoryPath),
    autoImportPolicy: strings(properties?.S3?.AutoImportPolicy?.Events) as any[],
    autoExportPolicy: strings(properties?.S3?.AutoExportPolicy?.Events) as any[],
    batchImportMetaDataOnCreate: properties?.BatchImportMetaDataOnCreate === true,
    ...chunk !== undefined && { importedFileChunkSize: chunk as number },
  };
}

/** An association of a file system that is not in the template. */
function associationTarget(template: Template, id: string, properties: any): Target {
  return target(template, id, LUSTRE, {
    configuration: { dataRepositories: [associationOf(properties)] },
    places: { dataRepositories: { container: properties, key: 'FileSystemPath', name: 'FileSystemPath', atKey: true, hidden: true } }, violations: [],
  });
}

function svmTargets(template: Template, id: string, properties: any): Target[] {
  return [
    target(template, id, ONTAP, { configuration: setting(properties.Name, 'svmName'), places: { svmName: at(properties, 'Name') }, violations: [] }),
    ...passwordTargets(template, id, properties, 'SvmAdminPassword'),
  ];
}

function passwordTargets(template: Template, id: string, map: unknown, key: string): Target[] {
  const password = isMapping(map) ? map[key] : undefined;
  const isPlain = typeof password === 'string' && !password.includes('{{resolve:');
  return isPlain
    ? [
      target(template, id, LINT_RULES, {
        configuration: { plainPassword: true },
        places: { plainPassword: { ...at(map as object, key), atKey: true, hidden: true } },
        violations: [],
      }),
    ]
    : [];
}

function volumeTarget(template: Template, id: string, properties: any): Target {
  const ontap = isMapping(properties.OntapConfiguration) ? properties.OntapConfiguration as any : {};
  const violations: Violation[] = [];
  const read = (raw: unknown, type: 'number' | 'string', field: string, values?: readonly string[]) => {
    const reading = isNoValue(raw) ? {} : readValue(raw, { type, values }, field, VOLUME);
    violations.push(...reading.violation ? [reading.violation] : []);
    return reading.value;
  };
  const style = read(ontap.VolumeStyle, 'string', 'volumeStyle', Object.values(OntapVolumeStyle)) ?? OntapVolumeStyle.FLEXVOL;
  const [sizeKey, unit] = ontap.SizeInBytes === undefined ? ['SizeInMegabytes', 1024] : ['SizeInBytes', BYTES_PER_GIB];
  const size = read(ontap[sizeKey], 'number', 'volumeSize');
  const tiering = isMapping(ontap.TieringPolicy) ? ontap.TieringPolicy as any : {};
  const configuration = {
    volumeName: read(properties.Name, 'string', 'volumeName'),
    junctionPath: read(ontap.JunctionPath, 'string', 'junctionPath'),
    volumeSize: typeof size === 'number' ? size / unit : size,
    volumeStyle: style,
    // a FlexVol does not depend on them
    haPairs: style === OntapVolumeStyle.FLEXVOL ? 1 : undefined,
    tieringPolicy: read(tiering.Name, 'string', 'tieringPolicy', Object.values(OntapTieringPolicy)) ?? OntapTieringPolicy.SNAPSHOT_ONLY,
    coolingPeriod: read(tiering.CoolingPeriod, 'number', 'coolingPeriod'),
    snapshotPolicy: read(ontap.SnapshotPolicy, 'string', 'snapshotPolicy'),
    backupId: read(properties.BackupId, 'string', 'backupId'),
  };
  return target(template, id, VOLUMES, {
    configuration: Object.fromEntries(Object.entries(configuration).filter(([, value]) => value !== undefined)),
    places: {
      volumeName: at(properties, 'Name'), junctionPath: at(ontap, 'JunctionPath'), volumeSize: { ...at(ontap, sizeKey), unit: 'GiB' },
      volumeStyle: at(ontap, 'VolumeStyle'), tieringPolicy: { ...at(tiering, 'Name'), name: 'TieringPolicy.Name' },
      coolingPeriod: { ...at(tiering, 'CoolingPeriod'), name: 'TieringPolicy.CoolingPeriod', unit: 'days' },
      snapshotPolicy: at(ontap, 'SnapshotPolicy'), backupId: at(properties, 'BackupId'),
    },
    violations,
  });
}
