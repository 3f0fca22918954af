import { TABLES, violates, violated, expectBoundaries } from './violations';
import {
  CLAIM_ANNOTATIONS, ONTAP_LIMITS, ONTAP_PORTS, OntapDeploymentType, OntapStorageDriver, OntapTieringPolicy,
  ROUTE_TABLE_TAG, STORAGE_DRIVERS,
  TIERING_POLICIES,
} from '../../src/ontap/limits';
import { iopsRange } from '../../src/ontap/sizing';
import deploymentTypes from '../cases/ontap-deployment-types.json';
import formats from '../cases/ontap-formats.json';
import iops from '../cases/ontap-iops.json';
import ports from '../cases/ontap-ports.json';
import volumes from '../cases/ontap-volumes.json';

const ids = (stem: string, count: number) => Array.from({ length: count }, (_, index) => `${stem}-${index}`);
const typeOf = (row: { deploymentType: string }) => row.deploymentType as OntapDeploymentType;

test('every deployment type has a case', () => {
  expect(deploymentTypes.map(typeOf).sort()).toEqual(Object.values(OntapDeploymentType).sort());
});

describe.each(deploymentTypes)('$deploymentType', row => {
  const { deploymentType } = row;
  const rowOf = ONTAP_LIMITS[typeOf(row)];

  test(`is of generation ${row.generation}, and shrinks: ${row.shrinks}`, () => {
    expect(rowOf).toMatchObject({ generation: row.generation, shrinkable: row.shrinks });
  });

  test(`has ${row.subnets} of the subnets`, () => {
    const of = (count: number) => ({ deploymentType, subnetIds: ids('subnet', count), subnetsGiven: true });
    expectBoundaries('ontap/subnet-count', of, [row.subnets], [0, 3 - row.subnets, 3]);
  });

  test(`takes a preferred subnet: ${row.preferredSubnet}, route tables: ${row.routeTables}, a range of endpoints: ${row.endpointIpAddressRange}`, () => {
    const takes = (omitUndefined: object) => !violates('ontap/only-multi-az', { deploymentType, ...omitUndefined });
    expect(takes({ preferredSubnetId: 'subnet-a' })).toBe(row.preferredSubnet);
    expect(takes({ routeTablesGiven: true })).toBe(row.routeTables);
    expect(takes({ endpointIpAddressRange: '198.19.255.0/24' })).toBe(row.endpointIpAddressRange);
    expect(takes({})).toBe(true);
  });

  test('has pairs of servers', () => {
    expectBoundaries('ontap/ha-pairs-not-offered', haPairs => ({ deploymentType, haPairs }), row.haPairs.legal, row.haPairs.illegal);
  });

  test.each(row.throughputPerHaPair)('with $haPairs pairs has throughputs', ({ haPairs, legal, illegal }) => {
    const of = (throughputCapacityPerHaPair: number) => ({ deploymentType, haPairs, throughputCapacityPerHaPair });
    expectBoundaries('ontap/throughput-not-offered', of, legal, illegal);
  });

  test.each(row.capacity)('with $haPairs pairs has capacities', ({ haPairs, legal, illegal }) => {
    expectBoundaries('ontap/capacity-range', capacity => ({ deploymentType, haPairs, capacity }), legal, illegal);
  });

  test(`offers ${row.maxIops ?? 'an unknown number of'} operations per second with one pair`, () => {
    const of = (diskIops: number) => ({ deploymentType, haPairs: 1, capacity: 1024, diskIops });
    const [legal, illegal] = row.maxIops
      ? [[row.maxIops - 1, row.maxIops], [row.maxIops + 1]]
      : [
        [3072, 2400001],
        [3071, 3072.5],
      ];
    expectBoundaries('ontap/iops-range', of, legal, illegal);
  });

  test(`warns that its limits are unknown: ${row.maxIops === undefined}`, () => {
    const unknown = row.maxIops === undefined;
    expect(violates('ontap/deployment-type-unverified', { provisioning: 'managed', deploymentType })).toBe(unknown);
    expect(violates('ontap/deployment-type-unverified', { provisioning: 'existing', deploymentType })).toBe(false);
    expect(violates('ontap/nvme-unverified', { deploymentType, sanType: 'nvme' }, TABLES.backend)).toBe(unknown);
    expect(violates('ontap/nvme-unverified', { deploymentType, sanType: 'iscsi' }, TABLES.backend)).toBe(false);
  });

  test.each(row.block)('with $haPairs pairs has iSCSI: $iscsi, NVMe: $nvme', ({ haPairs, iscsi, nvme }) => {
    const offered = (driver: string, sanType: string) =>
      violated({ deploymentType, haPairs, driver, sanType }, TABLES.backend).every(
        id => !['ontap/block-not-offered', 'ontap/nvme-not-offered'].includes(id),
      );
    expect([offered('ontap-san', 'iscsi'), offered('ontap-san-economy', 'iscsi'), offered('ontap-san', 'nvme')]).toEqual([iscsi, iscsi, nvme]);
    expect(offered('ontap-nas', 'iscsi')).toBe(true);
  });
});

