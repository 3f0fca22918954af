import { MlWorkload, Requirements } from './requirements';
import { figure } from '../validation/text';

/** What the requirements come to: the throughput and the metadata operations that a file system must deliver. */
export interface Demand {
  readonly throughputMBps: number;
  /** Where the throughput comes from, for example `64 readers at 100 MB/s each`. */
  readonly throughputFrom: string;
  readonly metadataOperationsPerSecond: number;
  /** Values that are not known and were assumed, each as a sentence. */
  readonly assumptions: readonly string[];
  /** Values that are probably mistakes, each as a question. */
  readonly questions: readonly string[];
}

const MB_PER_GIB = 2 ** 30 / 1e6;
const MB_PER_KIB = 1024 / 1e6;
const KIB_PER_GIB = 2 ** 20;
const SECONDS_PER_DAY = 86400;

/** What is assumed if a team does not know it. Every assumption that is used appears in the answer. */
export const ASSUMED = {
  /** MB/s for each reader, by workload. */
  perReaderMBps: {
    [MlWorkload.TRAINING_DATA]: 100,
    [MlWorkload.CHECKPOINTS]: 100,
    [MlWorkload.MODEL_WEIGHTS]: 100,
    [MlWorkload.SCRATCH]: 100,
    [MlWorkload.PREPROCESSING]: 100,
    [MlWorkload.KV_CACHE]: 1000,
    [MlWorkload.HOME_DIRECTORIES]: 2,
  } satisfies Record<MlWorkload, number>,
  /** The fastest HA pair of ONTAP: every kind of file system can deliver it, so that an assumption rejects nothing. */
  maxThroughputMBps: 6144,
  checkpointFraction: 0.1,
  maxCheckpointGiB: 1024,
  intervalMinutes: 60,
  pauseFraction: 0.05,
  replicaStartSeconds: 300,
} as const;

/** A throughput that a value of the user determines. */
interface Stated {
  readonly MBps: number;
  readonly from: string;
}

export function demandOf(r: Requirements): Demand {
  const assumptions: string[] = [];
  const stated = [
    ...r.throughputMBps === undefined || r.throughputMBps === 0 ? [] : [{ MBps: r.throughputMBps, from: 'as stated' }],
    ...perReader(r, assumptions), ...samples(r), ...checkpoints(r, assumptions), ...weights(r, assumptions),
  ].sort((a, b) => b.MBps - a.MBps);
  const { MBps, from } = stated[0] ?? assumed(r, assumptions);
  return {
    throughputMBps: MBps,
    throughputFrom: from,
    metadataOperationsPerSecond: metadata(r, assumptions),
    assumptions,
    questions: QUESTIONS.filter(({ applies }) => applies(r)).map(({ text }) => text(r)),
  };
}

function perReader({ throughputPerReaderMBps, readers }: Requirements, assumptions: string[]): Stated[] {
  if (!throughputPerReaderMBps) {
    return [];
  }
  if (readers === undefined) {
    assumptions.push('one pod reads the volume (readers)');
  }
  const pods = readers ?? 1;
  return [{ MBps: pods * throughputPerReaderMBps, from: `${count(pods, 'reader')} at ${figure(throughputPerReaderMBps)} MB/s each` }];
}

function samples({ samplesPerSecond, sampleSizeKiB }: Requirements): Stated[] {
  return samplesPerSecond && sampleSizeKiB
    ? [{
      MBps: samplesPerSecond * sampleSizeKiB * MB_PER_KIB,
      from: `${figure(samplesPerSecond)} samples of ${figure(sampleSizeKiB)} KiB in a second`,
    }]
    : [];
}

