import { DriverSpec, StatementContext } from '../csi/driver-spec';
import { CLUSTER_TAG, RECLAIM_POLICY_TAG, STACK_TAG } from '../validation/tags';

/** The features of storages that need permissions of the driver. */
export type LustreFeature = 'dynamic' | 'expansion' | 's3';

const fileSystems = (c: StatementContext) => [`arn:${c.partition}:fsx:${c.region}:${c.account}:file-system/*`];
const ofThisCluster = (key: 'RequestTag' | 'ResourceTag') => (c: StatementContext) => ({
  StringEquals: { [`aws:${key}/${CLUSTER_TAG}`]: c.clusterName },
});
/** Actions that change an existing file system. */
const CHANGES = ['fsx:TagResource', 'fsx:UntagResource', 'fsx:UpdateFileSystem', 'fsx:DeleteFileSystem'];
const fsxRole = (c: StatementContext) =>
  [`arn:${c.partition}:iam::${c.account}:role/aws-service-role/fsx.amazonaws.com/*`];
const fsxS3Role = (c: StatementContext) =>
  [`arn:${c.partition}:iam::${c.account}:role/aws-service-role/s3.data-source.lustre.fsx.amazonaws.com/*`];

/** The names of aws-fsx-csi-driver, and the AWS calls of its controller (driver 1.9, pkg/cloud/cloud.go). */
export const LUSTRE_DRIVER: DriverSpec<LustreFeature> = {
  addonName: 'aws-fsx-csi-driver',
  driverName: 'fsx.csi.aws.com',
  namespace: 'kube-system',
  controllerServiceAccount: 'fsx-csi-controller-sa',
  statements: [
    {
      sid: 'DescribeFileSystems',
      actions: ['fsx:DescribeFileSystems'],
      resources: () => ['*'],
      reason: 'the controller lists the file systems of the Region every minute; the action supports neither resources nor conditions',
    },
    {
      sid: 'CreateFileSystemsOfThisCluster',
      when: 'dynamic',
      actions: ['fsx:CreateFileSystem', 'fsx:TagResource'],
      resources: fileSystems,
      conditions: ofThisCluster('RequestTag'),
      reason: 'creating a file system with tags needs both permissions; its ID is not known yet, so the tag of the cluster is required',
    },
    {
      sid: 'GrowFileSystemsOfThisCluster',
      when: 'expansion',
      actions: ['fsx:UpdateFileSystem'],
      resources: fileSystems,
      conditions: ofThisCluster('ResourceTag'),
      reason: 'expanding a claim updates its file system; IDs are not known in advance, so the tag of the cluster is required',
    },
    {
      sid: 'DeleteFileSystemsOfThisCluster',
      when: 'dynamic', // with any reclaim policy, because claims of an earlier StorageClass may have another one
      actions: ['fsx:DeleteFileSystem'],
      resources: fileSystems,
      conditions: c => ({
        StringEquals: {
          ...ofThisCluster('ResourceTag')(c).StringEquals, [`aws:ResourceTag/${RECLAIM_POLICY_TAG}`]: 'Delete',
        },
      }),
      reason: 'deleting a claim with reclaim policy Delete deletes its file system; IDs are not known in advance, so the tags of the cluster and the reclaim policy are required',
    },
    {
      sid: 'KeepOffFileSystemsOfStacks',
      effect: 'Deny',
      actions: CHANGES,
      resources: fileSystems,
      conditions: () => ({ Null: { 'aws:ResourceTag/aws:cloudformation:stack-id': 'false' } }),
      reason: 'a principal that can tag could otherwise take over the file system of a stack by tagging it',
    },
    {
      sid: 'KeepOffFileSystemsOfThisLibrary',
      effect: 'Deny',
      actions: CHANGES,
      resources: fileSystems,
      conditions: () => ({ Null: { [`aws:ResourceTag/${STACK_TAG}`]: 'false' } }),
      reason: 'the same with a tag of this library, in case FSx does not evaluate tags of CloudFormation in conditions',
    },
    {
      sid: 'KeepOffFileSystemsOfOtherClusters',
      effect: 'Deny',
      actions: CHANGES,
      resources: fileSystems,
      conditions: c => ({
        Null: { [`aws:ResourceTag/${CLUSTER_TAG}`]: 'false' },
        StringNotEquals: { [`aws:ResourceTag/${CLUSTER_TAG}`]: c.clusterName },
      }),
      reason: 'a principal that can tag could otherwise take over the file system of another cluster by changing its tag',
    },
    {
      sid: 'ValidateSecurityGroups',
      when: 'dynamic',
      actions: ['ec2:GetSecurityGroupsForVpc'],
      resources: () => ['*'],
      conditions: () => ({ 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'fsx.amazonaws.com' } }),
      reason: 'FSx validates the security groups of a new file system with the permissions of the caller; '
        + 'the VPC may belong to another account, and the role cannot call the action directly',
    },
    {
      sid: 'CreateServiceLinkedRole',
      when: 'dynamic',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: fsxRole,
      conditions: () => ({ StringEquals: { 'iam:AWSServiceName': 'fsx.amazonaws.com' } }),
      reason: 'creating the first file system of an account creates the service-linked role with the permissions of the caller; the path is limited to this service',
    },
    {
      sid: 'CreateServiceLinkedRoleForS3',
      when: 's3',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: fsxS3Role,
      conditions: () => ({ StringEquals: { 'iam:AWSServiceName': 's3.data-source.lustre.fsx.amazonaws.com' } }),
      reason: 'creating a file system with an import path creates a service-linked role for the bucket with the permissions of the caller; its name ends with the file system ID',
    },
    {
      sid: 'GiveServiceLinkedRoleItsBucket',
      when: 's3',
      actions: ['iam:AttachRolePolicy', 'iam:PutRolePolicy'],
      resources: fsxS3Role,
      reason: 'FSx writes the policy of that role with the permissions of the caller; the role name ends with the new file system ID',
    },
  ],
};

/** The Helm chart of the driver. */
export const LUSTRE_CHART = {
  chart: 'aws-fsx-csi-driver',
  repository: 'https://kubernetes-sigs.github.io/aws-fsx-csi-driver',
  createNamespace: false,
} as const;
