import { Builder, member, metadataOf } from './builder';
import { Code, MethodCall, StorageCode, Struct, call, imported, list, literal, map, struct } from './code';
import { legalize } from './legal';
import { CLUSTER, ConvertOptions } from './lustre';
import { ReclaimPolicy, VolumeAccessMode, VolumeMode } from '../kubernetes/enums';
import { selectedBackends } from '../lint/claimed-storage';
import { BACKEND_FIELDS, TRIDENT_ANNOTATION_PREFIX } from '../lint/names';
import { KubernetesObject } from '../lint/objects';
import { backendNameOf, backendSettings, driverOf, valueOf } from '../lint/ontap';
import { forFiles } from '../lint/rules';
import { ATTRIBUTES, TRIDENT_DRIVER } from '../lint/targets';
import { isMapping, isUnknown, readQuantity, readValue, strings, textOf } from '../lint/values';
import { CLAIM_ANNOTATIONS, OntapNfsVersion, OntapStorageDriver, STORAGE_DRIVERS } from '../ontap/limits';
import { ONTAP_BACKEND_RULES, ONTAP_CLAIM_RULES, ONTAP_DEFAULTS_RULES } from '../ontap/rules';
import { BACKEND_FIELDS_OF, ONTAP_CLAIM_FIELDS } from '../ontap/schema';

const BACKEND_RULES = forFiles<any>([...ONTAP_BACKEND_RULES, ...ONTAP_DEFAULTS_RULES]);
const CLAIM_RULES = forFiles<any>(ONTAP_CLAIM_RULES);
const FACTORIES: Record<OntapStorageDriver, string> = {
  [OntapStorageDriver.NAS]: 'nas', [OntapStorageDriver.NAS_ECONOMY]: 'nasEconomy', [OntapStorageDriver.NAS_FLEXGROUP]: 'nasFlexgroup',
  [OntapStorageDriver.SAN]: 'san', [OntapStorageDriver.SAN_ECONOMY]: 'sanEconomy',
};
/** Fields of a backend that the storage sets from its file system, its secret, or automatically. */
const SET_BY_STORAGE = ['version', 'storageDriverName', 'backendName', 'svm', 'aws', 'credentials', 'deletionPolicy', 'defaults', 'labels', 'autoExportCIDRs'];
const ARN = /:secret:.+-[A-Za-z0-9]{6}$/;
const FILE_SYSTEM = /^fs-[0-9a-f]+$/;
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const CLASS_PARAMETERS = ['backendType', 'storagePools', 'selector', 'csi.storage.k8s.io/fstype', 'fsType'];
type Fields = { [property: string]: Code | undefined };

interface BackendCode {
  readonly object?: KubernetesObject;
  readonly driver: OntapStorageDriver;
  readonly name: string;
  readonly fields: Fields;
  readonly home: { readonly fileSystemId?: unknown; readonly svm?: unknown; readonly secret?: unknown };
  readonly classes: KubernetesObject[];
}

/** Converts the backends, StorageClasses and claims of Trident. */
export function ontapStorages(builder: Builder, objects: readonly KubernetesObject[], options: ConvertOptions): StorageCode[] {
  const ofKind = (kind: string) => objects.filter(object => object.kind === kind);
  const comments = new Map<BackendCode, string[]>();
  const backends: BackendCode[] = [];
  const noteTo = (backend: BackendCode) => (object: KubernetesObject, reason: string, rule?: string) =>
    void comments.set(backend, [...comments.get(backend) ?? [], builder.change(object, reason, rule)]);
  for (const object of ofKind('TridentBackendConfig')) {
    const backend = backendOf(builder, object, (one, notes) => comments.set(one, notes));
    backend && backends.push(backend);
  }
  const classes = ofKind('StorageClass').filter(({ root }) => root.provisioner === TRIDENT_DRIVER || root.provisioner === 'netapp.io/trident');
  for (const storageClass of classes) {
    classFor(builder, storageClass, ofKind('TridentBackendConfig'), backends, noteTo, comments);
  }
  const groups = new Map<string, BackendCode[]>();
  for (const backend of backends) {
    const key = JSON.stringify([backend.home, policyOf(backend)]);
    groups.set(key, [...groups.get(key) ?? [], backend]);
  }
  return [...groups.values()].map(group => storageOf(builder, group, objects, comments, options));
}

