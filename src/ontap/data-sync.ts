import {
  CfnResource, PhysicalName, RemovalPolicy, Stack, aws_datasync as datasync, aws_ec2 as ec2, aws_iam as iam,
  aws_kms as kms, aws_logs as logs, aws_s3 as s3,
} from 'aws-cdk-lib';
import { Construct, IConstruct, IDependable } from 'constructs';
import { OntapBackendConfiguration, OntapConfiguration, OntapDataSyncConfiguration, OntapVolumeConfiguration } from './configuration';
import { OntapDataSyncOptions } from './data-sync-options';
import { ONTAP_PORTS, OntapDataSyncDirection, STORAGE_DRIVERS } from './limits';
import { ClusterHandle } from '../cluster/cluster-handle';
import { groupsInOtherVpc } from '../cluster/vpc';
import { acceptWildcards } from '../csi/accepted-findings';
import { StatementRow } from '../csi/driver-spec';
import { policyStatement, statementContext } from '../csi/statements';
import { closedGroup } from '../network/closed-group';
import { egress, ingress } from '../network/shared-client-security-group';
import { isDeferred, unwrap } from '../validation/normalize';
import { normalizedPath, pathsOverlap } from '../validation/paths';
import { omitUndefined } from '../validation/settings';

/** The only principal that uses the role and writes to the log group. */
const SERVICE = 'datasync.amazonaws.com';

/** What a transfer needs to know about its storage. */
export interface DataSyncStorage {
  readonly handle: ClusterHandle;
  readonly configuration: OntapConfiguration;
  readonly backends: readonly OntapBackendConfiguration[];
  readonly volumes: readonly OntapVolumeConfiguration[];
  readonly fileSystemId: string;
  readonly svmId?: string;
  /** The security group of the file system. */
  readonly group?: ec2.ISecurityGroup;
}

/** The settings of a transfer in plain values. */
export function dataSyncConfigurationOf(
  scope: Construct, options: OntapDataSyncOptions, { handle, configuration, backends, volumes, group }: DataSyncStorage,
): OntapDataSyncConfiguration {
  const { path, bucket, securityGroup } = options;
  const backend = isDeferred(path) ? undefined : backendOf(path, backends);
  const { account, region } = Stack.of(scope);
  const elsewhere = [[bucket.env.account, account], [bucket.env.region, region]]
    .filter(([theirs, ours]) => !isDeferred(theirs) && !isDeferred(ours) && theirs !== ours)
    .map(([theirs]) => theirs);
  return omitUndefined<OntapDataSyncConfiguration>({
    syncProvisioning: configuration.provisioning,
    syncPath: unwrap(path),
    syncPrefix: unwrap(options.prefix),
    syncSchedule: unwrap(options.schedule?.expressionString),
    syncSvmId: unwrap(options.svmId),
    syncBackend: backend && String(backend.backendName),
    syncBlockDevices: (backend ? [backend] : backends).every(({ driver }) => STORAGE_DRIVERS[driver].protocol === 'san'),
    syncAutoExport: backend?.autoExportPolicy,
    syncVolumeKnown: backend !== undefined || (!isDeferred(path) && volumeOf(path, volumes) !== undefined),
    syncNetworkKnown: securityGroup !== undefined || (group !== undefined && handle.vpc !== undefined),
    // the VPC of an existing file system is not known
    securityGroupsInOtherVpc: configuration.provisioning === 'managed' ? groupsInOtherVpc(securityGroup, handle.vpc?.vpcId) : undefined,
    bucketElsewhere: elsewhere.length > 0 ? elsewhere.join('/') : undefined,
  });
}

/** The volume of the stack that contains a path. */
export function volumeOf(
  path: string,
  volumes: readonly OntapVolumeConfiguration[],
): OntapVolumeConfiguration | undefined {
  const first = normalizedPath(path).toLowerCase();
  return volumes.find(
    ({ junctionPath }) =>
      typeof junctionPath === 'string'
      && first.length >= normalizedPath(junctionPath).length
      && pathsOverlap(first, junctionPath.toLowerCase()),
  );
}

