import { Builder, member, metadataOf, nested, sizeOf } from './builder';
import { Code, MethodCall, StorageCode, call, imported, list, literal, map, struct } from './code';
import { legalize } from './legal';
import { VolumeAccessMode, VolumeBindingMode, ReclaimPolicy } from '../kubernetes/enums';
import { findingsOf } from '../lint/finding';
import { kubernetesTargets } from '../lint/kubernetes';
import { classSettings } from '../lint/lustre';
import { LUSTRE_PARAMETERS } from '../lint/names';
import { KubernetesObject, ObjectIndex, isTypo } from '../lint/objects';
import { forFiles } from '../lint/rules';
import { LUSTRE } from '../lint/targets';
import { isMapping, isUnknown, readQuantity, strings } from '../lint/values';
import { worded } from '../lint/wording';
import { DEFAULT_VERSION, LIMITS, LustreStorageType } from '../lustre/limits';
import { LUSTRE_CLAIM_RULES, LUSTRE_RULES } from '../lustre/rules';
import { SETTINGS, SETTING_ROWS } from '../lustre/setting-rows';
import { DeferredValue } from '../validation/deferred-value';
import { Fields } from '../validation/schema';

const CLASS_RULES = forFiles<any>(LUSTRE_RULES);
const CLAIM_RULES = forFiles<any>(LUSTRE_CLAIM_RULES);
const CLASS_FIELDS: Fields = { ...SETTINGS, allowVolumeExpansion: { type: 'boolean' }, tags: { type: 'map' } };
const CLAIM_FIELDS: Fields = {
  claimSize: { type: 'size', required: true }, accessMode: { type: 'string', values: Object.values(VolumeAccessMode) }, volumeMode: { type: 'string' },
};
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
/** What a construct writes whether it is set or not. */
const WRITTEN_DEFAULTS: { readonly [field: string]: unknown } = {
  storageType: LustreStorageType.SSD,
  fileSystemTypeVersion: DEFAULT_VERSION,
};
const DRIVER = 'The Lustre driver of the cluster, for example LustreCsiDriver.existing().';
export const CLUSTER = 'The cluster whose pods mount the volumes, with a kubectl provider.';
/** Rules of the linter about objects together, which the constructs meet by themselves, and where the text is enough. */
const ERRORS = (object: KubernetesObject, index: ObjectIndex) => kubernetesTargets(object, index).flatMap(findingsOf).filter(({ severity }) => severity === 'error');

export interface ConvertOptions {
  readonly adopt: boolean;
}

