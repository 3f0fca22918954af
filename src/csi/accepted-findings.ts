import { CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { StatementContext, StatementRow } from './driver-spec';

/** What cdk-nag 2 reads of a resource, and cdk-nag 3 of a construct (core `Validations.acknowledge`, which the lowest supported CDK lacks). */
const RESOURCE_METADATA = 'cdk_nag';
const CONSTRUCT_METADATA = 'aws:cdk:acknowledged-rules';
const WILDCARD = 'AwsSolutions-IAM5';
const MANAGED_POLICY = 'AwsSolutions-IAM4';

/**
 * Tells cdk-nag why the wildcards of statements are right, without depending on it.
 *
 * Each wildcard is named for itself: another one that somebody adds to the same policy is still found.
 */
export function acceptWildcards<Feature extends string>(policy: IConstruct, rows: readonly StatementRow<Feature>[], context: StatementContext) {
  const resource = policy.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    return; // a role whose policies somebody else writes
  }
  for (const { resources, reason } of rows.filter(({ effect }) => effect !== 'Deny')) {
    const arns = resources(context).map(arn => flat(Stack.of(policy).resolve(arn)));
    for (const finding of arns.filter(arn => arn.includes('*')).map(arn => `Resource::${arn}`)) {
      accept(resource, { id: WILDCARD, reason, applies_to: [finding] }, `${WILDCARD}[${finding}]`);
    }
  }
}

/** Tells cdk-nag why a resource is as it is. */
export function acceptFinding(construct: IConstruct, id: string, reason: string) {
  accept(construct.node.defaultChild as CfnResource, { id, reason }, id);
}

/** Tells cdk-nag why a role has a policy of AWS. */
export function acceptManagedPolicy(role: IConstruct, policy: string, reason: string) {
  const finding = `Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}`;
  accept(role.node.defaultChild as CfnResource, { id: MANAGED_POLICY, reason, applies_to: [finding] }, `${MANAGED_POLICY}[${finding}]`);
}

interface Suppression {
  readonly id: string;
  readonly reason: string;
  readonly applies_to?: string[];
}

function accept(resource: CfnResource, suppression: Suppression, finding: string) {
  const { rules_to_suppress: known = [] } = (resource.getMetadata(RESOURCE_METADATA) ?? {}) as { rules_to_suppress?: object[] };
  resource.addMetadata(RESOURCE_METADATA, { rules_to_suppress: [...known, suppression] });
  resource.node.addMetadata(CONSTRUCT_METADATA, { [`Annotation::${finding}`]: suppression.reason });
}

/** Intrinsic functions as cdk-nag writes them in the names of findings. */
function flat(value: any): string {
  if (typeof value === 'string') {
    return value;
  }
  return value['Fn::Join'] ? value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0]) : value.Ref ? `<${value.Ref}>` : JSON.stringify(value);
}
