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

/**
 * The path of all driver roles, for conditions on `aws:PrincipalArn`, because role names depend on the construct ids of
 * the user.
 */
export const DRIVER_ROLE_PATH = '/cdk-eks-fsx/';

/**
 * The role of a driver's controller.
 *
 * It contains only the permissions that every storage needs. If a permission left the role with one storage, claims of
 * other storages and claims that are being deleted would lack it. Other permissions are policies in the stacks of the
 * storages (`driverPolicy`).
 */
export class DriverRole<Feature extends string> {
  public readonly role: iam.Role;

  /** Creates the role as a child of the scope. */
  constructor(scope: Construct, { handle, spec, identity }: DriverRoleProps<Feature>) {
    const context = statementContext(scope, handle.cluster.clusterName);
    const rows = spec.statements.filter(({ when }) => when === undefined);
    this.role = new iam.Role(scope, 'Role', {
      path: DRIVER_ROLE_PATH,
      assumedBy: principalOf(scope, identity, handle.cluster, spec.namespace, spec.controllerServiceAccount),
      description: `Role of the controller of ${spec.driverName}`,
      // inline, so that the permissions are retained with the role
      inlinePolicies: {
        Driver: new iam.PolicyDocument({ statements: rows.map(row => policyStatement(row, context)) }),
      },
    });
    acceptWildcards(this.role, rows, context);
  }

  /** Applies a removal policy to the role and its inline policy. */
  public applyRemovalPolicy(policy: RemovalPolicy) {
    this.role.applyRemovalPolicy(policy);
  }
}
