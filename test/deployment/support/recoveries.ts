import { readFileSync } from 'fs';
import { EXISTING } from './account';
import { STORAGE, SynthesizedApp, synthesize } from './apps';
import { LustreDriver } from './drivers';
import { ObjectStore, StoredObject } from './kubernetes';
import { Simulation, Step, isComplete } from './play';
import { KubernetesObject } from '../../conformance/support/kubernetes';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

/** A way out of a failed operation: the section of docs/deletion.md that describes it, and the same in code. */
export interface Recovery {
  /** The heading, as a link writes it. */
  readonly section: string;
  /** Which failures it is for. */
  readonly fits: (step: Step) => boolean;
  /** Carries it out; the step that should succeed then. */
  readonly carryOut: (simulate: Simulation, step: Step, app: SynthesizedApp) => Promise<Step>;
}

// --- of deployments ---

/** Growth cannot be undone: the rollback is continued, and what has grown is skipped. */
export const GROWTH: Recovery = {
  section: 'when-a-rollback-cannot-shrink-what-grew',
  fits: ({ result }) => result.status === 'UPDATE_ROLLBACK_FAILED',
  carryOut: async (simulate, step) => simulate.continueUpdateRollback(step.stack, stuckIn(step)),
};

/** The resources whose rollback failed: the events name them. */
function stuckIn({ result: { events } }: Step): string[] {
  const from = events.findIndex(({ status }) => status === 'UPDATE_ROLLBACK_IN_PROGRESS');
  return [...new Set(events.slice(from).filter(({ status }) => status === 'UPDATE_FAILED').map(({ logicalId }) => logicalId))];
}

/** Objects and virtual machines that a failed deployment left are in the way of the next one: they are deleted, then the app is deployed again. */
export const LEFTOVERS: Recovery = {
  section: 'what-a-failed-deployment-leaves-in-the-way-of-the-next',
  fits: ({ what, result }) => what === 'deploy' && result.status.endsWith('ROLLBACK_COMPLETE') && IN_THE_WAY.test(result.reason ?? ''),
  carryOut: async (simulate, step, app) => {
    let last = step;
    for (let attempt = 0; attempt < 3 && LEFTOVERS.fits(last); attempt++) { // an attempt names what it meets first
      deleteLeftovers(simulate, last.result.reason!);
      last = await simulate.deployAgain(app);
    }
    return last;
  },
};

const IN_THE_WAY = /The (PersistentVolume "\S+-[0-9a-f]{8}"|StorageClass "\S+") is invalid: field is immutable|AlreadyExists|storage virtual machine named \S+ exists/;

/** The software of an add-on stays in the cluster after a failed deployment: on an imported cluster the next one takes it over where the app says so. */
export const CONFLICTS: Recovery = {
  section: LEFTOVERS.section,
  fits: ({ what, result }) => what === 'deploy' && /^Conflicts found when trying to apply/.test(result.reason ?? ''),
  carryOut: async (simulate, _, app) => {
    const { lustreDriver, trident, storages } = app.description;
    const resolveConflicts = 'OVERWRITE';
    const withOntap = Object.values(storages).some(({ kind }) => kind.startsWith('ontap'));
    const overwriting = {
      ...app.description,
      lustreDriver: { ...lustreDriver, resolveConflicts },
      ...(withOntap && { trident: { ...trident, resolveConflicts } }),
    };
    const last = (await simulate.deploy(overwriting)).pop();
    if (last && EXPORT.fits(last)) {
      await EXPORT.carryOut(simulate, last, synthesize(overwriting));
    }
    return simulate.deployAgain(app);
  },
};

/**
 * A stack cannot withdraw an export that another still imports: that other stack is deployed first. Where it needs an export that is not there yet, what changes leaves the app
 * first, and comes back.
 */
