import { readFileSync } from 'fs';
import { EXISTING } from './account';
import { STORAGE, SynthesizedApp } from './apps';
import { Play, Step } from './play';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

/** A way out of a failed operation: the section of docs/deletion.md that describes it, and the same in code. */
export interface Recovery {
  /** The heading, as a link writes it. */
  readonly section: string;
  /** Which failures it is for. */
  readonly fits: (step: Step) => boolean;
  /** Carries it out; the last step is the one that succeeds. */
  readonly carryOut: (play: Play, step: Step, app?: SynthesizedApp) => Promise<Step>;
}

/** Growth cannot be undone: the rollback is continued, and what has grown is skipped. */
export const GROWTH: Recovery = {
  section: 'when-a-rollback-cannot-shrink-what-grew',
  fits: ({ result }) => result.status === 'UPDATE_ROLLBACK_FAILED',
  carryOut: async (play, step) => play.continueUpdateRollback(step.stack, stuckIn(step)),
};

/** The resources whose rollback failed: the events name them. */
function stuckIn({ result: { events } }: Step): string[] {
  const from = events.findIndex(({ status }) => status === 'UPDATE_ROLLBACK_IN_PROGRESS');
  return [...new Set(events.slice(from).filter(({ status }) => status === 'UPDATE_FAILED').map(({ logicalId }) => logicalId))];
}

/** A file system that is left keeps its security groups and its VPC: it is deleted, then the groups that were retained with it, then the stack again. */
export const VPC: Recovery = {
  section: 'a-retained-file-system-keeps-its-vpc',
  fits: ({ result, what }) => what === 'destroy' && result.status === 'DELETE_FAILED' && failedTypes(result.events).every(type => /^AWS::EC2::(VPC|Subnet|SecurityGroup)$/.test(type)),
  carryOut: async (play, step) => {
    deleteRetained(play);
    return play.destroy(step.stack);
  },
};

/**
 * Volumes whose class retains keep an ONTAP file system that is deleted: Trident deletes them when their PersistentVolumes say so, a person deletes the others, and then the
 * stack is deleted again. The first attempt has deleted what it could, so with the cluster in the same stack nobody is left to delete manifests: they are retained.
 */
export const VOLUMES: Recovery = {
  section: 'deleting-an-ontap-file-system-whose-volumes-are-retained',
  fits: ({ result, what }) => what === 'destroy' && result.status === 'DELETE_FAILED'
    && failedTypes(result.events).some(type => type === MANIFEST || type === 'AWS::FSx::StorageVirtualMachine'),
  carryOut: async (play, step) => {
    reclaimVolumes(play);
    deleteVolumes(play, step.stack);
    const manifests = play.stacks.get(step.stack)!.resources.filter(({ type, properties }) => type === MANIFEST && !play.account.functions.has(properties.ServiceToken));
    return play.destroy(step.stack, { retainResources: manifests.map(({ logicalId }) => logicalId) });
  },
};

/** The same section, before the deletion: volumes of file systems that are to be deleted are to be deleted with their claims, also with claims that the app no longer has. */
export function prepareDeletion(play: Play): void {
  const doomed = [...play.stacks.values()].flatMap(({ resources, template }) => resources
    .filter(({ type, logicalId }) => type === 'AWS::FSx::FileSystem' && (template.Resources[logicalId].DeletionPolicy ?? 'Delete') === 'Delete').map(({ physicalId }) => physicalId));
  const claims = Object.values(play.app?.claims ?? {});
  for (const { objects, trident } of play.account.clusters.values()) {
    const backends = [...trident.backends.values()].filter(({ spec }) => doomed.includes(spec.aws.fsxFilesystemID)).map(({ name }) => name);
    for (const volume of trident.volumes().filter(({ object }) => backends.includes(object.spec.csi.volumeAttributes.backend))) {
      volume.object = { ...volume.object, spec: { ...volume.object.spec, persistentVolumeReclaimPolicy: 'Delete' } };
      const claim = objects.claimOf(volume)?.object;
      if (claim && !claims.includes(`${claim.metadata.namespace}/${claim.metadata.name}`)) {
        objects.remove([claim]);
      }
    }
  }
  play.account.settle();
}

