import { CfnParameter, RemovalPolicy, Size, Stack, Stage, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { ApiObject, JsonPatch } from 'cdk8s';
import {
  FsxOntapStorage, FsxOntapStorageProps, OntapBackend, OntapBlockFileSystem, OntapManagedConfig, OntapNfsVersion,
  OntapSanType, OntapSecurityStyle,
  OntapTieringPolicy, ReclaimPolicy, TridentDriver, VolumeBindingMode,
} from '../../../src';
import {
  beforeOf, errorOf, idsIn, importedCluster, inOrder, KubernetesObject, objectsOf, ownCluster, resourceOf, resourcesOf,
  testApp, testStack,
} from '../../support/fixture';
import {
  ReadinessResources, ONTAP_CLAIM, ONTAP_FILE_SYSTEM, QUESTION, SECRET, SECRET_ARN, SVM, existingOntap, readinessOf,
  managedOntap, manifestWith, objectsIn,
  ownOntap, routedSubnets,
} from '../../support/ontap';

const ACKNOWLEDGE = { 'ontap/nodes-unprepared': 'the image has it', 'ontap/tiering-moves-hot-data': 'nobody reads it' };

interface Made {
  readonly stack: Stack;
  readonly storage: FsxOntapStorage;
}

function storageWith(backends?: OntapBackend[], props: Partial<FsxOntapStorageProps> = {}): Made {
  const stack = testStack();
  return { stack, storage: managedOntap(stack, {}, { backends, acknowledge: ACKNOWLEDGE, ...props }) };
}

const configsOf = (stack: Stack) => objectsOf(stack).filter(({ kind }) => kind === 'TridentBackendConfig');
const classesOf = (stack: Stack) => objectsOf(stack).filter(({ kind }) => kind === 'StorageClass');

/** The one backend, as Trident reads it. */
function specWith(backend: OntapBackend): any {
  const [{ spec }] = configsOf(storageWith([backend]).stack);
  return spec;
}

function classWith(backend: OntapBackend): KubernetesObject {
  return classesOf(storageWith([backend]).stack)[0];
}

describe('a TridentBackendConfig', () => {
  test('finds the file system by its id, the storage virtual machine by its name, the credentials by the ARN of the secret', () => {
    const { stack } = storageWith();
    const [{ apiVersion, metadata, spec }] = configsOf(stack);
    const [fileSystem, secret] = [ONTAP_FILE_SYSTEM, SECRET].map(type => resourceOf(stack, type).id);
    expect([apiVersion, metadata.namespace]).toEqual(['trident.netapp.io/v1', 'trident']);
    expect(spec).toMatchObject({
      version: 1, storageDriverName: 'ontap-nas', backendName: metadata.name, svm: resourceOf(stack, SVM).Properties.Name,
      aws: { fsxFilesystemID: `\${${fileSystem}}`, apiRegion: 'eu-west-1' }, credentials: { name: `\${${secret}}`, type: 'awsarn' },
    });
  });

  test('says nothing that Trident finds out by itself, or that was not requested', () => {
    const { debugTraceFlags, ...spec } = specWith(OntapBackend.nas());
    expect(Object.keys(spec).sort()).toEqual([
      'aws', 'backendName', 'credentials', 'defaults', 'deletionPolicy', 'storageDriverName', 'storagePrefix', 'svm', 'version',
    ]);
    expect(spec.defaults).toEqual({ tieringPolicy: 'none' });
  });

  test('of an existing file system names what is there', () => {
    const stack = testStack();
    existingOntap(stack);
    expect(configsOf(stack)[0].spec).toMatchObject({
      aws: { fsxFilesystemID: 'fs-0123456789abcdef0' }, svm: 'training', credentials: { name: SECRET_ARN, type: 'awsarn' },
    });
  });

  test.each<[string, OntapBackend, object]>([
    ['ontap-nas', OntapBackend.nas(), {}],
    ['ontap-nas-economy', OntapBackend.nasEconomy({ qtreesPerFlexvol: 300, limitVolumePoolSize: Size.tebibytes(1) }), {
      qtreesPerFlexvol: '300', limitVolumePoolSize: '1024Gi',
    }],
    ['ontap-nas-flexgroup', OntapBackend.nasFlexgroup(), {}],
    ['ontap-san', OntapBackend.san(), { sanType: 'iscsi' }],
    ['ontap-san', OntapBackend.san({ sanType: OntapSanType.NVME }), { sanType: 'nvme' }],
    ['ontap-san-economy', OntapBackend.sanEconomy({ lunsPerFlexvol: 50 }), { lunsPerFlexvol: '50' }],
  ])('%s: %#', (storageDriverName, backend, expected) => {
    expect(specWith(backend)).toMatchObject({ storageDriverName, ...expected });
  });

  test('of the economy driver has no sanType, which Trident knows of ontap-san alone', () => {
    expect(specWith(OntapBackend.sanEconomy())).not.toHaveProperty('sanType');
  });

  test('writes every default as a string', () => {
    const spec = specWith(OntapBackend.nas({
      tieringPolicy: OntapTieringPolicy.SNAPSHOT_ONLY, snapshotPolicy: 'default', snapshotReserve: 10, snapshotDirectory: true, unixPermissions: '0755',
      exportPolicy: 'nodes', securityStyle: OntapSecurityStyle.MIXED, spaceReserved: true, splitOnClone: true, qosPolicy: 'gold', skipRecoveryQueue: true,
    }));
    expect(spec.defaults).toEqual({
      tieringPolicy: 'snapshot-only', snapshotPolicy: 'default', snapshotReserve: '10', snapshotDir: 'true', unixPermissions: '0755', exportPolicy: 'nodes',
      securityStyle: 'mixed', spaceReserve: 'volume', splitOnClone: 'true', qosPolicy: 'gold', skipRecoveryQueue: 'true',
    });
  });

  test.each<[string, object, object]>([
    ['an automatic export policy', { autoExportPolicy: true, autoExportCidrs: ['10.0.0.0/16'] }, { autoExportPolicy: true, autoExportCIDRs: ['10.0.0.0/16'] }],
    ['labels', { labels: { team: 'vision' } }, { labels: { team: 'vision' } }],
    ['a limit', { limitVolumeSize: Size.tebibytes(2) }, { limitVolumeSize: '2048Gi' }],
    ['a limit that is no whole number of GiB, as whole MiB: Trident reads no fractions', { limitVolumeSize: Size.mebibytes(1536) }, { limitVolumeSize: '1536Mi' }],
  ])('has %s', (_, options, expected) => {
    expect(specWith(OntapBackend.nas(options))).toMatchObject(expected);
  });

  test.each<[RemovalPolicy | undefined, string]>([
    [undefined, 'retain'], [RemovalPolicy.RETAIN, 'retain'], [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'retain'], [RemovalPolicy.DESTROY, 'delete'],
  ])('of a file system with %s says deletionPolicy %s, in lower case', (removalPolicy, expected) => {
    const stack = testStack();
    managedOntap(stack, { removalPolicy });
    expect(configsOf(stack)[0].spec.deletionPolicy).toBe(expected);
  });

  test('of an existing file system retains, also where its volumes are deleted', () => {
    const stack = testStack();
    existingOntap(stack, {}, { reclaimPolicy: ReclaimPolicy.DELETE });
    expect(configsOf(stack)[0].spec.deletionPolicy).toBe('retain');
  });
});

describe('pools', () => {
  const TWO = OntapBackend.nas({
    snapshotPolicy: 'default', pools: [{ name: 'hot', snapshotReserve: 20 }, { name: 'archive', tieringPolicy: OntapTieringPolicy.AUTO }],
  });

  test('are virtual pools with a label each, that say what differs', () => {
    const spec = specWith(TWO);
    expect(spec.defaults).toEqual({ tieringPolicy: 'none', snapshotPolicy: 'default' });
    expect(spec.storage).toEqual([
      { labels: { pool: 'hot' }, defaults: { snapshotReserve: '20' } }, { labels: { pool: 'archive' }, defaults: { tieringPolicy: 'auto' } },
    ]);
  });

  test('have a class each, which selects by the label', () => {
    const { stack } = storageWith([TWO]);
    expect(classesOf(stack).map(({ parameters }) => parameters.selector)).toEqual(['pool=hot', 'pool=archive']);
    expect(new Set(classesOf(stack).map(({ metadata }) => metadata.name)).size).toBe(2);
  });

  test('are there or not: a backend without pools has one class that selects none', () => {
    expect(specWith(OntapBackend.nas())).not.toHaveProperty('storage');
    expect(specWith(OntapBackend.nas({ pools: [] }))).not.toHaveProperty('storage');
    expect(classWith(OntapBackend.nas()).parameters).not.toHaveProperty('selector');
  });

  test.each<[string, any[]]>([
    ['in capitals', [{ name: 'Hot' }]], ['twice', [{ name: 'hot' }, { name: 'hot' }]], ['too long', [{ name: 'h'.repeat(33) }]],
  ])('named %s are rejected', (_, pools) => {
    expect(idsIn(errorOf(() => storageWith([OntapBackend.nas({ pools })])))).toEqual(['ontap/pool-name']);
  });
});

describe('a StorageClass', () => {
  test('allows claims to grow and creates volumes at once, unless its backend states otherwise', () => {
    const waiting = OntapBackend.nas({
      allowVolumeExpansion: false,
      volumeBindingMode: VolumeBindingMode.WAIT_FOR_FIRST_CONSUMER,
    });
    const [first, second] = [OntapBackend.nas(), waiting].map(classWith);
    expect(first).toMatchObject({ allowVolumeExpansion: true, volumeBindingMode: 'Immediate' });
    expect(second).toMatchObject({ allowVolumeExpansion: false, volumeBindingMode: 'WaitForFirstConsumer' });
  });

  test('is another one with another binding mode, which is immutable, but not if it allows expansion', () => {
    const [first, waits, fixed] = [
      {}, { volumeBindingMode: VolumeBindingMode.WAIT_FOR_FIRST_CONSUMER },
      { allowVolumeExpansion: false, volumeBindingMode: VolumeBindingMode.IMMEDIATE },
    ].map(options => classWith(OntapBackend.nas(options)).metadata.name);
    expect(waits).not.toBe(first);
    expect(fixed).toBe(first);
  });

  test('has nothing that Trident does not know, or it would drop the class', () => {
    const { stack, storage } = storageWith();
    const [{ metadata, apiVersion, kind, ...rest }] = classesOf(stack);
    expect(metadata.name).toBe(storage.storageClassName);
    expect(rest).toEqual({
      provisioner: 'csi.trident.netapp.io',
      parameters: { backendType: 'ontap-nas', storagePools: `${configsOf(stack)[0].metadata.name}:.*` },
      reclaimPolicy: 'Retain', volumeBindingMode: 'Immediate', allowVolumeExpansion: true, mountOptions: ['nfsvers=4.1', 'hard'],
    });
  });

  test.each<[string, OntapBackend, string[]]>([
    ['NFS 3', OntapBackend.nas({ nfsVersion: OntapNfsVersion.V3 }), ['nfsvers=3', 'hard']],
    ['connections', OntapBackend.nas({ nconnect: 16 }), ['nfsvers=4.1', 'nconnect=16', 'hard']],
    ['options of the user', OntapBackend.nas({ mountOptions: ['noatime'] }), ['nfsvers=4.1', 'noatime']],
    ['block devices', OntapBackend.san({ mountOptions: ['discard'] }), ['discard']],
  ])('mounts with %s', (_, backend, expected) => {
    expect(classWith(backend).mountOptions).toEqual(expected);
  });

  test.each([['nfsvers=3'], ['vers=3'], ['nconnect=4']])('does not contradict itself with %s', option => {
    expect(idsIn(errorOf(() => storageWith([OntapBackend.nas({ mountOptions: [option] })])))).toEqual(['ontap/mount-options']);
  });

  test('of block devices says which file system a node makes', () => {
    expect(classWith(OntapBackend.san()).parameters['csi.storage.k8s.io/fstype']).toBe('ext4');
    expect(classWith(OntapBackend.san({ fileSystemType: OntapBlockFileSystem.XFS })).parameters['csi.storage.k8s.io/fstype']).toBe('xfs');
    expect(classWith(OntapBackend.nas()).parameters).not.toHaveProperty('csi.storage.k8s.io/fstype');
  });

  test('begins with the name that is requested', () => {
    const { stack } = storageWith(undefined, { storageClassName: 'fast' });
    expect(classesOf(stack)[0].metadata.name).toMatch(/^fast-nas-[0-9a-f]{8}$/);
  });

  test('is another one when its parameters are, since Kubernetes changes none', () => {
    const name = (backend: OntapBackend) => classWith(backend).metadata.name;
    expect(name(OntapBackend.san({ fileSystemType: OntapBlockFileSystem.XFS }))).not.toBe(name(OntapBackend.san()));
    expect(name(OntapBackend.nas({ mountOptions: [] }))).toBe(name(OntapBackend.nas()));
  });
});

describe('the name of a backend in the cluster', () => {
  type Configure = Partial<OntapManagedConfig> | ((stack: Stack) => Partial<OntapManagedConfig>);
  const nameWith = (config: Configure, props: Partial<FsxOntapStorageProps> = {}) => {
    const stack = testStack();
    managedOntap(stack, typeof config === 'function' ? config(stack) : config, { acknowledge: ACKNOWLEDGE, ...props });
    return configsOf(stack)[0].metadata.name;
  };

  test.each<[string, Partial<OntapManagedConfig>, Partial<FsxOntapStorageProps>]>([
    ['the storage virtual machine', { svmName: 'other' }, {}],
    ['the deployment type', { deploymentType: 'SINGLE_AZ_1' as any, throughputCapacityPerHaPair: 512 }, {}],
    ['the driver', {}, { backends: [OntapBackend.nasFlexgroup({ name: 'nas' })] }],
    ['the prefix', {}, { backends: [OntapBackend.nas({ storagePrefix: 'ml_' })] }],
  ])('is another one when %s is, because Trident would look for the old volumes there', (_, config, props) => {
    expect(nameWith(config, props)).not.toBe(nameWith({}));
  });

  test('is another one when the subnets are, since the file system then is', () => {
    expect(nameWith(stack => ({ vpcSubnets: { subnets: [routedSubnets(stack)[1]] } }))).not.toBe(nameWith({}));
  });

  test.each<[string, Partial<OntapManagedConfig>, Partial<FsxOntapStorageProps>]>([
    ['capacity', { capacity: Size.tebibytes(4) }, {}],
    ['throughput', { throughputCapacityPerHaPair: 768 }, {}],
    ['tags', { tags: { team: 'vision' } }, {}],
    ['defaults', {}, { backends: [OntapBackend.nas({ snapshotPolicy: 'default' })] }],
    ['a pool', {}, { backends: [OntapBackend.nas({ pools: [{ name: 'hot' }] })] }],
    ['another backend', {}, { backends: [OntapBackend.nas(), OntapBackend.san()] }],
  ])('stays when what changes is %s', (_, config, props) => {
    expect(nameWith(config, props)).toBe(nameWith({}));
  });

  test.each(['数据', '---', 'Ünïcödé', 'Construct'.repeat(25), '1st'])('is one that Kubernetes takes, also for a storage called %s', id => {
    const stack = testStack();
    managedOntap(stack, {}, { claim: ONTAP_CLAIM }, id);
    for (const { kind, metadata } of objectsOf(stack)) {
      expect([kind, metadata.name]).toEqual([kind, expect.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)]);
    }
  });
});

