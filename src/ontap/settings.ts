import { Duration, Size, aws_ec2 as ec2, aws_kms as kms } from 'aws-cdk-lib';
import { OntapDeploymentType, OntapDiskIopsMode } from './limits';

/** IOPS of the SSD storage. */
export interface OntapDiskIopsConfiguration {
  /**
   * How SSD IOPS are provisioned: AUTOMATIC (without `iops`) or USER_PROVISIONED (requires `iops`).
   *
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_DiskIopsConfiguration.html
   */
  readonly mode: OntapDiskIopsMode;

  /**
   * SSD IOPS of the whole file system.
   *
   * At least 3 per GiB of capacity; at most 160000 on SINGLE_AZ_1 and MULTI_AZ_1, and 200000 per HA pair on the other
   * deployment types.
   *
   * An unsupported value fails with `ontap/iops-range`. A missing value with USER_PROVISIONED, or a value with
   * AUTOMATIC, fails with `ontap/iops-mode`.
   *
   * @default - 3 per GiB (AUTOMATIC)
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/managing-storage-capacity.html
   */
  readonly iops?: number;
}

/** Options of an ONTAP file system. */
export interface OntapFileSystemOptions {
  /**
   * Deployment type, which determines the number of Availability Zones and the generation: SINGLE_AZ_1, SINGLE_AZ_2,
   * SINGLE_AZ_3, MULTI_AZ_1, MULTI_AZ_2 or MULTI_AZ_3.
   *
   * Changing it replaces the file system.
   *
   * The third generation causes the warning `ontap/deployment-type-unverified`, because AWS documents neither its
   * maxima nor its prices.
   *
   * An unsupported value fails with `ontap/value-unknown`.
   *
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/high-availability-AZ.html
   */
  readonly deploymentType: OntapDeploymentType;

  /**
   * SSD storage capacity of the whole file system.
   *
   * 1024 to 196608 GiB on SINGLE_AZ_1 and MULTI_AZ_1; 1024 to 524288 GiB on MULTI_AZ_2; 1024 to 524288 GiB per HA pair
   * and at most 1048576 GiB in total on SINGLE_AZ_2; at least 1024 GiB per HA pair on SINGLE_AZ_3 and MULTI_AZ_3. You
   * can increase the capacity by at least 10 percent every six hours. File systems of the second and third generation
   * can also decrease it, by at least 9 percent. Volumes are thin-provisioned, so the sum of the claims can exceed the
   * capacity.
   *
   * An unsupported value fails with `ontap/capacity-range`.
   *
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/managing-storage-capacity.html
   */
  readonly capacity: Size;

  /**
   * Throughput capacity per HA pair, in MB/s.
   *
   * SINGLE_AZ_1 and MULTI_AZ_1 offer 128, 256, 512, 1024, 2048 or 4096. MULTI_AZ_2, and SINGLE_AZ_2 with one HA pair,
   * offer 384, 768, 1536, 3072 or 6144. SINGLE_AZ_2 with several HA pairs offers 1536, 3072 or 6144. MULTI_AZ_3 offers
   * 384, 768, 1536, 3072, 6144, 12288 or 18432; SINGLE_AZ_3 offers the same from 1536. You can change this value later.
   *
   * An unsupported value fails with `ontap/throughput-not-offered`.
   *
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/managing-throughput-capacity.html
   */
  readonly throughputCapacityPerHaPair: number;

  /**
   * Number of HA pairs: 1 to 12 on SINGLE_AZ_2 and SINGLE_AZ_3, 1 on the other deployment types.
   *
   * You can add HA pairs but not remove them. With more than 6, iSCSI and NVMe are not available.
   *
   * An unsupported value fails with `ontap/ha-pairs-not-offered`.
   *
   * @default 1
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/HA-pairs.html
   */
  readonly haPairs?: number;

  /**
   * IOPS of the SSD storage.
   *
   * @default - 3 per GiB
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_DiskIopsConfiguration.html
   */
  readonly diskIopsConfiguration?: OntapDiskIopsConfiguration;

  /**
   * KMS key for encryption at rest. Changing it replaces the file system.
   *
   * @default - the AWS managed key aws/fsx
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/encryption-at-rest.html
   */
  readonly kmsKey?: kms.IKey;

  /**
   * Retention of automatic daily backups, 0 to 90 days. 0 disables automatic backups and deletes the existing ones.
   *
   * All volumes are backed up, including those that Trident creates.
   *
   * An unsupported value fails with `ontap/backup-retention`.
   *
   * @default - 30 days, the default of FSx
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/using-backups.html
   */
  readonly automaticBackupRetention?: Duration;

  /**
   * Start time of daily backups, in the form HH:MM (UTC).
   *
   * An unsupported value fails with `ontap/backup-time-format`; a value without automatic backups fails with
   * `ontap/backup-time-without-backups`.
   *
   * @default - chosen by FSx
   */
  readonly dailyAutomaticBackupStartTime?: string;

  /**
   * Start time of the weekly maintenance window, in the form d:HH:MM (UTC), where d is 1 (Monday) to 7 (Sunday).
   *
   * An unsupported value fails with `ontap/maintenance-time-format`.
   *
   * @default - chosen by FSx
   */
  readonly weeklyMaintenanceStartTime?: string;

  /**
   * IP address range of the endpoints of a Multi-AZ file system, in CIDR notation. It must not overlap with a subnet.
   * Changing it replaces the file system.
   *
   * An unsupported value fails with `ontap/endpoint-range-format` or `ontap/endpoint-range-overlaps`. On Single-AZ
   * deployment types, it fails with `ontap/only-multi-az`.
   *
   * @default - a range in 198.19.0.0/16 that FSx chooses
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemOntapConfiguration.html
   */
  readonly endpointIpAddressRange?: string;

  /**
   * Subnets of the file system: one for Single-AZ deployment types, two in different Availability Zones for Multi-AZ
   * deployment types. Changing them replaces the file system.
   *
   * A list of subnets is `{ subnets: [...] }`. Other selections apply to the cluster's VPC.
   *
   * Another number fails with `ontap/subnet-count`. In an imported VPC, anything but a list fails with
   * `ontap/subnets-not-pinned`. One subnet twice fails with `ontap/subnet-twice`; a subnet of another VPC than that of the
   * cluster fails with `ontap/subnet-in-other-vpc`.
   *
   * @default - the first private subnets of the cluster's VPC
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Subnet of the preferred file server, one of `vpcSubnets`. Changing it replaces the file system.
   *
   * Another subnet fails with `ontap/preferred-subnet`. On Single-AZ deployment types, it fails with
   * `ontap/only-multi-az`.
   *
   * @default - the first of `vpcSubnets`
   */
  readonly preferredSubnet?: ec2.ISubnet;

  /**
   * IDs of the route tables in which FSx adds routes to a Multi-AZ file system: those of all subnets with nodes, at
   * most 50.
   *
   * Mounts time out on nodes in subnets with other route tables. Route tables of this app get the tag `AmazonFSx:
   * ManagedByAmazonFSx`; you must add this tag to others (warning `ontap/route-tables-untagged`).
   *
   * An unknown route table fails with `ontap/route-table-unknown`, and a route table of another VPC of the app with
   * `ontap/route-table-in-other-vpc`. On Single-AZ deployment types, it fails with
   * `ontap/only-multi-az`.
   *
   * @default - the route tables of all subnets of the cluster's VPC
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemOntapConfiguration.html
   */
  readonly routeTableIds?: string[];

  /**
   * Tags of the file system and its storage virtual machine.
   *
   * @default - a Name tag and the tags of the stack
   */
  readonly tags?: { [key: string]: string };
}
