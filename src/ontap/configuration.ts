import {
  OntapBlockFileSystem, OntapDeploymentType, OntapNfsVersion, OntapSanType, OntapSecurityStyle, OntapStorageDriver,
  OntapTieringPolicy, OntapVolumeStyle,
} from './limits';
import { ONTAP_SETTINGS } from './setting-rows';
import { ClassOptions } from '../kubernetes/class-options';
import { VolumeBindingMode } from '../kubernetes/enums';
import { ClaimConfiguration } from '../validation/common/claim';
import { ClusterConfiguration } from '../validation/common/cluster';
import { SecurityGroupConfiguration } from '../validation/common/security-group';
import { InOtherVpc, VpcConfiguration } from '../validation/common/vpc-rule';
import { Setting } from '../validation/deferred-value';
import { SettingsOf } from '../validation/schema';

/** Who creates the file system: this stack, or it already exists. */
export type OntapProvisioningMode = 'managed' | 'existing';

/** The settings of one file system in plain values, as the rows of setting-rows.ts describe them. */
export type OntapFileSystemSettings = SettingsOf<typeof ONTAP_SETTINGS>;

/** Where the file system lives. */
export interface OntapPlacementConfiguration extends Pick<VpcConfiguration, 'subnetsInOtherVpc'> {
  readonly subnetIds?: readonly Setting<string>[];
  readonly subnetsGiven?: true;
  /** The subnets are listed. Other selections depend on the order of the subnets in the VPC. */
  readonly subnetsPinned?: true;
  readonly preferredSubnetId?: Setting<string>;
  readonly vpcOwned?: boolean;
  /** The VPC is shared by another account, as far as that is known. */
  readonly vpcOfOtherAccount?: boolean;
  /** Private subnets of the cluster's VPC, each in a zone of its own. */
  readonly privateSubnets?: number;
  readonly availabilityZones?: readonly Setting<string>[];
  /** CIDR ranges of the subnets of the VPC that are known. */
  readonly subnetCidrs?: readonly string[];
  readonly routeTableIds?: readonly Setting<string>[];
  readonly routeTablesGiven?: true;
  readonly routeTablesInOtherVpc?: readonly InOtherVpc[];
  /** Subnets whose route table is not known. */
  readonly subnetsWithoutRouteTable?: readonly string[];
  /** Whether this app creates every route table, so that it can tag them. */
  readonly routeTablesOwned?: boolean;
}

/** A volume that the stack creates. */
export interface OntapVolumeConfiguration {
  readonly volumeName: Setting<string>;
  readonly junctionPath: Setting<string>;
  /** GiB. */
  readonly volumeSize: Setting<number>;
  readonly volumeStyle: OntapVolumeStyle;
  readonly tieringPolicy: OntapTieringPolicy;
  readonly coolingPeriod?: Setting<number>;
  readonly snapshotPolicy: Setting<string>;
  readonly storageEfficiencyEnabled: boolean;
  readonly copyTagsToBackups: boolean;
  readonly backupId?: Setting<string>;
}

/** What a new volume of a backend or of a pool is like. */
export interface OntapDefaultsConfiguration {
  readonly tieringPolicy?: OntapTieringPolicy;
  readonly snapshotPolicy?: Setting<string>;
  readonly snapshotReserve?: Setting<number>;
  readonly snapshotDirectory?: boolean;
  readonly unixPermissions?: Setting<string>;
  readonly exportPolicy?: Setting<string>;
  readonly spaceAllocation?: boolean;
  readonly securityStyle?: OntapSecurityStyle;
  readonly spaceReserved?: boolean;
  readonly splitOnClone?: boolean;
  readonly qosPolicy?: Setting<string>;
  readonly adaptiveQosPolicy?: Setting<string>;
  readonly skipRecoveryQueue?: boolean;
  readonly encryption?: boolean;
}

export interface OntapTopologyConfiguration {
  readonly region?: Setting<string>;
  readonly zone?: Setting<string>;
}

/** A virtual pool: a part of a backend whose volumes are alike. */
export interface OntapPoolConfiguration extends OntapDefaultsConfiguration {
  readonly poolName: Setting<string>;
  readonly labels?: { readonly [key: string]: Setting<string> };
  readonly topologies?: readonly OntapTopologyConfiguration[];
  readonly storageClass?: ClassOptions;
}

/** One backend of Trident, and what the rules want to know of its file system. */
export interface OntapBackendConfiguration extends OntapDefaultsConfiguration {
  readonly backendName: Setting<string>;
  readonly driver: OntapStorageDriver;
  readonly sanType?: OntapSanType;
  readonly nfsVersion?: OntapNfsVersion;
  readonly nconnect?: Setting<number>;
  readonly mountOptions?: readonly string[];
  readonly fileSystemType?: OntapBlockFileSystem;
  readonly storagePrefix?: Setting<string>;
  /** GiB. */
  readonly limitVolumeSize?: Setting<number>;
  /** GiB. */
  readonly limitVolumePoolSize?: Setting<number>;
  readonly autoExportPolicy?: boolean;
  readonly autoExportCidrs?: readonly Setting<string>[];
  readonly qtreesPerFlexvol?: Setting<number>;
  readonly lunsPerFlexvol?: Setting<number>;
  readonly labels?: { readonly [key: string]: Setting<string> };
  readonly topologies?: readonly OntapTopologyConfiguration[];
  readonly pools: readonly OntapPoolConfiguration[];
  readonly storageClass?: ClassOptions;
  readonly allowVolumeExpansion?: boolean;
  readonly volumeBindingMode?: VolumeBindingMode;
  // of the file system and the cluster
  readonly provisioning?: OntapProvisioningMode;
  readonly deploymentType?: Setting<OntapDeploymentType>;
  readonly haPairs?: Setting<number>;
  readonly autoMode?: boolean;
  readonly nodesPrepared?: boolean;
  /** Trident runs with concurrency. */
  readonly concurrency?: boolean;
  /** Another backend of the storage has this name. */
  readonly nameTaken?: boolean;
  /** The backend that has this storage prefix on the same storage virtual machine. */
  readonly prefixTakenBy?: string;
}

