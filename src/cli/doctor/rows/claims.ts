import { Message, claimRows, saidOfPendingClaims } from './messages';
import { ourClaims } from '../collect';
import { KubernetesObject } from '../facts';
import { Row, row } from '../row';
import { LUSTRE, ONTAP, ageInMinutes, bytes, claimName, oneLine, tagOf } from '../shapes';

/** FSx makes a Lustre file system in five to ten minutes, or a little more. */
const TIMEOUT_MINUTES = 15;

/** Texts of events: of the drivers' sources and issues, as docs/troubleshooting.md names them. */
const MESSAGES: readonly Message[] = [
  {
    id: 'pvc/first-consumer', severity: 'note', text: /waiting for first consumer/i,
    cause: 'the class binds its claims with the first pod that mounts them',
    todo: 'start a pod that mounts the claim, or use a class with VolumeBindingMode.IMMEDIATE',
  },
  {
    id: 'pvc/not-authorized', text: /not authorized to perform|AccessDenied/,
    cause: 'the role of the controller lacks the right that the message names',
    todo: 'hand the role over (LustreCsiDriver.existing({ role }) or TridentDriver.existing({ role })), or grant it yourself; after a change of the association restart the controller',
  },
  {
    id: 'pvc/persistent-2-path', driver: LUSTRE, text: /Linking a Persistent 2 file system to an S3 bucket/i,
    cause: 'FSx links no PERSISTENT_2 file system to S3 by an import path',
    todo: 'use LustreProvisioning.managed() with dataRepositories',
  },
  {
    id: 'pvc/import-path-denied', driver: LUSTRE, text: /Access denied for import path/i,
    cause: 'no right to the bucket, or to the service-linked role for S3',
    todo: 'look for a policy of the bucket that denies, and at the role of the driver',
  },
  {
    id: 'pvc/lnet-port', driver: LUSTRE, text: /do not permit Lustre LNET network traffic/i,
    cause: 'the security group of the class does not admit itself on TCP 988 and 1018-1023',
    todo: 'add these rules to the group, with the group itself as source',
  },
  {
    id: 'pvc/file-system-failed', driver: LUSTRE, text: /Filesystem is not ready|unexpected state/i,
    cause: 'FSx has failed to make the file system, and the same request returns the same failed one for ever',
    todo: 'delete the claim, then the failed file system; deploy under another name of the claim',
  },
  {
    id: 'pvc/no-backend', driver: ONTAP, text: /no available backends for storage class/i,
    cause: 'no backend of Trident fits the class: it is offline, or the class names another',
    todo: 'look at the backends: see Backend failed',
  },
  {
    id: 'pvc/import-size', driver: ONTAP, text: /requested size is more than actual size/i,
    cause: 'the claim asks for more than the imported volume has',
    todo: 'ask for the size of the volume, or less',
  },
  {
    id: 'pvc/ontap-refused', driver: ONTAP, text: /encountered error\(s\) in creating the volume/i,
    cause: 'ONTAP refused the volume: no space, a policy that does not exist, a limit of the backend',
    todo: 'the message names it; policies are made in ONTAP',
  },
];

/** What FSx refuses, where no text above says more. */
const REFUSED = /CreateFileSystem failed|BadRequest/;
const CREATING = /waiting for a volume to be created|DeadlineExceeded|context (canceled|deadline)|provisioning volume for claim|external provisioner is provisioning/i;

/** The parameters of a class that Trident reads (facts of Trident's plugin.go and common_attributes.go); one other, and it drops the class. */
const TRIDENT_PARAMETERS = new Set([
  'backendType', 'media', 'provisioningType', 'snapshots', 'clones', 'encryption', 'replication', 'nasType', 'sanType', 'IOPS', 'region', 'zone', 'selector', 'labels',
  'storagePools', 'additionalStoragePools', 'requiredStorage', 'excludeStoragePools', 'fsType',
  // read by Trident's operator, which makes a backend of them
  'fsxFilesystemID', 'storageDriverName', 'credentialsName',
]);