/** Converts StorageClasses of the Lustre driver with their claims. */
export function lustreClass(
  builder: Builder, storageClass: KubernetesObject, claims: readonly KubernetesObject[], options: ConvertOptions,
): StorageCode | undefined {
  const id = builder.id(storageClass.name);
  const comments: string[] = [];
  const note = (object: KubernetesObject, reason: string, rule?: string) =>
    comments.push(builder.change(object, reason, rule));
  const { root } = storageClass;
  const written = isMapping(root.parameters) ? root.parameters : {};
  const parameters: { [name: string]: unknown } = {};
  for (const [name, value] of Object.entries(written)) {
    const known =
      LUSTRE_PARAMETERS.find(one => one === name)
      ?? LUSTRE_PARAMETERS.find(
        one => !(one in written) && (one.toLowerCase() === name.toLowerCase() || isTypo(name, one)),
      );
    if (known !== undefined) {
      parameters[known] = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    }
    if (known !== name && !name.startsWith('csi.storage.k8s.io/')) {
      note(storageClass, known === undefined ? `removed ${name}, which the driver ignores` : `${name} is now ${known}; the driver ignored it`, 'lint/unknown-parameter');
    }
  }
  if (root.provisioner !== LUSTRE) {
    note(storageClass, `the provisioner is now ${LUSTRE}, the name of the driver`, 'lint/driver-name');
  }
  const { configuration, places, violations, lint } = classSettings({ ...root, parameters });
  if (lint.ignoredMetadataIops !== undefined) {
    note(storageClass, 'removed metadataIops, which the driver ignores without metadataConfigurationMode', 'lint/metadata-iops-ignored');
  }
  if (typeof parameters.extraTags === 'string' && parameters.extraTags !== '' && !isUnknown(parameters.extraTags) && configuration.tags === undefined) {
    note(storageClass, `removed extraTags '${parameters.extraTags}': tags have the form key=value,key=value`, 'lint/extra-tags-format');
  }
  const settings: { [field: string]: unknown } = { ...configuration };
  for (const { at, problem, id: rule } of violations) {
    const values = (SETTINGS as Fields)[at]?.values;
    const raw = String((places[at]?.container as any)?.[places[at]?.key ?? ''] ?? '');
    settings[at] = values?.find(value => value.toLowerCase() === raw.toLowerCase().replace(/-/g, '_'));
    settings[at] === undefined && delete settings[at];
    note(storageClass, `${raw === '' ? at : `${at} '${raw}'`} ${problem}${settings[at] === undefined ? '; removed' : `; now ${settings[at]}`}`, rule);
  }
  const legal = legalize(CLASS_RULES, settings, CLASS_FIELDS);
  for (const { fields, violation } of legal.changes) {
    const now = fields.map(field => {
      const value = (legal.configuration as any)[field] ?? WRITTEN_DEFAULTS[field];
      return value === undefined ? `removed ${field}` : `${field} is now ${value}`;
    });
    note(storageClass, `${now.join(', ')}, because ${subject(violation.at, violation.value)}${worded(violation.problem, 'kubernetes')}`, violation.id);
  }
  for (const { problem, id: rule, at } of legal.left) {
    builder.omit(storageClass, `${at}: ${problem}`, rule);
  }
  if (legal.left.length > 0) {
    return undefined;
  }
  const final: any = legal.configuration;
  const type = final.deploymentType as keyof typeof LIMITS;
  const rows = SETTING_ROWS.filter(([field, row]) => row.storageClass !== undefined && final[field] !== undefined
    && final[field] !== WRITTEN_DEFAULTS[field] && (places[field] !== undefined || field in WRITTEN_DEFAULTS || field === 'deploymentType' || settings[field] !== final[field]));
  const limits = LIMITS[type] as (typeof LIMITS)[keyof typeof LIMITS] | undefined;
  const growable = limits?.growable ?? true;
  const reclaimPolicy = root.reclaimPolicy ?? 'Delete';
  const groups = typeof parameters.securityGroupIds === 'string' ? parameters.securityGroupIds.split(',').map(one => one.trim()).filter(one => one !== '') : [];
  if (groups.length > 1) {
    note(storageClass, `the storage creates its security groups, with the rules that Lustre needs, instead of ${groups.join(', ')}: it supports one existing group`);
  } else if (groups.length === 0) {
    note(storageClass, 'the storage creates the security groups that the class lacks', 'lint/parameter-missing');
  }
  if (!('subnetId' in parameters)) {
    note(storageClass, 'the class lacks a subnet; it is a parameter of the stack', 'lint/parameter-missing');
  }
  if (root.allowedTopologies !== undefined) {
    note(storageClass, 'removed allowedTopologies: the subnet determines the zone', 'lint/topology-ignored');
  }
  const [subnets] = typeof parameters.subnetId === 'string' ? parameters.subnetId.split(',') : [parameters.subnetId];
  if (typeof parameters.subnetId === 'string' && parameters.subnetId.includes(',')) {
    note(storageClass, `subnetId is now ${subnets}: a Lustre file system is in one subnet`, 'lint/subnet-id-format');
  }
  const annotations = root.metadata?.annotations ?? {};
  const valid = (value: unknown, format: RegExp) => typeof value === 'string' && (isUnknown(value) || format.test(value)) ? value : undefined;
  const mountOptions = strings(root.mountOptions);
  const provisioning = struct('', {
    ...nested(rows.map(([field, row]) => [row, builder.setting(field, final[field], row, id)] as const), 'Lustre'),
    subnet: imported('ec2.Subnet.fromSubnetId', [literal(`${id}Subnet`), builder.text(valid(subnets, /^subnet-[0-9a-f]+$/), 'subnetId', 'Subnet of the file systems.')]),
    securityGroup: groups.length !== 1 ? undefined : imported('ec2.SecurityGroup.fromSecurityGroupId', [
      literal(`${id}SecurityGroup`), builder.text(valid(groups[0], /^sg-[0-9a-f]+$/), 'securityGroupId', 'Security group of the file systems.'),
    ], struct('', { mutable: literal(false) })),
    tags: map(final.tags),
    reclaimPolicy: limits !== undefined && reclaimPolicy === (limits.durable ? 'Retain' : 'Delete') ? undefined : member(Object.values(ReclaimPolicy), reclaimPolicy),
    volumeBindingMode: root.volumeBindingMode === VolumeBindingMode.WAIT_FOR_FIRST_CONSUMER
      ? member(Object.values(VolumeBindingMode), root.volumeBindingMode)
      : undefined,
    allowVolumeExpansion: final.allowVolumeExpansion === true === growable || !growable ? undefined : literal(false),
    mountOptions: mountOptions.join() === 'flock' ? undefined : list(mountOptions.map(literal)),
    storageClass: struct('ClassOptions', {
      fixedName: literal(storageClass.name),
      isDefault: annotations[DEFAULT_CLASS] === 'true' ? literal(true) : undefined,
      labels: map(metadataOf(root.metadata?.labels)),
      annotations: map(metadataOf(annotations, [DEFAULT_CLASS])),
    }),
  });
  builder.convert(storageClass);
  const converted = claims.flatMap(claim => {
    const claimOptions = dynamicClaim(builder, claim, final, note);
    return claimOptions === undefined ? [] : [{ claim, options: claimOptions }];
  });
  return storage(builder, id, options, call('LustreProvisioning.dynamic', [], provisioning), comments, converted);
}

