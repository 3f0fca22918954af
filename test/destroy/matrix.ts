import { RemovalPolicy, Size, Stack, aws_backup as backup } from 'aws-cdk-lib';
import {
  DataRepository, FsxLustreStorage, FsxOntapStorage, LustreDeploymentType, LustreManagedConfig, LustreProvisioning,
  OntapDeploymentType,
  ReclaimPolicy,
} from '../../src';
import { existingOn, managedOn, storageOn } from '../support/fixture';
import { OF_EACH_TYPE, ONTAP_CLAIM, existingOntap, managedOntap } from '../support/ontap';

/** What becomes of a thing when its stack is deleted, and by whom where it is not CloudFormation. */
export type Fate = 'retained' | 'retained, blocks the deletion of backend and SVM' | 'deleted' | 'deleted by the driver' | 'deleted by Trident' | 'not in the stack';

/** The columns of the matrix. */
export interface Fates {
  readonly fileSystem: Fate;
  /** Its own security group, and the rules of that. */
  readonly group?: Fate;
  /** The security group that it shares with others of the cluster, and the rules between that, the nodes and the file systems: in a VPC of the app. */
  readonly sharedGroup?: Fate;
  /** The same in a VPC that the app does not create. */
  readonly sharedGroupElsewhere?: Fate;
  readonly associations?: Fate;
  readonly svm?: Fate;
  readonly secret?: Fate;
  /** Volumes of the stack. */
  readonly volumes?: Fate;
  /** Volumes that the driver made of claims. */
  readonly volumesOfClaims?: Fate;
  readonly backends?: Fate;
  readonly classes?: Fate;
  readonly persistentVolumes?: Fate;
  readonly claims: Fate;
  readonly namespace: Fate;
  readonly backupSelection?: Fate;
  /** Whether the output lists resources that continue to incur charges. */
  readonly reported: boolean;
}

export interface Row {
  readonly what: string;
  readonly policy: string;
  /** As many storages as there are types that share the row. */
  readonly make: readonly ((stack: Stack) => FsxLustreStorage | FsxOntapStorage)[];
  readonly fates: Fates;
}

const { DESTROY, RETAIN, RETAIN_ON_UPDATE_OR_DELETE } = RemovalPolicy;
const CLAIM = { name: 'data', namespace: 'ml', createNamespace: true };

const PERSISTENT: readonly Partial<LustreManagedConfig>[] = [
  {}, { dataRepositories: [DataRepository.fromPath('s3://data')] },
  { deploymentType: LustreDeploymentType.PERSISTENT_1, perUnitStorageThroughput: 50 },
];
const SCRATCH: readonly Partial<LustreManagedConfig>[] = [
  { deploymentType: LustreDeploymentType.SCRATCH_1, perUnitStorageThroughput: undefined },
  { deploymentType: LustreDeploymentType.SCRATCH_2, perUnitStorageThroughput: undefined },
];

function lustre(configs: readonly Partial<LustreManagedConfig>[], removalPolicy?: RemovalPolicy): Row['make'] {
  return configs.map(config => stack => {
    const storage = managedOn(stack, { ...config, removalPolicy }, { claim: CLAIM });
    if (/PERSISTENT|undefined/.test(`${config.deploymentType}`) && !config.dataRepositories) {
      storage.backUp('Nightly', backup.BackupPlan.fromBackupPlanId(stack, 'Plan', '0a1b2c3d'));
    }
    return storage;
  });
}

function dynamic(deploymentTypes: readonly LustreDeploymentType[], reclaimPolicy?: ReclaimPolicy): Row['make'] {
  return deploymentTypes.map(deploymentType => stack => storageOn(stack, {
    provisioning: LustreProvisioning.dynamic({
      deploymentType, reclaimPolicy,
      perUnitStorageThroughput: { PERSISTENT_1: 50, PERSISTENT_2: 125 }[deploymentType as string],
      // persistent types on an imported VPC want their subnet said
      subnet: (stack.node.tryFindChild('Cluster') as any)?.vpc?.privateSubnets[0],
    }),
    claim: { ...CLAIM, size: Size.gibibytes(1200) },
  }));
}

function ontap(removalPolicy?: RemovalPolicy, reclaimPolicy?: ReclaimPolicy): Row['make'] {
  return Object.values(OntapDeploymentType).map(type => stack => {
    const storage = managedOntap(stack, { ...OF_EACH_TYPE[type], removalPolicy, volumes: [{ name: 'corpus', size: Size.gibibytes(10) }] }, {
      claim: { ...ONTAP_CLAIM, ...CLAIM }, reclaimPolicy,
    });
    storage.backUp('Nightly', backup.BackupPlan.fromBackupPlanId(stack, 'Plan', '0a1b2c3d'));
    return storage;
  });
}

