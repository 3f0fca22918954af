import { EXISTING, Account, Cluster } from './support/account';
import { AppDescription } from './support/apps';
import { Party } from './support/network';
import { DeployedStack, Simulation, Step, reported } from './support/play';
import { FileSystem } from '../conformance/support/fsx-server';
import { validate } from '../conformance/support/iam';
import { ACCOUNT, REGION } from '../conformance/support/values';

/** What an edit is declared to change. */
export interface Declared {
  /** Claims, by `storage/claim`, that are another volume after the edit: that pods follow to it is what the user wants. */
  readonly otherVolumes?: readonly string[];
}

/** What a check after a step looks at. */
export interface Moment {
  readonly simulate: Simulation;
  readonly step: Step;
  readonly description: AppDescription;
  /** What earlier checks have found, over the life of the play. */
  readonly memory: Memory;
}

export class Memory {
  /** How many deletions and refused permissions have been looked at. */
  public deletions = 0;
  public denials = 0;
  /** What is outside every stack, and was reported when it came to be there. */
  public readonly reported = new Set<string>();
  /** File systems that hold data and that the templates, or the classes of their claims, retain: also when they have left the stack. */
  public readonly retained = new Set<string>();
  /** Those that were left when the add-on of their driver was: the driver had no credentials then. */
  public readonly unmanaged = new Set<string>();
  /** The file systems that stacks and their claims had before the last step. */
  public inUse: ReadonlySet<string> = new Set();
  /** The backends that manifests of stacks have held. */
  public readonly backends = new Set<string>();
}

/** Returns what is wrong, each with enough to understand it. */
export type Invariant = (moment: Moment) => string[];

const OWN_TAGS = { stack: 'cdk-eks-fsx/stack', cluster: 'cdk-eks-fsx/cluster' };
const REPORT = 'RetainedResources';
/** A query in the report that finds whatever carries one of our tags. */
const QUERY = "starts_with(Key, 'cdk-eks-fsx/')";

/**
 * No durable data is deleted unless the user asked for it: a resource of a stack is deleted only if the template that was deployed before the operation said so of
 * exactly that resource. What the operation itself created holds no data yet; what a driver deletes, the class of the claim said.
 */
export const noDurableDataIsDeleted: Invariant = ({ simulate, step, memory }) => {
  const deletions = simulate.account.deletions.slice(memory.deletions);
  memory.deletions = simulate.account.deletions.length;
  return deletions.flatMap(({ what, id, with: request }) => {
    const resource = step.before?.resources
      .find(({ logicalId, physicalId }) => logicalId === request?.logicalId && physicalId === request.physicalId);
    const policy = resource && (step.before!.template.Resources[resource.logicalId]?.DeletionPolicy ?? 'Delete');
    return resource && policy !== 'Delete' ? [`${what} ${id} was deleted with ${resource.logicalId}, whose deployed DeletionPolicy was ${policy}`] : [];
  });
};

/** Nothing that incurs charges is left without a report: what is outside every stack carries our own tag, and an output or an event of the operation names it. */
export const everythingBilledIsReported: Invariant = ({ simulate, step, memory }) => {
  const { account } = simulate;
  const owned = new Set(
    [...simulate.stacks.values()].flatMap(({ resources }) => resources.map(({ physicalId }) => physicalId)),
  );
  const left: { readonly id: string; readonly what: string; readonly problem?: string; readonly searched: string }[] =
    [];
  for (const fileSystem of ownFileSystems(account).filter(({ id }) => !owned.has(id) && !isClaimed(simulate, id))) {
    const tag = fileSystem.tags.find(({ Key }) => Key === OWN_TAGS.stack || Key === OWN_TAGS.cluster);
    left.push({
      id: fileSystem.id, what: `file system ${fileSystem.id} (${typeOf(fileSystem)})`, searched: tag ? QUERY : fileSystem.id,
      problem: tag ? undefined : `carries neither ${OWN_TAGS.stack} nor ${OWN_TAGS.cluster}: no query can find it`,
    });
  }
  [...account.secrets].filter(id => id !== EXISTING.ontap.secret && !owned.has(id)).forEach(id => left.push({ id, what: `secret ${id}`, searched: id }));
  [...account.addresses].filter(id => !owned.has(id)).forEach(id => left.push({ id, what: `address ${id}`, searched: id }));
  if (step.before?.outputs[REPORT] === undefined && step.result.status.includes('ROLLBACK')) { // no such output: docs/deletion.md names the query ("When a deployment fails")
    account.fsx.backups.forEach(({ id }) => memory.reported.add(id));
  }
  // the ids of backups are known to nobody beforehand: a query in the report finds them
  account.fsx.backups.forEach(({ id, fileSystemId }) => left.push({ id, what: `backup ${id} of ${fileSystemId}`, searched: 'describe-backups' }));
  return left.filter(({ id }) => !memory.reported.has(id)).flatMap(({ id, what, problem, searched }) => {
    memory.reported.add(id); // once is enough to say so
    const unreported = isReported(simulate, step, id, searched) ? undefined
      : `is in no output ${REPORT} of its stack, before or after the operation, and in no event that its deletion was skipped or failed`;
    const problems = [problem, unreported].filter(one => one !== undefined);
    return problems.length > 0 ? [`${what} is left outside every stack, and ${problems.join('; it ')}`] : [];
  });
};

