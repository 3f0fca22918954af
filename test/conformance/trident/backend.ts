import { Config, decodeCommon } from './config';
import { Credentials, Unsupported, credentialsOf, nameAndType, specOnly } from './credentials';
import { isCidr, parseBool, parseInteger, sizeInBytes } from './go';
import { DRIVERS, Driver, Pool, Rejected, checkPool, poolsOf, withDefaults } from './pools';
import { FileSystem, World } from './world';

export interface AcceptedBackend {
  readonly accepted: true;
  readonly driver: Driver;
  readonly backendName: string;
  readonly pools: readonly Pool[];
  readonly deletionPolicy: string;
  readonly fileSystemId: string;
  readonly svm: string;
  readonly storagePrefix: string;
  /** As Trident keeps it. */
  readonly config: Config;
}

export interface RejectedBackend {
  readonly accepted: false;
  readonly message: string;
  /** Validate failed before anything else: Trident words and times that in its own way. */
  readonly invalid: boolean;
  /** Trident comes back to it by itself. */
  readonly retried: boolean;
}

class Invalid extends Unsupported {}

/** storage_drivers GetDefaultStoragePrefix. */
const DEFAULT_PREFIX = 'trident_';

/** What Trident does with the spec of a TridentBackendConfig of that name. */
export function validateBackend(spec: unknown, world: World, name = 'backend'): AcceptedBackend | RejectedBackend {
  try {
    return accepted(spec, world, name);
  } catch (error) {
    const { message } = error as Error;
    return { accepted: false, message, invalid: error instanceof Invalid, retried: !(error instanceof Unsupported) };
  }
}

function accepted(spec: unknown, world: World, name: string): AcceptedBackend {
  const raw = validateSpec(spec, name);
  const common = decodeCommon(raw);
  checkCommon(common);
  const decoded = specOnly(raw, common.storageDriverName);
  const driver = common.storageDriverName as Driver;
  const backendName = decoded.backendName;

  const credentials = credentialsOf(decoded, world);
  const config = withDefaults(decoded);
  checkDefaults(config);
  const { fileSystem, svm } = fileSystemOf(config, world, credentials);
  checkLimits(config, driver);

  const aggregates = (fileSystem.aggregates ?? ['aggr1']).filter(aggregate => !config.aggregate || aggregate === config.aggregate);
  if (aggregates.length === 0) {
    throw new Rejected(`the SVM ${svm} has no aggregate ${config.aggregate}`);
  }
  const { offered, all } = poolsOf(config, driver, backendName, aggregates);
  checkDriver(config, driver, fileSystem, credentials);
  all.forEach(pool => checkPool(pool, config.nasType));
  // core/orchestrator_core.go updateUserBackendState
  if (config.userState && !['normal', 'suspended'].includes(config.userState.toLowerCase())) {
    throw new Rejected(`userState ${config.userState} is neither normal nor suspended`);
  }
  const { deletionPolicy = 'delete' } = raw as Config;
  return {
    accepted: true, driver, backendName, pools: offered, deletionPolicy, fileSystemId: fileSystem.id, svm,
    storagePrefix: prefixOf(config),
    config: { ...config, svm, username: `${credentials.type}:${credentials.name}`, password: `${credentials.type}:${credentials.name}` },
  };
}

/** crd/apis/netapp/v1/backendconfig.go Validate: names are matched exactly here, unlike later. */
export function validateSpec(spec: unknown, name: string): object {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    throw new Invalid('the spec is empty or no object');
  }
  const { deletionPolicy = 'delete' } = spec as Config;
  if (!['delete', 'retain'].includes(`${deletionPolicy}`.toLowerCase())) {
    throw new Invalid(`deletionPolicy ${deletionPolicy} is neither delete nor retain`);
  }
  return { backendName: name, deletionPolicy, ...spec };
}

/** storage_drivers/common.go ValidateCommonSettings. */
function checkCommon(common: Config): void {
  if (!common.storageDriverName) {
    throw new Rejected('storageDriverName is missing');
  }
  if (common.version !== 1) {
    throw new Rejected(`version ${common.version ?? 0} is not 1`);
  }
  const prefix = common.storagePrefix;
  if (prefix !== undefined && typeof prefix !== 'string' && JSON.stringify(prefix) !== '{}') {
    throw new Rejected(`storagePrefix ${JSON.stringify(prefix)} is no text`);
  }
  if (common.limitVolumeSize && sizeInBytes(common.limitVolumeSize) === undefined) {
    throw new Rejected(`limitVolumeSize ${common.limitVolumeSize} is no size`);
  }
  if (common.credentials !== undefined) {
    nameAndType(common.credentials);
  }
}

/** ontap_common.go PopulateConfigurationDefaults, ontap_driver_factory.go GetDriverProtocol. */
function checkDefaults({ storageDriverName, sanType, denyNewVolumePools, cloneSplitDelay, defaults }: Config): void {
  if (storageDriverName === 'ontap-san' && !['iscsi', 'nvme', 'fcp'].includes(sanType)) {
    throw new Rejected(`sanType ${sanType} is none of iscsi, nvme, fcp`);
  }
  const size = sizeInBytes(defaults.size);
  if (size === undefined) {
    throw new Rejected(`size ${defaults.size} is no size`);
  }
  for (const [name, value] of Object.entries({ snapshotDir: defaults.snapshotDir, denyNewVolumePools: denyNewVolumePools || 'false', splitOnClone: defaults.splitOnClone })) {
    if (parseBool(value) === undefined) {
      throw new Rejected(`${name} ${value} is no boolean`);
    }
  }
  if (cloneSplitDelay && !((parseInteger(cloneSplitDelay) ?? 0) > 0)) {
    throw new Rejected(`cloneSplitDelay ${cloneSplitDelay} is no number of seconds`);
  }
}

