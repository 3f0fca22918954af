import { inList, list, text } from './cel';
import { Validation, lineOf } from './decisions';
import { parameterOf } from './parameters';
import {
  BACKEND_PARAMETERS, LUSTRE_ATTRIBUTES, LUSTRE_PARAMETERS, PLAIN_CREDENTIALS, TRIDENT_ANNOTATIONS,
  TRIDENT_ANNOTATION_PREFIX, TRIDENT_PARAMETERS,
} from '../lint/names';
import { LINT_RULES } from '../lint/rules';
import { CLAUSE } from '../lint/rules/trident';
import { GO_BOOLEANS } from '../lint/values';
import { LustreConfiguration } from '../lustre/configuration';
import { LustreDeploymentType, LustreStorageType } from '../lustre/limits';
import { LUSTRE_CLAIM_RULES } from '../lustre/rules';
import { driverRounding, tierOf } from '../lustre/sizing';
import { OntapClaimConfiguration } from '../ontap/configuration';
import { CLAIM_ANNOTATIONS, ClaimAnnotation, ONTAP_SERVICE, OntapStorageDriver, OntapVolumeStyle, STORAGE_DRIVERS } from '../ontap/limits';
import { ONTAP_CLAIM_RULES } from '../ontap/rules';
import { largestVolumeGiB } from '../ontap/sizing';
import { check } from '../validation/check';
import { FILE_SYSTEM_ID } from '../validation/formats';
import { Rule } from '../validation/rule';
import { orList } from '../validation/text';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** Parameters of the sidecars of all CSI drivers. */
const SIDECARS = 'csi.storage.k8s.io/';

/** Parameters that the Lustre driver does not know. */
export function unknownLustreParameters(): Validation {
  return unknownParameters(`k in ${list(LUSTRE_PARAMETERS)}`, 'the driver ignores it, and the setting has no effect');
}

/** The Lustre driver does not support topologies. */
export function topologyValidation(): Validation {
  const ruleId = 'lint/topology-ignored';
  return {
    ruleId, severity: 'warning', expression: 'size(object.?allowedTopologies.orValue([])) == 0',
    message: lineOf(ruleId, `allowedTopologies: ${problemOf(ruleId)}`, fixOf(ruleId)),
  };
}

/** Rules for StorageClasses of Trident. */
export function tridentClassValidations(): Validation[] {
  const names = Object.keys(TRIDENT_PARAMETERS);
  const automatic = BACKEND_PARAMETERS.map(name => `${parameterOf(name)} != ''`).join(' && ');
  return [
    unknownParameters(
      `(${automatic}) || k in ${list([...names, ...names.map(name => `${TRIDENT_ANNOTATION_PREFIX}${name}`)])}`,
      'Trident ignores the whole StorageClass, and its claims remain Pending',
    ),
    ...Object.entries(TRIDENT_PARAMETERS).flatMap(([name, { type, values }]): Validation[] => {
      const value = `(variables.p[?${text(TRIDENT_ANNOTATION_PREFIX + name)}].orValue(${parameterOf(name)}))`;
      const one = (ruleId: string, condition: string, problem: string) =>
        [{ ruleId, severity: 'error' as const, expression: `${value} == '' || ${condition}`, message: lineOf(ruleId, `${name}: ${problem}`) }];
      switch (true) {
        case values !== undefined:
          return one('input/value', inList(value, values!), `must be ${orList(values!)}`);
        case type === 'boolean':
          return one('input/type', inList(value, Object.keys(GO_BOOLEANS)), 'must be true or false');
        case type === 'number':
          return one('input/type', `${value}.matches('^[+-]?[0-9]+([.][0-9]+)?$')`, 'must be a number');
        case name === 'storagePools':
          return one('lint/storage-pools-format', `${value}.matches(${text(listOf(POOLS))})`, problemOf('lint/storage-pools-format'));
        case name === 'selector':
          return one('lint/selector-format', `${value}.matches(${text(listOf(CLAUSE.source.replace(/^\^|\$$/g, '')))})`, problemOf('lint/selector-format'));
        default:
          return [];
      }
    }),
  ];
}

