import { Size } from 'aws-cdk-lib';
import {
  OntapBackend, OntapClaimOptions, OntapCloneOptions, OntapImportOptions, TridentDriver,
  TridentInstallation,
} from '../../../src';
import { idsIn, objectsOf, testStack } from '../../support/fixture';
import { ONTAP_CLAIM, managedOntap, routedCluster } from '../../support/ontap';
import { violates } from '../violations';

/**
 * Behavior of NetApp Trident 26.06.0. Each test names the file and the function of Trident that it relies on.
 */
const ACKNOWLEDGE = { 'ontap/nodes-unprepared': 'the image has it' };
const DRIVERS = {
  'nas': OntapBackend.nas(), 'nas-flexgroup': OntapBackend.nasFlexgroup(), 'nas-economy': OntapBackend.nasEconomy(),
  'san': OntapBackend.san(), 'san-economy': OntapBackend.sanEconomy(),
};
type Driver = keyof typeof DRIVERS;

function storageOn(backend: OntapBackend, claim: Partial<OntapClaimOptions> = {}, snapshots?: boolean) {
  const stack = testStack();
  const storage = managedOntap(stack, {}, {
    backends: [backend], claim: { ...ONTAP_CLAIM, ...claim }, snapshots, acknowledge: ACKNOWLEDGE,
  });
  return { stack, storage };
}

const idsOf = (operation: () => unknown): string[] => {
  try {
    operation();
    return [];
  } catch (error) {
    return idsIn((error as Error).message);
  }
};
const claims = (stack: any) => objectsOf(stack).filter(({ kind }) => kind === 'PersistentVolumeClaim') as any[];

describe('a clone copies the settings of its source (core/orchestrator_core.go cloneVolumeInitial)', () => {
  const cloneOn = (backend: OntapBackend, options: OntapCloneOptions) => () => {
    const { storage } = storageOn(backend);
    return storage.cloneOf('Branch', storage, options);
  };

  test.each([
    { exportPolicy: 'strict' }, { unixPermissions: '0700' }, { snapshotPolicy: 'default' }, { snapshotReserve: 10 },
    { snapshotDirectory: true },
  ])('rejects %j', options => {
    expect(idsOf(cloneOn(OntapBackend.nas(), options as any))).toEqual(['input/unknown-property']);
  });

  test.each<[Driver, string[]]>([
    ['nas', []], ['nas-flexgroup', []], ['san', []], ['san-economy', ['ontap/annotation-not-read']],
  ])('on %s, splitOnClone acts or is rejected', (driver, ids) => {
    expect(idsOf(cloneOn(DRIVERS[driver], { splitOnClone: true }))).toEqual(ids);
  });
});