/** awsapi/aws.go secretARNRegex, with the partitions of 26.06; `A-z` also takes the characters between the two cases. */
const SECRET_ARN = /^arn:(aws|aws-cn|aws-us-gov|aws-eusc|aws-iso|aws-iso-b|aws-iso-e|aws-iso-f):secretsmanager:[^:]+:\d{12}:secret:[A-z0-9/_+=.@-]+-[A-z0-9/_+=.@-]{6}$/;

/** aws_common.go initializeAWSDriver, validateFSxFilesystem; ontap_common.go InitializeOntapDriver. */
function fileSystemOf(config: Config, world: World, credentials: Credentials): {
  readonly fileSystem: FileSystem;
  readonly svm: string;
} {
  const { aws } = config;
  if (aws && credentials.type === 'awsarn') {
    if (!SECRET_ARN.test(credentials.name)) {
      throw new Rejected(`${credentials.name} is no whole ARN of a secret`);
    }
    if (world.secretReadable?.(credentials.name) === false) {
      throw new Rejected(`the secret ${credentials.name} cannot be read, or has no username and password`);
    }
  }
  if (!aws?.fsxFilesystemID) {
    throw new Rejected(`nothing answers at managementLIF ${config.managementLIF || '(none)'}: without aws.fsxFilesystemID no address is looked up`);
  }
  const isThere = ({ id, region }: FileSystem) =>
    id === aws.fsxFilesystemID && (!region || !aws.apiRegion || region === aws.apiRegion);
  const fileSystem = world.fileSystems.find(isThere);
  if (!fileSystem) {
    throw new Rejected(`FSx does not know a file system ${aws.fsxFilesystemID} in ${aws.apiRegion ?? 'this region'}`);
  }
  const svm = config.svm || (fileSystem.svms.length === 1 ? fileSystem.svms[0] : undefined);
  if (!svm) {
    throw new Rejected(`svm is not set, and ${fileSystem.id} has ${fileSystem.svms.length}`);
  }
  if (!fileSystem.svms.includes(svm)) {
    throw new Rejected(`${fileSystem.id} has no SVM of the name ${svm}`);
  }
  for (const [name, address] of Object.entries({ managementLIF: config.managementLIF, ...DRIVERS[config.storageDriverName as Driver].protocol === 'file' ? { dataLIF: config.dataLIF } : {} })) {
    if (address && !fileSystem.addresses?.includes(address)) {
      throw new Rejected(`${name} ${address} is no address of ${svm}`);
    }
  }
  if (credentials.type === 'secret' && !['username', 'password'].every(key => credentials.keys.has(key))) {
    throw new Rejected(`the Secret ${credentials.name} holds no username and password`);
  }
  return { fileSystem, svm };
}

/** ontap_nas_qtree.go and ontap_san_economy.go Initialize. */
function checkLimits(config: Config, driver: Driver): void {
  const [name, most] = driver === 'ontap-nas-economy' ? ['qtreesPerFlexvol', 300] as const : driver === 'ontap-san-economy' ? ['lunsPerFlexvol', 200] as const : [];
  const value = name && config[name] ? parseInteger(config[name]) ?? NaN : 50;
  if (name && !(value >= 50 && value <= most)) {
    throw new Rejected(`${name} ${config[name]} is not between 50 and ${most}`);
  }
}

/** The validate methods of ontap_nas.go, ontap_nas_qtree.go, ontap_nas_flexgroup.go, ontap_san.go, ontap_san_economy.go and ontap_san_nvme.go. */
function checkDriver(config: Config, driver: Driver, fileSystem: FileSystem, credentials: Credentials): void {
  if (DRIVERS[driver].replication) {
    for (const name of ['replicationPolicy', 'replicationSchedule']) {
      if (config[name] && !fileSystem.replication?.includes(config[name])) {
        throw new Rejected(`ONTAP has no ${name} ${config[name]}`);
      }
    }
  }
  if (DRIVERS[driver].protocol === 'file') {
    if (parseBool(config.defaults.LUKSEncryption) !== false) {
      throw new Rejected('LUKSEncryption is nothing for NAS');
    }
    const wrong = config.autoExportCIDRs.filter((cidr: string) => !isCidr(cidr));
    if (wrong.length > 0) {
      throw new Rejected(`autoExportCIDRs ${wrong.join(', ')} are no CIDRs`);
    }
  } else if (config.useCHAP && config.sanType === 'fcp') {
    throw new Rejected('useCHAP is nothing for fcp');
  } else if (config.useCHAP && config.sanType === 'iscsi' && credentials.type === 'awsarn') {
    // InitializeSANDriver: only user and password are taken out of Secrets Manager
    throw new Rejected('useCHAP needs its four keys from a Kubernetes Secret');
  }
  const economy = driver.endsWith('-economy');
  if (!(economy ? /^[a-zA-Z0-9_.-]*$/ : /^$|^[a-zA-Z_.-][a-zA-Z0-9_.-]*$/).test(prefixOf(config))) {
    throw new Rejected(`storagePrefix ${prefixOf(config)} may hold letters, digits, _ . -${economy ? '' : ', and no digit first'}`);
  }
  const unknown = driver === 'ontap-nas-flexgroup'
    ? (config.flexgroupAggregateList ?? []).filter((one: string) => !(fileSystem.aggregates ?? ['aggr1']).includes(one)) : [];
  if (unknown.length > 0) {
    throw new Rejected(`flexgroupAggregateList: the SVM has no ${unknown.join(', ')}`);
  }
}

/** The backend's prefix, or Trident's own. */
function prefixOf({ storagePrefix }: Config): string {
  return typeof storagePrefix === 'string' ? storagePrefix : DEFAULT_PREFIX;
}
