import { FactName } from './facts';
import { LUSTRE_DRIVER } from '../../lustre/driver';
import { BACKEND_CRD, TRIDENT } from '../../ontap/driver';

/** Where the user wants the doctor to look. */
export interface Where {
  /** @default - all namespaces */
  readonly namespace?: string;
  /** @default - all claims */
  readonly claim?: string;
}

/** What kubectl is asked for one fact. */
export interface KubernetesQuestion {
  readonly fact: FactName;
  readonly args: (where: Where) => readonly string[];
  /** The kind comes with something that a cluster need not have: then there are none of it. */
  readonly mayLack?: boolean;
  /** The right that it takes, for docs/doctor.md. */
  readonly right: string;
}

const scope = ({ namespace }: Where) => namespace === undefined ? ['--all-namespaces'] : ['--namespace', namespace];
const inNamespace = (namespace: string) => ['--namespace', namespace];
const listed = (kind: string, ...rest: string[]) => () => ['get', kind, ...rest];

/** Every right is get and list; a claim that is named needs get alone. */
export const KUBERNETES_QUESTIONS: readonly KubernetesQuestion[] = [
  {
    fact: 'claims', right: 'persistentvolumeclaims',
    args: where => ['get', 'persistentvolumeclaims', ...where.claim === undefined ? scope(where) : [where.claim, ...inNamespace(where.namespace ?? 'default')]],
  },
  { fact: 'volumes', right: 'persistentvolumes', args: listed('persistentvolumes') },
  { fact: 'classes', right: 'storageclasses.storage.k8s.io', args: listed('storageclasses.storage.k8s.io') },
  {
    fact: 'claimEvents', right: 'events',
    args: where => ['get', 'events', ...scope(where), '--field-selector', 'involvedObject.kind=PersistentVolumeClaim'],
  },
  { fact: 'podEvents', right: 'events', args: where => ['get', 'events', ...scope(where), '--field-selector', 'involvedObject.kind=Pod,type=Warning'] },
  { fact: 'pods', right: 'pods', args: where => ['get', 'pods', ...scope(where)] },
  { fact: 'nodes', right: 'nodes', args: listed('nodes') },
  { fact: 'csiNodes', right: 'csinodes.storage.k8s.io', args: listed('csinodes.storage.k8s.io') },
  { fact: 'csiDrivers', right: 'csidrivers.storage.k8s.io', args: listed('csidrivers.storage.k8s.io') },
  { fact: 'systemPods', right: 'pods', args: listed('pods', ...inNamespace(LUSTRE_DRIVER.namespace)) },
  { fact: 'tridentPods', right: 'pods', args: listed('pods', ...inNamespace(TRIDENT.namespace)) },
  { fact: 'serviceAccounts', right: 'serviceaccounts', args: listed('serviceaccounts', ...inNamespace(TRIDENT.namespace)) },
  { fact: 'backendConfigs', right: BACKEND_CRD, args: listed(BACKEND_CRD, ...inNamespace(TRIDENT.namespace)), mayLack: true },
  { fact: 'backends', right: 'tridentbackends.trident.netapp.io', args: listed('tridentbackends.trident.netapp.io', ...inNamespace(TRIDENT.namespace)), mayLack: true },
  {
    fact: 'snapshots', right: 'volumesnapshots.snapshot.storage.k8s.io', mayLack: true,
    args: where => ['get', 'volumesnapshots.snapshot.storage.k8s.io', ...scope(where)],
  },
  {
    fact: 'snapshotDefinitions', right: 'customresourcedefinitions.apiextensions.k8s.io', mayLack: true,
    args: listed('customresourcedefinitions.apiextensions.k8s.io', 'volumesnapshots.snapshot.storage.k8s.io', 'volumegroupsnapshots.groupsnapshot.storage.k8s.io', '--ignore-not-found'),
  },
];

/** What the AWS CLI is asked, and the right that it takes. */
export const AWS_PERMISSIONS = {
  'describe-file-systems': 'fsx:DescribeFileSystems',
  'describe-data-repository-associations': 'fsx:DescribeDataRepositoryAssociations',
  'describe-data-repository-tasks': 'fsx:DescribeDataRepositoryTasks',
  'describe-storage-virtual-machines': 'fsx:DescribeStorageVirtualMachines',
  'describe-backups': 'fsx:DescribeBackups',
  'describe-network-interfaces': 'ec2:DescribeNetworkInterfaces',
  'describe-security-group-rules': 'ec2:DescribeSecurityGroupRules',
  'describe-addon': 'eks:DescribeAddon',
  'list-pod-identity-associations': 'eks:ListPodIdentityAssociations',
} as const;

export type AwsCommand = keyof typeof AWS_PERMISSIONS;
