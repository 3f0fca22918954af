import cases from './requirements-cases.json';
import { StorageAdvisor, StorageRequirements } from '../../src';

/** A requirement in a team's terms, and the answer that a storage engineer expects. */
export interface RequirementsCase {
  readonly name: string;
  readonly source: string[];
  readonly requirements: { readonly [name: string]: unknown };
  readonly expected: {
    readonly backend?: string;
    readonly types?: string[];
    readonly throughputMBps?: number;
    readonly alternative?: string;
    readonly question?: boolean;
    readonly rejected?: string;
  };
  readonly why: string;
  readonly before: string;
}

export const data = cases as unknown as { readonly sources: object; readonly cases: readonly RequirementsCase[] };

const UNDERSTOOD = [
  'workload', 'sizeGiB', 'throughputMBps', 'dataset', 'multiAz', 'snapshots', 'clones', 'protocols', 'lifetime', 'readers', 'backend',
];

/** The requirements that the advisor understands; it rejects unknown properties. */
export function understood(requirements: object): StorageRequirements {
  return Object.fromEntries(Object.entries(requirements).filter(([name]) => UNDERSTOOD.includes(name))) as any;
}

export function answerOf(requirements: StorageRequirements): string {
  try {
    const [{ deploymentType, capacityGiB, throughputMBps }] = StorageAdvisor.recommend(requirements);
    return `${deploymentType}, ${capacityGiB} GiB, ${throughputMBps} MB/s`;
  } catch {
    return 'rejected';
  }
}
