import { Builder, member } from './builder';
import { Code, Struct, list, literal, map, struct } from './code';
import { legalize } from './legal';
import { BACKEND_FIELDS, DEFAULTS_FIELDS, PLAIN_CREDENTIALS, TRIDENT_PARAMETERS } from '../lint/names';
import { KubernetesObject } from '../lint/objects';
import { backendNameOf, backendSettings, defaultsSettings, driverOf, omitUnset, valueOf } from '../lint/ontap';
import { forFiles } from '../lint/rules';
import { isMapping, isUnknown, readValue, strings, textOf } from '../lint/values';
import { ONTAP_FORMATS, OntapNfsVersion, OntapStorageDriver, OntapTieringPolicy, STORAGE_DRIVERS } from '../ontap/limits';
import { ONTAP_BACKEND_RULES, ONTAP_DEFAULTS_RULES } from '../ontap/rules';
import { BACKEND_FIELDS_OF } from '../ontap/schema';
import { DEFAULTS_ROWS } from '../ontap/trident/defaults';
import { Violation } from '../validation/check';

const BACKEND_RULES = forFiles<any>([...ONTAP_BACKEND_RULES, ...ONTAP_DEFAULTS_RULES]);
const POOL_RULES = forFiles<any>(ONTAP_DEFAULTS_RULES);
/** Fields of a backend that the storage sets from its file system, or that are converted in a way of their own. */
const SET_BY_STORAGE = [
  'version', 'storageDriverName', 'backendName', 'svm', 'aws', 'credentials', 'deletionPolicy', 'defaults', 'storage', 'labels', 'autoExportCIDRs',
  'supportedTopologies', 'nfsMountOptions',
];
/** Fields without an effect on volumes: connection, logging, topology, and fields that Trident ignores in Kubernetes. */
const WITHOUT_EFFECT = ['managementLIF', 'dataLIF', 'region', 'zone', 'igroupName', 'useREST', 'debug', 'debugTraceFlags', 'usageHeartbeat'];
/** Defaults that Kubernetes never uses: claims have a size, and classes a file system. */
const UNUSED_DEFAULTS = ['size', 'fileSystemType'];
const ARN = /:secret:.+-[A-Za-z0-9]{6}$/;
const FILE_SYSTEM = /^fs-[0-9a-f]+$/;
const LABEL = /^[\w-]+$/;
const REGION = 'topology.kubernetes.io/region';
const ZONE = 'topology.kubernetes.io/zone';

type Note = (reason: string, rule?: string) => void;
export type Fields = { [property: string]: Code | undefined };

/** What a class can select, and its class. */
export interface Selectable {
  /** Labels, with those of the backend. */
  readonly labels: { readonly [key: string]: string };
  readonly region?: string;
  readonly zone?: string;
  readonly spaceReserved: boolean;
  readonly encryption?: boolean;
  readonly fields: Fields;
  storageClass?: KubernetesObject;
}

/** A virtual pool. */
export interface PoolCode extends Selectable {
  readonly name: string;
  /** Its name in Trident. */
  readonly tridentName: string;
}

/** Where a backend creates volumes. */
export interface Home {
  readonly fileSystemId?: unknown;
  readonly svm?: unknown;
  readonly secret?: unknown;
}

/** Settings of classes that a storage or a backend has once. */
export interface ClassTraits {
  readonly reclaimPolicy: string;
  readonly fields: Fields;
}

/** A backend of the result. Without pools, it is what classes select. */
export interface BackendCode extends Selectable {
  /** The TridentBackendConfig, unless the backend is created for a class. */
  readonly object?: KubernetesObject;
  readonly driver: OntapStorageDriver;
  readonly name: string;
  readonly home: Home;
  readonly pools: PoolCode[];
  readonly comments: string[];
  traits?: ClassTraits;
}

