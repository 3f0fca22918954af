import { ApiObject, App, Chart } from 'cdk8s';
import { mountIntoPods } from '../../../src/kubernetes/pod';
import { ExportStepSpec, addExportStep } from '../../../src/lustre/jobs/export-step';
import { EXPORT_SCRIPT } from '../../../src/lustre/jobs/hsm-scripts';

const VOLUME = { name: 'data', persistentVolumeClaim: { claimName: 'data-0a1b2c3d' } };
const SPEC: ExportStepSpec = { volume: VOLUME, directory: 'results', image: 'amazonlinux:2023', parallelism: 8 };
const TRAIN = { name: 'train', image: 'training', resources: { limits: { 'nvidia.com/gpu': 8 } } };

function jobOf(pod: object, kind = 'Job'): ApiObject {
  return new ApiObject(new Chart(new App(), 'Chart'), 'Train', {
    apiVersion: 'batch/v1', kind, metadata: { name: 'train' }, spec: { template: { spec: { restartPolicy: 'OnFailure', ...pod } } },
  });
}

function withStep(pod: object, over: Partial<ExportStepSpec> = {}): any {
  const job = jobOf(pod);
  addExportStep(job, { ...SPEC, ...over });
  return job.toJson().spec.template.spec;
}

test('exports when the container of the Job has ended', () => {
  const pod = withStep({ containers: [TRAIN] });
  expect(pod.initContainers).toEqual([TRAIN]);
  expect(pod.containers).toEqual([expect.objectContaining({
    name: 'export-to-s3',
    image: 'amazonlinux:2023',
    command: ['bash', '-c', EXPORT_SCRIPT],
    env: expect.arrayContaining([{ name: 'ROOT', value: '/volume/results' }, { name: 'PARALLELISM', value: '8' }]),
    volumeMounts: [{ name: 'data', mountPath: '/volume' }],
  })]);
  expect(pod.volumes).toEqual([VOLUME]);
});

test('stays root in a pod of another user', () => {
  const securityContext = { runAsUser: 1000, runAsNonRoot: true };
  const pod = withStep({ securityContext, containers: [TRAIN] });
  expect(pod.securityContext).toEqual(securityContext);
  expect(pod.containers[0].securityContext).toMatchObject({
    runAsUser: 0,
    runAsNonRoot: false,
    allowPrivilegeEscalation: false,
  });
});

test('keeps the order of init containers and sidecars', () => {
  const before = [{ name: 'fetch', image: 'a' }, { name: 'log', image: 'b', restartPolicy: 'Always' }];
  expect(withStep({ initContainers: before, containers: [TRAIN] }).initContainers).toEqual([...before, TRAIN]);
});

test('uses the volume that the pod has already', () => {
  const job = jobOf({ containers: [TRAIN] });
  mountIntoPods(job, { volume: VOLUME, path: '/data' });
  addExportStep(job, SPEC);
  const pod = job.toJson().spec.template.spec;
  expect(pod.volumes).toEqual([VOLUME]);
  expect(pod.initContainers[0].volumeMounts).toEqual([{ name: 'data', mountPath: '/data' }]);
  expect(pod.containers[0].volumeMounts).toEqual([{ name: 'data', mountPath: '/volume' }]);
});

test('lets mounts be added later', () => {
  const job = jobOf({ containers: [TRAIN] });
  addExportStep(job, SPEC);
  mountIntoPods(job, { volume: VOLUME, path: '/data', container: 'train' });
  expect(job.toJson().spec.template.spec.initContainers[0].volumeMounts).toEqual([{ name: 'data', mountPath: '/data' }]);
});

test('has another name if that is wanted', () => {
  expect(withStep({ containers: [{ ...TRAIN, name: 'export-to-s3' }] }, { name: 'save' }).containers[0].name).toBe('save');
});

const sidecar = { name: 'log', image: 'b' };
test.each<[string, object, RegExp]>([
  ['no containers', { containers: undefined }, /^Job 'train': it has no spec\.template\.spec\.containers .*Fix: use a Job/],
  ['an empty list of containers', { containers: [] }, /it has no spec\.template\.spec\.containers/],
  ['several containers', { containers: [TRAIN, sidecar] }, /^Job 'train': its containers 'train', 'log' would run one after the other.*Fix: use one container/],
  ['restartPolicy Always', { containers: [TRAIN], restartPolicy: 'Always' }, /^Job 'train': its pods have restartPolicy Always.*Fix: use restartPolicy OnFailure/],
  ['restartPolicy left to its default', { containers: [TRAIN], restartPolicy: undefined }, /restartPolicy Always/],
  ['a container of the same name', { containers: [{ ...TRAIN, name: 'export-to-s3' }] }, /it already has a container 'export-to-s3'/],
  ['probes and hooks', { containers: [{ ...TRAIN, livenessProbe: {}, lifecycle: {} }] }, /container 'train' has lifecycle, livenessProbe, which .*Fix: remove/],
])('rejects a workload with %s, and leaves it as it is', (_, pod, message) => {
  const job = jobOf(pod);
  const before = job.toJson();
  expect(() => addExportStep(job, SPEC)).toThrow(message);
  expect(job.toJson()).toEqual(before);
});

test('rejects a workload of another shape by its name', () => {
  const cron = new ApiObject(new Chart(new App(), 'Chart'), 'Nightly', { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'nightly' }, spec: { jobTemplate: {} } });
  expect(() => addExportStep(cron, SPEC)).toThrow(/^CronJob 'nightly': it has no spec\.template\.spec\.containers/);
});

test('rejects a second step', () => {
  const job = jobOf({ containers: [TRAIN] });
  addExportStep(job, SPEC);
  expect(() => addExportStep(job, SPEC)).toThrow(/already has a container 'export-to-s3'/);
});