const policyOf = ({ classes }: BackendCode) => classes[0] === undefined ? 'Retain' : classes[0].root.reclaimPolicy ?? 'Delete';

function backendOf(builder: Builder, object: KubernetesObject, remember: (backend: BackendCode, notes: string[]) => void): BackendCode | undefined {
  const spec = isMapping(object.root.spec) ? object.root.spec : {};
  const written = textOf(valueOf(spec, 'storageDriverName'));
  const driver = driverOf(spec) ?? Object.values(OntapStorageDriver).find(one => one === written?.toLowerCase());
  if (driver === undefined) {
    builder.omit(object, `the storage driver ${written ?? '(not set)'} is not one of FSx for ONTAP`);
    return undefined;
  }
  const notes: string[] = [];
  const note = (reason: string, rule?: string) => notes.push(builder.change(object, reason, rule));
  const name = backendNameOf(object.name, spec);
  const { configuration, violations } = backendSettings(spec, name, driver);
  const settings: any = { ...configuration };
  const known = BACKEND_FIELDS_OF[driver];
  for (const { at, problem, id } of violations) {
    note(`${at}: ${problem}; ${at in settings ? 'removed' : 'written correctly'}`, id);
    delete settings[at];
  }
  const legal = legalize(BACKEND_RULES, settings, { ...known, autoExportCidrs: { type: 'list' }, backendName: { type: 'string' } });
  for (const { fields: [field], violation } of legal.changes) {
    const now = (legal.configuration as any)[field];
    note(`${now === undefined ? `removed ${field}` : `${field} is now ${now}`}, because ${violation.at}: ${violation.problem}`, violation.id);
  }
  if (legal.left.length > 0) {
    legal.left.forEach(({ at, problem, id }) => builder.omit(object, `${at}: ${problem}`, id));
    return undefined;
  }
  const final: any = legal.configuration;
  const fields: Fields = {};
  for (const [field, row] of Object.entries(known)) {
    const value = field === 'name' ? undefined : final[field];
    if (value !== undefined && !(field === 'autoExportPolicy' && value === false) && !(field === 'tieringPolicy' && value === 'NONE') && !Array.isArray(value) && row.type !== 'struct' && row.type !== 'map') {
      fields[field] = builder.setting(field, value, row, object.name, 'Ontap');
    }
  }
  const cidrs = final.autoExportPolicy === true ? strings(valueOf(spec, 'autoExportCIDRs')) : [];
  fields.autoExportCidrs = cidrs.length > 0 ? list(cidrs.map(literal)) : undefined;
  fields.labels = map(metadataOf(valueOf(spec, 'labels')));
  const aws = valueOf(spec, 'aws');
  const credentials = valueOf(spec, 'credentials');
  const secret = textOf(valueOf(credentials, 'type')) === 'awsarn' ? valueOf(credentials, 'name') : undefined;
  secret === undefined && note('the storage reads the credentials from Secrets Manager; the secret is a parameter of the stack');
  if (typeof secret === 'string' && !ARN.test(secret)) {
    note('the ARN of the secret lacks its six last characters, or is none; the secret is a parameter of the stack', 'ontap/secret-arn-partial');
  }
  const fileSystem = valueOf(aws, 'fsxFilesystemID');
  if (typeof fileSystem === 'string' && !isUnknown(fileSystem) && !FILE_SYSTEM.test(fileSystem)) {
    note(`'${fileSystem}' is not the ID of a file system; it is a parameter of the stack`, 'ontap/file-system-id-format');
  }
  valueOf(aws, 'fsxFilesystemID') === undefined && note('Trident finds the addresses by the ID of the file system, which is a parameter of the stack');
  for (const field of Object.keys(spec).filter(key => key !== 'storage' && !SET_BY_STORAGE.some(one => one.toLowerCase() === key.toLowerCase()) && !(key.toLowerCase() in lowered(fields)))) {
    note(`removed ${field}, which ${Object.keys(BACKEND_FIELDS).some(one => one.toLowerCase() === field.toLowerCase()) ? 'the storage does not set' : 'Trident ignores'}`);
  }
  if (valueOf(spec, 'storage') !== undefined) {
    note('removed the virtual pools: the storage selects pools by name. Add pools to the backend, each with its StorageClass');
  }
  builder.convert(object);
  const backend = { object, driver, name, fields, classes: [], home: { fileSystemId: valueOf(aws, 'fsxFilesystemID'), svm: valueOf(spec, 'svm'), secret } };
  remember(backend, notes);
  return backend;
}

