import { Duration, Size, Stack } from 'aws-cdk-lib';
import { countWorkloadCrds, installWorkloadCrds } from './support/crds';
import { KubernetesObject } from './support/kubernetes';
import { RealCluster } from './support/real-cluster';
import { log, proof } from './support/tools';
import { USER, WORKLOAD_KINDS, WorkloadKind, podsFrom } from './support/workload-kinds';
import { FsxLustreStorage, IKubernetesVolume, LustreMetadataMode, TolerationOperator } from '../../src';
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
      const objects = [
        ...(kind.runtime ? [kind.runtime] : []),
        { ...object, metadata: { ...object.metadata, namespace: NAMESPACES.restricted } },
      ];
      expect(await Promise.all(objects.map(async one => cluster.api.dryRun(one)))).toEqual(
        objects.map(() => undefined),
      );
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

interface JobCase {
  readonly name: string;
  readonly add: (storage: FsxLustreStorage) => unknown;
  /** The Pod Security Standards that admit its pods, besides `privileged`. */
  readonly admitted: readonly string[];
}

proof('the Jobs that prepare, measure and check a volume', () => {
  const cluster = new RealCluster();
  beforeAll(async () => {
    for (const [standard, name] of Object.entries(NAMESPACES)) {
      await cluster.api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': standard } } });
    }
  });

  const efa = {
    capacity: Size.gibibytes(4800),
    perUnitStorageThroughput: 1000,
    efaEnabled: true,
    metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC },
  };
  const scheduling = {
    nodeSelector: { 'node.kubernetes.io/instance-type': 'p5.48xlarge' }, tolerations: [{ key: 'nvidia.com/gpu', operator: TolerationOperator.EXISTS }],
  };
  const OPTIONS = { pods: 4, threads: 2, duration: Duration.minutes(5), ...scheduling };
  const JOBS: readonly JobCase[] = [
    { name: 'shareTo()', add: storage => storage.shareTo('vision', { user: 1000 }), admitted: ['baseline'] },
    { name: 'shareTo() with a quota', add: storage => storage.shareTo('vision', { user: 1000, quota: Size.tebibytes(1) }), admitted: [] },
    { name: 'addBenchmark()', add: storage => storage.addBenchmark('Job'), admitted: ['baseline'] },
    { name: 'addBenchmark() with all options', add: storage => storage.addBenchmark('Job', OPTIONS), admitted: ['baseline'] },
    { name: 'addBenchmark() with a user', add: storage => storage.addBenchmark('Job', { user: 1000, image: 'registry.example.com/fio:3.36' }), admitted: ['baseline', 'restricted'] },
    { name: 'addEfaCheck()', add: storage => storage.addEfaCheck('Job'), admitted: [] },
    { name: 'addEfaCheck() with all options', add: storage => storage.addEfaCheck('Job', { pods: 2, minimumInterfaces: 8, efaDevices: 1, ...scheduling }), admitted: [] },
  ];

  describe.each(JOBS)('$name', ({ add, admitted }) => {
    const stack = testStack();
    add(managedOn(stack, efa));
    const job = objectsOf(stack).find(({ kind }) => kind === 'Job')!;
    const podIn = (namespace: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod', namespace }, spec: job.spec.template.spec });

    test('is accepted by the API server, without unknown fields', async () => {
      expect(await cluster.api.dryRun({ ...job, metadata: { ...job.metadata, namespace: 'default' } })).toBeUndefined();
      const misspelled = JSON.parse(JSON.stringify(job).replace('"restartPolicy":', '"restart":'));
      expect(await cluster.api.dryRun({ ...misspelled, metadata: { ...job.metadata, namespace: 'default' } })).toMatch(/unknown field .*restart"/);
    });

    test(`creates pods that these Pod Security Standards admit: ${['privileged', ...admitted].join(', ')}`, async () => {
      expect(await cluster.api.dryRun(podIn('default'))).toBeUndefined();
      for (const [standard, namespace] of Object.entries(NAMESPACES)) {
        const problem = await cluster.api.dryRun(podIn(namespace));
        expect(problem === undefined ? [] : [/violates PodSecurity "\w+:latest"/.exec(problem)?.[0]]).toEqual(
          admitted.includes(standard) ? [] : [`violates PodSecurity "${standard}:latest"`],
        );
      }
    });
  });
});
