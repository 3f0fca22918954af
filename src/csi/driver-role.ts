import { RemovalPolicy, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acceptWildcards } from './accepted-findings';
import { DriverSpec } from './driver-spec';
import { DriverIdentity, principalOf } from './identity';
import { policyStatement, statementContext } from './statements';
import { ClusterHandle } from '../cluster/cluster-handle';

export interface DriverRoleProps<Feature extends string> {
  readonly handle: ClusterHandle;
  readonly spec: DriverSpec<Feature>;
  readonly identity: DriverIdentity;
}

/** The path of all roles of drivers, for conditions on `aws:PrincipalArn`: names of roles depend on the user's construct ids. */
export const DRIVER_ROLE_PATH = '/cdk-eks-fsx/';

/**
 * The role of a driver's controller.
 *
 * It holds what every storage needs, and nothing that depends on the storages: a permission that left it with one storage would be missed by the claims of another, or by claims that
 * are being deleted. What only some storages need is a policy in their stacks (`driverPolicy`).
 */
export class DriverRole<Feature extends string> {
  public readonly role: iam.Role;

  /** The role is a child of the scope, so that its logical id does not depend on this class. */
  constructor(scope: Construct, { handle, spec, identity }: DriverRoleProps<Feature>) {
    const context = statementContext(scope, handle.cluster.clusterName);
    const rows = spec.statements.filter(({ when }) => when === undefined);
    this.role = new iam.Role(scope, 'Role', {
      path: DRIVER_ROLE_PATH,
      assumedBy: principalOf(scope, identity, handle.cluster, spec.namespace, spec.controllerServiceAccount),
      description: `Role of the controller of ${spec.driverName}`,
      // in the role itself, so that they are retained with it
      inlinePolicies: { Driver: new iam.PolicyDocument({ statements: rows.map(row => policyStatement(row, context)) }) },
    });
    acceptWildcards(this.role, rows, context);
  }

  /** Applies a removal policy to the role and to what it allows. */
  public applyRemovalPolicy(policy: RemovalPolicy) {
    this.role.applyRemovalPolicy(policy);
  }
}