/** A claim and its backend. */
export interface OntapClaimConfiguration extends ClaimConfiguration {
  readonly claimBackend?: string;
  readonly claimPool?: string;
  readonly claimTieringPolicy?: OntapTieringPolicy;
  /** Names of what the storage has. */
  readonly backends?: readonly string[];
  readonly pools?: readonly string[];
  /** The tiering policies that the backend's pools have. */
  readonly poolPolicies?: readonly OntapTieringPolicy[];
  readonly driver?: OntapStorageDriver;
  readonly snapshotsOn?: boolean;
  readonly autoExportPolicy?: boolean;
  /** GiB. */
  readonly limitVolumeSize?: Setting<number>;
  /** GiB of SSD storage of the file system. */
  readonly capacity?: Setting<number>;
  /** HA pairs of the file system. */
  readonly haPairs?: Setting<number>;

  readonly snapshotPolicy?: Setting<string>;
  readonly snapshotReserve?: Setting<number>;
  readonly snapshotDirectory?: boolean;
  readonly unixPermissions?: Setting<string>;
  readonly exportPolicy?: Setting<string>;
  readonly splitOnClone?: boolean;
  readonly autogrow?: {
    readonly usedThreshold: string;
    readonly growthAmount: string;
    readonly maxSize?: Setting<number>;
  };

  /** Keys of the annotations that the user sets. */
  readonly claimAnnotations?: readonly string[];

  /** GiB that all claims of the class may ask for in the namespace. */
  readonly namespaceLimit?: Setting<number>;

  /** The claim or snapshot that a clone, a snapshot or a restore refers to. */
  readonly cloneOf?: 'claim' | 'snapshot';
  /** A claim is created as a clone. */
  readonly cloned?: true;
  /** The backend or pool reserves the full size of volumes. */
  readonly spaceReserved?: boolean;
  readonly storagePrefix?: Setting<string>;
  readonly sourceStorage?: 'this' | 'other';
  /** Pods see the directory `.snapshot` of the source. */
  readonly sourceShowsSnapshots?: boolean;
  readonly readOnlyClone?: boolean;
  readonly importedVolume?: Setting<string>;
  /** Trident manages the imported volume. */
  readonly managedImport?: boolean;
  readonly keepName?: true;
  /** Another claim of the storage over the same volume. */
  readonly importTakenBy?: string;
  /** Put back to a snapshot. */
  readonly restored?: true;
  /** Brought by kubectl, which waits for what comes before. */
  readonly byKubectl?: boolean;
}

/** A transfer between a volume and a bucket with AWS DataSync. */
export interface OntapDataSyncConfiguration extends Pick<VpcConfiguration, 'securityGroupsInOtherVpc'> {
  readonly syncProvisioning: OntapProvisioningMode;
  readonly syncPath: Setting<string>;
  readonly syncPrefix?: Setting<string>;
  readonly syncSchedule?: Setting<string>;
  /** As the user sets it, for an existing file system. */
  readonly syncSvmId?: Setting<string>;
  /** The backend whose storage prefix the volume has. */
  readonly syncBackend?: string;
  /** That backend, or every backend of the storage, creates block devices. */
  readonly syncBlockDevices: boolean;
  /** Trident manages the export policies of that backend. */
  readonly syncAutoExport?: boolean;
  /** The stack or a backend creates the volume. */
  readonly syncVolumeKnown: boolean;
  /** DataSync can be given access to the file system. */
  readonly syncNetworkKnown: boolean;
  /** Account and Region of the bucket, if they differ from those of the stack. */
  readonly bucketElsewhere?: string;
}

/** The validated values of the file system and the cluster, from which the resources are created. */
export interface OntapConfiguration
  extends OntapFileSystemSettings, OntapPlacementConfiguration, ClusterConfiguration, SecurityGroupConfiguration {
  readonly provisioning: OntapProvisioningMode;
  readonly fileSystemId?: Setting<string>;
  readonly svmName?: Setting<string>;
  readonly secretArn?: Setting<string>;
  readonly fileSystemIdGiven?: true;
  /** The file system was given as a construct. */
  readonly fileSystemGiven?: true;
  readonly existingSecurityGroup?: true;
  readonly clients?: true;
  /** Existing objects are adopted. */
  readonly adopt?: true;
  readonly removalPolicy?: string;
  readonly reclaimPolicy?: string;
  readonly storageClassName?: Setting<string>;
  readonly snapshots?: boolean;
  readonly tags?: { readonly [key: string]: Setting<string> };
  readonly backendCount?: number;
  /** Volumes that the stack creates. */
  readonly volumeCount?: number;
  /** A plan of AWS Backup is to protect them. */
  readonly backupPlan?: true;
  /** A backend has them. */
  readonly snapshotsOffered?: boolean;
}
