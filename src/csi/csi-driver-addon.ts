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
  /** Whether to install the Pod Identity agent; absent: where a cluster of the app lacks it. */
  readonly podIdentityAgent?: boolean;
  readonly resolveConflicts?: string;
}

/**
 * A CSI driver in a cluster: its EKS add-on, its role, and the association of the two.
 *
 * The association is a resource of its own. EKS would preserve one that the add-on owns together with the software, and then refuse to create the add-on again, because an
 * add-on cannot take over an existing association.
 */
export class CsiDriverAddon<Feature extends string> extends Construct {
  public readonly role: iam.Role;
  public readonly addon: eksL1.CfnAddon;
  private readonly rights: DriverRole<Feature>;
  private readonly removalPolicy = new SharedRemovalPolicy(policy => this.rights.applyRemovalPolicy(policy));

  constructor(scope: Construct, id: string, props: CsiDriverAddonProps<Feature>) {
    super(scope, id);
    const { handle, spec, identity } = props;
    this.rights = new DriverRole(this, props);
    this.role = this.rights.role;
    const podIdentity = identity === DriverIdentity.POD_IDENTITY;
    this.addon = preservedAddon(this, 'Addon', handle, {
      addonName: spec.addonName,
      addonVersion: props.version,
      configurationValues: props.configurationValues && Stack.of(this).toJsonString(props.configurationValues),
      resolveConflicts: props.resolveConflicts,
      serviceAccountRoleArn: podIdentity ? undefined : this.role.roleArn,
    });
    // credentials are handed to pods when they start, and pods start when there are nodes
    this.addon.node.addDependency(this.role, nodeGroupsOf(handle), ...podIdentity ? this.podIdentity(props) : []);
  }

  /** Retains the role at least as a storage that it has permissions for. Not the association: nodes mount without it, and EKS would refuse another one. */
  public retain(policy: RemovalPolicy) {
    this.removalPolicy.atLeast(policy);
  }

  private podIdentity({ handle, spec, podIdentityAgent }: CsiDriverAddonProps<Feature>): IDependable[] {
    const association = new eksL1.CfnPodIdentityAssociation(this, 'Association', {
      clusterName: handle.cluster.clusterName, namespace: spec.namespace, serviceAccount: spec.controllerServiceAccount, roleArn: this.role.roleArn,
    });
    return [association, ...podIdentityAgentOf(this, handle, podIdentityAgent)];
  }
}
