import { rangeRule } from './range';
import { Setting } from '../deferred-value';
import { Rule, ruleFor } from '../rule';

/** A benchmark Job and the claim that it measures. */
export interface BenchmarkConfiguration {
  readonly benchmarkPods?: Setting<number>;
  readonly benchmarkThreads?: Setting<number>;
  /** In MiB. */
  readonly benchmarkFileMiB?: Setting<number>;
  /** In seconds. */
  readonly benchmarkSeconds?: Setting<number>;
  readonly benchmarkMinimum?: Setting<number>;
  readonly benchmarkThroughput?: Setting<number>;
  readonly benchmarkUser?: number;
  readonly benchmarkImage?: string;
  /** Whether the claim belongs to the storage. */
  readonly benchmarkClaim?: boolean;
  readonly benchmarkReadOnly?: boolean;
  readonly benchmarkAccessMode?: string;
  readonly benchmarkVolumeMode?: string;
  /** Capacity of the claim, in GiB. */
  readonly benchmarkCapacity?: Setting<number>;
}

const FIO = 'https://fio.readthedocs.io/en/latest/fio_doc.html';
const MODES = 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes';
const BLOCK = 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#raw-block-volume-support';
const JOBS = 'https://kubernetes.io/docs/concepts/workloads/controllers/job/';
const PERMISSIONS = 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/';
const MIB_PER_GIB = 1024;
/** The rest of the volume remains free. */
const LARGEST_SHARE = 0.5;
const SEVERAL_NODES = 'ReadWriteMany';
const rule = ruleFor<BenchmarkConfiguration>();

/** The claim of a Job and the number of its pods. */
export type JobClaim = Pick<BenchmarkConfiguration, 'benchmarkPods' | 'benchmarkClaim' | 'benchmarkReadOnly' | 'benchmarkAccessMode'>;


/** Rules for addBenchmark(). The ids begin with the name of the service. */
export function benchmarkRulesOf(service: string): readonly Rule<BenchmarkConfiguration>[] {
  return [
    rangeRule(`${service}/benchmark-pods`, 'benchmarkPods', { min: 1, max: 100 }, JOBS),
    rangeRule(`${service}/benchmark-threads`, 'benchmarkThreads', { min: 1, max: 128 }, FIO),
    rangeRule(`${service}/benchmark-file-size`, 'benchmarkFileMiB', { min: 16, max: 2 ** 24, unit: 'MiB' }, FIO),
    rangeRule(`${service}/benchmark-duration`, 'benchmarkSeconds', { min: 10, max: 3600, unit: 'seconds' }, FIO),
    rangeRule(`${service}/benchmark-minimum`, 'benchmarkMinimum', { min: 1, max: 100, unit: 'percent' }, FIO),
    rangeRule(`${service}/benchmark-expectation`, 'benchmarkThroughput', { min: 1, max: 1e7, unit: 'MB/s' }, FIO),
    ...jobClaimRules(service, 'benchmark', 'addBenchmark()'),
    rule({
      id: `${service}/benchmark-block-device`,
      severity: 'error',
      reads: ['benchmarkVolumeMode'],
      at: 'benchmarkClaim',
      isViolated: c => c.benchmarkVolumeMode === 'Block',
      problem: 'the claim is a block device, and the benchmark would overwrite its data',
      fix: 'measure a claim with VolumeMode.FILESYSTEM of the same backend',
      source: BLOCK,
      invalidExample: { benchmarkVolumeMode: 'Block' },
      validExample: { benchmarkVolumeMode: 'Filesystem' },
    }),
    rule({
      id: `${service}/benchmark-capacity`,
      severity: 'error',
      reads: ['benchmarkPods', 'benchmarkThreads', 'benchmarkFileMiB', 'benchmarkCapacity'],
      at: 'benchmarkFileMiB',
      isViolated: c => neededGiB(c) > c.benchmarkCapacity * LARGEST_SHARE,
      problem: c => `${c.benchmarkPods} pods with ${c.benchmarkThreads} threads write ${neededGiB(c)} GiB, more than half of `
        + `the ${c.benchmarkCapacity} GiB of the claim`,
      fix: c => `use Size.mebibytes(${largestMiB(c)}) or less, or fewer threads`,
      source: FIO,
      invalidExample: { benchmarkPods: 1, benchmarkThreads: 8, benchmarkFileMiB: 4096, benchmarkCapacity: 63 },
      validExample: { benchmarkPods: 1, benchmarkThreads: 8, benchmarkFileMiB: 4096, benchmarkCapacity: 64 },
    }),
    rule({
      id: `${service}/benchmark-user`,
      severity: 'error',
      reads: ['benchmarkUser'],
      presenceOf: ['benchmarkImage'],
      at: 'benchmarkUser',
      isViolated: c => c.benchmarkUser !== 0 && !c.benchmarkImage,
      problem: 'the default image installs fio, which only root can do',
      fix: 'set image to an image that contains bash, coreutils and fio, or remove user',
      source: PERMISSIONS,
      invalidExample: { benchmarkUser: 1000 },
      validExample: { benchmarkUser: 1000, benchmarkImage: 'registry.example.com/fio:3.36' },
    }),
  ];
}

