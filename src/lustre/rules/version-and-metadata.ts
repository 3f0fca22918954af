import { lustreRule } from './row';
import { orList } from '../../validation/text';
import {
  LIMITS, LustreDeploymentType as Type, LustreFileSystemTypeVersion as Version, LustreMetadataMode as Mode,
  LustreStorageType as Storage,
  SERVICE, StorageLimits, deploymentTypesWith,
} from '../limits';

const MATRIX = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/lustre-client-matrix.html';
const CREATE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html';
const METADATA = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreMetadataConfiguration.html';
const EFA = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/efa-file-systems.html';

const P2_SSD = { deploymentType: Type.PERSISTENT_2, storageType: Storage.SSD } as const;

function limitsOf(c: { readonly deploymentType: Type; readonly storageType: Storage }): StorageLimits | undefined {
  return LIMITS[c.deploymentType].storage[c.storageType];
}

function nameOf(version: Version): string {
  return `V_${version.replace('.', '_')}`;
}

/** Rules for the Lustre version. */
export const versionRules = [
  lustreRule({
    id: 'lustre/version-2-10',
    severity: 'error',
    acknowledgeable: 'not-verifiable',
    reads: ['deploymentType', 'fileSystemTypeVersion'],
    at: 'fileSystemTypeVersion',
    isViolated: c => c.fileSystemTypeVersion === Version.V_2_10
      && LIMITS[c.deploymentType].versions.includes(Version.V_2_10),
    problem: 'nodes with Amazon Linux 2023, Ubuntu 24 or RHEL 9 cannot mount Lustre 2.10 ("Invalid argument")',
    fix: 'use LustreFileSystemTypeVersion.V_2_15, which every supported node can mount; acknowledge this error if all '
      + 'nodes run Amazon Linux 2',
    source: MATRIX,
    invalidExample: { deploymentType: Type.SCRATCH_2, fileSystemTypeVersion: Version.V_2_10 },
    validExample: { deploymentType: Type.SCRATCH_2, fileSystemTypeVersion: Version.V_2_15 },
  }),
  lustreRule({
    id: 'lustre/version-2-12',
    severity: 'warning',
    reads: ['fileSystemTypeVersion'],
    at: 'fileSystemTypeVersion',
    isViolated: c => c.fileSystemTypeVersion === Version.V_2_12,
    problem: 'nodes with RHEL or Rocky Linux 10 cannot mount Lustre 2.12, and newer features require 2.15',
    fix: 'use LustreFileSystemTypeVersion.V_2_15; changing the version later replaces the file system',
    source: MATRIX,
    invalidExample: { fileSystemTypeVersion: Version.V_2_12 },
    validExample: { fileSystemTypeVersion: Version.V_2_15 },
  }),
  lustreRule({
    id: 'lustre/version-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'fileSystemTypeVersion'],
    at: 'fileSystemTypeVersion',
    isViolated: c => !LIMITS[c.deploymentType].versions.includes(c.fileSystemTypeVersion),
    problem: c => `${c.deploymentType} offers ${orList([...LIMITS[c.deploymentType].versions])}`,
    fix: c => `use LustreFileSystemTypeVersion.${nameOf(LIMITS[c.deploymentType].versions.at(-1)!)}`,
    source: CREATE,
    invalidExample: { deploymentType: Type.PERSISTENT_2, fileSystemTypeVersion: Version.V_2_10 },
    validExample: { deploymentType: Type.PERSISTENT_2, fileSystemTypeVersion: Version.V_2_12 },
  }),
  lustreRule({
    id: 'lustre/version-with-metadata',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['fileSystemTypeVersion', 'metadataMode'],
    at: 'fileSystemTypeVersion',
    isViolated: c => c.fileSystemTypeVersion !== Version.V_2_15,
    problem: 'metadataConfiguration requires Lustre 2.15',
    fix: 'use LustreFileSystemTypeVersion.V_2_15, or remove metadataConfiguration',
    source: CREATE,
    invalidExample: { fileSystemTypeVersion: Version.V_2_12, metadataMode: Mode.AUTOMATIC },
    validExample: { fileSystemTypeVersion: Version.V_2_15, metadataMode: Mode.AUTOMATIC },
  }),
];

/** The deployment types that offer something with one of their storage types, as users write them. */
function typesWith(offers: (limits: StorageLimits) => boolean): string[] {
  return deploymentTypesWith(({ storage }) => Object.values(storage).some(offers)).map(type => `LustreDeploymentType.${type}`);
}