export const claimChecks: readonly Row[] = [
  ...claimRows(MESSAGES, 'pvc-pending'),
  row({
    id: 'pvc/refused-by-fsx',
    answers: 'pvc-pending', severity: 'problem',
    reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => saidOfPendingClaims(facts).filter(({ said }) => !isExplained(said)).flatMap(({ object, said }) => {
      return said.filter(text => REFUSED.test(text)).slice(-1).map(seen => ({ subject: claimName(object), seen: oneLine(seen) }));
    }),
    cause: 'FSx refuses this combination of settings',
    todo: 'the message names the setting; RULES.md has the legal ones, and what the rules skipped because it was known only at deployment is in skippedRules',
  }),
  row({
    id: 'pvc/being-made',
    answers: 'pvc-pending', severity: 'note',
    reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => unexplained(facts).filter(({ object, drivers, said }) => {
      return drivers.includes(LUSTRE) && said.some(text => CREATING.test(text)) && ageInMinutes(object, facts.now) < TIMEOUT_MINUTES;
    }).map(({ object, said }) => ({ subject: claimName(object), seen: oneLine(said.at(-1)!) })),
    cause: 'FSx makes the file system: five to ten minutes, with DeadlineExceeded in between',
    todo: 'wait',
  }),
  row({
    id: 'pvc/waits-too-long',
    answers: 'pvc-pending', severity: 'problem',
    reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => unexplained(facts)
      .filter(({ object, drivers }) => drivers.length > 0 && object.spec.storageClassName !== '' && ageInMinutes(object, facts.now) >= TIMEOUT_MINUTES)
      .map(({ object, said }) => ({ subject: claimName(object), seen: said.length > 0 ? oneLine(said.at(-1)!) : 'no event' })),
    cause: 'none of the known reasons; without any event nobody looks at the claim, which is the driver\'s controller not running',
    todo: 'read the log of the driver\'s controller: the commands stand at the top of the page',
  }),
  row({
    id: 'pvc/class-missing',
    answers: 'pvc-pending', severity: 'problem',
    reads: ['claims', 'classes', 'volumes'],
    find: facts => ourClaims(facts).filter(({ spec, status }) => status?.phase === 'Pending' && spec.storageClassName
      && !facts.classes.some(({ metadata }) => metadata.name === spec.storageClassName)
      && !facts.volumes.some(({ metadata }) => metadata.name === spec.volumeName))
      .map(claim => ({ subject: claimName(claim), seen: `there is no class '${claim.spec.storageClassName}'` })),
    cause: 'the class that the claim names is not in the cluster',
    todo: 'use storageClassName of the storage: the name carries a hash, which changes with the parameters',
  }),
  row({
    id: 'pvc/class-dropped-by-trident',
    answers: 'pvc-pending', severity: 'problem',
    reads: ['classes'],
    find: ({ classes }) => classes.filter(({ provisioner }) => provisioner === ONTAP).flatMap(({ metadata, parameters = {} }) => {
      const unknown = Object.keys(parameters)
        .filter(key => !key.startsWith('csi.storage.k8s.io/') && !TRIDENT_PARAMETERS.has(key.replace(/^trident\.netapp\.io\//, '')));
      // with these the class is a description of a backend, and has that backend's settings too
      return unknown.length > 0 && parameters.fsxFilesystemID === undefined ? [{ subject: `class ${metadata.name}`, seen: `parameters ${unknown.join(', ')}` }] : [];
    }),
    cause: 'Trident drops a whole class because of one parameter that it does not know, and says so in its log only',
    todo: 'take the parameters out: what belongs to volumes is set in the backend, its pools or the claim',
  }),
  row({
    id: 'pvc/static-misfit',
    answers: 'pvc-pending', severity: 'problem',
    reads: ['claims', 'volumes', 'classes'],
    find: facts => ourClaims(facts).filter(({ spec, status }) => status?.phase === 'Pending' && spec.storageClassName === '').flatMap(claim => {
      const seen = misfit(claim, facts.volumes);
      return seen === undefined ? [] : [{ subject: claimName(claim), seen }];
    }),
    cause: 'the claim and the volume do not fit each other',
    todo: 'make both with one storage; by hand: the claim asks for no more than the volume has, with its access mode, and both name each other',
  }),
  row({
    id: 'pvc/failed-file-system-behind',
    answers: 'pvc-pending', severity: 'problem',
    reads: ['claims', 'fileSystems'],
    find: ({ claims, fileSystems }) => fileSystems.filter(({ Lifecycle }) => Lifecycle === 'FAILED').flatMap(fileSystem => {
      const claim = claims.find(({ metadata }) => tagOf(fileSystem, 'CSIVolumeName') === `pvc-${metadata.uid}`);
      const why = fileSystem.FailureDetails?.Message ?? 'FSx gives no reason';
      return claim ? [{ subject: `${fileSystem.FileSystemId} of ${claimName(claim)}`, seen: oneLine(why) }] : [];
    }),
    cause: 'FSx has failed to make the file system of the claim, for this reason, which the driver does not show',
    todo: 'remove the reason; delete the claim, then the failed file system; deploy under another name of the claim',
  }),
];

function isExplained(said: readonly string[]): boolean {
  return said.some(text => MESSAGES.some(message => message.text.test(text)));
}

/** Pending claims of which no text says what is wrong. */
function unexplained(facts: Parameters<typeof saidOfPendingClaims>[0]) {
  return saidOfPendingClaims(facts).filter(({ said }) => !isExplained(said) && !said.some(text => REFUSED.test(text)));
}

/** Why a claim is not bound to the volume that it names, or that names it. */
function misfit({ metadata, spec }: KubernetesObject, volumes: readonly KubernetesObject[]): string | undefined {
  const volume = volumes.find(({ metadata: { name }, spec: { claimRef } }) => name === spec.volumeName
    || spec.volumeName === undefined && claimRef?.name === metadata.name && claimRef.namespace === metadata.namespace);
  if (!volume) {
    return spec.volumeName === undefined ? 'it names no volume, and no volume names it' : `there is no volume '${spec.volumeName}'`;
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
    return `it asks for ${storage}, and volume '${volume.metadata.name}' has ${capacity.storage}`;
  }
  const lacking = (spec.accessModes ?? []).filter((mode: string) => !accessModes.includes(mode));
  return lacking.length > 0 ? `it asks for ${lacking.join(', ')}, and volume '${volume.metadata.name}' has ${accessModes.join(', ')}` : undefined;
}
