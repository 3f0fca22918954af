import { Size, Stack } from 'aws-cdk-lib';
import { ApiObject, App, Chart } from 'cdk8s';
import { corpus, mlVolume } from './volumes';
import { MlPrefetchOptions, MlTrainingVolume, MlTrainingVolumeProps, MlWorkload, TolerationOperator } from '../../src';
import { KubernetesObject, MANIFEST, errorOf, flattened, objectsOf, resourcesOf, testStack } from '../support/fixture';
import { manifestsWith } from '../support/ontap';

function linked(props: Partial<MlTrainingVolumeProps> = {}): {
  readonly stack: Stack;
  readonly volume: MlTrainingVolume;
} {
  const stack = testStack();
  return {
    stack,
    volume: mlVolume(stack, { dataset: { bucket: corpus(stack) }, claim: { namespace: 'ml' }, ...props }),
  };
}

/** The Jobs that load files. */
function jobsOf(stack: Stack): KubernetesObject[] {
  return objectsOf(stack).filter(({ kind, spec }) => kind === 'Job' && spec.template.spec.containers[0].name === 'restore');
}

const GATE_KINDS = ['PersistentVolume', 'PersistentVolumeClaim', 'ServiceAccount', 'Role', 'RoleBinding', 'Job'];

/** What keeps pods unscheduled, by kind. */
function gateOf(stack: Stack): { readonly [kind: string]: KubernetesObject } {
  const objects = objectsOf(stack).filter(({ metadata: { name } }) => name.includes('-loaded-'));
  return Object.fromEntries(objects.map(object => [object.kind, object]));
}

function training(over: object = {}, chart = new Chart(new App(), 'training')): ApiObject {
  return new ApiObject(chart, 'Job', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'train' },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'train', image: 'torch' }], ...over } } },
  });
}

const podOf = (job: ApiObject) => job.toJson().spec.template.spec;

describe('prefetch', () => {
  test('is a Job in the namespace of the claim that sees the volume', () => {
    const { stack, volume } = linked();
    const job = volume.prefetch('Warm');
    const [found] = jobsOf(stack);
    expect(found.metadata).toMatchObject({ name: job.jobName, namespace: 'ml' });
    const { containers: [container], volumes } = found.spec.template.spec;
    expect(volumes).toEqual([volume.podVolume]);
    expect(container.volumeMounts).toEqual([volume.volumeMount('/volume')]);
    expect(container.image).toBe('public.ecr.aws/amazonlinux/amazonlinux:2023');
    expect(container.env).toEqual(expect.arrayContaining([{ name: 'ROOT', value: '/volume/' }, { name: 'PARALLELISM', value: '8' }]));
  });

  test('has the directory, the image, the pace and the taints that it is given, and then another name', () => {
    const { stack, volume } = linked();
    const names = [
      volume.prefetch('Warm').jobName,
      volume.prefetch('Other', {
        directory: 'train', image: 'lustre:1', parallelism: 32, tolerations: [{ key: 'nvidia.com/gpu', operator: TolerationOperator.EXISTS }], nodeSelector: { role: 'cpu' },
      }).jobName,
    ];
    expect(new Set(names).size).toBe(2);
    const { spec } = jobsOf(stack)[1].spec.template;
    expect(spec).toMatchObject({ tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }], nodeSelector: { role: 'cpu' } });
    expect(spec.containers[0].image).toBe('lustre:1');
    expect(spec.containers[0].env).toEqual(expect.arrayContaining([{ name: 'ROOT', value: '/volume/train' }, { name: 'PARALLELISM', value: '32' }]));
  });

  test.each([0, 65, 1.5])('rejects a parallelism of %s', parallelism => {
    expect(errorOf(() => linked().volume.prefetch('Warm', { parallelism }))).toMatch(/parallelism .*1 to 64.*\n {2}Fix: use 8/);
  });

  test.each([1, 64])('takes a parallelism of %s', parallelism => {
    expect(() => linked().volume.prefetch('Warm', { parallelism })).not.toThrow();
  });

  test('rejects a directory outside the volume', () => {
    for (const directory of ['a/../..', '.', './a', 'a//b', '//', 'd'.repeat(256)]) {
      expect(errorOf(() => linked().volume.prefetch('Warm', { directory }))).toMatch(/Warm: directory '[^]*': [^]*\n {2}Fix: write '/);
    }
    for (const [directory, ROOT] of [['train', '/volume/train'], ['/train/', '/volume/train/'], ['/', '/volume/'], ['', '/volume/']]) {
      const { volume, stack } = linked();
      volume.prefetch('Warm', { directory });
      expect(jobsOf(stack)[0].spec.template.spec.containers[0].env).toContainEqual({ name: 'ROOT', value: ROOT });
    }
  });

  test('rejects a volume that nothing comes from S3 to', () => {
    expect(errorOf(() => linked({ dataset: undefined }).volume.prefetch('Warm'))).toContain('it has no dataset');
    const ontap = linked({
      dataset: undefined,
      workload: MlWorkload.CHECKPOINTS,
      size: Size.gibibytes(500),
      snapshots: true,
    }).volume;
    expect(errorOf(() => ontap.prefetch('Warm'))).toContain('it is on ONTAP');
  });

  test.each([0, 101, 1.5])('rejects %s pods', pods => {
    expect(errorOf(() => linked().volume.prefetch('Warm', { pods }))).toMatch(/Warm: pods .*1 to 100.*\n {2}Fix: use 1/);
  });

  test('divides the files among several pods', () => {
    const { stack, volume } = linked();
    volume.prefetch('Warm', { pods: 100 });
    expect(jobsOf(stack)[0].spec).toMatchObject({ completionMode: 'Indexed', completions: 100, parallelism: 100 });
  });
});

