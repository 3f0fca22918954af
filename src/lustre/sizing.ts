import {
  CapacitySteps, DRIVER_ROUNDING, DriverRounding, LIMITS, LustreDeploymentType, LustreStorageType, SERVICE,
  StorageLimits,
  ThroughputSteps, ThroughputTier,
} from './limits';
import { LUSTRE_SIZING_FIELDS } from './schema';
import { rejectInvalid } from '../validation/input';
import { orList } from '../validation/text';

/** Requirements for a Lustre file system. */
export interface LustreSizingRequest {
  /**
   * Minimum storage capacity, in GiB.
   */
  readonly minimumCapacityGiB: number;

  /**
   * Minimum throughput of the whole file system, in MB/s.
   *
   * Sustained throughput; bursts do not count.
   */
  readonly minimumThroughputMBps: number;

  /**
   * The deployment types to choose from.
   *
   * @default - all of them
   */
  readonly deploymentTypes?: LustreDeploymentType[];

  /**
   * The storage types to choose from.
   *
   * @default - all of them
   */
  readonly storageTypes?: LustreStorageType[];
}

/** A legal file system that meets the requirements. */
export interface LustreSizingChoice {
  /** The deployment type. */
  readonly deploymentType: LustreDeploymentType;

  /** The storage type. */
  readonly storageType: LustreStorageType;

  /**
   * Storage capacity, in GiB.
   *
   * @default - none; the capacity is elastic (Intelligent-Tiering)
   */
  readonly capacityGiB?: number;

  /**
   * Throughput to set, in MB/s per TiB.
   *
   * @default - none; the type offers only one throughput
   */
  readonly perUnitStorageThroughput?: number;

  /**
   * Throughput of the whole file system to set, in MB/s.
   *
   * 1000 and 2000 MB/s cause the warning `lustre/throughput-capacity-unverified`.
   *
   * @default - none; the throughput depends on the capacity
   */
  readonly throughputCapacity?: number;

  /** Throughput of the whole file system, in MB/s. */
  readonly throughputMBps: number;
}

/**
 * Finds Lustre file systems that meet your requirements.
 *
 * @example
 * const smallest = LustreSizing.choices({ minimumCapacityGiB: 3000, minimumThroughputMBps: 2000 })[0];
 */
export class LustreSizing {
  /**
   * Returns the legal choices for a request, one for each storage type and throughput.
   *
   * The choices are sorted by capacity, then by throughput. Elastic file systems, which have no capacity, come last.
   */
  public static choices(request: LustreSizingRequest): LustreSizingChoice[] {
    rejectInvalid('LustreSizing.choices()', { fields: LUSTRE_SIZING_FIELDS, value: request });
    return offers(request)
      .flatMap(({ deploymentType, storageType, limits }) => [
        ...limits.tiers.map(tier => tierChoice(deploymentType, storageType, tier, request)),
        ...elasticChoices(deploymentType, storageType, limits, request),
      ])
      .sort((a, b) => (a.capacityGiB ?? ELASTIC) - (b.capacityGiB ?? ELASTIC) || a.throughputMBps - b.throughputMBps);
  }

  private constructor() {}
}

/** The tier of a configuration; without a throughput, the first tier if all tiers offer the same capacities. */
export function tierOf(
  deploymentType: LustreDeploymentType, storageType: LustreStorageType, perUnit?: number,
): ThroughputTier | undefined {
  const tiers = LIMITS[deploymentType].storage[storageType]?.tiers ?? [];
  const first = perUnit === undefined && shareCapacity(tiers) ? tiers[0] : undefined;
  return tiers.find(tier => tier.perUnit === perUnit) ?? first;
}