describe('the storage prefix', () => {
  const prefixes = (make: (stack: Stack) => unknown, stack = testStack()) => {
    make(stack);
    return configsOf(stack).map(({ spec }) => spec.storagePrefix as string);
  };

  test('begins with the name of the cluster', () => {
    const [prefix] = prefixes(stack => managedOntap(stack));
    expect(prefix).toMatch(/^training_[0-9a-f]{8}_$/);
  });

  test.each<[string, string, string]>([['1st cluster', '1st-cluster', '_1st_cluster_'], ['hyphens', 'a--b', 'a_b_']])('is one that ONTAP takes: %s', (_, clusterName, stem) => {
    const [prefix] = prefixes(stack => managedOntap(stack, {}, { cluster: importedCluster(stack, { clusterName }) }));
    expect(prefix).toMatch(new RegExp(`^${stem}[0-9a-f]{8}_$`));
  });

  test('is short enough for the name of a volume', () => {
    const [prefix] = prefixes(stack => managedOntap(stack, {}, { cluster: importedCluster(stack, { clusterName: 'c'.repeat(100) }) }));
    expect(prefix.length).toBeLessThan(64);
  });

  test('is of the cluster, the stack, the storage and the backend alone', () => {
    const found = [
      ...prefixes(stack => managedOntap(stack, {}, { backends: [OntapBackend.nas(), OntapBackend.nasEconomy()] })),
      ...prefixes(stack => managedOntap(stack, {}, {}, 'Other')),
      ...prefixes(stack => managedOntap(stack), testStack(testApp(), 'Elsewhere')),
      ...prefixes(stack => managedOntap(stack, {}, { cluster: importedCluster(stack, { clusterName: 'inference' }) })),
    ];
    expect(new Set(found).size).toBe(5);
  });

  test('is the same at the next synthesis, and whatever else changes', () => {
    const [before] = prefixes(stack => managedOntap(stack));
    expect(prefixes(stack => managedOntap(stack))).toEqual([before]);
    const changed = prefixes(stack =>
      managedOntap(stack, { capacity: Size.tebibytes(4) }, { backends: [OntapBackend.nas({ snapshotReserve: 5 })] }),
    );
    expect(changed).toEqual([before]);
  });

  test('is that of the user, who is held to what the driver takes', () => {
    expect(specWith(OntapBackend.nas({ storagePrefix: 'ml_' })).storagePrefix).toBe('ml_');
    expect(idsIn(errorOf(() => specWith(OntapBackend.nas({ storagePrefix: '1ml' }))))).toEqual(['ontap/storage-prefix-format']);
  });

  describe('that another backend of the app has on the same storage virtual machine', () => {
    const shared = (name: string) => OntapBackend.nasEconomy({ name, storagePrefix: 'ml_' });

    test('is rejected in one storage', () => {
      const message = errorOf(() => storageWith([shared('a'), OntapBackend.nas(), shared('b')]));
      expect(idsIn(message)).toEqual(['ontap/storage-prefix-shared']);
      expect(message).toContain('backend \'b\': storagePrefix \'ml_\': \'backend a\' has this prefix');
    });

    test('is rejected in two storages, also across stacks and clusters', () => {
      const app = testApp();
      const [one, other] = [testStack(app), testStack(app, 'Elsewhere')];
      existingOntap(one, {}, { backends: [shared('a')] });
      const cluster = importedCluster(other, { clusterName: 'inference' });
      expect(errorOf(() => existingOntap(other, {}, { cluster, backends: [shared('b')] })))
        .toContain('\'Storage/Data, backend a\' has this prefix');
    });

    test('is rejected beside the storage that creates the file system', () => {
      const { stack, storage } = storageWith([shared('a')]);
      const { fileSystemId, svmName } = storage;
      expect(idsIn(errorOf(() => existingOntap(stack, { fileSystemId, svmName }, { backends: [shared('b')] }, 'More'))))
        .toEqual(['ontap/storage-prefix-shared']);
    });

    test('can be acknowledged', () => {
      const acknowledge = { ...ACKNOWLEDGE, 'ontap/storage-prefix-shared': 'no economy driver' };
      const same = (name: string) => OntapBackend.nas({ name, storagePrefix: 'ml_' });
      expect(configsOf(storageWith([same('a'), same('b')], { acknowledge }).stack)).toHaveLength(2);
    });

    test.each([
      ['storage virtual machine', { svmName: 'other' }], ['file system', { fileSystemId: 'fs-0123456789abcdef1' }],
    ])('is accepted on another %s', (_, over) => {
      const stack = testStack();
      existingOntap(stack, {}, { backends: [shared('a')] });
      expect(() => existingOntap(stack, over, { backends: [shared('b')] }, 'More')).not.toThrow();
    });

    test('is accepted in another stage', () => {
      const app = testApp();
      for (const stage of ['Test', 'Live'].map(id => new Stage(app, id))) {
        existingOntap(new Stack(stage, 'Storage', { env: { account: '111122223333', region: 'eu-west-1' } }), {}, { backends: [shared('a')] });
      }
    });
  });

  test('does not need the name of a cluster of the app', () => {
    const stack = testStack();
    ownOntap(stack);
    expect(configsOf(stack)[0].spec.storagePrefix).toMatch(/^eks_[0-9a-f]{8}_$/);
  });
});

