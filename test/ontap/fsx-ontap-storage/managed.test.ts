import { CfnParameter, Duration, RemovalPolicy, Size, Stack, Tags, aws_kms as kms } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  DriverIdentity, OntapBackend, OntapDeploymentType, OntapDiskIopsMode, OntapManagedConfig, OntapSanType,
  OntapTieringPolicy, OntapVolumeOptions,
  OntapVolumeStyle, TridentDriver, TridentInstallation,
} from '../../../src';
import { flattened, objectsOf, ownCluster, resourceOf, resourcesOf, testApp, testStack } from '../../support/fixture';
import {
  MULTI, OF_EACH_TYPE, ONTAP_CLAIM, ONTAP_FILE_SYSTEM, SECRET, SVM, VOLUME, existingOntap, managedOntap, ownOntap,
} from '../../support/ontap';

type Configure = Partial<OntapManagedConfig> | ((stack: Stack) => Partial<OntapManagedConfig>);

function stackWith(config: Configure = {}): Stack {
  const stack = testStack();
  managedOntap(stack, typeof config === 'function' ? config(stack) : config);
  return stack;
}

const fileSystemWith = (config?: Configure) => resourceOf(stackWith(config), ONTAP_FILE_SYSTEM).Properties;

describe('the file system', () => {
  test.each(Object.values(OntapDeploymentType))('of type %s has what that type takes', type => {
    const multi = type.startsWith('MULTI');
    const { OntapConfiguration, ...properties } = fileSystemWith(OF_EACH_TYPE[type]);
    expect(properties).toMatchObject({ FileSystemType: 'ONTAP', StorageType: 'SSD', StorageCapacity: 2048 });
    expect(properties.SubnetIds).toHaveLength(multi ? 2 : 1);
    const { throughputCapacityPerHaPair: ThroughputCapacityPerHAPair } = OF_EACH_TYPE[type];
    expect(OntapConfiguration).toMatchObject({ DeploymentType: type, HAPairs: 1, ThroughputCapacityPerHAPair });
    expect(Object.keys(OntapConfiguration).includes('RouteTableIds')).toBe(multi);
    expect(Object.keys(OntapConfiguration).includes('PreferredSubnetId')).toBe(multi);
  });

  test.each<[string, Configure, object]>([
    ['pairs of servers', { haPairs: 6, throughputCapacityPerHaPair: 3072, capacity: Size.tebibytes(6) }, {
      StorageCapacity: 6144, OntapConfiguration: { HAPairs: 6, ThroughputCapacityPerHAPair: 3072 },
    }],
    ['operations per second', { diskIopsConfiguration: { mode: OntapDiskIopsMode.USER_PROVISIONED, iops: 20000 } }, {
      OntapConfiguration: { DiskIopsConfiguration: { Mode: 'USER_PROVISIONED', Iops: 20000 } },
    }],
    ['backups and maintenance', {
      automaticBackupRetention: Duration.days(7), dailyAutomaticBackupStartTime: '05:30', weeklyMaintenanceStartTime: '7:03:00',
    }, { OntapConfiguration: { AutomaticBackupRetentionDays: 7, DailyAutomaticBackupStartTime: '05:30', WeeklyMaintenanceStartTime: '7:03:00' } }],
    ['no backups', { automaticBackupRetention: Duration.days(0) }, { OntapConfiguration: { AutomaticBackupRetentionDays: 0 } }],
    ['addresses', { ...MULTI, endpointIpAddressRange: '198.19.255.0/24' }, { OntapConfiguration: { EndpointIpAddressRange: '198.19.255.0/24' } }],
  ])('has the %s that are requested', (_, config, expected) => {
    expect(fileSystemWith(config)).toMatchObject(expected);
  });

  test('has nothing that was not requested, and no password', () => {
    const { OntapConfiguration, ...properties } = fileSystemWith();
    expect(Object.keys(OntapConfiguration).sort()).toEqual(['DeploymentType', 'HAPairs', 'ThroughputCapacityPerHAPair']);
    expect(Object.keys(properties).sort()).toEqual(['FileSystemType', 'SecurityGroupIds', 'StorageCapacity', 'StorageType', 'SubnetIds', 'Tags']);
  });

  test('has the key of the stack', () => {
    const stack = stackWith(scope => ({ kmsKey: new kms.Key(scope, 'Key') }));
    expect(resourceOf(stack, ONTAP_FILE_SYSTEM).Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [resourceOf(stack, 'AWS::KMS::Key').id, 'Arn'] });
  });

  test('takes numbers that are known at deployment', () => {
    const parameter = (scope: Stack, id: string) => new CfnParameter(scope, id, { type: 'Number' }).valueAsNumber;
    expect(fileSystemWith(scope => ({ capacity: Size.gibibytes(parameter(scope, 'Capacity')), throughputCapacityPerHaPair: parameter(scope, 'Throughput') })))
      .toMatchObject({ StorageCapacity: { Ref: 'Capacity' }, OntapConfiguration: { ThroughputCapacityPerHAPair: { Ref: 'Throughput' } } });
  });

  test('is named by its id, which others may refer to', () => {
    const stack = testStack();
    const storage = managedOntap(stack);
    expect(stack.resolve(storage.fileSystem.fileSystemId)).toEqual({ Ref: resourceOf(stack, ONTAP_FILE_SYSTEM).id });
  });
});

