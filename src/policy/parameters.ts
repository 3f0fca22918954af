import { inList, text } from './cel';
import { GO_BOOLEANS } from '../lint/values';
import { FORMATS, LIMITS, SERVICE } from '../lustre/limits';
import { LustreSettingRow, SETTING_ROWS } from '../lustre/setting-rows';
import { MAX_BACKUP_DAYS } from '../validation/common/backups';

/** Values of a parameter that no rule distinguishes. */
export interface ValueClass {
  /** What the CEL variable of the parameter evaluates to. */
  readonly key: string;
  /** Parameters of StorageClasses with such a value; the names in TOP_LEVEL are fields of the StorageClass itself. */
  readonly samples: readonly Sample[];
}

export type Sample = { readonly [name: string]: string | boolean };

/** A setting of a StorageClass, as far as rules distinguish its values. */
export interface Parameter {
  /** The variable of the policy. */
  readonly name: string;
  /** Evaluates to the key of the class of the value. */
  readonly cel: string;
  readonly classes: readonly ValueClass[];
}

/** Fields of a StorageClass in addition to its parameters. */
export const TOP_LEVEL = ['reclaimPolicy', 'allowVolumeExpansion'];

/** Keys of classes. Rules do not apply to an invalid value; the form of values has rules of its own. */
const UNSET = '';
export const INVALID = 'invalid';
const VALID = 'valid';
const OTHER = 'other';

const TRUE = Object.keys(GO_BOOLEANS).filter(key => GO_BOOLEANS[key]);
const FALSE = Object.keys(GO_BOOLEANS).filter(key => !GO_BOOLEANS[key]);

/** The parameters of the map `variables.p`. */
export function parameterOf(name: string): string {
  return `variables.p[?${text(name)}].orValue('')`;
}

function setting(
  name: string,
  cel: (value: string) => string,
  values: { readonly [key: string]: readonly string[] },
): Parameter {
  return {
    name,
    cel: cel(parameterOf(name)),
    classes: [
      { key: UNSET, samples: [{}] },
      ...Object.entries(values).map(([key, samples]) => ({ key, samples: samples.map(value => ({ [name]: value })) })),
    ],
  };
}

function enumerated(name: string, values: readonly string[]): Parameter {
  return setting(name, value => `${inList(value, ['', ...values])} ? ${value} : ${text(INVALID)}`, {
    ...Object.fromEntries(values.map(value => [value, [value]])), [INVALID]: ['no such value'],
  });
}

function boolean(name: string): Parameter {
  return setting(name, value => `${value} == '' ? '' : ${inList(value, TRUE)} ? 'true' : ${inList(value, FALSE)} ? 'false' : ${text(INVALID)}`, {
    true: ['true', '1'], false: ['false', 'F'], [INVALID]: ['yes'],
  });
}

/** A number, of which rules distinguish the given values. The driver does not send 0. */
function number(name: string, values: readonly number[]): Parameter {
  const [least, most] = [values[0], values[values.length - 1]];
  const others = [least - 1, Math.floor((least + most) / 2) + 1, most + 1];
  return setting(name, value => numeric(value, `int(${value}) == 0 ? '' : ${inList(`string(int(${value}))`, values.map(String))} ? string(int(${value})) : ${text(OTHER)}`), {
    ...Object.fromEntries(values.map(value => [`${value}`, [`${value}`]])), [OTHER]: others.map(String), [INVALID]: ['many'],
  });
}

/** A number, of which rules distinguish the given range. */
function range(name: string, max: number): Parameter {
  return setting(name, value => numeric(value, `int(${value}) == 0 ? '' : int(${value}) > 0 && int(${value}) <= ${max} ? ${text(VALID)} : ${text(OTHER)}`), {
    [VALID]: ['1', `${max}`], [OTHER]: ['-1', `${max + 1}`], [INVALID]: ['many'],
  });
}

