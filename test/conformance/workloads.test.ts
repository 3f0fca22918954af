import { Stack } from 'aws-cdk-lib';
import { countWorkloadCrds, installWorkloadCrds } from './support/crds';
import { KubernetesObject } from './support/kubernetes';
import { RealCluster } from './support/real-cluster';
import { log, proof } from './support/tools';
import { USER, WORKLOAD_KINDS, WorkloadKind, podsFrom } from './support/workload-kinds';
import { IKubernetesVolume } from '../../src';
import { managedOn, objectsOf, testStack } from '../support/fixture';

/** Namespaces by the Pod Security Standard that they enforce. */
const NAMESPACES = { restricted: 'team-restricted', baseline: 'team-baseline' } as const;
const PATH = '/data';

proof('every kind of workload with a volume of a team', () => {
  const cluster = new RealCluster();
  let stack: Stack;
  let volume: IKubernetesVolume;
  let owner: string;

  beforeAll(async () => {
    await installWorkloadCrds(cluster.api);
    for (const [standard, name] of Object.entries(NAMESPACES)) {
      const labels = { 'pod-security.kubernetes.io/enforce': standard };
      await cluster.api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
    }
    stack = testStack();
    volume = managedOn(stack).shareTo('vision', { namespace: NAMESPACES.restricted, user: USER });
    const job = objectsOf(stack).find(({ kind, metadata }) => kind === 'Job' && metadata.namespace === 'kube-system')!;
    owner = job.spec.template.spec.containers[0].env.find(({ name }: any) => name === 'OWNER').value;
  });

  const mounted = ({ object }: WorkloadKind, options: object = {}) => {
    return volume.mountIntoManifest(object, { path: PATH, ...options }) as KubernetesObject;
  };
  /** What the API server has against a pod; undefined if nothing. */
  const problemOf = async (spec: any, namespace: string) => cluster.api.dryRun({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod', namespace }, spec: JSON.parse(JSON.stringify(spec)),
  });

  test('has CRDs of all projects that a registry serves', async () => {
    expect(await cluster.api.list('CustomResourceDefinition')).toHaveLength(countWorkloadCrds());
    const missing = WORKLOAD_KINDS.filter(({ noCrd }) => noCrd).map(({ object }) => object);
    expect(missing.map(({ kind }) => kind)).toEqual(['Notebook']);
    log(`no registry serves the CRD of: ${missing.map(({ kind }) => kind).join(', ')}`);
  });

  describe.each(WORKLOAD_KINDS.map(kind => [kind.object.kind, kind] as const))('%s', (name, kind) => {
    test('has the volume in every pod, in every container', () => {
      const pods = podsFrom(mounted(kind), kind.runtime);
      expect(pods).toHaveLength(kind.templates);
      for (const { volumes, containers, initContainers = [] } of pods) {
        expect(volumes).toEqual([volume.podVolume]);
        const all = [...initContainers, ...containers];
        expect(all.map(({ volumeMounts }) => volumeMounts)).toEqual(all.map(() => [volume.volumeMount(PATH)]));
      }
    });

    const title = kind.noCrd ? 'is unknown to the API server, because no registry serves its CRD' : 'is accepted by the API server, without unknown fields';
    test(title, async () => {
      const object = mounted(kind);
      if (kind.noCrd) {
        expect(await cluster.api.dryRun(object)).toMatch(/no kind/);
        return;
      }
      const objects = [...kind.runtime ? [kind.runtime] : [], { ...object, metadata: { ...object.metadata, namespace: NAMESPACES.restricted } }];
      expect(await Promise.all(objects.map(async one => cluster.api.dryRun(one)))).toEqual(objects.map(() => undefined));
      const misspelled = JSON.parse(JSON.stringify(objects.at(-1)).replace('"persistentVolumeClaim":', '"persistentVolume":'));
      expect(await cluster.api.dryRun(misspelled)).toMatch(/unknown field .*persistentVolume"/);
    });

    test('creates pods that the restricted Pod Security Standard admits, as the owner of the directory', async () => {
      for (const pod of podsFrom(mounted(kind), kind.runtime)) {
        expect(await problemOf(pod, NAMESPACES.restricted)).toBeUndefined();
        expect(`${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`).toBe(owner);
      }
    });

    test('becomes the owner of the volume only where root is admitted', async () => {
      const options = { ownership: { user: USER } };
      if (name === 'TrainJob') {
        expect(() => mounted(kind, options)).toThrow('shareTo(…, { user })');
        return;
      }
      for (const pod of podsFrom(mounted(kind, options), kind.runtime)) {
        expect(await problemOf(pod, NAMESPACES.baseline)).toBeUndefined();
        expect(await problemOf(pod, NAMESPACES.restricted)).toContain('violates PodSecurity "restricted:latest"');
      }
    });
  });
});
