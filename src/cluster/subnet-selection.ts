import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { tryGet } from './cluster-handle';

/** The subnets of a selection; none if the VPC is not known or has no such subnets, which rules report. */
export function selectSubnets(vpc: ec2.IVpc | undefined, selection: ec2.SubnetSelection): ec2.ISubnet[] {
  return selection.subnets ?? tryGet(() => vpc?.selectSubnets(selection).subnets) ?? [];
}
