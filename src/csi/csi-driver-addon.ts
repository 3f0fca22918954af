import { Stack, aws_eks as eksL1, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DriverRole } from './driver-role';
import { DriverSpec } from './driver-spec';
import { DriverIdentity } from './identity';
import { nodeGroupsOf, podIdentityAgentOf } from './prerequisites';
import { ClusterHandle } from '../cluster/cluster-handle';

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

/** A CSI driver in a cluster: its EKS add-on and its role, associated by the add-on itself. */
export class CsiDriverAddon<Feature extends string> extends Construct {
  public readonly role: iam.Role;
  public readonly addon: eksL1.CfnAddon;
  private readonly rights: DriverRole<Feature>;

  constructor(scope: Construct, id: string, props: CsiDriverAddonProps<Feature>) {
    super(scope, id);
    const { handle, spec, identity } = props;
    this.rights = new DriverRole(this, props);
    this.role = this.rights.role;
    const podIdentity = identity === DriverIdentity.POD_IDENTITY;
    this.addon = new eksL1.CfnAddon(this, 'Addon', {
      addonName: spec.addonName,
      addonVersion: props.version,
      clusterName: handle.cluster.clusterName,
      configurationValues: props.configurationValues && Stack.of(this).toJsonString(props.configurationValues),
      resolveConflicts: props.resolveConflicts,
      podIdentityAssociations: podIdentity ? [{ roleArn: this.role.roleArn, serviceAccount: spec.controllerServiceAccount }] : undefined,
      serviceAccountRoleArn: podIdentity ? undefined : this.role.roleArn,
    });
    // credentials are handed to pods when they start, and pods start when there are nodes
    this.addon.node.addDependency(this.role, nodeGroupsOf(handle), ...(podIdentity ? podIdentityAgentOf(this, handle, props.podIdentityAgent) : []));
  }

  /** Lets the driver do what a feature asks for, once. */
  public grant(feature?: Feature) {
    this.rights.grant(feature);
  }
}