function isReported(simulate: Simulation, { before, stack, result }: Step, id: string, searched: string): boolean {
  const events = result.events.some(({ status, physicalId }) => physicalId === id && /^DELETE_(SKIPPED|FAILED)$/.test(status));
  const all = [
    before?.outputs,
    ...[...simulate.stacks].map(([, one]) => one.outputs),
    simulate.stacks.get(stack)?.outputs,
  ];
  const outputs = all.map(one => one?.[REPORT]);
  return events || outputs.some(output => output !== undefined && [id, searched].some(text => output.includes(text)));
}

/** Nodes and drivers reach and manage every file system of the stacks and every one that was retained, as long as its cluster exists. */
export const everyFileSystemIsReachable: Invariant = ({ simulate, step, description, memory }) => {
  const cluster = clusterOf(simulate, description);
  const before = memory.inUse;
  const inUse = memory.inUse = noteWhatIsInUse(simulate, memory);
  // what a deletion that failed did not come to was to be deleted
  const doomed = step.what === 'destroy' ? (simulate.stacks.get(step.stack)?.resources ?? []).map(({ physicalId }) => physicalId) : [];
  const wanted = ownFileSystems(simulate.account).filter(
    ({ id }) => (inUse.has(id) || memory.retained.has(id)) && !doomed.includes(id),
  );
  return cluster === undefined ? [] : wanted.flatMap(fileSystem => {
    const [network, management] = fileSystem.request.FileSystemType === 'LUSTRE' ? lustreProblems(simulate, cluster, fileSystem) : ontapProblems(simulate, cluster, fileSystem, memory);
    // what earlier edits left without a storage that retains, docs/deletion.md says: a deletion also deletes permissions, and rules as far as they are deleted as asked
    const isLeft = !inUse.has(fileSystem.id) && !before.has(fileSystem.id);
    const isCutOff = isLeft && isRequested(simulate, step, fileSystem, description);
    if (isCutOff) {
      memory.retained.delete(fileSystem.id); // once is for all later steps
    }
    if (isLeft && fileSystem.request.FileSystemType === 'LUSTRE' && !cluster.addons.has('aws-fsx-csi-driver')) {
      memory.unmanaged.add(fileSystem.id); // docs/deletion.md, drivers after the last storage
    }
    const isUnmanaged = memory.unmanaged.has(fileSystem.id) || isLeft && step.what === 'destroy';
    return [...isCutOff ? [] : network, ...isUnmanaged ? [] : management].map(problem => `${typeOf(fileSystem)} file system ${fileSystem.id}: ${problem}`);
  });
};

/** Ports of Lustre: 988, and the range of which the ends and the middle are looked at. */
const LUSTRE_PORTS = [988, 1018, 1021, 1023];
/** By driver and version or type of device, as the backends name them. */
const ONTAP_PORTS = { 'ontap-nas': 2049, 'ontap-san iscsi': 3260, 'ontap-san nvme': 4420, 'management': 443 };

/**
 * Whether an operation deletes the groups of a file system as the template said: those of the storage on ONTAP, and of the
 * last durable one in a VPC of the app.
 */
function isRequested(
  { account, stacks }: Simulation,
  { what, before, stack }: Step,
  { id, request }: FileSystem,
  { cluster }: AppDescription,
): boolean {
  const groups = account.network.groupsOf(id);
  const now = what === 'destroy' ? {} : stacks.get(stack)?.template.Resources ?? {};
  const areDeleted = (before?.resources ?? []).some(({ logicalId, physicalId }) => groups.includes(physicalId)
    && !(logicalId in now) && (before!.template.Resources[logicalId]?.DeletionPolicy ?? 'Delete') === 'Delete');
  return areDeleted && (request.FileSystemType === 'ONTAP' || cluster === 'app');
}

/** What is wrong with the ways to a file system, and with its management. */
type Problems = readonly [network: string[], management: string[]];