describe('an import (storage_drivers/ontap/ontap_*.go Import)', () => {
  const importOn = (driver: Driver, options: Partial<OntapImportOptions>) => () => {
    const { storage } = storageOn(DRIVERS[driver]);
    return storage.importVolume('Old', { size: Size.gibibytes(10), volumeName: 'old', ...options });
  };

  test.each<Partial<OntapImportOptions>>([
    { exportPolicy: 'strict' }, { unixPermissions: '0700' }, { snapshotPolicy: 'default' }, { snapshotReserve: 10 },
    { snapshotDirectory: true }, { keepName: true },
  ])('without managed rejects %j, because Trident changes nothing', options => {
    expect(idsOf(importOn('nas', options))).toEqual(['ontap/import-setting-ignored']);
  });

  test.each<[Driver, Partial<OntapImportOptions>, boolean]>([
    ['nas', { unixPermissions: '0755' }, true], ['nas', { unixPermissions: '0755', snapshotDirectory: true }, true],
    ['nas', { unixPermissions: '0755', keepName: true }, true], ['nas', { unixPermissions: '0755', exportPolicy: 'a' }, false],
    ['nas', { unixPermissions: '0755', snapshotPolicy: 'default' }, false],
    ['nas-flexgroup', { unixPermissions: '0755' }, true],
    ['nas-flexgroup', { unixPermissions: '0755', snapshotDirectory: true }, false],
    ['san', {}, true], ['san', { keepName: true }, true], ['san', { splitOnClone: true }, true],
    ['san', { snapshotPolicy: 'default' }, false],
  ])('managed on %s applies %j: %s', (driver, options, acts) => {
    expect(idsOf(importOn(driver, { managed: true, ...options }))).toEqual(acts ? [] : ['ontap/import-setting-ignored']);
  });

  test.each<[Driver, boolean, string[]]>([
    ['nas', true, ['ontap/import-permissions-unset']], ['nas-flexgroup', true, ['ontap/import-permissions-unset']],
    ['nas', false, []], ['nas-flexgroup', false, []], ['san', true, []],
  ])('on %s (managed: %s) never opens the permissions of existing data unasked', (driver, managed, ids) => {
    expect(idsOf(importOn(driver, { managed }))).toEqual(ids);
    expect(idsOf(importOn(driver, { managed, ...managed && { keepName: true } }))).toEqual(ids);
  });

  const prefixed = OntapBackend.sanEconomy({ storagePrefix: 'ml_' });
  test.each<[string, Partial<OntapImportOptions>, string[]]>([
    ['old/lun0', { managed: true }, []], ['old', { managed: true }, ['ontap/import-name-format']],
    ['old/', { managed: true }, ['ontap/import-name-format']], ['a/b/c', { managed: true }, ['ontap/import-name-format']],
    ['old/lun0', {}, ['ontap/import-of-foreign-volume']],
    ['old/lun0', { managed: true, keepName: true }, ['ontap/import-of-foreign-volume']],
    ['trident_lun_pool_ml_ABCDEFGHIJ/lun0', {}, []],
    ['trident_lun_pool_ml_ABCDEFGHIJ/lun0', { managed: true, keepName: true }, []],
    ['trident_lun_pool_other_ABCDEFGHIJ/lun0', {}, ['ontap/import-of-foreign-volume']],
  ])('of the LUN %s on san-economy with %j', (volumeName, options, ids) => {
    const { stack, storage } = storageOn(prefixed);
    expect(idsOf(() => storage.importVolume('Old', { size: Size.gibibytes(10), volumeName, ...options }))).toEqual(ids);
    if (ids.length === 0) {
      expect(claims(stack)[1].metadata.annotations).toMatchObject({ 'trident.netapp.io/importOriginalName': volumeName });
    }
  });

  test('of a LUN is a feature of san-economy only; qtree imports are a technology preview', () => {
    expect(idsOf(importOn('san', { volumeName: 'old/lun0' }))).toEqual(['ontap/import-name-format']);
    expect(idsOf(importOn('nas-economy', { volumeName: 'old' }))).toEqual(['ontap/import-not-offered']);
  });
});

test.each<[Driver, string, boolean]>([
  ['san-economy', 'a-b_', true], ['san-economy', 'a__b', true], ['san-economy', 'a.b_', false], ['san-economy', 'A_', false],
  ['san-economy', 'x.', false], ['san-economy', '_', false], ['san-economy', '', false],
  ['nas-economy', 'a-b__', false], ['san', 'a-b__', false], ['nas', 'a-b__', false],
])('%s with the prefix %s: snapshots fail: %s (ontap_san_economy.go NewLUNHelper)', (driver, storagePrefix, isRejected) => {
  expect(violates('ontap/storage-prefix-format', { driver: `ontap-${driver}`, storagePrefix })).toBe(isRejected);
});

test.each(['prod-', 'a--b', '1-', 'x'.repeat(39) + '-y'])('the default prefix of san-economy in the cluster %s allows snapshots', name => {
  const stack = testStack();
  const storage = managedOntap(stack, {}, { backends: [DRIVERS['san-economy']], acknowledge: ACKNOWLEDGE, cluster: routedCluster(stack, { clusterName: name }) });
  expect(storage._configuration.backends[0].storagePrefix).not.toMatch(/-|__/);
});