const lowered = (fields: Fields) => Object.fromEntries(
  Object.entries(fields).filter(([, value]) => value !== undefined).map(([key]) => [key.toLowerCase(), true]));

function classFor(
  builder: Builder, storageClass: KubernetesObject, objects: readonly KubernetesObject[], backends: BackendCode[],
  noteTo: (backend: BackendCode) => (object: KubernetesObject, reason: string, rule?: string) => void, comments: Map<BackendCode, string[]>,
): void {
  const { root } = storageClass;
  const parameters: { [name: string]: unknown } = Object.fromEntries(Object.entries(isMapping(root.parameters) ? root.parameters : {}).map(([key, value]) => [key.replace(TRIDENT_ANNOTATION_PREFIX, ''), value]));
  const type = parameters.backendType ?? parameters.storageDriverName;
  const driver = Object.values(OntapStorageDriver).find(one => one === type);
  if (isUnknown(storageClass.name) || storageClass.name === '' || (type !== undefined && driver === undefined)) {
    return builder.omit(storageClass, type === undefined ? 'the name of a class must be known' : `the backend type ${type} is not one of FSx for ONTAP`);
  }
  const selected = selectedBackends(parameters.storagePools, objects) ?? (parameters.storagePools === undefined ? objects : []);
  let backend = backends.find(one => one.classes.length === 0 && one.object && selected.includes(one.object)
    && (driver === undefined || one.driver === driver));
  if (backend === undefined && (driver !== undefined || parameters.storagePools === undefined)) {
    const kind = driver ?? OntapStorageDriver.NAS;
    const taken = backends.filter(one => one.driver === kind).length;
    backend = { driver: kind, name: `${kind.replace('ontap-', '')}${taken === 0 ? '' : `-${taken + 1}`}`, fields: {}, home: {}, classes: [] };
    backends.push(backend);
    comments.set(backend, [`StorageClass '${storageClass.name}': the class has a backend of its own on the storage. The file system, the SVM and its secret are parameters of the stack.`]);
  }
  if (backend === undefined) {
    return builder.omit(storageClass, 'no backend of the input matches its storagePools');
  }
  const note = noteTo(backend);
  const block = STORAGE_DRIVERS[backend.driver].protocol === 'san';
  for (const name of Object.keys(parameters).filter(key => !CLASS_PARAMETERS.includes(key) || key === 'selector' || ((key === 'fsType' || key.endsWith('/fstype')) && !block))) {
    note(storageClass, `removed ${name}: the class selects its backend by name`);
  }
  if (root.allowVolumeExpansion !== true) {
    note(storageClass, 'allowVolumeExpansion is now true: volumes of ONTAP can grow');
  }
  if (root.volumeBindingMode === 'WaitForFirstConsumer') {
    note(storageClass, 'volumeBindingMode is now Immediate: nodes of every zone can mount the volumes');
  }
  const nfs = strings(root.mountOptions).filter(option => !block && /^(nfsvers|vers)=/.test(option)).map(option => option.split('=')[1])[0];
  const version = nfs === undefined ? undefined : Object.values(OntapNfsVersion).find(one => one === nfs || `${nfs}.0` === one);
  const connections = strings(root.mountOptions).map(option => /^nconnect=(\d+)$/.exec(option)?.[1]).find(Boolean);
  const others = strings(root.mountOptions).filter(option => block || !/^(nfsvers|vers|nconnect)=/.test(option));
  const fsType = block ? parameters['csi.storage.k8s.io/fstype'] ?? parameters.fsType : undefined;
  const annotations = root.metadata?.annotations ?? {};
  Object.assign(backend.fields, {
    nfsVersion: version === undefined || version === OntapNfsVersion.V4_1 ? undefined : member(Object.values(OntapNfsVersion), version, 'Ontap'),
    nconnect: connections === undefined ? undefined : literal(Number(connections)),
    mountOptions: others.join() === (block ? '' : 'hard') ? undefined : list(others.map(literal)),
    ...typeof fsType === 'string' && fsType !== 'ext4' && BACKEND_FIELDS_OF[backend.driver].fileSystemType?.values?.includes(fsType)
      && { fileSystemType: member(BACKEND_FIELDS_OF[backend.driver].fileSystemType.values!, fsType, 'Ontap') },
    storageClass: struct('ClassOptions', {
      fixedName: literal(storageClass.name), isDefault: annotations[DEFAULT_CLASS] === 'true' ? literal(true) : undefined,
      labels: map(metadataOf(root.metadata?.labels)), annotations: map(metadataOf(annotations, [DEFAULT_CLASS])),
    }),
  });
  backend.classes.push(storageClass);
  builder.convert(storageClass);
}

