import { fileSystemRule } from './row';
import { orList } from '../../validation/text';
import { ONTAP_LIMITS, ONTAP_SERVICE, OntapDeploymentType as Type, OntapDiskIopsMode as Mode, ontapDeploymentTypesWith } from '../limits';
import { capacityRange, iopsRange, offersPairs, throughputsOf } from '../sizing';

const HA_PAIRS = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/HA-pairs.html';
const CREATE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemOntapConfiguration.html';
const BASE = { deploymentType: Type.SINGLE_AZ_2, haPairs: 2 };

/** Rules for HA pairs, throughput, capacity and IOPS. */
export const capacityRules = [
  fileSystemRule({
    id: 'ontap/deployment-type-unverified',
    severity: 'warning',
    reads: ['provisioning', 'deploymentType'],
    at: 'deploymentType',
    isViolated: c => c.provisioning === 'managed' && ONTAP_LIMITS[c.deploymentType].undocumented !== undefined,
    problem: c => `FSx offers it since November 2026. AWS does not document ${ONTAP_LIMITS[c.deploymentType].undocumented}; `
      + 'this library cannot validate these limits',
    fix: c => `acknowledge this warning once a deployment has succeeded, or use ${previousGeneration(c.deploymentType)}`,
    source: CREATE,
    invalidExample: { provisioning: 'managed', deploymentType: Type.SINGLE_AZ_3 },
    validExample: { provisioning: 'managed', deploymentType: Type.SINGLE_AZ_2 },
  }),
  fileSystemRule({
    id: 'ontap/ha-pairs-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'haPairs'],
    at: 'haPairs',
    isViolated: c => !offersPairs(c.deploymentType, c.haPairs),
    problem: c => {
      const { maxHaPairs } = ONTAP_LIMITS[c.deploymentType];
      return `${c.deploymentType} has ${maxHaPairs === 1 ? 'one HA pair' : `1 to ${maxHaPairs} HA pairs`}`;
    },
    fix: c => {
      const { maxHaPairs } = ONTAP_LIMITS[c.deploymentType];
      return maxHaPairs === 1
        ? `remove haPairs, or use ${orList(ontapDeploymentTypesWith(limits => limits.maxHaPairs > 1).map(type => `OntapDeploymentType.${type}`))}`
        : `use 1 to ${maxHaPairs}`;
    },
    source: HA_PAIRS,
    invalidExample: { deploymentType: Type.MULTI_AZ_2, haPairs: 2 },
    validExample: BASE,
  }),
  fileSystemRule({
    id: 'ontap/throughput-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'throughputCapacityPerHaPair', 'haPairs'],
    at: 'throughputCapacityPerHaPair',
    isViolated: c => offersPairs(c.deploymentType, c.haPairs)
      && !throughputsOf(c.deploymentType, c.haPairs).includes(c.throughputCapacityPerHaPair),
    problem: c => `${describeType(c)} offers ${orList(throughputsOf(c.deploymentType, c.haPairs))} MB/s for each HA `
      + 'pair',
    fix: c => {
      const value = nearest(throughputsOf(c.deploymentType, c.haPairs), c.throughputCapacityPerHaPair);
      return `use ${value}, the nearest value`;
    },
    source: CREATE,
    invalidExample: { ...BASE, throughputCapacityPerHaPair: 384 },
    validExample: { ...BASE, haPairs: 1, throughputCapacityPerHaPair: 384 },
  }),
  fileSystemRule({
    id: 'ontap/capacity-range',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'capacity', 'haPairs'],
    at: 'capacity',
    isViolated: c => {
      const { min, max } = capacityRange(c.deploymentType, c.haPairs);
      return offersPairs(c.deploymentType, c.haPairs)
        && (!Number.isInteger(c.capacity) || c.capacity < min || c.capacity > max);
    },
    problem: c => {
      const { min, max } = capacityRange(c.deploymentType, c.haPairs);
      return `${describeType(c)} offers ${Number.isFinite(max) ? `${min} to ${max} GiB` : `at least ${min} GiB`}, in whole GiB`;
    },
    fix: c => {
      const { min, max } = capacityRange(c.deploymentType, c.haPairs);
      return `use Size.gibibytes(${Math.min(Math.max(Math.ceil(c.capacity), min), max)}), the nearest value`;
    },
    source: HA_PAIRS,
    invalidExample: { ...BASE, capacity: 1024 },
    validExample: { ...BASE, capacity: 2048 },
  }),
  fileSystemRule({
    id: 'ontap/iops-mode',
    severity: 'error',
    reads: ['diskIopsMode'],
    presenceOf: ['diskIops'],
    at: 'diskIopsMode',
    isViolated: c => (c.diskIopsMode === Mode.USER_PROVISIONED) !== c.diskIops,
    problem: c => c.diskIops
      ? 'AUTOMATIC does not support iops; FSx provides 3 for each GiB'
      : 'USER_PROVISIONED requires iops',
    fix: c => c.diskIops
      ? 'remove iops, or use OntapDiskIopsMode.USER_PROVISIONED'
      : 'set iops, or use OntapDiskIopsMode.AUTOMATIC',
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_DiskIopsConfiguration.html',
    invalidExample: { diskIopsMode: Mode.USER_PROVISIONED },
    validExample: { diskIopsMode: Mode.USER_PROVISIONED, diskIops: 6144 },
  }),
  fileSystemRule({
    id: 'ontap/iops-range',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'capacity', 'haPairs', 'diskIops'],
    at: 'diskIops',
    isViolated: c => {
      const { min, max } = iopsRange(c.deploymentType, c.haPairs, c.capacity);
      return offersPairs(c.deploymentType, c.haPairs)
        && (!Number.isInteger(c.diskIops) || c.diskIops < min || c.diskIops > max);
    },
    problem: c => {
      const { min, max } = iopsRange(c.deploymentType, c.haPairs, c.capacity);
      const most = Number.isFinite(max) ? `to ${max} IOPS` : 'IOPS or more';
      return `with ${c.capacity} GiB, ${c.deploymentType} offers ${min} (${ONTAP_SERVICE.iopsPerGiB} for each GiB) ${most}`;
    },
    fix: c => {
      const { min, max } = iopsRange(c.deploymentType, c.haPairs, c.capacity);
      return `use ${Math.min(Math.max(Math.ceil(c.diskIops), min), max)}, the nearest value`;
    },
    source: HA_PAIRS,
    invalidExample: { ...BASE, capacity: 2048, diskIops: 6143 },
    validExample: { ...BASE, capacity: 2048, diskIops: 6144 },
  }),
];

function describeType(c: { readonly deploymentType: Type; readonly haPairs: number }): string {
  const { deploymentType, haPairs } = c;
  return haPairs > 1 ? `${deploymentType} with ${haPairs} HA pairs` : deploymentType;
}

function previousGeneration(type: Type): string {
  const { generation, zones } = ONTAP_LIMITS[type];
  const previous = Object.values(Type).find(other => ONTAP_LIMITS[other].generation === generation - 1
    && ONTAP_LIMITS[other].zones === zones);
  return `OntapDeploymentType.${previous}`;
}

function nearest(values: readonly number[], wanted: number): number {
  return values.reduce((best, value) => Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best);
}