describe('autogrow (core/common.go isVolumeAutogrowIneligible)', () => {
  const autogrow = { usedThreshold: '80%' };
  const thick = { spaceReserved: true };

  test.each<[string, OntapBackend, string[]]>([
    ['a thick LUN', OntapBackend.san(thick), ['ontap/autogrow-never-acts']],
    ['a thick LUN that shares a volume', OntapBackend.sanEconomy(thick), ['ontap/autogrow-never-acts']],
    ['a LUN of a thick pool', OntapBackend.san({ pools: [{ name: 'a', ...thick }] }), ['ontap/autogrow-never-acts']],
    ['a LUN of a thin pool', OntapBackend.san({ ...thick, pools: [{ name: 'a', spaceReserved: false }] }), []],
    ['a thin LUN', OntapBackend.san(), []],
    ['a thick NFS volume', OntapBackend.nas(thick), []],
  ])('of %s', (_, backend, ids) => {
    expect(idsOf(() => storageOn(backend, { autogrow }))).toEqual(ids);
  });

  test.each([[false, ['ontap/autogrow-never-acts']], [true, []]])('of an import that is managed: %s', (managed, ids) => {
    const { storage } = storageOn(DRIVERS.nas);
    const options = { ...ONTAP_CLAIM, volumeName: 'old', autogrow, managed, ...managed && { unixPermissions: '0755' } };
    expect(idsOf(() => storage.importVolume('Old', options))).toEqual(ids);
  });

  test.each([['50', false], ['5000000000', false], ['50Gi', true], ['1k', true], ['10%', true]])(
    'the amount %s fits the schema of the CRD: %s (cli/k8s_client/yaml_factory.go)', (growthAmount, isLegal) => {
      expect(violates('ontap/autogrow-format', { autogrow: { usedThreshold: '80%', growthAmount } })).toBe(!isLegal);
    });

  test.each([[100, true], [101, false], [99, true]])('to %d GiB never grows a claim of 100 GiB: %s', (maxSize, isRejected) => {
    const configuration = { claimSize: 100, autogrow: { usedThreshold: '80%', growthAmount: '10%', maxSize } };
    expect(violates('ontap/autogrow-max-size', configuration)).toBe(isRejected);
  });
});

describe('a read-only clone (CreateClone of the drivers)', () => {
  const SHOWN = { snapshotDirectory: true };

  test.each<[string, OntapBackend, boolean, string[]]>([
    ['nas', OntapBackend.nas(SHOWN), true, []], ['nas, of the claim', OntapBackend.nas(SHOWN), false, []],
    ['economy', OntapBackend.nasEconomy(SHOWN), true, []], ['economy, of the claim', OntapBackend.nasEconomy(SHOWN), false, []],
    ['flexgroup, which makes an ordinary clone', OntapBackend.nasFlexgroup(SHOWN), true, ['ontap/read-only-clone']],
    ['nas without the directory', OntapBackend.nas(), true, ['ontap/read-only-clone']],
    ['nas without the directory, of the claim', OntapBackend.nas(), false, ['ontap/read-only-clone']],
  ])('on %s', (_, backend, ofSnapshot, ids) => {
    const { storage } = storageOn(backend, {}, true);
    const source = ofSnapshot ? storage.snapshot('Baseline') : storage;
    expect(idsOf(() => storage.cloneOf('View', source, { readOnly: true }))).toEqual(ids);
  });

  test('is not split', () => {
    const { storage } = storageOn(OntapBackend.nas(SHOWN));
    expect(idsOf(() => storage.cloneOf('View', storage, { readOnly: true, splitOnClone: true }))).toEqual(['ontap/read-only-clone-split']);
  });
});