const ontapExisting = (reclaimPolicy?: ReclaimPolicy): Row['make'] => [
  stack => existingOntap(stack, {}, { claim: { ...ONTAP_CLAIM, ...CLAIM }, reclaimPolicy }),
];

const SHARED_RETAINED = { sharedGroup: 'retained', sharedGroupElsewhere: 'retained' } as const;
const SHARED_DELETED = { sharedGroup: 'deleted', sharedGroupElsewhere: 'deleted' } as const;
const SHARED_DURABLE_DELETED = { sharedGroup: 'deleted', sharedGroupElsewhere: 'retained' } as const;
const ALL_RETAINED = { group: 'retained', claims: 'retained', namespace: 'retained', reported: true } as const;
const ALL_DELETED = { group: 'deleted', claims: 'deleted', namespace: 'retained', reported: false } as const;
const LUSTRE_RETAINED: Fates = { fileSystem: 'retained', ...ALL_RETAINED, ...SHARED_RETAINED, associations: 'retained', persistentVolumes: 'retained', backupSelection: 'deleted' };
const LUSTRE_DELETED: Fates = { fileSystem: 'deleted', ...ALL_DELETED, ...SHARED_DURABLE_DELETED, associations: 'deleted', persistentVolumes: 'deleted', backupSelection: 'deleted' };
const SCRATCH_RETAINED: Fates = { fileSystem: 'retained', ...ALL_RETAINED, ...SHARED_RETAINED, persistentVolumes: 'retained' };
const SCRATCH_DELETED: Fates = { fileSystem: 'deleted', ...ALL_DELETED, ...SHARED_DELETED, persistentVolumes: 'deleted' };
const ONTAP_RETAINED: Fates = {
  fileSystem: 'retained', ...ALL_RETAINED, svm: 'retained', secret: 'retained', volumes: 'retained', volumesOfClaims: 'retained', backends: 'retained', classes: 'retained',
  backupSelection: 'deleted',
};
const ONTAP_DELETED: Fates = {
  fileSystem: 'deleted', ...ALL_DELETED, svm: 'deleted', secret: 'deleted', volumes: 'deleted', volumesOfClaims: 'deleted by Trident', backends: 'deleted', classes: 'deleted',
  backupSelection: 'deleted', reported: true, // the final backups of the stack's volumes
};
const DURABLE = [LustreDeploymentType.PERSISTENT_1, LustreDeploymentType.PERSISTENT_2];
const FLEETING = [LustreDeploymentType.SCRATCH_1, LustreDeploymentType.SCRATCH_2];