export const EXPORT: Recovery = {
  section: 'deleting-claims-whose-file-systems-the-driver-deletes',
  fits: ({ what, result }) => what === 'deploy' && /^Cannot (delete|update) export .* in use/.test(result.reason ?? ''),
  carryOut: async (simulate, _, app) => {
    const first = await storageFirst(simulate, app);
    if (isComplete(first.result)) {
      return first;
    }
    const unchanged = Object.entries(app.description.storages)
      .filter(([id, one]) => JSON.stringify(simulate.app?.description.storages[id]) === JSON.stringify(one));
    const without = synthesize({ ...app.description, storages: Object.fromEntries(unchanged) });
    await storageFirst(simulate, without);
    return simulate.deployAgain(app);
  },
};

async function storageFirst(simulate: Simulation, app: SynthesizedApp): Promise<Step> {
  const step = await simulate.deployStack(app.stacks.find(({ name }) => name === STORAGE)!);
  return step && !isComplete(step.result) ? step : simulate.deployAgain(app);
}

/** The objects of a cluster, by the number that each has for its life. */
export function objectsIn({ account }: Simulation): ReadonlySet<string> {
  return new Set([...account.clusters].flatMap(([name, { objects }]) => objects.all().map(({ uid }) => `${name} ${uid}`)));
}

/**
 * The same section, before the next attempt: the claims of drivers, their classes and the backends of ONTAP that a
 * failed deployment has created. The next attempt would find the claims under the same names, and keep them on the file
 * systems of the failed one, whose security groups its rollback has deleted or closed.
 */
export function deleteCreated(simulate: Simulation, before: ReadonlySet<string>): void {
  for (const [name, { objects, trident, lustre }] of simulate.account.clusters) {
    const created = objects.all().filter(({ uid }) => !before.has(`${name} ${uid}`));
    const claims = created
      .filter(({ object: { kind, spec } }) => kind === 'PersistentVolumeClaim' && spec.storageClassName);
    deleteClaimsOf(simulate, claims, lustre, objects);
    const ofLustre = ({ object: { kind, provisioner } }: StoredObject) =>
      kind === 'StorageClass' && provisioner === 'fsx.csi.aws.com';
    objects.remove(created.filter(ofLustre).map(({ object }) => object));
    deleteVolumesOf(simulate, objects, trident.volumes().filter(({ uid }) => !before.has(`${name} ${uid}`)));
    objects.remove(created.map(({ object }) => object).filter(({ kind }) => kind === 'TridentBackendConfig'));
  }
}

/** Claims, and with administrator's rights their file systems: the rollback may have deleted the driver's permissions. */
function deleteClaimsOf(
  { account: { fsx } }: Simulation, claims: readonly StoredObject[], lustre: LustreDriver, objects: ObjectStore,
): void {
  const isDeleted = (volume: StoredObject) => claims.some(({ uid }) => uid === volume.object.spec.claimRef.uid)
    && volume.object.spec.persistentVolumeReclaimPolicy === 'Delete';
  for (const { object } of lustre.volumes().filter(isDeleted)) {
    fsx.call('DeleteFileSystem', { FileSystemId: object.spec.csi.volumeHandle }, { policies: 'everything' });
    objects.forget('PersistentVolume', object.metadata.name);
  }
  objects.remove(claims.map(({ object }) => object));
}

/** With administrator's rights: volumes of Trident whose claims are gone, and their PersistentVolumes. */
function deleteVolumesOf(
  { account: { fsx } }: Simulation, objects: ObjectStore, volumes: readonly StoredObject[],
): void {
  for (const { object } of volumes.filter(volume => !objects.claimOf(volume))) {
    fsx.call(
      'DeleteVolume',
      { VolumeId: object.spec.csi.volumeHandle, OntapConfiguration: { SkipFinalBackup: true } },
      { policies: 'everything' },
    );
    objects.forget('PersistentVolume', object.metadata.name);
  }
}

// --- of deletions ---

/** Why a deletion of a stack fails, what is done about it, and what the stack then gives up. */
interface Obstacle {
  readonly section: string;
  readonly types: RegExp;
  readonly remove: (simulate: Simulation, step: Step) => readonly string[];
}