function checkpoints(r: Requirements, assumptions: string[]): Stated[] {
  const { checkpointSizeGiB, checkpointIntervalMinutes, checkpointPauseSeconds } = r;
  const isKnown = [checkpointSizeGiB, checkpointIntervalMinutes, checkpointPauseSeconds].some(
    value => value !== undefined,
  );
  const isAssumed = r.workload === MlWorkload.CHECKPOINTS && !r.throughputMBps && !r.throughputPerReaderMBps;
  if (!isKnown && !isAssumed) {
    return [];
  }
  const size = checkpointSizeGiB ?? Math.min(r.sizeGiB * ASSUMED.checkpointFraction, ASSUMED.maxCheckpointGiB);
  if (checkpointSizeGiB === undefined) {
    assumptions.push(`one checkpoint has ${figure(size)} GiB: a tenth of the volume, at most ${ASSUMED.maxCheckpointGiB} GiB (checkpointSizeGiB)`);
  }
  const interval = checkpointIntervalMinutes ?? ASSUMED.intervalMinutes;
  const pause = checkpointPauseSeconds ?? interval * 60 * ASSUMED.pauseFraction;
  if (checkpointPauseSeconds === undefined) {
    assumptions.push(`training may stop for ${figure(pause)} s for a checkpoint: `
      + `${ASSUMED.pauseFraction * 100} percent of ${figure(interval)} minutes (checkpointPauseSeconds)`);
  }
  const MBps = size * MB_PER_GIB / pause;
  return [
    {
      // Assumptions alone must not exclude a kind of file system.
      MBps:
        checkpointSizeGiB === undefined && checkpointPauseSeconds === undefined
          ? Math.min(MBps, ASSUMED.maxThroughputMBps)
          : MBps,
      from: `a checkpoint of ${figure(size)} GiB in ${figure(pause)} s`,
    },
  ];
}

function weights(
  { modelSizeGiB, replicaStartSeconds, readers, sizeGiB }: Requirements,
  assumptions: string[],
): Stated[] {
  if (modelSizeGiB === undefined && replicaStartSeconds === undefined) {
    return [];
  }
  const size = modelSizeGiB ?? sizeGiB;
  const seconds = replicaStartSeconds ?? ASSUMED.replicaStartSeconds;
  const replicas = readers ?? 1;
  assumptions.push(
    ...(modelSizeGiB === undefined ? [`each replica loads the whole volume, ${figure(size)} GiB (modelSizeGiB)`] : []),
    ...(replicaStartSeconds === undefined ? [`replicas load their weights in ${seconds} s (replicaStartSeconds)`] : []),
    ...(readers === undefined ? ['one replica starts at a time (readers)'] : []),
  );
  return [
    {
      MBps: (replicas * size * MB_PER_GIB) / seconds,
      from: `${count(replicas, 'replica')} that ${replicas > 1 ? 'load' : 'loads'} ${figure(size)} GiB in ${figure(seconds)} s`,
    },
  ];
}

/** Without any value of the user, the readers determine the throughput. */
function assumed({ workload, readers }: Requirements, assumptions: string[]): Stated {
  const each = ASSUMED.perReaderMBps[workload];
  const pods = readers ?? 1;
  const MBps = Math.min(pods * each, ASSUMED.maxThroughputMBps);
  const limit = pods * each > MBps ? `, together at most ${MBps} MB/s` : '';
  assumptions.push(
    `each pod reads or writes ${each} MB/s${limit} (throughputPerReaderMBps)`,
    ...readers === undefined ? ['one pod uses the volume at a time (readers)'] : [],
  );
  return { MBps, from: `${count(pods, 'reader')} at an assumed ${each} MB/s each${limit}` };
}

function metadata(r: Requirements, assumptions: string[]): number {
  const { metadataOperationsPerSecond, fileCount, samplesPerSecond = 0, sampleSizeKiB = 0, sizeGiB } = r;
  if (metadataOperationsPerSecond !== undefined || !fileCount || samplesPerSecond === 0) {
    return metadataOperationsPerSecond ?? 0;
  }
  if (sizeGiB * KIB_PER_GIB / fileCount > 2 * sampleSizeKiB) {
    return 0;
  }
  assumptions.push(`each sample is a file: ${figure(samplesPerSecond)} files are opened in a second (metadataOperationsPerSecond)`);
  return samplesPerSecond;
}

