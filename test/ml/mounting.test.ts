import { ApiObject, Chart, Testing, Yaml } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { mlVolume } from './volumes';
import { MlProtocol, MlTrainingVolume, MlWorkload, WorkloadMountOptions, ZoneAffinity } from '../../src';
import { errorOf, testStack } from '../support/fixture';

/** The volume of a training, with a claim of a known name. */
function volumeOf(props: Parameters<typeof mlVolume>[1] = {}): MlTrainingVolume {
  return mlVolume(testStack(), { claim: { name: 'imagenet', fixedName: true, namespace: 'ml' }, ...props });
}

const VOLUME = { name: 'imagenet', persistentVolumeClaim: { claimName: 'imagenet' } };
const MOUNT = { name: 'imagenet', mountPath: '/data' };
const OWNER_STEP = {
  name: 'own-imagenet',
  image: 'public.ecr.aws/docker/library/busybox:1.37',
  command: ['chown', '1000:1000', '/volume'],
  securityContext: { runAsUser: 0, runAsNonRoot: false, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'], add: ['CHOWN'] } },
  volumeMounts: [{ name: 'imagenet', mountPath: '/volume' }],
};

function workload(body: object): ApiObject {
  return new ApiObject(new Chart(Testing.app(), 'Work', { namespace: 'ml' }), 'Workload', body as any);
}

/** A workload as it is applied, with the volume mounted. */
function mounted(body: object, options: Partial<WorkloadMountOptions> = {}, volume = volumeOf()): any {
  const object = workload(body);
  volume.mountInto(object, { path: '/data', ...options });
  return object.toJson();
}

const pod = (name: string, rest: object = {}) => ({ containers: [{ name, image: 'pytorch/pytorch:2.9.0' }], ...rest });
const seen = (name: string, rest: object = {}) => ({ containers: [{ name, image: 'pytorch/pytorch:2.9.0', volumeMounts: [MOUNT] }], volumes: [VOLUME], ...rest });
const template = (spec: object) => ({ template: { spec } });

/** Each kind as it is without the volume and with it, given the specs of its pods by the names of their containers. */
const KINDS: [string, string, (spec: (name: string) => object) => object, string[]][] = [
  ['batch/v1', 'Job', spec => ({ backoffLimit: 0, ...template(spec('train')) }), ['train']],
  ['batch/v1', 'CronJob', spec => ({ schedule: '0 3 * * *', jobTemplate: { spec: template(spec('train')) } }), ['train']],
  ['apps/v1', 'Deployment', spec => ({ replicas: 4, selector: { matchLabels: { app: 'serve' } }, ...template(spec('serve')) }), ['serve']],
  ['kubeflow.org/v1', 'PyTorchJob', spec => ({
    nprocPerNode: '8',
    pytorchReplicaSpecs: {
      Master: { replicas: 1, restartPolicy: 'OnFailure', ...template(spec('pytorch')) },
      Worker: { replicas: 7, restartPolicy: 'OnFailure', ...template(spec('pytorch')) },
    },
  }), ['pytorch', 'pytorch']],
  ['ray.io/v1', 'RayCluster', spec => ({
    rayVersion: '2.52.0',
    headGroupSpec: { rayStartParams: { 'dashboard-host': '0.0.0.0' }, ...template(spec('ray-head')) },
    workerGroupSpecs: [
      { groupName: 'gpu', replicas: 4, minReplicas: 0, maxReplicas: 8, rayStartParams: {}, ...template(spec('ray-worker')) },
      { groupName: 'cpu', replicas: 2, minReplicas: 0, maxReplicas: 4, rayStartParams: {}, ...template(spec('ray-worker')) },
    ],
  }), ['ray-head', 'ray-worker', 'ray-worker']],
  ['ray.io/v1', 'RayJob', spec => ({
    entrypoint: 'python train.py',
    rayClusterSpec: { headGroupSpec: { rayStartParams: {}, ...template(spec('ray-head')) } },
    submitterPodTemplate: { spec: spec('submitter') },
  }), ['ray-head', 'submitter']],
  ['jobset.x-k8s.io/v1alpha2', 'JobSet', spec => ({
    replicatedJobs: [
      { name: 'driver', template: { spec: { parallelism: 1, ...template(spec('driver')) } } },
      { name: 'workers', replicas: 2, template: { spec: { parallelism: 4, completions: 4, ...template(spec('worker')) } } },
    ],
  }), ['driver', 'worker']],
];

describe.each(KINDS)('%s %s', (apiVersion, kind, specOf) => {
  const bodyOf = (spec: (name: string) => object) => ({ apiVersion, kind, metadata: { name: 'work', namespace: 'ml' }, spec: specOf(spec) });

  test('is as it was, and sees the volume in every pod', () => {
    expect(mounted(bodyOf(name => pod(name)))).toEqual(bodyOf(name => seen(name)));
  });

  test('has each pod give the volume to who writes, before anything else of it starts', () => {
    const fetch = { name: 'fetch', image: 'aws-cli' };
    const security = { securityContext: { runAsUser: 1000, runAsNonRoot: true } };
    const found = mounted(
      bodyOf(name => pod(name, { ...security, initContainers: [fetch] })),
      { ownership: { user: 1000 } },
    );
    expect(found).toEqual(
      bodyOf(name => seen(name, { ...security, initContainers: [OWNER_STEP, { ...fetch, volumeMounts: [MOUNT] }] })),
    );
  });

  test('is the same when it is mounted twice', () => {
    const options = { path: '/data', ownership: { user: 1000 }, fsGroup: 1000 };
    const object = workload(bodyOf(name => pod(name)));
    const volume = volumeOf();
    volume.mountInto(object, options);
    const once = object.toJson();
    volume.mountInto(object, options);
    expect(object.toJson()).toEqual(once);
  });

  test('sees two volumes in every container of its own, each step its one volume', () => {
    const object = workload(bodyOf(name => pod(name)));
    volumeOf().mountInto(object, { path: '/data', ownership: { user: 1000 } });
    volumeOf({ claim: { name: 'models', fixedName: true, namespace: 'ml' } }).mountInto(object, { path: '/models', ownership: { user: 1000 } });
    const steps = JSON.stringify(object.toJson()).match(/"mountPath":"\/volume"/g)!.length;
    const mounts = JSON.stringify(object.toJson()).match(/"mountPath":"\/(data|models)"/g)!.length;
    expect([steps, mounts]).toEqual([2 * specsIn(kind), 2 * specsIn(kind)]);
  });
});

const specsIn = (kind: string) => KINDS.find(row => row[1] === kind)![3].length;

test('a Job is what its author would have written', () => {
  const found = mounted({
    apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'train' },
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never',
          securityContext: { runAsUser: 1000, runAsGroup: 1000 },
          containers: [{ name: 'train', image: 'pytorch/pytorch:2.9.0', command: ['torchrun', 'train.py'], resources: { limits: { 'nvidia.com/gpu': 8 } } }],
        },
      },
    },
  }, { ownership: { user: 1000 } });
  expect(`\n${Yaml.stringify(found)}`).toMatchInlineSnapshot(`
"
apiVersion: batch/v1
kind: Job
metadata:
  name: train
  namespace: ml
spec:
  template:
    spec:
      containers:
        - command:
            - torchrun
            - train.py
          image: pytorch/pytorch:2.9.0
          name: train
          resources:
            limits:
              nvidia.com/gpu: 8
          volumeMounts:
            - name: imagenet
              mountPath: /data
      restartPolicy: Never
      securityContext:
        runAsGroup: 1000
        runAsUser: 1000
      volumes:
        - name: imagenet
          persistentVolumeClaim:
            claimName: imagenet
      initContainers:
        - name: own-imagenet
          image: public.ecr.aws/docker/library/busybox:1.37
          command:
            - chown
            - 1000:1000
            - /volume
          securityContext:
            runAsUser: 0
            runAsNonRoot: false
            allowPrivilegeEscalation: false
            capabilities:
              drop:
                - ALL
              add:
                - CHOWN
          volumeMounts:
            - name: imagenet
              mountPath: /volume
"
`);
});

