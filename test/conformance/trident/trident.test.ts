import { validateBackend } from './backend';
import { BACKENDS, SURPRISES, WORLD, backend, spec } from './cases';
import { Pool } from './pools';
import { validateStorageClass } from './storage-class';

describe('backends', () => {
  test.each(BACKENDS)('rejected: %s', (_what, bad, word) => {
    expect(validateBackend(bad, WORLD)).toMatchObject({ accepted: false, message: expect.stringMatching(word) });
  });

  test.each(BACKENDS)('taken, as the other way to say it: %s', (_what, _bad, _word, good) => {
    expect(validateBackend(good, WORLD)).toMatchObject({ accepted: true });
  });

  test.each(SURPRISES)('taken all the same: %s', (_what, odd) => {
    expect(validateBackend(odd, WORLD)).toMatchObject({ accepted: true });
  });

  test.each([
    ['the spec is at fault', { credentials: undefined }, false],
    ['a type is wrong outside the common fields', { autoExportPolicy: 'true' }, false],
    ['the world is at fault', { svm: 'later' }, true],
    ['a default is wrong', { defaults: { tieringPolicy: 'cold' } }, true],
  ])('tried again or not: %s', (_what, over, retried) => {
    expect(validateBackend(spec(over), WORLD)).toMatchObject({ accepted: false, retried });
  });

  test('a backend is named like its object, in exactly these letters', () => {
    expect(backend({}, 'gold').backendName).toBe('gold');
    expect(backend({ backendName: 'silver' }, 'gold').backendName).toBe('silver');
    expect(backend({ BackendName: 'silver' }, 'gold').backendName).toBe('gold');
  });

  test('virtual pools inherit, and hide the aggregates', () => {
    const { pools } = backend({
      labels: { team: 'ml', pool: 'all' }, region: 'eu', defaults: { snapshotPolicy: 'daily', tieringPolicy: 'auto' },
      storage: [{ labels: { pool: 'hot' } }, { labels: { pool: 'cold' }, zone: 'a', defaults: { tieringPolicy: 'all', snapshotPolicy: '', encryption: 'false' } }],
    });
    expect(pools.map(({ name }) => name)).toEqual(['fsx_pool_0', 'fsx_pool_1']);
    expect(pools.map(({ labels }) => labels)).toEqual([{ team: 'ml', pool: 'hot' }, { team: 'ml', pool: 'cold' }]);
    expect(pools[0].defaults).toMatchObject({ snapshotPolicy: 'daily', tieringPolicy: 'auto', snapshotReserve: '5' });
    expect(pools[1].defaults).toMatchObject({ snapshotPolicy: 'daily', tieringPolicy: 'all' }); // an empty text takes nothing away
    expect(pools[1].offers).toMatchObject({ region: ['eu'], zone: ['a'], encryption: false });
    expect(backend().pools).toMatchObject([{ name: 'aggr1', defaults: { snapshotPolicy: 'none', snapshotReserve: '' } }]);
    expect(backend({ storageDriverName: 'ontap-nas-flexgroup' }).pools.map(({ name }) => name)).toEqual(['managed_storage_pool']);
  });
});

