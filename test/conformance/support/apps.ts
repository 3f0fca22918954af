import { existsSync, readdirSync, rmSync } from 'fs';
import { join } from 'path';
import { App, Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { StackTemplate, templatesOf } from './cloud';
import { ACCOUNT, REGION } from './values';

const EXAMPLES = join(__dirname, '..', '..', '..', 'examples');

/** The names of the examples. */
export const EXAMPLE_NAMES = readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'app.ts')));

/** The templates of an example. */
export function exampleTemplates(name: string): StackTemplate[] {
  return synthesized(load(name));
}

/** An example synthesized for the CDK CLI: the folder of its assembly, which the caller deletes. */
export function exampleAssembly(name: string): string {
  return load(name).synth().directory;
}

function load(name: string): App {
  return jest.requireActual<{ app: App }>(join(EXAMPLES, name, 'app')).app;
}

/** The templates of one stack that a proof describes, on a cluster that somebody made. */
export function templatesFor(
  id: string,
  make: (stack: Stack, cluster: eks.ICluster) => void,
  stackName?: string,
): StackTemplate[] {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, id, { stackName, env: { account: ACCOUNT, region: REGION } });
  make(stack, importedCluster(stack));
  return synthesized(app);
}

function synthesized(app: App): StackTemplate[] {
  const { stacks, directory } = app.synth();
  const templates = templatesOf(stacks);
  rmSync(directory, { recursive: true, force: true }); // with tens of megabytes of assets
  return templates;
}

export const SUBNET = 'subnet-0aaaaaaaaaaaaaaa0';
export const OTHER_SUBNET = 'subnet-0bbbbbbbbbbbbbbb0';

function importedCluster(scope: Stack): eks.ICluster {
  return eks.Cluster.fromClusterAttributes(scope, 'Cluster', {
    clusterName: 'training',
    clusterSecurityGroupId: 'sg-0123456789abcdef0',
    vpc: ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: [`${REGION}a`, `${REGION}b`],
      privateSubnetIds: [SUBNET, OTHER_SUBNET],
      privateSubnetIpv4CidrBlocks: ['10.0.0.0/20', '10.0.16.0/20'],
    }),
    kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(scope, 'Kubectl', {
      serviceToken: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:kubectl`,
      role: iam.Role.fromRoleArn(scope, 'KubectlRole', `arn:aws:iam::${ACCOUNT}:role/kubectl`),
    }),
  });
}
