import { Duration, RemovalPolicy, aws_ec2 as ec2, aws_eks as eksL1, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Construct, IDependable } from 'constructs';
import { ClusterHandle, clusterHandle } from '../../cluster/cluster-handle';
import { clusterRegistry } from '../../cluster/cluster-registry';
import { DriverInstallation, DriverValues, driverOf, installationConfiguration } from '../../csi/driver-installation';
import { DriverIdentity } from '../../csi/identity';
import { nodeGroupsOf, preservedAddon } from '../../csi/prerequisites';
import { PodToleration } from '../../kubernetes/toleration';
import { validateArguments, validate, validateInput } from '../../validation/validate';
import { BACKEND_CRD, SNAPSHOT_CONTROLLER, TRIDENT, TRIDENT_CHART } from '../driver';
import { ISCSI_COMMANDS } from '../iscsi';
import { tridentClusterRules, tridentRules } from '../rules/trident';
import { EXISTING_TRIDENT_FIELDS, TRIDENT_DRIVER_FIELDS, TRIDENT_DRIVER_NAMES } from '../schema';

/** The Trident installation of a cluster, whether this app installs it or it already exists. */
export interface ITridentDriver {
  /** The role of Trident's controller. Undefined for an existing installation whose role is not known. */
  readonly role?: iam.IRole;
}

/** Attributes of an existing Trident installation. */
export interface ExistingTridentDriverAttributes {
  /**
   * Role of Trident's controller. Storages grant it the permissions that they need.
   *
   * @default - no permissions are granted; the role must already allow what the storages need
   */
  readonly role?: iam.IRole;

  /**
   * Whether the nodes are prepared for iSCSI.
   *
   * @default - not known; backends with iSCSI cause a warning
   */
  readonly nodesPreparedForIscsi?: boolean;

  /**
   * Whether the installation runs with `enableConcurrency`.
   *
   * Backends with ontap-nas-flexgroup then fail with `ontap/flexgroup-with-concurrency`.
   *
   * @default - not known
   */
  readonly enableConcurrency?: boolean;
}

/** How Trident is installed in the cluster. */
export enum TridentInstallation {
  /** The EKS add-on `netapp_trident-operator`. The account must subscribe to it once in AWS Marketplace. */
  ADD_ON = 'ADD_ON',
  /** The Helm chart of NetApp, which supports all versions and the preparation of nodes for iSCSI. */
  HELM = 'HELM',
}

/** Properties of TridentDriver. */
export interface TridentDriverProps {
  /**
   * The cluster.
   *
   * A second Trident installation for the same cluster fails with `ontap/driver-twice`.
   */
  readonly cluster: eks.ICluster;

  /**
   * Whether to install Trident as an EKS add-on or with Helm.
   *
   * @default TridentInstallation.ADD_ON
   */
  readonly installation?: TridentInstallation;

  /**
   * Version of the add-on, for example `v25.6.2-eksbuild.1`, or of the chart, for example `100.2606.0`.
   *
   * An unsupported value fails with `ontap/driver-version-format`.
   *
   * @default - the default add-on version of EKS for the cluster; chart version 100.2606.0
   */
  readonly version?: string;

  /**
   * How the controller authenticates to AWS.
   *
   * IRSA on an imported cluster without `openIdConnectProvider` fails with `ontap/driver-oidc`; Pod Identity with a
   * version before 25.02 fails with `ontap/driver-version-pod-identity`.
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
   * Whether to install the EKS add-on `snapshot-controller` before Trident if a storage uses snapshots.
   *
   * @default true
   */
  readonly snapshotController?: boolean;

  /**
   * Whether Trident prepares the nodes for iSCSI with its setting `nodePrep`, which installs the packages and starts
   * the services.
   *
   * For nodes that also mount EBS volumes, use `TridentDriver.iscsiUserData()` instead, which excludes these volumes
   * from multipath.
   *
   * With the add-on, it fails with `ontap/node-preparation-by-add-on`.
   *
   * @default false
   */
  readonly prepareNodesForIscsi?: boolean;

  /**
   * Whether the controller of Trident processes requests concurrently, which helps clusters that create many volumes.
   *
   * Generally available for ontap-nas and ontap-san since Trident 26.02, and for the economy storage drivers since
   * 26.06. Backends with ontap-nas-flexgroup fail with `ontap/flexgroup-with-concurrency`, an earlier version fails with
   * `ontap/driver-version-concurrency`, and the add-on, which does not define this setting, fails with
   * `ontap/concurrency-by-add-on`.
   *
   * @default false
   * @see https://github.com/NetApp/trident/blob/v26.06.0/CHANGELOG.md
   */
  readonly enableConcurrency?: boolean;

