import { Duration, Lazy, Size, Stack, aws_backup as backup } from 'aws-cdk-lib';
import {
  DataRepository, FsxLustreStorage, LustreManagedConfig, LustreMetadataMode, LustreShareOptions, OntapBackend,
  OntapClaimOptions, OntapManagedConfig, OntapVolumeStyle,
} from '../../src';
import { errorOf, idsIn, managedOn, storageOn, testStack } from '../support/fixture';
import { ONTAP_CLAIM, managedOntap } from '../support/ontap';

const SCRATCH: Partial<LustreManagedConfig> = {
  deploymentType: 'SCRATCH_2' as any, perUnitStorageThroughput: undefined,
};
const EFA: Partial<LustreManagedConfig> = {
  perUnitStorageThroughput: 1000, efaEnabled: true, metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC },
};
const late = () => Lazy.string({ produce: () => 'x' });
const lustre = (config: Partial<LustreManagedConfig>) => errorOf(() => managedOn(testStack(), config));
const shared = (options: LustreShareOptions, make: (stack: Stack) => FsxLustreStorage = stack => managedOn(stack)) => {
  return errorOf(() => make(testStack()).shareTo('vision', options));
};
const ontap = (
  config: Partial<OntapManagedConfig>, claim: Partial<OntapClaimOptions> = {}, backends?: OntapBackend[],
) => errorOf(() => {
  return managedOntap(testStack(), config, {
    backends, claim: { ...ONTAP_CLAIM, ...claim }, acknowledge: { 'ontap/nodes-unprepared': 'x' },
  });
});

describe('an entry names the invalid property', () => {
  test.each<[string, string, () => string]>([
    ['backupId', 'lustre/backups-not-offered', () => lustre({ ...SCRATCH, backupId: 'backup-0123456789abcdef0' })],
    [
      'automaticBackupRetention', 'lustre/backups-not-offered',
      () => lustre({ ...SCRATCH, automaticBackupRetention: Duration.days(7) }),
    ],
    [
      'copyTagsToBackups', 'lustre/backups-with-s3',
      () => lustre({ copyTagsToBackups: true, dataRepositories: [DataRepository.fromPath('s3://data')] }),
    ],
    ['automaticBackupRetention', 'lustre/backups-with-s3', () => {
      return lustre({
        automaticBackupRetention: Duration.days(7), dataRepositories: [DataRepository.fromPath('s3://data')],
      });
    }],
    ['claim.exportPolicy', 'ontap/policy-name', () => ontap({}, { exportPolicy: 'a b' })],
    ['claim.snapshotPolicy', 'ontap/policy-name', () => ontap({}, { snapshotPolicy: 'a b' })],
    ['claim.namespace', 'ontap/name-known-late', () => ontap({}, { namespace: late() })],
    ['claim.namespace', 'lustre/name-known-late', () => {
      return errorOf(() => managedOn(testStack(), {}, { claim: { name: 'data', namespace: late() } }));
    }],
    ['volume \'corpus\': size', 'ontap/volume-known-late', () => {
      return ontap({ volumes: [{ name: 'corpus', size: Size.gibibytes(Lazy.number({ produce: () => 1 })) }] });
    }],
    ['volume \'b\': junctionPath', 'ontap/volume-twice', () => {
      const size = Size.gibibytes(1);
      return ontap({ volumes: [{ name: 'a', size }, { name: 'b', junctionPath: '/a', size }] });
    }],
    ['backend \'nas-economy\': limitVolumePoolSize', 'ontap/volume-limit', () => {
      return ontap({}, {}, [OntapBackend.nasEconomy({ limitVolumePoolSize: Size.mebibytes(19) })]);
    }],
    ['backend \'nas-economy\': qtreesPerFlexvol', 'ontap/claims-per-volume', () => {
      return ontap({}, {}, [OntapBackend.nasEconomy({ qtreesPerFlexvol: 49 })]);
    }],
    ['backend \'san-economy\': lunsPerFlexvol', 'ontap/claims-per-volume', () => {
      return ontap({}, {}, [OntapBackend.sanEconomy({ lunsPerFlexvol: 201 })]);
    }],
  ])('%s: %s', (property, id, message) => {
    expect(idsIn(message())).toEqual([id]);
    expect(message()).toMatch(new RegExp(`^  ${property.replace('.', '\\.')} `, 'm'));
  });

  test('both policies, if both are invalid', () => {
    expect(ontap({}, { exportPolicy: 'a b', snapshotPolicy: 'c d' })).toContain('exportPolicy \'a b\' too');
  });

  test.each([
    [{ labels: { team: 'a.b' } }, 'pool \'hot\': team: \'a.b\''],
    [{ supportedTopologies: [{}] }, 'pool \'hot\''],
  ])('the pool that has the invalid setting: %j', (setting, named) => {
    expect(ontap({}, {}, [OntapBackend.nas({ pools: [{ name: 'hot', ...setting }] })])).toContain(named);
  });
});

