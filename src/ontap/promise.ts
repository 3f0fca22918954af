import { OntapClaimConfiguration, OntapConfiguration } from './configuration';
import { ONTAP_SERVICE, OntapStorageDriver } from './limits';
import { BenchmarkPromise } from '../storage/benchmark/tests';

/** Random reads of the benchmark, in bytes. */
const READ_BYTES = 4096;

/**
 * What a volume promises, as far as that is known at synthesis.
 *
 * A FlexVol is on one HA pair, and a FlexGroup on all. The throughput capacity is that of reads; AWS documents lower
 * throughput for writes, which depends on the type, so writes are only measured.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/performance.html
 */
export function promiseOf(storage: OntapConfiguration, { driver }: OntapClaimConfiguration): BenchmarkPromise {
  const { provisioning, haPairs = 1, throughputCapacityPerHaPair: perPair, capacity, diskIops } = storage;
  if (provisioning === 'existing' || typeof haPairs !== 'number' || typeof perPair !== 'number') {
    return {};
  }
  const share = driver === OntapStorageDriver.NAS_FLEXGROUP ? 1 : 1 / haPairs;
  const readMBps = perPair * haPairs * share;
  const iops = diskIops ?? (typeof capacity === 'number' ? ONTAP_SERVICE.iopsPerGiB * capacity : undefined);
  return {
    readMBps,
    readIops: typeof iops === 'number' ? Math.floor(Math.min(iops * share, readMBps * 1e6 / READ_BYTES)) : undefined,
  };
}