describe('the gate of a backend', () => {
  const readinessWith = (backends?: OntapBackend[]): ReadinessResources => readinessOf(storageWith(backends).stack);
  const requestedOf = ({ timeout, status }: ReadinessResources) =>
    [timeout, status].map(({ Properties }) => Properties.JsonPath as string);
  const revisionOf = (stack: Stack) => Object.keys(configsOf(stack)[0].spec.debugTraceFlags)[0];

  test('asks first whether this version is in force or its time is up', () => {
    const { stack } = storageWith();
    const revision = revisionOf(stack);
    const { timeout } = readinessOf(stack);
    expect(timeout.Properties).toMatchObject({
      ObjectType: 'tridentbackends.trident.netapp.io,jobs.batch', ObjectNamespace: 'trident', TimeoutSeconds: 600,
    });
    expect(timeout.Properties.JsonPath).toContain(`debugTraceFlags.${revision}==false`);
    expect(timeout.Properties.JsonPath).toContain(`labels.${revision}==@.status.conditions[0].reason`);
  });

  test('asks then what Trident says, and looks the backend up by that', () => {
    const { stack } = storageWith();
    const { status, accepted } = readinessOf(stack);
    expect(status.Properties.ObjectType).toBe('tridentbackends.trident.netapp.io,tridentbackendconfigs.trident.netapp.io');
    expect(status.Properties.JsonPath).toContain(`labels.${revisionOf(stack)}!=@.status.lastOperationStatus`);
    expect(accepted.Properties).toMatchObject({
      ObjectType: 'tridentbackends.trident.netapp.io', ObjectName: { 'Fn::GetAtt': [status.id, 'Value'] }, JsonPath: '.backendUUID',
    });
  });

  test('waits no longer than the function that asks can run', () => {
    const { stack } = storageWith();
    resourcesOf(stack, QUESTION).forEach(({ Properties }) =>
      expect(Properties.TimeoutSeconds).toBeLessThanOrEqual(14 * 60),
    );
  });

  test('has a mark of the version on the backend that is no trace, and a clock that starts with it', () => {
    const { stack } = storageWith();
    const [config, timer] = objectsIn(manifestWith(stack, 'TridentBackendConfig'));
    const revision = revisionOf(stack);
    expect(config.spec.debugTraceFlags).toEqual({ [revision]: false });
    expect(config.metadata.labels).toEqual({ [revision]: 'Success' });
    expect(timer).toMatchObject({ kind: 'Job', metadata: { namespace: 'trident', labels: { [revision]: 'DeadlineExceeded' } } });
    expect(timer.spec).toMatchObject({ parallelism: 0, activeDeadlineSeconds: 300 });
    expect(timer.spec.activeDeadlineSeconds).toBeLessThan(readinessOf(stack).timeout.Properties.TimeoutSeconds);
    expect(timer.metadata.name.length).toBeLessThanOrEqual(63);
  });

  test.each<[string, OntapBackend]>([
    ['defaults', OntapBackend.nas({ snapshotPolicy: 'default' })],
    ['a limit', OntapBackend.nas({ limitVolumeSize: Size.gibibytes(100) })],
    ['labels', OntapBackend.nas({ labels: { team: 'vision' } })],
    ['a pool', OntapBackend.nas({ pools: [{ name: 'hot' }] })],
    ['an export policy', OntapBackend.nas({ autoExportPolicy: true })],
    ['the prefix', OntapBackend.nas({ storagePrefix: 'ml_' })],
  ])('asks again, both questions, when the backend changes: %s', (_, backend) => {
    const [before, after] = [undefined, [backend]].map(backends => requestedOf(readinessWith(backends)));
    after.forEach((question, index) => expect(question).not.toBe(before[index]));
  });

  test('asks again when the backend is patched through manifests, and the patch takes part in the mark', () => {
    const { stack, storage } = storageWith();
    const config = ApiObject.of(storage.manifests.node.children.find(child => (child as ApiObject).kind === 'TridentBackendConfig')!);
    config.addJsonPatch(JsonPatch.add('/spec/limitAggregateUsage', '80%'), JsonPatch.add('/spec/debugTraceFlags', { api: true }));
    const after = readinessOf(stack);
    const revision = Object.keys(configsOf(stack)[0].spec.debugTraceFlags).find(flag => flag.startsWith('revision-'))!;
    const before = revisionOf(storageWith().stack);
    expect(revision).not.toBe(before);
    expect(configsOf(stack)[0].spec).toMatchObject({ limitAggregateUsage: '80%', debugTraceFlags: { api: true, [revision]: false } });
    requestedOf(after).forEach(question => expect(question).toContain(revision));
    expect(objectsOf(stack).find(({ kind }) => kind === 'Job')!.metadata.name).toContain(revision);
  });

  test('asks nothing again when the backend does not change', () => {
    const before = requestedOf(readinessWith());
    expect(requestedOf(readinessWith([OntapBackend.nas()]))).toEqual(before);
    expect(requestedOf(readinessWith([OntapBackend.nas({ mountOptions: ['noatime'] })]))).toEqual(before);
    const claimed = storageWith(undefined, { claim: ONTAP_CLAIM }).stack;
    expect(requestedOf(readinessOf(claimed))).toEqual(before);
  });

  test('leaves that of another backend alone', () => {
    const [before, after] = [{}, { snapshotReserve: 5 }].map(
      options => storageWith([OntapBackend.nas(), OntapBackend.san(options)]).stack,
    );
    expect(requestedOf(readinessOf(after))).toEqual(requestedOf(readinessOf(before)));
    expect(requestedOf(readinessOf(after, 'san'))).not.toEqual(requestedOf(readinessOf(before, 'san')));
  });
});

