import { Size, Stack } from 'aws-cdk-lib';
import { FsxLustreStorage, LustreDeploymentType, LustreEfaCheckOptions, LustreMetadataMode, LustreProvisioning, VolumeAccessMode } from '../../../src';
import { lustreEfaCheckRules } from '../../../src/lustre/rules/efa-check';
import { EFA_CHECK_FIELD_NAMES } from '../../../src/lustre/schema';
import { check } from '../../../src/validation/check';
import { DeferredValue } from '../../../src/validation/deferred-value';
import { entry } from '../../../src/validation/report';
import { EXISTING, importedCluster, managedOn, storageOn, testStack } from '../../support/fixture';

const EFA = {
  perUnitStorageThroughput: 1000,
  capacity: Size.gibibytes(4800),
  efaEnabled: true,
  metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC },
};
const storage = (stack = testStack()) => managedOn(stack, EFA, { claim: { name: 'data', namespace: 'ml' } });

function jobOf(of: FsxLustreStorage, options: LustreEfaCheckOptions = {}): any {
  return of.addEfaCheck('Efa', options).manifests.toJson().find(({ kind }: any) => kind === 'Job');
}

const rejectedBy = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return /(lustre|input)\/\S+/.exec((error as Error).message)?.[0];
  }
  return undefined;
};

describe('the Job', () => {
  const nodeSelector = { 'node.kubernetes.io/instance-type': 'p5.48xlarge' };
  const job = jobOf(storage(), { pods: 3, size: Size.mebibytes(256), minimumInterfaces: 8, nodeSelector });
  const pod = job.spec.template.spec;

  test('runs once in the namespace of the claim, on different nodes, and checks all of them', () => {
    expect(job.metadata).toMatchObject({ name: expect.stringMatching(/^efa-[0-9a-f]{8}$/), namespace: 'ml' });
    expect(job.spec).toMatchObject({ completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimitPerIndex: 0, activeDeadlineSeconds: 3600 });
    expect(pod).toMatchObject({ restartPolicy: 'Never', automountServiceAccountToken: false, nodeSelector });
    expect(pod.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toEqual([{
      topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { 'batch.kubernetes.io/job-name': job.metadata.name } },
    }]);
  });

  test('can read the state of LNet on the node, and leaves the reason in the state of the pod', () => {
    expect(pod.hostNetwork).toBe(true);
    expect(pod.containers[0]).toMatchObject({ securityContext: { privileged: true }, terminationMessagePolicy: 'FallbackToLogsOnError' });
  });

  test('mounts the claim and gets the values of the options', () => {
    expect(pod.containers[0].volumeMounts).toEqual([{ name: pod.volumes[0].name, mountPath: '/volume' }]);
    const env = Object.fromEntries(pod.containers[0].env.map(({ name, value }: any) => [name, value]));
    expect(env).toMatchObject({ ROOT: '/volume', MIB: '256', INTERFACES: '8' });
  });

  test('requests EFA devices only if they are set', () => {
    const limits = (options: LustreEfaCheckOptions) =>
      jobOf(storage(), options).spec.template.spec.containers[0].resources.limits;
    expect(limits({})).toEqual({ memory: '1Gi' });
    expect(limits({ efaDevices: 1 })).toEqual({ 'memory': '1Gi', 'vpc.amazonaws.com/efa': 1 });
  });

  test('is delivered after the claim', () => {
    const of = storage();
    expect(of.addEfaCheck('Efa').node.findChild('Manifest').node.dependencies).toContain(of.node.findChild('Manifest'));
  });

  test('has another name with other options, and the same with the same', () => {
    const name = (options: LustreEfaCheckOptions) => jobOf(storage(), options).metadata.name;
    expect(name({ pods: 2 })).toBe(name({ pods: 2 }));
    expect(name({ pods: 2 })).not.toBe(name({ pods: 3 }));
  });

  test('can use a claim in a namespace for privileged pods', () => {
    const of = storage();
    expect(jobOf(of, { claim: of.addClaim('Check', { namespace: 'kube-system' }) }).metadata.namespace).toBe('kube-system');
  });
});

