import { ApiObject } from 'cdk8s';
import { LustreConfiguration } from './configuration';
import { LUSTRE_DRIVER } from './driver';
import { LIMITS } from './limits';
import { SETTING_ROWS } from './setting-rows';
import { ManifestScope, lastOf } from '../kubernetes/manifest-scope';
import { nameWithIdentity, slug } from '../kubernetes/names';
import { persistentVolume } from '../kubernetes/persistent-volume';
import { persistentVolumeClaim } from '../kubernetes/persistent-volume-claim';
import { quantity } from '../kubernetes/quantity';
import { storageClass } from '../kubernetes/storage-class';
import { toToken, joined, text } from '../validation/normalize';
import { replacingSettings } from '../validation/settings';
import { CLUSTER_TAG, RECLAIM_POLICY_TAG, STORAGE_TAG } from '../validation/tags';

/** The values that are needed to mount a file system. */
export interface FileSystemAddress {
  readonly fileSystemId: string;
  readonly mountName: string;
  readonly dnsName: string;
}

/** A claim with the objects that it needs, and its name. */
export interface ClaimObjects {
  readonly name: string;
  readonly objects: ApiObject[];
}

export interface ClaimNaming {
  readonly fixedName: boolean;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  /** The exact name and the handle of a volume that already exists. */
  readonly volumeName?: string;
  readonly volumeHandle?: string;
  readonly volumeLabels?: { readonly [key: string]: string };
  readonly volumeAnnotations?: { readonly [key: string]: string };
}

/**
 * The request of a static claim. A claim can request less than its volume has, and the API server would reject a
 * request that grows with the volume.
 */
const ANY_SIZE = '1Gi';
/** The capacity of an Intelligent-Tiering volume, because Kubernetes requires one. */
const ELASTIC_CAPACITY = '1Pi';

export interface ClassProps {
  readonly configuration: LustreConfiguration;
  readonly securityGroupIds: string[];
  readonly clusterName: string;
  /** The value of the storage tag of the file systems. */
  readonly storageTag: string;
}

/** The StorageClass of dynamic file systems. */
export function classOf(
  scope: ManifestScope, { configuration, securityGroupIds, clusterName, storageTag }: ClassProps,
): ApiObject {
  const { mountOptions, reclaimPolicy, volumeBindingMode, allowVolumeExpansion } = configuration;
  const parameters = {
    subnetId: toToken(configuration.subnetId!),
    securityGroupIds: joined(',', securityGroupIds), // without it, the driver sends one empty ID
    ...Object.fromEntries(SETTING_ROWS
      .filter(([field, row]) => row.storageClass !== undefined && configuration[field] !== undefined)
      .map(([field, row]) => [row.storageClass!, text(configuration[field]!)])),
  };
  const tags = extraTags(configuration, clusterName);
  const stem = configuration.storageClassName === undefined
    ? `fsx-lustre-${slug(lastOf(scope.path))}`
    : toToken(configuration.storageClassName);
  return storageClass(scope.chart, 'StorageClass', {
    // Mount options and expansion are mutable and not part of the name. The storage and reclaim policy tags follow from
    // other values and are omitted: a new tag format must fail on the API server instead of creating a new, empty file
    // system.
    name: nameWithIdentity(stem, scope.resolve([
      scope.stackName, scope.path, { ...parameters, extraTags: joined(',', tags) }, reclaimPolicy, volumeBindingMode,
    ])),
    provisioner: LUSTRE_DRIVER.driverName,
    parameters: {
      ...parameters,
      extraTags: joined(',', [
        tags[0], joined('=', [STORAGE_TAG, storageTag]), joined('=', [RECLAIM_POLICY_TAG, reclaimPolicy!]),
        ...tags.slice(1),
      ]),
    },
    reclaimPolicy: reclaimPolicy!,
    volumeBindingMode: volumeBindingMode!,
    allowVolumeExpansion: allowVolumeExpansion!,
    mountOptions: mountOptions!,
    options: configuration.storageClass,
  });
}

