import {
  CapacitySteps, DRIVER_ROUNDING, LIMITS, LustreDeploymentType, LustreStorageType, SERVICE, StorageLimits, ThroughputTier,
} from './limits';
import { LUSTRE_SIZING_FIELDS } from './schema';
import { rejectInvalid } from '../validation/input';
import { orList } from '../validation/text';

/** What a Lustre file system is wanted for. */
export interface LustreSizingRequest {
  /**
   * The least storage capacity.
   *
   * In GiB.
   */
  readonly minimumCapacityGiB: number;

  /**
   * The least throughput of the whole file system.
   *
   * In MB/s, sustained: bursts do not count.
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

/** A legal file system that meets a request. */
export interface LustreSizingChoice {
  /** The deployment type. */
  readonly deploymentType: LustreDeploymentType;

  /** The storage type. */
  readonly storageType: LustreStorageType;

  /**
   * The storage capacity, in GiB.
   *
   * @default - elastic (Intelligent-Tiering)
   */
  readonly capacityGiB?: number;

  /**
   * The throughput to set, in MB/s per TiB.
   *
   * @default - the type has one throughput only
   */
  readonly perUnitStorageThroughput?: number;

  /**
   * The throughput to set, in MB/s of the whole file system.
   *
   * @default - throughput follows from the capacity
   */
  readonly throughputCapacity?: number;

  /** What the file system then delivers, in MB/s. */
  readonly throughputMBps: number;
}

/**
 * From what is wanted to what FSx offers.
 *
 * @example
 * const smallest = LustreSizing.choices({ minimumCapacityGiB: 3000, minimumThroughputMBps: 2000 })[0];
 */
export class LustreSizing {
  /**
   * The legal choices for a request, one for each storage type and throughput: smallest capacity first, then lowest throughput; elastic ones, which have no
   * capacity, last.
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

/** The tier that a configuration is in; without a throughput, the first if all offer the same capacities. */
export function tierOf(deploymentType: LustreDeploymentType, storageType: LustreStorageType, perUnit?: number): ThroughputTier | undefined {
  const tiers = LIMITS[deploymentType].storage[storageType]?.tiers ?? [];
  return tiers.find(tier => tier.perUnit === perUnit) ?? (perUnit === undefined && shareCapacity(tiers) ? tiers[0] : undefined);
}

/** The capacities of a storage type in words, by throughput where that matters; undefined where capacity is elastic. */
export function offeredCapacities(deploymentType: LustreDeploymentType, storageType: LustreStorageType): string | undefined {
  const tiers = LIMITS[deploymentType].storage[storageType]?.tiers ?? [];
  const words = shareCapacity(tiers)
    ? tiers.slice(0, 1).map(({ capacity }) => describeCapacities(capacity))
    : tiers.map(({ capacity, perUnit }) => `${describeCapacities(capacity)} (${perUnit} MB/s per TiB)`);
  return words.length > 0 ? orList(words) : undefined;
}

function shareCapacity(tiers: readonly ThroughputTier[]): boolean {
  return tiers.every(({ capacity }) => describeCapacities(capacity) === describeCapacities(tiers[0].capacity));
}

/** What a storage type offers, in words: `1200, 2400 and multiples of 2400 GiB`. */
export function describeCapacities({ small, step }: CapacitySteps): string {
  const first = [...small, step].filter((value, index, all) => all.indexOf(value) === index);
  return `${first.join(', ')} and multiples of ${step} GiB`;
}

export function isLegalCapacity({ small, step }: CapacitySteps, gib: number): boolean {
  return small.includes(gib) || (gib > 0 && gib % step === 0);
}

/** The legal capacities next to one that is not: below, if any, and above. */
export function nearestCapacities(steps: CapacitySteps, gib: number): number[] {
  const above = smallestCapacity(steps, gib);
  const below = [...steps.small, Math.floor(gib / steps.step) * steps.step].filter(legal => legal > 0 && legal < gib);
  return below.length > 0 ? [Math.max(...below), above] : [above];
}

/** The smallest legal capacity that is not less. */
export function smallestCapacity({ small, step }: CapacitySteps, gib: number): number {
  const candidates = [...small, Math.max(1, Math.ceil(gib / step)) * step].filter(legal => legal >= gib);
  return Math.min(...candidates);
}

/** What the driver makes of the size of a claim, and FSx bills. */
export function roundedByDriver(
  deploymentType: LustreDeploymentType, storageType: LustreStorageType, perUnit: number | undefined, gib: number,
): number {
  const whole = Math.ceil(gib);
  const row = DRIVER_ROUNDING.find(r => (r.storageType ?? storageType) === storageType
    && (r.perUnit ?? perUnit) === perUnit
    && (r.deploymentType ?? deploymentType) === deploymentType
    && (r.below === undefined || whole < r.below))!;
  return Math.max(1, Math.ceil(whole / row.unit)) * row.unit;
}

/** How many addresses a file system takes in its subnet: one for each storage server and each metadata server. */
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

/** What a file system delivers, in MB/s; undefined where that is not known. */
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
/** Sorts behind every capacity. */
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
  deploymentType: LustreDeploymentType, storageType: LustreStorageType, tier: ThroughputTier, request: LustreSizingRequest,
): LustreSizingChoice {
  const needed = Math.max(request.minimumCapacityGiB, Math.ceil(request.minimumThroughputMBps) / tier.baseline * GIB_PER_TIB, 1);
  const capacityGiB = smallestCapacity(tier.capacity, needed);
  return { deploymentType, storageType, capacityGiB, perUnitStorageThroughput: tier.perUnit, throughputMBps: deliveredBy(tier, capacityGiB) };
}

function elasticChoices(
  deploymentType: LustreDeploymentType, storageType: LustreStorageType, limits: StorageLimits, request: LustreSizingRequest,
): LustreSizingChoice[] {
  if (!limits.throughputCapacity) {
    return [];
  }
  const { step, max } = limits.throughputCapacity;
  const throughputCapacity = Math.max(1, Math.ceil(request.minimumThroughputMBps / step)) * step;
  return throughputCapacity > max ? [] : [{ deploymentType, storageType, throughputCapacity, throughputMBps: throughputCapacity }];
}