/** Converts a TridentBackendConfig. */
export function backendOf(builder: Builder, object: KubernetesObject): BackendCode | undefined {
  const spec = isMapping(object.root.spec) ? object.root.spec : {};
  const written = textOf(valueOf(spec, 'storageDriverName'));
  const driver = driverOf(spec) ?? Object.values(OntapStorageDriver).find(one => one === written?.toLowerCase());
  if (driver === undefined) {
    TRIDENT_PARAMETERS.backendType.values!.includes(written ?? '')
      ? builder.leave(object, `the storage driver ${written} is not one of FSx for ONTAP`)
      : builder.omit(object, `Trident has no storage driver ${written ?? '(not set)'}`, 'input/value');
    return undefined;
  }
  const comments: string[] = [];
  const note = (reason: string, rule?: string) => comments.push(builder.change(object, reason, rule));
  const name = backendNameOf(object.name, spec);
  const { configuration, violations } = backendSettings(spec, name, driver);
  const final = legalized(configuration, violations, BACKEND_RULES, driver, note);
  if (Array.isArray(final)) {
    final.forEach(({ at, problem, id }) => builder.omit(object, `${at}: ${problem}`, id));
    return undefined;
  }
  const fields = settingsIn(builder, final, driver, object.name);
  const cidrs = final.autoExportPolicy === true ? strings(valueOf(spec, 'autoExportCIDRs')) : [];
  fields.autoExportCidrs = cidrs.length > 0 ? list(cidrs.map(literal)) : undefined;
  const labels = labelsIn(spec, note);
  fields.labels = map(labels);
  fields.supportedTopologies = topologiesIn(spec, note);
  Object.assign(fields, mountFields(textOf(valueOf(spec, 'nfsMountOptions'))?.split(','), driver, note));
  const handled = [...SET_BY_STORAGE, ...WITHOUT_EFFECT, ...Object.keys(BACKEND_FIELDS_OF[driver])];
  for (const field of Object.keys(spec).filter(key => !isKnown(key, handled))) {
    if (isKnown(field, PLAIN_CREDENTIALS)) {
      note(`removed ${field}: Trident rejects credentials in a TridentBackendConfig`, 'lint/inline-credentials');
    } else if (isKnown(field, ['limitAggregateUsage'])) {
      note(`removed ${field}, which needs an administrator of the cluster of ONTAP`, 'lint/limit-aggregate-usage');
    } else if (field !== 'nasType' || spec[field] !== 'nfs') {
      isKnown(field, Object.keys(BACKEND_FIELDS))
        ? note(`removed ${field}, which the storage does not set`)
        : note(`removed ${field}, which Trident ignores`, 'lint/unknown-parameter');
    }
  }
  notedDefaults(valueOf(spec, 'defaults'), note);
  const inherited = {
    labels, region: textOf(valueOf(spec, 'region')), zone: textOf(valueOf(spec, 'zone')),
    spaceReserved: final.spaceReserved === true, encryption: final.encryption,
  };
  const pools = poolsIn(builder, object, name, driver, final, inherited, note);
  builder.convert(object);
  return { object, driver, name, fields, pools, comments, ...inherited, home: homeOf(spec, note) };
}

/** The legal settings, or the errors for which no legal value was found. */
function legalized(
  configuration: object, violations: readonly Violation[], rules: typeof BACKEND_RULES, driver: OntapStorageDriver,
  note: Note,
): any {
  const settings: any = { ...configuration };
  for (const { at, value, problem, id } of violations) {
    const row = BACKEND_FIELDS_OF[driver][at];
    const reading = row && value !== undefined ? readValue(value, row, at, '') : undefined;
    settings[at] = reading && !reading.violation ? reading.value : undefined;
    settings[at] === undefined && delete settings[at];
    note(`${at}: ${problem}; ${settings[at] === undefined && row ? 'removed' : `now written as ${row ? `a ${row.type}` : 'Trident reads it'}`}`, id);
  }
  const legal = legalize(rules, settings, { ...BACKEND_FIELDS_OF[driver], autoExportCidrs: { type: 'list' }, backendName: { type: 'string' } });
  for (const { fields: [field], violation } of legal.changes) {
    const now = (legal.configuration as any)[field];
    note(`${now === undefined ? `removed ${field}` : `${field} is now ${now}`}, because ${violation.at}: ${violation.problem}`, violation.id);
  }
  return legal.left.length > 0 ? legal.left : legal.configuration;
}

/** The settings of a backend or pool as properties, without those that are the default of the construct. */
function settingsIn(builder: Builder, final: any, driver: OntapStorageDriver, owner: string, pool = false): Fields {
  const fields: Fields = {};
  for (const [field, row] of Object.entries(BACKEND_FIELDS_OF[driver])) {
    const value = field === 'name' ? undefined : final[field];
    const isDefault = !pool && ((field === 'autoExportPolicy' && value === false) || (field === 'tieringPolicy' && value === OntapTieringPolicy.NONE));
    if (value !== undefined && !isDefault && !Array.isArray(value) && row.type !== 'struct' && row.type !== 'map') {
      fields[field] = builder.setting(field, value, row, owner, 'Ontap');
    }
  }
  return fields;
}

