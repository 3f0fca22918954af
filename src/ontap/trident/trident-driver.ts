import { CfnResource, Duration, RemovalPolicy, Stack, aws_ec2 as ec2, aws_eks as eksL1, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Construct, IDependable } from 'constructs';
import { ClusterHandle, clusterHandle } from '../../cluster/cluster-handle';
import { clusterRegistry, oncePerCluster } from '../../cluster/cluster-registry';
import { SharedRemovalPolicy } from '../../cluster/removal';
import { DriverRole } from '../../csi/driver-role';
import { DriverIdentity } from '../../csi/identity';
import { nodeGroupsOf, podIdentityAgentOf, preservedAddon } from '../../csi/prerequisites';
import { PodToleration } from '../../kubernetes/toleration';
import { ClusterConfiguration } from '../../validation/common/cluster';
import { unwrap } from '../../validation/normalize';
import { validateArguments, validate, validateInput } from '../../validation/validate';
import { BACKEND_CRD, SNAPSHOT_CONTROLLER, TRIDENT, TRIDENT_CHART } from '../driver';
import { ISCSI_COMMANDS } from '../iscsi';
import { TridentConfiguration, tridentClusterRules, tridentRules } from '../rules/trident';
import { EXISTING_TRIDENT_FIELDS, TRIDENT_DRIVER_FIELDS } from '../schema';

/** The Trident of a cluster, installed by this app or by somebody else. */
export interface ITridentDriver {
  /** The role of Trident's controller; absent when somebody else installed it and did not say. */
  readonly role?: iam.IRole;
}

/** A Trident that somebody installed. */
export interface ExistingTridentDriverAttributes {
  /**
   * The role of its controller, which then gets what the storages need.
   *
   * @default - left alone: the role must already allow what the storages ask for
   */
  readonly role?: iam.IRole;

  /**
   * Whether the nodes are ready for iSCSI.
   *
   * @default - not known: backends with iSCSI warn
   */
  readonly nodesPreparedForIscsi?: boolean;
}

/** How Trident comes to the cluster. */
export enum TridentInstallation {
  /** The EKS add-on `netapp_trident-operator`, to which the account subscribes once in AWS Marketplace. */
  ADD_ON = 'ADD_ON',
  /** The Helm chart of NetApp: any version, and preparation of nodes for iSCSI. */
  HELM = 'HELM',
}

/** How Trident is installed. */
export interface TridentDriverProps {
  /** The cluster. A second Trident for the same cluster: error ontap/driver-twice. */
  readonly cluster: eks.ICluster;

  /**
   * As EKS add-on or by Helm.
   *
   * @default TridentInstallation.ADD_ON
   */
  readonly installation?: TridentInstallation;

  /**
   * The version: of the add-on, for example `v25.6.2-eksbuild.1`, or of the chart, for example `100.2606.0`.
   *
   * Another format: error ontap/driver-version-format.
   *
   * @default - the add-on version that EKS takes by default for the cluster; chart 100.2606.0
   */
  readonly version?: string;

  /**
   * How the controller proves to AWS who it is.
   *
   * IRSA on an imported cluster without an `openIdConnectProvider`: error ontap/driver-oidc. Pod Identity with a version before 25.02: error
   * ontap/driver-version-pod-identity.
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
   * Whether to install the EKS add-on `snapshot-controller` before Trident, once a storage wants snapshots.
   *
   * @default true
   */
  readonly snapshotController?: boolean;

  /**
   * Whether Trident prepares the nodes for iSCSI: installs the packages and starts the services (its setting `nodePrep`).
   *
   * Nodes that also mount EBS volumes are better prepared by `TridentDriver.iscsiUserData()`, which keeps multipath off them. With the add-on: error
   * ontap/node-preparation-by-add-on.
   *
   * @default false
   */
  readonly prepareNodesForIscsi?: boolean;

  /**
   * Whether the nodes are ready for iSCSI, because their image or user data says so.
   *
   * @default - what `prepareNodesForIscsi` says
   */
  readonly nodesPreparedForIscsi?: boolean;

  /**
   * Taints that Trident's operator and controller tolerate; a cluster of GPU nodes alone needs them.
   *
   * @default - those of Trident
   */
  readonly tolerations?: PodToleration[];

  /**
   * Taints that Trident's node pods tolerate: they must run on every node that mounts.
   *
   * @default - all taints, which is what Trident does by itself
   */
  readonly nodeTolerations?: PodToleration[];

  /**
   * Whether Trident logs in detail.
   *
   * @default false
   */
  readonly debug?: boolean;

  /**
   * Further values of the add-on's configuration or of the chart.
   *
   * `aws eks describe-addon-configuration --addon-name netapp_trident-operator --addon-version …` prints what a version accepts; EKS refuses anything else.
   *
   * @default - none
   */
  readonly configurationValues?: { [key: string]: any };

