import { CfnResource, RemovalPolicy, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { LUSTRE_DRIVER, LustreFeature } from './driver';
import { DriverConfiguration, driverClusterRules, driverRules } from './rules/driver';
import { LUSTRE_DRIVER_FIELDS } from './schema';
import { ClusterHandle, clusterHandle } from '../cluster/cluster-handle';
import { clusterRegistry, oncePerCluster } from '../cluster/cluster-registry';
import { CsiDriverAddon } from '../csi/csi-driver-addon';
import { DriverIdentity } from '../csi/identity';
import { EXISTING_DRIVER_FIELDS } from '../csi/schema';
import { PodToleration } from '../kubernetes/toleration';
import { ClusterConfiguration } from '../validation/common/cluster';
import { validateArguments, validate, validateInput } from '../validation/validate';

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
   * Taints that the controller's pods tolerate; a cluster of GPU nodes alone needs them.
   *
   * The node pods tolerate every taint already.
   *
   * @default - those of the add-on
   */
  readonly tolerations?: PodToleration[];

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
   * What EKS does when objects of the driver that are in the cluster already differ from the add-on's: `NONE`, `OVERWRITE` or `PRESERVE`.
   *
   * When the add-on leaves the stack, its software stays in the cluster (`PreserveOnDelete`). On an imported cluster, set OVERWRITE to create the add-on over software that was
   * preserved or that you installed; with NONE the deployment may fail.
   *
   * @default - OVERWRITE on a cluster of this app; what EKS does by default (NONE) on an imported cluster
   * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html
   */
  readonly resolveConflicts?: string;
}

/** What the node plugin removes from its node, whatever the effect: removeNotReadyTaint in pkg/driver/node.go. */
const STARTUP_TAINT = 'fsx.csi.aws.com/agent-not-ready';

/**
 * The add-on `aws-fsx-csi-driver` of a cluster, with a role that allows what the storages in use call.
 *
 * A cluster made in this app gets one by itself with the first FsxLustreStorage. Make one yourself to choose its version or settings, or for an imported cluster.
 *
 * @example
 * declare const cluster: eks.ICluster;
 * new LustreCsiDriver(this, 'Driver', { cluster, tolerations: [{ key: 'nvidia.com/gpu', operator: TolerationOperator.EXISTS }] });
 */
export class LustreCsiDriver extends Construct implements ILustreCsiDriver {
  /** A driver that is installed already, and left alone. */
  public static existing(attributes: ExistingLustreCsiDriverAttributes = {}): ILustreCsiDriver {
    validateArguments('LustreCsiDriver.existing()', { fields: EXISTING_DRIVER_FIELDS, value: attributes });
    return { role: attributes.role };
  }

  /**
   * A taint for new nodes, which the driver's node pod removes when it is ready, so that no pod comes before it.
   *
   * For `taints` of node groups. The driver must run in the cluster: without it the taint stays, and nothing but DaemonSets runs on the nodes. Trident removes none.
   *
   * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/docs/install.md#configure-node-startup-taint
   */
  public static startupTaint(): eks.TaintSpec {
    return { key: STARTUP_TAINT, effect: eks.TaintEffect.NO_EXECUTE };
  }

  /**
   * The same taint as Kubernetes writes it, for `startupTaints` of a Karpenter NodePool (not its `taints`, which it would expect to stay) or `taints` of a kubelet's
   * configuration.
   */
  public static startupTaintObject(): { [key: string]: string } {
    return { key: STARTUP_TAINT, effect: 'NoExecute' };
  }

  /**
   * The driver of a cluster, made below the cluster if there is none yet.
   *
   * @internal
   */
  public static _of(handle: ClusterHandle): LustreCsiDriver {
    return clusterRegistry(handle).drivers.get(LUSTRE_DRIVER.driverName) as LustreCsiDriver | undefined
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
    validateInput(this, 'LustreCsiDriver', { fields: LUSTRE_DRIVER_FIELDS, value: props });
    const handle = clusterHandle(props.cluster);
    const drivers = clusterRegistry(handle).drivers;
    this.reject({
      version: props.version,
      identity: props.identity ?? DriverIdentity.POD_IDENTITY,
      oidcProvider: handle.hasOidcProvider,
      installedBy: drivers.get(LUSTRE_DRIVER.driverName)?.node.path,
      clusterLibrary: handle.otherLibrary,
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

  /**
   * Retains the role at least as a storage that uses the driver.
   *
   * @internal
   */
  public _retain(policy: RemovalPolicy) {
    this.installation.retain(policy);
  }

  private reject(configuration: DriverConfiguration & Pick<ClusterConfiguration, 'clusterLibrary'>) {
    validate(this, { subject: 'LustreCsiDriver', rules: [...driverClusterRules, ...driverRules], configuration, names: { clusterLibrary: { property: 'cluster', withoutValue: true } } });
  }
}

function withTolerations(props: LustreCsiDriverProps): { [key: string]: any } | undefined {
  const { configurationValues, tolerations } = props;
  return tolerations ? { ...configurationValues, controller: { ...configurationValues?.controller, tolerations } } : configurationValues;
}