/** A number, of which rules distinguish whether it is one. */
function anyNumber(name: string): Parameter {
  return setting(name, value => `${value} == '' ? '' : ${value}.matches('^[+-]?[0-9]+([.][0-9]+)?$') ? ${text(VALID)} : ${text(INVALID)}`, {
    [VALID]: ['1'], [INVALID]: ['many'],
  });
}

function numeric(value: string, known: string): string {
  return `${value} == '' ? '' : ${value}.matches('^[+-]?[0-9]{1,9}$') ? (${known}) : ${value}.matches('^[+-]?[0-9]+([.][0-9]+)?$') ? ${text(OTHER)} : ${text(INVALID)}`;
}

/** A text, of which rules distinguish whether it is set. */
function present(name: string, sample: string): Parameter {
  return setting(name, value => `${value} == '' ? '' : ${text(VALID)}`, { [VALID]: [sample] });
}

/** A text, of which rules distinguish whether it has a format. */
function formatted(name: string, expression: RegExp, valid: string, invalid: readonly string[]): Parameter {
  return setting(name, value => `${value} == '' ? '' : ${value}.matches(${text(expression.source)}) ? ${text(VALID)} : ${text(INVALID)}`, {
    [VALID]: [valid], [INVALID]: invalid,
  });
}

const S3_PATH = new RegExp(`^(?:${FORMATS.s3Path.source})$`);
/** The examples of the rules, from which the formats are tested. */
const SUBNET = /^subnet-[0-9a-f]{8}([0-9a-f]{9})?$/;
const GROUPS = new RegExp(`^sg-[0-9a-f]{8}([0-9a-f]{9})?(,sg-[0-9a-f]{8}([0-9a-f]{9})?){0,${SERVICE.securityGroups - 1}}$`);
const TAGS = /^[^,=]*=[^,=]*(,[^,=]*=[^,=]*)*$/;
const DAILY = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;
const WEEKLY = /^[1-7]:([01][0-9]|2[0-3]):[0-5][0-9]$/;

const storageLimits = Object.values(LIMITS).flatMap(({ storage }) => Object.values(storage));
const throughputs = unique(storageLimits.flatMap(({ tiers }) => tiers.flatMap(({ perUnit }) => perUnit ?? [])));
const metadataIops = unique(storageLimits.flatMap(({ metadataIops: limits }) => limits
  ? [...limits.values, ...Array.from({ length: limits.max / limits.step }, (_, index) => (index + 1) * limits.step)]
  : []));

/** Parameters of whose values rules distinguish more than their rows. */
const OPEN: { readonly [name: string]: Parameter } = {
  perUnitStorageThroughput: number('perUnitStorageThroughput', throughputs),
  metadataIops: number('metadataIops', metadataIops),
  automaticBackupRetentionDays: range('automaticBackupRetentionDays', MAX_BACKUP_DAYS),
  dailyAutomaticBackupStartTime: formatted('dailyAutomaticBackupStartTime', DAILY, '05:30', ['5:30', '24:00']),
  weeklyMaintenanceStartTime: formatted('weeklyMaintenanceStartTime', WEEKLY, '7:03:00', ['0:03:00', 'Sun:03:00']),
  kmsKeyId: present('kmsKeyId', 'arn:aws:kms:eu-west-1:111122223333:key/0'),
  s3ImportPath: formatted('s3ImportPath', S3_PATH, 's3://data/in', ['data/in', 's3://d']),
  s3ExportPath: formatted('s3ExportPath', S3_PATH, 's3://data/out', ['data/out', 's3://d']),
  subnetId: formatted('subnetId', SUBNET, 'subnet-0123456789abcdef0', ['subnet-1', 'subnet-0123456789abcdef0,subnet-0fedcba9876543210']),
  securityGroupIds: formatted('securityGroupIds', GROUPS, 'sg-0123456789abcdef0,sg-01234567', ['sg-1', 'sg-0123456789abcdef0, sg-01234567']),
  extraTags: formatted('extraTags', TAGS, 'a=b,c=d', ['a:b', 'a=b=c', 'a']),
};

