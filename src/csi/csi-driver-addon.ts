import { RemovalPolicy, Stack, aws_eks as eksL1, aws_iam as iam } from 'aws-cdk-lib';
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
}

/**
 * A CSI driver in a cluster: its EKS add-on, its role, and the Pod Identity association.
 *
 * The association is a separate resource. EKS would preserve an association of the add-on together with the software,
 * and then reject creating the add-on again, because an add-on cannot adopt an existing association.
 */
export class CsiDriverAddon<Feature extends string> extends Construct {
  public readonly role: iam.Role;
  public readonly addon: eksL1.CfnAddon;
  private readonly driverRole: DriverRole<Feature>;
  private readonly removalPolicy = new SharedRemovalPolicy(policy => this.driverRole.applyRemovalPolicy(policy));

  constructor(scope: Construct, id: string, props: CsiDriverAddonProps<Feature>) {
    super(scope, id);
    const { handle, spec, identity } = props;
    this.driverRole = new DriverRole(this, props);
    this.role = this.driverRole.role;
    const podIdentity = identity === DriverIdentity.POD_IDENTITY;
    this.addon = preservedAddon(this, 'Addon', handle, {
      addonName: spec.addonName,
      addonVersion: props.version,
      configurationValues: props.configurationValues && Stack.of(this).toJsonString(props.configurationValues),
      resolveConflicts: props.resolveConflicts,
      serviceAccountRoleArn: podIdentity ? undefined : this.role.roleArn,
    });
    // Pods get credentials only when they start, so the role and association must exist before. Without nodes, the
    // add-on would fail.
    this.addon.node.addDependency(this.role, nodeGroupsOf(handle), ...podIdentity ? this.podIdentity(props) : []);
  }

  /**
   * Retains the role as long as a storage needs its permissions. The association is not retained: mounts do not need
   * it, and EKS would reject a second one.
   */
  public retain(policy: RemovalPolicy) {
    this.removalPolicy.atLeast(policy);
  }

  private podIdentity({ handle, spec, podIdentityAgent }: CsiDriverAddonProps<Feature>): IDependable[] {
    const association = new eksL1.CfnPodIdentityAssociation(this, 'Association', {
      clusterName: handle.cluster.clusterName,
      namespace: spec.namespace,
      serviceAccount: spec.controllerServiceAccount,
      roleArn: this.role.roleArn,
    });
    return [association, ...podIdentityAgentOf(this, handle, podIdentityAgent)];
  }
}