/** Rules for metadata performance and EFA. */
export const metadataRules = [
  lustreRule({
    id: 'lustre/metadata-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'storageType'],
    presenceOf: ['metadataMode'],
    at: 'metadataMode',
    isViolated: c => c.metadataMode && limitsOf(c) !== undefined && limitsOf(c)!.metadataIops === undefined,
    problem: c => `${c.deploymentType} does not support metadataConfiguration`,
    fix: `remove metadataConfiguration, or use ${orList(typesWith(({ metadataIops }) => metadataIops !== undefined))}`,
    source: METADATA,
    invalidExample: { deploymentType: Type.PERSISTENT_1, storageType: Storage.SSD, metadataMode: Mode.AUTOMATIC },
    validExample: { ...P2_SSD, metadataMode: Mode.AUTOMATIC },
  }),
  lustreRule({
    id: 'lustre/metadata-iops-missing',
    severity: 'error',
    reads: ['metadataMode'],
    mayRead: ['deploymentType', 'storageType'],
    presenceOf: ['metadataIops'],
    at: 'metadataIops',
    isViolated: c => c.metadataMode === Mode.USER_PROVISIONED && !c.metadataIops && offersMetadata(c),
    problem: 'USER_PROVISIONED requires iops',
    fix: 'set iops, or use LustreMetadataMode.AUTOMATIC',
    source: METADATA,
    invalidExample: { metadataMode: Mode.USER_PROVISIONED },
    validExample: { metadataMode: Mode.USER_PROVISIONED, metadataIops: 1500 },
  }),
  lustreRule({
    id: 'lustre/metadata-iops-automatic',
    severity: 'error',
    reads: ['metadataMode'],
    presenceOf: ['metadataIops'],
    at: 'metadataIops',
    isViolated: c => c.metadataMode === Mode.AUTOMATIC && c.metadataIops,
    problem: 'AUTOMATIC does not support iops; FSx derives them from the capacity or the throughput',
    fix: 'remove iops, or use LustreMetadataMode.USER_PROVISIONED',
    source: METADATA,
    invalidExample: { metadataMode: Mode.AUTOMATIC, metadataIops: 1500 },
    validExample: { metadataMode: Mode.AUTOMATIC },
  }),
  lustreRule({
    id: 'lustre/metadata-iops-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'storageType', 'metadataIops'],
    at: 'metadataIops',
    isViolated: c => {
      const offered = limitsOf(c)?.metadataIops;
      const multiple = offered !== undefined && c.metadataIops > 0 && c.metadataIops % offered.step === 0
        && c.metadataIops <= offered.max;
      return offered !== undefined && !offered.values.includes(c.metadataIops) && !multiple;
    },
    problem: c => describeIops(limitsOf(c)!),
    fix: c => `use ${Math.min(limitsOf(c)!.metadataIops!.max, nextIops(limitsOf(c)!, c.metadataIops))}`,
    source: METADATA,
    invalidExample: { ...P2_SSD, metadataIops: 2000 },
    validExample: { ...P2_SSD, metadataIops: 24000 },
  }),
  lustreRule({
    id: 'lustre/efa-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'storageType', 'efaEnabled'],
    at: 'efaEnabled',
    isViolated: c => c.efaEnabled && limitsOf(c)?.efa === false,
    problem: c => `${c.deploymentType} does not support EFA`,
    fix: `remove efaEnabled, or use ${orList(typesWith(({ efa }) => efa))}`,
    source: EFA,
    invalidExample: { deploymentType: Type.SCRATCH_2, storageType: Storage.SSD, efaEnabled: true },
    validExample: { ...P2_SSD, efaEnabled: true },
  }),
  lustreRule({
    id: 'lustre/efa-metadata',
    severity: 'error',
    reads: ['deploymentType', 'storageType', 'efaEnabled'],
    presenceOf: ['metadataMode'],
    at: 'efaEnabled',
    isViolated: c => c.efaEnabled && limitsOf(c)?.efa === true && !c.metadataMode,
    problem: 'EFA requires metadataConfiguration',
    fix: 'set metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC }, or USER_PROVISIONED with iops',
    source: EFA,
    invalidExample: { ...P2_SSD, efaEnabled: true },
    validExample: { ...P2_SSD, efaEnabled: true, metadataMode: Mode.AUTOMATIC },
  }),
  lustreRule({
    id: 'lustre/efa-metadata-iops',
    severity: 'warning',
    reads: ['efaEnabled', 'metadataIops'],
    at: 'metadataIops',
    isViolated: c => c.efaEnabled && c.metadataIops < SERVICE.efaMetadataIops,
    problem: `FSx reportedly requires at least ${SERVICE.efaMetadataIops} metadata IOPS with EFA`,
    fix: `use ${SERVICE.efaMetadataIops} or more, or LustreMetadataMode.AUTOMATIC, which always provides enough`,
    source: EFA,
    invalidExample: { efaEnabled: true, metadataIops: 3000 },
    validExample: { efaEnabled: true, metadataIops: 6000 },
  }),
];

function describeIops({ metadataIops }: StorageLimits): string {
  const { values, step, max } = metadataIops!;
  return `must be ${values.join(', ')}, ${step} or a multiple of ${step} up to ${max}`;
}

function nextIops({ metadataIops }: StorageLimits, wanted: number): number {
  const { values, step } = metadataIops!;
  return values.find(value => value >= wanted) ?? Math.ceil(wanted / step) * step;
}

/** Whether errors about metadata settings apply: lustre/metadata-not-offered reports a type without the setting. */
function offersMetadata(c: { readonly deploymentType?: Type; readonly storageType?: Storage }): boolean {
  const { deploymentType, storageType } = c;
  return deploymentType === undefined || storageType === undefined
    || limitsOf({ deploymentType, storageType })?.metadataIops !== undefined;
}