/** The parameter of a row. */
export function parameterOfRow(name: string, { type, values }: LustreSettingRow): Parameter {
  if (values !== undefined) {
    return enumerated(name, values);
  }
  switch (type) {
    case 'boolean': return boolean(name);
    case 'number': return anyNumber(name);
    default: return present(name, 'a');
  }
}

const [IMPORT, EXPORT] = ['s3ImportPath', 's3ExportPath'].map(parameterOf);

/** The settings of StorageClasses of the Lustre driver, by the names of variables. */
export const LUSTRE_PARAMETERS: readonly Parameter[] = [
  ...SETTING_ROWS.flatMap(([, row]: [unknown, LustreSettingRow]): Parameter[] => {
    const { storageClass: name } = row;
    return name === undefined ? [] : [OPEN[name] ?? parameterOfRow(name, row)];
  }),
  OPEN.subnetId, OPEN.securityGroupIds, OPEN.extraTags,
  {
    name: 's3Paths',
    cel: `!(${IMPORT}.matches(${text(S3_PATH.source)}) && ${EXPORT}.matches(${text(S3_PATH.source)})) ? '' `
      + `: ${IMPORT}.split('/')[2] != ${EXPORT}.split('/')[2] ? 'other bucket' `
      + `: ${trimmed(EXPORT)} == ${trimmed(IMPORT)} || ${trimmed(EXPORT)} == 's3://' + ${IMPORT}.split('/')[2] ? 'overwrites' : 'separate'`,
    classes: [
      { key: '', samples: [{}, { s3ImportPath: 's3://data/in' }, { s3ExportPath: 's3://data/in' }] },
      { key: 'other bucket', samples: [{ s3ImportPath: 's3://data/in', s3ExportPath: 's3://results/out' }] },
      { key: 'overwrites', samples: [{ s3ImportPath: 's3://data/in', s3ExportPath: 's3://data/in/' }, { s3ImportPath: 's3://data/in', s3ExportPath: 's3://data' }] },
      { key: 'separate', samples: [{ s3ImportPath: 's3://data/in', s3ExportPath: 's3://data/out' }] },
    ],
  },
  {
    name: 'reclaimPolicy', cel: 'object.?reclaimPolicy.orValue(\'Delete\')',
    classes: ['Delete', 'Retain'].map(key => ({ key, samples: [{ reclaimPolicy: key }] })),
  },
  {
    name: 'allowVolumeExpansion', cel: 'string(object.?allowVolumeExpansion.orValue(false))',
    classes: [true, false].map(value => ({ key: `${value}`, samples: [{ allowVolumeExpansion: value }] })),
  },
];

function trimmed(path: string): string {
  return `(${path}.endsWith('/') ? ${path}.substring(0, size(${path}) - 1) : ${path})`;
}

/** The parameters that determine a field of the configuration of a StorageClass. A field without an entry is that of its row. */
const FIELDS: { readonly [field: string]: readonly string[] } = {
  provisioning: [],
  fileSystemTypeVersion: ['fileSystemTypeVersion', 'deploymentType', 'metadataConfigurationMode'],
  metadataIops: ['metadataIops', 'metadataConfigurationMode'],
  reclaimPolicy: ['reclaimPolicy'],
  allowVolumeExpansion: ['allowVolumeExpansion'],
  // of the rules for files
  durable: ['deploymentType'],
  ignoredMetadataIops: ['metadataIops', 'metadataConfigurationMode'],
  subnetId: ['subnetId'],
  securityGroupIds: ['securityGroupIds'],
  extraTags: ['extraTags'],
};
const ROWS: { readonly [field: string]: readonly string[] } = Object.fromEntries(
  SETTING_ROWS.flatMap(([field, { storageClass }]: [string, LustreSettingRow]) =>
    storageClass === undefined ? [] : [[field, [storageClass]]],
  ),
);

/** The names of the parameters that determine a field; undefined if a StorageClass does not have it. */
export function parametersOfField(field: string): readonly string[] | undefined {
  return FIELDS[field] ?? ROWS[field];
}

function unique(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
