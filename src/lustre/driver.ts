import { CfnResource, Fn, Stack, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Construct, IDependable } from 'constructs';
import { CLUSTER_TAG } from './limits';
import { DriverConfiguration, driverRules } from './rules/driver';
import { ClusterHandle, clusterHandle } from '../cluster/cluster-handle';
import { clusterNotes, oncePerCluster } from '../cluster/once-per-cluster';
import { CsiDriverAddon, policyStatement, statementContext } from '../csi/csi-driver-addon';
import { DriverSpec, StatementContext } from '../csi/driver-spec';
import { DriverIdentity } from '../csi/identity';
import { check } from '../rules/check';
import { report } from '../rules/report';

/** What storages of a cluster make the driver do. */
export type LustreFeature = 'dynamic' | 'expansion' | 'deletion' | 's3';

const fileSystems = (c: StatementContext) => [`arn:${c.partition}:fsx:${c.region}:${c.account}:file-system/*`];
const ofThisCluster = (key: 'RequestTag' | 'ResourceTag') => (c: StatementContext) => ({
  StringEquals: { [`aws:${key}/${CLUSTER_TAG}`]: c.clusterName },
});
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
      reason: 'a file system is made with its tags, which takes both rights; it must carry the tag of the cluster from the start',
    },
    {
      sid: 'GrowFileSystemsOfThisCluster',
      when: 'expansion',
      actions: ['fsx:UpdateFileSystem'],
      resources: fileSystems,
      conditions: ofThisCluster('ResourceTag'),
      reason: 'a claim grows',
    },
    {
      sid: 'DeleteFileSystemsOfThisCluster',
      when: 'deletion',
      actions: ['fsx:DeleteFileSystem'],
      resources: fileSystems,
      conditions: ofThisCluster('ResourceTag'),
      reason: 'a claim with reclaim policy Delete is deleted',
    },
    {
      sid: 'KeepOffFileSystemsOfStacks',
      effect: 'Deny',
      when: 'dynamic',
      actions: ['fsx:TagResource', 'fsx:UntagResource', 'fsx:UpdateFileSystem', 'fsx:DeleteFileSystem'],
      resources: fileSystems,
      conditions: () => ({ Null: { 'aws:ResourceTag/aws:cloudformation:stack-id': 'false' } }),
      reason: 'who may tag could otherwise adopt the file system of a stack by tagging it',
    },
    {
      sid: 'KeepOffFileSystemsOfOtherClusters',
      effect: 'Deny',
      when: 'dynamic',
      actions: ['fsx:TagResource', 'fsx:UntagResource', 'fsx:UpdateFileSystem', 'fsx:DeleteFileSystem'],
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
      reason: 'the first file system of an account makes the role of the service, in the name of the caller',
    },
    {
      sid: 'CreateServiceLinkedRoleForS3',
      when: 's3',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: fsxS3Role,
      conditions: () => ({ StringEquals: { 'iam:AWSServiceName': 's3.data-source.lustre.fsx.amazonaws.com' } }),
      reason: 'a file system with an import path makes a role of its own for its bucket, in the name of the caller',
    },
    {
      sid: 'GiveServiceLinkedRoleItsBucket',
      when: 's3',
      actions: ['iam:AttachRolePolicy', 'iam:PutRolePolicy'],
      resources: fsxS3Role,
      reason: 'FSx writes the policy of that role, in the name of the caller',
    },
  ],
};

/** The Lustre CSI driver of a cluster, installed by this app or by somebody else. */
export interface ILustreCsiDriver {
  /** The role of the driver's controller; absent when somebody else installed it and did not say. */
  readonly role?: iam.IRole;
}

/** A driver that somebody installed. */
export interface ExistingLustreCsiDriverAttributes {
  /**
   * The role of its controller, which then gets what the storages need.
   *
   * @default - left alone: the role must already allow what dynamic storages ask for
   */
  readonly role?: iam.IRole;
}

/** How the driver is installed. */
export interface LustreCsiDriverProps {
  /** The cluster. A second driver for the same cluster: error lustre/driver-twice. */
  readonly cluster: eks.ICluster;

  /**
   * The version of the EKS add-on, for example `v1.10.0-eksbuild.2`.
   *
   * Another format: error lustre/driver-version-format. Below v1.3.0 with Pod Identity: error lustre/driver-version-pod-identity.
   *
   * @default - the version that EKS takes by default for the cluster
   */
  readonly version?: string;

  /**
   * Values of the add-on's configuration.
   *
   * `aws eks describe-addon-configuration --addon-name aws-fsx-csi-driver --addon-version …` prints what a version accepts; EKS refuses anything else.
   *
   * @default - none but `tolerations`
   */
  readonly configurationValues?: { [key: string]: any };

  /**
   * Taints that the controller's pods tolerate, as Kubernetes toleration objects; a cluster of GPU nodes alone needs them.
   *
   * The node pods tolerate every taint already.
   *
   * @default - those of the add-on
   */
  readonly tolerations?: { [key: string]: any }[];

  /**
   * How the controller proves to AWS who it is.
   *
   * IRSA on an imported cluster without an `openIdConnectProvider`: error lustre/driver-oidc.
   *
   * @default DriverIdentity.POD_IDENTITY
   */
  readonly identity?: DriverIdentity;

  /**
   * Whether to install the EKS Pod Identity agent too.
   *
   * @default - true for a cluster of this app that is not EKS Auto Mode, which has it built in; false for an imported cluster, which is expected to have it
   */
  readonly podIdentityAgent?: boolean;