const OPTIONS: Record<OntapStorageDriver, string> = {
  [OntapStorageDriver.NAS]: 'OntapNasBackendOptions', [OntapStorageDriver.NAS_ECONOMY]: 'OntapNasEconomyBackendOptions',
  [OntapStorageDriver.NAS_FLEXGROUP]: 'OntapNasBackendOptions', [OntapStorageDriver.SAN]: 'OntapSanBackendOptions',
  [OntapStorageDriver.SAN_ECONOMY]: 'OntapSanEconomyBackendOptions',
};

function storageOf(
  builder: Builder, group: readonly BackendCode[], objects: readonly KubernetesObject[], comments: ReadonlyMap<BackendCode, string[]>,
  { adopt }: ConvertOptions,
): StorageCode {
  const [{ home, name }] = group;
  const id = builder.id(name);
  const notes = group.flatMap(backend => comments.get(backend) ?? []);
  const note = (object: KubernetesObject, reason: string, rule?: string) => notes.push(builder.change(object, reason, rule));
  const names = group.map((backend, index) => {
    const stem = backend.name.toLowerCase().replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 30) || 'backend';
    return group.slice(0, index).some(other => other.name === backend.name) ? `${stem}-${index + 1}` : stem;
  });
  const claims = group.flatMap((backend, index) => backend.classes.flatMap(({ name: className }) => objects
    .filter(({ kind, root }) => kind === 'PersistentVolumeClaim' && root.spec?.storageClassName === className)
    .flatMap(claim => {
      const options = claimOf(builder, claim, backend, names[index], index > 0, note);
      return options ? [{ claim, ...options }] : [];
    })));
  const first = claims.findIndex(({ method }) => method === 'addClaim');
  const calls = claims.filter((_, index) => index !== first)
    .map(({ claim, method, options }): MethodCall => ({ method, id: builder.id(claim.name), options }));
  const snapshotClass = objects.find(({ kind, root }) => kind === 'VolumeSnapshotClass' && root.driver === TRIDENT_DRIVER);
  const isFirst = snapshotClass !== undefined && !builder.converted.some(({ object }) => object === `VolumeSnapshotClass '${snapshotClass.name}'`);
  isFirst && builder.convert(snapshotClass);
  const policy = policyOf(group[0]);
  const arn = typeof home.secret === 'string' && ARN.test(home.secret) ? home.secret : undefined;
  return {
    construct: 'FsxOntapStorage', id, comments: notes, calls,
    props: struct('', {
      cluster: builder.parameter('cluster', 'eks.ICluster', CLUSTER),
      driver: builder.parameter('tridentDriver', 'ITridentDriver', 'Trident of the cluster, for example TridentDriver.existing().'),
      provisioning: call('OntapProvisioning.existing', [], struct('', {
        fileSystemId: builder.text(typeof home.fileSystemId === 'string' && FILE_SYSTEM.test(home.fileSystemId) ? home.fileSystemId : undefined, 'fileSystemId', 'ID of the ONTAP file system.'),
        svmName: builder.text(typeof home.svm === 'string' && !home.svm.startsWith('svm-') ? home.svm : undefined, 'svmName', 'Name of the storage virtual machine.'),
        secret: arn === undefined
          ? builder.parameter('svmSecret', 'secretsmanager.ISecret', 'Secret of the SVM administrator: username and password.')
          : imported('secretsmanager.Secret.fromSecretCompleteArn', [literal(`${id}Secret`), literal(arn)]),
      })),
      backends: list(group.map(({ driver, fields }, index) => call(`OntapBackend.${FACTORIES[driver]}`, [], struct(OPTIONS[driver], { name: literal(names[index]), ...fields })))),
      claim: claims[first]?.options,
      snapshotClass: isFirst ? struct('ClassOptions', { fixedName: literal(snapshotClass.name) }) : undefined,
      reclaimPolicy: policy === 'Retain' ? undefined : member(Object.values(ReclaimPolicy), policy),
      adopt: adopt ? literal(true) : undefined,
    }),
  };
}

