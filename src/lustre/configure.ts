import { Stack, aws_ec2 as ec2, aws_fsx as fsx } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { LustreClaimOptions } from './claim-options';
import { DataRepositoryConfiguration, LustreConfiguration, PlacementConfiguration } from './configuration';
import { LUSTRE_DRIVER } from './driver';
import { DEFAULT_VERSION, LIMITS, LustreLogLevel, LustreStorageType } from './limits';
import { ILustreCsiDriver } from './lustre-csi-driver';
import { AnyLustreOptions, LustreProvisioning } from './provisioning';
import { SETTING_ROWS } from './setting-rows';
import { ClusterHandle, isCreatedInApp } from '../cluster/cluster-handle';
import { bucketElsewhere, bucketRegionOf } from '../cluster/environment';
import { groupsInOtherVpc, subnetsInOtherVpc, vpcIdOf } from '../cluster/vpc';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { ReclaimPolicy, VolumeAccessMode, VolumeBindingMode, VolumeMode, ZoneAffinity } from '../kubernetes/enums';
import { classConfigurationOf } from '../storage/classes';
import { clusterConfigurationOf } from '../storage/cluster-configuration';
import { existingFileSystemConfiguration, existingSecurityGroupOf } from '../storage/existing-file-system';
import { ClaimConfiguration } from '../validation/common/claim';
import { VpcConfiguration } from '../validation/common/vpc-rule';
import { unwrap } from '../validation/normalize';
import { omitUndefined, settingsIn, tryGet } from '../validation/settings';

/** The props of the storage that the configuration is derived from. */
export interface ConfigureProps {
  readonly handle: ClusterHandle;
  readonly provisioning: LustreProvisioning;
  readonly driver?: ILustreCsiDriver;
  readonly delivery: ManifestDelivery;
  readonly clients?: readonly ec2.IConnectable[];
  readonly adopt?: boolean;
}

const DEFAULT_MOUNT_OPTIONS = ['flock'];

/** From what the user wrote to plain values: nothing below looks at props again. */
export function configure(scope: IConstruct, props: ConfigureProps): LustreConfiguration {
  const options = props.provisioning._options;
  const mode = props.provisioning._mode;
  // later parts win over earlier ones
  return omitUndefined<LustreConfiguration>(
    {
      provisioning: mode,
      mountOptions: options.mountOptions ?? DEFAULT_MOUNT_OPTIONS,
      clients: (props.clients?.length ?? 0) > 0 ? true : undefined,
      removalPolicy: options.removalPolicy,
      adopt: props.adopt ? true : undefined,
    },
    ...mode === 'existing' ? [existingOf(scope, options)] : [defaultsOf(options), settingsIn(SETTING_ROWS, options), derivedOf(scope, options)],
    placementOf(props, options),
    clusterConfigurationOf(scope, { ...props, driverName: LUSTRE_DRIVER.driverName, opensPorts: mode !== 'existing' || existingSecurityGroupOf(options) !== undefined }),
    mode === 'dynamic' ? classSettingsOf(props.handle, options) : {},
  );
}

/** Settings of the StorageClass for which the driver creates file systems. */
function classSettingsOf(handle: ClusterHandle, options: AnyLustreOptions): Partial<LustreConfiguration> {
  const limits = LIMITS[options.deploymentType!];
  return {
    allowVolumeExpansion: options.allowVolumeExpansion ?? limits?.growable ?? true,
    reclaimPolicy: options.reclaimPolicy ?? (limits?.durable === false ? ReclaimPolicy.DELETE : ReclaimPolicy.RETAIN),
    volumeBindingMode: options.volumeBindingMode ?? VolumeBindingMode.IMMEDIATE,
    storageClassName: unwrap(options.storageClassName),
    storageClass: options.storageClass,
    ...classConfigurationOf(handle, 'StorageClass', options.storageClass),
    existingSecurityGroup: options.securityGroup && true,
  };
}

/** What a claim adds; `name` is what it begins with. */
export function claimConfigurationOf(options: LustreClaimOptions, name: string): ClaimConfiguration & Pick<LustreConfiguration, 'subDirectory' | 'volumeMetadata' | 'volumeName'> {
  return omitUndefined({
    claimName: unwrap(options.name ?? name),
    claimNamespace: unwrap(options.namespace ?? 'default'),
    claimSize: unwrap(options.size, 'GiB'),
    accessMode: options.accessMode ?? VolumeAccessMode.READ_WRITE_MANY,
    volumeMode: options.volumeMode ?? VolumeMode.FILESYSTEM,
    subDirectory: unwrap(options.subDirectory),
    volumeMetadata:
      options.volumeLabels || options.volumeAnnotations || options.volumeName || options.volumeHandle
        ? (true as const)
        : undefined,
    volumeName: options.volumeName,
  });
}

