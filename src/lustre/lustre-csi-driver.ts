import { CfnResource, Duration, RemovalPolicy, Size, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { LUSTRE_CHART, LUSTRE_DRIVER, LustreFeature } from './driver';
import { DriverConfiguration, driverClusterRules, driverRules } from './rules/driver';
import { LUSTRE_DRIVER_FIELDS, LUSTRE_DRIVER_NAMES } from './schema';
import { ClusterHandle, clusterHandle } from '../cluster/cluster-handle';
import { clusterRegistry } from '../cluster/cluster-registry';
import { DriverInstallation, DriverValues, driverOf, installationConfiguration } from '../csi/driver-installation';
import { DriverIdentity } from '../csi/identity';
import { EXISTING_DRIVER_FIELDS } from '../csi/schema';
import { PodToleration } from '../kubernetes/toleration';
import { unwrap } from '../validation/normalize';
import { omitUndefined } from '../validation/settings';
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

/** How the Lustre CSI driver is installed in the cluster. */
export enum LustreCsiDriverInstallation {
  /** The EKS add-on `aws-fsx-csi-driver`. */
  ADD_ON = 'ADD_ON',
  /** The Helm chart `aws-fsx-csi-driver` of the driver's repository, for clusters or versions without the add-on. */
  HELM = 'HELM',
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
   * Whether to install the driver as an EKS add-on or with Helm.
   *
   * Helm requires a kubectl provider (`lustre/driver-kubectl`). Helm does not adopt the software of an add-on: delete the
   * add-on without `--preserve` before you switch.
   *
   * @default LustreCsiDriverInstallation.ADD_ON
   */
  readonly installation?: LustreCsiDriverInstallation;

  /**
   * Version of the EKS add-on, for example `v1.10.0-eksbuild.2`, or of the Helm chart, for example `1.16.0`.
   *
   * The chart has other versions than the driver: chart 1.16.0 contains driver 1.8.0. Helm without a version fails with
   * `lustre/driver-chart-version-missing`. An unsupported value fails with `lustre/driver-version-format`; driver versions
   * before v1.3.0 (chart 1.10.0) with Pod Identity fail with `lustre/driver-version-pod-identity`.
   *
   * @default - the default version of EKS for the cluster; required for Helm
   */
  readonly version?: string;

  /**
   * Whether the controller serves Prometheus metrics on port 3301: durations, errors and throttles of its calls of FSx.
   *
   * Requires driver 1.10; an earlier version fails with `lustre/driver-version-options`.
   *
   * @default false
   */
  readonly enableMetrics?: boolean;

  /**
   * Whether to create a ServiceMonitor of the Prometheus Operator, whose CustomResourceDefinitions must exist.
   *
   * Without `enableMetrics`, it fails with `lustre/driver-service-monitor`. Requires driver 1.10.
   *
   * @default false
   */
  readonly serviceMonitor?: boolean;

  /**
   * How long an unmount may take before the driver forces it. A mount that hangs keeps its pod in Terminating.
   *
   * At least 30 seconds, or 0 to force each unmount at once; other values fail with `lustre/driver-unmount-timeout`. A
   * forced unmount can lose writes that have not reached the file system. Requires driver 1.10.
   *
   * @default - unmounts are never forced
   * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/issues/495
   */
  readonly forcefulUnmountTimeout?: Duration;

  /**
   * Limit of the read cache of each Lustre mount on a node (`max_cached_mb`).
   *
   * A whole number of MiB, at least 1; other values fail with `lustre/driver-cache-size`. At most half of the memory of the
   * node, which is not known at synthesis. The node pods then mount `/sys/kernel/debug` of the node. Requires driver 1.10.
   *
   * @default - the default of Lustre, half of the memory
   */
  readonly lustreMaxCached?: Size;

  /**
   * PriorityClass of the controller's pods. Requires driver 1.10.
   *
   * @default - system-cluster-critical
   */
  readonly controllerPriorityClassName?: string;

  /**
   * PriorityClass of the node pods. Requires driver 1.10.
   *
   * @default - system-node-critical
   */
  readonly nodePriorityClassName?: string;

  /**
   * Additional arguments of the driver in the node pods, for example `--v=5`. Requires driver 1.10.
   *
   * @default - none
   */
  readonly nodeExtraArgs?: string[];

  /**
   * Configuration values of the add-on, or values of the chart.
   *
   * `aws eks describe-addon-configuration --addon-name aws-fsx-csi-driver --addon-version …` prints the values that a
   * version accepts. EKS rejects other values.
   *
   * @default - none except those of other properties, such as `tolerations`
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
   * cluster, set OVERWRITE to create the add-on over software that you installed or that is preserved, also after a
   * deployment that failed. With NONE, the deployment may fail. The setting also applies to the add-on
   * `eks-pod-identity-agent` that this construct creates.
   *
   * With Helm, it fails with `lustre/driver-conflicts-by-helm`.
   *
   * @default - OVERWRITE on a cluster that this app creates; the default of EKS (NONE) on an imported cluster
   * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html
   */
  readonly resolveConflicts?: string;
}

/** The node plugin removes this taint, with any effect: removeNotReadyTaint in pkg/driver/node.go. */
const STARTUP_TAINT = 'fsx.csi.aws.com/agent-not-ready';

/**
 * The Lustre CSI driver of a cluster, as the EKS add-on `aws-fsx-csi-driver` or by its Helm chart, with a role that has only the permissions that the storages need.
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
    return driverOf(handle, LUSTRE_DRIVER, 'FsxLustreCsiDriver', (...of) => new LustreCsiDriver(...of));
  }

  /** The role of the driver's controller. */
  public readonly role?: iam.IRole;

  /** The add-on, or the release of the Helm chart. */
  public readonly addon: CfnResource;

  /** @internal */
  public readonly _cluster: eks.ICluster;

  private readonly installation: DriverInstallation<LustreFeature>;

  constructor(scope: Construct, id: string, props: LustreCsiDriverProps) {
    super(scope, id);
    validateInput(this, 'LustreCsiDriver', { fields: LUSTRE_DRIVER_FIELDS, value: props });
    const handle = clusterHandle(props.cluster);
    const installation = props.installation ?? LustreCsiDriverInstallation.ADD_ON;
    const unmountTimeout = unwrap(props.forcefulUnmountTimeout, 'seconds');
    const maxCached = unwrap(props.lustreMaxCached, 'MiB');
    validate(this, {
      subject: 'LustreCsiDriver',
      rules: [...driverClusterRules, ...driverRules],
      configuration: omitUndefined<DriverConfiguration>({
        ...installationConfiguration(this, handle, LUSTRE_DRIVER, { ...props, installation }),
        resolveConflicts: props.resolveConflicts,
        enableMetrics: props.enableMetrics,
        serviceMonitor: props.serviceMonitor,
        forcefulUnmountTimeout: unmountTimeout,
        lustreMaxCached: maxCached,
        options: optionsIn(props),
      }),
      names: LUSTRE_DRIVER_NAMES,
    });
    clusterRegistry(handle).drivers.set(LUSTRE_DRIVER.driverName, this);
    this._cluster = props.cluster;
    const isHelm = installation === LustreCsiDriverInstallation.HELM;
    const values = valuesOf(props, unmountTimeout, maxCached);
    this.installation = new DriverInstallation(new Construct(this, 'Addon'), {
      ...props, handle, spec: LUSTRE_DRIVER,
      chart: isHelm ? LUSTRE_CHART : undefined,
      values: role => isHelm ? withServiceAccount(values, role) : values,
      addonTakesRole: true,
    });
    this.role = this.installation.role;
    this.addon = this.installation.resource;
  }

  /**
   * Retains the role as long as a storage needs it. The association is not retained: mounts do not need it, and EKS
   * would reject a second one.
   *
   * @internal
   */
  public _retain(policy: RemovalPolicy) {
    this.installation.retain(policy);
  }
}