describe('order', () => {
  test('definitions, backends, patience, word, acceptance, classes and claims', () => {
    const stack = testStack();
    ownOntap(stack, {}, { claim: ONTAP_CLAIM });
    const definitions = resourcesOf(stack, QUESTION).find(({ Properties }) => Properties.ObjectType === 'crd')!;
    const { timeout, status, accepted } = readinessOf(stack);
    const [backends, claims] = ['TridentBackendConfig', 'PersistentVolumeClaim'].map(kind => manifestWith(stack, kind).id);
    expect(inOrder(stack, definitions.id, backends, timeout.id, status.id, accepted.id, claims)).toBe(true);
    expect(manifestWith(stack, 'StorageClass').id).toBe(claims);
  });

  test('file system, storage virtual machine, secret, volumes, rules and policies before the backends', () => {
    const stack = testStack();
    ownOntap(stack, { volumes: [{ name: 'corpus', size: Size.gibibytes(10) }] });
    const before = beforeOf(stack, manifestWith(stack, 'TridentBackendConfig').id);
    const types = [ONTAP_FILE_SYSTEM, SVM, SECRET, 'AWS::FSx::Volume', 'AWS::EC2::SecurityGroupIngress'];
    const needed = [...types.flatMap(type => resourcesOf(stack, type)), ...resourcesOf(stack, 'AWS::IAM::Policy').filter(({ id }) => id.includes('Trident'))];
    expect(needed.length).toBe(7);
    needed.forEach(({ id }) => expect(before).toContain(id));
  });

  test('a claim of one backend waits for the gates of all, one further claim too', () => {
    const { stack, storage } = storageWith([OntapBackend.nas(), OntapBackend.san()]);
    storage.addClaim('More', ONTAP_CLAIM);
    const before = beforeOf(stack, manifestWith(stack, 'PersistentVolumeClaim').id);
    ['nas', 'san'].forEach(backend => expect(before).toContain(readinessOf(stack, backend).accepted.id));
  });
});

