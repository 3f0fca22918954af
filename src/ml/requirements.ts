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
  /** Key-value caches of inference services, which replicas share and can compute again. */
  KV_CACHE = 'KV_CACHE',
  /** Home directories of users, for example of JupyterHub: many small files, restored from snapshots. */
  HOME_DIRECTORIES = 'HOME_DIRECTORIES',
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
   * Whether ONTAP takes snapshots of the volume on the schedule of its policy `default`.
   *
   * The policy takes a snapshot every hour, every day and every week, and keeps six, two and two of them. Trident sets
   * the policy when it creates the volume; a change applies to new claims only.
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
   * @default - JOB for SCRATCH and KV_CACHE, otherwise LASTING
   */
  readonly lifetime?: MlLifetime;

  /**
   * Number of pods that use the volume at the same time. More than one pod excludes block devices.
   *
   * @default - one is assumed
   */
  readonly readers?: number;

  /**
   * Throughput of all pods together, in MB/s. A value below 100 causes a question, because it may be meant in GB/s.
   *
   * If several values determine a throughput, the highest one applies.
   *
   * @default - derived from the other properties, otherwise an assumption that the explanation states
   */
  readonly throughputMBps?: number;

  /**
   * Throughput of each of the `readers`, in MB/s.
   *
   * @default - not known
   */
  readonly throughputPerReaderMBps?: number;

  /**
   * Samples that all pods together read in a second. Requires `sampleSizeKiB`.
   *
   * @default - not known
   */
  readonly samplesPerSecond?: number;

  /**
   * Average size of a sample, in KiB. Requires `samplesPerSecond`.
   *
   * @default - not known
   */
  readonly sampleSizeKiB?: number;

  /**
   * Size of one checkpoint of all processes together, in GiB, at most the size of the volume.
   *
   * @default - a tenth of the volume for CHECKPOINTS without any throughput, at most 1024 GiB
   */
  readonly checkpointSizeGiB?: number;

  /**
   * Time between two checkpoints, in minutes.
   *
   * @default 60
   */
  readonly checkpointIntervalMinutes?: number;

  /**
   * Time for which training may stop to write a checkpoint, in seconds, at most the interval.
   *
   * @default - 5 percent of the interval
   */
  readonly checkpointPauseSeconds?: number;

  /**
   * Size of the weights that each replica loads, in GiB, at most the size of the volume.
   *
   * @default - with `replicaStartSeconds` the size of the volume, otherwise not known
   */
  readonly modelSizeGiB?: number;

  /**
   * Time in which all `readers` load their weights at the same time, in whole seconds, 1 or more.
   *
   * @default - 300 with `modelSizeGiB`, otherwise not known
   */
  readonly replicaStartSeconds?: number;

  /**
   * Number of files in the volume, a whole number.
   *
   * If the average file is at most as large as two samples, each sample is assumed to be a file that is opened.
   *
   * @default - not known
   */
  readonly fileCount?: number;

  /**
   * Files that all pods together create, open or delete in a second.
   *
   * @default - none, or the samples per second if each sample is a file
   */
  readonly metadataOperationsPerSecond?: number;

  /**
   * Budget for the file system, in US dollars per month.
   *
   * If nothing that meets the other requirements fits, the error names the cheapest option that does.
   *
   * @default - no limit
   */
  readonly maxMonthlyCostUsd?: number;

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
   * How the volume is linked to a dataset in S3.
   *
   * @default - not linked
   */
  readonly dataset?: MlDatasetAccess;
}

/** Requirements with the defaults that decisions need. */
export interface Requirements extends StorageRequirements {
  readonly multiAz: boolean;
  readonly snapshots: boolean;
  readonly clones: boolean;
  readonly protocols: MlProtocol[];
  readonly lifetime: MlLifetime;
}

/** Workloads whose data can be created again. */
const DISPOSABLE: readonly MlWorkload[] = [MlWorkload.SCRATCH, MlWorkload.KV_CACHE];

export function complete(requirements: StorageRequirements): Requirements {
  const { multiAz = false, snapshots = false, clones = false, protocols = [], lifetime, workload } = requirements;
  return {
    ...requirements, multiAz, snapshots, clones,
    protocols: protocols.length > 0 ? protocols : [MlProtocol.FILES],
    lifetime: lifetime ?? (DISPOSABLE.includes(workload) ? MlLifetime.JOB : MlLifetime.LASTING),
  };
}
