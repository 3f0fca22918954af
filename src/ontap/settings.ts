import { Duration, Size, aws_ec2 as ec2, aws_kms as kms } from 'aws-cdk-lib';
import { OntapDeploymentType, OntapDiskIopsMode } from './limits';

/** Operations per second of the SSD storage. */
export interface OntapDiskIopsConfiguration {
  /**
   * Who says how many.
   *
   * AUTOMATIC (takes no `iops`) or USER_PROVISIONED (needs `iops`).
   *
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_DiskIopsConfiguration.html
   */
  readonly mode: OntapDiskIopsMode;

  /**
   * Operations per second of the whole file system.
   *
   * At least 3 for each GiB of capacity; at most 160000 on SINGLE_AZ_1 and MULTI_AZ_1, 200000 for each pair of servers on the others.
   *
   * Outside: error ontap/iops-range. Missing with USER_PROVISIONED, or given without: error ontap/iops-mode.
   *
   * @default - 3 for each GiB (AUTOMATIC)
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/managing-storage-capacity.html
   */
  readonly iops?: number;
}

/** What CloudFormation knows of an ONTAP file system. */
export interface OntapFileSystemOptions {
  /**
   * How the file system is spread over Availability Zones, and the generation of its servers.
   *
   * SINGLE_AZ_1, SINGLE_AZ_2, MULTI_AZ_1 or MULTI_AZ_2. A change replaces the file system.
   *
   * Another word: error ontap/value-unknown.
   *
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/high-availability-AZ.html
   */
  readonly deploymentType: OntapDeploymentType;

  /**
   * SSD storage of the whole file system.
   *
   * 1024 to 196608 GiB on SINGLE_AZ_1 and MULTI_AZ_1, to 524288 GiB on MULTI_AZ_2; on SINGLE_AZ_2 1024 to 524288 GiB for each pair of servers, 1048576 GiB in all.
   * It can grow later by at least a tenth, six hours apart; the second generation can also shrink. Volumes are thin: the sum of the claims may exceed it.
   *
   * Another value: error ontap/capacity-range.
   *
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/managing-storage-capacity.html
   */
  readonly capacity: Size;

  /**
   * Throughput of each pair of servers.
   *
   * In MB/s. First generation: 128, 256, 512, 1024, 2048 or 4096. MULTI_AZ_2: 384, 768, 1536, 3072 or 6144; SINGLE_AZ_2 the same with one pair, from 1536 on with more.
   * It can be changed later.
   *
   * Another value: error ontap/throughput-not-offered.
   *
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/managing-throughput-capacity.html
   */
  readonly throughputCapacityPerHaPair: number;

  /**
   * Pairs of servers.
   *
   * 1 to 12 on SINGLE_AZ_2, 1 on the others. More can be added later, none taken away. Block devices (iSCSI, NVMe) are off with more than 6.
   *
   * Another value: error ontap/ha-pairs-not-offered.
   *
   * @default 1
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/HA-pairs.html
   */
  readonly haPairs?: number;

  /**
   * Operations per second of the SSD storage.
   *
   * @default - 3 for each GiB
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_DiskIopsConfiguration.html
   */
  readonly diskIopsConfiguration?: OntapDiskIopsConfiguration;

  /**
   * The key that encrypts the data at rest. A change replaces the file system.
   *
   * @default - the key of the service, aws/fsx
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/encryption-at-rest.html
   */
  readonly kmsKey?: kms.IKey;

  /**
   * How long daily backups of volumes are kept.
   *
   * 0 (none) to 90 days. They are backups of volumes, those of Trident included.
   *
   * Another value: error ontap/backup-retention.
   *
   * @default - 30 days, which is what FSx does by itself
   * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/using-backups.html
   */
  readonly automaticBackupRetention?: Duration;

  /**
   * When daily backups begin: HH:MM in UTC.
   *
   * Another format: error ontap/backup-time-format. Without backups: error ontap/backup-time-without-backups.
   *
   * @default - a time of the service's choice
   */
  readonly dailyAutomaticBackupStartTime?: string;

  /**
   * When weekly maintenance begins: d:HH:MM in UTC, 1 being Monday.
   *
   * Another format: error ontap/maintenance-time-format.
   *
   * @default - a time of the service's choice
   */
  readonly weeklyMaintenanceStartTime?: string;

  /**
   * Where the addresses of a MULTI_AZ file system are: a range in CIDR notation that no subnet overlaps. A change replaces the file system.
   *
   * Another format: error ontap/endpoint-range-format. Overlapping: error ontap/endpoint-range-overlaps. On SINGLE_AZ types: error ontap/only-multi-az.
   *
   * @default - a range of 198.19.0.0/16 that FSx chooses
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemOntapConfiguration.html
   */
  readonly endpointIpAddressRange?: string;

  /**
   * The subnets of the file system: one for SINGLE_AZ types, two in different Availability Zones for MULTI_AZ types. A change replaces the file system.
   *
   * Another number: error ontap/subnet-count. Missing for a cluster in an imported VPC: error ontap/subnets-not-pinned.
   *
   * @default - the first private subnets of the cluster's VPC
   */
  readonly subnets?: ec2.ISubnet[];

  /**
   * The subnet of the server that clients reach as long as its Availability Zone is up: one of `subnets`. A change replaces the file system.
   *
   * Another one: error ontap/preferred-subnet. On SINGLE_AZ types: error ontap/only-multi-az.
   *
   * @default - the first of `subnets`
   */
  readonly preferredSubnet?: ec2.ISubnet;

  /**
   * The route tables through which clients find a MULTI_AZ file system: those of all subnets that have nodes, at most 50.
   *
   * Nodes of a subnet whose table is missing time out when they mount. Tables that are made in this app are tagged for FSx; others need the tag
   * `AmazonFSx: ManagedByAmazonFSx` (warning ontap/route-tables-untagged).
   *
   * Unknown: error ontap/route-table-unknown. On SINGLE_AZ types: error ontap/only-multi-az.
   *
   * @default - those of all subnets of the cluster's VPC
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemOntapConfiguration.html
   */
  readonly routeTableIds?: string[];

  /**
   * Tags of the file system and of its storage virtual machine.
   *
   * @default - a Name, and the tags of the stack
   */
  readonly tags?: { [key: string]: string };
}
