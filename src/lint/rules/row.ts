import { LUSTRE_DRIVER } from '../../lustre/driver';
import { TRIDENT } from '../../ontap/driver';
import { Setting } from '../../validation/deferred-value';
import { ruleFor } from '../../validation/rule';
import { nearestOf } from '../../validation/text';

/** What the rules for objects of a file read: settings that the constructs do not have, or write themselves. */
export interface LintConfiguration {
  // names
  /** The provisioner or driver of an object. */
  readonly driverName?: string;
  /** A name that the driver or API that reads the object ignores. */
  readonly unknownName?: string;
  readonly knownNames?: readonly string[];
  /** The effect of the unknown name. */
  readonly effect?: string;
  /** A name that must be set. */
  readonly missingName?: string;
  readonly missingBecause?: string;
  /** A value of a StorageClass parameter that is not a string. */
  readonly parameterType?: string;
  readonly annotation?: string;
  readonly knownAnnotations?: readonly string[];

  // StorageClasses of Lustre
  readonly subnetId?: Setting<string>;
  readonly securityGroupIds?: Setting<string>;
  readonly extraTags?: Setting<string>;
  readonly ignoredMetadataIops?: number;
  readonly durable?: boolean;
  readonly reclaimPolicy?: string;
  readonly allowedTopologies?: true;

  // PersistentVolumes of Lustre
  readonly volumeHandle?: Setting<string>;
  readonly volumePolicy?: string;
  readonly handleTakenBy?: string;
  readonly dnsName?: Setting<string>;
  readonly mountNameText?: Setting<string>;

  // a claim and its volume, class or source
  readonly claimGiB?: number;
  readonly volumeGiB?: number;
  readonly claimModes?: readonly string[];
  readonly volumeModes?: readonly string[];
  /** An empty name is no class; undefined is the default class. */
  readonly claimClass?: string;
  readonly volumeClass?: string;
  readonly boundVolume?: string;
  readonly claimVolumeMode?: string;
  readonly volumeVolumeMode?: string;
  readonly claimName?: string;
  readonly reservedFor?: string;
  readonly sourceGiB?: number;
  /** A name that no object of the input has. */
  readonly reference?: string;
  /** The names of the input, of which one is similar. */
  readonly similarNames?: readonly string[];
  readonly snapshotDriver?: string;
  readonly snapshotApiVersion?: string;

  // StorageClasses and backends of Trident
  readonly storagePools?: Setting<string>;
  readonly selector?: Setting<string>;
  readonly classBackendType?: string;
  readonly backendDriver?: string;
  readonly matchingBackend?: string;
  readonly selectorText?: string;
  readonly poolLabels?: readonly string[];
  readonly backendVersion?: unknown;
  readonly plainCredentials?: readonly string[];
  readonly credentialKeys?: readonly string[];
  readonly credentialType?: string;
  readonly awsBlock?: boolean;
  readonly limitAggregateUsage?: true;

  // pods
  readonly inlineDriver?: string;
  readonly mountedAs?: 'directory' | 'device';
  readonly mountedVolumeMode?: string;
  readonly replicas?: number;
  readonly singleNodeClaim?: boolean;

  // CloudFormation
  readonly plainPassword?: true;
  readonly lustreSubnets?: number;
  readonly openPorts?: readonly Range[];
  readonly requiredPorts?: readonly Range[];
}

export type Range = { readonly from: number; readonly to: number };

export const rule = ruleFor<LintConfiguration>();

export const LUSTRE = LUSTRE_DRIVER.driverName;
export const DRIVER_NAMES = [LUSTRE, TRIDENT.driverName];

/** Pages that several rules cite. */
export const DRIVER = 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/pkg/driver/controller.go';
export const VOLUMES = 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/';
export const CLASSES = 'https://kubernetes.io/docs/concepts/storage/storage-classes/';
export const TRIDENT_CLASSES = 'https://github.com/NetApp/trident/blob/master/storage_class/storage_class.go';
export const FILE_SYSTEM = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-fsx-filesystem.html';

/** Longer lists do not help. */
const MANY_NAMES = 25;

/** What to do with a name that nothing knows. */
export function suggestion(name: string, known: readonly string[]): string {
  const nearest = nearestOf(name, known);
  const names = known.length > MANY_NAMES ? '' : `; the names are ${[...known].sort().join(', ')}`;
  return `remove it${nearest === undefined ? '' : `, or use ${nearest}`}${names}`;
}
