import { CfnResource, RemovalPolicy, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acceptWildcards } from './accepted-findings';
import { DriverSpec, StatementContext } from './driver-spec';
import { DriverIdentity, principalOf } from './identity';
import { policyStatement, statementContext } from './statements';
import { ClusterHandle } from '../cluster/cluster-handle';

export interface DriverRoleProps<Feature extends string> {
  readonly handle: ClusterHandle;
  readonly spec: DriverSpec<Feature>;
  readonly identity: DriverIdentity;
}

/** The role of a driver's controller: it allows what the features in use call, no more. */
export class DriverRole<Feature extends string> {
  public readonly role: iam.Role;
  private readonly granted = new Set<string>();

  /** The role is a child of the scope, so that its logical id does not depend on this class. */
  constructor(private readonly scope: Construct, private readonly props: DriverRoleProps<Feature>) {
    const { handle, spec, identity } = props;
    this.role = new iam.Role(scope, 'Role', {
      assumedBy: principalOf(scope, identity, handle.cluster, spec.namespace, spec.controllerServiceAccount),
      description: `Role of the controller of ${spec.driverName}`,
    });
    this.grant();
  }

  /** Lets the driver do what a feature asks for, once. */
  public grant(feature?: Feature) {
    const context: StatementContext = statementContext(this.scope, this.props.handle.cluster.clusterName);
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

  /** Applies a removal policy to the role and to what it allows. */
  public applyRemovalPolicy(policy: RemovalPolicy) {
    [this.role, this.role.node.tryFindChild('DefaultPolicy')].forEach(construct => (construct?.node.defaultChild as CfnResource | undefined)?.applyRemovalPolicy(policy));
  }
}
