import { CfnResource, RemovalPolicy, Stack, aws_eks as eksL1, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Construct, IDependable } from 'constructs';
import { DriverRole } from './driver-role';
import { DriverSpec } from './driver-spec';
import { DriverIdentity } from './identity';
import { nodeGroupsOf, podIdentityAgentOf, preservedAddon } from './prerequisites';
import { ClusterHandle } from '../cluster/cluster-handle';
import { SharedRemovalPolicy } from '../cluster/removal';

export interface CsiDriverAddonProps<Feature extends string> {
  readonly handle: ClusterHandle;
  readonly spec: DriverSpec<Feature>;
  readonly identity: DriverIdentity;
  readonly version?: string;
  readonly configurationValues?: { [key: string]: any };
  /**
   * Whether to install the Pod Identity agent. By default, it is installed if this app creates the cluster and the
   * agent is missing.
   */
  readonly podIdentityAgent?: boolean;
  readonly resolveConflicts?: string;
  /** Installs this Helm chart instead of the add-on. */
  readonly chart?: DriverChart;
}

/** The Helm chart of a driver. */
export interface DriverChart {
  readonly chart: string;
  readonly repository: string;
}

/**
 * A CSI driver in a cluster: its EKS add-on or the release of its Helm chart, its role, and the Pod Identity association.
 *
 * The association is a separate resource. EKS would preserve an association of the add-on together with the software,
 * and then reject creating the add-on again, because an add-on cannot adopt an existing association.
 */
export class CsiDriverAddon<Feature extends string> extends Construct {
  public readonly role: iam.Role;
  /** The add-on or the Helm release. */
  public readonly addon: CfnResource;
  private readonly driverRole: DriverRole<Feature>;
  private readonly removalPolicy = new SharedRemovalPolicy(policy => this.applyRemovalPolicy(policy));

  constructor(scope: Construct, id: string, private readonly props: CsiDriverAddonProps<Feature>) {
    super(scope, id);
    const { handle } = props;
    this.driverRole = new DriverRole(this, props);
    this.role = this.driverRole.role;
    this.addon = props.chart ? this.byHelm(props.chart) : this.byAddOn();
    // Pods get credentials only when they start, so the role and association must exist before. Without nodes, the
    // add-on would fail.
    this.addon.node.addDependency(this.role, nodeGroupsOf(handle), ...this.podIdentity ? this.podIdentityOf(props) : []);
  }

  /**
   * Retains the role as long as a storage needs its permissions. The association is not retained: mounts do not need
   * it, and EKS would reject a second one.
   */
  public retain(policy: RemovalPolicy) {
    this.removalPolicy.atLeast(policy);
  }

  private get podIdentity(): boolean {
    return this.props.identity === DriverIdentity.POD_IDENTITY;
  }

  /** The software of an add-on remains in the cluster; a Helm release is retained as long as a storage needs it. */
  private applyRemovalPolicy(policy: RemovalPolicy) {
    this.driverRole.applyRemovalPolicy(policy);
    if (this.props.chart) {
      this.addon.applyRemovalPolicy(policy);
    }
  }

  private byAddOn(): CfnResource {
    const { handle, spec, version, configurationValues, resolveConflicts } = this.props;
    return preservedAddon(this, 'Addon', handle, {
      addonName: spec.addonName,
      addonVersion: version,
      configurationValues: configurationValues && Stack.of(this).toJsonString(configurationValues),
      resolveConflicts,
      serviceAccountRoleArn: this.podIdentity ? undefined : this.role.roleArn,
    });
  }

  /** The role trusts one service account, so the chart must use its name. */
  private byHelm(chart: DriverChart): CfnResource {
    const { handle, spec, version, configurationValues = {} } = this.props;
    const { controller } = configurationValues;
    const serviceAccount = {
      ...controller?.serviceAccount,
      create: true,
      name: spec.controllerServiceAccount,
      ...!this.podIdentity && { annotations: { ...controller?.serviceAccount?.annotations, 'eks.amazonaws.com/role-arn': this.role.roleArn } },
    };
    const release = new eks.HelmChart(this, 'Chart', {
      ...chart,
      version,
      cluster: handle.cluster,
      release: chart.chart,
      namespace: spec.namespace,
      createNamespace: false,
      values: { ...configurationValues, controller: { ...controller, serviceAccount } },
    });
    return release.node.findChild('Resource').node.defaultChild as CfnResource;
  }

  private podIdentityOf({ handle, spec, podIdentityAgent }: CsiDriverAddonProps<Feature>): IDependable[] {
    const association = new eksL1.CfnPodIdentityAssociation(this, 'Association', {
      clusterName: handle.cluster.clusterName,
      namespace: spec.namespace,
      serviceAccount: spec.controllerServiceAccount,
      roleArn: this.role.roleArn,
    });
    return [association, ...podIdentityAgentOf(this, handle, podIdentityAgent)];
  }
}