describe('prefetchInto', () => {
  test('keeps the pods unscheduled with a claim that no container mounts, and adds neither a container nor permissions to them', () => {
    const { stack, volume } = linked();
    const job = training();
    volume.mountInto(job, { path: '/data' });
    const { volumes: [data], ...before } = podOf(job);
    volume.prefetchInto(job, { directory: 'train' });
    const { volumes, ...after } = podOf(job);
    const claimName = gateOf(stack).PersistentVolumeClaim.metadata.name;
    expect(volumes).toEqual([data, { name: claimName, persistentVolumeClaim: { claimName } }]);
    expect(after).toEqual(before);
    expect(jobsOf(stack)).toHaveLength(1);
  });

  test('adds a claim that Kubernetes binds only to a volume that it names, whatever its size', () => {
    const { stack, volume } = linked();
    volume.prefetchInto(training());
    const { PersistentVolume: { metadata, spec }, PersistentVolumeClaim: claim } = gateOf(stack);
    expect(spec.claimRef).toMatchObject({ name: claim.metadata.name, namespace: 'ml' });
    expect([spec.capacity.storage, claim.spec.resources.requests.storage]).toEqual(['1Gi', '2Gi']);
    expect([spec.storageClassName, claim.spec.storageClassName, claim.spec.volumeName]).toEqual(['', '', undefined]);
    expect(metadata.name).toBe(claim.metadata.name);
  });

  test('allows the gate to read its Job and to patch its claim, and nothing else', () => {
    const { stack, volume } = linked();
    const { jobName } = volume.prefetch('Warm');
    const gate = gateOf(stack);
    expect(Object.keys(gate).sort()).toEqual([...GATE_KINDS].sort());
    const { name } = gate.PersistentVolumeClaim.metadata;
    expect((gate.Role as any).rules).toEqual([
      { apiGroups: ['batch'], resources: ['jobs'], resourceNames: [jobName], verbs: ['get'] },
      { apiGroups: [''], resources: ['persistentvolumeclaims'], resourceNames: [name], verbs: ['patch'] },
    ]);
    expect((gate.RoleBinding as any).subjects).toEqual([{ kind: 'ServiceAccount', name, namespace: 'ml' }]);
    const pod = gate.Job.spec.template.spec;
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65534 });
    expect(pod.containers[0].securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    expect(pod.volumes).toBeUndefined();
    expect(jobsOf(stack)[0].spec.template.spec.automountServiceAccountToken).toBe(false);
  });

  test('changes no workload with the image, the pace or the number of pods of the Job', () => {
    const claimOf = (options: MlPrefetchOptions) => {
      const { stack, volume } = linked();
      volume.prefetch('Warm', options);
      const { PersistentVolumeClaim, Job } = gateOf(stack);
      return [PersistentVolumeClaim.metadata.name, Job.metadata.name];
    };
    const [[claim, job], [sameClaim, otherJob], [otherClaim]] = [{}, { image: 'lustre:1', pods: 2, parallelism: 9 }, { directory: 'train' }].map(claimOf);
    expect(sameClaim).toBe(claim);
    expect(otherJob).not.toBe(job);
    expect(otherClaim).not.toBe(claim);
  });

  test('shares the Job between workloads with the same options', () => {
    const { stack, volume } = linked();
    volume.prefetch('Warm');
    const jobs = [training(), training(), training()];
    volume.prefetchInto(jobs[0]);
    volume.prefetchInto(jobs[1], {});
    volume.prefetchInto(jobs[2], { directory: 'train' });
    const claims = jobs.map(job => podOf(job).volumes[0].name);
    expect(claims[1]).toBe(claims[0]);
    expect(claims[2]).not.toBe(claims[0]);
    expect(jobsOf(stack)).toHaveLength(2);
  });

  test('applies a workload of the stack after its gate, so that it is deleted before the claim that it lists', () => {
    const { stack, volume } = linked();
    const chart = new Chart(new App(), 'training', { namespace: 'ml' });
    const job = training({}, chart);
    volume.prefetchInto(job);
    volume.addWorkload('Training', chart);
    const claim = gateOf(stack).PersistentVolumeClaim.metadata.name;
    const gate = manifestsWith(stack, 'RoleBinding');
    const workload = resourcesOf(stack, MANIFEST).filter(({ Properties }) => flattened(Properties.Manifest).includes('"torch"'));
    expect([gate.length, workload.length]).toEqual([1, 1]);
    expect(flattened(workload[0].Properties.Manifest)).toContain(claim);
    expect(workload[0].DependsOn).toContain(gate[0].id);
  });

  test('twice is once', () => {
    const { volume } = linked();
    const job = training();
    volume.prefetchInto(job);
    volume.prefetchInto(job);
    expect(podOf(job).volumes).toHaveLength(1);
  });

  test('rejects an object without pods', () => {
    const config = new ApiObject(new Chart(new App(), 'c'), 'Config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config' } });
    expect(errorOf(() => linked().volume.prefetchInto(config))).toContain('ConfigMap \'config\' describes no pods');
  });
});

describe('exportOnCompletion', () => {
  test('runs when the work has succeeded', () => {
    const { volume } = linked();
    const job = training();
    volume.mountInto(job, { path: '/data' });
    volume.exportOnCompletion(job, { directory: 'results' });
    const { initContainers, containers } = podOf(job);
    expect(initContainers.map(({ name }: any) => name)).toEqual(['train']);
    expect(containers.map(({ name }: any) => name)).toEqual(['export-to-s3']);
    expect(containers[0].env).toEqual(expect.arrayContaining([{ name: 'ROOT', value: '/volume/results' }]));
  });

  test('is rejected if FSx exports files automatically', () => {
    const stack = testStack();
    const volume = mlVolume(stack, { dataset: { bucket: corpus(stack), writeBack: true } });
    expect(errorOf(() => volume.exportOnCompletion(training()))).toContain('with writeBack, FSx exports files automatically');
  });
});
