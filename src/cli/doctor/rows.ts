import { Row, Section } from './row';
import { changeChecks } from './rows/changes';
import { claimChecks } from './rows/claims';
import { driverChecks } from './rows/driver';
import { fsxChecks } from './rows/fsx';
import { mountChecks } from './rows/mounts';
import { ontapChecks } from './rows/ontap';

/** Everything that the doctor knows, one row one place. */
export const ROWS: readonly Row[] = [...driverChecks, ...claimChecks, ...mountChecks, ...fsxChecks, ...ontapChecks, ...changeChecks];

/** The sections of docs/troubleshooting.md as checks, and what of them no command like this one can see. */
export const SECTIONS: { readonly [section in Section]: { readonly title: string; readonly notSeen?: string } } = {
  'driver-not-running': { title: 'Driver not running' },
  'pvc-pending': {
    title: 'PVC Pending',
    notSeen: 'whether a policy exists in ONTAP, and why Trident dropped a class: that stands in the log of its controller',
  },
  'mount-timeout': {
    title: 'Mount timeout',
    notSeen: 'whether packets arrive: security-group rules are read and nothing is connected to; network ACLs, peering and NAT; whether a subDirectory is there',
  },
  'file-system-not-found': { title: 'File system not found', notSeen: 'file systems of other Regions and accounts' },
  'backend-failed': { title: 'Backend failed', notSeen: 'the content of the secret' },
  'nfs-mount-failed': { title: 'NFS mount failed', notSeen: 'route tables, export policies in ONTAP, and services on nodes' },
  'slow-first-reads': { title: 'Slow first reads', notSeen: 'which files are still in S3 only: lfs hsm_state tells it, in a pod that mounts the volume' },
  'slow-ontap': { title: 'Slow ONTAP', notSeen: 'throughput, operations and fill: they are metrics in CloudWatch' },
  'expansion-failed': { title: 'Expansion failed', notSeen: 'a size that the API server refused: it leaves no trace in the cluster' },
  'snapshot-not-ready': { title: 'Snapshot not ready', notSeen: 'which clones hold a snapshot: ONTAP knows it' },
  'stack-deletion-hangs': { title: 'Stack deletion hangs', notSeen: 'what CloudFormation waits for' },
  'backup-failed': { title: 'Backup failed' },
  'alreadyexists': { title: 'AlreadyExists', notSeen: 'all of it: kubectl says it to CloudFormation, and nothing of it is in the cluster' },
  'permission-denied-as-non-root': { title: 'Permission denied as non-root', notSeen: 'all of it: owner and mode of a directory are seen in a pod that mounts it' },
};