/** Rules for the claim of a Job that writes and reads files of its own, and for its pods. The ids begin with service and name. */
export function jobClaimRules(service: string, name: string, method: string): readonly Rule<JobClaim>[] {
  return [
    rule({
      id: `${service}/${name}-claim`,
      severity: 'error',
      reads: ['benchmarkClaim'],
      at: 'benchmarkClaim',
      isViolated: c => !c.benchmarkClaim,
      problem: 'the claim does not belong to this storage, so nothing is known of it',
      fix: `pass a claim that addClaim() or shareTo() of this storage returned, or call ${method} of the other storage`,
      source: JOBS,
      invalidExample: { benchmarkClaim: false },
      validExample: { benchmarkClaim: true },
    }),
    rule({
      id: `${service}/${name}-read-only`,
      severity: 'error',
      reads: ['benchmarkReadOnly'],
      mayRead: ['benchmarkAccessMode'],
      at: 'benchmarkClaim',
      isViolated: c => c.benchmarkReadOnly || c.benchmarkAccessMode === 'ReadOnlyMany',
      problem: 'the volume is read-only, and the Job writes files of its own before it reads them',
      fix: 'pass another claim of the same file system that can be written',
      source: MODES,
      invalidExample: { benchmarkReadOnly: true, benchmarkAccessMode: SEVERAL_NODES },
      validExample: { benchmarkReadOnly: false, benchmarkAccessMode: SEVERAL_NODES },
    }),
    rule({
      id: `${service}/${name}-access-mode`,
      severity: 'error',
      reads: ['benchmarkPods', 'benchmarkAccessMode'],
      at: 'benchmarkPods',
      isViolated: c => c.benchmarkPods > 1 && ['ReadWriteOnce', 'ReadWriteOncePod'].includes(c.benchmarkAccessMode),
      problem: c => `several pods on different nodes cannot mount a ${c.benchmarkAccessMode} claim`,
      fix: 'use pods: 1, or a claim with VolumeAccessMode.READ_WRITE_MANY',
      source: MODES,
      invalidExample: { benchmarkPods: 2, benchmarkAccessMode: 'ReadWriteOnce' },
      validExample: { benchmarkPods: 1, benchmarkAccessMode: 'ReadWriteOnce' },
    }),
  ];
}

interface Files {
  readonly benchmarkPods: number;
  readonly benchmarkThreads: number;
  readonly benchmarkFileMiB: number;
  readonly benchmarkCapacity: number;
}

function neededGiB({ benchmarkPods, benchmarkThreads, benchmarkFileMiB }: Files): number {
  return Math.ceil(benchmarkPods * benchmarkThreads * benchmarkFileMiB / MIB_PER_GIB * 100) / 100;
}

function largestMiB({ benchmarkPods, benchmarkThreads, benchmarkCapacity }: Files): number {
  return Math.floor(benchmarkCapacity * MIB_PER_GIB * LARGEST_SHARE / (benchmarkPods * benchmarkThreads));
}