describe('snapshots of qtrees (ontap_nas_qtree.go CanSnapshot, CreateClone, RestoreSnapshot)', () => {
  const shown = () => storageOn(OntapBackend.nasEconomy(), { snapshotDirectory: true }, true).storage;

  test('require the snapshot directory', () => {
    expect(idsOf(() => shown().snapshot('Baseline'))).toEqual([]);
    const pools = [{ name: 'hidden' }, { name: 'shown', snapshotDirectory: true }];
    const { storage } = storageOn(OntapBackend.nasEconomy({ pools }), {}, true);
    expect(idsOf(() => storage.snapshot('Baseline'))).toEqual(['ontap/snapshots-not-offered']);
    expect(idsOf(() => storage.snapshot('B2', { claim: storage.addClaim('More', { ...ONTAP_CLAIM, pool: 'shown' }) }))).toEqual([]);
    expect(idsOf(() => storageOn(OntapBackend.nasEconomy(), {}, true))).toEqual(['ontap/snapshots-without-backend']);
  });

  test('are disabled unless requested', () => {
    expect(shown().snapshotClassName).toBeDefined();
    expect(storageOn(OntapBackend.nasEconomy(), { snapshotDirectory: true }).storage.snapshotClassName).toBeUndefined();
  });

  test('can neither be restored nor cloned with write access', () => {
    const storage = shown();
    const snapshot = storage.snapshot('Baseline');
    expect(idsOf(() => storage.restore('Back', snapshot))).toEqual(['ontap/snapshots-not-offered']);
    expect(idsOf(() => storage.cloneOf('Branch', snapshot))).toEqual(['ontap/snapshots-not-offered']);
    expect(idsOf(() => storage.cloneOf('Branch2', storage))).toEqual(['ontap/snapshots-not-offered']);
  });
});

test.each<Driver>(['nas-economy', 'san-economy'])('%s applies the snapshot policy of a claim (ontap_nas_qtree.go, ontap_san_economy.go Create)', driver => {
  const { stack } = storageOn(DRIVERS[driver], { snapshotPolicy: 'default' });
  expect(claims(stack)[0].metadata.annotations).toEqual({ 'trident.netapp.io/snapshotPolicy': 'default' });
});

test.each<[string[], boolean]>([
  [['10.0.0.0/16', 'fd00::/8'], true], [['::/0'], true], [['2001:db8::1/128'], true], [['2001:db8::1'], false],
  [['fd00::/129'], false], [['fd00:::/8'], false], [['10.0.0.0/33'], false],
])('autoExportCidrs %j are accepted: %s (pkg/network ValidateCIDRs)', (autoExportCidrs, isLegal) => {
  expect(violates('ontap/auto-export-cidrs', { autoExportPolicy: true, autoExportCidrs })).toBe(!isLegal);
});

describe('concurrency (core/concurrent_core.go validateAndCreateBackendFromConfig, config.go ConcurrentBackends)', () => {
  const storageWith = (driver: Driver, props: object) => () => {
    const stack = testStack();
    const cluster = routedCluster(stack);
    const trident = new TridentDriver(stack, 'Trident', { cluster, installation: TridentInstallation.HELM, ...props });
    return managedOntap(stack, {}, { cluster, driver: trident, backends: [DRIVERS[driver]], acknowledge: ACKNOWLEDGE });
  };

  test.each<[Driver, string[]]>([
    ['nas', []], ['nas-economy', []], ['san', []], ['san-economy', []], ['nas-flexgroup', ['ontap/flexgroup-with-concurrency']],
  ])('on %s', (driver, ids) => {
    expect(idsOf(storageWith(driver, { enableConcurrency: true }))).toEqual(ids);
    expect(idsOf(storageWith(driver, { configurationValues: { enableConcurrency: true } }))).toEqual(ids);
    expect(idsOf(storageWith(driver, {}))).toEqual([]);
  });
});

test.each<[Driver, boolean]>([['nas-economy', true], ['san-economy', true], ['nas', false], ['san', false], ['nas-flexgroup', false]])(
  'skipRecoveryQueue on %s has no effect: %s', (driver, isRejected) => {
    expect(violates('ontap/skip-recovery-queue-ignored', { driver: `ontap-${driver}`, skipRecoveryQueue: true })).toBe(isRejected);
    expect(violates('ontap/skip-recovery-queue-ignored', { driver: `ontap-${driver}`, skipRecoveryQueue: false })).toBe(false);
  });