function storage(
  builder: Builder, id: string, { adopt }: ConvertOptions, provisioning: Code, comments: readonly string[],
  [first, ...others]: readonly { readonly claim: KubernetesObject; readonly options: ReturnType<typeof struct> }[],
): StorageCode {
  const calls = others.map(({ claim, options }): MethodCall => ({ method: 'addClaim', id: builder.id(claim.name), options }));
  return {
    construct: 'FsxLustreStorage', id, comments, calls,
    props: struct('', {
      cluster: builder.parameter('cluster', 'eks.ICluster', CLUSTER),
      driver: builder.parameter('lustreDriver', 'ILustreCsiDriver', DRIVER),
      provisioning, claim: first?.options, adopt: adopt ? literal(true) : undefined,
    }),
  };
}

type NoteOf = (object: KubernetesObject, reason: string, rule?: string) => void;

function dynamicClaim(builder: Builder, claim: KubernetesObject, classConfiguration: object, note: NoteOf) {
  const spec = claim.root.spec ?? {};
  if (isUnknown(claim.name) || isUnknown(claim.namespace) || claim.name === '') {
    builder.omit(claim, 'the name and the namespace of a claim must be known');
    return undefined;
  }
  if (spec.dataSource !== undefined || spec.dataSourceRef !== undefined) {
    builder.omit(claim, 'Lustre volumes cannot be copied');
    return undefined;
  }
  const size = readQuantity(spec.resources?.requests?.storage, 'claimSize');
  const modes = strings(spec.accessModes);
  const accessMode =
    modes.find(mode => mode === VolumeAccessMode.READ_WRITE_MANY) ?? modes[0] ?? VolumeAccessMode.READ_WRITE_MANY;
  if (size.violation) {
    note(claim, `the size '${spec.resources?.requests?.storage}' ${size.violation.problem}; it is a parameter of the stack`, size.violation.id);
  }
  if (typeof size.value === 'number' && !Number.isInteger(size.value * 1024)) {
    note(claim, `the size ${spec.resources?.requests?.storage} is rounded up to whole MiB`);
  }
  if (modes.length > 1) {
    note(claim, `only ${accessMode}: a claim of the storage has one access mode`);
  }
  const { tags, ...settings } = classConfiguration as { tags?: unknown };
  const claimSize = size.value ?? new DeferredValue(undefined);
  const legal = legalize(CLAIM_RULES, { ...settings, claimSize, accessMode, volumeMode: spec.volumeMode ?? 'Filesystem', claimName: claim.name }, CLAIM_FIELDS);
  for (const { fields: [field], violation } of legal.changes) {
    note(claim, `${field} is now ${(legal.configuration as any)[field] ?? 'not set'}, because ${subject(violation.at, violation.value)}${worded(violation.problem, 'kubernetes')}`, violation.id);
  }
  if (legal.left.length > 0) {
    legal.left.forEach(({ problem, id, at }) => builder.omit(claim, `${at}: ${problem}`, id));
    return undefined;
  }
  builder.convert(claim);
  return struct('LustreClaimOptions', {
    ...namesOf(claim),
    size: builder.setting('claimSize', legal.configuration.claimSize, { type: 'size', property: 'size' }, claim.name),
    accessMode: modeOf(legal.configuration.accessMode),
    ...metadataFields(claim),
  });
}

