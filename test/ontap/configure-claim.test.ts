import { Lazy, Size } from 'aws-cdk-lib';
import { TABLES, violated } from './violations';
import { VolumeAccessMode, VolumeMode } from '../../src/kubernetes/enums';
import { OntapClaimOptions, OntapCloneOptions } from '../../src/ontap/claim-options';
import { OntapBackendConfiguration, OntapConfiguration } from '../../src/ontap/configuration';
import { claimConfigurationOf, cloneConfigurationOf } from '../../src/ontap/configure-claim';
import { OntapStorageDriver, OntapTieringPolicy } from '../../src/ontap/limits';
import { DeferredValue } from '../../src/validation/deferred-value';

const { NONE, AUTO, ALL, SNAPSHOT_ONLY } = OntapTieringPolicy;
const STORAGE: OntapConfiguration = { provisioning: 'managed', snapshots: true, capacity: 2048 };
const NAS: OntapBackendConfiguration = { backendName: 'nas', driver: OntapStorageDriver.NAS, pools: [] };
const SAN: OntapBackendConfiguration = { backendName: 'san', driver: OntapStorageDriver.SAN, pools: [], limitVolumeSize: 500 };
const POOLED: OntapBackendConfiguration = {
  ...NAS, tieringPolicy: SNAPSHOT_ONLY, snapshotDirectory: true,
  pools: [{ poolName: 'hot', tieringPolicy: NONE, snapshotDirectory: false }, { poolName: 'standard' }, { poolName: 'cold', tieringPolicy: AUTO }],
};
const SIZE = { size: Size.gibibytes(100) };
const claim = (
  options: OntapClaimOptions = SIZE,
  backends: readonly OntapBackendConfiguration[] = [NAS],
  storage = STORAGE,
) => {
  return claimConfigurationOf(options, 'weights', storage, backends);
};

test('a claim is made on the first backend, for as many nodes as that allows', () => {
  expect(claim(SIZE, [NAS, SAN])).toMatchObject({
    claimName: 'weights', claimNamespace: 'default', claimSize: 100, claimBackend: 'nas', driver: 'ontap-nas',
    accessMode: 'ReadWriteMany', volumeMode: 'Filesystem', backends: ['nas', 'san'], pools: [], poolPolicies: ['NONE'], capacity: 2048, snapshotsOn: true,
  });
  expect(claim({ ...SIZE, backend: 'san' }, [NAS, SAN])).toMatchObject({
    claimBackend: 'san', driver: 'ontap-san', accessMode: 'ReadWriteOnce', volumeMode: 'Filesystem', limitVolumeSize: 500,
  });
  expect(claim(SIZE, [NAS])).not.toHaveProperty('claimPool');
});

test('each driver can mount what a claim is by itself', () => {
  for (const driver of Object.values(OntapStorageDriver)) {
    expect(violated(claim(SIZE, [{ ...NAS, driver }]) as object as { [field: string]: unknown }, TABLES.claim)).toEqual(
      [],
    );
  }
});

test('a claim says what it is, whatever the backend', () => {
  const said = claim({
    ...SIZE, name: 'data', namespace: 'ml', accessMode: VolumeAccessMode.READ_ONLY_MANY, volumeMode: VolumeMode.BLOCK, snapshotPolicy: 'default',
    snapshotReserve: 10, snapshotDirectory: true, unixPermissions: '0755', exportPolicy: 'nodes', splitOnClone: false,
  });
  expect(said).toMatchObject({
    claimName: 'data', claimNamespace: 'ml', accessMode: 'ReadOnlyMany', volumeMode: 'Block', snapshotPolicy: 'default', snapshotReserve: 10,
    snapshotDirectory: true, unixPermissions: '0755', exportPolicy: 'nodes', splitOnClone: false,
  });
});

test('what backend or pool say of new volumes is not said by the claim again', () => {
  const said = claim(SIZE, [{ ...POOLED, snapshotPolicy: 'default', snapshotReserve: 5, exportPolicy: 'nodes', unixPermissions: '0755', splitOnClone: true }]);
  for (const field of ['snapshotPolicy', 'snapshotReserve', 'snapshotDirectory', 'exportPolicy', 'unixPermissions', 'splitOnClone', 'claimTieringPolicy', 'autogrow']) {
    expect(said).not.toHaveProperty(field);
  }
});

test('a backend or pool that there is not is left for the rules to tell', () => {
  expect(claim({ ...SIZE, backend: 'tape' }, [NAS])).toMatchObject({ claimBackend: 'tape', backends: ['nas'] });
  expect(claim({ ...SIZE, pool: 'warm' }, [POOLED])).toMatchObject({ claimPool: 'warm', pools: ['hot', 'standard', 'cold'] });
  const ids = (options: object) =>
    violated(claim({ ...SIZE, ...options }, [POOLED]) as object as { [field: string]: unknown }, TABLES.claim);
  expect([ids({ backend: 'tape' }), ids({ pool: 'warm' }), ids({ tieringPolicy: ALL })])
    .toEqual([['ontap/backend-unknown'], ['ontap/pool-unknown'], ['ontap/tiering-policy-unknown']]);
});

