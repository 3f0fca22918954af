import { CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { StatementContext, StatementRow } from './driver-spec';

/**
 * cdk-nag 2 reads the first from a resource, cdk-nag 3 the second from a construct. The lowest supported CDK lacks
 * `Validations.acknowledge`.
 */
const RESOURCE_METADATA = 'cdk_nag';
const CONSTRUCT_METADATA = 'aws:cdk:acknowledged-rules';
const WILDCARD = 'AwsSolutions-IAM5';
const MANAGED_POLICY = 'AwsSolutions-IAM4';

/**
 * Suppresses cdk-nag findings about the wildcards of statements, with the reasons, without a dependency on cdk-nag.
 *
 * Each wildcard is suppressed separately, so that others in the same policy are still reported.
 */
export function acceptWildcards<Feature extends string>(
  policy: IConstruct, rows: readonly StatementRow<Feature>[], context: StatementContext,
) {
  const resource = policy.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    return; // an imported role
  }
  for (const { resources, reason } of rows.filter(({ effect }) => effect !== 'Deny')) {
    const arns = resources(context).map(arn => flat(Stack.of(policy).resolve(arn)));
    for (const finding of arns.filter(arn => arn.includes('*')).map(arn => `Resource::${arn}`)) {
      accept(resource, { id: WILDCARD, reason, applies_to: [finding] }, `${WILDCARD}[${finding}]`);
    }
  }
}

/** Suppresses a cdk-nag finding about a resource. */
export function acceptFinding(construct: IConstruct, id: string, reason: string) {
  accept(construct.node.defaultChild as CfnResource, { id, reason }, id);
}

/** Suppresses the cdk-nag finding about an AWS managed policy of a role. */
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
  const { rules_to_suppress: known = [] } =
    (resource.getMetadata(RESOURCE_METADATA) ?? {}) as { rules_to_suppress?: object[] };
  resource.addMetadata(RESOURCE_METADATA, { rules_to_suppress: [...known, suppression] });
  resource.node.addMetadata(CONSTRUCT_METADATA, { [`Annotation::${finding}`]: suppression.reason });
}

/** Renders intrinsic functions as cdk-nag does in finding names. */
function flat(value: any): string {
  if (typeof value === 'string') {
    return value;
  }
  return value['Fn::Join']
    ? value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0])
    : value.Ref ? `<${value.Ref}>` : JSON.stringify(value);
}
