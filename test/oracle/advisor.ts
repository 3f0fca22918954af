import prices from '../cases/prices.json';

/**
 * What FSx sells and what a team needs, written down a second time from the same outside facts and without src/: it
 * derives the throughput, evaluates every priced legal configuration, and returns the cheapest that does.
 */
export interface Needed {
  readonly workload: string;
  readonly sizeGiB: number;
  readonly [name: string]: any;
}

export interface Sold {
  readonly type: string;
  readonly capacityGiB: number;
  readonly throughputMBps: number;
  readonly metadataIops?: number;
  readonly usd: number;
}

const GB = 1.073741824;
const EACH: { readonly [workload: string]: number } = { KV_CACHE: 1000, HOME_DIRECTORIES: 2 };

/** MB/s that the requirements come to. */
export function neededMBps(r: Needed): number {
  const pods = r.readers ?? 1;
  const ways: number[] = [];
  if (r.throughputMBps) { ways.push(r.throughputMBps); }
  if (r.throughputPerReaderMBps) { ways.push(pods * r.throughputPerReaderMBps); }
  if (r.samplesPerSecond && r.sampleSizeKiB) { ways.push(r.samplesPerSecond * r.sampleSizeKiB * 1024 / 1e6); }
  const isKnown = [r.checkpointSizeGiB, r.checkpointIntervalMinutes, r.checkpointPauseSeconds].some(
    value => value !== undefined,
  );
  if (isKnown || (r.workload === 'CHECKPOINTS' && !r.throughputMBps && !r.throughputPerReaderMBps)) {
    const size = r.checkpointSizeGiB ?? Math.min(r.sizeGiB / 10, 1024);
    const rate = 1000 * GB * size / (r.checkpointPauseSeconds ?? (r.checkpointIntervalMinutes ?? 60) * 3);
    ways.push(
      r.checkpointSizeGiB === undefined && r.checkpointPauseSeconds === undefined ? Math.min(rate, 6144) : rate,
    );
  }
  if (r.modelSizeGiB !== undefined || r.replicaStartSeconds !== undefined) {
    ways.push(1000 * GB * pods * (r.modelSizeGiB ?? r.sizeGiB) / (r.replicaStartSeconds ?? 300));
  }
  return ways.length > 0 ? Math.max(...ways) : Math.min(pods * (EACH[r.workload] ?? 100), 6144);
}

export function neededMetadata(r: Needed): number {
  if (r.metadataOperationsPerSecond !== undefined) { return r.metadataOperationsPerSecond; }
  const oneEach = r.fileCount && r.samplesPerSecond && r.sizeGiB * 1024 * 1024 / r.fileCount <= 2 * r.sampleSizeKiB;
  return oneEach ? r.samplesPerSecond : 0;
}

const BLOCK = ['ISCSI', 'NVME'];

/** Whether a block device is needed. */
export function isBlock(r: Needed): boolean {
  return (r.protocols ?? []).some((protocol: string) => BLOCK.includes(protocol));
}

export function lasts(r: Needed): boolean {
  return (r.lifetime ?? (['SCRATCH', 'KV_CACHE'].includes(r.workload) ? 'JOB' : 'LASTING')) === 'LASTING';
}

/** Whether a type does what is needed, apart from size, speed and metadata. */
export function does(type: string, r: Needed): boolean {
  const isLustre = /^(SCRATCH|PERSISTENT)/.test(type);
  const protocols: string[] = r.protocols ?? [];
  return [
    !(r.dataset && !isLustre),
    !(r.multiAz && !type.startsWith('MULTI')),
    !((r.snapshots || r.clones) && isLustre),
    !(isLustre && protocols.some(protocol => protocol !== 'FILES')),
    !(protocols.includes('NVME') && !type.endsWith('_2')),
    !(protocols.length > 0 && protocols.every(protocol => BLOCK.includes(protocol)) && (r.readers ?? 1) > 1),
    !(r.workload === 'SCRATCH' && type !== 'SCRATCH_2'),
    !(r.workload === 'HOME_DIRECTORIES' && isLustre),
    !(lasts(r) && type === 'SCRATCH_2'),
    !(r.backend && (r.backend === 'LUSTRE') !== isLustre),
  ].every(Boolean);
}