/** A value that is probably a mistake. */
interface Question {
  readonly applies: (r: Requirements) => boolean;
  readonly text: (r: Requirements) => string;
}

const LOW_THROUGHPUT_MBPS = 100;
/** A node without EFA reads at most 100 Gbit/s from Lustre. */
const NODE_MBPS = 12500;
const MANY_READERS = 20000;

const QUESTIONS: readonly Question[] = [
  {
    applies: ({ throughputMBps = 0 }) => throughputMBps > 0 && throughputMBps < LOW_THROUGHPUT_MBPS,
    text: ({ throughputMBps = 0, sizeGiB }) => `is a throughput of ${figure(throughputMBps)} MB/s intended? Reading ${figure(sizeGiB)} GiB once `
      + `takes ${duration(sizeGiB * MB_PER_GIB / throughputMBps)}. ${figure(throughputMBps)} GB/s are throughputMBps ${figure(throughputMBps * 1000)}`,
  },
  {
    applies: ({ throughputPerReaderMBps = 0 }) => throughputPerReaderMBps > NODE_MBPS,
    text: ({ throughputPerReaderMBps = 0 }) => `are ${figure(throughputPerReaderMBps)} MB/s for each reader intended? `
      + `A node without EFA reads at most ${NODE_MBPS} MB/s`,
  },
  {
    applies: ({ readers = 1 }) => readers > MANY_READERS,
    text: ({ readers }) => `do ${readers} pods use the volume at the same time? readers counts pods, not requests`,
  },
  {
    applies: ({ fileCount = 0, sizeGiB }) => fileCount > 0 && sizeGiB * KIB_PER_GIB / fileCount < 1,
    text: ({ fileCount, sizeGiB }) => `are ${fileCount} files in ${figure(sizeGiB)} GiB intended? The average file has less than 1 KiB`,
  },
  {
    applies: ({ sampleSizeKiB = 0 }) => sampleSizeKiB > KIB_PER_GIB,
    text: ({ sampleSizeKiB = 0 }) => `does one sample have ${figure(sampleSizeKiB / KIB_PER_GIB)} GiB? sampleSizeKiB is in KiB`,
  },
];

function duration(seconds: number): string {
  const days = seconds / SECONDS_PER_DAY;
  return days >= 1.5 ? `${Math.round(days)} days` : `${Math.max(1, Math.round(seconds / 3600))} hours`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Values that exclude each other, each as the start of an error. */
export function contradictions(r: Requirements): string[] {
  const { sizeGiB, checkpointSizeGiB = 0, modelSizeGiB = 0, checkpointPauseSeconds = 0 } = r;
  const interval = (r.checkpointIntervalMinutes ?? Infinity) * 60;
  const positive = [
    'checkpointIntervalMinutes', 'checkpointPauseSeconds', 'checkpointSizeGiB', 'modelSizeGiB', 'replicaStartSeconds', 'fileCount', 'maxMonthlyCostUsd',
  ] as const;
  return [
    ...positive.filter(name => r[name] === 0).map(name => `${name} 0: must be more than 0`),
    ...(r.samplesPerSecond === undefined) !== (r.sampleSizeKiB === undefined) ? ['samplesPerSecond and sampleSizeKiB: one of them is missing. Fix: set both or neither'] : [],
    ...checkpointSizeGiB > sizeGiB ? [`checkpointSizeGiB ${figure(checkpointSizeGiB)}: does not fit into a volume of ${figure(sizeGiB)} GiB`] : [],
    ...modelSizeGiB > sizeGiB ? [`modelSizeGiB ${figure(modelSizeGiB)}: does not fit into a volume of ${figure(sizeGiB)} GiB`] : [],
    ...checkpointPauseSeconds > interval ? [`checkpointPauseSeconds ${figure(checkpointPauseSeconds)}: longer than the interval of ${interval} s`] : [],
  ];
}
