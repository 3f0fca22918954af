import { RemovalPolicy, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AnyBackendOptions, OntapBackend, OntapVolumeDefaults } from './backend';
import { OntapClaimOptions } from './claim-options';
import {
  OntapBackendConfiguration, OntapConfiguration, OntapDefaultsConfiguration, OntapFileSystemSettings,
  OntapPlacementConfiguration,
} from './configuration';
import { TRIDENT } from './driver';
import {
  ONTAP_LIMITS, OntapBlockFileSystem, OntapDeploymentType, OntapNfsVersion, OntapSanType, OntapStorageDriver,
  OntapTieringPolicy, OntapVolumeStyle,
  STORAGE_DRIVERS,
} from './limits';
import { AnyOntapOptions, OntapProvisioning } from './provisioning';
import { VolumeConfiguration } from './rules/volumes';
import { ONTAP_SETTING_ROWS } from './setting-rows';
import { offersPairs } from './sizing';
import { storagePrefixOwner } from './storage-prefixes';
import { DEFAULTS_ROWS } from './trident/defaults';
import { ITridentDriver, TridentDriver, concurrencyOf, nodesPreparedBy } from './trident/trident-driver';
import { OntapVolumeOptions } from './volume';
import { ClusterHandle, clusterKey, isCreatedInApp, typeOf } from '../cluster/cluster-handle';
import { clusterRegistry } from '../cluster/cluster-registry';
import { selectSubnets } from '../cluster/subnet-selection';
import { routeTablesInOtherVpc, subnetsInOtherVpc } from '../cluster/vpc';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { ReclaimPolicy } from '../kubernetes/enums';
import { hashOf } from '../kubernetes/names';
import { clusterConfigurationOf } from '../storage/cluster-configuration';
import { existingFileSystemConfiguration, existingSecurityGroupOf } from '../storage/existing-file-system';
import { Setting } from '../validation/deferred-value';
import { isDeferred, unwrap, referredConstruct } from '../validation/normalize';
import { normalizedPath } from '../validation/paths';
import { omitUndefined, settingsIn, tryGet } from '../validation/settings';

/** The props of the storage that the configuration is derived from. */
export interface ConfigureProps {
  readonly handle: ClusterHandle;
  readonly provisioning: OntapProvisioning;
  readonly backends: readonly OntapBackend[];
  readonly driver?: ITridentDriver;
  readonly delivery: ManifestDelivery;
  readonly clients?: readonly ec2.IConnectable[];
  readonly reclaimPolicy?: ReclaimPolicy;
  readonly storageClassName?: string;
  readonly snapshots?: boolean;
  readonly claim?: OntapClaimOptions;
  readonly adopt?: boolean;
}

const DEFAULT_SVM = 'kubernetes';
const PREFIX_STEM_LENGTH = 40;

/** From what the user wrote to plain values: nothing below looks at props again. */
export function configure(scope: IConstruct, props: ConfigureProps): OntapConfiguration {
  const { handle, provisioning, backends } = props;
  const options = provisioning._options;
  const managed = provisioning._mode === 'managed';
  const existingGroup = existingSecurityGroupOf(options) && true;
  return omitUndefined<OntapConfiguration>({
    provisioning: provisioning._mode,
    ...(managed
      ? { ...settingsOf(options), ...placementOf(scope, handle, options) }
      : { deploymentType: unwrap(options.deploymentType), haPairs: unwrap(options.haPairs) }),
    ...clusterConfigurationOf(scope, {
      ...props,
      driverName: TRIDENT.driverName,
      opensPorts: managed || existingGroup === true,
    }),
    ...(managed ? {} : existingFileSystemConfiguration(options)),
    fileSystemId: unwrap(options.fileSystemId ?? options.fileSystem?.fileSystemId),
    svmName: unwrap(managed ? (options.svmName ?? DEFAULT_SVM) : options.svmName),
    // a secret that is known by its name alone has no full ARN; the name shows what is missing
    secretArn: options.secret && unwrap(options.secret.secretFullArn ?? options.secret.secretName),
    existingSecurityGroup: existingGroup,
    clients: (props.clients?.length ?? 0) > 0 ? true : undefined,
    removalPolicy: managed ? (options.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE) : undefined,
    adopt: props.adopt ? true : undefined,
    reclaimPolicy: props.reclaimPolicy ?? ReclaimPolicy.RETAIN,
    storageClassName: unwrap(props.storageClassName),
    snapshots: props.snapshots ?? backends.some(({ _driver }) => STORAGE_DRIVERS[_driver]?.snapshots),
    backendCount: backends.length,
    snapshotsOffered: backends.some(backend => offersSnapshots(backend, props.claim)),
    tags: options.tags && Object.fromEntries(Object.entries(options.tags).map(([key, value]) => [key, unwrap(value)])),
  });
}

