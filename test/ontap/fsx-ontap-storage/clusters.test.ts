import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import {
  CfnParameter, Duration, Size, Stack, Stage, aws_ec2 as ec2, aws_eks as eksV1, aws_eks_v2 as eks, aws_fsx as fsx,
  aws_kms as kms,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import {
  FsxOntapStorage, OntapBackend, OntapDiskIopsMode, OntapProvisioning, OntapManagedConfig, TridentDriver,
  TridentInstallation, VolumeAccessMode,
} from '../../../src';
import { errorOf, idsIn, importedCluster, importedVpc, objectsOf, ownCluster, resourceOf, resourcesOf, testApp, testStack } from '../../support/fixture';
import {
  MULTI, ONTAP_CLAIM, ONTAP_FILE_SYSTEM, SECRET_ARN, SINGLE, SVM, existingOntap, managedOntap, ownOntap, routedCluster,
  vsadmin,
} from '../../support/ontap';

const AUTO_MODE = { defaultCapacityType: eks.DefaultCapacityType.AUTOMODE, defaultCapacity: undefined };
const KINDS = ['TridentBackendConfig', 'Job', 'StorageClass', 'VolumeSnapshotClass', 'PersistentVolumeClaim'];

describe('a cluster of the app', () => {
  test.each([['node groups', {}], ['Auto Mode', AUTO_MODE]])('with %s, in the same stack', (_, over) => {
    const stack = testStack();
    ownOntap(stack, {}, { cluster: ownCluster(stack, over), claim: ONTAP_CLAIM });
    expect(objectsOf(stack).map(({ kind }) => kind)).toEqual(KINDS);
  });

  test('in another stack, which is deployed first and knows nothing of the storage', () => {
    const app = testApp();
    const [platform, storage] = ['Platform', 'Storage'].map(id => testStack(app, id));
    const weights = ownOntap(storage, {}, {
      cluster: ownCluster(platform), claim: { ...ONTAP_CLAIM, namespace: 'ml', createNamespace: true }, backends: [OntapBackend.nas(), OntapBackend.nasFlexgroup()],
    });
    weights.cloneOf('Branch', weights.snapshot('Baseline'));
    app.synth(); // throws on a cyclic reference
    expect(storage.dependencies).toEqual([platform]);
    expect(platform.dependencies).toEqual([]);
    expect(resourcesOf(platform).filter(({ Type }) => Type.startsWith('AWS::FSx'))).toEqual([]);
  });

  test('whose clients and clones are in a third stack', () => {
    const app = testApp();
    const [platform, storage, workload] = ['Platform', 'Storage', 'Workload'].map(id => testStack(app, id));
    const cluster = ownCluster(platform);
    const weights = ownOntap(storage, {}, { cluster, claim: ONTAP_CLAIM });
    const job = new eks.KubernetesManifest(workload, 'Job', { cluster, manifest: [{ kind: 'Job', volume: weights.podVolume }] });
    job.node.addDependency(weights);
    app.synth();
    expect(workload.dependencies).toContain(storage);
  });

  test('in an environment-agnostic stack', () => {
    const stack = new Stack(testApp(), 'Storage');
    ownOntap(stack, {}, { claim: ONTAP_CLAIM });
    const [config] = objectsOf(stack);
    expect(config.spec.aws.apiRegion).toBe('${AWS::Region}');
  });

  test('in a stage, twice', () => {
    const app = testApp();
    const names = ['Test', 'Prod'].map(id => {
      const stage = new Stage(app, id, { env: { account: '111122223333', region: 'eu-west-1' } });
      const [platform, storage] = ['Platform', 'Storage'].map(name => new Stack(stage, name));
      return ownOntap(storage, {}, { cluster: ownCluster(platform), claim: { ...ONTAP_CLAIM, fixedName: true } })
        .claimName;
    });
    app.synth();
    expect(names).toEqual(['data', 'data']);
  });
});

describe('an imported cluster', () => {
  test('gives what a storage needs', () => {
    const stack = testStack();
    managedOntap(stack, {}, { claim: ONTAP_CLAIM });
    expect(objectsOf(stack).map(({ kind }) => kind)).toEqual(KINDS);
  });

  test('needs neither VPC nor security group for a file system that is there', () => {
    const stack = testStack();
    const cluster = importedCluster(stack, { vpc: undefined, clusterSecurityGroupId: undefined });
    expect(() => existingOntap(stack, {}, { cluster, claim: ONTAP_CLAIM })).not.toThrow();
  });

  test('needs its security group where one of the file system is handed in', () => {
    const stack = testStack();
    const cluster = importedCluster(stack, { clusterSecurityGroupId: undefined });
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0fffffffffffffff0');
    expect(idsIn(errorOf(() => existingOntap(stack, { securityGroup }, { cluster })))).toEqual(['ontap/cluster-security-group-missing']);
  });

  test.each<[string, Partial<eks.ClusterAttributes>]>([
    ['ontap/kubectl-missing', { kubectlProvider: undefined }],
    ['ontap/cluster-vpc-missing', { vpc: undefined }],
    ['ontap/cluster-security-group-missing', { clusterSecurityGroupId: undefined }],
  ])('without what it takes is rejected with the way out: %s', (id, over) => {
    const stack = testStack();
    const message = errorOf(() => managedOntap(stack, {}, { cluster: importedCluster(stack, over) }));
    expect(idsIn(message)).toEqual([id]);
    expect(message).toMatch(/Fix: .*(fromClusterAttributes|import it)/);
  });

  test('with a kubectl provider of the older aws-eks is rejected, which would fail at deployment', () => {
    const stack = testStack();
    const older = new eksV1.Cluster(stack, 'Older', {
      version: eksV1.KubernetesVersion.of('1.34'), vpc: importedVpc(stack, 'OlderVpc'), kubectlLayer: new KubectlV34Layer(stack, 'Layer'), defaultCapacity: 0,
      vpcSubnets: [{ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }],
    });
    const kubectlProvider = eksV1.KubectlProvider.getOrCreate(stack, older) as unknown as eks.IKubectlProvider;
    const cluster = importedCluster(stack, { kubectlProvider });
    expect(idsIn(errorOf(() => managedOntap(stack, {}, { cluster })))).toEqual(['ontap/kubectl-of-older-eks']);
    expect(idsIn(errorOf(() => new TridentDriver(stack, 'Trident', { cluster, installation: TridentInstallation.HELM })))).toEqual(['ontap/driver-kubectl']);
  });

  test('that lacks everything is one error, with all problems of the storage', () => {
    const stack = testStack();
    const cluster = importedCluster(stack, {
      vpc: undefined,
      clusterSecurityGroupId: undefined,
      kubectlProvider: undefined,
    });
    const provisioning = OntapProvisioning.managed({ ...SINGLE, capacity: Size.gibibytes(1), throughputCapacityPerHaPair: 1, svmName: '1st' });
    const message = errorOf(() => new FsxOntapStorage(stack, 'Data', { cluster, provisioning, backends: [], claim: { name: 'Data' } }));
    expect(idsIn(message)).toEqual([
      'ontap/kubectl-missing', 'ontap/driver-unknown', 'ontap/cluster-vpc-missing', 'ontap/cluster-security-group-missing',
      'ontap/throughput-not-offered', 'ontap/capacity-range', 'ontap/backends-missing', 'ontap/svm-name-format',
    ]);
    expect(message.split('\n')[0]).toBe('FsxOntapStorage \'Storage/Data\': 8 problems');
    expect(resourcesOf(stack)).toEqual([]);
  });

  test('has a Trident in its own stack that serves storages of others', () => {
    const app = testApp();
    const [platform, storage] = ['Platform', 'Storage'].map(id => testStack(app, id));
    const cluster = routedCluster(platform);
    new TridentDriver(platform, 'Trident', { cluster });
    managedOntap(storage, {}, { cluster, driver: undefined });
    app.synth();
    expect(storage.dependencies).toEqual([platform]);
  });

  test('twice in one app is one: claims of one name meet, whichever import they come by', () => {
    const app = testApp();
    const [a, b] = ['A', 'B'].map(id => testStack(app, id));
    const claim = { ...ONTAP_CLAIM, fixedName: true };
    managedOntap(a, {}, { claim });
    const message = errorOf(() => managedOntap(b, {}, { claim }));
    expect(idsIn(message)).toEqual(['ontap/claim-twice']);
    expect(message).toContain('\'A/Data\'');
  });

  test('of another name is another', () => {
    const stack = testStack();
    const claim = { ...ONTAP_CLAIM, fixedName: true };
    managedOntap(stack, {}, { claim });
    const cluster = importedCluster(stack, { clusterName: 'inference' }, 'Inference');
    expect(() => managedOntap(stack, {}, { claim, cluster }, 'Other')).not.toThrow();
  });

  test('whose name is known at deployment', () => {
    const stack = testStack();
    const cluster = importedCluster(stack, { clusterName: new CfnParameter(stack, 'Name').valueAsString });
    managedOntap(stack, {}, { cluster, claim: ONTAP_CLAIM });
    expect(objectsOf(stack)[0].spec.storagePrefix).toMatch(/^eks_[0-9a-f]{8}_$/);
  });
});

/** The CDK has no construct for ONTAP file systems; users write their own. */
function ontapFileSystem(stack: Stack): fsx.IFileSystem {
  const securityGroups = [ec2.SecurityGroup.fromSecurityGroupId(stack, 'TheirGroup', 'sg-0fffffffffffffff0')];
  return { fileSystemId: 'fs-0fedcba9876543210', connections: new ec2.Connections({ securityGroups }) };
}

test('an existing file system is given as a construct, whose security group is opened', () => {
  const stack = testStack();
  const storage = existingOntap(stack, { fileSystemId: undefined, fileSystem: ontapFileSystem(stack) });
  expect(storage.fileSystemId).toBe('fs-0fedcba9876543210');
  expect(objectsOf(stack)[0].spec.aws).toMatchObject({ fsxFilesystemID: 'fs-0fedcba9876543210' });
  expect(resourcesOf(stack, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => [Properties.GroupId, Properties.FromPort])).toEqual([
    ['sg-0fffffffffffffff0', 443], ['sg-0fffffffffffffff0', 2049],
  ]);
});

describe('an existing file system is rejected', () => {
  const partial = (stack: Stack) => secretsmanager.Secret.fromSecretNameV2(stack, 'ByName', 'training/vsadmin');

  test.each<[string, (stack: Stack) => object]>([
    ['ontap/file-system-id-format', () => ({ fileSystemId: 'fsvol-0123456789abcdef0' })],
    ['ontap/svm-name-is-an-id', () => ({ svmName: 'svm-0123456789abcdef0' })],
    ['ontap/svm-name-format', () => ({ svmName: '1st' })],
    ['ontap/secret-arn-partial', stack => ({ secret: partial(stack) })],
    ['ontap/file-system-or-id', () => ({ fileSystemId: undefined })],
    ['ontap/file-system-or-id', stack => ({ fileSystem: ontapFileSystem(stack) })],
    ['input/required', () => ({ svmName: undefined })],
    ['input/required', () => ({ secret: undefined })],
    ['input/type', () => ({ fileSystem: 'fs-0123456789abcdef0' })],
  ])('%s: %#', (id, attributes) => {
    const stack = testStack();
    expect(idsIn(errorOf(() => existingOntap(stack, attributes(stack))))).toEqual([id]);
  });

  test('but not one whose secret is made in the app', () => {
    const stack = testStack();
    existingOntap(stack, { secret: new secretsmanager.Secret(stack, 'Secret') });
    expect(objectsOf(stack)[0].spec.credentials.name).toBe(`\${${resourceOf(stack, 'AWS::SecretsManager::Secret').id}}`);
  });

  test('nor one whose attributes are known at deployment', () => {
    const stack = testStack();
    const [fileSystemId, svmName, arn] = ['FileSystem', 'Svm', 'Secret'].map(id => new CfnParameter(stack, id).valueAsString);
    const storage = existingOntap(stack, { fileSystemId, svmName, secret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Theirs', arn) });
    expect(objectsOf(stack)[0].spec).toMatchObject({
      aws: { fsxFilesystemID: '${FileSystem}' }, svm: '${Svm}', credentials: { name: '${Secret}' },
    });
    expect(storage.skippedRules).toEqual(expect.arrayContaining([
      'ontap/file-system-id-format', 'ontap/svm-name-format', 'ontap/svm-name-is-an-id', 'ontap/secret-arn-partial',
    ]));
    expect(storage._configuration).toMatchObject({ fileSystemId: '<known at deployment>', secretArn: '<known at deployment>' });
  });

  test('nor does its configuration show more of the secret than where it is', () => {
    const stack = testStack();
    expect(existingOntap(stack, { secret: vsadmin(stack) })._configuration.secretArn).toBe(SECRET_ARN);
  });
});

describe('a value that is known at deployment', () => {
  const text = (stack: Stack) => new CfnParameter(stack, 'Value').valueAsString;
  const number = (stack: Stack) => new CfnParameter(stack, 'Value', { type: 'Number' }).valueAsNumber;
  const VALUE = { Ref: 'Value' };

  test.each<[string, (stack: Stack) => Partial<OntapManagedConfig>, object, string[]]>([
    ['capacity', stack => ({ capacity: Size.gibibytes(number(stack)) }), { StorageCapacity: VALUE }, ['ontap/capacity-range']],
    ['throughput', stack => ({ throughputCapacityPerHaPair: number(stack) }), { OntapConfiguration: { ThroughputCapacityPerHAPair: VALUE } }, [
      'ontap/throughput-not-offered',
    ]],
    ['pairs of servers', stack => ({ haPairs: number(stack) }), { OntapConfiguration: { HAPairs: VALUE } }, ['ontap/ha-pairs-not-offered', 'ontap/capacity-range']],
    ['operations', stack => ({ diskIopsConfiguration: { mode: OntapDiskIopsMode.USER_PROVISIONED, iops: number(stack) } }), {
      OntapConfiguration: { DiskIopsConfiguration: { Mode: 'USER_PROVISIONED', Iops: VALUE } },
    }, ['ontap/iops-range']],
    ['mode', stack => ({ diskIopsConfiguration: { mode: text(stack) as any } }), { OntapConfiguration: { DiskIopsConfiguration: { Mode: VALUE } } }, ['ontap/iops-mode']],
    ['backups', stack => ({ automaticBackupRetention: Duration.days(number(stack)) }), { OntapConfiguration: { AutomaticBackupRetentionDays: VALUE } }, [
      'ontap/backup-retention',
    ]],
    ['time of backups', stack => ({ dailyAutomaticBackupStartTime: text(stack) }), { OntapConfiguration: { DailyAutomaticBackupStartTime: VALUE } }, [
      'ontap/backup-time-format',
    ]],
    ['maintenance', stack => ({ weeklyMaintenanceStartTime: text(stack) }), { OntapConfiguration: { WeeklyMaintenanceStartTime: VALUE } }, [
      'ontap/maintenance-time-format',
    ]],
    ['addresses', stack => ({ ...MULTI, endpointIpAddressRange: text(stack) }), { OntapConfiguration: { EndpointIpAddressRange: VALUE } }, [
      'ontap/endpoint-range-format', 'ontap/endpoint-range-overlaps',
    ]],
    ['key', stack => ({ kmsKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/0') }), {
      KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/0',
    }, []],
    ['preferred subnet', stack => ({ ...MULTI, preferredSubnet: ec2.Subnet.fromSubnetId(stack, 'Preferred', text(stack)) }), {
      OntapConfiguration: { PreferredSubnetId: VALUE },
    }, ['ontap/preferred-subnet']],
    ['route tables', stack => ({ ...MULTI, routeTableIds: [text(stack)] }), { OntapConfiguration: { RouteTableIds: [VALUE] } }, []],
    ['tags', stack => ({ tags: { team: text(stack) } }), {}, []],
  ])('reaches the file system, and the rules that read it say so: %s', (_, configure, expected, skipped) => {
    const stack = testStack();
    const storage = managedOntap(stack, configure(stack));
    expect(resourceOf(stack, ONTAP_FILE_SYSTEM).Properties).toMatchObject(expected);
    expect(storage.skippedRules).toEqual(expect.arrayContaining(skipped));
  });

  test('reaches the storage virtual machine', () => {
    const stack = testStack();
    const storage = managedOntap(stack, { svmName: text(stack) });
    expect(resourceOf(stack, SVM).Properties.Name).toEqual(VALUE);
    expect(storage.skippedRules).toContain('ontap/svm-name-format');
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['ontap/deployment-type-known-late', stack => managedOntap(stack, { deploymentType: text(stack) as any, vpcSubnets: { subnets: [] } })],
    ['ontap/volume-known-late', stack => managedOntap(stack, { volumes: [{ name: 'corpus', size: Size.gibibytes(number(stack)) }] })],
    ['ontap/volume-known-late', stack => managedOntap(stack, { volumes: [{ name: text(stack), size: Size.gibibytes(1) }] })],
    ['ontap/name-known-late', stack => managedOntap(stack, {}, { claim: { ...ONTAP_CLAIM, namespace: text(stack) } })],
    ['input/deploy-time', stack => managedOntap(stack, {}, { claim: ONTAP_CLAIM, storageClassName: text(stack) })],
  ])('is rejected where it cannot be late: %s', (id, make) => {
    const message = errorOf(() => make(testStack()));
    expect(idsIn(message)).toContain(id);
    expect(message).not.toContain('Token[');
  });

  test('of a driver version is taken as it is', () => {
    const stack = testStack();
    new TridentDriver(stack, 'Trident', { cluster: routedCluster(stack), version: text(stack) });
    expect(resourceOf(stack, 'AWS::EKS::Addon').Properties.AddonVersion).toEqual(VALUE);
  });
});

test('Auto Mode rejects block devices beside what else is wrong', () => {
  const stack = testStack();
  const cluster = ownCluster(stack, AUTO_MODE);
  const claim = { ...ONTAP_CLAIM, accessMode: VolumeAccessMode.READ_WRITE_MANY };
  const message = errorOf(() => ownOntap(stack, {}, { cluster, backends: [OntapBackend.san()], claim }));
  expect(idsIn(message).sort()).toEqual(['ontap/access-mode', 'ontap/block-on-auto-mode']);
  expect(message).toContain('Bottlerocket');
});
