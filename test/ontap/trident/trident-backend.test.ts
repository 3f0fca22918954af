import { Lazy, Token } from 'aws-cdk-lib';
import { OntapBackendConfiguration, OntapDefaultsConfiguration } from '../../../src/ontap/configuration';
import { OntapNfsVersion, OntapSanType, OntapSecurityStyle, OntapStorageDriver, OntapTieringPolicy } from '../../../src/ontap/limits';
import { DEFAULTS_ROWS } from '../../../src/ontap/trident/defaults';
import { BackendTarget, POOL_LABEL, backendSpec } from '../../../src/ontap/trident/trident-backend';
import { DeferredValue } from '../../../src/validation/deferred-value';
import volumes from '../../cases/ontap-volumes.json';
import { testStack } from '../../support/fixture';

const HOME: BackendTarget = {
  name: 'nas-0a1b2c3d', fileSystemId: 'fs-0123456789abcdef0', region: 'eu-west-1', svmName: 'kubernetes',
  secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:vsadmin-AbCdEf', deletionPolicy: 'delete',
};
const BASE: OntapBackendConfiguration = { backendName: 'nas', driver: OntapStorageDriver.NAS, storagePrefix: 'training_', pools: [] };
const DRIVERS = Object.values(OntapStorageDriver);
const spec = (over: Partial<OntapBackendConfiguration> = {}, home: Partial<BackendTarget> = {}): any => {
  return backendSpec({ ...BASE, ...over }, { ...HOME, ...home });
};
/** As it stands in the template. */
const resolved = (value: unknown) => testStack().resolve(value);

/** Everything that new volumes can be told, and how Trident reads it (Trident, storage_drivers/types.go OntapStorageDriverConfigDefaults). */
const DEFAULTS: {
  readonly [field in keyof Required<OntapDefaultsConfiguration>]: readonly [value: any, key: string, text: string][];
} = {
  tieringPolicy: volumes.tieringPolicies.map(({ fsx, trident }) => [fsx, 'tieringPolicy', trident] as const) as any,
  snapshotPolicy: [['default', 'snapshotPolicy', 'default'], ['none', 'snapshotPolicy', 'none']],
  snapshotReserve: [[0, 'snapshotReserve', '0'], [90, 'snapshotReserve', '90']],
  snapshotDirectory: [[true, 'snapshotDir', 'true'], [false, 'snapshotDir', 'false']],
  unixPermissions: [['0755', 'unixPermissions', '0755']],
  exportPolicy: [['nodes', 'exportPolicy', 'nodes']],
  spaceAllocation: [[true, 'spaceAllocation', 'true'], [false, 'spaceAllocation', 'false']],
  securityStyle: [[OntapSecurityStyle.UNIX, 'securityStyle', 'unix'], [OntapSecurityStyle.MIXED, 'securityStyle', 'mixed']],
  spaceReserved: [[true, 'spaceReserve', 'volume'], [false, 'spaceReserve', 'none']],
  splitOnClone: [[true, 'splitOnClone', 'true'], [false, 'splitOnClone', 'false']],
  qosPolicy: [['gold', 'qosPolicy', 'gold']],
  adaptiveQosPolicy: [['silver', 'adaptiveQosPolicy', 'silver']],
  skipRecoveryQueue: [[true, 'skipRecoveryQueue', 'true'], [false, 'skipRecoveryQueue', 'false']],
  encryption: [[true, 'encryption', 'true'], [false, 'encryption', 'false']],
};
const EVERY_DEFAULT = Object.entries(DEFAULTS).flatMap(([field, cases]) =>
  cases.map(([value, key, text]) => [field, value, key, text] as const),
);