/** The backends, each with the values that its rules compare it with. */
export function configureBackends(
  scope: IConstruct, props: ConfigureProps, configuration: OntapConfiguration,
): OntapBackendConfiguration[] {
  const names = props.backends.map(({ _options, _driver }) => _options.name ?? _driver.replace('ontap-', ''));
  const prefixes = props.backends.map(({ _options, _driver }, index) => {
    return unwrap(_options.storagePrefix) ?? defaultPrefix(scope, props.handle, names[index], _driver);
  });
  return props.backends.map((backend, index) => {
    const { _options: options, _driver: driver } = backend;
    const nameTaken = names.indexOf(names[index]) !== index;
    return omitUndefined<OntapBackendConfiguration>({
      backendName: unwrap(names[index]),
      driver,
      ...protocolOf(driver, options),
      storagePrefix: prefixes[index],
      limitVolumeSize: unwrap(options.limitVolumeSize, 'GiB'),
      limitVolumePoolSize: unwrap(options.limitVolumePoolSize, 'GiB'),
      qtreesPerFlexvol: unwrap(options.qtreesPerFlexvol),
      lunsPerFlexvol: unwrap(options.lunsPerFlexvol),
      ...placesOf(options),
      ...defaultsOf(options),
      storageClass: options.storageClass,
      allowVolumeExpansion: options.allowVolumeExpansion,
      volumeBindingMode: options.volumeBindingMode,
      pools: (options.pools ?? []).map(pool => omitUndefined({
        poolName: unwrap(pool.name), ...placesOf(pool), ...defaultsOf(pool), storageClass: pool.storageClass,
      })),
      provisioning: configuration.provisioning,
      deploymentType: configuration.deploymentType,
      haPairs: configuration.haPairs,
      autoMode: props.handle.autoMode,
      nodesPrepared: nodesPreparedBy(props.driver ?? knownDriver(props.handle)),
      concurrency: concurrencyOf(props.driver ?? knownDriver(props.handle)),
      nameTaken,
      // backends of one name have one default prefix
      prefixTakenBy: nameTaken ? undefined : prefixOwner(scope, props, names, prefixes, index),
    });
  });
}

/** An earlier backend of this storage, or one of another storage on the same storage virtual machine. */
function prefixOwner(
  scope: IConstruct, { provisioning: { _mode: mode, _options: options } }: ConfigureProps, names: readonly string[],
  prefixes: readonly Setting<string>[], index: number,
): string | undefined {
  const first = prefixes.indexOf(prefixes[index]);
  if (first !== index) {
    return `backend ${names[first]}`;
  }
  const fileSystemId = options.fileSystemId ?? options.fileSystem?.fileSystemId;
  return mode === 'managed' || fileSystemId === undefined || options.svmName === undefined ? undefined
    : storagePrefixOwner(scope, fileSystemId, options.svmName, String(prefixes[index]));
}

/** The labels and topologies of a backend or a pool. */
function placesOf({ labels, supportedTopologies }: Pick<AnyBackendOptions, 'labels' | 'supportedTopologies'>) {
  return {
    labels: labels && Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, unwrap(value)])),
    topologies: supportedTopologies?.map(({ region, zone }) =>
      omitUndefined({ region: unwrap(region), zone: unwrap(zone) }),
    ),
  };
}

function offersSnapshots({ _driver, _options }: OntapBackend, claim: OntapClaimOptions | undefined): boolean {
  const { snapshots, readOnlySnapshots } = STORAGE_DRIVERS[_driver] ?? {};
  const shown = [_options, ...(_options.pools ?? []), ...(claim ? [claim] : [])].some(
    ({ snapshotDirectory }) => snapshotDirectory,
  );
  return snapshots || (readOnlySnapshots === true && shown);
}

