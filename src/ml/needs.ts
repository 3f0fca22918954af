import { Offer } from './offers';
import { MlBackend, MlLifetime, MlProtocol, MlWorkload, Requirements } from './requirements';

/** Something that is asked for, and that not every kind of file system has. */
export interface Need {
  readonly id: string;
  readonly isRequested: (r: Requirements) => boolean;
  readonly met: (offer: Offer, r: Requirements) => boolean;
  /** As it is asked for: `a link to S3 (dataset)`. */
  readonly words: (r: Requirements) => string;
  /** What to do instead, when it is given up. */
  readonly instead: string;
}

const BLOCK = [MlProtocol.ISCSI, MlProtocol.NVME];

/** One row for each; what is asked for and met by no single kind of file system is a contradiction, told with the rows that make it. */
export const NEEDS: readonly Need[] = [
  {
    id: 's3',
    isRequested: r => r.dataset !== undefined,
    met: offer => offer.s3,
    words: () => 'a link to S3 (dataset)',
    instead: 'copy the data from S3 by a Job or AWS DataSync',
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
    instead: 'keep versions in directories, or in S3',
  },
  {
    id: 'protocols',
    isRequested: r => r.protocols.some(protocol => protocol !== MlProtocol.FILES),
    met: (offer, r) => r.protocols.every(protocol => offer.protocols.includes(protocol)),
    words: r => `${r.protocols.filter(protocol => protocol !== MlProtocol.FILES).join(' and ')} (protocols)`,
    instead: 'let all clients mount the volume as pods do',
  },
  {
    id: 'one-reader',
    isRequested: r => r.protocols.every(protocol => BLOCK.includes(protocol)) && (r.readers ?? 1) > 1,
    met: () => false,
    words: r => `block devices for ${r.readers} pods (readers)`,
    instead: 'use MlProtocol.FILES or MlProtocol.NFS, which many pods share',
  },
  {
    id: 'passing',
    isRequested: r => r.workload === MlWorkload.SCRATCH,
    met: offer => offer.passing,
    words: () => 'scratch storage that goes with its claim (MlWorkload.SCRATCH)',
    instead: 'use another workload, for example MlWorkload.PREPROCESSING, for data that stays',
  },
  {
    id: 'lasting',
    isRequested: r => r.lifetime === MlLifetime.LASTING,
    met: offer => offer.durable,
    words: () => 'data that lasts (MlLifetime.LASTING)',
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