describe('among pools', () => {
  test.each<[string, Partial<OntapClaimOptions>, string, OntapTieringPolicy[]]>([
    ['the first', {}, 'hot', [NONE, SNAPSHOT_ONLY, AUTO]],
    ['the one named', { pool: 'cold' }, 'cold', [AUTO]],
    ['the first that has the policy', { tieringPolicy: AUTO }, 'cold', [NONE, SNAPSHOT_ONLY, AUTO]],
    ['one that has it from the backend', { tieringPolicy: SNAPSHOT_ONLY }, 'standard', [NONE, SNAPSHOT_ONLY, AUTO]],
    ['the one named, though another has the policy', { pool: 'hot', tieringPolicy: AUTO }, 'hot', [NONE]],
    ['the first, where none has the policy', { tieringPolicy: ALL }, 'hot', [NONE, SNAPSHOT_ONLY, AUTO]],
  ])('a claim is made in %s', (_, options, pool, policies) => {
    expect(claim({ ...SIZE, ...options }, [POOLED])).toMatchObject({ claimPool: pool, poolPolicies: policies });
  });

  test('a claim without pools has the policy of the backend, else none', () => {
    expect(claim(SIZE, [{ ...NAS, tieringPolicy: AUTO }]).poolPolicies).toEqual([AUTO]);
    expect(claim(SIZE, [NAS]).poolPolicies).toEqual([NONE]);
  });

  test('pods see snapshots as the claim says, else the pool, else the backend', () => {
    const shown = (options: object, backend: OntapBackendConfiguration) =>
      claim({ ...SIZE, ...options }, [backend]).sourceShowsSnapshots;
    expect([
      shown({}, NAS),
      shown({}, { ...NAS, snapshotDirectory: true }),
      shown({ snapshotDirectory: true }, NAS),
    ]).toEqual([false, true, true]);
    expect([shown({}, POOLED), shown({ pool: 'standard' }, POOLED), shown({ pool: 'hot', snapshotDirectory: true }, POOLED)]).toEqual([false, true, true]);
    expect(shown({ pool: 'standard', snapshotDirectory: false }, POOLED)).toBe(false);
  });
});

test('growth has an amount, and a largest size if one is given', () => {
  expect(claim({ ...SIZE, autogrow: { usedThreshold: '80%' } }).autogrow).toEqual({ usedThreshold: '80%', growthAmount: '10%' });
  expect(claim({ ...SIZE, autogrow: { usedThreshold: '80%', growthAmount: '5Gi', maxSize: Size.tebibytes(1) } }).autogrow)
    .toEqual({ usedThreshold: '80%', growthAmount: '5Gi', maxSize: 1024 });
});

test('sizes keep their fraction, and what is known late is kept so', () => {
  expect(claim({ size: Size.mebibytes(20) }).claimSize).toBe(20 / 1024);
  const late = Lazy.uncachedString({ produce: () => 'late' });
  const deferred = new DeferredValue(late);
  expect(claim({ ...SIZE, name: late, namespace: late })).toMatchObject({
    claimName: deferred,
    claimNamespace: deferred,
  });
});

describe('a clone', () => {
  const SOURCE = {
    ...claim({ ...SIZE, namespace: 'ml', snapshotPolicy: 'default', snapshotReserve: 10, snapshotDirectory: true, unixPermissions: '0755', exportPolicy: 'nodes', splitOnClone: true, autogrow: { usedThreshold: '80%' } }, [POOLED]),
    cloneOf: 'claim' as const, importedVolume: 'corpus',
  };
  const clone = (options: OntapCloneOptions = {}) => cloneConfigurationOf(SOURCE, options, 'experiment');

  test('is like its source, and has its own name', () => {
    expect(clone()).toMatchObject({
      claimName: 'experiment', claimNamespace: 'ml', claimSize: 100, accessMode: 'ReadWriteMany', volumeMode: 'Filesystem', claimBackend: 'nas',
      claimPool: 'hot', driver: 'ontap-nas', cloneOf: 'claim', sourceShowsSnapshots: true,
    });
    expect(clone({ name: 'branch' }).claimName).toBe('branch');
  });

  test('says nothing of its volume that it does not say itself', () => {
    for (const field of [
      'snapshotPolicy', 'snapshotReserve', 'snapshotDirectory', 'unixPermissions', 'exportPolicy', 'splitOnClone', 'autogrow', 'importedVolume', 'readOnlyClone',
    ]) {
      expect(clone()).not.toHaveProperty(field);
    }
    expect(clone({ splitOnClone: true })).toMatchObject({ splitOnClone: true, cloned: true });
  });

  test('that can only be read is mounted by many', () => {
    expect(clone({ readOnly: true })).toMatchObject({ readOnlyClone: true, accessMode: 'ReadOnlyMany' });
    expect(clone({ readOnly: false })).toMatchObject({ accessMode: 'ReadWriteMany' });
    expect(clone({ readOnly: false })).not.toHaveProperty('readOnlyClone');
  });
});
