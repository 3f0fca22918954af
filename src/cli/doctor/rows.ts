import { Row, Section } from './row';
import { changeChecks } from './rows/changes';
import { claimChecks } from './rows/claims';
import { driverChecks } from './rows/driver';
import { fsxChecks } from './rows/fsx';
import { mountChecks } from './rows/mounts';
import { ontapChecks } from './rows/ontap';
import { podChecks } from './rows/pods';

/** All checks of the doctor. */
export const ROWS: readonly Row[] =
  [...driverChecks, ...claimChecks, ...mountChecks, ...fsxChecks, ...ontapChecks, ...changeChecks, ...podChecks];

/** The sections of docs/troubleshooting.md, and what the doctor cannot see of each. */
export const SECTIONS: { readonly [section in Section]: { readonly title: string; readonly notSeen?: string } } = {
  'driver-not-running': { title: 'Driver not running' },
  'pvc-pending': {
    title: 'PVC Pending',
    notSeen: 'whether a policy exists in ONTAP; why Trident dropped a class, which only the log of its controller contains',
  },
  'mount-timeout': {
    title: 'Mount timeout',
    notSeen: 'whether connections succeed: only security group rules are read, not network ACLs, peering and NAT; whether a subDirectory exists',
  },
  'pod-not-starting': { title: 'Pod not starting', notSeen: 'objects that the API server rejected, because the cluster keeps no record of them' },
  'pod-terminating': { title: 'Pod terminating', notSeen: 'processes and mounts on nodes' },
  'slow-lustre': {
    title: 'Slow Lustre',
    notSeen: 'throughput and stripes: see the metrics in CloudWatch, lfs getstripe, and addBenchmark(); whether a client with EFA devices uses them, unless a pod of addEfaCheck() has reported it',
  },
  'file-system-not-found': { title: 'File system not found', notSeen: 'file systems in other Regions and accounts' },
  'backend-failed': { title: 'Backend failed', notSeen: 'the content of the secret' },
  'nfs-mount-failed': {
    title: 'NFS mount failed', notSeen: 'route tables, export policies in ONTAP, and services on nodes',
  },
  'slow-first-reads': {
    title: 'Slow first reads',
    notSeen: 'which files are still in S3 only: run lfs hsm_state in a pod that mounts the volume',
  },
  'slow-ontap': { title: 'Slow ONTAP', notSeen: 'throughput, IOPS and used capacity: see the metrics in CloudWatch' },
  'expansion-failed': {
    title: 'Expansion failed',
    notSeen: 'a size that the API server rejected, because the cluster keeps no record of it',
  },
  'snapshot-not-ready': {
    title: 'Snapshot not ready', notSeen: 'which clones depend on a snapshot, which only ONTAP knows',
  },
  'stack-deletion-hangs': { title: 'Stack deletion hangs', notSeen: 'what CloudFormation waits for' },
  'backup-failed': { title: 'Backup failed' },
  'alreadyexists': {
    title: 'AlreadyExists',
    notSeen: 'all of it: kubectl reports it to CloudFormation, and the cluster keeps no record of it',
  },
  'permission-denied-as-non-root': {
    title: 'Permission denied as non-root',
    notSeen: 'all of it: the owner and mode of a directory are visible only in a pod that mounts it',
  },
};
