import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isLater } from '../configuration/normalise';
import { Partition, partitionOf } from '../rules/common/cluster';

/** The partition that a construct is deployed to, where its stack says its Region. */
export function partitionAt(scope: IConstruct): Partition | undefined {
  const { region } = Stack.of(scope);
  return isLater(region) ? undefined : partitionOf(region);
}
