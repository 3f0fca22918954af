import { Size, Stack, aws_eks_v2 as eks, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import {
  FsxOntapStorage, FsxOntapStorageProps, OntapBackend, OntapProvisioning, OntapNasBackendOptions, OntapTieringPolicy,
  TridentDriver,
} from '../../src';
import { templatesFor } from './support/apps';
import { Cloud, ObjectEdit, StackTemplate } from './support/cloud';
import { KubernetesObject } from './support/kubernetes';
import { objectsOf } from './support/manifests';
import { RealCluster } from './support/real-cluster';
import { SimulatedOntap } from './support/simulated-ontap';
import { proof, sleep, log, until } from './support/tools';

const FILE_SYSTEM = 'fs-0123456789abcdef0';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:training/vsadmin-AbCdEf';
/** In seconds: of five minutes, on a clock that the proof would not wait for. */
const TIMEOUT = 3;

/** Trident's patience ends sooner: the Job that is the clock, on its way to the cluster. */
const hurried: ObjectEdit = object => object.kind === 'Job' ? { ...object, spec: { ...object.spec, activeDeadlineSeconds: TIMEOUT } } : object;

/** A backend on its way to the cluster, with something in it that no user of the library can write. */
const withSpec = (over: object): ObjectEdit => object => object.kind === 'TridentBackendConfig' ? { ...object, spec: { ...object.spec, ...over } } : hurried(object);

proof('the gates of backends, between the real handler, a real API server and a played Trident', () => {
  const cluster = new RealCluster();
  const ontap = new SimulatedOntap(cluster);
  const svms: string[] = [];
  let serial = 0;

  /** Each case has a stack and an SVM of its own. */
  interface Case {
    readonly cloud: Cloud;
    readonly svm: string;
    template(over?: Partial<FsxOntapStorageProps>): StackTemplate[];
  }

  function newCase(): Case {
    const svm = `svm${++serial}`;
    const id = `Case${serial}`;
    const template: Case['template'] = (over = {}) => templatesFor(id, (stack, eksCluster) => storage(stack, eksCluster, svm, over));
    return { svm, cloud: cluster.cloud(ontap), template };
  }

  function storage(
    stack: Stack, eksCluster: eks.ICluster, svmName: string, over: Partial<FsxOntapStorageProps>,
  ): FsxOntapStorage {
    return new FsxOntapStorage(stack, 'Data', {
      cluster: eksCluster,
      driver: TridentDriver.existing(),
      provisioning: OntapProvisioning.existing({ fileSystemId: FILE_SYSTEM, svmName, secret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Vsadmin', SECRET) }),
      claim: { name: 'data', size: Size.gibibytes(10) },
      ...over,
    });
  }

  const nas = (options: OntapNasBackendOptions): Partial<FsxOntapStorageProps> => ({
    backends: [OntapBackend.nas(options)],
  });
  const there = (svm: string) => ontap.there(FILE_SYSTEM, ...svms.splice(0, svms.length, ...svms, svm), svm);
  const gone = (svm: string) => {
    svms.splice(svms.indexOf(svm), 1);
    ontap.there(FILE_SYSTEM, ...svms);
  };
  /** Seconds, and the failure if there is one. */
  const timed = async (work: Promise<void>): Promise<{ seconds: number; failure?: string }> => {
    const start = Date.now();
    const failure = await work.then(() => undefined, (error: Error) => error.message);
    return { seconds: (Date.now() - start) / 1000, failure };
  };
  const stored = async ({ kind, metadata: { name, namespace } }: KubernetesObject) =>
    cluster.api.get(kind, name, namespace);
  const steps = ({ story }: Cloud, since = 0) => story.slice(since).map(step => step.replace(/Case\d+\/Data|[0-9A-F]{8}$/g, '')).join(', ');
  const backendOf = async (config: KubernetesObject) => (await cluster.api.list('TridentBackend', 'trident')).find(({ backendName }) => backendName === config.metadata.name);
  const flagsOf = async (config: KubernetesObject) =>
    Object.keys((await backendOf(config))?.config.ontap_config.debugTraceFlags ?? {});
  const revisionOf = (config: KubernetesObject) => Object.keys(config.spec.debugTraceFlags)[0];
  const objectsFor = async (template: StackTemplate[]) => {
    const nowhere = new Cloud({ call: async () => ({ Value: 'nowhere' }) });
    await nowhere.deploy(template);
    return objectsOf(nowhere);
  };
  const configFor = async (template: StackTemplate[]) => (await objectsFor(template)).find(({ kind }) => kind === 'TridentBackendConfig')!;
  const timerExpired = async (config: KubernetesObject) => until(`clock of ${revisionOf(config)} expired`, 30, async () => {
    const jobs = await cluster.api.list('Job', 'trident');
    return jobs.find(job => revisionOf(config) in (job.metadata.labels ?? {}))?.status.conditions?.[0]?.reason === 'DeadlineExceeded';
  });

  test('Trident comes with its add-on, its kinds seconds later: backends wait for them', async () => {
    const cloud = cluster.cloud(ontap);
    there('early');
    const template = templatesFor('Early', (stack, eksCluster) => storage(stack, eksCluster, 'early', { driver: new TridentDriver(stack, 'Trident', { cluster: eksCluster }) }));
    const { seconds, failure } = await timed(cloud.deploy(template, hurried));
    expect(failure).toBeUndefined();
    expect(cloud.story[0]).toMatch(/^Ask .*Definitions/);
    expect(seconds).toBeGreaterThan(1.5); // the operator's time
    await cluster.bound(objectsOf(cloud, 'PersistentVolumeClaim')[0]);
    log(`add-on, kinds and backend in ${seconds.toFixed(1)} s: ${steps(cloud)}`);
  });

  test('a good backend is in force before a class is made, and nothing is asked again where nothing changed', async () => {
    const { cloud, svm, template } = newCase();
    there(svm);
    await cloud.deploy(template(), hurried);
    expect(steps(cloud)).toBe('Create Backends, Ask GatenasPatience, Ask GatenasWord, Ask GatenasAccepted, Create Manifest');
    const [config] = objectsOf(cloud, 'TridentBackendConfig');
    const [accepted] = cloud.resources('Custom::AWSCDK-EKS-KubernetesObjectValue').filter(({ logicalId }) => logicalId.includes('Accepted'));
    expect(accepted.answer).toEqual({ Value: (await backendOf(config))!.backendUUID });
    await cluster.bound(objectsOf(cloud, 'PersistentVolumeClaim')[0]);
    const requested = cloud.story.length;
    await cloud.deploy(template(), hurried);
    expect(cloud.story).toHaveLength(requested);
  });

  /** The deployment fails with these words, no class or claim was made, and the rollback leaves nothing. */
  async function rejected({ cloud, template }: Case, expected: string, edit: ObjectEdit = hurried): Promise<void> {
    const { seconds, failure = '' } = await timed(cloud.deploy(template(), edit));
    expect(asPythonPrints(failure)).toContain(expected);
    expect(failure.length).toBeLessThan(4096); // a custom resource may not say more
    expect(failure).toMatch(/^Ask Case\d+\/DataGatenasAccepted/);
    expect(seconds).toBeGreaterThan(TIMEOUT - 1); // Trident had its time
    for (const object of (await objectsFor(template())).filter(({ kind }) => ['StorageClass', 'PersistentVolumeClaim'].includes(kind))) {
      expect(await stored(object)).toBeUndefined();
    }
    await cloud.rollBack();
    for (const object of await objectsFor(template())) {
      expect([object.kind, await stored(object)]).toEqual([object.kind, undefined]);
    }
    log(`refused after ${seconds.toFixed(1)} s: ${failure.slice(0, 240).replace(/\n/g, ' ')} ...`);
    log(steps(cloud));
  }

  /** Back from how Python shows a text in a list. */
  function asPythonPrints(failure: string): string {
    return failure.replace(/\\n/g, '\n').replace(/\\(['"\\])/g, '$1');
  }

  test('a backend that Trident rejects fails the deployment with what Trident says', async () => {
    const one = newCase();
    await rejected(one, `Failed to create backend: ${FILE_SYSTEM} has no SVM of the name ${one.svm}`);
  });

  test('so does one whose spec Trident cannot read, and does not try again', async () => {
    const one = newCase();
    there(one.svm);
    await rejected(one, 'Failed to create backend: autoExportPolicy: a boolean is needed, not "yes"', withSpec({ autoExportPolicy: 'yes' }));
  });

  test.each([
    ['quotes of both kinds', 'could not "log in" as \'vsadmin\': it\'s "locked"'],
    ['lines', 'error creating backend:\nline two\nline three'],
    ['slashes', 'problem with https://198.19.255.9/api/cluster: tridentbackends/abc; a\\b'],
    ['what a shell or a template would read', '$(reboot) `id` ${HOME} {{.x}} {.items[*]} %s ; -o yaml --all-namespaces'],
    ['500 characters', `message of ${'x'.repeat(480)} the end`],
  ])('a message with %s comes through', async (_what, message) => {
    const one = newCase();
    there(one.svm);
    ontap.trident.world.fault = message;
    try {
      await rejected(one, `Failed to create backend: ${message}`);
    } finally {
      ontap.trident.world.fault = undefined;
    }
  });

  test('what fails first and works within the patience is deployed', async () => {
    const { cloud, svm, template } = newCase();
    setTimeout(() => there(svm), 1500);
    const { seconds, failure } = await timed(cloud.deploy(template(), hurried));
    expect(failure).toBeUndefined();
    const [config] = objectsOf(cloud, 'TridentBackendConfig');
    const events = await cluster.api.events(config.metadata.name, 'trident');
    expect(events[0]).toMatch(/^Failed: Failed to create backend/);
    expect(await flagsOf(config)).toEqual([revisionOf(config)]);
    log(`failed first, in force after ${seconds.toFixed(1)} s`);
  });

  const POOLS = [{ name: 'hot' }];
  const BEFORE = nas({ pools: POOLS });
  const AFTER = nas({ snapshotDirectory: true, pools: [...POOLS, { name: 'archive', tieringPolicy: OntapTieringPolicy.AUTO }] });

  test('an edit is the same backend, keeps claims Bound, and waits for Trident to have looked at it', async () => {
    const { cloud, svm, template } = newCase();
    there(svm);
    await cloud.deploy(template(BEFORE), hurried);
    const [config] = objectsOf(cloud, 'TridentBackendConfig');
    const claim = await cluster.bound(objectsOf(cloud, 'PersistentVolumeClaim')[0]);
    const before = (await backendOf(config))!;
    await timerExpired(config); // that of the version before is over, and says nothing now

    const since = cloud.story.length;
    await ontap.trident.pause();
    setTimeout(() => ontap.trident.resume(), 3000);
    const { seconds, failure } = await timed(cloud.deploy(template(AFTER), hurried));
    expect(failure).toBeUndefined();
    expect(seconds).toBeGreaterThan(2.8); // Success and Bound stood in the status all the time, of the version before
    const [edited] = objectsOf(cloud, 'TridentBackendConfig');
    expect(revisionOf(edited)).not.toBe(revisionOf(config));
    expect(await flagsOf(edited)).toEqual([revisionOf(edited)]);
    expect(await backendOf(edited)).toMatchObject({ backendUUID: before.backendUUID, config: { ontap_config: { defaults: { snapshotDir: 'true' } } } });
    expect((await cluster.bound(claim)).metadata.uid).toBe(claim.metadata.uid);
    // Trident's word is the name that it was before, so the third question is answered already
    expect(steps(cloud, since)).toBe('Update Backends, Ask GatenasPatience, Ask GatenasWord, Update Manifest');
    for (const object of objectsOf(cloud, 'StorageClass')) {
      await until(`${object.metadata.name} has pools`, 5, async () => ontap.trident.volumes.validatedClass(object.metadata.name)?.pools.length === 1);
    }
    log(`edited, looked at after 3 s, in force after ${seconds.toFixed(1)} s`);
  });

  test.each<[string, RegExp, (svm: string) => ObjectEdit]>([
    ['the world', /Failed to apply the backend update; fs-0123456789abcdef0 has no SVM of the name/, svm => {
      gone(svm);
      return hurried;
    }],
    ['what it says', /Failed to apply the backend update; autoExportCIDRs 10\.0\.0\.0 are no CIDRs/, () => withSpec({ autoExportCIDRs: ['10.0.0.0'] })],
    ['its prefix', /Failed to apply the backend update; the storage prefix of a backend cannot be changed/, () => withSpec({ storagePrefix: 'other_' })],
  ])('an edit that Trident rejects for %s fails with the message, claims stay Bound, and the rollback works', async (_what, expected, spoil) => {
    const { cloud, svm, template } = newCase();
    there(svm);
    await cloud.deploy(template(BEFORE), hurried);
    const [config] = objectsOf(cloud, 'TridentBackendConfig');
    const claim = await cluster.bound(objectsOf(cloud, 'PersistentVolumeClaim')[0]);
    const since = cloud.story.length;
    const { seconds, failure } = await timed(cloud.deploy(template(AFTER), spoil(svm)));
    expect(failure).toMatch(expected);
    expect(await flagsOf(config)).toEqual([revisionOf(config)]);
    expect((await cluster.bound(claim)).metadata.uid).toBe(claim.metadata.uid);
    const archive = (await objectsFor(template(AFTER))).filter(({ kind, metadata }) => kind === 'StorageClass' && /archive/.test(metadata.name));
    expect(archive).toHaveLength(1);
    expect(await stored(archive[0])).toBeUndefined();

    const back = await timed(cloud.rollBack());
    expect(back.failure).toBeUndefined();
    expect((await stored(config))!.metadata.labels).toEqual(config.metadata.labels);
    log(`refused after ${seconds.toFixed(1)} s, rolled back in ${back.seconds.toFixed(1)} s: ${steps(cloud, since)}`);

    // and the world is mended: the same edit works, though its clock is over
    there(svm);
    const again = await timed(cloud.deploy(template(AFTER), hurried));
    expect(again.failure).toBeUndefined();
    expect((await cluster.bound(claim)).metadata.uid).toBe(claim.metadata.uid);
  });

  test('a backend that was in force and is edited back and forth is asked of each time', async () => {
    const { cloud, svm, template } = newCase();
    there(svm);
    for (const version of [BEFORE, AFTER, BEFORE, AFTER]) {
      await cloud.deploy(template(version), hurried);
      const [config] = objectsOf(cloud, 'TridentBackendConfig');
      expect(await flagsOf(config)).toEqual([revisionOf(config)]);
    }
    expect(cloud.story.filter(step => step.startsWith('Ask') && step.includes('Patience'))).toHaveLength(4);
  });

  const TWO = { backends: [OntapBackend.nas(), OntapBackend.san()], acknowledge: { 'ontap/nodes-unprepared': 'nobody mounts' } };

  test('two backends on one storage: each has its gate and its class', async () => {
    const { cloud, svm, template } = newCase();
    there(svm);
    await cloud.deploy(template(TWO), hurried);
    const configs = objectsOf(cloud, 'TridentBackendConfig');
    const requested = cloud.resources('Custom::AWSCDK-EKS-KubernetesObjectValue').filter(({ logicalId }) => logicalId.includes('Accepted'));
    expect(configs).toHaveLength(2);
    const uuids = await Promise.all(configs.map(async config => (await backendOf(config))!.backendUUID));
    expect(requested.map(({ answer }) => answer!.Value)).toEqual(uuids);
    await cluster.bound(objectsOf(cloud, 'PersistentVolumeClaim')[0]);
    log(steps(cloud));
  });

  test('of two backends that are edited, the one that did not change is not asked again', async () => {
    const { cloud, svm, template } = newCase();
    there(svm);
    await cloud.deploy(template(TWO), hurried);
    const since = cloud.story.length;
    await cloud.deploy(
      template({ ...TWO, backends: [OntapBackend.nas({ snapshotDirectory: true }), OntapBackend.san()] }),
      hurried,
    );
    expect(steps(cloud, since)).toBe('Update Backends, Ask GatenasPatience, Ask GatenasWord');
  });

  test('of two backends one is rejected: the message is of that one', async () => {
    const { cloud, svm, template } = newCase();
    there(svm);
    const spoilt: ObjectEdit = object => object.spec?.storageDriverName === 'ontap-san' ? withSpec({ sanType: 'usb' })(object) : hurried(object);
    const { failure } = await timed(cloud.deploy(template(TWO), spoilt));
    expect(failure).toMatch(/DataGatesanAccepted.*Failed to create backend: sanType usb is none of/);
    await cloud.rollBack();
    for (const object of await objectsFor(template(TWO))) {
      expect([object.kind, await stored(object)]).toEqual([object.kind, undefined]);
    }
  });

  test('the clocks of others, and what others fail at, end nobody\'s patience', async () => {
    const other = newCase();
    const failed = await timed(other.cloud.deploy(other.template(), hurried)); // its SVM is not there
    expect(failed.failure).toMatch(/has no SVM/);
    await timerExpired(await configFor(other.template())); // and both of it lie there, Failed and over
    const { cloud, svm, template } = newCase();
    setTimeout(() => there(svm), 1500);
    const { seconds, failure } = await timed(cloud.deploy(template(), hurried));
    expect(failure).toBeUndefined();
    expect(seconds).toBeGreaterThan(1.4);
    await other.cloud.rollBack();
  });

  test('a Trident that never answers fails the deployment in time', async () => {
    const { cloud, svm, template } = newCase();
    there(svm);
    await ontap.trident.pause();
    const { seconds, failure } = await timed(cloud.deploy(template(), hurried));
    expect(failure).toMatch(/^Ask Case\d+\/DataGatenasWord.*Timeout waiting for output/);
    expect(seconds).toBeLessThan(TIMEOUT + 300 / 30 + 5);
    ontap.trident.resume();
    await sleep(500);
    await cloud.rollBack();
    log(`no answer: failed after ${seconds.toFixed(1)} s`);
  });
});