function unknownParameters(condition: string, effect: string): Validation {
  return unknownNames('variables.p', `${condition} || k.startsWith(${text(SIDECARS)})`, 'parameter', effect);
}

/** POOLS_OF_BACKEND in a list whose entries the linter trims. */
const POOLS = '[^:;\\s][^:;]*:[^:;]*[^:;\\s]';

/** A whole list in one expression: CEL would compile an expression again for each entry of a split list, which takes seconds for a long one. */
function listOf(entry: string): string {
  return `^\\s*(${entry})\\s*(;\\s*(${entry})\\s*)*$`;
}

/** Keys of a map that nothing reads. */
function unknownNames(map: string, isKnown: string, noun: string, effect: string): Validation {
  const ruleId = 'lint/unknown-parameter';
  return {
    ruleId, severity: 'error', expression: `${map}.all(k, ${isKnown})`,
    message: lineOf(ruleId, `there is no such ${noun}; ${effect}`),
    messageExpression: `${text(`${ruleId}: `)} + ${map}.filter(k, !(${isKnown})).join(', ') + ${text(`: there is no such ${noun}; ${effect}.`)}`,
  };
}

/** Rules for TridentBackendConfigs. Go decodes the keys without regard to case. */
export function backendValidations(): Validation[] {
  const fields = PLAIN_CREDENTIALS.map(name => name.toLowerCase());
  const any = (map: string, variable: string, key: string, condition: string) =>
    `${map}.exists(${variable}, ${variable}.lowerAscii() == ${text(key.toLowerCase())} && ${condition})`;
  const isAwsBlock = any('variables.s', 'k', 'aws', any('variables.s[k]', 'j', 'fsxFilesystemID', "variables.s[k][j] != ''"));
  return [
    {
      ruleId: 'lint/inline-credentials', severity: 'error',
      expression: `!variables.s.exists(k, k.lowerAscii() in ${list(fields)} && type(variables.s[k]) == string) && !${any('variables.s', 'k', 'aws', any('variables.s[k]', 'j', 'secretKey', "variables.s[k][j] != ''"))}`,
      message: lineOf('lint/inline-credentials', `${orList([...PLAIN_CREDENTIALS, 'aws.secretKey'])} in plain text: every reader of the object sees it, and Trident rejects user names and passwords in a TridentBackendConfig`, fixOf('lint/inline-credentials')),
    },
    {
      ruleId: 'lint/backend-version', severity: 'error', expression: `!${any('variables.s', 'k', 'version', 'dyn(variables.s[k]) != dyn(1)')}`,
      message: lineOf('lint/backend-version', `version: ${problemOf('lint/backend-version')}`, fixOf('lint/backend-version')),
    },
    {
      ruleId: 'lint/credentials-format', severity: 'error',
      expression: `!${any('variables.s', 'k', 'credentials', "variables.s[k].exists(j, !(j in ['name', 'type']))")}`,
      message: lineOf('lint/credentials-format', problemOf('lint/credentials-format')),
    },
    {
      ruleId: 'lint/arn-without-aws', severity: 'error',
      expression: `!${any('variables.s', 'k', 'credentials', any('variables.s[k]', 'j', 'type', "variables.s[k][j] == 'awsarn'"))} || ${isAwsBlock}`,
      message: lineOf('lint/arn-without-aws', problemOf('lint/arn-without-aws'), fixOf('lint/arn-without-aws')),
    },
    {
      ruleId: 'lint/limit-aggregate-usage', severity: 'error',
      expression: `!(${any('variables.s', 'k', 'limitAggregateUsage', 'true')} && ${isAwsBlock})`,
      message: lineOf('lint/limit-aggregate-usage', `limitAggregateUsage: ${problemOf('lint/limit-aggregate-usage')}`, fixOf('lint/limit-aggregate-usage')),
    },
  ];
}