function lustreProblems({ account }: Simulation, cluster: Cluster, { id, tags }: FileSystem): Problems {
  const { network } = account;
  const servers: Party = { groups: network.groupsOf(id) };
  const directions: [string, Party, Party][] = [
    ['from the nodes to the file system', cluster.nodes, servers], ['from the file system to the nodes', servers, cluster.nodes], ['between its servers', servers, servers],
  ];
  const closed = directions.flatMap(([direction, from, to]) => {
    const ports = LUSTRE_PORTS.filter(port => !network.lets(from, to, port));
    return ports.length > 0 ? [`TCP ${ports.join(', ')} is closed ${direction}`] : [];
  });
  const driver = cluster.software.has('aws-fsx-csi-driver') ? [] : ['the software of aws-fsx-csi-driver is not in the cluster'];
  const volume = cluster.lustre.volumes().find(({ object }) => object.spec.csi.volumeHandle === id);
  const claim = volume && cluster.objects.claimOf(volume);
  const storageClass = claim && cluster.objects.get('StorageClass', claim.object.spec.storageClassName)?.object;
  // software that its add-on has left behind mounts, and has no credentials: docs/deletion.md, drivers after the last storage
  const actions = !cluster.addons.has('aws-fsx-csi-driver') ? [] : [
    ...storageClass?.allowVolumeExpansion ? ['fsx:UpdateFileSystem'] : [],
    ...claim && volume.object.spec.persistentVolumeReclaimPolicy === 'Delete' ? ['fsx:DeleteFileSystem'] : [],
  ];
  const context = Object.fromEntries(tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value]));
  const resource = `arn:aws:fsx:${REGION}:${ACCOUNT}:file-system/${id}`;
  return [[...closed, ...driver], missing(cluster, 'kube-system', 'fsx-csi-controller-sa', actions.map(action => ({ action, resource, context })))];
}

function ontapProblems({ account }: Simulation, cluster: Cluster, { id }: FileSystem, memory: Memory): Problems {
  const { network } = account;
  // a secret that is gone was deleted with its storage, as the template said: the invariant of durable data sees to that
  const backends = [...cluster.trident.backends.values()].filter(
    ({ name, spec }) =>
      spec.aws.fsxFilesystemID === id
      && memory.backends.has(name)
      && account.secrets.has(spec.credentials.name)
      && cluster.objects.get('TridentBackendConfig', name, 'trident'),
  );
  const servers: Party = { groups: network.groupsOf(id) };
  const protocols = backends.map(({ spec }) => ONTAP_PORTS[spec.storageDriverName.startsWith('ontap-nas') ? 'ontap-nas' : `ontap-san ${spec.sanType ?? 'iscsi'}` as 'ontap-san nvme']);
  const closed = [ONTAP_PORTS.management, ...new Set(protocols)].filter(
    port => !network.lets(cluster.nodes, servers, port),
  );
  const describes = ['fsx:DescribeFileSystems', 'fsx:DescribeStorageVirtualMachines', 'fsx:DescribeVolumes'].map(action => ({ action, resource: '*' }));
  const secrets = backends.map(({ spec }) => ({ action: 'secretsmanager:GetSecretValue', resource: spec.credentials.name }));
  return [
    [
      ...closed.length > 0 ? [`TCP ${closed.join(', ')} is closed from the nodes to the file system`] : [],
      ...cluster.software.has('netapp_trident-operator') ? [] : ['the software of Trident is not in the cluster'],
    ],
    backends.length > 0 ? missing(cluster, 'trident', 'trident-controller', [...describes, ...secrets]) : [],
  ];
}

function missing(
  cluster: Cluster,
  namespace: string,
  serviceAccount: string,
  requested: readonly {
    readonly action: string;
    readonly resource: string;
    readonly context?: { readonly [key: string]: string };
  }[],
): string[] {
  const policies = cluster.policiesOf(namespace, serviceAccount);
  return requested
    .map(one => [one, validate(policies, one)] as const)
    .filter(([, verdict]) => verdict !== 'allowed')
    .map(([{ action }, verdict]) => `${action} is ${verdict} for ${namespace}/${serviceAccount}`);
}

/** No stack is stuck: an operation that ends in a status of failure has a recovery that the documentation describes, and that the test carries out. */
export const noStackIsStuck: Invariant = ({ step }) => /_FAILED$/.test(step.result.status) ? [`${reported(step)}, and no documented recovery is named`] : [];

/** A driver has each permission at the moment when it needs it. */
export const driversHaveTheirPermissions: Invariant = ({ simulate, memory }) => {
  const denials = simulate.account.denials.slice(memory.denials);
  memory.denials = simulate.account.denials.length;
  return denials.map(({ who, what, message }) => `${who}, ${what}: ${message}`);
};

