import { Duration, Size, Stack } from 'aws-cdk-lib';
import {
  DataRepository, FsxLustreStorage, LustreManagedConfig, LustreShareOptions, OntapBackend, OntapClaimOptions,
  OntapManagedConfig,
} from '../../src';
import { errorOf, idsIn, managedOn, storageOn, testStack } from '../support/fixture';
import { ONTAP_CLAIM, managedOntap } from '../support/ontap';

const SCRATCH: Partial<LustreManagedConfig> = {
  deploymentType: 'SCRATCH_2' as any, perUnitStorageThroughput: undefined,
};
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
  ])('%s: %s', (property, id, message) => {
    expect(idsIn(message())).toEqual([id]);
    expect(message()).toMatch(new RegExp(`^  ${property.replace('.', '\\.')} `, 'm'));
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
