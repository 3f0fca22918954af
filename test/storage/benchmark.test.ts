import { Duration, Size, Stack } from 'aws-cdk-lib';
import {
  FsxLustreStorage, LustreDeploymentType, LustreMetadataMode, LustreProvisioning, OntapBackend, OntapDeploymentType,
  StorageBenchmarkOptions,
  VolumeAccessMode, VolumeMode,
} from '../../src';
import { BENCHMARK_SCRIPT } from '../../src/storage/benchmark/script';
import { BENCHMARK_TESTS } from '../../src/storage/benchmark/tests';
import { BENCHMARK_FIELD_NAMES } from '../../src/storage/schema';
import { check } from '../../src/validation/check';
import { benchmarkRulesOf } from '../../src/validation/common/benchmark';
import { DeferredValue } from '../../src/validation/deferred-value';
import { entry } from '../../src/validation/report';
import { EXISTING, managedOn, storageOn, testStack } from '../support/fixture';
import { ONTAP_CLAIM, managedOntap } from '../support/ontap';

type Storage = Pick<FsxLustreStorage, 'addBenchmark'>;

function jobOf(storage: Storage, options: StorageBenchmarkOptions = {}): any {
  const benchmark = storage.addBenchmark('Speed', options);
  return benchmark.manifests.toJson().find(({ kind }: any) => kind === 'Job');
}

/** The expected values, by test. */
function expectedOf(storage: Storage, options: StorageBenchmarkOptions = {}): { [test: string]: string } {
  const { env } = jobOf(storage, options).spec.template.spec.containers[0];
  const values = env.find(({ name }: any) => name === 'EXPECTED').value.split(' ');
  return Object.fromEntries(BENCHMARK_TESTS.map(({ name }, index) => [name, values[index]]).filter(([, value]) => value !== '-'));
}

const rejectedBy = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return /(lustre|ontap|input)\/\S+/.exec((error as Error).message)?.[0];
  }
  return undefined;
};