/** A StorageClass whose claims a policy validates. */
export interface PolicyStorageClass {
  readonly name: string;
  /** Whether the claims lose or retain data that is meant to last. */
  readonly durable: boolean;
  readonly reclaimPolicy: string;
  /** The settings of the file systems, for the Lustre driver. */
  readonly lustre?: Partial<LustreConfiguration>;
  /** The driver of the backend, for Trident, if the StorageClass names it. */
  readonly ontap?: OntapStorageDriver;
}

/** Rules for claims of the StorageClasses. */
export function claimValidations(classes: readonly PolicyStorageClass[]): Validation[] {
  return classes.flatMap(({ name, lustre, ontap }) => [
    ...lustre === undefined ? [] : [...sizeValidations(lustre), ...valueValidations(LUSTRE_CLAIM_RULES, lustre)],
    ...ontap === undefined ? [] : ontapClaimValidations(ontap),
  ].map(({ ruleId, severity, expression, problem }) => ({
    ruleId, severity, expression: `variables.class != ${text(name)} || (${expression})`, message: lineOf(ruleId, `StorageClass ${name}, ${problem}`),
  })));
}

/** A rule for the claims of one StorageClass. */
type ClaimRule = Pick<Validation, 'ruleId' | 'severity' | 'expression'> & { readonly problem: string };

const ACCESS_MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];
const VOLUME_MODES = ['Filesystem', 'Block'];
/** Other settings of a claim are immutable. */
const IS_GROWTH = "request.operation == 'UPDATE'";

/** Access modes and volume modes, whose values are closed sets. */
function valueValidations(rules: readonly Rule<any>[], configuration: object): ClaimRule[] {
  const known = [...Object.keys(configuration), 'accessMode', 'volumeMode'];
  const modes = ['accessMode', 'volumeMode'];
  const reading = rules.filter(
    ({ reads }) => reads.every(field => known.includes(field as string)) && modes.some(field => reads.includes(field)),
  );
  return reading.flatMap(rule => VOLUME_MODES.flatMap((volumeMode): ClaimRule[] => {
    if (!rule.reads.includes('volumeMode') && volumeMode !== VOLUME_MODES[0]) {
      return [];
    }
    const violationOf = (accessMode: string) =>
      check([rule], { ...configuration, accessMode, volumeMode }).violations[0];
    const illegal = ACCESS_MODES.filter(accessMode => violationOf(accessMode) !== undefined);
    const conditions = [
      ...rule.reads.includes('volumeMode') ? [`object.spec.?volumeMode.orValue('Filesystem') == ${text(volumeMode)}`] : [],
      ...rule.reads.includes('accessMode') ? [`object.spec.accessModes.exists(m, m in ${list(illegal)})`] : [],
    ];
    return illegal.length === 0 ? [] : [{
      ruleId: rule.id, severity: rule.severity, expression: `${IS_GROWTH} || !(${conditions.join(' && ')})`,
      problem: `${String(rule.at)}: ${violationOf(illegal[0])!.problem}`,
    }];
  }));
}

function ontapClaimValidations(driver: OntapStorageDriver): ClaimRule[] {
  return [
    ...volumeSizeValidations(driver),
    ...valueValidations(ONTAP_CLAIM_RULES, { driver }),
    ...annotationValidations(driver),
  ];
}

/** Sizes of volumes of Trident. */
function volumeSizeValidations(driver: OntapStorageDriver): ClaimRule[] {
  const largest = largestVolumeGiB(
    driver === OntapStorageDriver.NAS_FLEXGROUP ? OntapVolumeStyle.FLEXGROUP : OntapVolumeStyle.FLEXVOL,
  );
  const rows: readonly (readonly [string, string, number])[] = [
    ['ontap/claim-size-smallest', `variables.bytes >= ${ONTAP_SERVICE.minVolumeMiB * MIB}`, (ONTAP_SERVICE.minVolumeMiB - 1) / 1024],
    ['ontap/claim-size-largest', `variables.bytes <= ${bytes(largest)}`, largest + 1],
  ];
  return rows.map(([ruleId, expression, claimSize]) => {
    const rule = ONTAP_CLAIM_RULES.find(({ id }) => id === ruleId)!;
    const [{ problem }] = check([rule], { claimSize, driver } as OntapClaimConfiguration).violations;
    return { ruleId, severity: rule.severity, expression, problem: `storage: ${problem}` };
  });
}

