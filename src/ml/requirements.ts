/** The purpose of the data in a volume. */
export enum MlWorkload {
  /** Training data: many large files that many pods read repeatedly. */
  TRAINING_DATA = 'TRAINING_DATA',
  /** Checkpoints of models, which are written periodically and read after a failure. */
  CHECKPOINTS = 'CHECKPOINTS',
  /** Weights of finished models, which are written once and read by many pods. */
  MODEL_WEIGHTS = 'MODEL_WEIGHTS',
  /** Temporary data that is needed only while a job runs. */
  SCRATCH = 'SCRATCH',
  /** Raw data that is read, transformed and written with high throughput. */
  PREPROCESSING = 'PREPROCESSING',
}

/** How a volume is linked to a dataset in S3. */
export enum MlDatasetAccess {
  /** Pods read the objects in S3 as files. */
  READ_ONLY = 'READ_ONLY',
  /** Files that pods write are also exported to S3. */
  WRITE_BACK = 'WRITE_BACK',
}

/** How long a volume is needed. */
export enum MlLifetime {
  /** For the duration of the job that uses it. */
  JOB = 'JOB',
  /** Until it is deleted. */
  LASTING = 'LASTING',
}

/** The protocol with which pods and other clients access a volume. */
export enum MlProtocol {
  /** Files, with any protocol. */
  FILES = 'FILES',
  /** NFS, which clients outside the cluster can use too. */
  NFS = 'NFS',
  /** A block device of one node, attached with iSCSI. */
  ISCSI = 'ISCSI',
  /** A block device of one node, attached with NVMe over TCP. */
  NVME = 'NVME',
}

/** The service that provides a volume. */
export enum MlBackend {
  /** Amazon FSx for Lustre. */
  LUSTRE = 'LUSTRE',
  /** Amazon FSx for NetApp ONTAP. */
  ONTAP = 'ONTAP',
}

/** Requirements of a volume other than its size. */
export interface MlVolumeNeeds {
  /** Purpose of the data. */
  readonly workload: MlWorkload;

  /**
   * Whether pods keep access to the data when an Availability Zone fails.
   *
   * @default false
   */
  readonly multiAz?: boolean;

  /**
   * Whether the volume must support snapshots.
   *
   * @default false
   */
  readonly snapshots?: boolean;

  /**
   * Whether the volume must support clones, which are created immediately and share the space of their source.
   *
   * @default false
   */
  readonly clones?: boolean;

  /**
   * Protocols with which the volume is accessed.
   *
   * @default - [MlProtocol.FILES]
   */
  readonly protocols?: MlProtocol[];

  /**
   * How long the volume is needed.
   *
   * @default - JOB for SCRATCH, otherwise LASTING
   */
  readonly lifetime?: MlLifetime;

  /**
   * Number of pods that use the volume at the same time. More than one pod excludes block devices.
   *
   * @default - not known
   */
  readonly readers?: number;

  /**
   * Service to use.
   *
   * @default - chosen by the advisor
   */
  readonly backend?: MlBackend;
}

/** Requirements of a volume. */
export interface StorageRequirements extends MlVolumeNeeds {
  /** Amount of data, in GiB. It must be more than 0. */
  readonly sizeGiB: number;

  /**
   * Throughput of all pods together, in MB/s.
   *
   * @default 0 - the throughput of the smallest sufficient file system
   */
  readonly throughputMBps?: number;

  /**
   * How the volume is linked to a dataset in S3.
   *
   * @default - not linked
   */
  readonly dataset?: MlDatasetAccess;
}

/** Requirements without a default. */
type Optional = 'dataset' | 'readers' | 'backend';

/** Requirements with all defaults. */
export type Requirements =
  Required<Omit<StorageRequirements, Optional>> & Pick<StorageRequirements, Optional>;

export function complete(requirements: StorageRequirements): Requirements {
  const { throughputMBps = 0, multiAz = false, snapshots = false, clones = false, protocols = [], lifetime } =
    requirements;
  return {
    ...requirements, throughputMBps, multiAz, snapshots, clones,
    protocols: protocols.length > 0 ? protocols : [MlProtocol.FILES],
    lifetime: lifetime ?? (requirements.workload === MlWorkload.SCRATCH ? MlLifetime.JOB : MlLifetime.LASTING),
  };
}
