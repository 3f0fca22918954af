import { lustreRule } from './row';
import { adoptRulesOf } from '../../validation/common/adopt';
import { claimRulesOf } from '../../validation/common/claim';
import { classRulesOf } from '../../validation/common/class';
import { existingRulesOf } from '../../validation/common/existing';
import { pathProblem, suggestedPath } from '../../validation/paths';
import { Rule } from '../../validation/rule';
import { orList } from '../../validation/text';
import { LustreConfiguration } from '../configuration';
import {
  ELASTIC_STORAGE_TYPES, FORMATS, LIMITS, PATHS, LustreDeploymentType as Type, LustreStorageType as Storage,
  deploymentTypesWith,
} from '../limits';
import { exampleOf, offeredCapacities } from '../sizing';

const DRIVER = 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/pkg/driver/controller.go';
const CLASSES = 'https://kubernetes.io/docs/concepts/storage/storage-classes/';
const VOLUMES = 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/';

/** Rules for claims. */
export const claimRules = [
  ...claimRulesOf('lustre'),
  lustreRule({
    id: 'lustre/claim-size-missing',
    severity: 'error',
    reads: ['provisioning', 'claimName', 'deploymentType', 'storageType'],
    presenceOf: ['claimSize', 'shareTeam'],
    at: 'claimSize',
    isViolated: c => c.provisioning === 'dynamic' && !c.claimSize && !c.shareTeam,
    problem: c => {
      const capacities = offeredCapacities(c.deploymentType, c.storageType);
      const legal = capacities && `; ${c.deploymentType} ${c.storageType} offers ${capacities}`;
      return `is required, because the driver creates a file system of this size${legal ?? ''}`;
    },
    fix: c => `set size${exampleOf(c)}`,
    source: DRIVER,
    invalidExample: {
      provisioning: 'dynamic', claimName: 'data', deploymentType: Type.SCRATCH_2, storageType: Storage.SSD,
    },
    validExample: {
      provisioning: 'dynamic', claimName: 'data', deploymentType: Type.SCRATCH_2, storageType: Storage.SSD,
      claimSize: 1200,
    },
  }),
  lustreRule({
    id: 'lustre/claim-size-given',
    severity: 'error',
    reads: ['provisioning'],
    presenceOf: ['claimSize', 'volumeName'],
    at: 'claimSize',
    isViolated: c => c.provisioning !== 'dynamic' && c.claimSize && !c.volumeName,
    problem: 'only dynamic claims have a size; each claim of this file system sees its whole capacity',
    fix: 'remove size, and set capacity of the provisioning',
    source: VOLUMES,
    invalidExample: { provisioning: 'managed', claimSize: 1200 },
    validExample: { provisioning: 'dynamic', claimSize: 1200 },
  }),
  lustreRule({
    id: 'lustre/access-mode',
    severity: 'error',
    reads: ['accessMode'],
    at: 'accessMode',
    isViolated: c => !['ReadWriteMany', 'ReadWriteOnce'].includes(c.accessMode),
    problem: 'the driver supports ReadWriteMany and ReadWriteOnce',
    fix: 'use VolumeAccessMode.READ_WRITE_MANY; for read-only access, mount the claim with readOnly: true',
    source: DRIVER,
    invalidExample: { accessMode: 'ReadOnlyMany' },
    validExample: { accessMode: 'ReadWriteOnce' },
  }),
  lustreRule({
    id: 'lustre/volume-mode-block',
    severity: 'error',
    reads: ['volumeMode'],
    at: 'volumeMode',
    isViolated: c => c.volumeMode === 'Block',
    problem: 'Lustre has no block devices: the driver accepts the claim, but mounts a directory where pods expect a '
      + 'device',
    fix: 'use VolumeMode.FILESYSTEM',
    source: DRIVER,
    invalidExample: { volumeMode: 'Block' },
    validExample: { volumeMode: 'Filesystem' },
  }),
  lustreRule({
    id: 'lustre/sub-directory-format',
    severity: 'error',
    reads: ['subDirectory'],
    at: 'subDirectory',
    isViolated: c => pathProblem(c.subDirectory, PATHS.subDirectory) !== undefined,
    problem: c => pathProblem(c.subDirectory, PATHS.subDirectory)!,
    fix: c => `use '${suggestedPath(c.subDirectory, PATHS.subDirectory, 'team-a')}'`,
    source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/issues/247',
    invalidExample: { subDirectory: '/team-a' },
    validExample: { subDirectory: 'team-a/data' },
  }),
  lustreRule({
    id: 'lustre/sub-directory-dynamic',
    severity: 'error',
    reads: ['provisioning', 'subDirectory'],
    presenceOf: ['shareTeam'],
    at: 'subDirectory',
    isViolated: c => c.provisioning === 'dynamic' && !c.shareTeam,
    problem: 'each dynamic claim has its own file system, which is empty when it is created',
    fix: 'use the subPath of a mount, which creates the directory, or LustreProvisioning.managed()',
    source: DRIVER,
    invalidExample: { provisioning: 'dynamic', subDirectory: 'a' },
    validExample: { provisioning: 'managed', subDirectory: 'a' },
  }),
  lustreRule({
    id: 'lustre/volume-metadata-dynamic',
    severity: 'error',
    reads: ['provisioning', 'volumeMetadata'],
    at: 'volumeMetadata',
    isViolated: c => c.provisioning === 'dynamic',
    problem: 'the driver creates and names the volume of a dynamic claim, without labels and annotations of the app',
    fix: 'set labels and annotations of the claim, or use LustreProvisioning.managed()',
    source: DRIVER,
    invalidExample: { provisioning: 'dynamic', volumeMetadata: true },
    validExample: { provisioning: 'managed', volumeMetadata: true },
  }),
  ...classRulesOf('lustre'),
  lustreRule({
    id: 'lustre/class-name-and-fixed-name',
    severity: 'error',
    reads: ['storageClassName', 'fixedClassName'],
    at: 'storageClassName',
    isViolated: () => true,
    problem: 'is a prefix, and has no effect together with storageClass.fixedName',
    fix: 'remove one of them',
    source: CLASSES,
    invalidExample: { storageClassName: 'fsx', fixedClassName: 'fsx' },
    validExample: { storageClassName: 'fsx' },
  }),
  lustreRule({
    id: 'lustre/default-class-cost',
    severity: 'warning',
    reads: ['isDefaultClass', 'deploymentType', 'storageType'],
    at: 'isDefaultClass',
    isViolated: () => true,
    problem: c => {
      const capacities = offeredCapacities(c.deploymentType, c.storageType);
      return `every claim without storageClassName, of any team and of any Helm chart, creates a file system${capacities ? ` (${capacities})` : ''}`;
    },
    fix: 'name the class in the claims that need it; or acknowledge this warning, and limit the number of claims with a ResourceQuota',
    source: `${CLASSES}#default-storageclass`,
    invalidExample: { isDefaultClass: true, deploymentType: Type.SCRATCH_2, storageType: Storage.SSD },
    validExample: { deploymentType: Type.SCRATCH_2, storageType: Storage.SSD },
  }),
  lustreRule({
    id: 'lustre/expansion-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'allowVolumeExpansion'],
    at: 'allowVolumeExpansion',
    isViolated: c => c.allowVolumeExpansion && !LIMITS[c.deploymentType].growable,
    problem: c => `${c.deploymentType} file systems cannot grow`,
    fix: 'remove allowVolumeExpansion, or use '
      + orList(deploymentTypesWith(({ durable, growable }) => growable && !durable).map(type => `LustreDeploymentType.${type}`)),
    source: 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/managing-storage-capacity.html',
    invalidExample: { deploymentType: Type.SCRATCH_1, allowVolumeExpansion: true },
    validExample: { deploymentType: Type.SCRATCH_2, allowVolumeExpansion: true },
  }),
  lustreRule({
    id: 'lustre/delete-races-driver',
    severity: 'warning',
    reads: ['provisioning', 'reclaimPolicy', 'clusterDriver'],
    presenceOf: ['kubectl'],
    at: 'reclaimPolicy',
    isViolated: c => c.provisioning === 'dynamic' && c.reclaimPolicy === 'Delete' && c.clusterDriver === 'ours'
      && !c.kubectl,
    problem: 'the stack does not delete claims that are delivered as files. When the stack is deleted, the driver '
      + 'loses its permissions: a claim that is deleted later leaves its file system, which continues to incur charges',
    fix: 'delete the claims before the stack, and acknowledge this warning; or use ManifestDelivery.kubectl(), which '
      + 'waits until the driver has deleted the file systems',
    source: 'https://github.com/aws/aws-cdk/issues/9970',
    invalidExample: { provisioning: 'dynamic', reclaimPolicy: 'Delete', clusterDriver: 'ours' },
    validExample: { provisioning: 'dynamic', reclaimPolicy: 'Delete', clusterDriver: 'ours', kubectl: 'ready' },
  }),
];

