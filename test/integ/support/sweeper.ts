import { join } from 'path';
import { CustomResource, Duration, aws_ec2 as ec2, aws_iam as iam, aws_lambda as lambda, custom_resources as custom } from 'aws-cdk-lib';
import { Construct } from 'constructs';

export interface SweeperProps {
  readonly vpc: ec2.IVpc;
  /** Which file systems of the VPC are deleted: those with all of these tags. */
  readonly tags: { [key: string]: string };
  /** Whether security groups and detached network interfaces of the VPC are deleted too, which keep it from being deleted. */
  readonly network?: boolean;
}

/**
 * Deletes, when it is deleted itself, what the library retains or a failed test leaves.
 *
 * It runs in AWS as part of the deletion of a stack, so it needs no credentials or tools of its own on the machine of the maintainer and also runs after a test that failed.
 */
export class Sweeper extends Construct {
  /** What depends on this is deleted before the sweep. */
  public readonly resource: CustomResource;

  constructor(scope: Construct, id: string, { vpc, tags, network = false }: SweeperProps) {
    super(scope, id);
    const code = { runtime: lambda.Runtime.NODEJS_22_X, code: lambda.Code.fromAsset(join(__dirname, 'sweeper')), timeout: Duration.minutes(5) };
    const onEvent = new lambda.Function(this, 'OnEvent', { ...code, handler: 'index.onEvent' });
    const isComplete = new lambda.Function(this, 'IsComplete', { ...code, handler: 'index.isComplete' });
    isComplete.addToRolePolicy(new iam.PolicyStatement({
      actions: ['fsx:DescribeFileSystems', 'ec2:DescribeSecurityGroups', 'ec2:DescribeNetworkInterfaces'],
      resources: ['*'],
    }));
    isComplete.addToRolePolicy(new iam.PolicyStatement({
      actions: ['fsx:DeleteFileSystem'],
      resources: ['*'],
      conditions: { StringEquals: Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])) },
    }));
    if (network) {
      isComplete.addToRolePolicy(new iam.PolicyStatement({
        actions: ['ec2:RevokeSecurityGroupIngress', 'ec2:RevokeSecurityGroupEgress', 'ec2:DeleteSecurityGroup', 'ec2:DeleteNetworkInterface'],
        resources: ['*'],
        conditions: { ArnEqualsIfExists: { 'ec2:Vpc': vpc.vpcArn } },
      }));
    }
    const provider = new custom.Provider(this, 'Provider', {
      onEventHandler: onEvent,
      isCompleteHandler: isComplete,
      queryInterval: Duration.seconds(30),
      totalTimeout: Duration.minutes(55),
    });
    this.resource = new CustomResource(this, 'Resource', {
      serviceToken: provider.serviceToken, resourceType: 'Custom::Sweeper', properties: { vpcId: vpc.vpcId, tags, network },
    });
    this.resource.node.addDependency(vpc, provider, isComplete); // deleted before them, while the function still has its rights
  }
}