/** Annotations that Trident does not know, or that the driver ignores. */
function annotationValidations(driver: OntapStorageDriver): ClaimRule[] {
  const fields = Object.keys(CLAIM_ANNOTATIONS) as ClaimAnnotation[];
  const unread = fields
    .filter(field => !STORAGE_DRIVERS[driver].annotations.includes(field))
    .map(field => CLAIM_ANNOTATIONS[field]);
  const annotations = 'object.metadata.?annotations.orValue({})';
  return [
    {
      ruleId: 'lint/unknown-annotation', severity: 'error', problem: `annotations: ${problemOf('lint/unknown-annotation')}`,
      expression: `${IS_GROWTH} || ${annotations}.all(k, !k.startsWith(${text(TRIDENT_ANNOTATION_PREFIX)}) || k in ${list(TRIDENT_ANNOTATIONS.map(name => `${TRIDENT_ANNOTATION_PREFIX}${name}`))})`,
    },
    ...unread.length === 0 ? [] : [{
      ruleId: 'ontap/annotation-not-read', severity: 'error' as const, problem: `${driver} ignores ${orList(unread)} of a claim`,
      expression: `${IS_GROWTH} || !${annotations}.exists(k, k in ${list(unread)})`,
    }],
  ];
}

/** Sizes, which the driver rounds up. */
function sizeValidations(
  { deploymentType, storageType, perUnitStorageThroughput, efaEnabled }: Partial<LustreConfiguration>,
): ClaimRule[] {
  const type = Object.values(LustreDeploymentType).find(value => value === deploymentType);
  const storage = Object.values(LustreStorageType).find(value => value === storageType);
  const perUnit = typeof perUnitStorageThroughput === 'number' ? perUnitStorageThroughput : undefined;
  if (type === undefined || storage === undefined || tierOf(type, storage, perUnit) === undefined) {
    return []; // another rule rejects the StorageClass
  }
  const rounding = driverRounding(type, storage, perUnit);
  const unit = rounding.reduceRight((rest, row) => row.below === undefined
    ? bytes(row.unit)
    : `(variables.bytes <= ${bytes(row.below - 1)} ? ${bytes(row.unit)} : ${rest})`, '');
  const steps = rounding.map(row => row.below === undefined ? `multiples of ${row.unit} GiB` : `multiples of ${row.unit} GiB below ${row.below} GiB`);
  const efaStep = efaEnabled === true ? tierOf(type, storage, perUnit)!.efaStep : undefined;
  return [
    {
      ruleId: 'lustre/claim-size-rounded', severity: 'warning', expression: `variables.bytes % ${unit} == 0`,
      problem: `storage: the driver rounds the claim up, and FSx bills that capacity; it creates ${orList(steps)}`,
    },
    ...efaStep === undefined ? [] : [{
      ruleId: 'lustre/efa-claim-size', severity: 'error' as const,
      expression: `((variables.bytes + ${unit} - 1) / ${unit} * ${unit}) % ${bytes(efaStep)} == 0`,
      problem: `storage: with EFA, the capacity must be a multiple of ${efaStep} GiB`,
    }],
  ];
}

function bytes(gib: number): string {
  return `${gib * GIB}`;
}