describe('a fix names only settings that the user wrote', () => {
  const linked = { dataRepositories: [DataRepository.fromPath('s3://data')] };
  const week = Duration.days(7);
  test.each<[string, Partial<LustreManagedConfig>]>([
    ['remove automaticBackupRetention, or use', { ...SCRATCH, automaticBackupRetention: week }],
    ['remove backupId, or use', { ...SCRATCH, backupId: 'backup-0123456789abcdef0' }],
    ['remove copyTagsToBackups and export', { copyTagsToBackups: true, ...linked }],
    ['remove automaticBackupRetention and export', { automaticBackupRetention: week, ...linked }],
    ['remove automaticBackupRetention and copyTagsToBackups and export', {
      automaticBackupRetention: week, copyTagsToBackups: true, ...linked,
    }],
  ])('%s', (fix, config) => {
    expect(lustre(config)).toContain(`Fix: ${fix}`);
  });
});

describe('an error names the claim, team or clone, and the options of the method', () => {
  test.each<[string, string, () => string]>([
    [
      'FsxLustreStorage \'Storage/Data\', addClaim \'Vision\'', 'subDirectory \'/a\'',
      () => errorOf(() => managedOn(testStack()).addClaim('Vision', { subDirectory: '/a' })),
    ],
    [
      'FsxLustreStorage \'Storage/Data\', shareTo \'vision\'', 'subDirectory \'/a\'',
      () => shared({ subDirectory: '/a' }),
    ],
    ['FsxLustreStorage \'Storage/Data\', shareTo \'vision\'', 'namespace \'a.b\'', () => shared({ namespace: 'a.b' })],
    ['FsxOntapStorage \'Storage/Data\', addClaim \'Vision\'', 'size 0 GiB', () => errorOf(() => {
      return managedOntap(testStack()).addClaim('Vision', { size: Size.gibibytes(0) });
    })],
    [
      'FsxOntapStorage \'Storage/Data\', shareTo \'vision\'', 'quota 0 GiB',
      () => errorOf(() => managedOntap(testStack()).shareTo('vision', { quota: Size.gibibytes(0) })),
    ],
    ['FsxOntapStorage \'Storage/Data\', snapshot \'Base\'', 'name \'A B\'', () => errorOf(() => {
      return managedOntap(testStack(), {}, { claim: ONTAP_CLAIM }).snapshot('Base', { name: 'A B' });
    })],
    ['FsxOntapStorage \'Storage/Data\', importVolume \'Corpus\'', 'volumeName \'a b\'', () => errorOf(() => {
      return managedOntap(testStack()).importVolume('Corpus', { volumeName: 'a b', size: Size.gibibytes(1) });
    })],
  ])('%s: %s', (header, property, message) => {
    expect(message()).toContain(`${header}: `);
    expect(message()).toMatch(new RegExp(`^  ${property}`, 'm'));
  });

  test('backUp', () => {
    const stack = testStack();
    const plan = backup.BackupPlan.fromBackupPlanId(stack, 'Plan', 'plan');
    expect(errorOf(() => storageOn(stack).backUp('Nightly', plan)))
      .toMatch(/^FsxLustreStorage 'Storage\/Data', backUp 'Nightly': 1 problem\n {2}plan: /);
    expect(errorOf(() => managedOntap(stack, {}, {}, 'Weights').backUp('Nightly', plan)))
      .toMatch(/^FsxOntapStorage 'Storage\/Weights', backUp 'Nightly': 1 problem\n {2}plan: /);
  });

  test('monitor', () => {
    expect(errorOf(() => storageOn(testStack()).monitor()))
      .toMatch(/^FsxLustreStorage 'Storage\/Data', monitor: 1 problem/);
  });

  test('cloneOf', () => {
    const storage = managedOntap(testStack(), {}, { claim: ONTAP_CLAIM });
    expect(errorOf(() => storage.cloneOf('Branch', storage.snapshot('Base'), { name: 'A B' })))
      .toMatch(/^FsxOntapStorage 'Storage\/Data', cloneOf 'Branch': 1 problem\n  name 'A B'/);
  });
});