/** The destroy matrix: what `cdk destroy` leaves, for every way in which a file system comes about. */
export const MATRIX: readonly Row[] = [
  { what: 'Lustre managed, PERSISTENT_1 and PERSISTENT_2', policy: 'default', make: lustre(PERSISTENT), fates: LUSTRE_RETAINED },
  { what: 'Lustre managed, PERSISTENT_1 and PERSISTENT_2', policy: 'RETAIN_ON_UPDATE_OR_DELETE', make: lustre(PERSISTENT, RETAIN_ON_UPDATE_OR_DELETE), fates: LUSTRE_RETAINED },
  { what: 'Lustre managed, PERSISTENT_1 and PERSISTENT_2', policy: 'RETAIN', make: lustre(PERSISTENT, RETAIN), fates: LUSTRE_RETAINED },
  { what: 'Lustre managed, PERSISTENT_1 and PERSISTENT_2', policy: 'DESTROY', make: lustre(PERSISTENT, DESTROY), fates: LUSTRE_DELETED },
  { what: 'Lustre managed, SCRATCH_1 and SCRATCH_2', policy: 'default', make: lustre(SCRATCH), fates: SCRATCH_DELETED },
  { what: 'Lustre managed, SCRATCH_1 and SCRATCH_2', policy: 'DESTROY', make: lustre(SCRATCH, DESTROY), fates: SCRATCH_DELETED },
  { what: 'Lustre managed, SCRATCH_1 and SCRATCH_2', policy: 'RETAIN_ON_UPDATE_OR_DELETE', make: lustre(SCRATCH, RETAIN_ON_UPDATE_OR_DELETE), fates: SCRATCH_RETAINED },
  { what: 'Lustre managed, SCRATCH_1 and SCRATCH_2', policy: 'RETAIN', make: lustre(SCRATCH, RETAIN), fates: SCRATCH_RETAINED },
  {
    what: 'Lustre dynamic, PERSISTENT_1 and PERSISTENT_2', policy: 'default', make: dynamic(DURABLE),
    fates: { fileSystem: 'retained', ...ALL_RETAINED, ...SHARED_RETAINED, classes: 'retained' },
  },
  {
    what: 'Lustre dynamic, any type', policy: 'ReclaimPolicy.RETAIN', make: dynamic([...DURABLE, ...FLEETING], ReclaimPolicy.RETAIN),
    fates: { fileSystem: 'retained', ...ALL_RETAINED, ...SHARED_RETAINED, classes: 'retained' },
  },
  {
    what: 'Lustre dynamic, SCRATCH_1 and SCRATCH_2', policy: 'default', make: dynamic(FLEETING),
    fates: { fileSystem: 'deleted by the driver', ...ALL_DELETED, ...SHARED_DELETED, classes: 'deleted' },
  },
  {
    what: 'Lustre dynamic, any type', policy: 'ReclaimPolicy.DELETE', make: dynamic([...DURABLE, ...FLEETING], ReclaimPolicy.DELETE),
    fates: { fileSystem: 'deleted by the driver', ...ALL_DELETED, ...SHARED_DELETED, classes: 'deleted' },
  },
  {
    what: 'Lustre existing', policy: '–', make: [stack => existingOn(stack, {}, { claim: CLAIM })],
    fates: { fileSystem: 'not in the stack', persistentVolumes: 'deleted', claims: 'deleted', namespace: 'retained', reported: false },
  },
  { what: 'ONTAP created by the stack, any type', policy: 'default', make: ontap(), fates: ONTAP_RETAINED },
  { what: 'ONTAP created by the stack, any type', policy: 'RETAIN_ON_UPDATE_OR_DELETE', make: ontap(RETAIN_ON_UPDATE_OR_DELETE), fates: ONTAP_RETAINED },
  { what: 'ONTAP created by the stack, any type', policy: 'RETAIN', make: ontap(RETAIN), fates: ONTAP_RETAINED },
  {
    what: 'ONTAP created by the stack, any type', policy: 'DESTROY, ReclaimPolicy.DELETE', make: ontap(DESTROY, ReclaimPolicy.DELETE),
    fates: ONTAP_DELETED,
  },
  {
    what: 'ONTAP created by the stack, any type', policy: 'DESTROY', make: [...ontap(DESTROY), ...ontap(DESTROY, ReclaimPolicy.RETAIN)],
    fates: { ...ONTAP_DELETED, volumesOfClaims: 'retained, blocks the deletion of backend and SVM' },
  },
  {
    what: 'ONTAP existing', policy: 'default, or ReclaimPolicy.RETAIN', make: [...ontapExisting(), ...ontapExisting(ReclaimPolicy.RETAIN)],
    fates: { fileSystem: 'not in the stack', volumesOfClaims: 'retained', backends: 'retained', classes: 'retained', claims: 'retained', namespace: 'retained', reported: true },
  },
  {
    what: 'ONTAP existing', policy: 'ReclaimPolicy.DELETE', make: ontapExisting(ReclaimPolicy.DELETE),
    fates: { fileSystem: 'not in the stack', volumesOfClaims: 'deleted by Trident', backends: 'deleted', classes: 'deleted', claims: 'deleted', namespace: 'retained', reported: false },
  },
];

const HEADINGS: { readonly [column in keyof Fates]: string } = {
  fileSystem: 'file system', group: 'security group, with its rules', sharedGroup: 'shared client security group, with its rules',
  sharedGroupElsewhere: 'the same in a VPC that the app does not create',
  associations: 'data repository associations', svm: 'SVM', secret: 'secret', volumes: 'volumes of the stack', volumesOfClaims: 'volumes of claims', backends: 'backends',
  classes: 'classes', persistentVolumes: 'PersistentVolumes', claims: 'claims', namespace: 'namespaces', backupSelection: 'backup selections',
  reported: 'listed in the output',
};

/** The rows of a service as a table of the documentation, with the columns that it has. */
export function rendered(service: 'Lustre' | 'ONTAP'): string[] {
  const rows = MATRIX.filter(({ what }) => what.startsWith(service));
  const columns = (Object.keys(HEADINGS) as (keyof Fates)[]).filter(column =>
    rows.some(({ fates }) => fates[column] !== undefined),
  );
  const cell = (fates: Fates, column: keyof Fates) => column === 'reported' ? (fates.reported ? 'yes' : 'no') : fates[column] ?? '–';
  return [
    `| | policy | ${columns.map(column => HEADINGS[column]).join(' | ')} |`,
    `|---|---|${columns.map(() => '---|').join('')}`,
    ...rows.map(({ what, policy, fates }) => `| ${what} | ${policy} | ${columns.map(column => cell(fates, column)).join(' | ')} |`),
  ];
}
