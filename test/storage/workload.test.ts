import { mkdtempSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CfnParameter, Stack, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ApiObject, App as Cdk8sApp, Chart, Testing, Yaml, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { FsxLustreStorage, IKubernetesVolume, ManifestDelivery } from '../../src';
import { ruleUrl } from '../../src/validation/links';
import { mlVolume } from '../ml/volumes';
import { KubernetesObject, MANIFEST, beforeOf, errorOf, existingOn, idsIn, managedOn, objectsOf, ownCluster, resourcesOf, testApp, testStack } from '../support/fixture';
import { ONTAP_CLAIM, managedOntap } from '../support/ontap';

const CLAIM = { name: 'data', namespace: 'ml' };
const KIND = 'batch/v1';

function chartIn(namespace?: string): Chart {
  return new Chart(new Cdk8sApp(), 'training', { namespace });
}

function jobIn(chart: Chart, name = 'train', volume?: IKubernetesVolume): ApiObject {
  const job = new ApiObject(chart, name, {
    apiVersion: KIND, kind: 'Job', metadata: { name },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'main' }] } } },
  });
  volume?.mountInto(job, { path: '/data' });
  return job;
}

/** A plain Job that mounts a volume. */
function plainJob(volume: IKubernetesVolume, namespace: string | undefined = volume.claimNamespace) {
  return {
    apiVersion: KIND, kind: 'Job', metadata: { name: 'train', namespace },
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never', volumes: [volume.podVolume],
          containers: [{ name: 'main', image: 'main', volumeMounts: [volume.volumeMount('/data')] }],
        },
      },
    },
  };
}

/** The resource that applies an object, and those that are created before it. */
function order(stack: Stack, kind: string) {
  const manifests = resourcesOf(stack, MANIFEST);
  const withObject = (name: string) => manifests.filter(({ Properties }) => JSON.stringify(Properties.Manifest).includes(`\\"kind\\":\\"${name}\\"`));
  const [own] = withObject(kind).filter(({ id }) => id.includes('Workloads'));
  return { own, before: beforeOf(stack, own.id), claims: withObject('PersistentVolumeClaim') };
}

