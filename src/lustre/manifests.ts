import { ApiObject } from 'cdk8s';
import { LustreConfiguration } from './configuration';
import { LUSTRE_DRIVER } from './driver';
import { LIMITS } from './limits';
import { SETTING_ROWS } from './schema';
import { ManifestScope, lastOf } from '../kubernetes/manifest-scope';
import { nameWithIdentity, slug } from '../kubernetes/names';
import { persistentVolume } from '../kubernetes/persistent-volume';
import { persistentVolumeClaim } from '../kubernetes/persistent-volume-claim';
import { storageClass } from '../kubernetes/storage-class';
import { toToken, joined, text } from '../validation/normalize';
import { replacingSettings } from '../validation/settings';
import { CLUSTER_TAG, RECLAIM_POLICY_TAG, STORAGE_TAG } from '../validation/tags';

/** What a mount needs to know of a file system. */
export interface FileSystemAddress {
  readonly fileSystemId: string;
  readonly mountName: string;
  readonly dnsName: string;
}

/** A claim, what it needs, and the name that pods use. */
export interface ClaimObjects {
  readonly name: string;
  readonly objects: ApiObject[];
}

export interface ClaimNaming {
  readonly fixedName: boolean;
  readonly labels?: { readonly [key: string]: string };
}

/** The request of a claim on a volume made beforehand: any part of the volume will do, and a request that grew with the volume would be refused. */
const ANY_SIZE = '1Gi';
/** Intelligent-Tiering has no capacity, but a volume must show one. */
const ELASTIC_CAPACITY = '1Pi';

export interface ClassProps {
  readonly configuration: LustreConfiguration;
  readonly securityGroupIds: string[];
  readonly clusterName: string;
  /** The value of the tag that file systems of the storage carry. */
  readonly storageTag: string;
}

/** The class of dynamic file systems, with every parameter that the driver reads. */
export function classOf(scope: ManifestScope, { configuration, securityGroupIds, clusterName, storageTag }: ClassProps): ApiObject {
  const { mountOptions, reclaimPolicy, volumeBindingMode, allowVolumeExpansion } = configuration;
  const parameters = {
    subnetId: toToken(configuration.subnetId!),
    securityGroupIds: joined(',', securityGroupIds), // without it the driver sends one empty id
    ...Object.fromEntries(SETTING_ROWS
      .filter(([field, row]) => row.storageClass !== undefined && configuration[field] !== undefined)
      .map(([field, row]) => [row.storageClass!, text(configuration[field]!)])),
  };
  const tags = extraTags(configuration, clusterName);
  const stem = configuration.storageClassName === undefined ? `fsx-lustre-${slug(lastOf(scope.path))}` : toToken(configuration.storageClassName);
  return storageClass(scope.chart, 'StorageClass', {
    // mount options and expansion can change in place, the rest is immutable. Tags that say nothing new are left out: another
    // format of them must fail on the API server instead of giving pods a new, empty file system
    name: nameWithIdentity(stem, scope.resolve([scope.stackName, scope.path, { ...parameters, extraTags: joined(',', tags) }, reclaimPolicy, volumeBindingMode])),
    provisioner: LUSTRE_DRIVER.driverName,
    parameters: { ...parameters, extraTags: joined(',', [tags[0], joined('=', [STORAGE_TAG, storageTag]), joined('=', [RECLAIM_POLICY_TAG, reclaimPolicy!]), ...tags.slice(1)]) },
    reclaimPolicy: reclaimPolicy!,
    volumeBindingMode: volumeBindingMode!,
    allowVolumeExpansion: allowVolumeExpansion!,
    mountOptions: mountOptions!,
  });
}

/** A claim for which the driver makes a file system. */
export function dynamicClaim(scope: ManifestScope, configuration: LustreConfiguration, className: string, naming: ClaimNaming): ClaimObjects {
  const { accessMode, claimSize, deploymentType } = configuration;
  const size = text(claimSize!, 'Gi');
  const growable = typeof deploymentType !== 'string' || LIMITS[deploymentType].growable;
  const identity = scope.resolve([scope.stackName, scope.path, className, accessMode, growable ? undefined : size]);
  const name = claimNameOf(configuration, identity, naming);
  const claim = persistentVolumeClaim(scope.chart, `Claim-${scope.path}`, {
    name, namespace: toToken(configuration.claimNamespace!), labels: naming.labels, accessMode: accessMode!, size, storageClassName: className,
  });
  return { name, objects: [claim] };
}

/**
 * A volume of a file system that is there, and its claim, bound to each other.
 *
 * Nodes tell volumes apart by their handles, and two volumes of one handle disturb each other (driver issue 151). So every volume has a handle of its own, also
 * the one that an edit leaves behind: the id of the file system and the name of the volume.
 */
export function staticClaim(scope: ManifestScope, configuration: LustreConfiguration, address: FileSystemAddress, naming: ClaimNaming): ClaimObjects {
  const namespace = toToken(configuration.claimNamespace!);
  const stem = toToken(configuration.claimName!);
  const { provisioning, accessMode, subDirectory, zoneAffinity, availabilityZone } = configuration;
  const zone = zoneAffinity === 'required' && availabilityZone !== undefined ? toToken(availabilityZone) : undefined;
  const volumeAttributes = {
    dnsname: address.dnsName,
    mountname: subDirectory === undefined ? address.mountName : joined('/', [address.mountName, toToken(subDirectory)]),
  };
  // a file system of the stack is another one when what replaces it is; its own tokens would say no more
  const source = provisioning === 'managed' ? subDirectory : [address.fileSystemId, volumeAttributes];
  const identity = scope.resolve([scope.stackName, scope.path, replacing(configuration), source, zone, accessMode]);
  const name = claimNameOf(configuration, identity, naming);
  const volumeName = nameWithIdentity(`${namespace}-${stem}`, [identity, scope.resolve([namespace, stem])]);
  const volume = persistentVolume(scope.chart, `Volume-${scope.path}`, {
    name: volumeName,
    capacity: configuration.capacity === undefined ? ELASTIC_CAPACITY : text(configuration.capacity, 'Gi'),
    accessMode: accessMode!,
    mountOptions: configuration.mountOptions!,
    claim: { name, namespace },
    csi: { driver: LUSTRE_DRIVER.driverName, volumeHandle: joined('::', [address.fileSystemId, volumeName]), volumeAttributes },
    zone,
  });
  const claim = persistentVolumeClaim(scope.chart, `Claim-${scope.path}`, {
    name, namespace, labels: naming.labels, accessMode: accessMode!, size: ANY_SIZE, storageClassName: '', volumeName,
  });
  return { name, objects: [volume, claim] };
}

function claimNameOf(configuration: LustreConfiguration, identity: unknown, naming: ClaimNaming): string {
  const stem = toToken(configuration.claimName!);
  return naming.fixedName ? stem : nameWithIdentity(stem, identity);
}

/** What makes a new file system when it changes, to which nothing of the old one can be bound. */
function replacing(configuration: LustreConfiguration): unknown {
  const { subnetId } = configuration;
  return [subnetId === undefined ? null : toToken(subnetId), ...replacingSettings(SETTING_ROWS, configuration)];
}

/** Tags that the driver passes on: that of the cluster, on which the driver's permissions depend, then those of the user. */
function extraTags(configuration: LustreConfiguration, clusterName: string): string[] {
  const tags = Object.entries(configuration.tags ?? {}).sort(([a], [b]) => a < b ? -1 : 1).map(([key, value]) => joined('=', [key, value]));
  return [joined('=', [CLUSTER_TAG, clusterName]), ...tags];
}