  /**
   * What EKS does with objects of the driver that are there already: `NONE`, `OVERWRITE` or `PRESERVE`.
   *
   * @default - NONE: the deployment fails on a driver that was installed another way
   */
  readonly resolveConflicts?: string;
}

/**
 * The add-on `aws-fsx-csi-driver` of a cluster, with a role that allows what the storages in use call.
 *
 * A cluster made in this app gets one by itself with the first FsxLustreStorage. Make one yourself to choose its version or settings, or for an imported cluster.
 *
 * @example
 * declare const cluster: eks.ICluster;
 * new LustreCsiDriver(this, 'Driver', { cluster, tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] });
 */
export class LustreCsiDriver extends Construct implements ILustreCsiDriver {
  /** A driver that is installed already, and left alone. */
  public static existing(attributes: ExistingLustreCsiDriverAttributes = {}): ILustreCsiDriver {
    return { role: attributes.role };
  }

  /**
   * The driver of a cluster, made below the cluster if there is none yet.
   *
   * @internal
   */
  public static _of(handle: ClusterHandle): LustreCsiDriver {
    return clusterNotes(handle).drivers.get(LUSTRE_DRIVER.driverName) as LustreCsiDriver | undefined
      ?? oncePerCluster(handle, 'FsxLustreCsiDriver', () => {
        return new LustreCsiDriver(handle.cluster as unknown as Construct, 'FsxLustreCsiDriver', { cluster: handle.cluster });
      });
  }

  /** The role of the driver's controller. */
  public readonly role?: iam.IRole;

  /** The add-on. */
  public readonly addon: CfnResource;

  /** @internal */
  public readonly _cluster: eks.ICluster;

  private readonly installation: CsiDriverAddon<LustreFeature>;

  constructor(scope: Construct, id: string, props: LustreCsiDriverProps) {
    super(scope, id);
    const handle = clusterHandle(props.cluster);
    const drivers = clusterNotes(handle).drivers;
    this.refuse({
      version: props.version,
      identity: props.identity ?? DriverIdentity.POD_IDENTITY,
      oidcProvider: handle.hasOidcProvider,
      driverMadeBy: drivers.get(LUSTRE_DRIVER.driverName)?.node.path,
    });
    drivers.set(LUSTRE_DRIVER.driverName, this);
    this._cluster = props.cluster;
    this.installation = new CsiDriverAddon(this, 'Addon', {
      handle,
      spec: LUSTRE_DRIVER,
      identity: props.identity ?? DriverIdentity.POD_IDENTITY,
      version: props.version,
      configurationValues: withTolerations(props),
      podIdentityAgent: props.podIdentityAgent,
      resolveConflicts: props.resolveConflicts,
    });
    this.role = this.installation.role;
    this.addon = this.installation.addon;
  }

  /** @internal */
  public _grant(features: readonly LustreFeature[]) {
    features.forEach(feature => this.installation.grant(feature));
  }

  private refuse(configuration: DriverConfiguration) {
    const { violations } = check(driverRules, configuration);
    if (violations.length > 0) {
      throw new Error(report(`LustreCsiDriver '${this.node.path}'`, violations, {}));
    }
  }
}

function withTolerations(props: LustreCsiDriverProps): { [key: string]: any } | undefined {
  const { configurationValues, tolerations } = props;
  return tolerations ? { ...configurationValues, controller: { ...configurationValues?.controller, tolerations } } : configurationValues;
}

/** What a dynamic storage asks of the driver. */
export interface LustreGrant {
  readonly clusterName: string;
  readonly features: readonly LustreFeature[];
  readonly s3ImportPath?: string;
  readonly kmsKeyArn?: string;
}

/**
 * Gives the driver's role what a storage needs.
 *
 * Rights that name things of the storage are a policy in its own stack, because the driver's stack must not refer back to it; a role of somebody else gets
 * everything there.
 */
export function grantLustre(storage: Construct, driver: ILustreCsiDriver, grant: LustreGrant): IDependable[] {
  const ours = driver instanceof LustreCsiDriver ? driver : undefined;
  ours?._grant(grant.features);
  if (driver.role === undefined) {
    return [];
  }
  const statements = [...ours ? [] : sharedStatements(storage, grant), ...ownStatements(storage, grant)];
  return statements.length === 0 ? [] : [new iam.Policy(storage, 'DriverPolicy', { roles: [driver.role], statements })];
}

function sharedStatements(storage: Construct, { clusterName, features }: LustreGrant): iam.PolicyStatement[] {
  const context = statementContext(storage, clusterName);
  return LUSTRE_DRIVER.statements.filter(({ when }) => when === undefined || features.includes(when)).map(row => policyStatement(row, context));
}

function ownStatements(storage: Construct, { s3ImportPath, kmsKeyArn }: LustreGrant): iam.PolicyStatement[] {
  const { partition, region, urlSuffix } = Stack.of(storage);
  const statements: iam.PolicyStatement[] = [];
  if (s3ImportPath !== undefined) {
    // s3://bucket/prefix, which may hold a token: taken apart at deployment then
    const bucket = Fn.select(2, Fn.split('/', s3ImportPath));
    statements.push(new iam.PolicyStatement({ sid: 'ListLinkedBucket', actions: ['s3:ListBucket'], resources: [`arn:${partition}:s3:::${bucket}`] }));
  }
  if (kmsKeyArn !== undefined) {
    // the required ones of https://docs.aws.amazon.com/fsx/latest/LustreGuide/FSXKMS.html
    statements.push(new iam.PolicyStatement({
      sid: 'EncryptFileSystems',
      actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'],
      resources: [kmsKeyArn],
      conditions: { StringEquals: { 'kms:ViaService': `fsx.${region}.${urlSuffix}` } },
    }));
  }
  return statements;
}
