import { Demand } from './demand';
import { MlDatasetAccess, MlLifetime, MlProtocol, MlWorkload, Requirements } from './requirements';

/** A service other than FSx that is the better answer to some requirements. */
export interface Alternative {
  readonly id: string;
  readonly name: string;
  /** Why it is better, for readers who know neither. */
  readonly because: string;
  /** How to use it on Amazon EKS. */
  readonly link: string;
  /** Where the limits come from. */
  readonly source: string;
}

interface AlternativeRow extends Alternative {
  readonly isBetter: (r: Requirements, demand: Demand) => boolean;
}

const KIB_PER_GIB = 2 ** 20;
/** Half of the smallest Lustre file system: above it, FSx costs less than a disk for each reader or is needed anyway. */
const SMALL_GIB = 600;
/** Files that are read as a whole in a few requests. */
const LARGE_FILE_KIB = 1024;
/** The default throughput of a gp3 disk is 125 MB/s, the maximum 2000. */
const DISK_MBPS = 2000;
const EFS_MBPS = 300;
const S3_FILES_MBPS = 1000;

const needsFsx = (r: Requirements) => r.snapshots || r.clones || r.backend !== undefined
  || r.protocols.some(protocol => protocol !== MlProtocol.FILES);
const isOnePod = (r: Requirements) => r.readers === 1 && !r.multiAz;
const averageKiB = (r: Requirements) => r.fileCount ? r.sizeGiB * KIB_PER_GIB / r.fileCount : Infinity;
const isRead = (r: Requirements) => r.workload === MlWorkload.TRAINING_DATA || r.workload === MlWorkload.MODEL_WEIGHTS;

/** One row per service. A row that applies is mentioned in addition to the file systems; the construct still creates one. */
export const ALTERNATIVES: readonly AlternativeRow[] = [
  {
    id: 'mountpoint-s3',
    name: 'Mountpoint for Amazon S3',
    isBetter: r => r.dataset === MlDatasetAccess.READ_ONLY && isRead(r) && !needsFsx(r) && !r.multiAz
      && averageKiB(r) >= LARGE_FILE_KIB
      && (r.sampleSizeKiB === undefined || r.samplesPerSecond! * r.sampleSizeKiB < LARGE_FILE_KIB * 100),
    because: 'pods that read large objects from start to end can read them from the bucket, without a second copy and without provisioned capacity; '
      + 'it suits neither random reads nor changes of files',
    link: 'https://docs.aws.amazon.com/eks/latest/userguide/s3-csi.html',
    source: 'https://github.com/awslabs/mountpoint-s3/blob/main/doc/SEMANTICS.md',
  },
  {
    id: 's3-files',
    name: 'Amazon S3 Files',
    isBetter: (r, { throughputMBps }) => r.dataset === MlDatasetAccess.WRITE_BACK && !needsFsx(r)
      && r.lifetime === MlLifetime.LASTING
      && r.checkpointSizeGiB === undefined && throughputMBps <= S3_FILES_MBPS,
    because: 'it presents a bucket as an NFS file system that synchronizes changes in both directions, is available in several Availability Zones, '
      + 'and provisions no capacity',
    link: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-files.html',
    source: 'https://github.com/kubernetes-sigs/aws-efs-csi-driver (version 3.0: volumeHandle s3files:fs-…)',
  },
  {
    id: 's3-express',
    name: 'Amazon S3 Express One Zone',
    isBetter: r => r.workload === MlWorkload.CHECKPOINTS && r.dataset === MlDatasetAccess.WRITE_BACK
      && !needsFsx(r) && !r.multiAz,
    because: 'checkpoints that a framework writes and reads as whole objects can go to a directory bucket in the zone of the pods, '
      + 'without a file system between them',
    link: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-high-performance.html',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-performance.html',
  },
  {
    id: 'efs',
    name: 'Amazon EFS',
    isBetter: (r, { throughputMBps, metadataOperationsPerSecond }) => r.dataset === undefined
      && !needsFsx(r) && !isOnePod(r) && r.sizeGiB <= SMALL_GIB && r.lifetime === MlLifetime.LASTING
      && throughputMBps <= EFS_MBPS && metadataOperationsPerSecond === 0,
    because: 'it is shared, spans Availability Zones, and is billed for the data that it contains, while the smallest FSx file system has more than 1000 GiB',
    link: 'https://docs.aws.amazon.com/eks/latest/userguide/efs-csi.html',
    source: 'https://docs.aws.amazon.com/efs/latest/ug/performance.html',
  },
  {
    id: 'ebs',
    name: 'Amazon EBS',
    isBetter: (r, { throughputMBps }) => isOnePod(r) && r.dataset === undefined && !r.clones
      && r.backend === undefined && r.sizeGiB <= SMALL_GIB
      && throughputMBps <= DISK_MBPS && r.lifetime === MlLifetime.LASTING && !r.protocols.includes(MlProtocol.NFS),
    because: 'one pod needs no shared file system, and a disk has the size of the data, while the smallest FSx file system has more than 1000 GiB',
    link: 'https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html',
    source: 'https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html',
  },
  {
    id: 'instance-store',
    name: 'the instance store of the node',
    isBetter: r => isOnePod(r) && r.lifetime === MlLifetime.JOB && r.dataset === undefined && !needsFsx(r),
    because: 'temporary data of one pod can be on the NVMe disks that many GPU instances contain, at no additional price and without a network',
    link: 'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
    source: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/InstanceStorage.html',
  },
];

export function alternativesFor(r: Requirements, demand: Demand): Alternative[] {
  return ALTERNATIVES.filter(row => row.isBetter(r, demand))
    .map(({ id, name, because, link, source }) => ({ id, name, because, link, source }));
}
