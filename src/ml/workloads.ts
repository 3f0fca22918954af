import { OfferId } from './offers';
import { MlBackend, MlLifetime, MlProtocol, MlWorkload, Requirements } from './requirements';

/**
 * A row of the reasons. Options are ranked by price; the first row that applies to the requirements and to the kind
 * of the best option is the reason.
 */
export interface Decision {
  readonly id: string;
  readonly applies: (r: Requirements) => boolean;
  /** The kinds to which the reason applies. */
  readonly offers: readonly OfferId[];
  readonly because: string;
}

const ONTAP: readonly OfferId[] = ['ontap-single-az', 'ontap-multi-az'];
const LUSTRE: readonly OfferId[] = ['lustre-persistent', 'lustre-hdd', 'lustre-intelligent-tiering'];
const ALL: readonly OfferId[] = ['lustre-scratch', ...LUSTRE, ...ONTAP];
const LEAST = 'the least expensive option that meets every requirement';

/** The rows in order: features that only one service has precede what suits a workload. */
export const DECISIONS: readonly Decision[] = [
  {
    id: 'multi-az',
    applies: r => r.multiAz,
    offers: ['ontap-multi-az'],
    because: 'only ONTAP stores the data in two Availability Zones',
  },
  {
    id: 'protocols',
    applies: r => r.protocols.some(protocol => protocol !== MlProtocol.FILES),
    offers: ONTAP,
    because: 'only ONTAP supports several protocols',
  },
  {
    id: 'snapshots',
    applies: r => r.snapshots || r.clones,
    offers: ONTAP,
    because: 'only ONTAP supports snapshots, and clones that share space',
  },
  {
    id: 'home-directories',
    applies: r => r.workload === MlWorkload.HOME_DIRECTORIES,
    offers: ONTAP,
    because: 'ONTAP suits the many small files of home directories, grows a home without downtime, and can take snapshots from which users restore files',
  },
  {
    id: 'short-lived',
    applies: r => r.lifetime === MlLifetime.JOB && r.workload !== MlWorkload.KV_CACHE,
    offers: ['lustre-scratch'],
    because: 'scratch storage is fast and suits the duration of a job: it is deleted with its claim',
  },
  {
    id: 's3',
    applies: r => r.dataset !== undefined,
    offers: LUSTRE,
    because: 'Lustre shows the objects in S3 as files, and loads a file when it is read',
  },
  {
    id: 'decided',
    applies: r => r.backend !== undefined,
    offers: ALL,
    because: 'the service was specified, and this is its least expensive suitable kind',
  },
  {
    id: 'kv-cache',
    applies: r => r.workload === MlWorkload.KV_CACHE,
    offers: ALL,
    because: `many replicas can share the cache, which can be computed again, and this is ${LEAST}`,
  },
  {
    id: 'checkpoints',
    applies: r => r.workload === MlWorkload.CHECKPOINTS,
    offers: LUSTRE,
    because: `Lustre writes the checkpoints of many pods at the same time, and is ${LEAST}`,
  },
  {
    id: 'training-data',
    applies: r => r.workload === MlWorkload.TRAINING_DATA,
    offers: LUSTRE,
    because: `Lustre is designed for many pods that read large files at the same time, and is ${LEAST}`,
  },
  {
    id: 'preprocessing',
    applies: r => r.workload === MlWorkload.PREPROCESSING,
    offers: LUSTRE,
    because: `Lustre is designed for many pods that read and write large amounts of data, and is ${LEAST}`,
  },
  {
    id: 'model-weights',
    applies: r => r.workload === MlWorkload.MODEL_WEIGHTS,
    offers: ALL,
    because: `any service suits weights that pods load in time, and this is ${LEAST}: the cheaper one for the size and speed`,
  },
  {
    id: 'least-expensive',
    applies: () => true,
    offers: ALL,
    because: `this is ${LEAST}`,
  },
];

/** The subject and verb of messages about a workload, and the service on which it usually is. */
interface UsualService {
  readonly data: string;
  readonly are: string;
  /** Undefined if several services are usual. */
  readonly backend?: MlBackend;
}

/** The usual service of each workload, to report deviations from it. */
export const USUAL: Readonly<Record<MlWorkload, UsualService>> = {
  [MlWorkload.TRAINING_DATA]: { data: 'training data', are: 'is', backend: MlBackend.LUSTRE },
  [MlWorkload.CHECKPOINTS]: { data: 'checkpoints', are: 'are' },
  [MlWorkload.MODEL_WEIGHTS]: { data: 'model weights', are: 'are' },
  [MlWorkload.SCRATCH]: { data: 'scratch data', are: 'is', backend: MlBackend.LUSTRE },
  [MlWorkload.PREPROCESSING]: { data: 'preprocessing data', are: 'is', backend: MlBackend.LUSTRE },
  [MlWorkload.KV_CACHE]: { data: 'a key-value cache', are: 'is' },
  [MlWorkload.HOME_DIRECTORIES]: { data: 'home directories', are: 'are', backend: MlBackend.ONTAP },
};

/** How messages call a service. */
export const SERVICE_NAMES: Readonly<Record<MlBackend, string>> = {
  [MlBackend.LUSTRE]: 'Amazon FSx for Lustre',
  [MlBackend.ONTAP]: 'Amazon FSx for NetApp ONTAP',
};