function poolsIn(
  builder: Builder, object: KubernetesObject, backend: string, driver: OntapStorageDriver, settings: any,
  inherited: Pick<BackendCode, 'labels' | 'region' | 'zone' | 'spaceReserved' | 'encryption'>, note: Note,
): PoolCode[] {
  const storage = valueOf(object.root.spec, 'storage');
  const names: string[] = [];
  return (Array.isArray(storage) ? storage.filter(isMapping) : []).flatMap((pool, index): PoolCode[] => {
    const noteOf = (reason: string, rule?: string) => note(`pool ${index + 1}: ${reason}`, rule);
    const { configuration, violations } = defaultsSettings(valueOf(pool, 'defaults'), driver);
    const { autoExportPolicy, qosPolicy, adaptiveQosPolicy } = settings;
    const context: any = omitUnset({ driver, autoExportPolicy, qosPolicy, adaptiveQosPolicy });
    const final = legalized({ ...context, ...configuration }, violations, POOL_RULES, driver, noteOf);
    if (Array.isArray(final)) {
      final.forEach(({ at, problem, id }) => noteOf(`removed the pool, because ${at}: ${problem}`, id));
      return [];
    }
    const isInherited = (key: string) => !(key in configuration) && final[key] === context[key];
    const own: any = Object.fromEntries(
      Object.entries(final).filter(([key]) => key in DEFAULTS_ROWS && !isInherited(key)),
    );
    const written = valueOf(pool, 'labels');
    const labels = labelsIn(pool, noteOf, ['pool']);
    const name = poolNameOf(isMapping(written) ? written : {}, names);
    names.push(name);
    notedDefaults(valueOf(pool, 'defaults'), noteOf);
    for (const key of Object.keys(pool).filter(one => !isKnown(one, ['labels', 'defaults', 'region', 'zone', 'supportedTopologies']))) {
      noteOf(`removed ${key}, which a pool of the storage does not set`);
    }
    return [{
      name, tridentName: `${backend}_pool_${index}`,
      labels: {
        ...inherited.labels, ...labels,
        ...isMapping(written) && textOf(written.pool) !== undefined && { pool: textOf(written.pool)! },
      },
      region: textOf(valueOf(pool, 'region')) ?? inherited.region, zone: textOf(valueOf(pool, 'zone')) ?? inherited.zone,
      spaceReserved: own.spaceReserved ?? inherited.spaceReserved, encryption: own.encryption ?? inherited.encryption,
      fields: {
        ...settingsIn(builder, own, driver, object.name, true), labels: map(labels),
        supportedTopologies: topologiesIn(pool, noteOf),
      },
    }];
  });
}

/** The name of a pool: its label `pool`, or its labels, or its position. */
function poolNameOf(labels: { readonly [key: string]: unknown }, taken: readonly string[]): string {
  const slug = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 32).replace(/^-+|-+$/g, '');
  const candidates = [textOf(labels.pool) ?? '', ...Object.values(labels).map(value => textOf(value) ?? ''), Object.values(labels).join('-')].map(slug);
  return candidates.find(name => ONTAP_FORMATS.backendName.test(name) && /[a-z]/.test(name) && !taken.includes(name)) ?? `pool-${taken.length + 1}`;
}

function labelsIn(owner: unknown, note: Note, except: readonly string[] = []): { [key: string]: string } {
  const labels = valueOf(owner, 'labels');
  const all = Object.entries(isMapping(labels) ? labels : {}).filter(([key]) => !except.includes(key))
    .map(([key, value]) => [key, String(value)] as const);
  const isLegal = ([key, value]: readonly [string, string]) => LABEL.test(key) && LABEL.test(value) && key !== 'pool';
  all.filter(one => !isLegal(one)).forEach(([key, value]) => note(`removed the label ${key}=${value}`, 'ontap/label-format'));
  return Object.fromEntries(all.filter(isLegal));
}

function topologiesIn(owner: unknown, note: (reason: string) => void): Code | undefined {
  const topologies = valueOf(owner, 'supportedTopologies');
  const items = (Array.isArray(topologies) ? topologies.filter(isMapping) : []).flatMap((topology): Struct[] => {
    const { [REGION]: region, [ZONE]: zone, ...others } = topology;
    Object.keys(others).forEach(key => note(`removed the topology ${key}: the storage supports Regions and zones`));
    const [regionText, zoneText] = [textOf(region), textOf(zone)];
    return regionText === undefined && zoneText === undefined
      ? []
      : [
        struct('OntapTopology', {
          region: regionText === undefined ? undefined : literal(regionText),
          zone: zoneText === undefined ? undefined : literal(zoneText),
        }),
      ];
  });
  return items.length > 0 ? list(items) : undefined;
}