  /**
   * Whether the nodes are prepared for iSCSI by their image or user data.
   *
   * @default - the value of `prepareNodesForIscsi`
   */
  readonly nodesPreparedForIscsi?: boolean;

  /**
   * Taints that Trident's operator and controller tolerate. A cluster with only tainted GPU nodes needs them.
   *
   * @default - the defaults of Trident
   */
  readonly tolerations?: PodToleration[];

  /**
   * Tolerations of Trident's node pods, which must run on every node that mounts volumes.
   *
   * @default - all taints, the default of Trident
   */
  readonly nodeTolerations?: PodToleration[];

  /**
   * Whether Trident writes debug logs.
   *
   * @default false
   */
  readonly debug?: boolean;

  /**
   * Additional configuration values of the add-on or the chart.
   *
   * `aws eks describe-addon-configuration --addon-name netapp_trident-operator --addon-version …` prints the values
   * that a version accepts. EKS rejects other values.
   *
   * @default - none
   */
  readonly configurationValues?: { [key: string]: any };

  /**
   * How EKS resolves conflicts with existing objects of Trident in the cluster: `NONE`, `OVERWRITE` or `PRESERVE`.
   *
   * When the add-on is removed from the stack, Trident remains in the cluster (`PreserveOnDelete`). On an imported
   * cluster, set OVERWRITE to create the add-on over a preserved Trident, also after a deployment that failed. With NONE,
   * the deployment may fail. The setting also applies to the add-ons `snapshot-controller` and `eks-pod-identity-agent`
   * that this construct creates.
   *
   * @default - OVERWRITE on a cluster that this app creates; the default of EKS (NONE) on an imported cluster
   * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html
   */
  readonly resolveConflicts?: string;
}

/** How long the operator may take to create its CustomResourceDefinitions. */
const DEFINITIONS_TIMEOUT = Duration.minutes(10);

/**
 * Trident in a cluster, with a role that has only the permissions that the storages need.
 *
 * The first FsxOntapStorage on a cluster that this app creates installs Trident by default. Create a TridentDriver to
 * choose its version or settings, or for an imported cluster.
 *
 * @example
 * declare const cluster: eks.ICluster;
 * new TridentDriver(this, 'Trident', { cluster, installation: TridentInstallation.HELM, prepareNodesForIscsi: true });
 */
export class TridentDriver extends Construct implements ITridentDriver {
  /** References a Trident installation that already exists. It is not changed. */
  public static existing(attributes: ExistingTridentDriverAttributes = {}): ITridentDriver {
    validateArguments('TridentDriver.existing()', { fields: EXISTING_TRIDENT_FIELDS, value: attributes });
    return new ExistingTrident(attributes);
  }

  /**
   * User data that prepares Amazon Linux 2023 nodes for iSCSI.
   *
   * It installs the packages, starts the services, sets a unique initiator name, and limits multipath to ONTAP devices.
   * Otherwise multipath would claim EBS volumes, which would then fail to mount.
   */
  public static iscsiUserData(): ec2.UserData {
    const userData = ec2.UserData.forLinux();
    userData.addCommands(...ISCSI_COMMANDS);
    return userData;
  }

  /**
   * The Trident installation of a cluster, which is created below the cluster if there is none.
   *
   * @internal
   */
  public static _of(handle: ClusterHandle): TridentDriver {
    return driverOf(handle, TRIDENT, 'FsxTridentDriver', (...of) => new TridentDriver(...of));
  }

  /** The role of Trident's controller. */
  public readonly role?: iam.IRole;

  /** @internal */
  public readonly _cluster: eks.ICluster;

  /** @internal */
  public readonly _nodesPrepared: boolean | undefined;

  /** @internal */
  public readonly _concurrency: boolean;

  private readonly props: TridentDriverProps;
  private readonly handle: ClusterHandle;
  private readonly installation: DriverInstallation<never>;
  private readonly definitions?: eks.KubernetesObjectValue;
  private snapshotController?: eksL1.CfnAddon;

