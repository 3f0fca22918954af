import { GIB, backend } from './cases';
import { validateClaim, snapshotProblem } from './claim';
import { validateStorageClass } from './storage-class';

describe('claims', () => {
  const PREFIX = 'trident.netapp.io/';
  const drivers = { nas: 'ontap-nas', economy: 'ontap-nas-economy', flexgroup: 'ontap-nas-flexgroup', san: 'ontap-san', sanEconomy: 'ontap-san-economy' };
  type On = keyof typeof drivers;
  const claim = (over: any = {}, annotations: { [name: string]: string } = {}) => ({
    metadata: { name: 'claim', namespace: 'apps', annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`${PREFIX}${key}`, value])) },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'class', resources: { requests: { storage: '10Gi' } }, ...over },
  });
  const validate = (on: On, requested: any, config = {}, sources = {}) => {
    const validated = validateStorageClass({ provisioner: 'csi.trident.netapp.io' }, [backend({ storageDriverName: drivers[on], ...config })]);
    return validateClaim(requested, validated, validated.pools, sources);
  };
  const modes = (mode: string, volumeMode = 'Filesystem') => claim({ accessModes: [mode], volumeMode });

  const MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];
  test.each<[On, string, string[]]>([
    ['nas', 'Filesystem', MODES], ['nas', 'Block', []],
    ['economy', 'Filesystem', MODES], ['flexgroup', 'Filesystem', MODES],
    ['san', 'Filesystem', MODES.filter(mode => mode !== 'ReadWriteMany')], ['san', 'Block', MODES],
    ['sanEconomy', 'Filesystem', MODES.filter(mode => mode !== 'ReadWriteMany')], ['sanEconomy', 'Block', MODES],
  ])('%s with volumeMode %s: the access modes of core/common.go', (on, volumeMode, taken) => {
    expect(MODES.filter(mode => validate(on, modes(mode, volumeMode)).accepted)).toEqual(taken);
  });

  test.each<[string, On, any, object, RegExp]>([
    ['a reserve in words', 'nas', claim({}, { snapshotReserve: 'ten' }), {}, /snapshotReserve/],
    ['a reserve in words, of the backend', 'san', claim(), { defaults: { snapshotReserve: 'ten' } }, /snapshotReserve/],
    ['a snapshot directory in words', 'nas', claim({}, { snapshotDirectory: 'yes' }), {}, /snapshotDirectory/],
    ['a first claim without new FlexVols', 'economy', claim(), { denyNewVolumePools: 'true' }, /new Flexvol/],
    ['a first LUN without new FlexVols', 'sanEconomy', claim(), { denyNewVolumePools: 't' }, /new Flexvol/],
    ['a recovery queue in words', 'flexgroup', claim({}, { skipRecoveryQueue: 'yes' }), {}, /skipRecoveryQueue/],
    ['a file system of nobody', 'san', claim({}, { fileSystem: 'btrfs' }), {}, /fileSystem/],
    ['the other protocol', 'san', claim({}, { protocol: 'file' }), {}, /no pool of the class holds file/],
    ['a protocol against its mode', 'nas', claim({ accessModes: ['ReadWriteMany'] }, { protocol: 'block' }), {}, /no protocol/],
    ['more than the limit', 'nas', claim(), { limitVolumeSize: '5Gi' }, /limitVolumeSize/],
    ['more than the limit of a pool', 'sanEconomy', claim(), { limitVolumePoolSize: '5Gi' }, /limitVolumePoolSize/],
    ['a limit on aggregates', 'nas', claim(), { limitAggregateUsage: '80%' }, /limitAggregateUsage/],
    ['no size', 'nas', claim({ resources: {} }), {}, /size/],
  ])('rejected: %s', (_what, on, requested, config, word) => {
    expect(validate(on, requested, config)).toMatchObject({ accepted: false, message: expect.stringMatching(word) });
  });

  test.each<[string, On, { [name: string]: string }, object, number]>([
    ['what NAS reads', 'nas', { snapshotPolicy: 'daily', snapshotReserve: '10', snapshotDirectory: 'TRUE', unixPermissions: '0770', exportPolicy: 'apps', skipRecoveryQueue: '1', splitOnClone: 'f' }, {}, 0],
    ['the reserve on qtrees', 'economy', { snapshotReserve: '10' }, {}, 1],
    ['what is of files on LUNs', 'san', { snapshotDirectory: 'maybe', unixPermissions: '0770', exportPolicy: 'apps', readOnlyClone: 'true' }, {}, 4],
    ['tiering, which is of another cloud', 'nas', { tieringPolicy: 'auto', tieringMinimumCoolingDays: '10' }, {}, 2],
    ['other letters', 'nas', { SnapshotPolicy: 'daily', snapshotDir: 'true' }, {}, 2],
    ['an export policy beside an automatic one', 'nas', { exportPolicy: 'apps' }, { autoExportPolicy: true }, 1],
    ['words of an import without one', 'nas', { importNoRename: 'true', notManaged: 'true' }, {}, 2],
    ['a bad word that counts as false', 'nas', { readOnlyClone: 'maybe' }, {}, 1],
  ])('ignored: %s', (_what, on, annotations, config, count) => {
    const verdict = validate(on, claim({}, annotations), config);
    expect(verdict.accepted).toBe(true);
    expect(verdict.ignored).toHaveLength(count);
  });

  test.each<[On, any]>([
    ['nas', claim({ accessModes: ['ReadWriteMany'] }, { protocol: 'file' })],
    ['san', claim({ volumeMode: 'Block' }, { protocol: 'block' })],
    ['san', claim({}, { protocol: 'block' })],
  ])('a protocol that agrees with %s', (on, requested) => {
    expect(validate(on, requested).accepted).toBe(true);
  });

  test('FlexVols of its own need no permission', () => {
    expect(validate('nas', claim(), { denyNewVolumePools: 'true' }).accepted).toBe(true);
    expect(validate('economy', claim(), { denyNewVolumePools: 'false' }).accepted).toBe(true);
  });

  test('a split in words fails clones only, because new volumes do not read it', () => {
    const split = { splitOnClone: 'yes' };
    expect(validate('san', claim({}, split)).accepted).toBe(true);
    expect(validate('san', claim(fromClaim, split), {}, { claim: () => made('san') }))
      .toMatchObject({ accepted: false, message: expect.stringMatching(/splitOnClone/) });
  });

  test('a volume has 20 MiB at least', () => {
    expect(validate('nas', claim({ resources: { requests: { storage: '1Mi' } } }))).toMatchObject({ accepted: true, bytes: 20 * 1024 ** 2 });
  });

  const made = (on: On, over = {}, config = {}) => {
    const [pool] = backend({ storageDriverName: drivers[on], ...config }).pools;
    return { storageClassName: 'class', bytes: 10 * GIB, volumeMode: 'Filesystem', pool, ...over };
  };
  const fromSnapshot = { dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'before' } };
  const fromClaim = { dataSource: { kind: 'PersistentVolumeClaim', name: 'source' } };

  test.each<[string, On, any, any, object, boolean]>([
    ['a snapshot', 'nas', claim(fromSnapshot), { snapshot: () => made('nas') }, {}, true],
    ['a claim', 'sanEconomy', claim(fromClaim), { claim: () => made('sanEconomy') }, {}, true],
    ['a snapshot that is not there', 'nas', claim(fromSnapshot), {}, {}, false],
    ['a smaller one', 'nas', claim({ ...fromClaim, resources: { requests: { storage: '11Gi' } } }), { claim: () => made('nas') }, {}, false],
    ['a larger one', 'nas', claim({ ...fromClaim, resources: { requests: { storage: '9Gi' } } }), { claim: () => made('nas') }, {}, false],
    ['a raw one', 'san', claim(fromClaim), { claim: () => made('san', { volumeMode: 'Block' }) }, {}, false],
    ['one of another class on the same backend', 'nas', claim(fromClaim), { claim: () => made('nas', { storageClassName: 'other' }) }, {}, true],
    ['one of another class, by annotation', 'nas', claim({}, { cloneFromPVC: 'source' }), { claim: () => made('nas', { storageClassName: 'other' }) }, {}, false],
    ['one of another backend', 'nas', claim(fromClaim), { claim: () => made('nas', { storageClassName: 'other', pool: backend({}, 'else').pools[0] }) }, {}, false],
    ['a qtree', 'economy', claim(fromClaim), { claim: () => made('economy') }, {}, false],
    ['a snapshot to read alone', 'nas', claim(fromSnapshot, { readOnlyClone: 'true' }), { snapshot: () => made('nas') }, {}, false],
    ['a snapshot to read alone, that is visible', 'nas', claim(fromSnapshot, { readOnlyClone: 'true' }), { snapshot: () => made('nas', {}, { defaults: { snapshotDir: 'true' } }) }, {}, true],
    ['a snapshot to read alone, of a claim that shows it', 'nas', claim(fromSnapshot, { readOnlyClone: 'true' }), { snapshot: () => made('nas', { snapshotDir: true }) }, {}, true],
    ['a claim elsewhere', 'nas', claim({}, { cloneFromPVC: 'source', cloneFromNamespace: 'data' }), { claim: () => made('nas'), referenced: () => true }, {}, true],
    ['a claim elsewhere that does not let itself be', 'nas', claim({}, { cloneFromPVC: 'source', cloneFromNamespace: 'data' }), { claim: () => made('nas') }, {}, false],
    ['a shared claim', 'nas', claim({}, { shareFromPVC: 'data/source' }), { claim: () => made('nas'), referenced: () => true }, {}, true],
    ['a shared claim without a reference', 'nas', claim({}, { shareFromPVC: 'data/source' }), { claim: () => made('nas') }, {}, false],
    ['a volume of before', 'nas', claim({}, { importOriginalName: 'old', importBackendUUID: 'u' }), { importable: () => ({ bytes: 20 * GIB, backendName: 'fsx' }) }, {}, true],
    ['a volume of before that is smaller', 'nas', claim({}, { importOriginalName: 'old', importBackendUUID: 'u' }), { importable: () => ({ bytes: GIB, backendName: 'fsx' }) }, {}, false],
    ['a volume of nobody', 'nas', claim({}, { importOriginalName: 'old', importBackendUUID: 'u' }), {}, {}, false],
  ])('out of %s', (_what, on, requested, sources, config, taken) => {
    expect(validate(on, requested, config, sources).accepted).toBe(taken);
  });

  test('an economy of qtrees takes snapshots with snapshotDir only', () => {
    expect(['nas', 'flexgroup', 'san', 'sanEconomy'].map(on => snapshotProblem(made(on as On).pool))).toEqual([undefined, undefined, undefined, undefined]);
    expect(snapshotProblem(made('economy').pool)).toMatch(/snapshotDir/);
    expect(snapshotProblem(made('economy', {}, { defaults: { snapshotDir: 'true' } }).pool)).toBeUndefined();
    expect(snapshotProblem(made('sanEconomy', {}, { storagePrefix: 'a-b_' }).pool)).toMatch(/could not find snapshot/);
  });
});
