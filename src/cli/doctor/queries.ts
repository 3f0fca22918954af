import { FactName } from './facts';
import { LUSTRE_DRIVER } from '../../lustre/driver';
import { BACKEND_CRD, TRIDENT } from '../../ontap/driver';

/** What to inspect. */
export interface Scope {
  /** @default - all namespaces */
  readonly namespace?: string;
  /** @default - all claims */
  readonly claim?: string;
}

/** The kubectl command for one fact. */
export interface KubernetesQuery {
  readonly fact: FactName;
  readonly args: (scope: Scope) => readonly string[];
  /**
   * Whether the cluster may lack the kind, because an optional component defines it. The fact is then an empty list.
   */
  readonly optional?: boolean;
  /** The resource whose get and list permission the query needs; docs/doctor.md lists it. */
  readonly permission: string;
}

const namespaces = ({ namespace }: Scope) => namespace === undefined
  ? ['--all-namespaces']
  : ['--namespace', namespace];
const inNamespace = (namespace: string) => ['--namespace', namespace];
const listed = (kind: string, ...rest: string[]) => () => ['get', kind, ...rest];

/** All queries need get and list; a claim that is requested by name needs only get. */
export const KUBERNETES_QUERIES: readonly KubernetesQuery[] = [
  {
    fact: 'claims', permission: 'persistentvolumeclaims',
    args: scope => scope.claim === undefined
      ? ['get', 'persistentvolumeclaims', ...namespaces(scope)]
      : ['get', 'persistentvolumeclaims', scope.claim, ...inNamespace(scope.namespace ?? 'default')],
  },
  { fact: 'volumes', permission: 'persistentvolumes', args: listed('persistentvolumes') },
  { fact: 'classes', permission: 'storageclasses.storage.k8s.io', args: listed('storageclasses.storage.k8s.io') },
  {
    fact: 'claimEvents', permission: 'events',
    args: scope => [
      'get', 'events', ...namespaces(scope), '--field-selector', 'involvedObject.kind=PersistentVolumeClaim',
    ],
  },
  {
    fact: 'podEvents', permission: 'events',
    args: scope => ['get', 'events', ...namespaces(scope), '--field-selector', 'involvedObject.kind=Pod,type=Warning'],
  },
  { fact: 'pods', permission: 'pods', args: scope => ['get', 'pods', ...namespaces(scope)] },
  { fact: 'resourceQuotas', permission: 'resourcequotas', args: scope => ['get', 'resourcequotas', ...namespaces(scope)] },
  { fact: 'nodes', permission: 'nodes', args: listed('nodes') },
  { fact: 'csiNodes', permission: 'csinodes.storage.k8s.io', args: listed('csinodes.storage.k8s.io') },
  { fact: 'csiDrivers', permission: 'csidrivers.storage.k8s.io', args: listed('csidrivers.storage.k8s.io') },
  { fact: 'systemPods', permission: 'pods', args: listed('pods', ...inNamespace(LUSTRE_DRIVER.namespace)) },
  { fact: 'tridentPods', permission: 'pods', args: listed('pods', ...inNamespace(TRIDENT.namespace)) },
  {
    fact: 'serviceAccounts', permission: 'serviceaccounts',
    args: listed('serviceaccounts', ...inNamespace(TRIDENT.namespace)),
  },
  {
    fact: 'backendConfigs', permission: BACKEND_CRD, args: listed(BACKEND_CRD, ...inNamespace(TRIDENT.namespace)),
    optional: true,
  },
  {
    fact: 'backends', permission: 'tridentbackends.trident.netapp.io',
    args: listed('tridentbackends.trident.netapp.io', ...inNamespace(TRIDENT.namespace)), optional: true,
  },
  {
    fact: 'snapshots', permission: 'volumesnapshots.snapshot.storage.k8s.io', optional: true,
    args: scope => ['get', 'volumesnapshots.snapshot.storage.k8s.io', ...namespaces(scope)],
  },
  {
    fact: 'snapshotDefinitions', permission: 'customresourcedefinitions.apiextensions.k8s.io', optional: true,
    args: listed(
      'customresourcedefinitions.apiextensions.k8s.io', 'volumesnapshots.snapshot.storage.k8s.io', 'volumegroupsnapshots.groupsnapshot.storage.k8s.io',
      '--ignore-not-found',
    ),
  },
];

/** The AWS CLI commands in use, and the IAM permission that each needs. */
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