/** Options that driver 1.10 introduced. */
const OPTIONS_OF_1_10 = [
  'enableMetrics', 'serviceMonitor', 'forcefulUnmountTimeout', 'lustreMaxCached', 'controllerPriorityClassName', 'nodePriorityClassName', 'nodeExtraArgs',
] as const satisfies readonly (keyof LustreCsiDriverProps)[];

function optionsIn(props: LustreCsiDriverProps): string[] | undefined {
  const options = OPTIONS_OF_1_10.filter(option => props[option] !== undefined);
  return options.length > 0 ? options : undefined;
}

/** Contains only values that are set, because an add-on rejects settings that its version does not know. */
function valuesOf(props: LustreCsiDriverProps, unmountTimeout?: number, maxCached?: number): DriverValues | undefined {
  const { configurationValues, tolerations, enableMetrics, serviceMonitor } = props;
  const { controllerPriorityClassName, nodePriorityClassName, nodeExtraArgs } = props;
  const controller = omitUndefined<object>({
    tolerations, enableMetrics, priorityClassName: controllerPriorityClassName,
    serviceMonitor: serviceMonitor === undefined ? undefined : { enabled: serviceMonitor },
  });
  const node = omitUndefined<object>({
    forcefulUnmountTimeout: unmountTimeout === undefined ? undefined : `${unmountTimeout}s`,
    lustreMaxCachedMB: maxCached, priorityClassName: nodePriorityClassName, extraArgs: nodeExtraArgs,
  });
  const values = {
    ...configurationValues,
    ...Object.keys(controller).length > 0 && { controller: { ...configurationValues?.controller, ...controller } },
    ...Object.keys(node).length > 0 && { node: { ...configurationValues?.node, ...node } },
  };
  return Object.keys(values).length > 0 ? values : configurationValues;
}

/** The values of the chart. The role trusts one service account, so the chart must use its name. */
function withServiceAccount(values: DriverValues = {}, role: iam.IRole | undefined): DriverValues {
  const { controller } = values;
  const serviceAccount = {
    ...controller?.serviceAccount,
    create: true,
    name: LUSTRE_DRIVER.controllerServiceAccount,
    ...role && { annotations: { ...controller?.serviceAccount?.annotations, 'eks.amazonaws.com/role-arn': role.roleArn } },
  };
  return { ...values, controller: { ...controller, serviceAccount } };
}