describe('operations per second', () => {
  const { SINGLE_AZ_2, MULTI_AZ_1 } = OntapDeploymentType;

  test.each(iops.automatic)('$capacity GiB have $iops', row => {
    for (const deploymentType of [SINGLE_AZ_2, MULTI_AZ_1]) {
      expectBoundaries('ontap/iops-range', diskIops => ({ deploymentType, haPairs: 1, capacity: row.capacity, diskIops }), [row.iops], [row.iops - 1]);
    }
  });

  test.each(iops.automaticMaximum)('$capacity GiB on $deploymentType have $iops and no more', row => {
    expect(iopsRange(typeOf(row), row.haPairs, row.capacity).max).toBe(row.iops);
  });

  test.each(iops.userProvisioned)('$capacity GiB over $haPairs pairs of $deploymentType', ({ legal, illegal, source: _, ...row }) => {
    expectBoundaries('ontap/iops-range', diskIops => ({ ...row, diskIops }), legal, illegal);
  });
});

describe('formats', () => {
  type Format = { readonly legal: readonly any[]; readonly illegal: readonly any[] };
  const RULES: { readonly [format: string]: readonly [id: string, of: (value: any) => object] } = {
    fileSystemId: ['ontap/file-system-id-format', fileSystemId => ({ fileSystemId })],
    svmName: ['ontap/svm-name-format', svmName => ({ svmName })],
    volumeName: ['ontap/volume-name-format', volumeName => ({ volumeName })],
    junctionPath: ['ontap/junction-path-format', junctionPath => ({ junctionPath })],
    weeklyMaintenanceStartTime: ['ontap/maintenance-time-format', weeklyMaintenanceStartTime => ({ weeklyMaintenanceStartTime })],
    dailyAutomaticBackupStartTime: ['ontap/backup-time-format', dailyAutomaticBackupStartTime => ({ dailyAutomaticBackupStartTime })],
    automaticBackupRetentionDays: ['ontap/backup-retention', automaticBackupRetention => ({ automaticBackupRetention })],
    backupId: ['ontap/backup-id-format', backupId => ({ backupId })],
    endpointIpAddressRange: ['ontap/endpoint-range-format', endpointIpAddressRange => ({ endpointIpAddressRange })],
    endpointIpAddressRangeReserved: ['ontap/endpoint-range-format', endpointIpAddressRange => ({ endpointIpAddressRange })],
    secretArn: ['ontap/secret-arn-partial', secretArn => ({ secretArn })],
    unixPermissions: ['ontap/unix-permissions-format', unixPermissions => ({ unixPermissions })],
  };

  test.each(Object.entries(RULES))('%s', (name, [id, of]) => {
    const { legal, illegal } = formats[name as keyof typeof formats] as unknown as Format;
    expectBoundaries(id, of as (value: any) => any, legal, illegal);
  });

  test('letters of special permissions are no number', () => {
    expectBoundaries('ontap/unix-permissions-format', unixPermissions => ({ unixPermissions }), [], formats.unixPermissionsSpecial.illegal);
  });

  test('the id of a storage virtual machine is not taken for its name', () => {
    expectBoundaries('ontap/svm-name-is-an-id', svmName => ({ svmName }), formats.svmId.illegal, formats.svmId.legal);
  });

  test('the range of endpoints has 9 to 17 characters', () => { // API_CreateFileSystemOntapConfiguration
    expectBoundaries('ontap/endpoint-range-format', endpointIpAddressRange => ({ endpointIpAddressRange }),
      ['10.0.0.0/8', '192.168.1.128/26', '192.168.10.128/25'], ['192.168.100.128/25']);
  });

  test.each([formats.storagePrefix, formats.storagePrefixEconomy, formats.storagePrefixOfLuns])('storage prefixes of $drivers', ({ drivers, legal, illegal }) => {
    for (const driver of drivers) {
      expectBoundaries('ontap/storage-prefix-format', storagePrefix => ({ driver, storagePrefix }), legal, illegal);
    }
  });

  test('all are held against a rule, but those of what nobody can set here', () => {
    const elsewhere = ['fsxAdminPassword', 'storagePrefix', 'storagePrefixEconomy', 'storagePrefixOfLuns', 'svmId', 'unixPermissionsSpecial'];
    const noProperty = ['aggregate', 'netBiosName', 'volumeId', 'routeTableId'];
    const facts = Object.keys(formats).filter(name => !name.endsWith('Undecided'));
    expect(facts.sort()).toEqual([...Object.keys(RULES), ...elsewhere, ...noProperty].sort());
  });
});

