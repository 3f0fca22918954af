import { readFileSync } from 'fs';
import { dirname, join } from 'path';
import { Duration, Lazy, Size, Token, aws_fsx as fsx, aws_kms as kms } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import {
  FsxOntapStorage, OntapDeploymentType, OntapDiskIopsMode, OntapProvisioning, OntapManagedConfig, OntapTieringPolicy,
  OntapVolumeStyle,
  TridentDriver,
} from '../../src';
import { ONTAP_SETTING_ROWS } from '../../src/ontap/setting-rows';
import { settingsIn, templateOf } from '../../src/validation/settings';
import formats from '../cases/ontap-formats.json';
import replacement from '../cases/ontap-replacement.json';
import volumeCases from '../cases/ontap-volumes.json';
import { importedCluster, resourceOf, resourcesOf, testStack } from '../support/fixture';

const FILE_SYSTEM = 'AWS::FSx::FileSystem';
const key = (stack = testStack()) => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d');

/** A value for each property that has a row: what the user writes, and what CloudFormation gets. */
const VALUES: { readonly [property: string]: readonly [path: string, written: unknown, value: unknown] } = {
  'deploymentType': ['OntapConfiguration.DeploymentType', OntapDeploymentType.MULTI_AZ_2, 'MULTI_AZ_2'],
  'capacity': ['StorageCapacity', Size.tebibytes(2), 2048],
  'throughputCapacityPerHaPair': ['OntapConfiguration.ThroughputCapacityPerHAPair', 768, 768],
  'haPairs': ['OntapConfiguration.HAPairs', 1, 1],
  'diskIopsConfiguration.mode': ['OntapConfiguration.DiskIopsConfiguration.Mode', OntapDiskIopsMode.USER_PROVISIONED, 'USER_PROVISIONED'],
  'diskIopsConfiguration.iops': ['OntapConfiguration.DiskIopsConfiguration.Iops', 7000, 7000],
  'kmsKey': ['KmsKeyId', undefined, 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d'],
  'automaticBackupRetention': ['OntapConfiguration.AutomaticBackupRetentionDays', Duration.days(7), 7],
  'dailyAutomaticBackupStartTime': ['OntapConfiguration.DailyAutomaticBackupStartTime', '05:00', '05:00'],
  'weeklyMaintenanceStartTime': ['OntapConfiguration.WeeklyMaintenanceStartTime', '7:03:00', '7:03:00'],
  'endpointIpAddressRange': ['OntapConfiguration.EndpointIpAddressRange', '198.19.255.0/24', '198.19.255.0/24'],
};

/** The leaves of properties by their paths, lists and intrinsic functions being leaves. */
function leaves(properties: object, prefix = ''): { [path: string]: unknown } {
  return Object.assign({}, ...Object.entries(properties).map(([name, value]) => {
    const plainObject = value !== null && typeof value === 'object' && !Array.isArray(value) && !Object.keys(value as object).some(at => /^(Ref$|Fn::)/.test(at));
    return plainObject ? leaves(value as object, `${prefix}${name}.`) : { [`${prefix}${name}`]: value };
  }));
}

/** What CloudFormation gets of one setting beside a deployment type, which there must be. */
function alone(property: string, written: unknown) {
  const stack = testStack();
  const options = property.split('.').reverse().reduce<unknown>((value, name) => ({ [name]: value }), property === 'kmsKey' ? key(stack) : written) as object;
  const [row] = ONTAP_SETTING_ROWS.filter(([, { property: named }]) => named === property);
  const { ontapConfiguration, ...template } = templateOf([row], settingsIn([row], options));
  new fsx.CfnFileSystem(stack, 'FileSystem', {
    fileSystemType: 'ONTAP', subnetIds: ['subnet-a'], ...template, ontapConfiguration: { deploymentType: 'beside', ...ontapConfiguration },
  });
  const { FileSystemType: _, SubnetIds: __, ...properties } = resourceOf(stack, FILE_SYSTEM).Properties;
  return Object.fromEntries(Object.entries(leaves(properties)).filter(([, value]) => value !== 'beside'));
}

test('every row has a value here', () => {
  expect(ONTAP_SETTING_ROWS.map(([, { property }]) => property).sort()).toEqual(Object.keys(VALUES).sort());
});

test.each(Object.entries(VALUES))('%s reaches the property that CloudFormation knows', (property, [path, written, value]) => {
  expect(alone(property, written)).toEqual({ [path]: value });
});

test.each(ONTAP_SETTING_ROWS.filter(([, { pick, unit }]) => !pick && !unit).map(([, { property }]) => property))('%s may be known late', property => {
  const [path,, value] = VALUES[property];
  const late = typeof value === 'number' ? Token.asNumber({ Ref: 'Late' }) : Lazy.uncachedString({ produce: () => 'late' });
  expect(alone(property, late)).toEqual({ [path]: typeof value === 'number' ? { Ref: 'Late' } : 'late' });
});

test('rows that replace agree with the documentation of CloudFormation', () => {
  const { replaced, kept } = replacement.fileSystem;
  for (const [, row] of ONTAP_SETTING_ROWS) {
    const [path] = VALUES[row.property];
    expect([path, replaced.includes(path), kept.includes(path)]).toEqual([
      path,
      row.replaces ?? false,
      !(row.replaces ?? false),
    ]);
  }
});

test('properties say that a change replaces the file system, and only those of which it is so', () => {
  const text = readFileSync('src/ontap/settings.ts', 'utf8').split('export interface OntapFileSystemOptions')[1];
  const documented = [...text.matchAll(/\/\*\*([^]*?)\*\/\s*readonly (\w+)\??:/g)].map(([, comment, property]) => [property, comment] as const);
  const saying = documented.filter(([, comment]) => /Changing (?:it|them) replaces the[\s*]+file system/.test(comment)).map(([property]) => property);
  const byCode: { readonly [property: string]: string } = { vpcSubnets: 'SubnetIds', preferredSubnet: 'OntapConfiguration.PreferredSubnetId' };
  const replaced = replacement.fileSystem.replaced;
  const pathOf = (property: string) => byCode[property] ?? Object.entries(VALUES).find(([name]) => name.split('.')[0] === property)?.[1][0];
  expect(documented.length).toBeGreaterThan(10);
  expect(documented.map(([property]) => property).filter(property => replaced.includes(pathOf(property) ?? ''))).toEqual(saying);
});

test('no two rows set the same property', () => {
  const paths = ONTAP_SETTING_ROWS.map(([, row]) => row.cloudFormation);
  expect(new Set(paths).size).toBe(paths.length);
});

test('every property of an ONTAP file system that the CDK types is set by a row, by code, or not offered', () => {
  const file = join(dirname(require.resolve('aws-cdk-lib/package.json')), 'aws-fsx/lib/fsx.generated.d.ts');
  const text = readFileSync(file, 'utf8').replace(/\/\*\*[^]*?\*\//g, '');
  const [, body] = /\binterface OntapConfigurationProperty\b[^{]*\{([^}]*)\}/.exec(text)!;
  const typed = [...body.matchAll(/readonly (\w+)\??:/g)].map(([, property]) => property.toLowerCase());
  const ofRows = Object.values(VALUES).map(([path]) => path.split('.')).filter(([root]) => root === 'OntapConfiguration').map(([, name]) => name);
  // Trident reaches the SVM by IPv4 and with its own administrator; the throughput is said for each pair, which is never ambiguous
  const notOffered = ['EndpointIpv6AddressRange', 'FsxAdminPassword', 'ThroughputCapacity'];
  const known = [...new Set(ofRows), 'PreferredSubnetId', 'RouteTableIds', ...notOffered].map(name => name.toLowerCase());
  expect(typed.sort()).toEqual(known.sort());
});

describe('synthesized', () => {
  const ROUTES = ['rtb-0123456789abcdef0'];

  function storage(config: Partial<OntapManagedConfig> = {}) {
    const stack = testStack();
    const cluster = importedCluster(stack);
    new FsxOntapStorage(stack, 'Data', {
      cluster, driver: TridentDriver.existing(),
      provisioning: OntapProvisioning.managed({
        deploymentType: OntapDeploymentType.MULTI_AZ_2, capacity: Size.tebibytes(1), throughputCapacityPerHaPair: 384,
        ...config.deploymentType?.startsWith('SINGLE') ? { vpcSubnets: { subnets: [cluster.vpc.privateSubnets[0]] } } : { vpcSubnets: { subnets: cluster.vpc.privateSubnets }, routeTableIds: ROUTES },
        ...config,
      }),
    });
    return stack;
  }

  test('all settings arrive together', () => {
    const [diskIopsConfiguration, config] = [{ mode: OntapDiskIopsMode.USER_PROVISIONED, iops: 7000 }, {} as any];
    Object.entries(VALUES).filter(([property]) => !property.includes('.') && property !== 'kmsKey').forEach(([property, [, written]]) => config[property] = written);
    const { Properties } = resourceOf(storage({ ...config, diskIopsConfiguration, kmsKey: key() }), FILE_SYSTEM);
    expect(leaves(Properties)).toMatchObject(
      Object.fromEntries(Object.values(VALUES).map(([path, , value]) => [path, value])),
    );
    expect(Properties).toMatchObject({ FileSystemType: 'ONTAP', StorageType: 'SSD', OntapConfiguration: { RouteTableIds: ROUTES } });
  });

  test('nothing is said that CloudFormation does not know', () => {
    const stack = storage({ volumes: [{ name: 'corpus', size: Size.gibibytes(100) }] });
    for (const [type, facts] of [[FILE_SYSTEM, replacement.fileSystem], ['AWS::FSx::StorageVirtualMachine', replacement.storageVirtualMachine],
      ['AWS::FSx::Volume', replacement.volume]] as const) {
      const known = [...facts.replaced, ...facts.kept, ...'undecidedProperties' in facts ? facts.undecidedProperties : []];
      const said = Object.keys(leaves(resourceOf(stack, type).Properties));
      expect(said.filter(path => !known.some(name => path === name || path.startsWith(`${name}.`)))).toEqual([]);
    }
  });

  test('file systems of one zone have no preferred subnet and no route tables', () => {
    for (const deploymentType of [OntapDeploymentType.SINGLE_AZ_1, OntapDeploymentType.SINGLE_AZ_2]) {
      const { OntapConfiguration, SubnetIds } = resourceOf(storage({ deploymentType, throughputCapacityPerHaPair: deploymentType === 'SINGLE_AZ_1' ? 128 : 384 }),
        FILE_SYSTEM).Properties;
      expect(Object.keys(OntapConfiguration)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(PreferredSubnetId|RouteTableIds)$/)]));
      expect(SubnetIds).toHaveLength(1);
    }
  });

  test('the pairs are always said: drift would show where a template does not', () => {
    expect(resourceOf(storage(), FILE_SYSTEM).Properties.OntapConfiguration).toMatchObject({
      HAPairs: 1,
      ThroughputCapacityPerHAPair: 384,
    });
  });

  test('the password that is generated is one that FSx takes', () => {
    const { legal, illegal } = formats.fsxAdminPassword;
    const taken = (password: string) => /^[^\r\n\u0000\u0085\u2028\u2029]{8,50}$/.test(password) && /[A-Za-z]/.test(password) && /\d/.test(password) && !/admin/i.test(password);
    expect([legal.filter(password => !taken(password)), illegal.filter(taken)]).toEqual([[], []]);
    const { GenerateSecretString: generated } = resourceOf(storage(), 'AWS::SecretsManager::Secret').Properties;
    // GetRandomPassword: upper and lower case, digits and punctuation, unless excluded; one of each where each is required
    expect(generated).toMatchObject({ ExcludePunctuation: true, RequireEachIncludedType: true, GenerateStringKey: 'password' });
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'].filter(letter => !generated.ExcludeCharacters.includes(letter));
    const random = fc.string({
      unit: fc.constantFrom(...letters),
      minLength: generated.PasswordLength - 3,
      maxLength: generated.PasswordLength - 3,
    });
    fc.assert(fc.property(random, fc.nat(generated.PasswordLength - 3), (rest, at) => {
      expect(taken(`${rest.slice(0, at)}aA0${rest.slice(at)}`)).toBe(true);
      expect(taken(`${rest.slice(0, at)}admin${rest.slice(at + 5)}`)).toBe(false);
    }));
    expect(letters.join('')).not.toMatch(/m/i);
    expect(JSON.parse(generated.SecretStringTemplate)).toEqual({ username: 'vsadmin' });
  });

  test('a volume says all that FSx would otherwise choose by itself, or must know', () => {
    const name = 'corpus';
    const volume = (over: object) => resourceOf(storage({ volumes: [{ name, size: Size.gibibytes(100), ...over }] }), 'AWS::FSx::Volume').Properties;
    const { builtIn } = volumeCases.snapshotPolicies;
    expect(volume({})).toMatchObject({
      Name: name, VolumeType: 'ONTAP',
      OntapConfiguration: {
        JunctionPath: '/corpus', SizeInBytes: '107374182400', VolumeStyle: 'FLEXVOL', OntapVolumeType: 'RW', SecurityStyle: 'UNIX', SnapshotPolicy: 'none',
        StorageEfficiencyEnabled: 'true', CopyTagsToBackups: 'false', TieringPolicy: { Name: 'NONE' },
      },
    });
    expect(builtIn).toContain(volume({}).OntapConfiguration.SnapshotPolicy);
    expect(volume({
      junctionPath: '/a/b', style: OntapVolumeStyle.FLEXVOL, tieringPolicy: OntapTieringPolicy.AUTO, coolingPeriod: Duration.days(60),
      snapshotPolicy: 'default', storageEfficiencyEnabled: false, copyTagsToBackups: true, size: Size.mebibytes(20),
    }).OntapConfiguration).toMatchObject({
      JunctionPath: '/a/b', SizeInBytes: '20971520', TieringPolicy: { Name: 'AUTO', CoolingPeriod: 60 }, SnapshotPolicy: 'default',
      StorageEfficiencyEnabled: 'false', CopyTagsToBackups: 'true',
    });
  });

  test('what holds data is never deleted by an edit that replaces it', () => {
    const stack = storage({ volumes: [{ name: 'corpus', size: Size.gibibytes(100) }] });
    const data = resourcesOf(stack).filter(({ Type }) => Type.startsWith('AWS::FSx::'));
    expect(data.map(({ Type, UpdateReplacePolicy }) => [Type, UpdateReplacePolicy]).sort()).toEqual([
      [FILE_SYSTEM, 'Retain'], ['AWS::FSx::StorageVirtualMachine', 'Retain'], ['AWS::FSx::Volume', 'Retain'],
    ]);
  });
});
