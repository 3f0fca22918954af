import { Message, claimRows, messagesOfPendingClaims } from './messages';
import { deploymentTypesWith } from '../../../lustre/limits';
import { pageUrl } from '../../../validation/links';
import { orList } from '../../../validation/text';
import { ourClaims } from '../collect';
import { KubernetesObject } from '../facts';
import { Row, row } from '../row';
import { LUSTRE, NO_REASON, ONTAP, ageInMinutes, bytes, claimName, oneLine, tagOf } from '../shapes';

/** FSx usually creates a Lustre file system in five to ten minutes. */
const TIMEOUT_MINUTES = 15;

const WITHOUT_IMPORT_PATHS = orList(deploymentTypesWith(({ importPaths }) => !importPaths));

/** Event texts from the sources and issues of the drivers, as in docs/troubleshooting.md. */
const MESSAGES: readonly Message[] = [
  {
    id: 'pvc/first-consumer', severity: 'note', text: /waiting for first consumer/i,
    cause: 'the StorageClass binds a claim when the first pod mounts it',
    fix: 'start a pod that mounts the claim, or use VolumeBindingMode.IMMEDIATE',
  },
  {
    id: 'pvc/not-authorized', text: /not authorized to perform|AccessDenied/,
    cause: 'the role of the controller lacks the permission in the message',
    fix: 'pass the role (LustreCsiDriver.existing({ role }) or TridentDriver.existing({ role })), or grant the permission yourself; restart the controller after you change the association',
  },
  {
    id: 'pvc/persistent-2-path', driver: LUSTRE, text: /Linking an? .+ file system to an S3 bucket/i,
    cause: `FSx does not support import paths on ${WITHOUT_IMPORT_PATHS} file systems`,
    fix: 'use LustreProvisioning.managed() with dataRepositories',
  },
  {
    id: 'pvc/import-path-denied', driver: LUSTRE, text: /Access denied for import path/i,
    cause: 'missing permissions on the bucket, or on the service-linked role for S3',
    fix: 'check the bucket policy for deny statements, and the role of the driver',
  },
  {
    id: 'pvc/service-quota', driver: LUSTRE, text: /ServiceLimitExceeded|LimitExceededException|limit.*exceeded.*(file systems|storage)/i,
    cause: 'the account has reached a quota of FSx in this Region',
    fix: 'request an increase in Service Quotas, or delete file systems; the claim is retried',
  },
  {
    id: 'pvc/no-capacity', driver: LUSTRE, text: /InsufficientCapacity|insufficient capacity/i,
    cause: 'FSx has no capacity of this kind in the Availability Zone now',
    fix: 'wait, because the driver retries; or use another subnet, deployment type or size',
  },
  {
    id: 'pvc/lnet-port', driver: LUSTRE, text: /do not permit Lustre LNET network traffic/i,
    cause: 'the security group of the StorageClass does not allow traffic from itself on TCP 988 and 1018-1023',
    fix: 'add these rules to the group, with the group itself as the source',
  },
  {
    id: 'pvc/file-system-failed', driver: LUSTRE, text: /Filesystem is not ready|unexpected state/i,
    cause: 'FSx could not create the file system, and each retry returns the same failed one',
    fix: 'delete the claim, then the failed file system; deploy again with another claim name',
  },
  {
    id: 'pvc/no-backend', driver: ONTAP, text: /no available backends for storage class/i,
    cause: 'no Trident backend matches the StorageClass: it is offline, or the class selects another one',
    fix: `check the backends: ${pageUrl('docs/troubleshooting', 'backend-failed')}`,
  },
  {
    id: 'pvc/import-size', driver: ONTAP, text: /requested size is more than actual size/i,
    cause: 'the claim requests more than the capacity of the imported volume',
    fix: 'request the size of the volume or less',
  },
  {
    id: 'pvc/ontap-refused', driver: ONTAP, text: /encountered error\(s\) in creating the volume/i,
    cause: 'ONTAP rejected the volume: no space, a policy that does not exist, or a limit of the backend',
    fix: 'resolve the reason in the message; create missing policies in ONTAP',
  },
];