/** Pods keep their volume: a claim has the same name and the same volume after an edit, unless the edit is one that changes what the volume is. */
export function podsKeepTheirVolumes(before: ClaimsSeen, after: ClaimsSeen, { otherVolumes = [] }: Declared): string[] {
  return Object.keys(before).filter(key => key in after).flatMap(key => {
    const [was, is] = [before[key], after[key]];
    const same = was.name === is.name && was.volume === is.volume;
    const declared = otherVolumes.includes(key);
    return !same && !declared ? [`pods of ${key} follow from claim ${was.name} (${was.volume}) to claim ${is.name} (${is.volume})`] : [];
  });
}

/** What pods see of each claim of an app: its name, and the volume behind it. */
export interface ClaimsSeen { readonly [storageAndClaim: string]: { readonly name: string; readonly volume: string } }

export function claimsSeen(simulate: Simulation): ClaimsSeen {
  const { claims, description } = simulate.app!;
  const cluster = clusterOf(simulate, description)!;
  return Object.fromEntries(Object.entries(claims).map(([key, name]) => {
    const [namespace, claim] = name.split('/');
    const stored = cluster.objects.get('PersistentVolumeClaim', claim, namespace);
    const volume = stored && cluster.objects.volumeOf(stored);
    return [key, { name, volume: volume?.object.spec.csi.volumeHandle.split('::')[0] ?? (stored ? 'pending' : 'no claim') }];
  }));
}

/** Those that are checked after every step; that of pods compares two deployments. */
export const INVARIANTS = {
  noDurableDataIsDeleted, everythingBilledIsReported, everyFileSystemIsReachable, noStackIsStuck,
  driversHaveTheirPermissions,
} as const;

// --- what is where ---

function ownFileSystems({ fsx }: Account): FileSystem[] {
  const others: readonly string[] = [EXISTING.lustre.id, EXISTING.ontap.id];
  return [...fsx.fileSystems.values()].filter(({ id }) => !others.includes(id));
}

function typeOf({ request }: FileSystem): string {
  return request.LustreConfiguration?.DeploymentType ?? `ONTAP ${request.OntapConfiguration?.DeploymentType}`;
}

/** The cluster of an app, as long as it exists. */
export function clusterOf({ account }: Simulation, { cluster }: AppDescription): Cluster | undefined {
  const clusters = [...account.clusters.values()];
  return clusters.find(({ name }) => (name === EXISTING.clusterName) === (cluster === 'imported'));
}

/** Whether a file system belongs to a claim that a manifest of an existing stack holds. */
function isClaimed(simulate: Simulation, id: string): boolean {
  const claims = [...simulate.stacks.values()].flatMap(claimsOf);
  return [...simulate.account.clusters.values()].some(cluster => cluster.lustre.volumes().some(volume => {
    const claim = cluster.objects.claimOf(volume);
    return volume.object.spec.csi.volumeHandle === id && claim && claims.includes(`${claim.object.metadata.namespace}/${claim.object.metadata.name}`);
  }));
}

function claimsOf(stack: DeployedStack): string[] {
  return objectsOf(stack, 'PersistentVolumeClaim').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
}

function objectsOf({ resources }: DeployedStack, wanted: string): any[] {
  const manifests = resources.filter(({ type }) => type === 'Custom::AWSCDK-EKS-KubernetesResource').flatMap(({ properties }) => JSON.parse(properties.Manifest));
  return manifests.filter(({ kind }) => kind === wanted);
}

/** The file systems that stacks and their claims have; what the templates and classes say of them is remembered for when they are left. */
function noteWhatIsInUse(simulate: Simulation, memory: Memory): ReadonlySet<string> {
  const inUse = new Set<string>();
  const note = (id: string, policy: string) => {
    inUse.add(id);
    memory.retained[policy.startsWith('Retain') ? 'add' : 'delete'](id);
  };
  for (const stack of simulate.stacks.values()) {
    const { template, resources } = stack;
    resources.filter(({ type }) => type === 'AWS::FSx::FileSystem').forEach(({ physicalId, logicalId }) => note(physicalId, template.Resources[logicalId]?.DeletionPolicy ?? 'Delete'));
    objectsOf(stack, 'TridentBackendConfig').forEach(({ spec }) => memory.backends.add(spec.backendName));
  }
  for (const { object } of [...simulate.account.clusters.values()].flatMap(({ lustre }) => lustre.volumes())) {
    if (isClaimed(simulate, object.spec.csi.volumeHandle)) {
      note(object.spec.csi.volumeHandle, object.spec.persistentVolumeReclaimPolicy);
    }
  }
  return inUse;
}
