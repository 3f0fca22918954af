import { Stack, aws_eks as eksL1, aws_iam as iam } from 'aws-cdk-lib';
import { Construct, Dependable, IDependable } from 'constructs';
import { acceptWildcards } from './accepted-findings';
import { DriverSpec, StatementContext, StatementRow } from './driver-spec';
import { DriverIdentity, principalOf } from './identity';
import { ClusterHandle, nodeGroups } from '../cluster/cluster-handle';

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

/** A CSI driver in a cluster: its EKS add-on, and a role that allows what the features in use call, no more. */
export class CsiDriverAddon<Feature extends string> extends Construct {
  public readonly role: iam.Role;
  public readonly addon: eksL1.CfnAddon;
  private readonly props: CsiDriverAddonProps<Feature>;
  private readonly granted = new Set<string>();

  constructor(scope: Construct, id: string, props: CsiDriverAddonProps<Feature>) {
    super(scope, id);
    this.props = props;
    const { handle, spec, identity } = props;
    const { clusterName } = handle.cluster;
    this.role = new iam.Role(this, 'Role', {
      assumedBy: principalOf(this, identity, handle.cluster, spec.namespace, spec.controllerServiceAccount),
      description: `Role of the controller of ${spec.driverName}`,
    });
    this.grant();
    const podIdentity = identity === DriverIdentity.POD_IDENTITY;
    this.addon = new eksL1.CfnAddon(this, 'Addon', {
      addonName: spec.addonName,
      addonVersion: props.version,
      clusterName,
      configurationValues: props.configurationValues && Stack.of(this).toJsonString(props.configurationValues),
      resolveConflicts: props.resolveConflicts,
      podIdentityAssociations: podIdentity ? [{ roleArn: this.role.roleArn, serviceAccount: spec.controllerServiceAccount }] : undefined,
      serviceAccountRoleArn: podIdentity ? undefined : this.role.roleArn,
    });
    // credentials are handed to pods when they start, and pods start when there are nodes
    this.addon.node.addDependency(this.role, nodeGroupsOf(handle), ...(podIdentity ? this.podIdentityAgent() : []));
  }

  /** Lets the driver do what a feature asks for, once. */
  public grant(feature?: Feature) {
    const context = statementContext(this, this.props.handle.cluster.clusterName);
    const rows = this.props.spec.statements.filter(({ when, sid }) => when === feature && !this.granted.has(sid));
    for (const row of rows) {
      this.granted.add(row.sid);
      this.role.addToPrincipalPolicy(policyStatement(row, context));
    }
    const policy = this.role.node.tryFindChild('DefaultPolicy');
    if (policy) {
      acceptWildcards(policy, rows, context);
    }
  }

  private podIdentityAgent(): IDependable[] {
    const { handle, podIdentityAgent } = this.props;
    // Auto Mode has the agent built in; an imported cluster doesn't say what it has
    const wanted = podIdentityAgent ?? (handle.resource !== undefined && !handle.autoMode);
    if (!wanted) {
      return [];
    }
    const agent = handle.cluster.eksPodIdentityAgent
      ?? new eksL1.CfnAddon(this, 'PodIdentityAgent', { addonName: 'eks-pod-identity-agent', clusterName: handle.cluster.clusterName });
    return [agent];
  }
}

export function statementContext(scope: Construct, clusterName: string): StatementContext {
  const { partition, region, account, urlSuffix } = Stack.of(scope);
  return { partition, region, account, urlSuffix, clusterName };
}

export function policyStatement<Feature extends string>(row: StatementRow<Feature>, context: StatementContext): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: row.sid,
    effect: row.effect === 'Deny' ? iam.Effect.DENY : iam.Effect.ALLOW,
    actions: [...row.actions],
    resources: [...row.resources(context)],
    conditions: row.conditions?.(context),
  });
}

/** The node groups that the cluster has when dependencies are worked out, so also those that are added later. */
function nodeGroupsOf(handle: ClusterHandle): IDependable {
  const dependable: IDependable = {} as any;
  Dependable.implement(dependable, {
    get dependencyRoots() {
      return handle.resource ? nodeGroups(handle) : [];
    },
  });
  return dependable;
}