test.each(Object.entries(ONTAP_PORTS))('%s is reached at its ports', (name, ranges) => {
  const facts = ports.find(row => row.name === name)!.ports.map(({ protocol, from, to }) => `${protocol} ${from}-${to}`);
  expect(ranges.map(({ from, to, protocol = 'tcp' }: { from: number; to: number; protocol?: string }) => `${protocol} ${from}-${to}`).sort())
    .toEqual(facts.sort());
});

test('no other service of ONTAP is opened', () => {
  const notOffered = ['smb', 'snapMirror', 'ssh'];
  expect([...Object.keys(ONTAP_PORTS), ...notOffered].sort()).toEqual(ports.map(({ name }) => name).sort());
});

describe('volumes', () => {
  // the constituents of a volume cannot be set: there are eight on each pair
  const sizes = volumes.sizes.filter(({ constituentsPerAggregate = 8 }) => constituentsPerAggregate === 8);

  test.each(sizes)('$volumeStyle over $haPairs pairs', ({ volumeStyle, haPairs = 1, unit, legal, illegal }) => {
    const of = (size: number) => ({ volumeStyle, haPairs, volumeSize: unit === 'MiB' ? size / 1024 : size });
    expectBoundaries('ontap/volume-size', of, legal, illegal);
  });

  test('a FlexVol is as large whatever the pairs', () => {
    const of = (volumeSize: number) => ({ volumeStyle: 'FLEXVOL', haPairs: 12, volumeSize });
    expectBoundaries('ontap/volume-size', of, [20 / 1024, 1, 307200], [19 / 1024, 307201]);
  });

  test.each(volumes.tieringPolicies)('$fsx cools down, and is $trident to Trident', ({ fsx, trident, cooling }) => {
    const row = TIERING_POLICIES[fsx as OntapTieringPolicy];
    expect(row).toEqual({ trident, ...'default' in cooling && { coolingDays: cooling.default } });
    expectBoundaries('ontap/cooling-period', coolingPeriod => ({ tieringPolicy: fsx, coolingPeriod }), cooling.legal, cooling.illegal);
  });

  test('every tiering policy has a case', () => {
    expect(volumes.tieringPolicies.map(({ fsx }) => fsx).sort()).toEqual(Object.values(OntapTieringPolicy).sort());
  });

  test.each(['backend', 'defaults', 'volume', 'claim'])('names of snapshot policies of a %s', table => {
    const { legal, illegal } = volumes.snapshotPolicies;
    const rules = table === 'backend' ? [...TABLES.backend, ...TABLES.defaults] : TABLES[table];
    expectBoundaries('ontap/policy-name', snapshotPolicy => ({ snapshotPolicy }), legal, illegal, rules);
  });
});

