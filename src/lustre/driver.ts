import { DriverSpec, StatementContext } from '../csi/driver-spec';
import { CLUSTER_TAG, RECLAIM_POLICY_TAG, STACK_TAG } from '../validation/tags';

/** What storages of a cluster make the driver do. */
export type LustreFeature = 'dynamic' | 'expansion' | 's3';

const fileSystems = (c: StatementContext) => [`arn:${c.partition}:fsx:${c.region}:${c.account}:file-system/*`];
const ofThisCluster = (key: 'RequestTag' | 'ResourceTag') => (c: StatementContext) => ({
  StringEquals: { [`aws:${key}/${CLUSTER_TAG}`]: c.clusterName },
});
/** What changes an existing file system. */
const CHANGES = ['fsx:TagResource', 'fsx:UntagResource', 'fsx:UpdateFileSystem', 'fsx:DeleteFileSystem'];
const fsxRole = (c: StatementContext) => [`arn:${c.partition}:iam::${c.account}:role/aws-service-role/fsx.amazonaws.com/*`];
const fsxS3Role = (c: StatementContext) => [`arn:${c.partition}:iam::${c.account}:role/aws-service-role/s3.data-source.lustre.fsx.amazonaws.com/*`];

/** aws-fsx-csi-driver: what it is called, and what its controller calls (driver 1.9, pkg/cloud/cloud.go). */
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
      reason: 'the controller lists the file systems of the Region every minute; the action knows neither resources nor conditions',
    },
    {
      sid: 'CreateFileSystemsOfThisCluster',
      when: 'dynamic',
      actions: ['fsx:CreateFileSystem', 'fsx:TagResource'],
      resources: fileSystems,
      conditions: ofThisCluster('RequestTag'),
      reason: 'a file system is made with its tags, which takes both rights; its id is not known yet, but it must carry the tag of the cluster',
    },
    {
      sid: 'GrowFileSystemsOfThisCluster',
      when: 'expansion',
      actions: ['fsx:UpdateFileSystem'],
      resources: fileSystems,
      conditions: ofThisCluster('ResourceTag'),
      reason: 'a claim grows; the ids of file systems are not known beforehand, so the tag of the cluster draws the line',
    },
    {
      sid: 'DeleteFileSystemsOfThisCluster',
      when: 'dynamic', // not only while the class deletes: claims of the class before an edit still do
      actions: ['fsx:DeleteFileSystem'],
      resources: fileSystems,
      conditions: c => ({ StringEquals: { ...ofThisCluster('ResourceTag')(c).StringEquals, [`aws:ResourceTag/${RECLAIM_POLICY_TAG}`]: 'Delete' } }),
      reason: 'a claim with reclaim policy Delete is deleted; ids are not known beforehand, so the tags of the cluster and of the reclaim policy draw the line',
    },
    {
      sid: 'KeepOffFileSystemsOfStacks',
      effect: 'Deny',
      actions: CHANGES,
      resources: fileSystems,
      conditions: () => ({ Null: { 'aws:ResourceTag/aws:cloudformation:stack-id': 'false' } }),
      reason: 'who may tag could otherwise adopt the file system of a stack by tagging it',
    },
    {
      sid: 'KeepOffFileSystemsOfThisLibrary',
      effect: 'Deny',
      actions: CHANGES,
      resources: fileSystems,
      conditions: () => ({ Null: { [`aws:ResourceTag/${STACK_TAG}`]: 'false' } }),
      reason: 'the same, by a tag that does not depend on whether FSx knows those of CloudFormation in conditions',
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
      reason: 'who may tag could otherwise adopt the file system of another cluster by tagging it anew',
    },
    {
      sid: 'CreateServiceLinkedRole',
      when: 'dynamic',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: fsxRole,
      conditions: () => ({ StringEquals: { 'iam:AWSServiceName': 'fsx.amazonaws.com' } }),
      reason: 'the first file system of an account makes the role of the service, in the name of the caller; the path is that of this one service',
    },
    {
      sid: 'CreateServiceLinkedRoleForS3',
      when: 's3',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: fsxS3Role,
      conditions: () => ({ StringEquals: { 'iam:AWSServiceName': 's3.data-source.lustre.fsx.amazonaws.com' } }),
      reason: 'a file system with an import path makes a role of its own for its bucket, in the name of the caller; its name ends in the id of the file system',
    },
    {
      sid: 'GiveServiceLinkedRoleItsBucket',
      when: 's3',
      actions: ['iam:AttachRolePolicy', 'iam:PutRolePolicy'],
      resources: fsxS3Role,
      reason: 'FSx writes the policy of that role, in the name of the caller; the name of the role ends in the id of the new file system',
    },
  ],
};