/** The backend whose volumes have names as in the path; Trident replaces characters that volumes must not contain. */
function backendOf(
  path: string,
  backends: readonly OntapBackendConfiguration[],
): OntapBackendConfiguration | undefined {
  const [volume] = normalizedPath(path).split('/');
  const name = volume.replace(/^trident_(qtree|lun)_pool_/, '');
  const prefixOf = ({ storagePrefix }: OntapBackendConfiguration) => `${storagePrefix ?? ''}`.replace(/[-.]/g, '_');
  return backends
    .filter(backend => prefixOf(backend) !== '' && name.startsWith(prefixOf(backend)))
    .sort((a, b) => prefixOf(b).length - prefixOf(a).length)[0];
}

/** A transfer between a volume of ONTAP and an S3 bucket. `FsxOntapStorage.addDataSync()` creates it. */
export interface IOntapDataSync extends IConstruct {
  /** The ARN of the task, for `aws datasync start-task-execution --task-arn`. */
  readonly taskArn: string;

  /** The role that DataSync uses to access the bucket. */
  readonly role: iam.IRole;

  /** The log group for errors of the transfer. */
  readonly logGroup: logs.ILogGroup;
}

/** Nothing of a transfer contains data, so it is deleted when it is removed from the app, also if the file system is retained. */
export class OntapDataSync extends Construct implements IOntapDataSync {
  public readonly taskArn: string;
  public readonly role: iam.IRole;
  public readonly logGroup: logs.ILogGroup;

  constructor(
    scope: Construct, id: string, options: OntapDataSyncOptions, storage: DataSyncStorage,
    after: readonly IDependable[],
  ) {
    super(scope, id);
    const { role, permissions } = this.accessTo(options, storage);
    const network = this.network(options, storage);
    const [s3Location, ontap] = [
      this.s3Location(options, role),
      this.ontapLocation(options, storage, network.securityGroupId),
    ];
    s3Location.node.addDependency(...permissions);
    if (after.length > 0) {
      ontap.node.addDependency(...after);
    }
    const fromS3 = options.direction === OntapDataSyncDirection.FROM_S3;
    const log = this.logging(options);
    const task = new datasync.CfnTask(this, 'Task', {
      sourceLocationArn: (fromS3 ? s3Location : ontap).ref,
      destinationLocationArn: (fromS3 ? ontap : s3Location).ref,
      cloudWatchLogGroupArn: log.logGroup.logGroupArn,
      schedule: options.schedule && { scheduleExpression: options.schedule.expressionString },
      options: {
        preserveDeletedFiles: options.deleteExtraFiles ? 'REMOVE' : 'PRESERVE',
        verifyMode: 'ONLY_FILES_TRANSFERRED',
        logLevel: 'BASIC',
      },
    });
    task.node.addDependency(...network.rules, ...log.permissions);
    this.taskArn = task.ref;
    this.role = role;
    this.logGroup = log.logGroup;
  }

  /** A role for the prefix of the bucket, which only DataSync of this account and Region can assume. */
  private accessTo({ bucket, prefix, direction, deleteExtraFiles }: OntapDataSyncOptions, { handle }: DataSyncStorage) {
    const role = new iam.Role(this, 'Role', {
      roleName: PhysicalName.GENERATE_IF_NEEDED, // the policy of a key in another account names the role
      description: `Access of DataSync to the bucket of ${this.node.path}`.slice(0, 1000),
      assumedBy: new iam.ServicePrincipal(SERVICE, { conditions: this.sourceConditions('*') }),
    });
    const context = statementContext(this, handle.cluster.clusterName);
    const keyActions = ['kms:Decrypt', ...direction === OntapDataSyncDirection.FROM_S3 ? [] : ['kms:GenerateDataKey']];
    const rows = [
      ...bucketStatements(bucket, directoryOf(prefix), direction, deleteExtraFiles),
      ...this.grantKey(bucket.encryptionKey, role, keyActions),
    ];
    const policy = new iam.Policy(this, 'Bucket', { roles: [role], statements: rows.map(row => policyStatement(row, context)) });
    acceptWildcards(policy, rows, context);
    return { role, permissions: [policy, ...bucket.encryptionKey ? [role] : []] };
  }