/** The subnet of a file system: the one given, or the first private one of the cluster's VPC. */
export function subnetOf(handle: ClusterHandle, provisioning: LustreProvisioning): ec2.ISubnet | undefined {
  return provisioning._mode === 'existing' ? undefined : provisioning._options.subnet ?? privateSubnets(handle)[0];
}

function privateSubnets({ vpc }: ClusterHandle): ec2.ISubnet[] {
  return [...vpc?.privateSubnets ?? [], ...vpc?.isolatedSubnets ?? []];
}

function defaultsOf({ logConfiguration }: AnyLustreOptions): Partial<LustreConfiguration> {
  return {
    storageType: LustreStorageType.SSD,
    fileSystemTypeVersion: DEFAULT_VERSION,
    logLevel: logConfiguration && LustreLogLevel.WARN_ERROR,
  };
}

/** What is not handed over as it is. */
function derivedOf(scope: IConstruct, options: AnyLustreOptions): Partial<LustreConfiguration> {
  const logGroup = options.logConfiguration?.logGroup;
  const { deploymentType } = options;
  return {
    backupsOffered: LIMITS[deploymentType!]?.backups === false ? false : undefined,
    // the ARN of a log group ends in `:*`, which FSx does not want
    logGroupArn: logGroup && unwrap(Stack.of(scope).formatArn({ service: 'logs', resource: `log-group:${logGroup.logGroupName}` })),
    ...repositoriesOf(scope, options),
    tags: options.tags && Object.fromEntries(Object.entries(options.tags).map(([key, value]) => [key, unwrap(value)])),
  };
}

function existingOf(scope: IConstruct, options: AnyLustreOptions): Partial<LustreConfiguration> {
  // the interface has the id only; constructs of Lustre file systems also have both names
  const fileSystem = options.fileSystem as Partial<fsx.LustreFileSystem> | undefined;
  return {
    ...existingFileSystemConfiguration(options),
    fileSystemId: unwrap(options.fileSystemId ?? fileSystem?.fileSystemId),
    mountName: unwrap(options.mountName ?? fileSystem?.mountName),
    dnsName: unwrap(options.dnsName ?? fileSystem?.dnsName),
    capacity: unwrap(options.capacity, 'GiB'),
    existingSecurityGroup: existingSecurityGroupOf(options) && true,
    ...repositoriesOf(scope, options),
  };
}

function repositoriesOf(
  scope: IConstruct,
  { dataRepositories, s3ImportPath }: AnyLustreOptions,
): Partial<LustreConfiguration> {
  return {
    dataRepositories: dataRepositories?.map(repository =>
      omitUndefined<DataRepositoryConfiguration>({
        ...repository._configuration(),
        bucketRegion: bucketElsewhere(repository._bucketRegion, scope),
      }),
    ),
    importRegion: bucketElsewhere(bucketRegionOf(s3ImportPath), scope),
  };
}

function placementOf({ handle, provisioning }: ConfigureProps, options: AnyLustreOptions): PlacementConfiguration {
  const existing = provisioning._mode === 'existing';
  const subnet = subnetOf(handle, provisioning);
  const zone = existing ? options.availabilityZone : subnet && tryGet(() => subnet.availabilityZone);
  return {
    subnetId: unwrap(subnet?.subnetId),
    subnetsGiven: options.subnet && true,
    ...existing ? {} : vpcsOf(handle, options, subnet),
    vpcOwned: handle.vpc && isCreatedInApp(handle.vpc),
    privateSubnets: handle.vpc && privateSubnets(handle).length,
    subnetPrefixLength: subnet && prefixLengthOf(tryGet(() => subnet.ipv4CidrBlock)),
    availabilityZone: unwrap(zone),
    zoneAffinity: options.zoneAffinity ?? (existing && zone === undefined ? ZoneAffinity.OFF : ZoneAffinity.REQUIRED),
  };
}

/** A file system with its own security group may be in a VPC that is peered with that of the cluster. */
function vpcsOf(
  { vpc }: ClusterHandle,
  { securityGroup }: AnyLustreOptions,
  subnet: ec2.ISubnet | undefined,
): VpcConfiguration {
  return securityGroup
    ? { securityGroupsInOtherVpc: groupsInOtherVpc(securityGroup, subnet && vpcIdOf(subnet)) }
    : { subnetsInOtherVpc: subnetsInOtherVpc(subnet ? [subnet] : [], vpc?.vpcId) };
}

function prefixLengthOf(cidr: string | undefined) {
  const value = unwrap(cidr);
  return typeof value === 'string' ? Number(value.split('/')[1]) : value;
}