/** Rules for existing file systems. */
export const existingRules: readonly Rule<LustreConfiguration>[] = [
  ...adoptRulesOf('lustre', 'LustreProvisioning'),
  ...existingRulesOf('lustre', 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/limit-access-security-groups.html'),
  lustreRule({
    id: 'lustre/mount-name-missing',
    severity: 'error',
    reads: ['provisioning'],
    presenceOf: ['mountName'],
    at: 'mountName',
    isViolated: c => c.provisioning === 'existing' && !c.mountName,
    problem: 'is required, because clients mount a Lustre file system by its mount name',
    fix: 'set mountName to LustreConfiguration.MountName from `aws fsx describe-file-systems`, or set fileSystem to an '
      + 'fsx.LustreFileSystem, which has one',
    source: 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/mounting-ec2-instance.html',
    invalidExample: { provisioning: 'existing' },
    validExample: { provisioning: 'existing', mountName: 'abcdefgh' },
  }),
  lustreRule({
    id: 'lustre/mount-name-format',
    severity: 'error',
    reads: ['mountName'],
    at: 'mountName',
    isViolated: c => !FORMATS.mountName.test(c.mountName),
    problem: 'must consist of 1 to 8 letters, digits, - and _',
    fix: 'use LustreConfiguration.MountName from `aws fsx describe-file-systems`; for a directory, set subDirectory of '
      + 'the claim',
    source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_LustreFileSystemConfiguration.html',
    invalidExample: { mountName: 'abcdefgh/data' },
    validExample: { mountName: 'abcdefgh' },
  }),
  lustreRule({
    id: 'lustre/capacity-positive',
    severity: 'error',
    reads: ['provisioning', 'capacity'],
    at: 'capacity',
    isViolated: c => c.provisioning === 'existing' && !(c.capacity > 0),
    problem: 'must be greater than 0',
    fix: `use StorageCapacity from \`aws fsx describe-file-systems\`; for ${orList(ELASTIC_STORAGE_TYPES)}, use any size`,
    source: VOLUMES,
    invalidExample: { provisioning: 'existing', capacity: 0 },
    validExample: { provisioning: 'existing', capacity: 1200 },
  }),
];
