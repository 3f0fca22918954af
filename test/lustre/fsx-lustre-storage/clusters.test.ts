import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { Size, Stack, aws_ec2 as ec2, aws_eks as eksV1, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { FsxLustreStorage, LustreCsiDriver, LustreDeploymentType, LustreProvisioning, LustreStorageType } from '../../../src';
import {
  MANIFEST, PERSISTENT, SCRATCH, errorOf, existingOn, idsIn, importedCluster, importedVpc, managedOn, objectOf,
  objectsOf, ownCluster, resourceOf,
  resourcesOf, storageOn, testApp, testStack,
} from '../../support/fixture';

const MANAGED = LustreProvisioning.managed(PERSISTENT);
const CLAIM = { name: 'data' };
const AUTO_MODE = { defaultCapacityType: eks.DefaultCapacityType.AUTOMODE, defaultCapacity: undefined };

describe('a cluster of the app', () => {
  test.each([['node groups', {}], ['Auto Mode', AUTO_MODE]])('with %s, in the same stack', (_, over) => {
    const stack = testStack();
    const cluster = ownCluster(stack, over);
    new FsxLustreStorage(stack, 'Data', { cluster, provisioning: MANAGED, claim: CLAIM });
    expect(objectsOf(stack).map(({ kind }) => kind)).toEqual(['PersistentVolume', 'PersistentVolumeClaim']);
    const [ready] = resourcesOf(stack, 'AWS::SSM::Parameter');
    expect(resourcesOf(stack, MANIFEST)[0].DependsOn).toContain(ready.id);
  });

  test('in another stack, which is deployed first and knows nothing of the storage', () => {
    const app = testApp();
    const [platform, storage] = ['Platform', 'Storage'].map(id => testStack(app, id));
    const cluster = ownCluster(platform);
    new FsxLustreStorage(storage, 'Data', { cluster, provisioning: MANAGED, claim: { ...CLAIM, namespace: 'ml', createNamespace: true } });
    app.synth(); // throws on a cyclic reference
    expect(storage.dependencies).toEqual([platform]);
    expect(platform.dependencies).toEqual([]);
    // the group that file systems share is beside them: an edit that changes which one they carry must not wait for an export of the other stack
    const types = resourcesOf(storage).map(({ Type }) => Type).filter(type => !/SecurityGroup(In|E)gress/.test(type));
    expect(types.sort()).toEqual(['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroup', 'AWS::FSx::FileSystem', MANIFEST].sort());
  });

  test('gives its first private subnet, as it is made in this app', () => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    new FsxLustreStorage(stack, 'Data', { cluster, provisioning: MANAGED });
    expect(resourceOf(stack, 'AWS::FSx::FileSystem').Properties.SubnetIds).toEqual([stack.resolve(cluster.vpc.privateSubnets[0].subnetId)]);
  });

  test('in an environment-agnostic stack, whose zones are known at deployment', () => {
    const stack = new Stack(testApp(), 'Storage');
    new FsxLustreStorage(stack, 'Data', { cluster: ownCluster(stack), provisioning: MANAGED, claim: CLAIM });
    const [{ values }] = objectOf(stack, 'PersistentVolume').spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions;
    expect(values).toEqual([expect.stringContaining('Fn::GetAZs')]);
  });
});