/** Describes the capacities of a storage type, by throughput if they differ; undefined if the capacity is elastic. */
export function offeredCapacities(
  deploymentType: LustreDeploymentType, storageType: LustreStorageType,
): string | undefined {
  const tiers = LIMITS[deploymentType].storage[storageType]?.tiers ?? [];
  const descriptions = shareCapacity(tiers)
    ? tiers.slice(0, 1).map(({ capacity }) => describeCapacities(capacity))
    : tiers.map(({ capacity, perUnit }) => `${describeCapacities(capacity)} (${perUnit} MB/s per TiB)`);
  return descriptions.length > 0 ? orList(descriptions) : undefined;
}

/** An example for a fix, `, for example Size.gibibytes(1200)`; empty if the capacity is elastic. */
export function exampleOf({ deploymentType, storageType }: {
  readonly deploymentType: LustreDeploymentType; readonly storageType: LustreStorageType;
}): string {
  const tiers = LIMITS[deploymentType].storage[storageType]?.tiers ?? [];
  const throughput = shareCapacity(tiers) ? '' : ` with perUnitStorageThroughput: ${tiers[0].perUnit}`;
  return tiers.length > 0 ? `, for example Size.gibibytes(${smallestCapacity(tiers[0].capacity, 1)})${throughput}` : '';
}

/** Whether all throughputs of a storage type have the same legal capacities. */
export function shareCapacity(tiers: readonly ThroughputTier[]): boolean {
  return tiers.every(({ capacity }) => describeCapacities(capacity) === describeCapacities(tiers[0].capacity));
}

/** Describes legal capacities: `1200, 2400 and multiples of 2400 GiB`. */
export function describeCapacities({ small, step }: CapacitySteps): string {
  const first = [...small, step].filter((value, index, all) => all.indexOf(value) === index);
  return `${first.join(', ')} and multiples of ${step} GiB`;
}

export function isLegalCapacity({ small, step }: CapacitySteps, gib: number): boolean {
  return small.includes(gib) || (gib > 0 && gib % step === 0);
}

/** The legal capacities nearest to an illegal one: below, if any, and above. */
export function nearestCapacities(steps: CapacitySteps, gib: number): number[] {
  const above = smallestCapacity(steps, gib);
  const below = [...steps.small, Math.floor(gib / steps.step) * steps.step].filter(legal => legal > 0 && legal < gib);
  return below.length > 0 ? [Math.max(...below), above] : [above];
}

/** The smallest legal capacity that is not less than the given one. */
export function smallestCapacity({ small, step }: CapacitySteps, gib: number): number {
  const candidates = [...small, Math.max(1, Math.ceil(gib / step)) * step].filter(legal => legal >= gib);
  return Math.min(...candidates);
}

export function isLegalThroughput({ small, step, max }: ThroughputSteps, mbps: number): boolean {
  return small.includes(mbps) || (mbps > 0 && mbps % step === 0 && mbps <= max);
}

/** The smallest legal throughput that is not less than the given one; undefined if it exceeds the maximum. */
export function smallestThroughput({ small, step, max }: ThroughputSteps, mbps: number): number | undefined {
  const legal = small.find(value => value >= mbps) ?? Math.max(1, Math.ceil(mbps / step)) * step;
  return legal <= max ? legal : undefined;
}

/** The capacity that the driver requests for the size of a claim, and that FSx bills. */
export function roundedByDriver(
  deploymentType: LustreDeploymentType, storageType: LustreStorageType, perUnit: number | undefined, gib: number,
): number {
  const whole = Math.ceil(gib);
  const row = driverRounding(deploymentType, storageType, perUnit).find(
    ({ below }) => below === undefined || whole < below,
  )!;
  return Math.max(1, Math.ceil(whole / row.unit)) * row.unit;
}

/** How the driver rounds the claims of a StorageClass: the rows that apply, of which the last has no limit. */
export function driverRounding(
  deploymentType: LustreDeploymentType, storageType: LustreStorageType, perUnit: number | undefined,
): readonly DriverRounding[] {
  const rows = DRIVER_ROUNDING.filter(r => (r.storageType ?? storageType) === storageType
    && (r.perUnit ?? perUnit) === perUnit
    && (r.deploymentType ?? deploymentType) === deploymentType);
  return rows.slice(0, rows.findIndex(({ below }) => below === undefined) + 1);
}

