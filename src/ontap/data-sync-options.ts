import { aws_ec2 as ec2, aws_events as events, aws_logs as logs, aws_s3 as s3 } from 'aws-cdk-lib';
import { OntapDataSyncDirection } from './limits';

/** Options of a transfer between a volume and an S3 bucket by AWS DataSync. */
export interface OntapDataSyncOptions {
  /**
   * Bucket to copy from or to.
   *
   * If the bucket is encrypted with a KMS key of this app, the key policy allows the role of the transfer. The policy
   * of an imported key must already allow it. A bucket of another Region or account causes the warning
   * `ontap/data-sync-bucket-elsewhere`; for a key in a stack of another account, the role of the transfer gets a name.
   */
  readonly bucket: s3.IBucket;

  /**
   * Prefix in the bucket that corresponds to the directory `path`, without a leading slash. It ends at a slash: `corpus`
   * means `corpus/`.
   *
   * Empty names, `.`, `..` and the characters `*`, `?` and `$` fail with `ontap/data-sync-prefix`.
   *
   * @default - the whole bucket
   */
  readonly prefix?: string;

  /** Direction of the transfer. Changing it replaces the task. */
  readonly direction: OntapDataSyncDirection;

  /**
   * Directory in the storage virtual machine (SVM), as an absolute path that begins with the junction path of a volume.
   *
   * The junction path of a volume of `volumes` is its `junctionPath`. That of a claim is `/` and the name of its volume
   * in ONTAP, which Trident generates: deploy the claim first, then read the name with
   * `kubectl get pv VOLUME -o jsonpath={.spec.csi.volumeAttributes.internalName}`. It has at most 255 characters.
   *
   * An unsupported value fails with `ontap/data-sync-path-format`; a volume of a SAN backend fails with
   * `ontap/data-sync-block-device`; a volume whose export policy lists only the nodes fails with
   * `ontap/data-sync-export-policy`. A path in no known volume causes the warning `ontap/data-sync-volume-unknown`.
   *
   * @see https://docs.aws.amazon.com/datasync/latest/userguide/API_CreateLocationFsxOntap.html
   */
  readonly path: string;

  /**
   * When the transfer runs, in UTC, at most once per hour.
   *
   * A shorter interval fails with `ontap/data-sync-schedule`.
   *
   * @default - only when you start it with `aws datasync start-task-execution`
   * @see https://docs.aws.amazon.com/datasync/latest/userguide/task-scheduling.html
   */
  readonly schedule?: events.Schedule;

  /**
   * Whether to delete files or objects of the destination that the source does not contain.
   *
   * @default false
   */
  readonly deleteExtraFiles?: boolean;

  /**
   * ID of the storage virtual machine (SVM): `svm-` and 17 hexadecimal digits.
   *
   * Required for an existing file system; for one that the stack creates, the ID is known and must not be set. Otherwise
   * the transfer fails with `ontap/data-sync-svm`. An unsupported value fails with `input/format`.
   *
   * @default - that of the file system of the stack
   */
  readonly svmId?: string;

  /**
   * Security group of the network interfaces that DataSync creates in the preferred subnet of the file system. It must
   * belong to the VPC of the file system and allow outbound traffic to TCP 111, 635 and 2049.
   *
   * The security group of the file system, if it is known, gets rules that allow this group. Set it for an existing file
   * system whose security group or VPC is unknown; otherwise the transfer fails with `ontap/data-sync-network`.
   * A group of another VPC fails with `ontap/data-sync-group-in-other-vpc`.
   *
   * @default - a new security group that reaches only these ports of the file system
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * Log group for errors of the transfer.
   *
   * DataSync is allowed to write to it by a resource policy, of which CloudWatch Logs permits 10 per Region and account.
   *
   * @default - a new log group with a retention of one month
   */
  readonly logGroup?: logs.ILogGroup;
}