describe('several backends', () => {
  test('come in one custom resource, with names, gates and classes of their own', () => {
    const { stack, storage } = storageWith([OntapBackend.san(), OntapBackend.nas(), OntapBackend.nas({ name: 'old', nfsVersion: OntapNfsVersion.V3 })]);
    expect(objectsIn(manifestWith(stack, 'TridentBackendConfig')).map(({ kind }) => kind)).toEqual([
      'TridentBackendConfig', 'Job', 'TridentBackendConfig', 'Job', 'TridentBackendConfig', 'Job',
    ]);
    expect(configsOf(stack).map(({ metadata }) => metadata.name)).toEqual(['san', 'nas', 'old'].map(name => expect.stringMatching(`^data-${name}-`)));
    expect(resourcesOf(stack, QUESTION)).toHaveLength(9);
    expect(classesOf(stack)).toHaveLength(3);
    expect(storage.storageClassName).toBe(classesOf(stack)[0].metadata.name);
  });

  test('that would have one name are rejected', () => {
    expect(idsIn(errorOf(() => storageWith([OntapBackend.nas(), OntapBackend.nas()])))).toEqual(['ontap/backend-twice']);
  });

  test('are at least one', () => {
    expect(idsIn(errorOf(() => storageWith([], { claim: ONTAP_CLAIM })))).toEqual(['ontap/backends-missing']);
  });
});

