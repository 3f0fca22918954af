import { readFileSync } from 'fs';
import { Stack } from 'aws-cdk-lib';
import { LustreCsiDriver, TridentDriver } from '../../src';
import { importedCluster, managedOn, ownCluster, resourcesOf, testApp, testStack } from '../support/fixture';
import { ownOntap } from '../support/ontap';

/** The service control policy that docs/security.md offers. */
const [, text] = /```json\n(\{\n {2}"Version"[^]*?)```/.exec(readFileSync('docs/security.md', 'utf8'))!;
const [{ Effect, Action, Condition }] = JSON.parse(text).Statement;

/** What `aws:PrincipalArn` holds for the roles of the controllers in a stack, whose names CloudFormation makes of logical ids. */
function principalArnsIn(stack: Stack): string[] {
  return resourcesOf(stack, 'AWS::IAM::Role').filter(({ Properties }) => /^Role of the controller of/.test(Properties.Description))
    .map(({ id, Properties }) => `arn:aws:iam::111122223333:role${Properties.Path ?? '/'}Platform-${id.slice(0, 24)}-1A2B3C4D5E6F`);
}

/** As IAM compares ARNs: `*` stands for any characters. */
function isLike(pattern: string, arn: string): boolean {
  return new RegExp(`^${pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`).test(arn);
}

const PATTERN: string = Condition.ArnLike['aws:PrincipalArn'];

test('it denies what changes a protected file system', () => {
  expect(Effect).toBe('Deny');
  expect(Action).toEqual(expect.arrayContaining(['fsx:TagResource', 'fsx:UntagResource', 'fsx:UpdateFileSystem', 'fsx:DeleteFileSystem']));
});

test.each<[string, (stack: Stack) => unknown]>([
  ['a driver with the id of the README', stack => new LustreCsiDriver(stack, 'Driver', { cluster: importedCluster(stack) })],
  ['a driver with any other id', stack => new LustreCsiDriver(stack, 'Storage', { cluster: importedCluster(stack) })],
  ['the driver that a cluster of the app gets', stack => managedOn(stack, { subnet: undefined }, { cluster: ownCluster(stack), driver: undefined })],
  ['Trident', stack => new TridentDriver(stack, 'Trident', { cluster: importedCluster(stack) })],
  ['Trident of a cluster of the app', stack => ownOntap(stack)],
])('its pattern matches the role of %s', (_, make) => {
  const stack = testStack(testApp(), 'Platform');
  make(stack);
  const arns = principalArnsIn(stack);
  expect(arns).toHaveLength(1);
  expect(arns.filter(arn => !isLike(PATTERN, arn))).toEqual([]);
});

test('it matches no role of others, nor the function that waits for deletions', () => {
  expect(isLike(PATTERN, 'arn:aws:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-111122223333-eu-west-1')).toBe(false);
  expect(isLike(PATTERN, 'arn:aws:iam::111122223333:role/Storage-FsxDeletionWaitRole08A4BD89-1A2B3C4D5E6F')).toBe(false);
});
