import { Stack, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  FsxLustreStorage, FsxOntapStorage, LustreCsiDriver, LustreProvisioning, OntapProvisioning, TridentDriver,
} from '../../src';
import { PERSISTENT, testStack } from '../support/fixture';
import { SINGLE, routedCluster } from '../support/ontap';

type Create = (stack: Stack, cluster: eks.ICluster, client: ec2.IConnectable) => string;

const STORAGES: { readonly [service: string]: Create } = {
  Lustre: (stack, cluster, client) => new FsxLustreStorage(stack, 'Data', {
    cluster, driver: LustreCsiDriver.existing(), clients: [client],
    provisioning: LustreProvisioning.managed({ ...PERSISTENT, subnet: cluster.vpc.privateSubnets[0] }),
  }).dnsName!,
  ONTAP: (stack, cluster, client) => new FsxOntapStorage(stack, 'Data', {
    cluster, driver: TridentDriver.existing(), clients: [client],
    provisioning: OntapProvisioning.managed({ ...SINGLE, vpcSubnets: { subnets: [cluster.vpc.privateSubnets[0]] } }),
  }).fileSystemId!,
};

test.each(Object.entries(STORAGES))('a client of %s may mount the file system when it starts', (_service, create) => {
  const stack = testStack();
  const cluster = routedCluster(stack);
  const { vpc } = cluster;
  const client = new ec2.Instance(stack, 'Login', {
    vpc,
    securityGroup: new ec2.SecurityGroup(stack, 'LoginGroup', { vpc, allowAllOutbound: false }),
    instanceType: new ec2.InstanceType('m6i.large'),
    machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-0123456789abcdef0' }),
  });
  client.userData.addCommands(`mount ${create(stack, cluster, client)}`);
  const template = Template.fromStack(stack); // fails if resources depend on each other
  const [fileSystem] = Object.values(template.findResources('AWS::FSx::FileSystem'));
  const [instance] = Object.values(template.findResources('AWS::EC2::Instance'));
  expect(fileSystem.DependsOn).toContainEqual(expect.stringMatching(/^LoginGroup.*to.*Data/));
  expect(JSON.stringify(instance)).toContain('DataFileSystem');
});
