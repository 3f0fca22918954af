// How long the package takes to load when what every app of this kind has is there: `load.ts` prints milliseconds of processor time.
import 'cdk8s';
import { aws_ec2 as ec2, aws_eks_v2 as eks, aws_fsx as fsx, aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';

// modules of the CDK are loaded when one of their names is used
const used = [ec2.SecurityGroup, eks.KubernetesManifest, fsx.CfnFileSystem, iam.Role, s3.Bucket];
const before = process.cpuUsage();
const began = performance.now();
require('cdk-eks-fsx');
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  JSON.stringify({ wall: performance.now() - began, cpu: (user + system) / 1000, used: used.length }),
);
