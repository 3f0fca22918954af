import { Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { StatementContext, StatementRow } from './driver-spec';

/** The values for statements in the stack of a construct. */
export function statementContext(scope: Construct, clusterName: string): StatementContext {
  const { partition, region, account, urlSuffix } = Stack.of(scope);
  return { partition, region, account, urlSuffix, clusterName };
}

export function policyStatement<Feature extends string>(
  row: StatementRow<Feature>, context: StatementContext,
): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: row.sid,
    effect: row.effect === 'Deny' ? iam.Effect.DENY : iam.Effect.ALLOW,
    actions: [...row.actions],
    resources: [...row.resources(context)],
    conditions: row.conditions?.(context),
  });
}