  /**
   * Allows the role to use the key of the bucket, with the statements that this method returns.
   *
   * `grant()` of a key of another account or Region would allow the role to use all keys.
   */
  private grantKey(key: kms.IKey | undefined, role: iam.IRole, actions: string[]): StatementRow<never>[] {
    if (!key) {
      return [];
    }
    const [theirs, ours] = [Stack.of(key), Stack.of(this)];
    if (theirs.environment === ours.environment) {
      key.grant(role, ...actions);
      return [];
    }
    key.addToResourcePolicy(new iam.PolicyStatement({ principals: [role], actions, resources: ['*'] }));
    return [{
      sid: 'UseKeyOfBucket', actions, resources: ({ partition }) => [`arn:${partition}:kms:${theirs.region}:${theirs.account}:key/*`],
      conditions: ({ urlSuffix }) => ({ StringEquals: { 'kms:ViaService': `s3.${theirs.region}.${urlSuffix}` } }),
      reason: 'the ID of a key in another account or Region is not known; its policy allows this role',
    }];
  }

  private network({ securityGroup }: OntapDataSyncOptions, { handle, group }: DataSyncStorage) {
    const ports = ONTAP_PORTS.dataSync;
    if (securityGroup) {
      const { securityGroupId } = securityGroup;
      return { securityGroupId, rules: group ? ingress(this, 'Ingress', group.securityGroupId, securityGroupId, ports, 'NFS from DataSync') : [] };
    }
    const own = closedGroup(this, 'SecurityGroup', handle.vpc!, `DataSync of ${this.node.path}`).attrGroupId;
    const rules: CfnResource[] = [
      ...ingress(this, 'Ingress', group!.securityGroupId, own, ports, 'NFS from DataSync'),
      ...egress(this, 'Egress', own, group!.securityGroupId, ports, 'NFS to ONTAP'),
    ];
    return { securityGroupId: own, rules };
  }

  private s3Location({ bucket, prefix }: OntapDataSyncOptions, role: iam.IRole): datasync.CfnLocationS3 {
    return new datasync.CfnLocationS3(this, 'S3', {
      s3BucketArn: bucket.bucketArn, subdirectory: `/${directoryOf(prefix)}`, s3Config: { bucketAccessRoleArn: role.roleArn },
    });
  }

  /** DataSync supports only NFS 3 with ONTAP, which every volume for files offers. */
  private ontapLocation(
    { path, svmId }: OntapDataSyncOptions, storage: DataSyncStorage, securityGroupId: string,
  ): datasync.CfnLocationFSxONTAP {
    const stack = Stack.of(this);
    const resourceName = `${storage.fileSystemId}/${storage.svmId ?? svmId}`;
    return new datasync.CfnLocationFSxONTAP(this, 'Ontap', {
      storageVirtualMachineArn: stack.formatArn({ service: 'fsx', resource: 'storage-virtual-machine', resourceName }),
      securityGroupArns: [stack.formatArn({ service: 'ec2', resource: 'security-group', resourceName: securityGroupId })],
      subdirectory: path,
      protocol: { nfs: { mountOptions: { version: 'NFS3' } } },
    });
  }

  private logging({ logGroup }: OntapDataSyncOptions) {
    const group = logGroup ?? new logs.LogGroup(this, 'Log', {
      retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY,
    });
    const { policyDependable } = group.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(SERVICE)],
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [group.logGroupArn],
      conditions: this.sourceConditions('task/*'),
    }));
    return { logGroup: group, permissions: policyDependable ? [policyDependable] : [] };
  }

  private sourceConditions(resource: string) {
    const { partition, region, account } = Stack.of(this);
    return {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:datasync:${region}:${account}:${resource}` },
    };
  }
}

/** The prefix with its slash, or nothing for the whole bucket. */
function directoryOf(prefix = ''): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/**
 * The actions that DataSync documents for a source and for a destination.
 *
 * @see https://docs.aws.amazon.com/datasync/latest/userguide/create-s3-location.html
 */
function bucketStatements(
  { bucketArn }: s3.IBucket, directory: string, direction: OntapDataSyncDirection, deletes = false,
): StatementRow<never>[] {
  const read = ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging', 's3:ListMultipartUploadParts'];
  const write = ['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectTagging', ...deletes ? ['s3:DeleteObject'] : []];
  return [
    {
      sid: 'ListBucket', actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: () => [bucketArn], reason: 'DataSync compares the objects of the bucket with the files of the volume',
    },
    {
      sid: direction === OntapDataSyncDirection.FROM_S3 ? 'ReadObjects' : 'WriteObjects',
      actions: direction === OntapDataSyncDirection.FROM_S3 ? read : [...read, ...write],
      resources: () => [`${bucketArn}/${directory}*`], reason: 'DataSync transfers all objects of the prefix',
    },
  ];
}