/** The largest volume of a backend. */
function limitOf({ object, driver, name }: BackendCode): object {
  const { limitVolumeSize, limitVolumePoolSize } = object ? backendSettings(object.root.spec, name, driver).configuration : {};
  const limits = [limitVolumeSize, limitVolumePoolSize].filter((limit): limit is number => typeof limit === 'number');
  return limits.length > 0 ? { limitVolumeSize: Math.min(...limits) } : {};
}

function claimOf(
  builder: Builder, claim: KubernetesObject, backend: BackendCode, backendName: string, namesBackend: boolean,
  note: (object: KubernetesObject, reason: string, rule?: string) => void,
): { readonly method: string; readonly options: Struct } | undefined {
  const spec = claim.root.spec ?? {};
  const annotations = claim.root.metadata?.annotations ?? {};
  if (isUnknown(claim.name) || isUnknown(claim.namespace) || claim.name === '') {
    builder.omit(claim, 'the name and the namespace of a claim must be known');
    return undefined;
  }
  if (spec.dataSource !== undefined || spec.dataSourceRef !== undefined || annotations[`${TRIDENT_ANNOTATION_PREFIX}cloneFromPVC`] !== undefined) {
    builder.omit(claim, 'a clone is made with cloneOf() of a claim or a snapshot, which existingClaim() and existingSnapshot() represent');
    return undefined;
  }
  const settings: { [field: string]: unknown } = {};
  for (const [field, key] of Object.entries(CLAIM_ANNOTATIONS)) {
    const reading = readValue(annotations[key], ONTAP_CLAIM_FIELDS[field as keyof typeof CLAIM_ANNOTATIONS], field, ATTRIBUTES);
    reading.violation ? note(claim, `removed ${field}: ${reading.violation.problem}`, reading.violation.id) : reading.value !== undefined && (settings[field] = reading.value);
  }
  const original = annotations[`${TRIDENT_ANNOTATION_PREFIX}importOriginalName`];
  const modes = strings(spec.accessModes);
  const block = STORAGE_DRIVERS[backend.driver].protocol === 'san';
  const fallback = block ? VolumeAccessMode.READ_WRITE_ONCE : VolumeAccessMode.READ_WRITE_MANY;
  const size = readQuantity(spec.resources?.requests?.storage, 'claimSize');
  modes.length > 1 && note(claim, `only ${modes[0]}: a claim of the storage has one access mode`);
  size.violation && note(claim, `the size ${size.violation.problem}; it is a parameter of the stack`, size.violation.id);
  const legal = legalize(CLAIM_RULES, {
    ...settings, ...limitOf(backend), claimName: claim.name, driver: backend.driver, accessMode: modes[0] ?? fallback, volumeMode: spec.volumeMode ?? 'Filesystem',
    ...size.value !== undefined && { claimSize: size.value }, ...typeof original === 'string' && { importedVolume: original, managedImport: annotations[`${TRIDENT_ANNOTATION_PREFIX}notManaged`] !== 'true' },
  }, {
    ...ONTAP_CLAIM_FIELDS, claimSize: { type: 'size', required: true }, accessMode: { type: 'string', values: Object.values(VolumeAccessMode) },
    volumeMode: { type: 'string', values: Object.values(VolumeMode) },
  });
  for (const { fields: [field], violation } of legal.changes) {
    note(claim, `${field} is now ${(legal.configuration as any)[field] ?? 'not set'}, because ${violation.at}: ${violation.problem}`, violation.id);
  }
  if (legal.left.length > 0) {
    legal.left.forEach(({ at, problem, id }) => builder.omit(claim, `${at}: ${problem}`, id));
    return undefined;
  }
  const known = Object.values<string>(CLAIM_ANNOTATIONS);
  for (const key of Object.keys(annotations).filter(one => one.startsWith(TRIDENT_ANNOTATION_PREFIX) && !known.includes(one))) {
    if (!/(importOriginalName|importBackendUUID|notManaged|importNoRename|protocol)$/.test(key)) {
      note(claim, `removed ${key}, which a claim of the storage does not set`);
    }
  }
  const final: any = legal.configuration;
  builder.convert(claim);
  return {
    method: typeof original === 'string' ? 'importVolume' : 'addClaim',
    options: struct(typeof original === 'string' ? 'OntapImportOptions' : 'OntapClaimOptions', {
      ...typeof original === 'string' && { volumeName: literal(original), managed: final.managedImport ? literal(true) : undefined, keepName: annotations[`${TRIDENT_ANNOTATION_PREFIX}importNoRename`] === 'true' ? literal(true) : undefined },
      name: literal(claim.name), fixedName: literal(true), namespace: claim.namespace === 'default' ? undefined : literal(claim.namespace),
      size: typeof final.claimSize === 'number' ? builder.setting('claimSize', final.claimSize, { type: 'size' }, claim.name) : builder.parameter('claimSize', 'Size', `Size of the claim ${claim.name}.`, spec.resources?.requests?.storage),
      backend: namesBackend ? literal(backendName) : undefined,
      accessMode: final.accessMode === fallback ? undefined : member(Object.values(VolumeAccessMode), final.accessMode),
      volumeMode: final.volumeMode === 'Block' ? member(Object.values(VolumeMode), 'Block') : undefined,
      ...Object.fromEntries(Object.keys(CLAIM_ANNOTATIONS).filter(field => final[field] !== undefined).map(field => [field, builder.setting(field, final[field], ONTAP_CLAIM_FIELDS[field as keyof typeof CLAIM_ANNOTATIONS], claim.name, 'Ontap')])),
      labels: map(metadataOf(claim.root.metadata?.labels)), annotations: map(metadataOf(annotations)),
    }),
  };
}