describe('one cause produces one entry', () => {
  test.each<[string, () => string]>([
    ['lustre/share-dynamic', () => shared({}, stack => storageOn(stack))],
    ['input/empty', () => shared({ subDirectory: '', quota: Size.gibibytes(1) })],
    ['lustre/metadata-not-offered', () => lustre({
      deploymentType: 'PERSISTENT_1' as any, perUnitStorageThroughput: 50,
      metadataConfiguration: { mode: 'USER_PROVISIONED' as any },
    })],
    ['lustre/backups-not-offered', () => lustre({ ...SCRATCH, automaticBackupRetention: Duration.days(91) })],
    ['lustre/backups-not-offered', () => lustre({ ...SCRATCH, backupId: 'x' })],
    ['ontap/volume-name-format', () => ontap({ volumes: [{ name: 'a b', size: Size.gibibytes(1) }] })],
    ['lustre/efa-capacity', () => lustre({ ...EFA, capacity: Size.gibibytes(1500) })],
    ['lustre/capacity-step', () => lustre({ ...EFA, efaEnabled: false, capacity: Size.gibibytes(1500) })],
    ['ontap/qos-policies', () => ontap({}, {}, [
      OntapBackend.nas({ qosPolicy: 'gold', adaptiveQosPolicy: 'silver', pools: [{ name: 'hot' }] }),
    ])],
    ['ontap/qos-policies', () => ontap({}, {}, [
      OntapBackend.nas({ qosPolicy: 'gold', pools: [{ name: 'hot', adaptiveQosPolicy: 'silver' }] }),
    ])],
    ['ontap/qos-policies', () => ontap({}, {}, [
      OntapBackend.nasEconomy({ adaptiveQosPolicy: 'silver', pools: [{ name: 'hot' }] }),
    ])],
    ['ontap/volume-limit', () => ontap({}, {}, [OntapBackend.nas({ limitVolumeSize: Size.mebibytes(19) })])],
    ['ontap/backend-unknown', () => ontap({}, { backend: 'fast', pool: 'hot' })],
    ['ontap/ha-pairs-not-offered', () => ontap({
      haPairs: 13, volumes: [{ name: 'a', size: Size.gibibytes(800), style: OntapVolumeStyle.FLEXGROUP }],
    })],
  ])('%s: %#', (id, message) => {
    expect(idsIn(message())).toEqual([id]);
  });

  // Number() of an unset environment variable is NaN
  test.each([NaN, Infinity, -Infinity])('reports a number that is %s', value => {
    const size = Size.gibibytes(value === -Infinity ? NaN : value);
    const messages = [
      lustre({ capacity: size }), lustre({ perUnitStorageThroughput: value }), lustre({ ...SCRATCH, capacity: size }),
      shared({ quota: size }), shared({ fileLimit: value }),
      ontap({ capacity: size }), ontap({ throughputCapacityPerHaPair: value }), ontap({}, { size }),
      ontap({}, { snapshotReserve: value }),
      ontap({ volumes: [{ name: 'corpus', size }] }),
      errorOf(() => storageOn(testStack(), { claim: { name: 'a', size } })),
    ];
    for (const message of messages) {
      expect(message)
        .toMatch(/: 1 problem\n {2}\S.*: must be a finite number, got (NaN|-?Infinity)\.\n {4}Fix: set a number; /);
    }
  });
});