  constructor(scope: Construct, id: string, props: TridentDriverProps) {
    super(scope, id);
    validateInput(this, 'TridentDriver', { fields: TRIDENT_DRIVER_FIELDS, value: props });
    this.props = props;
    this.handle = clusterHandle(props.cluster);
    const installation = props.installation ?? TridentInstallation.ADD_ON;
    validate(this, {
      subject: 'TridentDriver',
      rules: [...tridentClusterRules, ...tridentRules],
      configuration: {
        ...installationConfiguration(this, this.handle, TRIDENT, { ...props, installation }),
        prepareNodesForIscsi: props.prepareNodesForIscsi,
        enableConcurrency: props.enableConcurrency,
      },
      names: TRIDENT_DRIVER_NAMES,
    });
    clusterRegistry(this.handle).drivers.set(TRIDENT.driverName, this);
    this._cluster = props.cluster;
    this._nodesPrepared = props.nodesPreparedForIscsi ?? props.prepareNodesForIscsi;
    this._concurrency = `${props.configurationValues?.enableConcurrency ?? props.enableConcurrency}` === 'true';
    this.installation = new DriverInstallation(this, {
      ...props, handle: this.handle, spec: TRIDENT,
      chart: installation === TridentInstallation.HELM ? TRIDENT_CHART : undefined,
      values: role => configurationValues(props, role),
      // without credentials, Trident cannot attach volumes to nodes after its controller restarts
      retainAssociation: true,
    });
    this.role = this.installation.role;
    if (this.handle.kubectl === 'ready') {
      this.definitions = new eks.KubernetesObjectValue(this, 'Definitions', {
        cluster: props.cluster, objectType: 'crd', objectName: BACKEND_CRD, jsonPath: '.status.acceptedNames.kind',
        timeout: DEFINITIONS_TIMEOUT,
      });
      this.definitions.node.addDependency(this.installation.resource);
    }
  }

  /**
   * Backends depend on this: Trident has created their CustomResourceDefinition. Without kubectl, only on the
   * installation.
   *
   * @internal
   */
  public get _ready(): IDependable {
    return this.definitions ?? this.installation.resource;
  }

  /**
   * The snapshot controller, which must exist before Trident, because Trident checks only once whether snapshots are
   * available.
   *
   * @internal
   */
  public _snapshots(): IDependable[] {
    if (this.props.snapshotController === false) {
      return [];
    }
    if (!this.snapshotController) {
      this.snapshotController = preservedAddon(this, 'SnapshotController', this.handle, {
        addonName: SNAPSHOT_CONTROLLER, resolveConflicts: this.props.resolveConflicts,
      });
      this.snapshotController.node.addDependency(nodeGroupsOf(this.handle));
      this.installation.resource.node.addDependency(this.snapshotController);
    }
    return [this.snapshotController];
  }

  /**
   * Retains the role, its association and the Helm release as long as a storage needs them. The software of an add-on
   * always remains in the cluster.
   *
   * @internal
   */
  public _retain(policy: RemovalPolicy) {
    this.installation.retain(policy);
  }
}

class ExistingTrident implements ITridentDriver {
  public readonly role?: iam.IRole;
  public readonly _nodesPrepared: boolean | undefined;
  public readonly _concurrency: boolean | undefined;

  constructor(attributes: ExistingTridentDriverAttributes) {
    this.role = attributes.role;
    this._concurrency = attributes.enableConcurrency;
    this._nodesPrepared = attributes.nodesPreparedForIscsi;
  }
}

/** Whether nodes are prepared for iSCSI; undefined if it is not known. */
export function nodesPreparedBy(driver: ITridentDriver | undefined): boolean | undefined {
  return (driver as ExistingTrident | undefined)?._nodesPrepared;
}

/** Whether Trident runs with concurrency; undefined if it is not known. */
export function concurrencyOf(driver: ITridentDriver | undefined): boolean | undefined {
  return (driver as ExistingTrident | undefined)?._concurrency;
}

/**
 * Contains only values that differ from the defaults, because an add-on rejects settings that its version does not
 * know.
 */
function configurationValues(
  props: TridentDriverProps, irsa: iam.IRole | undefined,
): DriverValues | undefined {
  const { tolerations, nodeTolerations, prepareNodesForIscsi, enableConcurrency, debug } = props;
  const values = {
    // The quotes are part of the value, which is inserted into YAML.
    ...irsa && { cloudProvider: 'AWS', cloudIdentity: `'eks.amazonaws.com/role-arn: ${irsa.roleArn}'` },
    ...tolerations && { tolerations, tridentControllerPluginTolerations: tolerations },
    ...nodeTolerations && { tridentNodePluginTolerations: nodeTolerations },
    ...prepareNodesForIscsi && { nodePrep: ['iscsi'] },
    ...enableConcurrency && { enableConcurrency },
    ...debug && { tridentDebug: true },
    ...props.configurationValues,
  };
  return Object.keys(values).length > 0 ? values : undefined;
}
