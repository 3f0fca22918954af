import { lustreRule } from './row';
import { orList } from '../../validation/text';
import {
  CapacitySteps, LIMITS, LustreDeploymentType as Type, LustreMetadataMode as Mode, LustreStorageType as Storage,
} from '../limits';
import {
  describeCapacities, exampleOf, isLegalCapacity, nearestCapacities, offeredCapacities, roundedByDriver, shareCapacity,
  tierOf,
} from '../sizing';

const CREATE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html';
const EFA = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/efa-file-systems.html';

/** Rules for the storage type and the capacity. */
export const capacityRules = [
  lustreRule({
    id: 'lustre/storage-type-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'storageType'],
    at: 'storageType',
    isViolated: c => LIMITS[c.deploymentType].storage[c.storageType] === undefined,
    problem: c => `${c.deploymentType} offers ${orList(Object.keys(LIMITS[c.deploymentType].storage))}`,
    fix: c => `use ${orList(Object.keys(LIMITS[c.deploymentType].storage))}, or a deployment type that offers `
      + c.storageType,
    source: CREATE,
    invalidExample: { deploymentType: Type.PERSISTENT_2, storageType: Storage.HDD },
    validExample: { deploymentType: Type.PERSISTENT_1, storageType: Storage.HDD },
  }),
  lustreRule({
    id: 'lustre/capacity-missing',
    severity: 'error',
    reads: ['provisioning', 'deploymentType', 'storageType'],
    presenceOf: ['capacity'],
    at: 'capacity',
    isViolated: c => c.provisioning === 'managed' && !c.capacity
      && offeredCapacities(c.deploymentType, c.storageType) !== undefined,
    problem: c => `${c.deploymentType} ${c.storageType} requires a capacity: `
      + offeredCapacities(c.deploymentType, c.storageType),
    fix: c => `set capacity${exampleOf(c)}`,
    source: CREATE,
    invalidExample: { provisioning: 'managed', deploymentType: Type.SCRATCH_2, storageType: Storage.SSD },
    validExample: { provisioning: 'managed', deploymentType: Type.SCRATCH_2, storageType: Storage.SSD, capacity: 1200 },
  }),
  lustreRule({
    id: 'lustre/capacity-step',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'storageType', 'capacity'],
    mayRead: ['perUnitStorageThroughput', 'efaEnabled'],
    at: 'capacity',
    // lustre/efa-capacity reports the larger steps of EFA
    isViolated: c => {
      const steps = stepsOf(c);
      return steps !== undefined && !isLegalCapacity(steps, c.capacity) && !(c.efaEnabled && efaStep(c) !== undefined);
    },
    problem: c => `${c.deploymentType} ${c.storageType}${ofThroughput(c)} offers ${describeCapacities(stepsOf(c)!)}`,
    fix: c => useOneOf(nearestCapacities(stepsOf(c)!, c.capacity)),
    source: CREATE,
    invalidExample: { deploymentType: Type.PERSISTENT_2, storageType: Storage.SSD, capacity: 1500 },
    validExample: { deploymentType: Type.PERSISTENT_2, storageType: Storage.SSD, capacity: 2400 },
  }),
  lustreRule({
    id: 'lustre/efa-capacity',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'storageType', 'perUnitStorageThroughput', 'efaEnabled', 'capacity'],
    at: 'capacity',
    isViolated: c => {
      const step = efaStep(c);
      return c.efaEnabled && step !== undefined && !(c.capacity > 0 && c.capacity % step === 0);
    },
    problem: c => efaProblem(c),
    fix: c => efaFix(c, c.capacity),
    source: EFA,
    invalidExample: { ...EFA_SSD(), capacity: 7200 },
    validExample: { ...EFA_SSD(), capacity: 9600 },
  }),
  lustreRule({
    id: 'lustre/efa-claim-size',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'storageType', 'perUnitStorageThroughput', 'efaEnabled', 'claimSize'],
    at: 'claimSize',
    isViolated: c => {
      const step = efaStep(c);
      return c.efaEnabled && step !== undefined && driverRounds(c) % step !== 0;
    },
    problem: c => `the driver requests ${driverRounds(c)} GiB, but ${efaProblem(c)}`,
    fix: c => efaFix(c, c.claimSize),
    source: EFA,
    invalidExample: { ...EFA_SSD(), claimSize: 1200 },
    validExample: { ...EFA_SSD(), claimSize: 4800 },
  }),
  lustreRule({
    id: 'lustre/claim-size-rounded',
    severity: 'warning',
    reads: ['provisioning', 'deploymentType', 'storageType', 'claimSize'],
    mayRead: ['perUnitStorageThroughput'],
    at: 'claimSize',
    isViolated: c => c.provisioning === 'dynamic' && driverRounds(c) !== c.claimSize,
    problem: c => `the driver rounds the claim up to ${driverRounds(c)} GiB, and FSx bills that capacity`,
    fix: c => `use Size.gibibytes(${driverRounds(c)}), or acknowledge this warning`,
    source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/pkg/util/util.go',
    invalidExample: {
      provisioning: 'dynamic', deploymentType: Type.SCRATCH_2, storageType: Storage.SSD, claimSize: 1300,
    },
    validExample: {
      provisioning: 'dynamic', deploymentType: Type.SCRATCH_2, storageType: Storage.SSD, claimSize: 1200,
    },
  }),
];

function EFA_SSD() {
  return {
    deploymentType: Type.PERSISTENT_2, storageType: Storage.SSD, perUnitStorageThroughput: 1000, efaEnabled: true,
    metadataMode: Mode.AUTOMATIC,
  };
}

interface Tier {
  readonly deploymentType: Type;
  readonly storageType: Storage;
  readonly perUnitStorageThroughput?: number;
}

/** The legal capacities for a throughput; for an unknown throughput, those that all throughputs have in common. */
function stepsOf({ deploymentType, storageType, perUnitStorageThroughput }: Tier): CapacitySteps | undefined {
  const tiers = LIMITS[deploymentType].storage[storageType]?.tiers ?? [];
  const shared = shareCapacity(tiers) ? tiers[0] : undefined;
  return (tierOf(deploymentType, storageType, perUnitStorageThroughput) ?? shared)?.capacity;
}

function efaStep(c: Tier): number | undefined {
  return tierOf(c.deploymentType, c.storageType, c.perUnitStorageThroughput)?.efaStep;
}

function efaProblem(c: Tier): string {
  return `with EFA and ${c.perUnitStorageThroughput} MB/s per TiB, the capacity must be a multiple of ${efaStep(c)} GiB`;
}

function efaFix(c: Tier, wanted: number): string {
  return useOneOf(nearestCapacities({ small: [], step: efaStep(c)! }, wanted));
}

function driverRounds(c: Tier & { readonly claimSize: number }): number {
  return roundedByDriver(c.deploymentType, c.storageType, c.perUnitStorageThroughput, c.claimSize);
}

/** The throughput, if the legal capacities depend on it. */
function ofThroughput({ deploymentType, storageType, perUnitStorageThroughput }: Tier): string {
  return perUnitStorageThroughput !== undefined && !shareCapacity(LIMITS[deploymentType].storage[storageType]!.tiers)
    ? ` with ${perUnitStorageThroughput} MB/s per TiB`
    : '';
}

function useOneOf(capacities: number[]): string {
  return `use ${orList(capacities.map(gib => `Size.gibibytes(${gib})`))}`;
}
