import { spawn } from 'child_process';
import { mkdirSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { text } from 'stream/consumers';
import { Size, aws_s3 as s3 } from 'aws-cdk-lib';
import { ApiObject, App, Chart } from 'cdk8s';
import { templatesFor } from './support/apps';
import { Cloud } from './support/cloud';
import { KubernetesObject } from './support/kubernetes';
import { objectsOf } from './support/manifests';
import { RealCluster } from './support/real-cluster';
import { log, proof, sleep, temporaryFolder, until } from './support/tools';
import { LustreCsiDriver, MlTrainingVolume, MlWorkload } from '../../src';
import { GATE_SCRIPT } from '../../src/lustre/jobs/gate-script';

const NAMESPACE = 'ml';

/** A dataset, and a training that waits for it. */
function prefetched(pods: number): { readonly templates: ReturnType<typeof templatesFor>; readonly training: any } {
  const job = new ApiObject(new Chart(new App(), 'training'), 'Job', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'train', namespace: NAMESPACE },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'train', image: 'torch', resources: { limits: { 'nvidia.com/gpu': 8 } } }] } } },
  });
  const templates = templatesFor('Prefetch', (stack, cluster) => {
    new MlTrainingVolume(stack, 'Corpus', {
      cluster,
      lustreDriver: LustreCsiDriver.existing(),
      workload: MlWorkload.TRAINING_DATA,
      size: Size.gibibytes(1000),
      dataset: { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'corpus') },
      vpcSubnets: { subnets: [cluster.vpc.privateSubnets[0]] },
      claim: { namespace: NAMESPACE },
    }).prefetch('Warm', { pods }).delay(job);
  });
  return { templates, training: job.toJson() };
}

/** The gate container with its real script and its own service account; curl uses the certificate of this API server, which names no cluster. */
class Gate {
  public readonly output: Promise<string>;

