import { Size, Stack } from 'aws-cdk-lib';
import { ApiObject, App, Chart } from 'cdk8s';
import { corpus, mlVolume } from './volumes';
import { MlTrainingVolume, MlTrainingVolumeProps, MlWorkload, TolerationOperator } from '../../src';
import { KubernetesObject, errorOf, objectsOf, testStack } from '../support/fixture';

function linked(props: Partial<MlTrainingVolumeProps> = {}): { readonly stack: Stack; readonly volume: MlTrainingVolume } {
  const stack = testStack();
  return { stack, volume: mlVolume(stack, { dataset: { bucket: corpus(stack) }, claim: { namespace: 'ml' }, ...props }) };
}

function jobsOf(stack: Stack): KubernetesObject[] {
  return objectsOf(stack).filter(({ kind }) => kind === 'Job');
}

function training(over: object = {}): ApiObject {
  return new ApiObject(new Chart(new App(), 'training'), 'Job', {
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

  test.each([0, 65, 1.5])('refuses a parallelism of %s', parallelism => {
    expect(errorOf(() => linked().volume.prefetch('Warm', { parallelism }))).toMatch(/parallelism .*1 to 64.*\n {2}Fix: use 8/);
  });

  test.each([1, 64])('takes a parallelism of %s', parallelism => {
    expect(() => linked().volume.prefetch('Warm', { parallelism })).not.toThrow();
  });

  test('refuses a directory outside the volume', () => {
    for (const directory of ['a/../..', '.', './a', 'a//b', '//', 'd'.repeat(256)]) {
      expect(errorOf(() => linked().volume.prefetch('Warm', { directory }))).toMatch(/Warm: directory '[^]*': [^]*\n {2}Fix: write '/);
    }
    for (const [directory, ROOT] of [['train', '/volume/train'], ['/train/', '/volume/train/'], ['/', '/volume/'], ['', '/volume/']]) {
      const { volume, stack } = linked();
      volume.prefetch('Warm', { directory });
      expect(jobsOf(stack)[0].spec.template.spec.containers[0].env).toContainEqual({ name: 'ROOT', value: ROOT });
    }
  });

  test('refuses a volume that nothing comes from S3 to', () => {
    expect(errorOf(() => linked({ dataset: undefined }).volume.prefetch('Warm'))).toContain('it has no dataset');
    const ontap = linked({ dataset: undefined, workload: MlWorkload.CHECKPOINTS, size: Size.gibibytes(500), snapshots: true }).volume;
    expect(errorOf(() => ontap.prefetch('Warm'))).toContain('it is on ONTAP');
  });
});

describe('prefetchInto', () => {
  test('lets every pod wait before its own containers, the one that owns the volume included', () => {
    const { volume } = linked();
    const job = training();
    volume.mountInto(job, { path: '/data', ownership: { user: 1000 } });
    volume.prefetchInto(job, { directory: 'train' });
    const { initContainers, volumes, containers } = podOf(job);
    expect(initContainers.map(({ name }: any) => name)).toEqual(['load-from-s3', `own-${volume.claimName}`]);
    expect(initContainers[0].volumeMounts).toEqual([{ name: volume.claimName, mountPath: '/volume' }]);
    expect(volumes).toEqual([volume.podVolume]);
    expect(containers[0].volumeMounts).toEqual([volume.volumeMount('/data')]);
  });

  test('twice is once', () => {
    const { volume } = linked();
    const job = training();
    volume.prefetchInto(job);
    volume.prefetchInto(job);
    expect(podOf(job).initContainers).toHaveLength(1);
  });

  test('refuses an object without pods', () => {
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

  test('is refused where FSx exports by itself', () => {
    const stack = testStack();
    const volume = mlVolume(stack, { dataset: { bucket: corpus(stack), writeBack: true } });
    expect(errorOf(() => volume.exportOnCompletion(training()))).toContain('with writeBack, FSx exports by itself');
  });
});
