import { EXAMPLE_NAMES, exampleTemplates } from './support/apps';
import { Cloud, StackTemplate } from './support/cloud';
import { installWorkloadCrds } from './support/crds';
import { KubernetesObject } from './support/kubernetes';
import { countManifests, countQuestions, objectsOf } from './support/manifests';
import { RealCluster } from './support/real-cluster';
import { SimulatedOntap } from './support/simulated-ontap';
import { proof, log, until } from './support/tools';

/** Kinds of which every object stays when the example is deleted, as the README says; of the others none does. A namespace, where it depends on that. */
const STAY: { readonly [example: string]: readonly string[] } = {
  'argo-workflow': ['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'],
  'auto-mode-node-pool': ['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'],
  'efa-training': ['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'],
  'existing-cluster': ['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'],
  'hyperpod': ['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'],
  'jobset-kueue': ['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'],
  'jupyterhub-homes': ['TridentBackendConfig', 'Job in trident', 'StorageClass', 'VolumeSnapshotClass'],
  'karpenter-node-pool': ['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'],
  'lustre-existing': ['Namespace'],
  'lustre-s3-training': ['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'],
  'lustre-scratch-dynamic': [],
  'ml-scratch-job': [],
  'ml-training-volume': [
    'Namespace', 'PersistentVolume', 'PersistentVolumeClaim', 'TridentBackendConfig', 'Job in trident', 'StorageClass', 'VolumeSnapshotClass',
  ],
  'monitored-training': [
    'Namespace', 'PersistentVolume', 'PersistentVolumeClaim', 'TridentBackendConfig', 'Job in trident', 'StorageClass', 'VolumeSnapshotClass',
  ],
  'ontap-checkpoints': ['Namespace', 'TridentBackendConfig', 'Job in trident', 'StorageClass', 'VolumeSnapshotClass', 'VolumeSnapshot', 'PersistentVolumeClaim'],
  'ray-job': [
    'Namespace', 'PersistentVolumeClaim', 'TridentBackendConfig', 'Job in trident', 'StorageClass', 'VolumeSnapshotClass',
  ],
  'trainjob-resume': ['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'],
  'vllm-model-cache': ['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'],
  'ontap-existing-iscsi': ['TridentBackendConfig', 'Job in trident', 'StorageClass', 'VolumeSnapshotClass', 'PersistentVolumeClaim'],
};

/** Namespaces that an example expects to be there. */
const NAMESPACES: { readonly [example: string]: readonly string[] } = { 'lustre-existing': ['research'], 'ontap-existing-iscsi': ['research'] };

/** The objects that keep pods unscheduled until a Job has loaded the data. They are deleted with the Job. */
const GATE = /-loaded-[0-9a-f]{8}$/;

/** What was there before, for examples on a file system of somebody else. */
const FILE_SYSTEMS: { readonly [example: string]: readonly [string, string] } = { 'ontap-existing-iscsi': ['fs-0123456789abcdef0', 'training'] };

/** Those whose manifests go with the stack; what goes by files is in gitops.test.ts. */
const DEPLOYED = EXAMPLE_NAMES.filter(example => countManifests(exampleTemplates(example)) > 0);