describe('the Job', () => {
  const stack = testStack();
  const storage = managedOn(stack, {}, { claim: { name: 'data', namespace: 'ml' } });
  const job = jobOf(storage, {
    pods: 4,
    threads: 2,
    fileSize: Size.mebibytes(64),
    duration: Duration.seconds(30),
    minimumPercent: 90,
  });
  const pod = job.spec.template.spec;

  test('runs once in the namespace of the claim, with an index for each pod', () => {
    expect(job.metadata).toMatchObject({ name: expect.stringMatching(/^speed-[0-9a-f]{8}$/), namespace: 'ml' });
    expect(job.spec).toMatchObject({ completionMode: 'Indexed', completions: 4, parallelism: 4, backoffLimit: 0 });
    expect(pod).toMatchObject({ restartPolicy: 'Never', automountServiceAccountToken: false });
    expect(pod.topologySpreadConstraints[0].labelSelector.matchLabels).toEqual({ 'batch.kubernetes.io/job-name': job.metadata.name });
  });

  test('mounts the claim and gets the values of the options', () => {
    expect(pod.volumes).toEqual([storage.podVolume]);
    expect(pod.containers[0].volumeMounts).toEqual([{ name: storage.podVolume.name, mountPath: '/volume' }]);
    const env = Object.fromEntries(pod.containers[0].env.map(({ name, value }: any) => [name, value]));
    expect(env).toMatchObject({ ROOT: '/volume', PODS: '4', THREADS: '2', FILE_MIB: '64', SECONDS_EACH: '30', MINIMUM: '90' });
  });

  test('has a directory that no other run has', () => {
    expect(pod.containers[0].env).toContainEqual({
      name: 'RUN', valueFrom: { fieldRef: { fieldPath: 'metadata.labels[\'batch.kubernetes.io/controller-uid\']' } },
    });
  });

  test('satisfies the restricted Pod Security Standard with an image and a user of its own', () => {
    const { securityContext, image } = jobOf(managedOn(testStack()), { user: 1000, image: 'registry.example.com/fio:3.36' }).spec.template.spec.containers[0];
    expect(image).toBe('registry.example.com/fio:3.36');
    expect(securityContext).toEqual({
      runAsUser: 1000, runAsGroup: 1000, runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('has another name with other options, and the same with the same', () => {
    const name = (options: StorageBenchmarkOptions) => jobOf(managedOn(testStack()), options).metadata.name;
    expect(name({ pods: 2 })).toBe(name({ pods: 2 }));
    expect(name({ pods: 2 })).not.toBe(name({ pods: 3 }));
  });

  test('is delivered after the claim', () => {
    const own = testStack();
    const data = managedOn(own);
    const benchmark = data.addBenchmark('Speed');
    const manifest = benchmark.node.findChild('Manifest');
    expect(manifest.node.dependencies).toContain(data.node.findChild('Manifest'));
  });

  test('contains nothing that Kubernetes would replace', () => {
    expect(BENCHMARK_SCRIPT).not.toMatch(/\$[$(]/);
  });
});

describe('the expected values', () => {
  const persistent = LustreDeploymentType.PERSISTENT_2;

  test.each([
    [1200, 125, '146'], // 125 MB/s for each TiB
    [2400, 1000, '2343'],
    [4800, 250, '1171'],
  ])('of %i GiB with %i MB/s per TiB are the throughput of the file system', (gib, perUnit, throughput) => {
    const storage = managedOn(testStack(), {
      deploymentType: persistent,
      capacity: Size.gibibytes(gib),
      perUnitStorageThroughput: perUnit,
    });
    expect(expectedOf(storage, { fileSize: Size.mebibytes(16) })).toEqual({ 'sequential-read': throughput, 'sequential-write': throughput });
  });

  test('contain provisioned metadata IOPS', () => {
    const storage = managedOn(testStack(), {
      metadataConfiguration: { mode: LustreMetadataMode.USER_PROVISIONED, iops: 6000 },
    });
    expect(expectedOf(storage)).toMatchObject({ 'file-create': '6000', 'file-delete': '6000' });
  });

  test('of a dynamic claim are those of the capacity that the driver rounds to', () => {
    const provisioning = LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2 });
    const storage = storageOn(testStack(), { provisioning, claim: { name: 'data', size: Size.gibibytes(1000) } });
    expect(expectedOf(storage)).toEqual({ 'sequential-read': '234', 'sequential-write': '234' }); // 1200 GiB with 200 MB/s per TiB
  });

  test('of an existing file system are those that the user sets', () => {
    const existing = (stack: Stack) => storageOn(stack, { provisioning: LustreProvisioning.existing(EXISTING), claim: { name: 'data' } });
    expect(expectedOf(existing(testStack()))).toEqual({});
    expect(expectedOf(existing(testStack()), { expectedThroughputMBps: 500 })).toEqual({ 'sequential-read': '500', 'sequential-write': '500' });
  });

  test('of ONTAP are the throughput capacity of reads, and the IOPS that it can carry', () => {
    const config = { throughputCapacityPerHaPair: 384, haPairs: 1, capacity: Size.gibibytes(1024) };
    const storage = managedOntap(
      testStack(),
      { deploymentType: OntapDeploymentType.SINGLE_AZ_2, ...config },
      { claim: ONTAP_CLAIM },
    );
    expect(expectedOf(storage)).toEqual({ 'sequential-read': '384', 'random-read': '3072' }); // 3 IOPS for each GiB
  });

  test('of a FlexVol are those of one HA pair, and of a FlexGroup those of all', () => {
    const config = {
      deploymentType: OntapDeploymentType.SINGLE_AZ_2,
      throughputCapacityPerHaPair: 1536,
      haPairs: 4,
      capacity: Size.gibibytes(4096),
    };
    const claim = { ...ONTAP_CLAIM, size: Size.gibibytes(1000) };
    const on = (backends: OntapBackend[]) => expectedOf(managedOntap(testStack(), config, { backends, claim }));
    expect(on([OntapBackend.nas()])).toMatchObject({ 'sequential-read': '1536' });
    expect(on([OntapBackend.nasFlexgroup()])).toMatchObject({ 'sequential-read': '6144' });
  });
});

describe('rejects', () => {
  const storage = () => managedOn(testStack());

  test('a claim of another storage', () => {
    const stack = testStack();
    const other = managedOn(stack, {}, { claim: { name: 'other' } }, 'Other');
    expect(rejectedBy(() => managedOn(stack).addBenchmark('Speed', { claim: other }))).toBe('lustre/benchmark-claim');
  });

  test('a read-only share, and accepts one that can be written', () => {
    const data = storage();
    expect(rejectedBy(() => data.addBenchmark('Audit', { claim: data.shareTo('audit', { readOnly: true }) }))).toBe('lustre/benchmark-read-only');
    expect(rejectedBy(() => data.addBenchmark('Vision', { claim: data.shareTo('vision', { user: 1000 }) }))).toBeUndefined();
  });

  test('files that do not fit into the quota of a share', () => {
    const data = storage();
    const claim = data.shareTo('vision', { quota: Size.gibibytes(63) });
    expect(rejectedBy(() => data.addBenchmark('Vision', { claim }))).toBe('lustre/benchmark-capacity');
  });

  test('several pods on a claim of one node, and block devices', () => {
    const block = managedOntap(
      testStack(),
      {},
      {
        backends: [OntapBackend.san()],
        claim: {
          size: Size.gibibytes(200),
          volumeMode: VolumeMode.FILESYSTEM,
          accessMode: VolumeAccessMode.READ_WRITE_ONCE,
        },
      },
    );
    expect(rejectedBy(() => block.addBenchmark('Speed', { pods: 2 }))).toBe('ontap/benchmark-access-mode');
    expect(rejectedBy(() => block.addBenchmark('Speed', { pods: 1 }))).toBeUndefined();
    const raw = block.addClaim('Raw', { size: Size.gibibytes(200), volumeMode: VolumeMode.BLOCK, accessMode: VolumeAccessMode.READ_WRITE_ONCE });
    expect(rejectedBy(() => block.addBenchmark('Raw', { claim: raw }))).toBe('ontap/benchmark-block-device');
  });

  test.each<[StorageBenchmarkOptions, string | undefined]>([
    [{ pods: 0 }, 'lustre/benchmark-pods'], [{ pods: 101 }, 'lustre/benchmark-pods'], [{ pods: 1.5 }, 'lustre/benchmark-pods'],
    [{ pods: 100, threads: 1, fileSize: Size.mebibytes(16) }, undefined],
    [{ threads: 0 }, 'lustre/benchmark-threads'], [{ threads: 129, fileSize: Size.mebibytes(16) }, 'lustre/benchmark-threads'],
    [{ threads: 128, fileSize: Size.mebibytes(16) }, undefined],
    [{ fileSize: Size.mebibytes(15) }, 'lustre/benchmark-file-size'], [{ fileSize: Size.mebibytes(16) }, undefined],
    [{ duration: Duration.seconds(9) }, 'lustre/benchmark-duration'], [{ duration: Duration.seconds(10) }, undefined],
    [{ duration: Duration.hours(1) }, undefined], [{ duration: Duration.seconds(3601) }, 'lustre/benchmark-duration'],
    [{ minimumPercent: 0 }, 'lustre/benchmark-minimum'], [{ minimumPercent: 100 }, undefined], [{ minimumPercent: 101 }, 'lustre/benchmark-minimum'],
    [{ expectedThroughputMBps: 0 }, 'lustre/benchmark-expectation'], [{ expectedThroughputMBps: 1 }, undefined],
    [{ user: 1000 }, 'lustre/benchmark-user'], [{ user: 0 }, undefined], [{ user: -1 }, 'input/range'],
  ])('%j by %s', (options, id) => {
    expect(rejectedBy(() => storage().addBenchmark('Speed', options))).toBe(id);
  });

  test('a storage without a claim', () => {
    const bare = managedOn(testStack(), {}, { claim: undefined });
    expect(() => bare.addBenchmark('Speed')).toThrow(/has no claim\. Fix: set claim/);
  });
});

describe.each(benchmarkRulesOf('lustre').map(rule => [rule.id, rule] as const))('%s', (id, rule) => {
  test('reports its invalid example, accepts its valid one, and is skipped while a value is known only at deployment', () => {
    expect(check([rule], rule.invalidExample).violations.map(violation => violation.id)).toEqual([id]);
    expect(check([rule], rule.validExample)).toEqual({ violations: [], skipped: [] });
    for (const field of rule.reads.map(String)) {
      expect(check([rule], { ...rule.invalidExample, [field]: new DeferredValue('${Token[TOKEN.1]}') }).violations).toEqual([]);
    }
    for (const violation of check([rule], rule.invalidExample).violations) {
      expect(entry(violation, BENCHMARK_FIELD_NAMES)).not.toMatch(/undefined|NaN|\[object|benchmark[A-Z]/);
    }
  });
});