/** Number of IP addresses that a file system needs in its subnet: one for each storage and metadata server. */
export function addressesNeeded(c: {
  readonly deploymentType: LustreDeploymentType;
  readonly storageType: LustreStorageType;
  readonly capacity?: number;
  readonly perUnitStorageThroughput?: number;
  readonly throughputCapacity?: number;
  readonly metadataIops?: number;
  readonly efaEnabled?: boolean;
}): number {
  const metadataServers = Math.max(1, Math.ceil((c.metadataIops ?? 0) / SERVICE.metadataIopsPerServer));
  const limits = LIMITS[c.deploymentType].storage[c.storageType];
  const tier = tierOf(c.deploymentType, c.storageType, c.perUnitStorageThroughput);
  const serverGiB = (c.efaEnabled ? tier?.efaStep : undefined) ?? tier?.serverGiB;
  const storageServers = limits?.throughputCapacity
    ? (c.throughputCapacity ?? 0) / limits.throughputCapacity.step
    : (c.capacity ?? 0) / (serverGiB ?? Infinity);
  return metadataServers + Math.max(1, Math.ceil(storageServers));
}

/** Throughput of a file system, in MB/s; undefined if unknown. */
export function throughputOf(c: {
  readonly deploymentType: LustreDeploymentType;
  readonly storageType: LustreStorageType;
  readonly capacity?: number;
  readonly perUnitStorageThroughput?: number;
  readonly throughputCapacity?: number;
}): number | undefined {
  const tier = tierOf(c.deploymentType, c.storageType, c.perUnitStorageThroughput);
  return c.throughputCapacity ?? (tier && c.capacity !== undefined ? deliveredBy(tier, c.capacity) : undefined);
}

const GIB_PER_TIB = 1024;
/** Sorts after every capacity. */
const ELASTIC = Number.MAX_SAFE_INTEGER;

function deliveredBy(tier: ThroughputTier, gib: number): number {
  return Math.floor(tier.baseline * gib / GIB_PER_TIB);
}

interface Offer {
  readonly deploymentType: LustreDeploymentType;
  readonly storageType: LustreStorageType;
  readonly limits: StorageLimits;
}

function offers({ deploymentTypes, storageTypes }: LustreSizingRequest): Offer[] {
  const types = deploymentTypes ?? Object.values(LustreDeploymentType);
  return types.flatMap(deploymentType => Object.entries(LIMITS[deploymentType].storage)
    .map(([storageType, limits]) => ({ deploymentType, storageType: storageType as LustreStorageType, limits }))
    .filter(({ storageType }) => (storageTypes ?? Object.values(LustreStorageType)).includes(storageType)));
}

function tierChoice(
  deploymentType: LustreDeploymentType, storageType: LustreStorageType, tier: ThroughputTier,
  request: LustreSizingRequest,
): LustreSizingChoice {
  const needed = Math.max(
    request.minimumCapacityGiB, Math.ceil(request.minimumThroughputMBps) / tier.baseline * GIB_PER_TIB, 1,
  );
  const capacityGiB = smallestCapacity(tier.capacity, needed);
  return {
    deploymentType, storageType, capacityGiB, perUnitStorageThroughput: tier.perUnit,
    throughputMBps: deliveredBy(tier, capacityGiB),
  };
}

function elasticChoices(
  deploymentType: LustreDeploymentType, storageType: LustreStorageType, limits: StorageLimits,
  request: LustreSizingRequest,
): LustreSizingChoice[] {
  if (!limits.throughputCapacity) {
    return [];
  }
  const throughputCapacity = smallestThroughput(limits.throughputCapacity, request.minimumThroughputMBps);
  return throughputCapacity === undefined
    ? []
    : [{ deploymentType, storageType, throughputCapacity, throughputMBps: throughputCapacity }];
}