const ONTAP = [
  { type: 'SINGLE_AZ_1', pairs: 1, each: [128, 256, 512, 1024, 2048, 4096], max: 196608, largest: 196608, iops: 160000 },
  { type: 'SINGLE_AZ_2', pairs: 12, each: [384, 768, 1536, 3072, 6144], max: 524288, largest: 1048576, iops: 200000 },
  { type: 'MULTI_AZ_1', pairs: 1, each: [128, 256, 512, 1024, 2048, 4096], max: 196608, largest: 196608, iops: 160000 },
  { type: 'MULTI_AZ_2', pairs: 1, each: [384, 768, 1536, 3072, 6144], max: 524288, largest: 524288, iops: 200000 },
];

const included = (gib: number) => gib >= 48000 ? Math.min(192000, 12000 * Math.floor(gib / 24000))
  : gib >= 12000 ? 12000 : gib >= 4800 ? 6000 : gib >= 2400 ? 3000 : 1500;
const METADATA = [1500, 3000, 6000, ...Array.from({ length: 16 }, (_, index) => 12000 * (index + 1))];

/** Every legal capacity from the least that suffices to where more cannot pay off. */
function lustre(r: Needed): Sold[] {
  const [mbps, metadata] = [neededMBps(r), neededMetadata(r)];
  return prices.lustre
    .filter(({ deploymentType }) => does(deploymentType, r))
    .flatMap(({ deploymentType: type, perUnit, storage }) => {
      if (metadata > 0 && type !== 'PERSISTENT_2') {
        return [];
      }
      const least = Math.max(r.sizeGiB, (Math.ceil(mbps) * 1024) / perUnit);
      const first = Math.max(1, Math.ceil(least / 2400) - 1);
      const last = Math.max(
        first + 2,
        metadata > 0 ? Math.ceil((Math.min(metadata, 192000) / 12000 + 1) * 10) + first : 0,
      );
      const capacities = [1200, ...Array.from({ length: last - first + 1 }, (_, index) => 2400 * (first + index))];
      return capacities
        .filter(gib => gib >= r.sizeGiB && Math.floor((perUnit * gib) / 1024) >= mbps)
        .flatMap(gib => {
          const throughputMBps = Math.floor((perUnit * gib) / 1024);
          if (metadata === 0) {
            return [{ type, capacityGiB: gib, throughputMBps, usd: storage * gib }];
          }
          return METADATA.filter(iops => iops >= metadata && iops >= included(gib))
            .slice(0, 1)
            .map(metadataIops => ({
              type,
              capacityGiB: gib,
              throughputMBps,
              metadataIops,
              usd: storage * gib + 0.055 * (metadataIops - included(gib)),
            }));
        });
    });
}

function ontap(r: Needed): Sold[] {
  const [mbps, metadata] = [neededMBps(r), neededMetadata(r)];
  const block = isBlock(r);
  return ONTAP.filter(({ type }) => does(type, r)).flatMap(({ type, pairs, each, max, largest, iops }) => {
    const priceOf = (item: string) => prices.ontap.find(row => row.deploymentType === type && row.item === item)!.price;
    return Array.from({ length: block ? 1 : pairs }, (_, index) => index + 1).flatMap(count => each
      .filter(one => one * count >= mbps && !(count > 1 && one < 1536) && metadata <= iops * count)
      .filter(() => !(block && r.sizeGiB > 307200))
      .map(one => ({ throughputMBps: one * count, capacityGiB: Math.max(Math.ceil(r.sizeGiB / 0.8), 1024 * count) }))
      .filter(({ capacityGiB }) => capacityGiB <= Math.min(max * count, largest))
      .map(({ throughputMBps, capacityGiB }) => {
        const own = Math.min(3 * capacityGiB, iops * count);
        const more = metadata > own ? priceOf('iops') * (metadata - 3 * capacityGiB) : 0;
        return { type, capacityGiB, throughputMBps, usd: priceOf('storage') * capacityGiB + priceOf('throughput') * throughputMBps + more };
      }));
  });
}

/** The cheapest configuration of each type that does; cheapest first. */
export function cheapest(r: Needed): Sold[] {
  const all = [...lustre(r), ...ontap(r)].sort((a, b) => a.usd - b.usd);
  return all.filter(({ type }, index) => all.findIndex(other => other.type === type) === index);
}