describe('tags', () => {
  const tagsOf = (stack: Stack, type: string) => {
    return Object.fromEntries(resourceOf(stack, type).Properties.Tags.map(({ Key, Value }: any) => [Key, Value]));
  };

  test('name file system, storage virtual machine and volumes after their path', () => {
    const stack = stackWith({ volumes: [{ name: 'corpus', size: Size.gibibytes(10) }] });
    expect([ONTAP_FILE_SYSTEM, SVM, VOLUME].map(type => tagsOf(stack, type).Name)).toEqual(['Storage/Data', 'Storage/Data/Svm', 'Storage/Data/corpus']);
  });

  test('of the user stand beside those of the stack, and a Name of the user wins', () => {
    const stack = stackWith(scope => {
      Tags.of(scope).add('owner', 'platform');
      return { tags: { Name: 'weights', team: 'vision' } };
    });
    expect(tagsOf(stack, ONTAP_FILE_SYSTEM)).toMatchObject({ Name: 'weights', owner: 'platform', team: 'vision' });
    expect(tagsOf(stack, SVM)).toMatchObject({ Name: 'weights', owner: 'platform', team: 'vision' });
  });
});

describe('the storage virtual machine', () => {
  test('is that of the file system, with a name that Trident looks for', () => {
    const stack = stackWith();
    expect(resourceOf(stack, SVM).Properties).toMatchObject({
      FileSystemId: { Ref: resourceOf(stack, ONTAP_FILE_SYSTEM).id }, Name: 'kubernetes', RootVolumeSecurityStyle: 'UNIX',
    });
    const [backend] = objectsOf(stack).filter(({ kind }) => kind === 'TridentBackendConfig');
    expect(backend.spec.svm).toBe('kubernetes');
  });

  test('has the name that is requested', () => {
    expect(resourceOf(stackWith({ svmName: 'training' }), SVM).Properties.Name).toBe('training');
  });

  test('gets the password from the secret, as a dynamic reference', () => {
    const stack = stackWith();
    const { id } = resourceOf(stack, SECRET);
    expect(flattened(resourceOf(stack, SVM).Properties.SvmAdminPassword)).toBe(`{{resolve:secretsmanager:\${${id}}:SecretString:password::}}`);
  });
});

describe('the secret', () => {
  test('is generated for vsadmin, with a password that FSx takes', () => {
    const { GenerateSecretString, ...properties } = resourceOf(stackWith(), SECRET).Properties;
    expect(JSON.parse(GenerateSecretString.SecretStringTemplate)).toEqual({ username: 'vsadmin' });
    expect(GenerateSecretString).toMatchObject({
      GenerateStringKey: 'password', PasswordLength: 32, ExcludePunctuation: true, RequireEachIncludedType: true, ExcludeCharacters: 'mM', // no "admin" without m
    });
    expect(properties).not.toHaveProperty('SecretString');
    expect(properties).not.toHaveProperty('KmsKeyId');
  });

  test('has the key that is requested', () => {
    const stack = stackWith(scope => ({ secretEncryptionKey: new kms.Key(scope, 'Key') }));
    expect(resourceOf(stack, SECRET).Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [resourceOf(stack, 'AWS::KMS::Key').id, 'Arn'] });
  });
});

