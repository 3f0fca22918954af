import { Offer } from './offers';
import { MlBackend, MlLifetime, MlProtocol, MlWorkload, Requirements } from './requirements';
import { figure } from '../validation/text';

/** A requirement that not every kind of file system meets. */
export interface Need {
  readonly id: string;
  readonly isRequested: (r: Requirements) => boolean;
  readonly met: (offer: Offer, r: Requirements) => boolean;
  /** The requirement in messages, such as `a link to S3 (dataset)`. */
  readonly words: (r: Requirements) => string;
  /** The alternative without this requirement. */
  readonly instead: string;
}

const BLOCK = [MlProtocol.ISCSI, MlProtocol.NVME];

/**
 * One row per requirement. Requirements that no kind of file system meets together are a contradiction, which the error
 * describes with these rows.
 */
export const NEEDS: readonly Need[] = [
  {
    id: 's3',
    isRequested: r => r.dataset !== undefined,
    met: offer => offer.s3,
    words: () => 'a link to S3 (dataset)',
    instead: 'copy the data from S3 with addDataSync() of the ONTAP storage or a Job',
  },
  {
    id: 'multi-az',
    isRequested: r => r.multiAz,
    met: offer => offer.zones === 2,
    words: () => 'two Availability Zones (multiAz)',
    instead: 'run the pods in the zone of the file system',
  },
  {
    id: 'snapshots',
    isRequested: r => r.snapshots || r.clones,
    met: offer => offer.snapshots,
    words: r => r.clones ? 'clones' : 'snapshots',
    instead: 'store versions in directories or in S3',
  },
  {
    id: 'protocols',
    isRequested: r => r.protocols.some(protocol => protocol !== MlProtocol.FILES),
    met: (offer, r) => r.protocols.every(protocol => offer.protocols.includes(protocol)),
    words: r => `${r.protocols.filter(protocol => protocol !== MlProtocol.FILES).join(' and ')} (protocols)`,
    instead: 'mount the volume from all clients in the same way as from pods',
  },
  {
    id: 'one-reader',
    isRequested: r => r.protocols.every(protocol => BLOCK.includes(protocol)) && (r.readers ?? 1) > 1,
    met: () => false,
    words: r => `block devices for ${r.readers} pods (readers)`,
    instead: 'use MlProtocol.FILES or MlProtocol.NFS, which many pods can share',
  },
  {
    id: 'metadata',
    isRequested: r => (r.metadataOperationsPerSecond ?? 0) > 0,
    met: offer => offer.metadata,
    words: r => `${figure(r.metadataOperationsPerSecond!)} metadata operations per second (metadataOperationsPerSecond, fileCount)`,
    instead: 'store samples in larger files, such as tar or record files',
  },
  {
    id: 'home-directories',
    isRequested: r => r.workload === MlWorkload.HOME_DIRECTORIES,
    met: offer => offer.backend === MlBackend.ONTAP,
    words: () => 'many small files of many users (MlWorkload.HOME_DIRECTORIES)',
    instead: 'store the homes on Amazon EFS',
  },
  {
    id: 'passing',
    isRequested: r => r.workload === MlWorkload.SCRATCH,
    met: offer => offer.passing,
    words: () => 'scratch storage that is deleted with its claim (MlWorkload.SCRATCH)',
    instead: 'use another workload, for example MlWorkload.PREPROCESSING, for data that must be retained',
  },
  {
    id: 'lasting',
    isRequested: r => r.lifetime === MlLifetime.LASTING,
    met: offer => offer.durable,
    words: () => 'durable data (MlLifetime.LASTING)',
    instead: 'use MlLifetime.JOB',
  },
  {
    id: 'backend',
    isRequested: r => r.backend !== undefined,
    met: (offer, r) => offer.backend === r.backend,
    words: r => r.backend === MlBackend.LUSTRE ? 'Lustre (backend)' : 'ONTAP (backend, or an existing storage)',
    instead: 'let the library choose the service',
  },
];
