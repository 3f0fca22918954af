import { OfferId } from './offers';
import { MlLifetime, MlProtocol, MlWorkload, Requirements } from './requirements';

/** A row of the decision: the first that applies, and has a kind that is possible, says which kinds are right, best first, and why. */
export interface Decision {
  readonly id: string;
  readonly applies: (r: Requirements) => boolean;
  /** The kinds that the reason is true of; what else is possible comes behind them, the cheapest first. */
  readonly offers: readonly OfferId[];
  /** Among them the cheaper one, not the first; for that all of them must be possible. */
  readonly cheapest?: boolean;
  readonly because: string;
}

const ONTAP: readonly OfferId[] = ['ontap-single-az', 'ontap-multi-az'];

/** The decision, in order: what only one service has comes before what a workload likes. */
export const DECISIONS: readonly Decision[] = [
  {
    id: 'multi-az',
    applies: r => r.multiAz,
    offers: ['ontap-multi-az'],
    because: 'only ONTAP keeps the data in two Availability Zones',
  },
  {
    id: 'protocols',
    applies: r => r.protocols.some(protocol => protocol !== MlProtocol.FILES),
    offers: ONTAP,
    because: 'only ONTAP is reached by several protocols',
  },
  {
    id: 'snapshots',
    applies: r => r.snapshots || r.clones,
    offers: ONTAP,
    because: 'only ONTAP has snapshots, and clones that take no space',
  },
  {
    id: 'short-lived',
    applies: r => r.lifetime === MlLifetime.JOB,
    offers: ['lustre-scratch'],
    because: 'a job needs it fast and for a while, which is what scratch storage is made for: it goes with its claim',
  },
  {
    id: 's3',
    applies: r => r.dataset !== undefined,
    offers: ['lustre-persistent'],
    because: 'large reads of data that lives in S3: Lustre shows the bucket as files, and fetches what is read',
  },
  {
    id: 'checkpoints',
    applies: r => r.workload === MlWorkload.CHECKPOINTS,
    offers: ONTAP,
    because: 'checkpoints are worth a snapshot, and a branch of an experiment begins with a clone of one',
  },
  {
    id: 'training-data',
    applies: r => r.workload === MlWorkload.TRAINING_DATA,
    offers: ['lustre-persistent'],
    because: 'many pods read large files at the same time, which is what Lustre is made for',
  },
  {
    id: 'preprocessing',
    applies: r => r.workload === MlWorkload.PREPROCESSING,
    offers: ['lustre-persistent'],
    because: 'much data is read and written by many pods, which is what Lustre is made for',
  },
  {
    id: 'model-weights',
    applies: r => r.workload === MlWorkload.MODEL_WEIGHTS,
    offers: ['lustre-persistent', 'ontap-single-az'],
    cheapest: true,
    because: 'either service serves weights well, and this one is cheaper for the size',
  },
  {
    id: 'decided',
    applies: r => r.backend !== undefined,
    offers: ['lustre-persistent', ...ONTAP],
    because: 'the service was decided beforehand, and this is its least expensive kind that will do',
  },
  {
    id: 'remaining',
    applies: () => true,
    offers: ['lustre-persistent', ...ONTAP],
    because: 'nothing else holds so much, or is as fast',
  },
];

/** Where a workload usually is, so that a deviation can be told. */
export const USUAL: Readonly<Record<MlWorkload, { readonly data: string; readonly are: string; readonly decision: string }>> = {
  [MlWorkload.TRAINING_DATA]: { data: 'training data', are: 'is', decision: 'training-data' },
  [MlWorkload.CHECKPOINTS]: { data: 'checkpoints', are: 'are', decision: 'checkpoints' },
  [MlWorkload.MODEL_WEIGHTS]: { data: 'model weights', are: 'are', decision: 'model-weights' },
  [MlWorkload.SCRATCH]: { data: 'scratch data', are: 'is', decision: 'short-lived' },
  [MlWorkload.PREPROCESSING]: { data: 'data that is preprocessed', are: 'is', decision: 'preprocessing' },
};