/** Objects that a failed deployment left in the cluster are in the way of the next one: they are deleted, then the app is deployed again. */
export const OBJECTS: Recovery = {
  section: 'objects-of-a-failed-deployment',
  fits: ({ what, result }) => what === 'deploy' && result.status.endsWith('ROLLBACK_COMPLETE') && /field is immutable|AlreadyExists/.test(result.reason ?? ''),
  carryOut: async (play, _, app) => {
    deleteStrayObjects(play);
    const steps = await play.deploy(app!.description);
    return steps[steps.length - 1];
  },
};

/** A stack cannot withdraw an export that another still imports: that other stack is deployed first. */
export const EXPORT: Recovery = {
  section: 'when-an-export-is-in-use',
  fits: ({ what, result }) => what === 'deploy' && /^Cannot (delete|update) export .* in use/.test(result.reason ?? ''),
  carryOut: async (play, _, app) => {
    await play.deployStack(app!.stacks.find(({ name }) => name === STORAGE)!);
    const steps = await play.deploy(app!.description);
    return steps[steps.length - 1];
  },
};

export const RECOVERIES = { GROWTH, VPC, VOLUMES, OBJECTS, EXPORT };

function failedTypes(events: Step['result']['events']): string[] {
  return events.filter(({ status, type }) => status === 'DELETE_FAILED' && type !== 'AWS::CloudFormation::Stack').map(({ type }) => type);
}

/** Static volumes, and their claims, that no manifest of a stack holds. */
function deleteStrayObjects({ account, stacks }: Play): void {
  const held = [...stacks.values()].flatMap(({ resources }) => resources).filter(({ type }) => type === MANIFEST).flatMap(({ properties }) => JSON.parse(properties.Manifest));
  for (const { objects } of account.clusters.values()) {
    for (const { object: volume } of objects.list('PersistentVolume').filter(({ object }) => object.spec.claimRef.uid === undefined)) {
      if (!held.some(({ kind, metadata }) => kind === volume.kind && metadata.name === volume.metadata.name)) {
        const { name, namespace } = volume.spec.claimRef;
        objects.remove([{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace } }, volume]);
      }
    }
  }
}

/** `kubectl patch pv`: what is Released is deleted by its driver. */
function reclaimVolumes({ account }: Play): void {
  for (const { objects, trident } of account.clusters.values()) {
    for (const volume of trident.volumes().filter(one => !objects.claimOf(one))) {
      volume.object = { ...volume.object, spec: { ...volume.object.spec, persistentVolumeReclaimPolicy: 'Delete' } };
    }
  }
  account.settle();
}

/** With administrator's rights, as a person at the command line has them: the volumes of the stack's virtual machines that the stack itself does not delete. */
function deleteVolumes({ account: { fsx, clusters }, stacks }: Play, stack: string): void {
  const owned = stacks.get(stack)!.resources.map(({ physicalId }) => physicalId);
  for (const { id } of [...fsx.volumes.values()].filter(volume => owned.includes(volume.svmId) && !owned.includes(volume.id))) {
    fsx.call('DeleteVolume', { VolumeId: id, OntapConfiguration: { SkipFinalBackup: true } }, { policies: 'everything' });
    clusters.forEach(({ objects, trident }) => trident.volumes().filter(({ object }) => object.spec.csi.volumeHandle === id)
      .forEach(({ object }) => objects.forget('PersistentVolume', object.metadata.name)));
  }
}

/** The file systems that are left, with all that is in them; then the security groups that are left in their VPCs, whose rules name each other. */
export function deleteRetained({ account, stacks }: Play): void {
  const { fsx, network, secrets } = account;
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
  const groups = [...network.groups.values()].filter(({ id, vpc, isDefault }) => !isDefault && vpc !== EXISTING.vpc && !owned.includes(id));
  [...network.rules.values()].filter(({ peer, group }) => groups.some(({ id }) => id === peer || id === group)).forEach(({ id }) => network.removeRule(id));
  groups.forEach(({ id }) => network.removeGroup(id));
}

/** The headings of the page, as links write them. */
export function documentedSections(): string[] {
  const page = readFileSync('docs/deletion.md', 'utf8');
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, '').replace(/ /g, '-'));
}