describe('an imported cluster', () => {
  test('gives names, subnet and groups as set', () => {
    const stack = testStack();
    storageOn(stack);
    expect(objectOf(stack, 'StorageClass').parameters).toMatchObject({
      subnetId: 'subnet-0aaaaaaaaaaaaaaa0', extraTags: 'cdk-eks-fsx/cluster=training,cdk-eks-fsx/storage=Storage/Data,cdk-eks-fsx/reclaim-policy=Delete',
    });
    expect(resourcesOf(stack, 'AWS::EC2::SecurityGroup').map(({ Properties }) => Properties.VpcId)).toEqual(Array(2).fill('vpc-0123456789abcdef0'));
  });

  test('needs neither VPC nor security group for a file system that is there', () => {
    const stack = testStack();
    existingOn(stack, {}, { cluster: importedCluster(stack, { vpc: undefined, clusterSecurityGroupId: undefined }) });
    expect(objectsOf(stack)).toHaveLength(2);
  });

  test('needs its security group when one is handed in for the rules', () => {
    const stack = testStack();
    const cluster = importedCluster(stack, { clusterSecurityGroupId: undefined });
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0fffffffffffffff0');
    expect(idsIn(errorOf(() => existingOn(stack, { securityGroup }, { cluster })))).toEqual(['lustre/cluster-security-group-missing']);
  });

  test('needs a pinned subnet for persistent types, not for scratch', () => {
    const message = errorOf(() => managedOn(testStack(), { subnet: undefined }));
    expect(idsIn(message)).toEqual(['lustre/subnet-not-pinned']);
    expect(message).toContain('subnet: ec2.Subnet.fromSubnetAttributes(this, \'FileSystemSubnet\', { subnetId: \'subnet-…\', availabilityZone: \'…\' })');
    expect(message).not.toContain('for example vpc.privateSubnets[0]'); // the subnet that it objects to
    const config = {
      deploymentType: LustreDeploymentType.SCRATCH_2,
      perUnitStorageThroughput: undefined,
      subnet: undefined,
    };
    expect(() => managedOn(testStack(), config)).not.toThrow();
  });

  test.each<[string, Partial<eks.ClusterAttributes>, RegExp]>([
    ['lustre/kubectl-missing', { kubectlProvider: undefined }, /kubectlProviderOptions: \{ kubectlLayer \}/],
    ['lustre/cluster-vpc-missing', { vpc: undefined }, /pass vpc to ExistingCluster\.fromAttributes\(\) or Cluster\.fromClusterAttributes/],
    ['lustre/cluster-security-group-missing', { clusterSecurityGroupId: undefined }, /pass clusterSecurityGroupId, the security group of the nodes, to ExistingCluster\.fromAttributes\(\) or Cluster\.fromClusterAttributes/],
  ])('without what it takes is rejected with the way out: %s', (id, over, fix) => {
    const stack = testStack();
    const message = errorOf(() => storageOn(stack, { cluster: importedCluster(stack, over) }));
    expect(idsIn(message)).toEqual([id]);
    expect(message).toMatch(fix);
  });

  test('does not tell whether it has the driver, so the user must', () => {
    const message = errorOf(() => storageOn(testStack(), { driver: undefined }));
    expect(idsIn(message)).toEqual(['lustre/driver-unknown']);
    expect(message).toMatch(/new LustreCsiDriver.*LustreCsiDriver\.existing\(\)/);
  });

  test('lacking everything is one error', () => {
    const stack = testStack();
    const bare = importedCluster(stack, {
      vpc: undefined,
      clusterSecurityGroupId: undefined,
      kubectlProvider: undefined,
    });
    expect(idsIn(errorOf(() => storageOn(stack, { cluster: bare, driver: undefined })))).toEqual([
      'lustre/kubectl-missing', 'lustre/driver-unknown', 'lustre/cluster-vpc-missing', 'lustre/cluster-security-group-missing',
    ]);
  });

  test('with a kubectl provider of the older aws-eks is rejected, which would fail at deployment', () => {
    const stack = testStack();
    const older = new eksV1.Cluster(stack, 'Older', {
      version: eksV1.KubernetesVersion.of('1.34'), vpc: importedVpc(stack, 'OlderVpc'), kubectlLayer: new KubectlV34Layer(stack, 'Layer'), defaultCapacity: 0,
      vpcSubnets: [{ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }],
    });
    const kubectlProvider = eksV1.KubectlProvider.getOrCreate(stack, older) as unknown as eks.IKubectlProvider;
    const message = errorOf(() => storageOn(stack, { cluster: importedCluster(stack, { kubectlProvider }) }));
    expect(idsIn(message)).toEqual(['lustre/kubectl-of-older-eks']);
    expect(message).toContain('new eks_v2.KubectlProvider');
  });

  test('has a driver of its own stack that serves storages of others', () => {
    const app = testApp();
    const [platform, storage] = ['Platform', 'Storage'].map(id => testStack(app, id));
    const cluster = importedCluster(platform);
    new LustreCsiDriver(platform, 'Driver', { cluster });
    new FsxLustreStorage(storage, 'Data', { cluster, provisioning: SCRATCH });
    app.synth();
    expect(storage.dependencies).toEqual([platform]);
  });
});

describe('an error', () => {
  const FIVE = LustreProvisioning.managed({
    deploymentType: LustreDeploymentType.PERSISTENT_2,
    storageType: LustreStorageType.SSD,
    perUnitStorageThroughput: 200,
    capacity: Size.gibibytes(1500),
    s3ImportPath: 's3://data/imagenet',
    weeklyMaintenanceStartTime: 'sunday',
  });

  test('has five entries for five mistakes, each with value, fix, id and page', () => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    const message = errorOf(() => new FsxLustreStorage(stack, 'Data', { cluster, provisioning: FIVE, claim: { name: 'Training_Data' } }));
    expect(message.split('\n')[0]).toBe('FsxLustreStorage \'Storage/Data\': 5 problems');
    expect(idsIn(message).sort()).toEqual([
      'lustre/capacity-step', 'lustre/claim-name-format', 'lustre/maintenance-time-format', 'lustre/s3-path-on-persistent-2', 'lustre/throughput-not-offered',
    ]);
    expect(message).toContain('  capacity 1500 GiB: PERSISTENT_2 SSD offers 1200, 2400 and multiples of 2400 GiB.\n    Fix: use Size.gibibytes(1200) or Size.gibibytes(2400).\n');
    expect(message.match(/^ {4}Fix: /gm)).toHaveLength(5);
  });

  test('comes before any resource', () => {
    const stack = testStack();
    const cluster = importedCluster(stack);
    errorOf(() => new FsxLustreStorage(stack, 'Data', { cluster, provisioning: FIVE, driver: LustreCsiDriver.existing() }));
    expect(resourcesOf(stack)).toEqual([]);
  });

  test('names managed for PERSISTENT_2 with an S3 path on a class', () => {
    const provisioning = LustreProvisioning.dynamic({
      deploymentType: LustreDeploymentType.PERSISTENT_2, perUnitStorageThroughput: 125, s3ImportPath: 's3://data',
      subnet: importedVpc(testStack()).privateSubnets[0],
    });
    const message = errorOf(() => storageOn(testStack(), { provisioning }));
    expect(idsIn(message)).toEqual(['lustre/s3-path-on-persistent-2']);
    expect(message).toContain('LustreProvisioning.managed() with dataRepositories');
  });
});