describe('a backend is held against the file system and the cluster', () => {
  test.each<[string, Partial<OntapManagedConfig>, OntapBackend]>([
    ['ontap/block-not-offered', { haPairs: 7, throughputCapacityPerHaPair: 1536, capacity: Size.tebibytes(7) }, OntapBackend.san()],
    ['ontap/nvme-not-offered', { deploymentType: 'SINGLE_AZ_1' as any, throughputCapacityPerHaPair: 512 }, OntapBackend.san({ sanType: OntapSanType.NVME })],
    ['ontap/nconnect', {}, OntapBackend.nas({ nconnect: 17 })],
    ['ontap/nconnect', {}, OntapBackend.nas({ nconnect: 4, nfsVersion: OntapNfsVersion.V4_0 })],
    ['ontap/backend-name-format', {}, OntapBackend.nas({ name: 'NFS' })],
    ['ontap/label-format', {}, OntapBackend.nas({ labels: { pool: 'hot' } })],
    ['ontap/qos-policies', {}, OntapBackend.nas({ qosPolicy: 'a', adaptiveQosPolicy: 'b' })],
    ['ontap/security-style-on-block', {}, OntapBackend.san({ securityStyle: OntapSecurityStyle.UNIX })],
    ['ontap/snapshot-reserve', {}, OntapBackend.nas({ pools: [{ name: 'hot', snapshotReserve: 91 }] })],
    ['ontap/volume-limit', {}, OntapBackend.nas({ limitVolumeSize: Size.mebibytes(19) })],
    ['ontap/claims-per-volume', {}, OntapBackend.nasEconomy({ qtreesPerFlexvol: 49 })],
  ])('%s: %#', (id, config, backend) => {
    expect(
      idsIn(errorOf(() => managedOntap(testStack(), config, { backends: [backend], acknowledge: ACKNOWLEDGE }))),
    ).toEqual([id]);
  });

  test('on Auto Mode, whose nodes attach no block devices, unless it is acknowledged', () => {
    const stack = testStack();
    const cluster = ownCluster(stack, {
      defaultCapacityType: eks.DefaultCapacityType.AUTOMODE,
      defaultCapacity: undefined,
    });
    const backends = [OntapBackend.san()];
    expect(idsIn(errorOf(() => ownOntap(stack, {}, { cluster, backends })))).toEqual(['ontap/block-on-auto-mode']);
    const acknowledge = { 'ontap/block-on-auto-mode': 'a node group of AL2023', 'ontap/nodes-unprepared': 'whose image has it' };
    expect(() => ownOntap(stack, {}, { cluster, backends, acknowledge }, 'Acknowledged')).not.toThrow();
  });

  test('unless the file system is an existing one of which nothing is known', () => {
    const stack = testStack();
    const driver = TridentDriver.existing({ nodesPreparedForIscsi: true });
    const backends = [OntapBackend.san({ sanType: OntapSanType.NVME })];
    expect(() => existingOntap(stack, {}, { driver, backends })).not.toThrow();
    expect(() => existingOntap(stack, { deploymentType: 'MULTI_AZ_1' as any }, { driver, backends }, 'Known')).toThrow(/ontap\/nvme-not-offered/);
    expect(() => existingOntap(stack, { haPairs: 7 }, { driver, backends }, 'Pairs')).toThrow(/ontap\/block-not-offered/);
  });
});