  /**
   * What EKS does when objects of Trident that are in the cluster already differ from the add-on's: `NONE`, `OVERWRITE` or `PRESERVE`.
   *
   * When the add-on leaves the stack, Trident stays in the cluster (`PreserveOnDelete`). On an imported cluster, set OVERWRITE to create the add-on over a Trident that was
   * preserved; with NONE the deployment may fail.
   *
   * @default - OVERWRITE on a cluster of this app; what EKS does by default (NONE) on an imported cluster
   * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html
   */
  readonly resolveConflicts?: string;
}

/** Trident has made its definitions within minutes of its operator's start. */
const DEFINED_WITHIN = Duration.minutes(10);

/**
 * Trident in a cluster, with a role that allows what the storages in use call.
 *
 * A cluster made in this app gets one by itself with the first FsxOntapStorage. Make one yourself to choose its version or settings, or for an imported cluster.
 *
 * @example
 * declare const cluster: eks.ICluster;
 * new TridentDriver(this, 'Trident', { cluster, installation: TridentInstallation.HELM, prepareNodesForIscsi: true });
 */
export class TridentDriver extends Construct implements ITridentDriver {
  /** A Trident that is installed already, and left alone. */
  public static existing(attributes: ExistingTridentDriverAttributes = {}): ITridentDriver {
    validateArguments('TridentDriver.existing()', { fields: EXISTING_TRIDENT_FIELDS, value: attributes });
    return new ExistingTrident(attributes);
  }

  /**
   * User data that makes nodes of Amazon Linux 2023 ready for iSCSI: packages, services, a name of its own for each node, and multipath for ONTAP alone.
   *
   * Without the last, multipath takes EBS volumes too, and they fail to mount.
   */
  public static iscsiUserData(): ec2.UserData {
    const userData = ec2.UserData.forLinux();
    userData.addCommands(...ISCSI_COMMANDS);
    return userData;
  }

  /**
   * The Trident of a cluster, made below the cluster if there is none yet.
   *
   * @internal
   */
  public static _of(handle: ClusterHandle): TridentDriver {
    return clusterRegistry(handle).drivers.get(TRIDENT.driverName) as TridentDriver | undefined
      ?? oncePerCluster(handle, 'FsxTridentDriver', () => {
        return new TridentDriver(handle.cluster as unknown as Construct, 'FsxTridentDriver', { cluster: handle.cluster });
      });
  }

  /** The role of Trident's controller. */
  public readonly role?: iam.IRole;

  /** @internal */
  public readonly _cluster: eks.ICluster;

  /** @internal */
  public readonly _nodesPrepared: boolean | undefined;

  private readonly props: TridentDriverProps;
  private readonly handle: ClusterHandle;
  private readonly installed: CfnResource;
  private readonly definitions?: eks.KubernetesObjectValue;
  private readonly removalPolicy = new SharedRemovalPolicy(policy => this.applyRemovalPolicy(policy));
  private readonly driverRole: DriverRole<never>;
  private association?: eksL1.CfnPodIdentityAssociation;
  private snapshotController?: eksL1.CfnAddon;

  constructor(scope: Construct, id: string, props: TridentDriverProps) {
    super(scope, id);
    validateInput(this, 'TridentDriver', { fields: TRIDENT_DRIVER_FIELDS, value: props });
    this.props = props;
    this.handle = clusterHandle(props.cluster);
    const { identity = DriverIdentity.POD_IDENTITY, installation = TridentInstallation.ADD_ON, version } = props;
    const drivers = clusterRegistry(this.handle).drivers;
    this.reject({
      version: unwrap(version), identity, installation,
      oidcProvider: this.handle.hasOidcProvider,
      kubectl: this.handle.kubectl,
      prepareNodesForIscsi: props.prepareNodesForIscsi,
      driverMadeBy: drivers.get(TRIDENT.driverName)?.node.path,
      clusterLibrary: this.handle.otherLibrary,
    });
    drivers.set(TRIDENT.driverName, this);
    this._cluster = props.cluster;
    this._nodesPrepared = props.nodesPreparedForIscsi ?? props.prepareNodesForIscsi;

    this.driverRole = new DriverRole(this, { handle: this.handle, spec: TRIDENT, identity });
    const { role } = this.driverRole;
    this.role = role;
    const values = configurationValues(props, identity === DriverIdentity.IRSA ? role : undefined);
    this.installed = installation === TridentInstallation.HELM ? this.byHelm(values) : this.byAddOn(values);
    // credentials are handed to pods when they start; the operator starts them later, on nodes that must be there
    this.installed.node.addDependency(role, nodeGroupsOf(this.handle), ...identity === DriverIdentity.POD_IDENTITY ? this.podIdentity(role) : []);
    if (this.handle.kubectl === 'ready') {
      this.definitions = new eks.KubernetesObjectValue(this, 'Definitions', {
        cluster: props.cluster, objectType: 'crd', objectName: BACKEND_CRD, jsonPath: '.status.acceptedNames.kind', timeout: DEFINED_WITHIN,
      });
      this.definitions.node.addDependency(this.installed);
    }
  }