describe('a group', () => {
  const contextOf = (securityContext: object | undefined, ...groups: number[]) => {
    const object = workload({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'work' }, spec: pod('train', securityContext && { securityContext }) });
    const disk = volumeOf({ protocols: [MlProtocol.ISCSI] });
    groups.forEach((fsGroup, index) => disk.mountInto(object, { path: `/data${index}`, fsGroup }));
    return object.toJson().spec.securityContext;
  };

  test('is given to the pod, with a policy that changes no file twice', () => {
    expect(contextOf(undefined, 2000)).toEqual({ fsGroup: 2000, fsGroupChangePolicy: 'OnRootMismatch' });
  });

  test('stands beside what the pod has', () => {
    expect(contextOf({ runAsUser: 1000, supplementalGroups: [3000] }, 2000))
      .toEqual({ runAsUser: 1000, supplementalGroups: [3000], fsGroup: 2000, fsGroupChangePolicy: 'OnRootMismatch' });
  });

  test('leaves the policy that the pod has', () => {
    expect(contextOf({ fsGroup: 2000, fsGroupChangePolicy: 'Always' }, 2000)).toEqual({ fsGroup: 2000, fsGroupChangePolicy: 'Always' });
  });

  test('is one: of two volumes too', () => {
    expect(contextOf(undefined, 2000, 2000).fsGroup).toBe(2000);
    expect(() => contextOf(undefined, 2000, 3000)).toThrow('the pod already has another fsGroup (2000): all volumes of a pod share one fsGroup.');
    expect(() => contextOf({ fsGroup: 1 }, 2000)).toThrow('the pod already has another fsGroup (1)');
  });
});

