import { CreateRequest, growthRejections, rejections } from './support/fsx-rules';

/** A request that FSx takes, with changes. */
function request(over: Partial<CreateRequest>, lustre: object = {}): CreateRequest {
  return {
    FileSystemType: 'LUSTRE', StorageCapacity: 1200, SubnetIds: ['subnet-0aaaaaaaaaaaaaaa0'], SecurityGroupIds: ['sg-0123456789abcdef0'], FileSystemTypeVersion: '2.15',
    ...over, LustreConfiguration: { DeploymentType: 'SCRATCH_2', ...lustre },
  };
}

const P1 = { DeploymentType: 'PERSISTENT_1', PerUnitStorageThroughput: 50 };
const P2 = { DeploymentType: 'PERSISTENT_2', PerUnitStorageThroughput: 125 };
const HDD = { DeploymentType: 'PERSISTENT_1', PerUnitStorageThroughput: 12, DriveCacheType: 'NONE' };
const AUTOMATIC = { MetadataConfiguration: { Mode: 'AUTOMATIC' } };

test.each<[string, CreateRequest]>([
  ['SCRATCH_2', request({})],
  ['SCRATCH_1 with 7200 GiB', request({ StorageCapacity: 7200 }, { DeploymentType: 'SCRATCH_1' })],
  ['PERSISTENT_1 with an import path', request({}, { ...P1, ImportPath: 's3://bucket', ExportPath: 's3://bucket/out', AutoImportPolicy: 'NEW' })],
  ['hard disks', request({ StorageCapacity: 6000, StorageType: 'HDD' }, HDD)],
  ['EFA', request({ StorageCapacity: 38400 }, { ...P2, ...AUTOMATIC, EfaEnabled: true })],
])('the server makes %s', (_what, wanted) => {
  expect(rejections(wanted)).toEqual([]);
});

test.each<[string, CreateRequest]>([
  ['no security group, as the driver sends it', request({ SecurityGroupIds: [''] })],
  ['a blank after the comma of two groups', request({ SecurityGroupIds: ['sg-0123456789abcdef0', ' sg-0123456789abcdef1'] })],
  ['two subnets', request({ SubnetIds: ['subnet-0aaaaaaaaaaaaaaa0,subnet-0bbbbbbbbbbbbbbb0'] })],
  ['3600 GiB of SCRATCH_2', request({ StorageCapacity: 3600 })],
  ['4800 GiB of SCRATCH_1', request({ StorageCapacity: 4800 }, { DeploymentType: 'SCRATCH_1' })],
  ['throughput of SCRATCH_2', request({}, { PerUnitStorageThroughput: 125 })],
  ['PERSISTENT_2 without throughput', request({}, { DeploymentType: 'PERSISTENT_2' })],
  ['a throughput of the other type', request({}, { ...P2, PerUnitStorageThroughput: 200 })],
  ['PERSISTENT_2 with an import path', request({}, { ...P2, ImportPath: 's3://bucket' })],
  ['PERSISTENT_2 with 2.10', request({ FileSystemTypeVersion: '2.10' }, P2)],
  ['a metadata mode with 2.12', request({ FileSystemTypeVersion: '2.12' }, { ...P2, ...AUTOMATIC })],
  ['IOPS with AUTOMATIC', request({}, { ...P2, MetadataConfiguration: { Mode: 'AUTOMATIC', Iops: 1500 } })],
  ['USER_PROVISIONED without IOPS', request({}, { ...P2, MetadataConfiguration: { Mode: 'USER_PROVISIONED' } })],
  ['EFA without metadata', request({ StorageCapacity: 38400 }, { ...P2, EfaEnabled: true })],
  ['EFA with a capacity between its steps', request({}, { ...P2, ...AUTOMATIC, EfaEnabled: true })],
  ['hard disks without a word on the cache', request({ StorageCapacity: 6000, StorageType: 'HDD' }, { ...HDD, DriveCacheType: undefined })],
  ['a cache without hard disks', request({}, { ...P1, DriveCacheType: 'READ' })],
  ['a key on scratch', request({ KmsKeyId: 'key' })],
  ['backups of scratch', request({}, { AutomaticBackupRetentionDays: 7 })],
  ['backups beside an import path', request({}, { ...P1, ImportPath: 's3://bucket', AutomaticBackupRetentionDays: 7 })],
  ['an export path alone', request({}, { ExportPath: 's3://bucket' })],
  ['an export path in another bucket', request({}, { ImportPath: 's3://bucket', ExportPath: 's3://other' })],
  ['maintenance on day 0', request({}, { WeeklyMaintenanceStartTime: '0:10:00' })],
  ['a tag of AWS', request({ Tags: [{ Key: 'aws:x', Value: 'y' }] })],
  ['a key that does not exist', request({}, { RootSquash: '0:0' })],
])('the server rejects %s', (_what, wanted) => {
  expect(rejections(wanted)).toHaveLength(1);
});

test.each<[string, CreateRequest, number, number]>([
  ['SCRATCH_2 to 2400', request({}), 2400, 0],
  ['SCRATCH_2 to 3600', request({}), 3600, 1],
  ['SCRATCH_1 at all', request({}, { DeploymentType: 'SCRATCH_1' }), 2400, 1],
  ['hard disks to 12000', request({ StorageCapacity: 6000, StorageType: 'HDD' }, HDD), 12000, 0],
  ['down', request({ StorageCapacity: 4800 }), 2400, 1],
])('growing %s', (_what, made, target, problems) => {
  expect(growthRejections(made, target)).toHaveLength(problems);
});