/** Deletions of claims, of which the data is retained or lost. */
export function claimDeletionValidations(classes: readonly PolicyStorageClass[]): Validation[] {
  const durable = classes.filter(each => each.durable);
  const named = (policy: string) =>
    durable.filter(({ reclaimPolicy }) => reclaimPolicy === policy).map(({ name }) => name);
  const one = (ruleId: string, names: string[], problem: string, fix: string): Validation[] =>
    names.length === 0
      ? []
      : [
        {
          ruleId,
          severity: 'warning',
          expression: `!(variables.class in ${list(names)})`,
          message: lineOf(ruleId, problem, fix),
        },
      ];
  return [
    ...one('policy/claim-deletion-loses-data', named('Delete'), 'the driver deletes the volume of this claim with all data', 'set persistentVolumeReclaimPolicy: Retain on its PersistentVolume first'),
    ...one('policy/claim-deletion-retains-data', named('Retain'), 'the volume of this claim becomes Released: its data continues to incur charges, and a new claim does not bind to it', 'note the name of its PersistentVolume, or keep the claim'),
  ];
}

/** Rules for PersistentVolumes of the Lustre driver that a user writes. */
export function volumeValidations(): Validation[] {
  const [handle, policy] = ['object.spec.csi.volumeHandle', "object.spec.?persistentVolumeReclaimPolicy.orValue('Retain')"];
  const isId = `${handle}.matches(${text(FILE_SYSTEM_ID.source)})`;
  const idIn = (value: string) => `${value}.find('^fs-[0-9a-f]+')`;
  const attribute = (name: string) => `variables.a[?${text(name)}].orValue('')`;
  const one = (ruleId: string, name: string, expression: string): Validation =>
    ({ ruleId, severity: ruleOf(ruleId).severity, expression, message: lineOf(ruleId, `${name}: ${problemOf(ruleId)}`, fixOf(ruleId)) });
  const ignored = 'the driver ignores it; the names are case-sensitive';
  return [
    one('lint/volume-handle-format', 'volumeHandle', `${policy} != 'Delete' || ${isId}`),
    one('lint/static-volume-deletes', 'persistentVolumeReclaimPolicy', `!(${policy} == 'Delete' && ${isId})`),
    one('lint/reclaim-recycle', 'persistentVolumeReclaimPolicy', `${policy} != 'Recycle'`),
    one('lint/dns-name-format', 'dnsname', `!${attribute('dnsname')}.matches('[@/:\\\\s]')`),
    one('lint/mount-name-fsx', 'mountname', `${attribute('mountname')}.split('/')[0] != 'fsx'`),
    {
      ruleId: 'lint/volume-handle-mismatch', severity: ruleOf('lint/volume-handle-mismatch').severity,
      expression: `${idIn(handle)} == '' || ${idIn(attribute('dnsname'))} in ['', ${idIn(handle)}]`,
      message: lineOf('lint/volume-handle-mismatch', 'volumeHandle: names another file system than dnsname', fixOf('lint/volume-handle-mismatch')),
    },
    {
      ruleId: 'lint/parameter-missing', severity: 'error', expression: "'dnsname' in variables.a",
      message: lineOf('lint/parameter-missing', 'dnsname: is required: the driver mounts the file system from this host', 'set dnsname'),
    },
    unknownNames('variables.a', `k in ${list(LUSTRE_ATTRIBUTES)} || k.startsWith('storage.kubernetes.io/')`, 'attribute', ignored),
  ];
}

/** Deletions of volumes whose data is retained. */
export function volumeDeletionValidations(): Validation[] {
  return [{
    ruleId: 'policy/volume-deletion-retains-data', severity: 'warning', expression: "oldObject.spec.?persistentVolumeReclaimPolicy.orValue('Retain') != 'Retain'",
    message: lineOf('policy/volume-deletion-retains-data', 'the data of this volume continues to incur charges, and Kubernetes no longer knows where it is', 'note spec.csi of the PersistentVolume, or keep it'),
  }];
}

function ruleOf(id: string): Rule<any> {
  return LINT_RULES.find(rule => rule.id === id)!;
}

function problemOf(id: string): string {
  return String(ruleOf(id).problem);
}

function fixOf(id: string): string {
  return String(ruleOf(id).fix);
}
