/** What the data of a volume is for. */
export enum MlWorkload {
  /** What trainings read: many large files, read by many pods, over and over. */
  TRAINING_DATA = 'TRAINING_DATA',
  /** States of models, written now and then and read after a failure. */
  CHECKPOINTS = 'CHECKPOINTS',
  /** Models that are finished: written once, read by many. */
  MODEL_WEIGHTS = 'MODEL_WEIGHTS',
  /** What a job needs while it runs, and nobody afterwards. */
  SCRATCH = 'SCRATCH',
  /** Raw data that is read, changed and written at high speed. */
  PREPROCESSING = 'PREPROCESSING',
}

/** How a volume and a data set in S3 belong together. */
export enum MlDatasetAccess {
  /** The volume shows what is in S3. */
  READ_ONLY = 'READ_ONLY',
  /** And what pods write goes back to S3. */
  WRITE_BACK = 'WRITE_BACK',
}

/** How long a volume is wanted. */
export enum MlLifetime {
  /** As long as the job that uses it. */
  JOB = 'JOB',
  /** Until somebody deletes it. */
  LASTING = 'LASTING',
}

/** How pods, and others, reach a volume. */
export enum MlProtocol {
  /** As files, whichever way. */
  FILES = 'FILES',
  /** By NFS: also from machines outside the cluster. */
  NFS = 'NFS',
  /** As a block device of one node, by iSCSI. */
  ISCSI = 'ISCSI',
  /** As a block device of one node, by NVMe over TCP. */
  NVME = 'NVME',
}

/** The service behind a volume. */
export enum MlBackend {
  /** Amazon FSx for Lustre. */
  LUSTRE = 'LUSTRE',
  /** Amazon FSx for NetApp ONTAP. */
  ONTAP = 'ONTAP',
}

/** What is asked of a volume, beside its size. */
export interface MlVolumeNeeds {
  /** What the data is for. */
  readonly workload: MlWorkload;

  /**
   * Whether pods can go on when an Availability Zone fails.
   *
   * @default false
   */
  readonly multiAz?: boolean;

  /**
   * Whether snapshots are taken.
   *
   * @default false
   */
  readonly snapshots?: boolean;

  /**
   * Whether copies are made at once, without taking space.
   *
   * @default false
   */
  readonly clones?: boolean;

  /**
   * How the volume is reached.
   *
   * @default - [MlProtocol.FILES]
   */
  readonly protocols?: MlProtocol[];

  /**
   * How long the volume is wanted.
   *
   * @default - JOB for SCRATCH, else LASTING
   */
  readonly lifetime?: MlLifetime;

  /**
   * How many pods use the volume at the same time.
   *
   * More than one rules block devices out.
   *
   * @default - not known
   */
  readonly readers?: number;

  /**
   * The service, where it is decided already.
   *
   * @default - the advisor decides
   */
  readonly backend?: MlBackend;
}

/** What is known of the data, and asked of the volume. */
export interface StorageRequirements extends MlVolumeNeeds {
  /** How much data there is, in GiB. 0 or less: an error. */
  readonly sizeGiB: number;

  /**
   * How fast it is read or written by all pods together, in MB/s.
   *
   * @default 0 - as fast as the smallest file system that holds the data
   */
  readonly throughputMBps?: number;

  /**
   * Whether the volume is linked to a data set in S3.
   *
   * @default - it is not
   */
  readonly dataset?: MlDatasetAccess;
}

/** The requirements with every default filled in. */
export type Requirements = Required<Omit<StorageRequirements, 'dataset' | 'readers' | 'backend'>> & Pick<StorageRequirements, 'dataset' | 'readers' | 'backend'>;

export function complete(requirements: StorageRequirements): Requirements {
  const { throughputMBps = 0, multiAz = false, snapshots = false, clones = false, protocols = [], lifetime } = requirements;
  return {
    ...requirements, throughputMBps, multiAz, snapshots, clones,
    protocols: protocols.length > 0 ? protocols : [MlProtocol.FILES],
    lifetime: lifetime ?? (requirements.workload === MlWorkload.SCRATCH ? MlLifetime.JOB : MlLifetime.LASTING),
  };
}