proof('every manifest of every example on a real API server', () => {
  const cluster = new RealCluster();
  const ontap = new SimulatedOntap(cluster);
  beforeAll(async () => installWorkloadCrds(cluster.api));
  const retained = (example: string, { kind, metadata }: KubernetesObject) => !GATE.test(metadata.name)
    && [kind, `${kind} in ${metadata.namespace}`].some(one => STAY[example].includes(one));

  describe.each(DEPLOYED)('%s', example => {
    let templates: StackTemplate[];
    let cloud: Cloud;
    let objects: KubernetesObject[];
    beforeAll(async () => {
      await Promise.all((NAMESPACES[example] ?? []).map(async name => cluster.namespace(name)));
      templates = exampleTemplates(example);
      cloud = cluster.cloud(ontap);
      if (FILE_SYSTEMS[example]) {
        ontap.there(...FILE_SYSTEMS[example]);
      }
    });

    test('is created: every object is in the cluster', async () => {
      expect(countManifests(templates)).toBeGreaterThan(0);
      await cloud.deploy(templates);
      objects = objectsOf(cloud);
      expect(cloud.story).toHaveLength(countManifests(templates) + countQuestions(templates));
      for (const object of objects) {
        expect(await cluster.api.find(object)).toBeDefined();
      }
      log(`${example}: ${countManifests(templates)} manifests, ${countQuestions(templates)} questions, ${objects.length} objects: ${[...new Set(objects.map(({ kind }) => kind))].join(', ')}`);
    });

    test('its claims are Bound to their volumes, or wait for the driver', async () => {
      for (const claim of objects.filter(({ kind }) => kind === 'PersistentVolumeClaim')) {
        if (claim.spec.volumeName) {
          const bound = await cluster.bound(claim);
          expect((await cluster.volumeOf(bound)).spec.claimRef.uid).toBe(bound.metadata.uid);
        } else {
          if (GATE.test(claim.metadata.name)) {
            expect((await cluster.api.find(claim))!.status.phase).toBe('Pending');
            continue;
          }
          const { provisioner } = (await cluster.api.get('StorageClass', claim.spec.storageClassName))!;
          if (provisioner === 'csi.trident.netapp.io') {
            expect((await cluster.volumeOf(await cluster.bound(claim))).spec.csi.driver).toBe(provisioner);
            expect(ontap.trident.volumes.ignored.get(`${claim.metadata.namespace}/${claim.metadata.name}`)).toEqual([]);
            continue;
          }
          expect(provisioner).toBe('fsx.csi.aws.com');
          expect((await cluster.api.get('PersistentVolumeClaim', claim.metadata.name, claim.metadata.namespace))!.status.phase).toBe('Pending');
        }
      }
    });

    test('its backends are in force, its snapshots ready', async () => {
      for (const { kind, metadata: { name, namespace } } of objects) {
        if (kind === 'TridentBackendConfig') {
          expect((await cluster.api.get(kind, name, namespace))!.status).toMatchObject({ phase: 'Bound', lastOperationStatus: 'Success' });
        } else if (kind === 'VolumeSnapshot') {
          await until(`${name} ready`, 20, async () => (await cluster.api.get(kind, name, namespace))!.status?.readyToUse);
        }
      }
    });

    test('is applied again, each manifest with a label more', async () => {
      const before = cloud.story.length;
      await cloud.deploy(templates);
      expect(cloud.story).toHaveLength(before); // nothing changed, nothing is called
      await cloud.deploy(templates, object => ({ ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, applied: 'again' } } }));
      expect(cloud.story.slice(before).map(step => step.split(' ')[0])).toEqual(Array(countManifests(templates)).fill('Update'));
      for (const object of objects) {
        expect((await cluster.api.find(object))!.metadata.labels).toMatchObject({ applied: 'again' });
      }
    });

    test('is deleted in reverse order: what is retained stays as it was, all else goes', async () => {
      const before = new Map(
        await Promise.all(objects.map(async object => [object, await cluster.api.find(object)] as const)),
      );
      await cloud.destroy();
      for (const object of objects) {
        const { kind, metadata } = object;
        const now = await cluster.api.find(object);
        const then = before.get(object)!;
        const wanted = retained(example, object) ? [then.metadata.uid, then.status?.phase] : [undefined, undefined];
        expect([kind, metadata.name, now?.metadata.uid, now?.status?.phase]).toEqual([kind, metadata.name, ...wanted]);
      }
      log(`${example}: ${objects.filter(object => retained(example, object)).length} of ${objects.length} objects stay`);
    });

    test('is deployed again: stops at what stayed, as the README says, or works where nothing did', async () => {
      const kinds = ['PersistentVolume', 'PersistentVolumeClaim', 'TridentBackendConfig'];
      const kept = await Promise.all(
        objects.filter(({ kind }) => kinds.includes(kind)).map(async object => cluster.api.find(object)),
      );
      const again = cluster.cloud(ontap).deploy(templates);
      if (kept.every(object => object === undefined)) {
        await again;
      } else {
        await expect(again).rejects.toThrow('AlreadyExists');
      }
    });
  });
});
