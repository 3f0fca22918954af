import { ApiObject, App, Chart } from 'cdk8s';
import { RESTORE_SCRIPT } from '../../../src/lustre/jobs/hsm-scripts';
import { RestoreJobSpec, restoreIdentity, restoreJob } from '../../../src/lustre/jobs/restore-job';

const VOLUME = { name: 'data', persistentVolumeClaim: { claimName: 'data-0a1b2c3d' } };
const SPEC: RestoreJobSpec = {
  name: 'restore-0a1b2c3d',
  namespace: 'training',
  volume: VOLUME,
  directory: 'imagenet/train',
  image: 'amazonlinux:2023',
  parallelism: 8,
  backoffLimit: 3,
  ttlSecondsAfterFinished: 3600,
};

const made = (over: Partial<RestoreJobSpec> = {}): ApiObject => restoreJob(new Chart(new App(), 'Chart'), 'Restore', { ...SPEC, ...over });
const podOf = (over?: Partial<RestoreJobSpec>) => made(over).toJson().spec.template.spec;
function environment(over?: Partial<RestoreJobSpec>): { [name: string]: string } {
  return Object.fromEntries(podOf(over).containers[0].env.map(({ name, value }: any) => [name, value]));
}

test('runs the script as root in the volume', () => {
  expect(made().toJson()).toEqual({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'restore-0a1b2c3d', namespace: 'training' },
    spec: {
      backoffLimit: 3,
      ttlSecondsAfterFinished: 3600,
      template: {
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          volumes: [VOLUME],
          containers: [{
            name: 'restore',
            image: 'amazonlinux:2023',
            command: ['bash', '-c', RESTORE_SCRIPT],
            env: [
              { name: 'ROOT', value: '/volume/imagenet/train' },
              { name: 'PARALLELISM', value: '8' },
              { name: 'INTERVAL', value: '30' },
              { name: 'IDLE_ROUNDS', value: '20' },
            ],
            resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } },
            securityContext: {
              runAsUser: 0,
              runAsNonRoot: false,
              allowPrivilegeEscalation: false,
              capabilities: { drop: ['ALL'], add: ['SYS_ADMIN', 'DAC_OVERRIDE', 'CHOWN', 'FOWNER'] },
              seccompProfile: { type: 'RuntimeDefault' },
            },
            volumeMounts: [{ name: 'data', mountPath: '/volume' }],
          }],
        },
      },
    },
  });
});

test('carries labels, tolerations, node selector and a preference for the zone of the file system', () => {
  const placed = {
    labels: { team: 'vision' },
    tolerations: [{ key: 'gpu', operator: 'Exists' }],
    nodeSelector: { 'kubernetes.io/arch': 'arm64' },
    preferredZone: 'eu-west-1a',
  };
  const job = made(placed).toJson();
  expect([job.metadata.labels, job.spec.template.metadata.labels]).toEqual([placed.labels, placed.labels]);
  expect(podOf(placed)).toMatchObject({ tolerations: placed.tolerations, nodeSelector: placed.nodeSelector });
  expect(podOf(placed).affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution).toMatchObject([
    { preference: { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['eu-west-1a'] }] } },
  ]);
});

test.each([['', '/volume/'], ['/', '/volume/'], ['/a/b', '/volume/a/b'], ['a b', '/volume/a b'], ['a$(ROOT)$$b$c', '/volume/a$$(ROOT)$$$b$c']])(
  'means the directory %p as it is written', (directory, root) => expect(environment({ directory }).ROOT).toBe(root));

test('takes another pace', () => {
  expect(environment({ parallelism: 32, intervalSeconds: 5, idleRounds: 2 })).toMatchObject({ PARALLELISM: '32', INTERVAL: '5', IDLE_ROUNDS: '2' });
});

test('is an Indexed Job if several pods divide the files', () => {
  const { spec } = made({ shards: 4 }).toJson();
  expect(spec).toMatchObject({ completionMode: 'Indexed', completions: 4, parallelism: 4, backoffLimit: 12 });
  expect(environment({ shards: 4 }).SHARDS).toBe('4');
  expect(environment({ shards: 1 }).SHARDS).toBeUndefined();
});

test.each<Partial<RestoreJobSpec>>([
  { shards: 2 }, { directory: 'other' }, { image: 'other' }, { parallelism: 9 }, { volume: { ...VOLUME, name: 'other' } }, { labels: { a: 'b' } }, { intervalSeconds: 31 },
  { tolerations: [{ operator: 'Exists' }] }, { nodeSelector: { a: 'b' } }, { preferredZone: 'eu-west-1a' },
])('has another identity with %j, which a Job cannot change', over => {
  expect(restoreIdentity({ ...SPEC, ...over })).not.toEqual(restoreIdentity(SPEC));
});

test('keeps its identity when only what a Job can change does', () => {
  expect(restoreIdentity({ ...SPEC, backoffLimit: 9, ttlSecondsAfterFinished: 1 })).toEqual(restoreIdentity(SPEC));
});