describe('rejects', () => {
  const shared = storage();

  test('a file system without EFA, and accepts one that already exists', () => {
    const existing = (stack: Stack) => storageOn(stack, { provisioning: LustreProvisioning.existing(EXISTING), claim: { name: 'data' } });
    expect(rejectedBy(() => managedOn(testStack()).addEfaCheck('Efa'))).toBe('lustre/efa-check-without-efa');
    expect(rejectedBy(() => managedOn(testStack(), { ...EFA, efaEnabled: false }).addEfaCheck('Efa'))).toBe('lustre/efa-check-without-efa');
    expect(rejectedBy(() => existing(testStack()).addEfaCheck('Efa'))).toBeUndefined();
  });

  test('a dynamic storage without EFA, and accepts one with EFA', () => {
    const dynamic = (efaEnabled: boolean, stack = testStack(), cluster = importedCluster(stack)) => storageOn(stack, {
      cluster,
      provisioning: LustreProvisioning.dynamic({
        deploymentType: LustreDeploymentType.PERSISTENT_2, perUnitStorageThroughput: 1000, efaEnabled,
        metadataConfiguration: EFA.metadataConfiguration,
        subnet: cluster.vpc.privateSubnets[0],
      }),
      claim: { name: 'data', size: Size.gibibytes(4800) },
    });
    expect(rejectedBy(() => dynamic(false).addEfaCheck('Efa'))).toBe('lustre/efa-check-without-efa');
    expect(rejectedBy(() => dynamic(true).addEfaCheck('Efa'))).toBeUndefined();
  });

  test('a claim of another storage, and a read-only share', () => {
    const stack = testStack();
    const other = managedOn(stack, EFA, { claim: { name: 'other' } }, 'Other');
    const of = storage(stack);
    expect(rejectedBy(() => of.addEfaCheck('Efa', { claim: other }))).toBe('lustre/efa-check-claim');
    expect(rejectedBy(() => of.addEfaCheck('Audit', { claim: of.shareTo('audit', { readOnly: true }) }))).toBe('lustre/efa-check-read-only');
    expect(rejectedBy(() => of.addEfaCheck('Vision', { claim: of.shareTo('vision', { user: 1000 }) }))).toBeUndefined();
  });

  test('several pods on a claim of one node', () => {
    const of = storage();
    const claim = of.addClaim('One', { accessMode: VolumeAccessMode.READ_WRITE_ONCE });
    expect(rejectedBy(() => of.addEfaCheck('Efa', { claim, pods: 2 }))).toBe('lustre/efa-check-access-mode');
    expect(rejectedBy(() => of.addEfaCheck('Efa', { claim, pods: 1 }))).toBeUndefined();
  });

  test.each<[LustreEfaCheckOptions, string | undefined]>([
    [{ pods: 0 }, 'lustre/efa-check-pods'], [{ pods: 100 }, undefined], [{ pods: 101 }, 'lustre/efa-check-pods'],
    [{ size: Size.mebibytes(63) }, 'lustre/efa-check-size'], [{ size: Size.mebibytes(64) }, undefined],
    [{ size: Size.gibibytes(64) }, undefined], [{ size: Size.mebibytes(65537) }, 'lustre/efa-check-size'],
    [{ efaDevices: -1 }, 'lustre/efa-check-devices'], [{ efaDevices: 0 }, undefined], [{ efaDevices: 32 }, undefined], [{ efaDevices: 33 }, 'lustre/efa-check-devices'],
    [{ minimumInterfaces: 0 }, 'lustre/efa-check-interfaces'], [{ minimumInterfaces: 32 }, undefined], [{ minimumInterfaces: 33 }, 'lustre/efa-check-interfaces'],
  ])('%j by %s', (options, id) => {
    expect(rejectedBy(() => shared.addEfaCheck(JSON.stringify(options).replace(/\W/g, ''), options))).toBe(id);
  });
});

describe.each(lustreEfaCheckRules.map(rule => [rule.id, rule] as const))('%s', (id, rule) => {
  test('reports its invalid example, accepts its valid one, and is skipped while a value is known only at deployment', () => {
    expect(check([rule], rule.invalidExample).violations.map(violation => violation.id)).toEqual([id]);
    expect(check([rule], rule.validExample)).toEqual({ violations: [], skipped: [] });
    for (const field of rule.reads.map(String)) {
      expect(check([rule], { ...rule.invalidExample, [field]: new DeferredValue('${Token[TOKEN.1]}') }).violations).toEqual([]);
    }
    for (const violation of check([rule], rule.invalidExample).violations) {
      expect(entry(violation, EFA_CHECK_FIELD_NAMES)).not.toMatch(/undefined|NaN|\[object|efaCheck[A-Z]/);
    }
  });
});