  constructor(server: string, token: string, job: KubernetesObject) {
    const home = temporaryFolder();
    mkdirSync(join(home, 'bin'));
    writeFileSync(join(home, 'bin', 'curl'), '#!/bin/bash\nexec /usr/bin/curl -k "$@"\n', { mode: 0o755 });
    writeFileSync(join(home, 'token'), token);
    writeFileSync(join(home, 'ca.crt'), '');
    const variables = Object.fromEntries(
      job.spec.template.spec.containers[0].env.map(({ name, value }: any) => [name, value]),
    );
    const env = { ...variables, PATH: `${join(home, 'bin')}:${process.env.PATH}`, API: server, ACCOUNT: home, INTERVAL: '0.3' };
    const child = spawn('bash', ['-c', GATE_SCRIPT], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    child.once('close', () => rmSync(home, { recursive: true }));
    this.output = text(child.stdout!);
  }
}

proof('pods that wait for a prefetch', () => {
  const cluster = new RealCluster();
  let deployed: Cloud;
  let objects: { readonly [kind: string]: KubernetesObject };
  let training: any;
  let loader: KubernetesObject;

  const claim = async () => (await cluster.api.get('PersistentVolumeClaim', objects.PersistentVolumeClaim.metadata.name, NAMESPACE))!;
  const token = async () => cluster.api.tokenOf(objects.ServiceAccount.metadata.name, NAMESPACE);

  beforeAll(async () => {
    await cluster.namespace(NAMESPACE);
    const { templates, training: pods } = prefetched(2);
    training = pods;
    deployed = cluster.cloud();
    await deployed.deploy(templates);
    const kinds = ['PersistentVolume', 'PersistentVolumeClaim', 'ServiceAccount', 'Role', 'RoleBinding', 'Job'];
    objects = Object.fromEntries(kinds.map(kind => [kind, objectsOf(deployed, kind).find(({ metadata }) => metadata.name.includes('-loaded-'))!]));
    loader = objectsOf(deployed, 'Job').find(({ metadata }) => !metadata.name.includes('-loaded-'))!;
  });

  test('the training lists the claim, which Kubernetes does not bind although its volume exists', async () => {
    const claimName = objects.PersistentVolumeClaim.metadata.name;
    expect(training.spec.template.spec.volumes).toContainEqual({
      name: claimName,
      persistentVolumeClaim: { claimName },
    });
    await until('the volume', 20, async () => (await cluster.api.get('PersistentVolume', claimName))?.status.phase === 'Available');
    await sleep(5000); // the controller synchronizes every two seconds
    expect((await claim()).status.phase).toBe('Pending');
  });

  test('the files are divided among the pods of an Indexed Job', async () => {
    const pods = await until('two pods', 20, async () => {
      const found = (await cluster.api.list('Pod', NAMESPACE)).filter(({ metadata }) => metadata.labels?.['batch.kubernetes.io/job-name'] === loader.metadata.name);
      return found.length === 2 && found;
    });
    const indexes = pods.map(({ metadata }) => metadata.annotations['batch.kubernetes.io/job-completion-index']);
    expect(indexes.sort()).toEqual(['0', '1']);
    const variables = pods[0].spec.containers[0].env.map(({ name }: any) => name);
    expect(variables).toEqual(expect.arrayContaining(['SHARDS', 'JOB_COMPLETION_INDEX']));
  });

  test('the service account of the gate can do nothing else', async () => {
    const account = await token();
    const statusOf = async (method: string, path: string, body?: object) =>
      cluster.api.as(account).statusOf(method, path, body);
    const core = `/api/v1/namespaces/${NAMESPACE}`;
    expect(await statusOf('GET', `/apis/batch/v1/namespaces/${NAMESPACE}/jobs/${loader.metadata.name}`)).toBe(200);
    const forbidden: [string, string, object?][] = [
      ['GET', `/apis/batch/v1/namespaces/${NAMESPACE}/jobs`],
      ['GET', `/apis/batch/v1/namespaces/${NAMESPACE}/jobs/${objects.Job.metadata.name}`],
      ['GET', `${core}/persistentvolumeclaims`],
      ['PATCH', `${core}/persistentvolumeclaims/corpus-lustre`, {}],
      ['GET', `${core}/secrets`],
      ['GET', `${core}/pods`],
      ['GET', '/api/v1/persistentvolumes'],
      ['GET', '/api/v1/nodes'],
    ];
    for (const [method, path, body] of forbidden) {
      expect([method, path, await statusOf(method, path, body)]).toEqual([method, path, 403]);
    }
  });

  test('the gate waits for all pods of the Job, then binds the claim', async () => {
    const gate = new Gate(cluster.api.url, await token(), objects.Job);
    const end = async (index: string) => {
      const pods = (await cluster.api.list('Pod', NAMESPACE)).filter(({ metadata }) => metadata.labels?.['batch.kubernetes.io/job-name'] === loader.metadata.name
        && metadata.annotations['batch.kubernetes.io/job-completion-index'] === index);
      await cluster.api.succeed(pods[0]);
    };
    await end('0');
    await sleep(4000);
    expect((await claim()).status.phase).toBe('Pending');
    await end('1');
    await cluster.bound(objects.PersistentVolumeClaim, 60);
    const said = await gate.output;
    expect(said.trim().split('\n')).toEqual([
      `waiting for Job ${NAMESPACE}/${loader.metadata.name}`,
      `Job ${NAMESPACE}/${loader.metadata.name} is complete: pods with claim ${objects.PersistentVolumeClaim.metadata.name} can start`,
    ]);
    log(`claim ${NAMESPACE}/${objects.PersistentVolumeClaim.metadata.name} is Bound after both pods of Job ${loader.metadata.name} have succeeded`);
  });

  test('an update loads again without holding back the pods that run, and without a change of the training', async () => {
    const { templates, training: pods } = prefetched(3);
    await deployed.deploy(templates);
    expect(pods).toEqual(training);
    await sleep(3000);
    expect((await claim()).status.phase).toBe('Bound');
    expect(await cluster.api.list('Job', NAMESPACE)).toHaveLength(4);
  });
});