/** The deletion of a stack stops at these; then it is tried again. */
export const OBSTACLES: { readonly [name: string]: Obstacle } = {
  /** A file system that is left keeps its security groups and its VPC. */
  fileSystems: {
    section: 'deleting-retained-resources-and-a-vpc-with-a-retained-file-system',
    types: /^AWS::EC2::(VPC|Subnet|SecurityGroup)$/,
    remove: simulate => {
      deleteRetained(simulate);
      return [];
    },
  },
  /** Claims that an edit left in the cluster keep their file systems. */
  claims: {
    section: 'deleting-claims-whose-file-systems-the-driver-deletes',
    types: /^Custom::FsxDeletionWait$/,
    remove: simulate => {
      deleteClaims(simulate);
      return [];
    },
  },
  /**
   * Volumes whose class retains keep an ONTAP file system that is deleted. The first attempt has deleted what it could, Trident's permissions too, so a person deletes the
   * volumes; and with the cluster in the same stack nobody is left to delete manifests.
   */
  volumes: {
    section: 'deleting-an-ontap-file-system-whose-volumes-are-retained',
    types: /^(Custom::AWSCDK-EKS-KubernetesResource|AWS::FSx::(StorageVirtualMachine|FileSystem))$/,
    remove: (simulate, { stack }) => {
      deleteVolumes(simulate, stack);
      return simulate.stacks.get(stack)!.resources
        .filter(({ type, properties }) => type === MANIFEST && !simulate.account.functions.has(properties.ServiceToken))
        .map(({ logicalId }) => logicalId);
    },
  },
  /** A role that a retained policy is attached to is retained too. */
  roles: {
    section: 'a-retained-file-system-whose-storage-you-remove-from-the-app',
    types: /^AWS::IAM::Role$/,
    remove: (_, { result }) => failedIn(result.events).filter(({ type }) => type === 'AWS::IAM::Role').map(({ logicalId }) => logicalId),
  },
};

/** One recovery for all obstacles that a deletion may meet, each as it is documented. */
export function deletionWith(...obstacles: readonly Obstacle[]): Recovery[] {
  const of = ({ result }: Step) =>
    failedIn(result.events).map(({ type }) => obstacles.find(({ types }) => types.test(type)));
  return obstacles.map(({ section, types }) => ({
    section,
    fits: step => step.what === 'destroy' && step.result.status === 'DELETE_FAILED' && of(step).every(found => found) && failedIn(step.result.events).some(({ type }) => types.test(type)),
    carryOut: async (simulate, step) => {
      const retainResources = [...new Set(of(step))].flatMap(obstacle => obstacle!.remove(simulate, step));
      return simulate.destroy(step.stack, { retainResources });
    },
  }));
}

function failedIn(events: Step['result']['events']): Step['result']['events'] {
  return events.filter(({ status, type }) => status === 'DELETE_FAILED' && type !== 'AWS::CloudFormation::Stack');
}

/**
 * Before the deletion of ONTAP file systems: their volumes are to be deleted with their claims, also those of claims that the app no longer has, and volumes that left the
 * stack and were retained are deleted.
 */