describe.each(DRIVERS)('%s', driver => {
  test('is reached by the id of the file system, the name of the SVM and the ARN of a secret', () => {
    expect(spec({ driver })).toEqual({
      version: 1,
      storageDriverName: driver,
      backendName: 'nas-0a1b2c3d',
      deletionPolicy: 'delete',
      aws: { fsxFilesystemID: 'fs-0123456789abcdef0', apiRegion: 'eu-west-1' },
      svm: 'kubernetes',
      credentials: { name: HOME.secretArn, type: 'awsarn' },
      storagePrefix: 'training_',
      defaults: { tieringPolicy: 'none' },
    });
  });

  test('has strings only among the defaults, of itself and of its pools', () => {
    const all = Object.fromEntries(EVERY_DEFAULT.map(([field, value]) => [field, value])) as OntapDefaultsConfiguration;
    const { defaults, storage } = spec({ driver, ...all, pools: [{ poolName: 'hot', ...all }] });
    for (const texts of [defaults, storage[0].defaults]) {
      expect(Object.keys(texts).sort()).toEqual([...new Set(EVERY_DEFAULT.map(([,, key]) => key))].sort());
      expect(Object.values(texts).filter(text => typeof text !== 'string')).toEqual([]);
    }
  });

  // Trident storage_drivers/types.go: other types do not decode, and a backend with an inline secret is refused
  test('has the types that Trident decodes, no secret, and no address', () => {
    const made = spec({
      driver, sanType: OntapSanType.ISCSI, nfsVersion: OntapNfsVersion.V4_1, nconnect: 4, autoExportPolicy: true, autoExportCidrs: ['10.0.0.0/16'],
      qtreesPerFlexvol: 50, lunsPerFlexvol: 50, limitVolumeSize: 100, limitVolumePoolSize: 200, labels: { team: 'ml' }, pools: [{ poolName: 'hot' }],
    });
    const strings = ['storageDriverName', 'backendName', 'deletionPolicy', 'svm', 'storagePrefix', 'limitVolumeSize', 'limitVolumePoolSize', 'qtreesPerFlexvol', 'lunsPerFlexvol'];
    expect(strings.filter(name => typeof made[name] !== 'string')).toEqual([]);
    expect(made).toMatchObject({ version: 1, autoExportPolicy: true, autoExportCIDRs: ['10.0.0.0/16'], labels: { team: 'ml' } });
    expect(Object.keys(made.credentials).sort()).toEqual(['name', 'type']);
    const known = [...strings, 'version', 'credentials', 'aws', 'autoExportPolicy', 'autoExportCIDRs', 'labels', 'defaults', 'storage', 'sanType'];
    expect(Object.keys(made).filter(name => !known.includes(name))).toEqual([]);
    expect(JSON.stringify(made)).not.toMatch(/username|password|LIF"|limitAggregateUsage|apiKey|secretKey|chap/i);
  });
});

test.each(EVERY_DEFAULT)('%s %s is %s: %s', (field, value, key, text) => {
  expect(spec({ [field]: value }).defaults).toEqual({ tieringPolicy: 'none', [key]: text });
  expect(spec({ pools: [{ poolName: 'hot', [field]: value }] }).storage).toEqual([{ labels: { pool: 'hot' }, defaults: { [key]: text } }]);
});

test('every default has a case', () => {
  expect(Object.keys(DEFAULTS_ROWS).sort()).toEqual(Object.keys(DEFAULTS).sort());
});

describe('pools', () => {
  test('say what they say, and leave the rest to the backend', () => {
    const { defaults, storage } = spec({
      tieringPolicy: OntapTieringPolicy.AUTO, snapshotPolicy: 'default', spaceReserved: true,
      pools: [{ poolName: 'hot', tieringPolicy: OntapTieringPolicy.NONE }, { poolName: 'cold' }],
    });
    expect(defaults).toEqual({ tieringPolicy: 'auto', snapshotPolicy: 'default', spaceReserve: 'volume' });
    expect(storage).toEqual([{ labels: { pool: 'hot' }, defaults: { tieringPolicy: 'none' } }, { labels: { pool: 'cold' }, defaults: {} }]);
  });

  test('keep their order, by which Trident names them', () => {
    const names = ['b', 'a', 'c'];
    expect(
      spec({ pools: names.map(poolName => ({ poolName })) }).storage.map(({ labels }: any) => labels[POOL_LABEL]),
    ).toEqual(names);
  });

  test('are absent where there are none: Trident would make none of an empty list', () => {
    expect(spec()).not.toHaveProperty('storage');
  });
});

test('devices have a type on the one driver that reads it', () => {
  const typed = (driver: OntapStorageDriver) => spec({ driver, sanType: OntapSanType.NVME }).sanType;
  expect(DRIVERS.map(driver => [driver, typed(driver)])).toEqual(DRIVERS.map(driver => [driver, driver === 'ontap-san' ? 'nvme' : undefined]));
});

test('an automatic export policy is said only where there is one', () => {
  expect(spec({ autoExportPolicy: false })).not.toHaveProperty('autoExportPolicy');
  expect(spec({ autoExportPolicy: true }).autoExportPolicy).toBe(true);
});

test('an empty storage prefix is said: without one Trident takes its own', () => {
  expect(spec({ storagePrefix: '' }).storagePrefix).toBe('');
});

// Trident utils, ConvertSizeToBytes: an integer and a unit
test.each([
  [1, '1Gi'], [100, '100Gi'], [1024, '1024Gi'], [1.5, '1536Mi'], [20 / 1024, '20Mi'], [1 + 1 / 2048, '1024Mi'],
])('limits of %s GiB are written %s: no fraction', (gib, text) => {
  const { limitVolumeSize, limitVolumePoolSize } = spec({ limitVolumeSize: gib, limitVolumePoolSize: gib });
  expect([limitVolumeSize, limitVolumePoolSize]).toEqual([text, text]);
});

test('a deletion policy is lower case: Trident compares it exactly when it deletes', () => {
  expect(['delete', 'retain'].map(deletionPolicy => spec({}, { deletionPolicy: deletionPolicy as any }).deletionPolicy)).toEqual(['delete', 'retain']);
});

describe('known at deployment', () => {
  const text = (name: string) => Token.asString({ Ref: name });
  const deferred = (name: string) => new DeferredValue<any>(text(name));
  const number = (name: string) => new DeferredValue<any>(Token.asNumber({ Ref: name }));

  test('what names the home passes through', () => {
    const home = { fileSystemId: text('FileSystem'), svmName: text('Svm'), secretArn: text('Secret'), region: text('AWS::Region') };
    expect(resolved(spec({}, home))).toMatchObject({
      aws: { fsxFilesystemID: { Ref: 'FileSystem' }, apiRegion: { Ref: 'AWS::Region' } }, svm: { Ref: 'Svm' }, credentials: { name: { Ref: 'Secret' } },
    });
  });

  test('ranges, limits and labels pass through', () => {
    const made = resolved(spec({
      autoExportCidrs: [deferred('Cidr'), '10.0.0.0/16'], limitVolumeSize: number('Limit'), limitVolumePoolSize: number('PoolLimit'), labels: { team: deferred('Team') },
    }));
    expect(made).toMatchObject({
      autoExportCIDRs: [{ Ref: 'Cidr' }, '10.0.0.0/16'], limitVolumeSize: { 'Fn::Join': ['', [{ Ref: 'Limit' }, 'Gi']] },
      limitVolumePoolSize: { 'Fn::Join': ['', [{ Ref: 'PoolLimit' }, 'Gi']] }, labels: { team: { Ref: 'Team' } },
    });
  });

  test('numbers become strings, and words stay words', () => {
    const made = resolved(spec({
      snapshotReserve: number('Reserve'), qtreesPerFlexvol: number('Qtrees'), lunsPerFlexvol: number('Luns'), snapshotPolicy: deferred('Policy'),
      pools: [{ poolName: 'hot', exportPolicy: deferred('Export') }],
    }));
    const asText = (name: string) => ({ 'Fn::Join': ['', [{ Ref: name }, '']] });
    expect([made.defaults.snapshotReserve, made.qtreesPerFlexvol, made.lunsPerFlexvol]).toEqual(['Reserve', 'Qtrees', 'Luns'].map(asText));
    expect(made.defaults.snapshotPolicy).toEqual({ Ref: 'Policy' });
    expect(made.storage[0].defaults).toEqual({ exportPolicy: { Ref: 'Export' } });
  });

  test('nothing is encoded twice', () => {
    const late = Lazy.uncachedString({ produce: () => 'a "quoted" \\ value' });
    expect(resolved(spec({}, { svmName: late })).svm).toBe('a "quoted" \\ value');
  });
});
