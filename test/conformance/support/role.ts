import { Cloud } from './cloud';
import { PolicyDocument, Statement, trusts } from './iam';
import { ACCOUNT, REGION } from './values';

/** The policies of the role that is associated with the driver's controller, as they stand in the templates; of all stacks. */
export function driverPolicies(cloud: Cloud): PolicyDocument[] {
  const [addon] = cloud.resources('AWS::EKS::Addon').filter(({ properties }) => properties.AddonName === 'aws-fsx-csi-driver');
  if (!addon) {
    return [];
  }
  const associations = cloud.resources('AWS::EKS::PodIdentityAssociation').map(({ properties }) => properties);
  const association = associations.find(({ Namespace, ServiceAccount }) => Namespace === 'kube-system' && ServiceAccount === 'fsx-csi-controller-sa');
  if (!association) {
    throw new Error('the driver\'s controller runs as fsx-csi-controller-sa in kube-system, which has no association');
  }
  const [role] = cloud.resources('AWS::IAM::Role').filter(({ id }) => association.RoleArn === `arn:aws:iam::${ACCOUNT}:role/${id}`);
  const { ClusterName } = addon.properties;
  const tags = {
    'eks-cluster-arn': `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/${ClusterName}`, 'eks-cluster-name': ClusterName,
    'kubernetes-namespace': 'kube-system', 'kubernetes-service-account': association.ServiceAccount,
  };
  if (trusts(role.properties.AssumeRolePolicyDocument.Statement, 'pods.eks.amazonaws.com', tags) !== 'allowed') {
    throw new Error('the role does not let EKS Pod Identity assume it for the driver\'s controller');
  }
  const inline = (role.properties.Policies ?? []).map((policy: any) => policy.PolicyDocument);
  const attached = cloud.resources('AWS::IAM::Policy').filter(({ properties }) => properties.Roles.includes(role.id));
  if (role.properties.ManagedPolicyArns?.length > 0) {
    throw new Error('the role holds managed policies, which the proof cannot see into');
  }
  return [...inline, ...attached.map(({ properties }) => properties.PolicyDocument)];
}

export function statementsOf(policies: readonly PolicyDocument[]): Statement[] {
  return policies.flatMap(policy => policy.Statement);
}

/** The policies as one, without a statement. */
export function without(policies: readonly PolicyDocument[], statement: Statement): PolicyDocument[] {
  return [{ Statement: statementsOf(policies).filter(other => other !== statement) }];
}

/** The policies as one, without an action of a statement. */
export function withoutAction(
  policies: readonly PolicyDocument[],
  statement: Statement,
  action: string,
): PolicyDocument[] {
  const less = { ...statement, Action: actionsOf(statement).filter(other => other !== action) };
  return [
    {
      Statement: statementsOf(policies)
        .map(other => (other === statement ? less : other))
        .filter(({ Action }) => Action.length > 0),
    },
  ];
}

export function actionsOf({ Action }: Statement): string[] {
  return [Action].flat() as string[];
}