describe('classes', () => {
  const two = backend({ labels: { team: 'ml' }, storage: [{ labels: { pool: 'hot' } }, { labels: { pool: 'cold-1' } }] }, 'fsx-nas');
  const block = backend({ storageDriverName: 'ontap-san' }, 'fsx-san');
  const economy = backend({ storageDriverName: 'ontap-nas-economy' }, 'fsx-eco');
  const validate = (parameters: object, annotations = {}, provisioner = 'csi.trident.netapp.io') =>
    validateStorageClass({ provisioner, parameters, metadata: { name: 'class', annotations } }, [two, block, economy]);
  const names = (pools: readonly Pool[]) => pools.map(({ backendName, name }) => `${backendName}:${name}`);

  test.each<[string, object, string[]]>([
    ['nothing', {}, ['fsx-nas:fsx-nas_pool_0', 'fsx-nas:fsx-nas_pool_1', 'fsx-san:aggr1', 'fsx-eco:aggr1']],
    ['a driver', { backendType: 'ontap-san' }, ['fsx-san:aggr1']],
    ['a label', { selector: 'pool=hot' }, ['fsx-nas:fsx-nas_pool_0']],
    ['a label with a dash, two clauses', { selector: 'pool == cold-1; team=ml' }, ['fsx-nas:fsx-nas_pool_1']],
    ['another label than this', { selector: 'pool!=hot' }, ['fsx-nas:fsx-nas_pool_1']],
    ['a label out of a set', { 'trident.netapp.io/selector': 'pool in (hot, cold-1)' }, ['fsx-nas:fsx-nas_pool_0', 'fsx-nas:fsx-nas_pool_1']],
    ['no label out of a set, or none at all', { selector: 'pool notin (hot)' }, ['fsx-nas:fsx-nas_pool_1', 'fsx-san:aggr1', 'fsx-eco:aggr1']],
    ['no such label', { selector: '!pool' }, ['fsx-san:aggr1', 'fsx-eco:aggr1']],
    ['a backend, as a whole', { storagePools: 'fsx-na:.*;fsx-san:.*' }, ['fsx-san:aggr1']],
    ['pools, anywhere in the name', { storagePools: 'fsx-nas:1' }, ['fsx-nas:fsx-nas_pool_1']],
    ['every backend but one', { excludeStoragePools: 'fsx-nas:.*', snapshots: 'true' }, ['fsx-san:aggr1']],
    ['some pools more', { selector: 'pool=hot', additionalStoragePools: 'fsx-eco:.*' }, ['fsx-nas:fsx-nas_pool_0', 'fsx-eco:aggr1']],
    ['pools of the old word alone', { requiredStorage: 'fsx-eco:.*' }, ['fsx-eco:aggr1']],
    ['snapshots, in Go', { snapshots: 'T' }, ['fsx-nas:fsx-nas_pool_0', 'fsx-nas:fsx-nas_pool_1', 'fsx-san:aggr1']],
    ['no snapshots, which nobody has to lack', { snapshots: 'false' }, ['fsx-nas:fsx-nas_pool_0', 'fsx-nas:fsx-nas_pool_1', 'fsx-san:aggr1', 'fsx-eco:aggr1']],
    ['replication', { replication: 'true', backendType: 'ontap-nas' }, ['fsx-nas:fsx-nas_pool_0', 'fsx-nas:fsx-nas_pool_1']],
    ['NFS in capitals', { nasType: 'NFS', storagePools: 'fsx-(eco|san):.*' }, ['fsx-eco:aggr1']],
    ['iSCSI in capitals', { sanType: 'iSCSI' }, ['fsx-san:aggr1']],
    ['a file system for the provisioner', { 'fsType': 'xfs', 'csi.storage.k8s.io/fstype': 'xfs', 'backendType': 'ontap-san' }, ['fsx-san:aggr1']],
  ])('a class that requests %s finds its pools', (_what, parameters, pools) => {
    expect(validate(parameters)).toMatchObject({ accepted: true, ignored: false, dangerous: [] });
    expect(names(validate(parameters).pools)).toEqual(pools);
  });

  test.each<[string, object, RegExp]>([
    ['snapshotPolicy', { snapshotPolicy: 'daily' }, /snapshotPolicy is not known/],
    ['snapshotReserve', { snapshotReserve: '10' }, /not known/],
    ['unixPermissions', { unixPermissions: '---rwxrwxrwx' }, /not known/],
    ['exportPolicy', { exportPolicy: 'default' }, /not known/],
    ['tieringPolicy', { tieringPolicy: 'auto' }, /not known/],
    ['a parameter in other letters', { BackendType: 'ontap-nas' }, /not known/],
    ['a boolean in words', { snapshots: 'yes' }, /no boolean/],
    ['IOPS in words', { IOPS: 'fast' }, /no whole number/],
    ['an empty selector', { selector: '' }, /no selector/],
    ['a selector with a dot', { selector: 'app.kubernetes.io/name=x' }, /no selector/],
    ['a selector with commas', { selector: 'a=b,c=d' }, /no selector/],
  ])('a class with %s is none for Trident', (_what, parameters, word) => {
    expect(validate(parameters)).toMatchObject({
      accepted: false,
      ignored: true,
      message: expect.stringMatching(word),
      pools: [],
    });
  });

  test.each<[string, object]>([
    ['media, which is not readable on FSx', { media: 'ssd' }],
    ['IOPS, which no ONTAP offers', { IOPS: '1000' }],
    ['a region of nobody', { region: 'eu-west-1' }],
    ['snapshots of an economy', { snapshots: 'true', backendType: 'ontap-nas-economy' }],
    ['NFS of block devices', { nasType: 'nfs', storagePools: 'fsx-san:.*' }],
    ['iSCSI of files', { sanType: 'iscsi', backendType: 'ontap-nas' }],
    ['a pool of nobody', { storagePools: 'fsx-nas:gold' }],
  ])('a class that requests %s is known, and has no pool', (_what, parameters) => {
    expect(validate(parameters)).toMatchObject({ accepted: false, ignored: false, pools: [] });
  });

  test.each(['fsx-nas', 'fsx-nas:', ':.*', 'fsx-nas:.*;', ''])('pools written as %p restrict nothing', text => {
    expect(validate({ storagePools: text })).toMatchObject({ accepted: true, dangerous: [expect.stringMatching(/restricts nothing/)] });
    expect(validate({ storagePools: text }).pools).toHaveLength(4);
  });

  test('the annotation wins over the parameter, unless it is no selector', () => {
    const annotation = 'trident.netapp.io/selector';
    expect(names(validate({ selector: 'pool=hot' }, { [annotation]: 'pool=cold-1' }).pools)).toEqual(['fsx-nas:fsx-nas_pool_1']);
    expect(validate({ selector: 'pool=hot' }, { [annotation]: '' })).toMatchObject({ pools: [{ name: 'fsx-nas_pool_0' }], dangerous: [expect.any(String)] });
  });

  test('pools can be added by annotation, too', () => {
    const annotation = { 'trident.netapp.io/additionalStoragePools': 'fsx-san:.*' };
    expect(names(validate({ selector: 'pool=hot', additionalStoragePools: 'fsx-eco:.*' }, annotation).pools)).toEqual(['fsx-nas:fsx-nas_pool_0', 'fsx-san:aggr1']);
  });

  test('the class of another driver is none of ours', () => {
    expect(validate({}, {}, 'fsx.csi.aws.com').ignored).toBe(true);
  });
});