/** A claim for which the driver creates a file system. */
export function dynamicClaim(
  scope: ManifestScope, configuration: LustreConfiguration, className: string, naming: ClaimNaming,
): ClaimObjects {
  const { accessMode, claimSize, deploymentType } = configuration;
  const size = text(claimSize!, 'Gi');
  const growable = typeof deploymentType !== 'string' || LIMITS[deploymentType].growable;
  const identity = scope.resolve([scope.stackName, scope.path, className, accessMode, growable ? undefined : size]);
  const name = claimNameOf(configuration, identity, naming);
  const claim = persistentVolumeClaim(scope.chart, `Claim-${scope.path}`, {
    name, namespace: toToken(configuration.claimNamespace!), labels: naming.labels, annotations: naming.annotations,
    accessMode: accessMode!, size, storageClassName: className,
  });
  return { name, objects: [claim] };
}

/**
 * A volume of an existing file system and its claim, which reference each other.
 *
 * Nodes distinguish volumes by their handles, and two volumes with the same handle interfere with each other (driver
 * issue 151). The handle therefore consists of the file system ID and the volume name, so that volumes that an edit
 * leaves behind have another handle too.
 */
export function staticClaim(
  scope: ManifestScope, configuration: LustreConfiguration, address: FileSystemAddress, naming: ClaimNaming,
): ClaimObjects {
  const namespace = toToken(configuration.claimNamespace!);
  const stem = toToken(configuration.claimName!);
  const { provisioning, accessMode, subDirectory, zoneAffinity, availabilityZone } = configuration;
  const zone = zoneAffinity === 'required' && availabilityZone !== undefined ? toToken(availabilityZone) : undefined;
  const volumeAttributes = {
    dnsname: address.dnsName,
    mountname: subDirectory === undefined ? address.mountName : joined('/', [address.mountName, toToken(subDirectory)]),
  };
  // For a managed file system, the replacing settings identify it; its tokens are the same after a replacement.
  const source = provisioning === 'managed' ? subDirectory : [address.fileSystemId, volumeAttributes];
  const identity = scope.resolve([scope.stackName, scope.path, replacing(configuration), source, zone, accessMode]);
  const name = claimNameOf(configuration, identity, naming);
  const volumeName = naming.volumeName ?? nameWithIdentity(`${namespace}-${stem}`, [identity, scope.resolve([namespace, stem])]);
  const volume = persistentVolume(scope.chart, `Volume-${scope.path}`, {
    name: volumeName,
    labels: naming.volumeLabels,
    annotations: naming.volumeAnnotations,
    capacity: configuration.capacity === undefined ? ELASTIC_CAPACITY : text(configuration.capacity, 'Gi'),
    accessMode: accessMode!,
    mountOptions: configuration.mountOptions!,
    claim: { name, namespace },
    csi: {
      driver: LUSTRE_DRIVER.driverName, volumeHandle: naming.volumeHandle ?? joined('::', [address.fileSystemId, volumeName]),
      volumeAttributes,
    },
    zone,
  });
  const claim = persistentVolumeClaim(scope.chart, `Claim-${scope.path}`, {
    name, namespace, labels: naming.labels, annotations: naming.annotations, accessMode: accessMode!,
    size: configuration.claimSize === undefined ? ANY_SIZE : quantity(configuration.claimSize), storageClassName: '', volumeName,
  });
  return { name, objects: [volume, claim] };
}

function claimNameOf(configuration: LustreConfiguration, identity: unknown, naming: ClaimNaming): string {
  const stem = toToken(configuration.claimName!);
  return naming.fixedName ? stem : nameWithIdentity(stem, identity);
}

/** The settings whose change replaces the file system, and therefore its volumes and claims. */
function replacing(configuration: LustreConfiguration): unknown {
  const { subnetId } = configuration;
  return [subnetId === undefined ? null : toToken(subnetId), ...replacingSettings(SETTING_ROWS, configuration)];
}

/**
 * The tags for the driver: first the tag of the cluster, which the permissions of the driver require, then those of the
 * user.
 */
function extraTags(configuration: LustreConfiguration, clusterName: string): string[] {
  const tags = Object.entries(configuration.tags ?? {}).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([key, value]) => joined('=', [key, value]));
  return [joined('=', [CLUSTER_TAG, clusterName]), ...tags];
}