export function prepareDeletion(simulate: Simulation): void {
  const { account, stacks } = simulate;
  const doomed = [...stacks.values()].flatMap(({ resources, template }) => resources
    .filter(({ type, logicalId }) => type === 'AWS::FSx::FileSystem' && (template.Resources[logicalId].DeletionPolicy ?? 'Delete') === 'Delete')
    .map(({ physicalId }) => physicalId));
  const owned = [...stacks.values()].flatMap(({ resources }) => resources.map(({ physicalId }) => physicalId));
  const claims = Object.values(simulate.app?.claims ?? {});
  const ofDrivers = new Set<string>();
  for (const { objects, trident } of account.clusters.values()) {
    const backends = [...trident.backends.values()]
      .filter(({ spec }) => doomed.includes(spec.aws.fsxFilesystemID))
      .map(({ name }) => name);
    for (const volume of trident
      .volumes()
      .filter(({ object }) => backends.includes(object.spec.csi.volumeAttributes.backend))) {
      ofDrivers.add(volume.object.spec.csi.volumeHandle);
      volume.object = { ...volume.object, spec: { ...volume.object.spec, persistentVolumeReclaimPolicy: 'Delete' } };
      const claim = objects.claimOf(volume)?.object;
      if (claim && !claims.includes(`${claim.metadata.namespace}/${claim.metadata.name}`)) {
        objects.remove([claim]);
      }
    }
  }
  account.settle();
  const svms = [...account.fsx.storageVirtualMachines.values()]
    .filter(({ fileSystemId }) => doomed.includes(fileSystemId))
    .map(({ id }) => id);
  const volumes = [...account.fsx.volumes.values()]
    .filter(volume => svms.includes(volume.svmId) && !owned.includes(volume.id) && !ofDrivers.has(volume.id));
  for (const { id } of volumes) {
    account.fsx.call('DeleteVolume', { VolumeId: id, OntapConfiguration: { SkipFinalBackup: true } }, { policies: 'everything' });
  }
}

/** A backend and the Job that is its deadline are created together. */
function isOfBackend({ kind, metadata }: KubernetesObject, name: string): boolean {
  return ['TridentBackendConfig', 'Job'].includes(kind) && (name.startsWith(`${metadata.name}-revision-`) || metadata.name.startsWith(`${name}-revision-`));
}

