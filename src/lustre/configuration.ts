import { DataRepositoryEvent } from './limits';
import { SETTINGS } from './setting-rows';
import { ClassOptions } from '../kubernetes/class-options';
import { BackupConfiguration } from '../validation/common/backups';
import { ClaimConfiguration } from '../validation/common/claim';
import { ClassConfiguration } from '../validation/common/class';
import { ClusterConfiguration } from '../validation/common/cluster';
import { SecurityGroupConfiguration } from '../validation/common/security-group';
import { VpcConfiguration } from '../validation/common/vpc-rule';
import { Setting } from '../validation/deferred-value';
import { SettingsOf } from '../validation/schema';

/** Who creates the file system: the driver (one per claim), this stack, or it already exists. */
export type ProvisioningMode = 'dynamic' | 'managed' | 'existing';

/** The settings of one file system in plain values, as the rows of setting-rows.ts describe them. */
export type LustreFileSystemSettings = SettingsOf<typeof SETTINGS>;

/** One link of a directory to an S3 prefix. */
export interface DataRepositoryConfiguration {
  readonly fileSystemPath: Setting<string>;
  readonly dataRepositoryPath: Setting<string>;
  /** Distinguishes buckets, even if their names are known only at deployment. */
  readonly bucket: string;
  /** The Region of the bucket, if it is known to differ from that of the file system. */
  readonly bucketRegion?: string;
  readonly prefix: Setting<string>;
  readonly autoImportPolicy: readonly DataRepositoryEvent[];
  readonly autoExportPolicy: readonly DataRepositoryEvent[];
  readonly batchImportMetaDataOnCreate: boolean;
  /** MiB. */
  readonly importedFileChunkSize?: Setting<number>;
}

/** Where the file system lives. */
export interface PlacementConfiguration extends VpcConfiguration {
  readonly subnetId?: Setting<string>;
  readonly subnetsGiven?: true;
  readonly vpcOwned?: boolean;
  readonly privateSubnets?: number;
  /** Of the subnet's network, for example 24. */
  readonly subnetPrefixLength?: Setting<number>;
  readonly availabilityZone?: Setting<string>;
  readonly zoneAffinity?: 'required' | 'preferred' | 'off';
  /** Node groups or node pools of the cluster that can start nodes in other subnets. */
  readonly nodesInOtherZones?: readonly string[];
  /** Buckets with automatic import whose event notifications the app writes. */
  readonly notifiedBuckets?: readonly string[];
}

/** What a team gets of a file system. */
export interface ShareConfiguration {
  readonly shareTeam?: string;
  /** The whole file system is the empty one. */
  readonly shareDirectory?: Setting<string>;
  readonly shareReadOnly?: true;
  /** There is a quota of some kind. */
  readonly shareLimited?: true;
  /** GiB. */
  readonly shareQuota?: Setting<number>;
  readonly shareFileLimit?: Setting<number>;
  readonly shareProjectId?: Setting<number>;
  /** User and group. */
  readonly shareOwner?: readonly number[];
  readonly shareMode?: string;
  /** OSTs of new files; -1 for all. */
  readonly shareStripeCount?: number;
  /** The properties that are set and that only the Job that creates the directory uses. */
  readonly shareJobSettings?: readonly string[];
  /** What other shares of the storage have a quota. */
  readonly quotaDirectories?: readonly {
    readonly team: string;
    readonly directory: string;
    readonly projectId: number;
  }[];
}

/** The validated values, from which resources and manifests are created. */
export interface LustreConfiguration
  extends
  LustreFileSystemSettings,
  ClaimConfiguration,
  ClusterConfiguration,
  PlacementConfiguration,
  SecurityGroupConfiguration,
  ShareConfiguration,
  ClassConfiguration,
  Pick<BackupConfiguration, 'backupsOffered'> {
  readonly provisioning: ProvisioningMode;
  readonly dataRepositories?: readonly DataRepositoryConfiguration[];
  /** The Region of the bucket of the import path, if it is known to differ from that of the file system. */
  readonly importRegion?: string;
  readonly tags?: { readonly [key: string]: Setting<string> };
  readonly mountOptions?: readonly string[];

  /** Whether `clients` is set. */
  readonly clients?: true;
  readonly removalPolicy?: string;
  /** A plan of AWS Backup is to protect the file system. */
  readonly backupPlan?: true;

  // dynamic
  readonly allowVolumeExpansion?: boolean;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
  readonly storageClass?: ClassOptions;

  /** The name, handle, labels or annotations of a volume were set. */
  readonly volumeMetadata?: true;
  /** The exact name of the volume. */
  readonly volumeName?: string;
  /** Existing objects are adopted. */
  readonly adopt?: true;

  /** A directory of the file system that a claim shows as its root. */
  readonly subDirectory?: Setting<string>;

  // existing
  readonly fileSystemId?: Setting<string>;
  readonly mountName?: Setting<string>;
  readonly dnsName?: Setting<string>;
  readonly fileSystemIdGiven?: true;
  /** The file system was given as a construct. */
  readonly fileSystemGiven?: true;
  readonly existingSecurityGroup?: true;
}