function notedDefaults(defaults: unknown, note: Note): void {
  const rows = Object.values(DEFAULTS_ROWS).map(({ key }) => key);
  for (const key of Object.keys(isMapping(defaults) ? defaults : {}).filter(
    one => !isKnown(one, [...rows, ...UNUSED_DEFAULTS]),
  )) {
    isKnown(key, DEFAULTS_FIELDS)
      ? note(`removed defaults.${key}, which the storage does not set`)
      : note(`removed defaults.${key}, which Trident ignores`, 'lint/unknown-parameter');
  }
}

/** NFS version, connections and other options of a mount. */
export function mountFields(
  options: readonly string[] | undefined,
  driver: OntapStorageDriver,
  note: (reason: string) => void,
): Fields {
  if (options === undefined) {
    return {};
  }
  const block = STORAGE_DRIVERS[driver].protocol === 'san';
  const trimmed = options.map(option => option.trim()).filter(option => option !== '' && option !== '-o');
  const written = block ? undefined : trimmed.map(option => /^(?:nfsvers|vers)=(.*)$/.exec(option)?.[1]).find(Boolean);
  const version = Object.values(OntapNfsVersion).find(one => one === written);
  if (written !== undefined && version === undefined) {
    note(`nfsvers=${written} is now ${OntapNfsVersion.V4_1}: the storage opens the ports of one version`);
  }
  const connections = trimmed.map(option => /^nconnect=(\d+)$/.exec(option)?.[1]).find(Boolean);
  const others = trimmed.filter(option => block || !/^(nfsvers|vers|nconnect)=/.test(option));
  return {
    nfsVersion:
      version === undefined || version === OntapNfsVersion.V4_1
        ? undefined
        : member(Object.values(OntapNfsVersion), version, 'Ontap'),
    nconnect: connections === undefined ? undefined : literal(Number(connections)),
    mountOptions: others.join() === (block ? '' : 'hard') ? undefined : list(others.map(literal)),
  };
}

function homeOf(spec: { readonly [key: string]: unknown }, note: Note): Home {
  const aws = valueOf(spec, 'aws');
  const credentials = valueOf(spec, 'credentials');
  const fileSystemId = valueOf(aws, 'fsxFilesystemID');
  const svm = valueOf(spec, 'svm');
  const secret = textOf(valueOf(credentials, 'type')) === 'awsarn' ? valueOf(credentials, 'name') : undefined;
  secret === undefined && note(CONNECTION.secret);
  if (typeof secret === 'string' && !isUnknown(secret) && !ARN.test(secret)) {
    note('the ARN of the secret lacks its six last characters, or is none; the secret is a parameter of the stack', 'ontap/secret-arn-partial');
  }
  if (typeof fileSystemId === 'string' && !isUnknown(fileSystemId) && !FILE_SYSTEM.test(fileSystemId)) {
    note(`'${fileSystemId}' is not the ID of a file system; it is a parameter of the stack`, 'ontap/file-system-id-format');
  }
  fileSystemId === undefined && note(CONNECTION.address);
  if (typeof svm === 'string' && svm.startsWith('svm-')) {
    note(`'${svm}' is the ID of the storage virtual machine; its name is a parameter of the stack`, 'ontap/svm-name-is-an-id');
  }
  return {
    fileSystemId: typeof fileSystemId === 'string' && FILE_SYSTEM.test(fileSystemId) || isUnknown(fileSystemId) ? fileSystemId : undefined,
    svm: typeof svm === 'string' && svm.startsWith('svm-') ? undefined : svm,
    secret: typeof secret === 'string' && ARN.test(secret) || isUnknown(secret) ? secret : undefined,
  };
}

/** Notes about the connection of Trident to ONTAP, which has no effect on volumes. */
export const CONNECTION = {
  secret: 'the storage reads the credentials from Secrets Manager; the secret is a parameter of the stack',
  address: 'Trident finds the addresses by the ID of the file system, which is a parameter of the stack',
};

const isKnown = (key: string, names: readonly string[]) => names.some(name => name.toLowerCase() === key.toLowerCase());