describe('drivers of Trident', () => {
  const { NAS, NAS_ECONOMY, NAS_FLEXGROUP, SAN, SAN_ECONOMY } = OntapStorageDriver;
  const files = [NAS, NAS_ECONOMY, NAS_FLEXGROUP];
  const disks = [SAN, SAN_ECONOMY];
  const MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

  // Trident core/common.go; ReadOnlyMany of a file system on a block device is refused by the documentation and let through by the code
  test('files are mounted in all modes, file systems on devices by one node, bare devices in all', () => {
    const of = (driver: string, volumeMode: string) => (accessMode: string) => ({ driver, volumeMode, accessMode });
    files.forEach(driver => expectBoundaries('ontap/access-mode', of(driver, 'Filesystem'), MODES, ['', 'ReadWriteTwice']));
    disks.forEach(driver => expectBoundaries('ontap/access-mode', of(driver, 'Filesystem'), ['ReadWriteOnce', 'ReadWriteOncePod'], ['ReadWriteMany']));
    disks.forEach(driver => expectBoundaries('ontap/access-mode', of(driver, 'Block'), MODES, ['']));
  });

  test('only devices are bare', () => {
    expectBoundaries('ontap/volume-mode-block', driver => ({ driver, volumeMode: 'Block' }), disks, files);
    expectBoundaries('ontap/volume-mode-block', driver => ({ driver, volumeMode: 'Filesystem' }), [...disks, ...files], []);
  });

  // Trident ontap_nas_qtree.go: the offers snapshots and clones are false, and snapshots require the directory
  test('all but qtrees have snapshots and clones', () => {
    for (const cloneOf of ['claim', 'snapshot']) {
      expectBoundaries('ontap/snapshots-not-offered', driver => ({ driver, cloneOf }), [NAS, NAS_FLEXGROUP, SAN, SAN_ECONOMY], [NAS_ECONOMY]);
    }
    expect(Object.values(STORAGE_DRIVERS).filter(({ snapshots, clones }) => snapshots !== clones)).toEqual([]);
  });

  test('qtrees cannot become claims', () => {
    expectBoundaries('ontap/import-not-offered', driver => ({ driver, importedVolume: 'v' }), [NAS, NAS_FLEXGROUP, SAN, SAN_ECONOMY], [NAS_ECONOMY]);
  });

  // Trident helper.go getVolumeConfig, ontap_common.go getVolumeOptsCommon, Create of the drivers (26.06.0)
  test.each<[OntapStorageDriver[], string[], string[]]>([
    [[NAS, NAS_FLEXGROUP], ['snapshotPolicy', 'snapshotReserve', 'snapshotDirectory', 'unixPermissions', 'exportPolicy', 'splitOnClone'], []],
    [[NAS_ECONOMY], ['snapshotPolicy', 'snapshotDirectory', 'unixPermissions', 'exportPolicy'], ['snapshotReserve', 'splitOnClone']],
    [[SAN], ['snapshotPolicy', 'snapshotReserve', 'splitOnClone'], ['snapshotDirectory', 'unixPermissions', 'exportPolicy']],
    [[SAN_ECONOMY], ['snapshotPolicy', 'snapshotReserve'], ['snapshotDirectory', 'unixPermissions', 'exportPolicy', 'splitOnClone']],
  ])('%j read %j of a claim, and nothing of %j', (drivers, read, unread) => {
    for (const driver of drivers) {
      expectBoundaries('ontap/annotation-not-read', field => ({ driver, [field]: 'x' }), read, unread);
      expectBoundaries('ontap/annotation-not-read', field => ({ driver, [field]: false }), read, unread);
    }
  });

  test('annotations of claims are spelt as Trident reads them', () => {
    const spelt = ['snapshotPolicy', 'snapshotReserve', 'snapshotDirectory', 'unixPermissions', 'exportPolicy', 'splitOnClone'];
    expect(CLAIM_ANNOTATIONS).toEqual(Object.fromEntries(spelt.map(name => [name, `trident.netapp.io/${name}`])));
  });

  // FSx speaks NFS 3 and 4.0 to 4.2; several connections with 3, 4.1 and 4.2: ONTAPGuide performance
  test('nodes have up to 16 connections, but with NFS 4.0', () => {
    for (const nfsVersion of ['3', '4.1', '4.2']) {
      expectBoundaries('ontap/nconnect', nconnect => ({ nfsVersion, nconnect }), [1, 2, 16], [-1, 0, 1.5, 17]);
    }
    expectBoundaries('ontap/nconnect', nconnect => ({ nfsVersion: '4.0', nconnect }), [], [1, 16]);
  });

  // Trident storage_drivers/ontap/ontap_nas_qtree.go and ontap_san_economy.go
  test('50 to 300 qtrees, or 50 to 200 LUNs, share a volume', () => {
    expectBoundaries('ontap/claims-per-volume', qtreesPerFlexvol => ({ qtreesPerFlexvol }), [undefined, 50, 200, 300], [0, 49, 50.5, 301]);
    expectBoundaries('ontap/claims-per-volume', lunsPerFlexvol => ({ lunsPerFlexvol }), [undefined, 50, 100, 200], [0, 49, 50.5, 201, 300]);
  });

  // https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/managing-volumes.html: a FlexVol has 300 TiB at most, a FlexGroup 20 PiB
  test('make no volume above 300 TiB, and no FlexGroup above 20 PiB or eight FlexVols for each HA pair', () => {
    for (const driver of [NAS, NAS_ECONOMY, SAN, SAN_ECONOMY]) {
      expectBoundaries('ontap/claim-size-largest', claimSize => ({ driver, claimSize, haPairs: 12 }), [1, 300 * 1024], [300 * 1024 + 1, 1e9]);
    }
    const flexGroup = (haPairs?: number) => (claimSize: number) => ({ driver: NAS_FLEXGROUP, claimSize, haPairs });
    expectBoundaries('ontap/claim-size-largest', flexGroup(1), [300 * 1024 + 1, 2400 * 1024], [2400 * 1024 + 1]);
    expectBoundaries('ontap/claim-size-largest', flexGroup(12), [20 * 1024 ** 2 - 1], [20 * 1024 ** 2]);
    expectBoundaries('ontap/claim-size-largest', flexGroup(), [20 * 1024 ** 2 - 1], [20 * 1024 ** 2]);
  });

  // Trident storage_drivers/types.go: 20971520 bytes
  test('make no volume below 20 MiB', () => {
    const [legal, illegal] = [[20 / 1024, 1, 1024], [1 / 1024, 19 / 1024]];
    expectBoundaries('ontap/claim-size-smallest', claimSize => ({ claimSize }), [...legal, 0, -1], illegal);
    expectBoundaries('ontap/volume-limit', limitVolumeSize => ({ limitVolumeSize }), legal, [...illegal, 0, -1, NaN]);
    expectBoundaries('ontap/volume-limit', limitVolumePoolSize => ({ limitVolumePoolSize }), legal, [...illegal, 0, -1, NaN]);
  });
});

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-fsx-filesystem-ontapconfiguration.html, RouteTableIds
test('route tables have the tag that FSx looks for', () => {
  expect(ROUTE_TABLE_TAG).toEqual({ key: 'AmazonFSx', value: 'ManagedByAmazonFSx' });
});

// file systems that others made, each on the real service
test.each<[string, object]>([
  // https://github.com/hashicorp/terraform-provider-aws/issues/47825
  ['SINGLE_AZ_2 with 384 MB/s', { deploymentType: 'SINGLE_AZ_2', haPairs: 1, capacity: 1024, throughputCapacityPerHaPair: 384 }],
  // terraform-provider-aws ontap_file_system_test.go, written to be made on the real service
  ['MULTI_AZ_1 with 128 MB/s', { deploymentType: 'MULTI_AZ_1', haPairs: 1, capacity: 1024, throughputCapacityPerHaPair: 128 }],
  ['MULTI_AZ_2 with 384 MB/s', { deploymentType: 'MULTI_AZ_2', haPairs: 1, capacity: 1024, throughputCapacityPerHaPair: 384 }],
  ['two pairs of 3072 MB/s', { deploymentType: 'SINGLE_AZ_2', haPairs: 2, capacity: 2048, throughputCapacityPerHaPair: 3072 }],
])('has no objection to %s', (_, configuration) => {
  expect(violated({ provisioning: 'managed', ...configuration })).toEqual([]);
});