/** What the messages of a failed deployment name: objects in the cluster, with the claims of volumes, and virtual machines. */
function deleteLeftovers(simulate: Simulation, messages: string): void {
  const { account: { clusters, fsx }, stacks } = simulate;
  const names = [...messages.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
  for (const { objects, trident, lustre } of clusters.values()) {
    for (const { object } of ['PersistentVolume', 'PersistentVolumeClaim', 'StorageClass', 'TridentBackendConfig', 'Job', 'VolumeSnapshotClass'].flatMap(kind => objects.list(kind))) {
      if (names.some(name => name === object.metadata.name || isOfBackend(object, name))) {
        const claim = object.kind === 'PersistentVolume' ? [{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: object.spec.claimRef }] : [];
        if (object.kind === 'TridentBackendConfig') {
          const { backendName } = object.spec;
          const ofBackend = trident.volumes()
            .filter(volume => volume.object.spec.csi.volumeAttributes.backend === backendName);
          deleteVolumesOf(simulate, objects, ofBackend);
        }
        if (object.kind === 'StorageClass' && object.reclaimPolicy === 'Delete') {
          const claims = objects.list('PersistentVolumeClaim');
          const ofClass = claims.filter(one => one.object.spec.storageClassName === object.metadata.name);
          deleteClaimsOf(simulate, ofClass, lustre, objects);
        }
        objects.remove([...claim, object]);
      }
    }
  }
  const owned = [...stacks.values()].flatMap(({ resources }) => resources.map(({ physicalId }) => physicalId));
  const [, svm] = /storage virtual machine named (\S+) exists/.exec(messages) ?? [];
  const left = [...fsx.storageVirtualMachines.values()].filter(one => one.name === svm && !owned.includes(one.id));
  for (const { id } of left) {
    [...fsx.volumes.values()].filter(({ svmId }) => svmId === id)
      .forEach(volume => fsx.call('DeleteVolume', { VolumeId: volume.id, OntapConfiguration: { SkipFinalBackup: true } }, { policies: 'everything' }));
    fsx.call('DeleteStorageVirtualMachine', { StorageVirtualMachineId: id }, { policies: 'everything' });
  }
}

/** The file systems of claims that the app no longer has, then the claims. */
function deleteClaims({ account: { clusters, fsx }, app }: Simulation): void {
  const claims = Object.values(app?.claims ?? {});
  for (const { objects, lustre } of clusters.values()) {
    for (const volume of lustre.volumes().filter(({ object }) => object.spec.persistentVolumeReclaimPolicy === 'Delete')) {
      const claim = objects.claimOf(volume)?.object;
      if (!claim || !claims.includes(`${claim.metadata.namespace}/${claim.metadata.name}`)) {
        if (fsx.fileSystems.has(volume.object.spec.csi.volumeHandle)) {
          fsx.call('DeleteFileSystem', { FileSystemId: volume.object.spec.csi.volumeHandle }, { policies: 'everything' });
        }
        objects.remove(claim ? [claim] : []);
        objects.forget('PersistentVolume', volume.object.metadata.name);
      }
    }
  }
}

/** With administrator's rights, as a person at the command line has them: the volumes of the stack's virtual machines that the stack itself does not delete. */
function deleteVolumes({ account: { fsx, clusters }, stacks }: Simulation, stack: string): void {
  const owned = stacks.get(stack)!.resources.map(({ physicalId }) => physicalId);
  for (const { id } of [...fsx.volumes.values()].filter(
    volume => owned.includes(volume.svmId) && !owned.includes(volume.id),
  )) {
    fsx.call(
      'DeleteVolume',
      { VolumeId: id, OntapConfiguration: { SkipFinalBackup: true } },
      { policies: 'everything' },
    );
    clusters.forEach(({ objects, trident }) =>
      trident
        .volumes()
        .filter(({ object }) => object.spec.csi.volumeHandle === id)
        .forEach(({ object }) => objects.forget('PersistentVolume', object.metadata.name)),
    );
  }
}

/** The file systems that are left, with all that is in them; then the security groups that are left in their VPCs, whose rules name each other. */
export function deleteRetained({ account, stacks }: Simulation): void {
  const { clusters, fsx, network, secrets } = account;
  const administrator = { policies: 'everything' } as const;
  const others: readonly string[] = [EXISTING.lustre.id, EXISTING.ontap.id];
  const left = [...fsx.fileSystems.values()].filter(({ id }) => !others.includes(id));
  const owned = [...stacks.values()].flatMap(({ resources }) => resources.map(({ physicalId }) => physicalId));
  for (const { id } of left) {
    const svms = [...fsx.storageVirtualMachines.values()].filter(({ fileSystemId }) => fileSystemId === id);
    for (const svm of svms) {
      [...fsx.volumes.values()].filter(({ svmId }) => svmId === svm.id)
        .forEach(volume => fsx.call('DeleteVolume', { VolumeId: volume.id, OntapConfiguration: { SkipFinalBackup: true } }, administrator));
      fsx.call('DeleteStorageVirtualMachine', { StorageVirtualMachineId: svm.id }, administrator);
    }
    fsx.call('DeleteFileSystem', { FileSystemId: id }, administrator);
  }
  [...secrets].filter(id => id !== EXISTING.ontap.secret && !owned.includes(id)).forEach(id => secrets.delete(id));
  // our own groups, by their tag, and those of clusters that are gone, which EKS has left
  const ofClusters = [...clusters.values()].map(({ securityGroup }) => securityGroup);
  const groups = [...network.groups.values()].filter(
    ({ id, isDefault, tags, vpc }) =>
      !isDefault
      && !owned.includes(id)
      && !ofClusters.includes(id)
      && (tags?.includes('cdk-eks-fsx/stack') || vpc !== EXISTING.vpc),
  );
  [...network.rules.values()].filter(({ peer, group }) => groups.some(({ id }) => id === peer || id === group))
    .forEach(({ id }) => network.removeRule(id));
  groups.filter(({ id }) => network.canRemoveGroup(id)).forEach(({ id }) => network.removeGroup(id));
}

/** The headings of the page, as links write them. */
export function documentedSections(): string[] {
  const page = readFileSync('docs/deletion.md', 'utf8');
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, '').replace(/ /g, '-'));
}
