import { LustreConfiguration } from './configuration';
import { LustreDeploymentType, LustreStorageType } from './limits';
import { roundedByDriver, throughputOf } from './sizing';
import { BenchmarkPromise } from '../storage/benchmark/tests';
import { Setting } from '../validation/deferred-value';

/** The capacity of a claim in GiB, and what its file system promises, as far as that is known at synthesis. */
export interface PromisedClaim {
  readonly capacity?: Setting<number>;
  readonly promise: BenchmarkPromise;
}

/**
 * Throughput is the baseline of the tier, without bursts.
 *
 * A metadata operation needs at most one of the provisioned metadata IOPS.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/managing-metadata-performance.html
 */
export function promiseOf(configuration: LustreConfiguration): PromisedClaim {
  const {
    provisioning, deploymentType, storageType, perUnitStorageThroughput, throughputCapacity, metadataIops, shareQuota,
  } = configuration;
  const capacity = capacityOf(configuration);
  const limited = shareQuota ?? capacity;
  const known = [deploymentType, storageType].every(value => typeof value === 'string')
    && [capacity, perUnitStorageThroughput, throughputCapacity].every(value => ['number', 'undefined'].includes(typeof value));
  if (provisioning === 'existing' || !known) {
    return { capacity: limited, promise: {} };
  }
  const throughput = throughputOf({
    deploymentType: deploymentType as LustreDeploymentType,
    storageType: storageType as LustreStorageType,
    capacity: capacity as number | undefined,
    perUnitStorageThroughput: perUnitStorageThroughput as number | undefined,
    throughputCapacity: throughputCapacity as number | undefined,
  });
  return {
    capacity: limited,
    promise: { readMBps: throughput, writeMBps: throughput, metadataOps: typeof metadataIops === 'number' ? metadataIops : undefined },
  };
}

/** The driver rounds the size of a dynamic claim up. */
function capacityOf(
  { provisioning, claimSize, capacity, deploymentType, storageType, perUnitStorageThroughput }: LustreConfiguration,
): Setting<number> | undefined {
  if (provisioning !== 'dynamic') {
    return capacity;
  }
  return typeof claimSize === 'number'
    && typeof deploymentType === 'string'
    && typeof storageType === 'string'
    && ['number', 'undefined'].includes(typeof perUnitStorageThroughput)
    ? roundedByDriver(
      deploymentType as LustreDeploymentType,
      storageType as LustreStorageType,
      perUnitStorageThroughput as number | undefined,
      claimSize,
    )
    : claimSize;
}