/** The volumes that the stack creates. */
export function configureVolumes(
  volumes: readonly OntapVolumeOptions[],
  configuration: OntapConfiguration,
): VolumeConfiguration[] {
  const named = volumes.map(volume => ({ volume, path: volume.junctionPath ?? `/${volume.name}` }));
  const placeOf = (path: string) => normalizedPath(path).toLowerCase();
  return named.map(({ volume, path }, index) =>
    omitUndefined<VolumeConfiguration>({
      volumeName: unwrap(volume.name),
      junctionPath: unwrap(path),
      volumeSize: unwrap(volume.size, 'GiB'),
      volumeStyle: volume.style ?? OntapVolumeStyle.FLEXVOL,
      tieringPolicy: volume.tieringPolicy ?? OntapTieringPolicy.NONE,
      coolingPeriod: unwrap(volume.coolingPeriod, 'days'),
      snapshotPolicy: unwrap(volume.snapshotPolicy ?? 'none'),
      storageEfficiencyEnabled: volume.storageEfficiencyEnabled ?? true,
      copyTagsToBackups: volume.copyTagsToBackups ?? false,
      backupId: unwrap(volume.backupId),
      haPairs: offeredPairs(configuration),
      volumeTaken: named.slice(0, index).some(other => other.volume.name === volume.name)
        ? 'volumeName'
        : named.slice(0, index).some(other => placeOf(other.path) === placeOf(path))
          ? 'junctionPath'
          : undefined,
    }),
  );
}

/** The HA pairs by which volumes are validated; `ontap/ha-pairs-not-offered` reports other numbers. */
export function offeredPairs({ deploymentType, haPairs }: OntapConfiguration): OntapConfiguration['haPairs'] {
  const isKnown = typeof deploymentType === 'string' && typeof haPairs === 'number';
  return isKnown && !offersPairs(deploymentType, haPairs) ? undefined : haPairs;
}

/** The subnets of a file system: those selected, or the first private ones of the cluster's VPC, each in a zone of its own. */
export function subnetsOf({ vpc }: ClusterHandle, options: AnyOntapOptions): ec2.ISubnet[] {
  const zones = ONTAP_LIMITS[options.deploymentType as OntapDeploymentType]?.zones ?? 1;
  return options.vpcSubnets ? selectSubnets(vpc, options.vpcSubnets) : onePerZone(vpc).slice(0, zones);
}

/** The Trident that this app has for the cluster by now. */
export function knownDriver(handle: ClusterHandle): TridentDriver | undefined {
  return clusterRegistry(handle).drivers.get(TRIDENT.driverName) as TridentDriver | undefined;
}

function onePerZone(vpc: ec2.IVpc | undefined): ec2.ISubnet[] {
  const subnets = [...vpc?.privateSubnets ?? [], ...vpc?.isolatedSubnets ?? []];
  const zones = subnets.map(subnet => tryGet(() => subnet.availabilityZone));
  return subnets.filter((_, index) => zones[index] === undefined || zones.indexOf(zones[index]) === index);
}

function settingsOf(options: AnyOntapOptions): Partial<OntapConfiguration> {
  const settings = settingsIn(ONTAP_SETTING_ROWS, options) as OntapFileSystemSettings;
  // both are always said: FSx reports them, and drift would show where a template does not
  return { ...settings, haPairs: settings.haPairs ?? 1 };
}