const namesOf = ({ name, namespace }: KubernetesObject) => ({
  name: literal(name), fixedName: literal(true), namespace: namespace === 'default' ? undefined : literal(namespace),
});
const metadataFields = ({ root }: KubernetesObject) => ({
  labels: map(metadataOf(root.metadata?.labels)), annotations: map(metadataOf(root.metadata?.annotations)),
});
const modeOf = (mode: string | undefined) => mode === undefined || mode === VolumeAccessMode.READ_WRITE_MANY
  ? undefined
  : member(Object.values(VolumeAccessMode), mode);
const subject = (field: string, value: unknown) => value === undefined || value instanceof DeferredValue || typeof value === 'object' ? `${field}: ` : `${field} ${value}: `;

/** Converts a PersistentVolume of the Lustre driver and its claim. */
export function lustreVolume(
  builder: Builder, volume: KubernetesObject, claim: KubernetesObject | undefined, index: ObjectIndex,
  options: ConvertOptions, handles: Set<string>,
): StorageCode | undefined {
  const spec = volume.root.spec ?? {};
  const csi = isMapping(spec.csi) ? spec.csi as any : {};
  const attributes = isMapping(csi.volumeAttributes) ? csi.volumeAttributes as { [name: string]: unknown } : {};
  const name = volume.name;
  if (isUnknown(name) || name === '') {
    builder.omit(volume, 'the name of a volume must be known');
    return undefined;
  }
  const id = builder.id(name);
  const comments: string[] = [];
  const note = (object: KubernetesObject, reason: string, rule?: string) =>
    comments.push(builder.change(object, reason, rule));
  const attribute = (key: string) => {
    const written = Object.keys(attributes).find(one => one.toLowerCase() === key);
    return written === undefined ? undefined : attributes[written];
  };
  const explained = new Set<string>();
  for (const object of [volume, ...claim ? [claim] : []]) {
    for (const { ruleId, subject: at, problem } of ERRORS(object, index)) {
      if (!explained.has(`${ruleId} ${at}`)) {
        explained.add(`${ruleId} ${at}`);
        note(object, `converted to the legal form: ${at}: ${problem}`, ruleId);
      }
    }
  }
  if ((spec.persistentVolumeReclaimPolicy ?? 'Retain') !== 'Retain') {
    note(volume, `persistentVolumeReclaimPolicy ${spec.persistentVolumeReclaimPolicy} is now Retain: the driver would try to delete a file system that it did not create`, 'lint/static-volume-deletes');
  }
  const mount = attribute('mountname');
  const [mountName, ...path] = typeof mount === 'string' && !isUnknown(mount) ? mount.split('/').filter(part => part !== '') : [mount];
  const dnsName = attribute('dnsname');
  const handle = typeof csi.volumeHandle === 'string' && !isUnknown(csi.volumeHandle) ? csi.volumeHandle as string : undefined;
  const fileSystemId = /^fs-[0-9a-f]{8,}/.exec(typeof dnsName === 'string' ? dnsName : '')?.[0] ?? /^fs-[0-9a-f]{8,}/.exec(handle ?? '')?.[0];
  const capacity = readQuantity(spec.capacity?.storage, 'capacity').value ?? new DeferredValue(undefined);
  const modes = strings(claim?.root.spec?.accessModes ?? spec.accessModes);
  const accessMode =
    modes.find(mode => mode === VolumeAccessMode.READ_WRITE_MANY)
    ?? modes.find(mode => mode === VolumeAccessMode.READ_WRITE_ONCE);
  const volumeModes = strings(spec.accessModes);
  if (modes.length > 1 || volumeModes.length > 1) {
    note(volume, `only ${accessMode ?? VolumeAccessMode.READ_WRITE_MANY}: a claim of the storage has one access mode`);
  }
  const className = spec.storageClassName ?? '';
  if (className !== '') {
    note(volume, 'storageClassName is now \'\': the volume and its claim name each other, and need no class. The claim is another object: its class is immutable');
  }
  if (claim && (claim.root.spec?.storageClassName ?? '') !== '') {
    note(claim, `storageClassName ${claim.root.spec.storageClassName} is now ''; a claim that exists must be deleted first, because its class is immutable`);
  }
  if (volumeModes.length === 1 && accessMode !== undefined && volumeModes[0] !== accessMode) {
    note(volume, `accessModes is now ${accessMode}, that of its claim`, 'lint/claim-access-modes');
  }
  if (claim && spec.claimRef?.name !== undefined && spec.claimRef.name !== claim.name) {
    note(volume, `claimRef is now ${claim.name}, the claim that names the volume`, 'lint/claim-ref');
  }
  if (claim === undefined) {
    comments.push(`PersistentVolume '${name}': the input has no claim for this volume; the claim has the name of the volume.`);
  }
  const terms = spec.nodeAffinity?.required?.nodeSelectorTerms?.[0]?.matchExpressions?.find((one: any) => one?.key === 'topology.kubernetes.io/zone');
  const [zone] = strings(terms?.values);
  const ownHandle = `${fileSystemId}::${name}`;
  const request = readQuantity(claim?.root.spec?.resources?.requests?.storage, 'claimSize').value;
  const isTooLarge = typeof request === 'number' && typeof capacity === 'number' && request > capacity;
  const keepsHandle = handle !== undefined && handle !== ownHandle && !handles.has(handle);
  keepsHandle && handles.add(handle);
  const mountOptions = strings(spec.mountOptions);
  const named = claim ?? { ...volume, namespace: spec.claimRef?.namespace ?? 'default', name: spec.claimRef?.name ?? name };
  const isValidMount = typeof mountName === 'string' && /^[A-Za-z0-9_-]{1,8}$/.test(mountName);
  const mountNameCode = isUnknown(mountName) || !isValidMount ? builder.parameter('mountName', 'string', `Mount name of the file system of ${name}.`, mountName) : literal(mountName as string);
  builder.convert(volume);
  claim && builder.convert(claim);
  return storage(builder, id, options, call('LustreProvisioning.existing', [], struct('', {
    fileSystemId: builder.text(fileSystemId, 'fileSystemId', `ID of the file system of ${name}.`),
    mountName: mountNameCode,
    capacity: capacity instanceof DeferredValue || !((capacity as number) > 0) ? builder.parameter('capacity', 'Size', `Capacity of the file system of ${name}.`, spec.capacity?.storage) : sizeOf(capacity as number),
    dnsName: dnsName === undefined || (typeof dnsName === 'string' && !isUnknown(dnsName) && !/^[A-Za-z0-9.-]+\.[A-Za-z0-9.-]+$/.test(dnsName)) ? undefined : builder.text(dnsName, 'dnsName', `DNS name of the file system of ${name}.`),
    availabilityZone: zone === undefined ? undefined : builder.text(zone, 'availabilityZone', `Availability Zone of the file system of ${name}.`),
    mountOptions: mountOptions.join() === 'flock' ? undefined : list(mountOptions.map(literal)),
  })), comments, [{
    claim: named,
    options: struct('LustreClaimOptions', {
      ...namesOf(named),
      size: typeof request !== 'number' || isTooLarge ? undefined : sizeOf(request),
      accessMode: modeOf(accessMode),
      volumeName: literal(name),
      volumeHandle: keepsHandle ? literal(handle) : csi.volumeHandle !== undefined && isUnknown(csi.volumeHandle) ? builder.text(csi.volumeHandle, 'volumeHandle', `Handle of ${name}.`) : undefined,
      subDirectory: path.length > 0 ? literal(path.filter(part => part !== '.' && part !== '..').join('/')) : undefined,
      ...claim ? metadataFields(claim) : {},
      volumeLabels: map(metadataOf(volume.root.metadata?.labels)),
      volumeAnnotations: map(metadataOf(volume.root.metadata?.annotations)),
    }),
  }]);
}

export const isLustreClass = ({ kind, root }: KubernetesObject) => kind === 'StorageClass' && (root.provisioner === LUSTRE || /^(fsx|csi\.fsx|fsx\.csi)\.?(csi)?\.?(aws|amazonaws)?/i.test(String(root.provisioner)) && !/openzfs/.test(String(root.provisioner)));
export const isLustreVolume = ({ kind, root }: KubernetesObject) => kind === 'PersistentVolume' && (root.spec?.csi?.driver === LUSTRE || /fsx/i.test(String(root.spec?.csi?.driver ?? '')) && !/openzfs/.test(String(root.spec?.csi?.driver)));