describe('values that are known at deployment', () => {
  const number = (stack: Stack) => new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  const text = (stack: Stack) => new CfnParameter(stack, 'Text').valueAsString;

  test.each<[string, (stack: Stack) => OntapBackend, object]>([
    ['a reserve', stack => OntapBackend.nas({ snapshotReserve: number(stack) }), { defaults: { snapshotReserve: '${Number}' } }],
    ['permissions', stack => OntapBackend.nas({ unixPermissions: text(stack) }), { defaults: { unixPermissions: '${Text}' } }],
    ['a policy', stack => OntapBackend.nas({ snapshotPolicy: text(stack) }), { defaults: { snapshotPolicy: '${Text}' } }],
    ['qtrees', stack => OntapBackend.nasEconomy({ qtreesPerFlexvol: number(stack) }), { qtreesPerFlexvol: '${Number}' }],
    ['LUNs', stack => OntapBackend.sanEconomy({ lunsPerFlexvol: number(stack) }), { lunsPerFlexvol: '${Number}' }],
    ['a limit', stack => OntapBackend.nas({ limitVolumeSize: Size.gibibytes(number(stack)) }), { limitVolumeSize: '${Number}Gi' }],
    ['labels', stack => OntapBackend.nas({ labels: { team: text(stack) } }), { labels: { team: '${Text}' } }],
    ['a pool\'s reserve', stack => OntapBackend.nas({ pools: [{ name: 'hot', snapshotReserve: number(stack) }] }), {
      storage: [{ labels: { pool: 'hot' }, defaults: { snapshotReserve: '${Number}' } }],
    }],
  ])('reach the backend: %s', (_, backend, expected) => {
    const stack = testStack();
    managedOntap(stack, {}, { backends: [backend(stack)], acknowledge: ACKNOWLEDGE });
    expect(configsOf(stack)[0].spec).toMatchObject(expected);
  });

  test('reach the class: connections', () => {
    const stack = testStack();
    managedOntap(stack, {}, { backends: [OntapBackend.nas({ nconnect: number(stack) })] });
    expect(classesOf(stack)[0].mountOptions).toEqual(['nfsvers=4.1', 'nconnect=${Number}', 'hard']);
  });

  test.each<[string, (stack: Stack) => OntapBackend]>([
    ['name', stack => OntapBackend.nas({ name: text(stack) })],
  ])('are rejected where names are made of them, in words: %s', (_, backend) => {
    const stack = testStack();
    const message = errorOf(() => managedOntap(stack, {}, { backends: [backend(stack)] }));
    expect(idsIn(message)).toEqual(['ontap/backend-known-late']);
    expect(message).not.toMatch(/Token\[/);
  });
});