describe('other ways', () => {
  test('mountOn mounts in a container of cdk8s-plus', () => {
    const chart = Testing.chart();
    const container = new kplus.Deployment(chart, 'Serve').addContainer({ image: 'server' });
    const volume = volumeOf({ workload: MlWorkload.MODEL_WEIGHTS });
    volume.mountOn(container, '/models', { readOnly: true });
    const { spec } = Testing.synth(chart)[0].spec.template;
    expect(spec.containers[0].volumeMounts).toEqual([{ name: 'imagenet', mountPath: '/models', readOnly: true }]);
    expect(spec.volumes).toMatchObject([VOLUME]);
  });

  test('claim is a volume for cdk8s-plus', () => {
    const chart = Testing.chart();
    const job = new kplus.Job(chart, 'Job', { containers: [{ image: 'training' }] });
    job.addVolume(kplus.Volume.fromPersistentVolumeClaim(chart, 'Volume', volumeOf().claim, { name: 'data' }));
    expect(Testing.synth(chart)[0].spec.template.spec.volumes).toMatchObject([{ ...VOLUME, name: 'data' }]);
  });

  test('podVolume and volumeMount are plain objects for any tool', () => {
    const volume = volumeOf();
    expect(volume.podVolume).toEqual(VOLUME);
    expect([volume.volumeMount('/data'), volume.volumeMount('/data', { readOnly: true, subPath: 'train' })])
      .toEqual([MOUNT, { ...MOUNT, readOnly: true, subPath: 'train' }]);
    const byHand = { containers: [{ name: 'train', image: 'pytorch/pytorch:2.9.0', volumeMounts: [volume.volumeMount('/data')] }], volumes: [volume.podVolume] };
    expect(mounted({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'work' }, spec: pod('train') }, {}, volume).spec).toEqual(byHand);
  });

  test('a workload without pods is an error that says what to do', () => {
    expect(errorOf(() => mounted({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'work' }, data: {} })))
      .toMatch(/ConfigMap '.*' has no containers to mount 'imagenet' in\. Add the containers first\.$/);
  });
});

describe('the zone', () => {
  const affinity = (zoneAffinity?: ZoneAffinity) => mounted(
    { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'work' }, spec: template(pod('train')) }, {}, volumeOf({ zoneAffinity }),
  ).spec.template.spec.affinity;

  test('is preferred by the pods of any workload, where it is not required of the volume', () => {
    expect(affinity(ZoneAffinity.PREFERRED).nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].values).toEqual(['eu-west-1a']);
  });

  test.each([undefined, ZoneAffinity.REQUIRED, ZoneAffinity.OFF])('is nothing that pods say themselves with %s', zoneAffinity => {
    expect(affinity(zoneAffinity)).toBeUndefined();
  });
});