describe('no template', () => {
  const san = (options = {}) => OntapBackend.san(options);
  const configurations: [string, (stack: Stack) => unknown][] = [
    ...Object.values(OntapDeploymentType).map((type): [string, (stack: Stack) => unknown] => [
      `of ${type}`, stack => managedOntap(stack, OF_EACH_TYPE[type], { claim: ONTAP_CLAIM }),
    ]),
    ['of an own cluster', stack => ownOntap(stack, {}, { claim: ONTAP_CLAIM })],
    ['with a Helm chart and IRSA', stack => {
      const cluster = ownCluster(stack);
      const driver = new TridentDriver(stack, 'Trident', { cluster, installation: TridentInstallation.HELM, identity: DriverIdentity.IRSA });
      ownOntap(stack, {}, { cluster, driver });
    }],
    ['of an existing file system', stack => existingOntap(stack, {}, { claim: ONTAP_CLAIM, backends: [OntapBackend.nas(), san()] })],
    ['with everything', stack => {
      const storage = managedOntap(stack, {
        removalPolicy: RemovalPolicy.DESTROY, secretEncryptionKey: new kms.Key(stack, 'Key'), volumes: [{ name: 'corpus', size: Size.gibibytes(10) }],
      }, {
        backends: [OntapBackend.nas({ pools: [{ name: 'hot' }] }), OntapBackend.nasEconomy(), OntapBackend.nasFlexgroup(), san({ sanType: OntapSanType.NVME })],
        claim: ONTAP_CLAIM,
      });
      storage.restore('Back', storage.snapshot('Snapshot'));
      storage.cloneOf('Clone', storage);
      storage.importVolume('Corpus', { ...ONTAP_CLAIM, volumeName: 'corpus' });
    }],
  ];

  test.each(configurations)('%s has a password, or names a user beside a secret of its own', (_, make) => {
    const stack = testStack();
    make(stack);
    const template = withoutMetadata(Template.fromStack(stack).toJSON());
    const found = fieldsOf(template, '').filter(({ path }) => /passw|username|credential|fsxadmin/i.test(path.split('.').pop()!));
    for (const { path, value } of found.filter(({ value: field }) => typeof field !== 'object')) {
      const allowed = /GenerateSecretString\.PasswordLength$|SvmAdminPassword\.Fn::Join/.test(path);
      expect([path, value, allowed]).toEqual([path, value, true]);
    }
    const svm = resourcesOf(stack, SVM).map(({ Properties }) => flattened(Properties.SvmAdminPassword));
    svm.forEach(password => expect(password).toMatch(/^\{\{resolve:secretsmanager:\$\{\w+\}:SecretString:password::\}\}$/));
    const text = JSON.stringify(template);
    expect(text).not.toContain('fsxadmin');
    expect(text.match(/password/g) ?? []).toHaveLength(2 * svm.length); // in the reference, and as the key to generate
    objectsOf(stack).filter(({ kind }) => kind === 'TridentBackendConfig').forEach(({ spec }) => {
      expect(Object.keys(spec.credentials).sort()).toEqual(['name', 'type']);
      expect(spec).not.toHaveProperty('username');
    });
  });

  test.each(configurations)('%s grants a managed policy of FSx or a wildcard of actions', (_, make) => {
    const stack = testStack();
    make(stack);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toMatch(/AmazonFSx\w*Access|"(fsx|secretsmanager|ec2|iam|\*):?\*"/);
    const ours = resourcesOf(stack, 'AWS::IAM::Policy').filter(({ id }) => /Trident/.test(id));
    const statements = ours.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const open = statements.filter(({ Resource }) => [Resource].flat().includes('*'));
    open.forEach(({ Action }) => [Action].flat().forEach((action: string) => expect(action).toMatch(/^fsx:Describe/)));
  });
});

/** A template without what tools read and nobody deploys. */
function withoutMetadata({ Resources }: any): object {
  return Object.fromEntries(Object.entries(Resources).map(([id, { Metadata, ...rest }]: [string, any]) => [id, rest]));
}