  /**
   * What backends must wait for: that Trident has made their definition. Without kubectl nobody can.
   *
   * @internal
   */
  public get _ready(): IDependable {
    return this.definitions ?? this.installed;
  }

  /**
   * The controller of snapshots, which must be there before Trident: it asks once whether it can take any.
   *
   * @internal
   */
  public _snapshots(): IDependable[] {
    if (this.props.snapshotController === false) {
      return [];
    }
    if (!this.snapshotController) {
      this.snapshotController = preservedAddon(this, 'SnapshotController', this.handle, { addonName: SNAPSHOT_CONTROLLER });
      this.snapshotController.node.addDependency(nodeGroupsOf(this.handle));
      this.installed.node.addDependency(this.snapshotController);
    }
    return [this.snapshotController];
  }

  /**
   * Retains the role, its association and the Helm release at least as a storage that uses Trident. The software of an add-on always stays in the cluster.
   *
   * Without credentials Trident attaches no volume to a node once its controller has started anew.
   *
   * @internal
   */
  public _retain(policy: RemovalPolicy) {
    this.removalPolicy.atLeast(policy);
  }

  private applyRemovalPolicy(policy: RemovalPolicy) {
    this.driverRole.applyRemovalPolicy(policy);
    this.association?.applyRemovalPolicy(policy);
    if (this.props.installation === TridentInstallation.HELM) {
      this.installed.applyRemovalPolicy(policy);
    }
  }

  private byAddOn(values: object | undefined): CfnResource {
    return preservedAddon(this, 'Addon', this.handle, {
      addonName: TRIDENT.addonName,
      addonVersion: this.props.version,
      configurationValues: values && Stack.of(this).toJsonString(values),
      resolveConflicts: this.props.resolveConflicts,
    });
  }

  private byHelm(values: { [key: string]: any } | undefined): CfnResource {
    const chart = new eks.HelmChart(this, 'Chart', {
      ...TRIDENT_CHART,
      version: this.props.version ?? TRIDENT_CHART.version,
      cluster: this.handle.cluster,
      release: TRIDENT_CHART.chart,
      namespace: TRIDENT.namespace,
      createNamespace: true,
      values,
    });
    return chart.node.findChild('Resource').node.defaultChild as CfnResource;
  }

  /** An association of its own: an add-on accepts only those that its version declares, and the operator makes the account late. */
  private podIdentity(role: iam.IRole): IDependable[] {
    this.association = new eksL1.CfnPodIdentityAssociation(this, 'Association', {
      clusterName: this.handle.cluster.clusterName,
      namespace: TRIDENT.namespace,
      serviceAccount: TRIDENT.controllerServiceAccount,
      roleArn: role.roleArn,
    });
    return [this.association, ...podIdentityAgentOf(this, this.handle, this.props.podIdentityAgent)];
  }

  private reject(configuration: TridentConfiguration & Pick<ClusterConfiguration, 'clusterLibrary'>) {
    validate(this, { subject: 'TridentDriver', rules: [...tridentClusterRules, ...tridentRules], configuration, names: { clusterLibrary: { property: 'cluster', withoutValue: true } } });
  }
}

class ExistingTrident implements ITridentDriver {
  public readonly role?: iam.IRole;
  public readonly _nodesPrepared: boolean | undefined;

  constructor(attributes: ExistingTridentDriverAttributes) {
    this.role = attributes.role;
    this._nodesPrepared = attributes.nodesPreparedForIscsi;
  }
}

/** Whether nodes are ready for iSCSI, as far as a Trident says. */
export function nodesPreparedBy(driver: ITridentDriver | undefined): boolean | undefined {
  return (driver as ExistingTrident | undefined)?._nodesPrepared;
}

/** Only what differs from what Trident does by itself: an add-on refuses settings that its version does not know. */
function configurationValues(props: TridentDriverProps, irsa: iam.IRole | undefined): { [key: string]: any } | undefined {
  const { tolerations, nodeTolerations, prepareNodesForIscsi, debug } = props;
  const values = {
    // the quotes are part of the value: it becomes a line of YAML
    ...irsa && { cloudProvider: 'AWS', cloudIdentity: `'eks.amazonaws.com/role-arn: ${irsa.roleArn}'` },
    ...tolerations && { tolerations, tridentControllerPluginTolerations: tolerations },
    ...nodeTolerations && { tridentNodePluginTolerations: nodeTolerations },
    ...prepareNodesForIscsi && { nodePrep: ['iscsi'] },
    ...debug && { tridentDebug: true },
    ...props.configurationValues,
  };
  return Object.keys(values).length > 0 ? values : undefined;
}