describe.each<[
  string, (stack: Stack) => FsxLustreStorage | ReturnType<typeof managedOntap> | ReturnType<typeof mlVolume>,
]>([
      ['FsxLustreStorage', stack => managedOn(stack, {}, { claim: CLAIM })],
      ['FsxOntapStorage', stack => managedOntap(stack, {}, { claim: { ...ONTAP_CLAIM, namespace: 'ml' } })],
      ['MlTrainingVolume', stack => mlVolume(stack, { claim: { namespace: 'ml' } })],
    ])('a workload of %s', (subject, storageIn) => {
      test('is created after the claim that its pods mount, and deleted with the stack', () => {
        const stack = testStack();
        const storage = storageIn(stack);
        const chart = chartIn('ml');
        jobIn(chart, 'train', storage);
        storage.addWorkload('Train', chart);
        const { own, before, claims } = order(stack, 'Job');
        expect(claims.map(({ id }) => before.has(id))).toEqual([true]);
        expect(own.DeletionPolicy).toBe('Delete');
        expect(own.Properties).not.toHaveProperty('PruneLabel');
      });

      test('can consist of plain objects', () => {
        const stack = testStack();
        const storage = storageIn(stack);
        storage.addManifest('Train', plainJob(storage), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config', namespace: 'ml' }, data: { a: 'b\nc' } });
        const { before, claims } = order(stack, 'Job');
        expect(claims.map(({ id }) => before.has(id))).toEqual([true]);
        expect(objectsOf(stack).filter(({ metadata }) => metadata.name === 'config')).toMatchObject([{ data: { a: 'b\nc' } }]);
      });

      test('names the construct that the user wrote in an error', () => {
        const storage = storageIn(testStack());
        expect(errorOf(() => storage.addWorkload('Train', chartIn()))).toContain(`${subject} 'Storage/Data', addWorkload 'Train': 1 problem`);
      });
    });

describe('across stacks', () => {
  test('a workload does not make the stack of the cluster depend on the stack of the storage', () => {
    const app = testApp();
    const [platform, storageStack] = ['Platform', 'Storage'].map(id => testStack(app, id));
    const storage = managedOn(storageStack, {}, { cluster: ownCluster(platform), driver: undefined, claim: CLAIM });
    const chart = chartIn('ml');
    jobIn(chart, 'train', storage);
    storage.addWorkload('Train', chart);
    expect(order(storageStack, 'Job').claims).toHaveLength(1);
    expect(storageStack.dependencies).toEqual([platform]);
    expect(platform.dependencies).toEqual([]);
  });

  test('a workload waits for the claims of other storages that its pods mount', () => {
    const stack = testStack();
    const dataset = managedOn(stack, {}, { claim: CLAIM }, 'Dataset');
    const checkpoints = managedOn(stack, {}, { cluster: stack.node.findChild('Cluster') as eks.ICluster, claim: CLAIM }, 'Checkpoints');
    const more = checkpoints.addClaim('More', { namespace: 'ml' });
    const other = checkpoints.addClaim('Other', { namespace: 'ml' });
    const chart = chartIn('ml');
    const job = jobIn(chart, 'train', dataset);
    dataset.addWorkload('Train', chart);
    more.mountInto(job, { path: '/more' }); // pods are read at synthesis
    const { before } = order(stack, 'Job');
    const idOf = (claim: string) => resourcesOf(stack, MANIFEST)
      .find(({ id, Properties }) => !id.includes('Workloads') && JSON.stringify(Properties.Manifest).includes(claim))!.id;
    expect(before.has(idOf(dataset.claimName))).toBe(true);
    expect(before.has(idOf(more.claimName))).toBe(true);
    expect(before.has(idOf(other.claimName))).toBe(false);
  });

  test('two workloads of a storage are independent of each other', () => {
    const stack = testStack();
    const storage = managedOn(stack, {}, { claim: CLAIM });
    storage.addManifest('First', plainJob(storage));
    storage.addManifest('Second', { ...plainJob(storage), kind: 'Deployment' });
    expect(order(stack, 'Job').before.has(order(stack, 'Deployment').own.id)).toBe(false);
    expect(order(stack, 'Deployment').before.has(order(stack, 'Job').own.id)).toBe(false);
  });
});

describe('the objects', () => {
  test('are rendered at synthesis, with values that are known only at deployment', () => {
    const stack = testStack();
    const storage = managedOn(stack, {}, { claim: CLAIM });
    const chart = chartIn('ml');
    const job = jobIn(chart);
    storage.addWorkload('Train', job);
    const { valueAsString } = new CfnParameter(stack, 'Image');
    job.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/image', valueAsString));
    storage.mountInto(job, { path: '/data' });
    const [{ spec }] = objectsOf(stack).filter(({ kind }) => kind === 'Job');
    expect(spec.template.spec.containers[0]).toMatchObject({ image: '${Image}', volumeMounts: [{ mountPath: '/data' }] });
  });

  test('of cdk8s-plus are accepted, dependencies first', () => {
    const stack = testStack();
    const storage = managedOn(stack, {}, { claim: CLAIM });
    const chart = chartIn('ml');
    const job = new kplus.Job(chart, 'Job', { metadata: { name: 'train' } });
    storage.mountOn(job.addContainer({ image: 'main' }), '/data');
    const account = new kplus.ServiceAccount(chart, 'Account', { metadata: { name: 'train' } });
    ApiObject.of(job).addDependency(ApiObject.of(account));
    storage.addWorkload('Train', chart);
    const kinds = objectsOf(stack).map(({ kind }) => kind).filter(kind => ['Job', 'ServiceAccount'].includes(kind));
    expect(kinds).toEqual(['ServiceAccount', 'Job']);
  });

  test('of one cdk8s-plus Job are accepted without their chart', () => {
    const stack = testStack();
    const storage = managedOn(stack, {}, { claim: CLAIM });
    const chart = chartIn('ml');
    const job = new kplus.Job(chart, 'Job', { metadata: { name: 'train' } });
    job.addContainer({ image: 'main' });
    new kplus.ServiceAccount(chart, 'Account');
    storage.addWorkload('Train', job);
    expect(objectsOf(stack).map(({ kind }) => kind).filter(kind => ['Job', 'ServiceAccount'].includes(kind))).toEqual(['Job']);
  });
});

describe('an error', () => {
  const storageOf = () => managedOn(testStack(), {}, { claim: CLAIM });
  const idsOf = (make: (storage: FsxLustreStorage) => unknown) => idsIn(errorOf(() => make(storageOf())));

  test('names the namespace of the claim and the fix', () => {
    const storage = storageOf();
    const chart = chartIn();
    jobIn(chart, 'train', storage);
    expect(errorOf(() => storage.addWorkload('Train', chart)).replaceAll(storage.claimName, 'CLAIM')).toBe(`FsxLustreStorage 'Storage/Data', addWorkload 'Train': 1 problem
  Job 'train': is in namespace 'default', and mounts claim 'CLAIM' of namespace 'ml'. Pods can mount only claims of their own namespace.
    Fix: set metadata.namespace of the object, or namespace of its chart, to claimNamespace: 'ml'.
    workload/namespace  ${ruleUrl('workload/namespace')}`);
  });

  test('is not reported for a claim that the app does not create', () => {
    const job = plainJob(storageOf(), 'default');
    job.spec.template.spec.volumes = [{ name: 'other', persistentVolumeClaim: { claimName: 'other' } }];
    expect(storageOf().addManifest('Train', job)).toBeDefined();
  });

  test.each<[string, (storage: FsxLustreStorage) => unknown, string]>([
    ['a plain object in another namespace', storage => storage.addManifest('Train', plainJob(storage, 'default')), 'workload/namespace'],
    ['a plain object without a namespace', storage => storage.addManifest('Train', { ...plainJob(storage), metadata: { name: 'train' } }), 'workload/namespace'],
    ['an empty chart', storage => storage.addWorkload('Train', chartIn('ml')), 'workload/empty'],
    ['no objects', storage => storage.addManifest('Train'), 'workload/empty'],
    ['an object without a kind', storage => storage.addManifest('Train', { ...plainJob(storage), kind: undefined }), 'input/required'],
    ['an object with an empty kind', storage => storage.addManifest('Train', { ...plainJob(storage), kind: '' }), 'workload/incomplete'],
    ['an object without metadata', storage => storage.addManifest('Train', { apiVersion: 'v1', kind: 'ConfigMap' }), 'workload/incomplete'],
    ['an object without an apiVersion', storage => storage.addManifest('Train', { kind: 'ConfigMap', metadata: { name: 'a' } }), 'workload/incomplete'],
    ['a list', storage => storage.addManifest('Train', { apiVersion: 'v1', kind: 'List', items: [] }), 'workload/list'],
    ['a text', storage => storage.addManifest('Train', 'kind: Job' as any), 'input/type'],
    ['nothing', storage => storage.addWorkload('Train', undefined as any), 'input/required'],
    ['plain objects as a workload', storage => storage.addWorkload('Train', plainJob(storage) as any), 'input/type'],
    ['the objects of the storage itself', storage => storage.addWorkload('Train', storage.manifests), 'workload/twice'],
    ['an object twice', storage => {
      const job = jobIn(chartIn('ml'));
      storage.addWorkload('Train', job);
      return storage.addWorkload('Again', job);
    }, 'workload/twice'],
  ])('rejects %s', (_, make, id) => {
    expect([...new Set(idsOf(make))]).toEqual([id]);
  });

  test('is reported at synthesis for what is added or mounted later', () => {
    const stack = testStack();
    const storage = managedOn(stack, {}, { claim: CLAIM });
    const chart = chartIn('other');
    const job = jobIn(chart);
    storage.addWorkload('Train', chart);
    jobIn(chart, 'late');
    job.addJsonPatch(JsonPatch.add('/spec/template/spec/volumes', [storage.podVolume]));
    const message = errorOf(() => Template.fromStack(stack));
    expect(idsIn(message.replace(/^ +/gm, line => line.slice(2)).replace(/^ {2,4}(?=workload)/gm, '    '))).toEqual(['workload/added-afterwards', 'workload/namespace']);
  });
});

describe('other deliveries', () => {
  test('YAML has a file for each workload, which GitOps may delete', () => {
    const where = mkdtempSync(join(tmpdir(), 'workload-'));
    const stack = testStack();
    const storage = existingOn(stack, { availabilityZone: 'eu-west-1a' }, { claim: CLAIM, delivery: ManifestDelivery.yaml(where) });
    const chart = chartIn('ml');
    jobIn(chart, 'train', storage);
    storage.addWorkload('Train', chart);
    storage.addManifest('Plain', { ...plainJob(storage), metadata: { name: 'plain', namespace: 'ml' } });
    expect(resourcesOf(stack, MANIFEST)).toEqual([]);
    const read = (file: string): KubernetesObject[] => Yaml.load(join(where, file));
    expect(read('storage-data-workloads-train.yaml')).toMatchObject([{ kind: 'Job', metadata: { name: 'train', namespace: 'ml' } }]);
    expect(readFileSync(join(where, 'storage-data-workloads-plain.yaml'), 'utf8')).not.toContain('argocd');
  });

  test('a chart contains the plain objects, and the workload of another chart of its app', () => {
    const app = new Cdk8sApp();
    const chart = new Chart(app, 'research', { namespace: 'ml' });
    const storage = existingOn(testStack(), { availabilityZone: 'eu-west-1a' }, { claim: CLAIM, delivery: ManifestDelivery.chart(chart) });
    storage.addManifest('Plain', plainJob(storage));
    const other = new Chart(app, 'workload', { namespace: 'ml' });
    jobIn(other, 'other', storage);
    storage.addWorkload('Train', other);
    expect(Testing.synth(chart).map(({ kind }) => kind)).toContain('Job');
    expect(Testing.synth(other)).toHaveLength(1);
  });

  test('a chart rejects the workload of another cdk8s app, which nothing would deliver', () => {
    const chart = new Chart(new Cdk8sApp(), 'research');
    const storage = existingOn(testStack(), { availabilityZone: 'eu-west-1a' }, { claim: CLAIM, delivery: ManifestDelivery.chart(chart) });
    expect(idsIn(errorOf(() => storage.addWorkload('Train', jobIn(chartIn('ml')))))).toEqual(['workload/other-app']);
  });
});