function placementOf(scope: IConstruct, handle: ClusterHandle, options: AnyOntapOptions): OntapPlacementConfiguration {
  const subnets = subnetsOf(handle, options);
  const multiAz = ONTAP_LIMITS[options.deploymentType as OntapDeploymentType]?.zones === 2;
  const all = allSubnets(handle.vpc);
  const tables = all.map(subnet => ({ subnet, id: tryGet(() => subnet.routeTable.routeTableId) }));
  const routeTableIds = options.routeTableIds ?? [
    ...new Set(tables.map(({ id }) => id).filter(id => id !== undefined)),
  ];
  return {
    subnetsInOtherVpc: subnetsInOtherVpc(subnets, handle.vpc?.vpcId),
    subnetIds: subnets.map(({ subnetId }) => unwrap(subnetId)),
    // without a VPC, the rule about the VPC reports the cause
    subnetsGiven: options.vpcSubnets && (handle.vpc || options.vpcSubnets.subnets) && true,
    subnetsPinned: options.vpcSubnets?.subnets && true,
    preferredSubnetId: unwrap(options.preferredSubnet?.subnetId ?? (multiAz ? subnets[0]?.subnetId : undefined)),
    vpcOwned: handle.vpc && isCreatedInApp(handle.vpc),
    vpcOfOtherAccount: handle.vpc && isOfOtherAccount(scope, handle.vpc),
    privateSubnets: handle.vpc && onePerZone(handle.vpc).length,
    availabilityZones: subnets
      .map(subnet => tryGet(() => subnet.availabilityZone))
      .filter(zone => zone !== undefined)
      .map(zone => unwrap(zone)),
    subnetCidrs: all
      .map(subnet => tryGet(() => subnet.ipv4CidrBlock))
      .filter((cidr): cidr is string => cidr !== undefined && !isDeferred(cidr)),
    ...(multiAz && {
      routeTableIds: routeTableIds.map(id => unwrap(id)),
      routeTablesOwned: routeTableIds.length > 0 && routeTableIds.every(id => routeTableOfApp(id) !== undefined),
      subnetsWithoutRouteTable: tables
        .filter(({ id }) => id === undefined)
        .map(({ subnet }) => (isDeferred(subnet.subnetId) ? subnet.node.path : subnet.subnetId)),
    }),
    routeTablesGiven: options.routeTableIds && true,
    routeTablesInOtherVpc: routeTablesInOtherVpc(options.routeTableIds ?? [], handle.vpc?.vpcId),
  };
}

/** The route table that an id refers to, if this app creates it. FSx needs a tag on it. */
export function routeTableOfApp(id: string): IConstruct | undefined {
  const table = referredConstruct(id);
  return table && typeOf(table) === ec2.CfnRouteTable.CFN_RESOURCE_TYPE_NAME ? table : undefined;
}

/** Known only for a VPC that was looked up. */
function isOfOtherAccount(scope: IConstruct, { env }: ec2.IVpc): boolean {
  const { account } = Stack.of(scope);
  return !isDeferred(account) && !isDeferred(env.account) && env.account !== account;
}

/** Nodes may be in any subnet of the VPC. */
export function allSubnets(vpc: ec2.IVpc | undefined): ec2.ISubnet[] {
  return [...vpc?.privateSubnets ?? [], ...vpc?.isolatedSubnets ?? [], ...vpc?.publicSubnets ?? []];
}

/** What is specific to the protocol of a backend. */
export function protocolOf(driver: OntapStorageDriver, options: AnyBackendOptions): Partial<OntapBackendConfiguration> {
  if (STORAGE_DRIVERS[driver].protocol === 'san') {
    return {
      sanType: options.sanType ?? OntapSanType.ISCSI,
      fileSystemType: options.fileSystemType ?? OntapBlockFileSystem.EXT4,
      mountOptions: options.mountOptions ?? [],
    };
  }
  return {
    nfsVersion: options.nfsVersion ?? OntapNfsVersion.V4_1,
    nconnect: unwrap(options.nconnect),
    mountOptions: options.mountOptions ?? ['hard'],
    autoExportPolicy: options.autoExportPolicy ?? false,
    autoExportCidrs: options.autoExportCidrs?.map(cidr => unwrap(cidr)),
  };
}

function defaultsOf(options: OntapVolumeDefaults): OntapDefaultsConfiguration {
  const fields = Object.keys(DEFAULTS_ROWS) as (keyof OntapDefaultsConfiguration)[];
  return omitUndefined(Object.fromEntries(fields.map(field => [field, unwrap(options[field])])));
}

/** Of this cluster, this stack and this backend alone: what shares a prefix on an SVM takes each other's volumes for its own (Trident issue 1188). */
function defaultPrefix(
  scope: IConstruct, handle: ClusterHandle, backendName: string, driver: OntapStorageDriver,
): string {
  const stack = Stack.of(scope);
  const { clusterName, env } = handle.cluster;
  const named = !isDeferred(clusterName);
  const stem = named ? clusterName.replace(/[^A-Za-z0-9]+/g, '_').replace(/^(?=\d)/, '_').slice(0, PREFIX_STEM_LENGTH) : 'eks';
  const cluster = [env.account, env.region, named ? clusterName : clusterKey(handle)];
  const identity = stack.resolve([...cluster, stack.stackName, scope.node.path, backendName]);
  const prefix = `${stem}_${hashOf(identity)}_`;
  // only here, because a change of the prefix creates another backend
  return driver === OntapStorageDriver.SAN_ECONOMY ? prefix.replace(/__+/g, '_') : prefix;
}