/** Rejections by FSx; more specific messages above have precedence. */
const REJECTED = /CreateFileSystem failed|BadRequest/;
const CREATING = /waiting for a volume to be created|DeadlineExceeded|context (canceled|deadline)|provisioning volume for claim|external provisioner is provisioning/i;

/**
 * The StorageClass parameters that Trident knows, from its plugin.go and common_attributes.go. It ignores a class with
 * any other parameter.
 */
const TRIDENT_PARAMETERS = new Set([
  'backendType', 'media', 'provisioningType', 'snapshots', 'clones', 'encryption', 'replication', 'nasType', 'sanType', 'IOPS', 'region', 'zone', 'selector', 'labels',
  'storagePools', 'additionalStoragePools', 'requiredStorage', 'excludeStoragePools', 'fsType',
  // Trident's operator creates a backend from these.
  'fsxFilesystemID', 'storageDriverName', 'credentialsName',
]);

export const claimChecks: readonly Row[] = [
  ...claimRows(MESSAGES, 'pvc-pending'),
  row({
    id: 'pvc/refused-by-fsx',
    section: 'pvc-pending', severity: 'problem',
    reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => messagesOfPendingClaims(facts).filter(({ messages }) => !isExplained(messages))
      .flatMap(({ object, messages }) => {
        return messages.filter(text => REJECTED.test(text)).slice(-1)
          .map(seen => ({ subject: claimName(object), seen: oneLine(seen) }));
      }),
    cause: 'FSx does not support this combination of settings',
    fix: `change the setting in the message; ${pageUrl('rules/')} lists the legal values, and skippedRules lists the rules that were skipped because a value is known only at deployment`,
  }),
  row({
    id: 'pvc/being-made',
    section: 'pvc-pending', severity: 'note',
    reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => unexplained(facts).filter(({ object, drivers, messages }) => {
      return drivers.includes(LUSTRE) && messages.some(text => CREATING.test(text))
        && ageInMinutes(object, facts.now) < TIMEOUT_MINUTES;
    }).map(({ object, messages }) => ({ subject: claimName(object), seen: oneLine(messages.at(-1)!) })),
    cause: 'FSx is creating the file system, which takes five to ten minutes; DeadlineExceeded in between is normal',
    fix: 'wait',
  }),
  row({
    id: 'pvc/waits-too-long',
    section: 'pvc-pending', severity: 'problem',
    reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => unexplained(facts)
      .filter(({ object, drivers }) => drivers.length > 0 && object.spec.storageClassName !== ''
        && ageInMinutes(object, facts.now) >= TIMEOUT_MINUTES)
      .map(({ object, messages }) =>
        ({ subject: claimName(object), seen: messages.length > 0 ? oneLine(messages.at(-1)!) : 'no event' })),
    cause: 'unknown; if there is no event at all, the controller of the driver does not run',
    fix: 'read the log of the controller; the commands are at the top of the page',
  }),
  row({
    id: 'pvc/class-missing',
    section: 'pvc-pending', severity: 'problem',
    reads: ['claims', 'classes', 'volumes'],
    find: facts => ourClaims(facts).filter(({ spec, status }) => status?.phase === 'Pending' && spec.storageClassName
      && !facts.classes.some(({ metadata }) => metadata.name === spec.storageClassName)
      && !facts.volumes.some(({ metadata }) => metadata.name === spec.volumeName))
      .map(claim => ({
        subject: claimName(claim), seen: `StorageClass '${claim.spec.storageClassName}' does not exist`,
      })),
    cause: 'the StorageClass of the claim does not exist',
    fix: 'use storageClassName of the storage: the name contains a hash that changes with the parameters',
  }),
  row({
    id: 'pvc/class-dropped-by-trident',
    section: 'pvc-pending', severity: 'problem',
    reads: ['classes'],
    find: ({ classes }) => classes.filter(({ provisioner }) => provisioner === ONTAP)
      .flatMap(({ metadata, parameters = {} }) => {
        const unknown = Object.keys(parameters)
          .filter(key => !key.startsWith('csi.storage.k8s.io/')
            && !TRIDENT_PARAMETERS.has(key.replace(/^trident\.netapp\.io\//, '')));
        // A class with this parameter describes a backend, and may contain all settings of a backend.
        return unknown.length > 0 && parameters.fsxFilesystemID === undefined
          ? [{ subject: `class ${metadata.name}`, seen: `parameters ${unknown.join(', ')}` }]
          : [];
      }),
    cause: 'Trident ignores a StorageClass with an unknown parameter and reports it only in its log',
    fix: 'remove the parameters; set volume options in the backend, its pools or the claim',
  }),
  row({
    id: 'pvc/static-misfit',
    section: 'pvc-pending', severity: 'problem',
    reads: ['claims', 'volumes', 'classes'],
    find: facts => ourClaims(facts)
      .filter(({ spec, status }) => status?.phase === 'Pending' && spec.storageClassName === '').flatMap(claim => {
        const seen = mismatch(claim, facts.volumes);
        return seen === undefined ? [] : [{ subject: claimName(claim), seen }];
      }),
    cause: 'the claim and the volume do not match',
    fix: 'create both with one storage; by hand: reference each other, use the access mode of the volume, and request no more than its capacity',
  }),
  row({
    id: 'pvc/failed-file-system-behind',
    section: 'pvc-pending', severity: 'problem',
    reads: ['claims', 'fileSystems'],
    find: ({ claims, fileSystems }) => fileSystems.filter(({ Lifecycle }) => Lifecycle === 'FAILED')
      .flatMap(fileSystem => {
        const claim = claims.find(({ metadata }) => tagOf(fileSystem, 'CSIVolumeName') === `pvc-${metadata.uid}`);
        const why = fileSystem.FailureDetails?.Message ?? NO_REASON;
        return claim ? [{ subject: `${fileSystem.FileSystemId} of ${claimName(claim)}`, seen: oneLine(why) }] : [];
      }),
    cause: 'FSx could not create the file system of the claim; the driver does not show this reason',
    fix: 'resolve the reason; delete the claim, then the failed file system; deploy again with another claim name',
  }),
];

function isExplained(messages: readonly string[]): boolean {
  return messages.some(text => MESSAGES.some(message => message.text.test(text)));
}

/** Pending claims without a message that explains why. */
function unexplained(facts: Parameters<typeof messagesOfPendingClaims>[0]) {
  return messagesOfPendingClaims(facts)
    .filter(({ messages }) => !isExplained(messages) && !messages.some(text => REJECTED.test(text)));
}

/** Why a claim is not bound to the volume that it references, or that references it. */
function mismatch({ metadata, spec }: KubernetesObject, volumes: readonly KubernetesObject[]): string | undefined {
  const volume = volumes.find(({ metadata: { name }, spec: { claimRef } }) => name === spec.volumeName
    || spec.volumeName === undefined && claimRef?.name === metadata.name && claimRef.namespace === metadata.namespace);
  if (!volume) {
    return spec.volumeName === undefined
      ? 'it references no volume, and no volume references it'
      : `volume '${spec.volumeName}' does not exist`;
  }
  const { claimRef, capacity, accessModes = [] } = volume.spec;
  if (claimRef && (claimRef.name !== metadata.name || claimRef.namespace !== metadata.namespace)) {
    return `volume '${volume.metadata.name}' is for ${claimRef.namespace}/${claimRef.name}`;
  }
  if (claimRef?.uid !== undefined && claimRef.uid !== metadata.uid) {
    return `volume '${volume.metadata.name}' is bound to an earlier claim of this name`;
  }
  const { storage } = spec.resources?.requests ?? {};
  if (bytes(storage) > bytes(capacity?.storage)) {
    return `it requests ${storage}, and volume '${volume.metadata.name}' has ${capacity.storage}`;
  }
  const lacking = (spec.accessModes ?? []).filter((mode: string) => !accessModes.includes(mode));
  return lacking.length > 0
    ? `it requests ${lacking.join(', ')}, and volume '${volume.metadata.name}' has ${accessModes.join(', ')}`
    : undefined;
}
