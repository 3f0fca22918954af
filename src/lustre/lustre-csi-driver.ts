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

/** The Lustre CSI driver of a cluster, whether this app installs it or it already exists. */
export interface ILustreCsiDriver {
  /** The role of the driver's controller. Undefined for an existing driver whose role is not known. */
  readonly role?: iam.IRole;
}

/** Attributes of an existing driver. */
export interface ExistingLustreCsiDriverAttributes {
  /**
   * Role of the driver's controller. Storages grant it the permissions that they need.
   *
   * @default - no permissions are granted; the role must already allow what dynamic storages need
   */
  readonly role?: iam.IRole;
}

/** Properties of LustreCsiDriver. */
export interface LustreCsiDriverProps {
  /**
   * The cluster.
   *
   * A second driver for the same cluster fails with `lustre/driver-twice`.
   */
  readonly cluster: eks.ICluster;

  /**
   * Version of the EKS add-on, for example `v1.10.0-eksbuild.2`.
   *
   * An unsupported value fails with `lustre/driver-version-format`; a version before v1.3.0 with Pod Identity fails
   * with `lustre/driver-version-pod-identity`.
   *
   * @default - the default version of EKS for the cluster
   */
  readonly version?: string;

  /**
   * Configuration values of the add-on.
   *
   * `aws eks describe-addon-configuration --addon-name aws-fsx-csi-driver --addon-version …` prints the values that a
   * version accepts. EKS rejects other values.
   *
   * @default - none except `tolerations`
   */
  readonly configurationValues?: { [key: string]: any };

  /**
   * Taints that the controller's pods tolerate. A cluster with only tainted GPU nodes needs them.
   *
   * The node pods tolerate all taints.
   *
   * @default - the defaults of the add-on
   */
  readonly tolerations?: PodToleration[];

  /**
   * How the controller authenticates to AWS.
   *
   * IRSA on an imported cluster without `openIdConnectProvider` fails with `lustre/driver-oidc`.
   *
   * @default DriverIdentity.POD_IDENTITY
   */
  readonly identity?: DriverIdentity;

  /**
   * Whether to install the EKS Pod Identity agent.
   *
   * EKS Auto Mode has the agent built in. An imported cluster is expected to have it.
   *
   * @default - true for a cluster that this app creates without EKS Auto Mode, otherwise false
   */
  readonly podIdentityAgent?: boolean;

  /**
   * How EKS resolves conflicts with existing objects of the driver in the cluster: `NONE`, `OVERWRITE` or `PRESERVE`.
   *
   * When the add-on is removed from the stack, its software remains in the cluster (`PreserveOnDelete`). On an imported
   * cluster, set OVERWRITE to create the add-on over preserved software or software that you installed. With NONE, the
   * deployment may fail.
   *
   * @default - OVERWRITE on a cluster that this app creates; the default of EKS (NONE) on an imported cluster
   * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html
   */
  readonly resolveConflicts?: string;
}

/** The node plugin removes this taint, with any effect: removeNotReadyTaint in pkg/driver/node.go. */
const STARTUP_TAINT = 'fsx.csi.aws.com/agent-not-ready';

/**
 * The EKS add-on `aws-fsx-csi-driver` of a cluster, with a role that has only the permissions that the storages need.
 *
 * The first FsxLustreStorage on a cluster that this app creates installs the driver by default. Create a
 * LustreCsiDriver to choose its version or settings, or for an imported cluster.
 *
 * @example
 * declare const cluster: eks.ICluster;
 * new LustreCsiDriver(this, 'Driver', { cluster, tolerations: [{ key: 'nvidia.com/gpu', operator: TolerationOperator.EXISTS }] });
 */
export class LustreCsiDriver extends Construct implements ILustreCsiDriver {
  /** References a driver that already exists. It is not changed. */
  public static existing(attributes: ExistingLustreCsiDriverAttributes = {}): ILustreCsiDriver {
    validateArguments('LustreCsiDriver.existing()', { fields: EXISTING_DRIVER_FIELDS, value: attributes });
    return { role: attributes.role };
  }

  /**
   * A taint for `taints` of node groups. The node pod of the driver removes it when it is ready, so that no other pod
   * starts before.
   *
   * The driver must run in the cluster. Otherwise the taint remains, and only pods that tolerate it run on the nodes.
   * Trident has no such taint.
   *
   * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/docs/install.md#configure-node-startup-taint
   */
  public static startupTaint(): eks.TaintSpec {
    return { key: STARTUP_TAINT, effect: eks.TaintEffect.NO_EXECUTE };
  }

  /**
   * The same taint as a Kubernetes object, for `startupTaints` of a Karpenter NodePool or `registerWithTaints` of a
   * kubelet configuration.
   *
   * Do not use it in `taints` of a NodePool, which Karpenter expects to be permanent.
   */
  public static startupTaintObject(): { [key: string]: string } {
    return { key: STARTUP_TAINT, effect: 'NoExecute' };
  }

  /**
   * The driver of a cluster, which is created below the cluster if there is none.
   *
   * @internal
   */
  public static _of(handle: ClusterHandle): LustreCsiDriver {
    return clusterRegistry(handle).drivers.get(LUSTRE_DRIVER.driverName) as LustreCsiDriver | undefined
      ?? oncePerCluster(handle, 'FsxLustreCsiDriver', () => {
        return new LustreCsiDriver(
          handle.cluster as unknown as Construct, 'FsxLustreCsiDriver', { cluster: handle.cluster },
        );
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
    this.validate({
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
   * Retains the role as long as a storage needs it.
   *
   * @internal
   */
  public _retain(policy: RemovalPolicy) {
    this.installation.retain(policy);
  }

  private validate(configuration: DriverConfiguration & Pick<ClusterConfiguration, 'clusterLibrary'>) {
    validate(this, {
      subject: 'LustreCsiDriver', rules: [...driverClusterRules, ...driverRules], configuration,
      names: { clusterLibrary: { property: 'cluster', withoutValue: true } },
    });
  }
}

function withTolerations(props: LustreCsiDriverProps): { [key: string]: any } | undefined {
  const { configurationValues, tolerations } = props;
  return tolerations
    ? { ...configurationValues, controller: { ...configurationValues?.controller, tolerations } }
    : configurationValues;
}
