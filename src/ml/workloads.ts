import { OfferId } from './offers';
import { MlLifetime, MlProtocol, MlWorkload, Requirements } from './requirements';

/**
 * A row of the decision. The first row that applies and has a possible kind determines the order of the kinds and the
 * reason.
 */
export interface Decision {
  readonly id: string;
  readonly applies: (r: Requirements) => boolean;
  /** The kinds to which the reason applies, best first. Other possible kinds follow in the order of price. */
  readonly offers: readonly OfferId[];
  /** Whether the cheapest of these kinds is best. All of them must be possible. */
  readonly cheapest?: boolean;
  readonly because: string;
}

const ONTAP: readonly OfferId[] = ['ontap-single-az', 'ontap-multi-az'];

/** The rows in order: features that only one service has precede preferences of workloads. */
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
    id: 'short-lived',
    applies: r => r.lifetime === MlLifetime.JOB,
    offers: ['lustre-scratch'],
    because: 'scratch storage is fast and suits the duration of a job: it is deleted with its claim',
  },
  {
    id: 's3',
    applies: r => r.dataset !== undefined,
    offers: ['lustre-persistent'],
    because: 'Lustre shows the objects in S3 as files, and loads a file when it is read',
  },
  {
    id: 'checkpoints',
    applies: r => r.workload === MlWorkload.CHECKPOINTS,
    offers: ONTAP,
    because: 'snapshots protect checkpoints, and a clone of a snapshot starts a branch of an experiment',
  },
  {
    id: 'training-data',
    applies: r => r.workload === MlWorkload.TRAINING_DATA,
    offers: ['lustre-persistent'],
    because: 'Lustre is designed for many pods that read large files at the same time',
  },
  {
    id: 'preprocessing',
    applies: r => r.workload === MlWorkload.PREPROCESSING,
    offers: ['lustre-persistent'],
    because: 'Lustre is designed for many pods that read and write large amounts of data',
  },
  {
    id: 'model-weights',
    applies: r => r.workload === MlWorkload.MODEL_WEIGHTS,
    offers: ['lustre-persistent', 'ontap-single-az'],
    cheapest: true,
    because: 'both services suit weights, and this one is cheaper for the size',
  },
  {
    id: 'decided',
    applies: r => r.backend !== undefined,
    offers: ['lustre-persistent', ...ONTAP],
    because: 'the service was specified, and this is its least expensive suitable kind',
  },
  {
    id: 'remaining',
    applies: () => true,
    offers: ['lustre-persistent', ...ONTAP],
    because: 'no other kind offers this capacity and throughput',
  },
];

/** The subject and verb of messages about a workload, and its usual row. */
interface UsualDecision {
  readonly data: string;
  readonly are: string;
  readonly decision: string;
}

/** The usual row for each workload, to report deviations from it. */
export const USUAL: Readonly<Record<MlWorkload, UsualDecision>> = {
  [MlWorkload.TRAINING_DATA]: { data: 'training data', are: 'is', decision: 'training-data' },
  [MlWorkload.CHECKPOINTS]: { data: 'checkpoints', are: 'are', decision: 'checkpoints' },
  [MlWorkload.MODEL_WEIGHTS]: { data: 'model weights', are: 'are', decision: 'model-weights' },
  [MlWorkload.SCRATCH]: { data: 'scratch data', are: 'is', decision: 'short-lived' },
  [MlWorkload.PREPROCESSING]: { data: 'preprocessing data', are: 'is', decision: 'preprocessing' },
};