/** Every field of a template, with its path; texts that hold JSON are looked into. */
function fieldsOf(value: any, path: string): { readonly path: string; readonly value: any }[] {
  if (typeof value !== 'object' || value === null) {
    return [{ path, value }];
  }
  return [{ path, value }, ...Object.entries(value).flatMap(([key, child]) => fieldsOf(child, `${path}.${key}`))];
}

describe('volumes of the stack', () => {
  const volumeWith = (volume: Partial<OntapVolumeOptions>) => {
    return resourceOf(stackWith({ volumes: [{ name: 'corpus', size: Size.gibibytes(10), ...volume }] }), VOLUME).Properties;
  };

  test('are thin FlexVols that keep their data on SSD, mounted by their name', () => {
    const stack = stackWith({ volumes: [{ name: 'corpus', size: Size.gibibytes(10) }] });
    const { Name, VolumeType, OntapConfiguration } = resourceOf(stack, VOLUME).Properties;
    expect([Name, VolumeType]).toEqual(['corpus', 'ONTAP']);
    expect(OntapConfiguration).toEqual({
      StorageVirtualMachineId: { 'Fn::GetAtt': [resourceOf(stack, SVM).id, 'StorageVirtualMachineId'] },
      JunctionPath: '/corpus', SizeInBytes: '10737418240', VolumeStyle: 'FLEXVOL', OntapVolumeType: 'RW', SecurityStyle: 'UNIX',
      SnapshotPolicy: 'none', StorageEfficiencyEnabled: 'true', CopyTagsToBackups: 'false', TieringPolicy: { Name: 'NONE' },
    });
  });

  test.each<[string, Partial<OntapVolumeOptions>, object]>([
    ['size in bytes', { size: Size.mebibytes(1536) }, { SizeInBytes: '1610612736' }],
    ['path', { junctionPath: '/data/corpus' }, { JunctionPath: '/data/corpus' }],
    ['style', { style: OntapVolumeStyle.FLEXGROUP, size: Size.tebibytes(1) }, { VolumeStyle: 'FLEXGROUP' }],
    ['tiering', { tieringPolicy: OntapTieringPolicy.AUTO, coolingPeriod: Duration.days(14) }, { TieringPolicy: { Name: 'AUTO', CoolingPeriod: 14 } }],
    ['snapshots', { snapshotPolicy: 'default' }, { SnapshotPolicy: 'default' }],
    ['efficiency and tags', { storageEfficiencyEnabled: false, copyTagsToBackups: true }, { StorageEfficiencyEnabled: 'false', CopyTagsToBackups: 'true' }],
  ])('have the %s that is requested', (_, volume, expected) => {
    expect(volumeWith(volume).OntapConfiguration).toMatchObject(expected);
  });

  test('with one name or one path are rejected', () => {
    const volume = { name: 'corpus', size: Size.gibibytes(10) };
    expect(() => stackWith({ volumes: [volume, volume] })).toThrow(/ontap\/volume-twice/);
    expect(() => stackWith({ volumes: [volume, { ...volume, name: 'other', junctionPath: '/corpus' }] })).toThrow(/ontap\/volume-twice/);
    // https://docs.netapp.com/us-en/ontap-cli/volume-mount.html: junction paths are case insensitive
    expect(() => stackWith({ volumes: [volume, { ...volume, name: 'other', junctionPath: '/Corpus' }] })).toThrow(/ontap\/volume-twice/);
  });
});

describe('several storages', () => {
  test('on one cluster have file systems, secrets and backends of their own', () => {
    const stack = testStack();
    ['A', 'B'].forEach(id => managedOntap(stack, {}, { claim: ONTAP_CLAIM }, id));
    expect([ONTAP_FILE_SYSTEM, SVM, SECRET].map(type => resourcesOf(stack, type).length)).toEqual([2, 2, 2]);
    const names = objectsOf(stack).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('in two stacks stand for themselves', () => {
    const app = testApp();
    const stacks = ['A', 'B'].map(id => testStack(app, id));
    stacks.forEach(stack => managedOntap(stack, {}, { claim: ONTAP_CLAIM }));
    const names = stacks.map(stack => objectsOf(stack).map(({ metadata }) => metadata.name));
    expect(stacks.map(({ dependencies }) => dependencies)).toEqual([[], []]);
    expect(names[0].filter(name => names[1].includes(name))).toEqual([]);
  });
});
