import { RemovalPolicy } from 'aws-cdk-lib';
import { clusterHandle } from '../../src/cluster/cluster-handle';
import { CsiDriverAddon } from '../../src/csi/csi-driver-addon';
import { DriverSpec } from '../../src/csi/driver-spec';
import { DriverIdentity } from '../../src/csi/identity';
import { importedCluster, resourceOf, testStack } from '../support/fixture';

/** A driver that does not exist: the machinery knows no service. */
const SPEC: DriverSpec<'write' | 'erase'> = {
  addonName: 'a-csi-driver',
  driverName: 'a.csi.example.com',
  namespace: 'storage',
  controllerServiceAccount: 'controller',
  statements: [
    { sid: 'Look', actions: ['a:Look'], resources: () => ['*'], reason: 'to see' },
    { sid: 'Write', when: 'write', actions: ['a:Write'], resources: c => [`arn:${c.partition}:a:${c.region}:${c.account}:${c.clusterName}/*`], reason: 'to write' },
    {
      sid: 'KeepOut', when: 'write', effect: 'Deny', actions: ['a:Erase'], resources: () => ['*'], reason: 'to be safe',
      conditions: c => ({ StringNotEquals: { 'aws:ResourceTag/cluster': c.clusterName } }),
    },
    { sid: 'Erase', when: 'erase', actions: ['a:Erase'], resources: () => ['*'], reason: 'to erase' },
  ],
};

function addon() {
  const stack = testStack();
  const driver = new CsiDriverAddon(stack, 'Addon', { handle: clusterHandle(importedCluster(stack)), spec: SPEC, identity: DriverIdentity.POD_IDENTITY });
  const statements = () => resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement;
  return { stack, driver, statements, sids: () => statements().map(({ Sid }: any) => Sid) };
}

test('allows what is always needed, and no more', () => {
  expect(addon().sids()).toEqual(['Look']);
});

test('allows a feature when it is used, once', () => {
  const { driver, sids } = addon();
  ['write', 'erase', 'write'].forEach(feature => driver.grant(feature as 'write' | 'erase'));
  expect(sids()).toEqual(['Look', 'Write', 'KeepOut', 'Erase']);
});

test('writes statements as their rows say, with the names of where it is', () => {
  const { driver, statements } = addon();
  driver.grant('write');
  expect(statements().slice(1)).toEqual([
    {
      Sid: 'Write', Effect: 'Allow', Action: 'a:Write',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':a:eu-west-1:111122223333:training/*']] },
    },
    { Sid: 'KeepOut', Effect: 'Deny', Action: 'a:Erase', Resource: '*', Condition: { StringNotEquals: { 'aws:ResourceTag/cluster': 'training' } } },
  ]);
});

test('associates the role with the service account of the row, before the add-on, whose pods start with it', () => {
  const { stack, driver } = addon();
  const association = resourceOf(stack, 'AWS::EKS::PodIdentityAssociation');
  expect(association.Properties).toEqual({
    ClusterName: 'training', Namespace: 'storage', ServiceAccount: 'controller', RoleArn: stack.resolve(driver.role.roleArn),
  });
  const { DependsOn, Properties } = resourceOf(stack, 'AWS::EKS::Addon');
  expect(DependsOn).toContain(association.id);
  // an add-on that owned it could not be created again: EKS preserves it, and lets no add-on take it over
  expect(Properties).toEqual({ AddonName: 'a-csi-driver', ClusterName: 'training', PreserveOnDelete: true });
});

test.each<[string, RemovalPolicy[], (string | undefined)[]]>([
  ['by default', [], [undefined, undefined]],
  ['with what goes', [RemovalPolicy.DESTROY], [undefined, undefined]],
  ['with the one of several that stays', [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RemovalPolicy.DESTROY], ['RetainExceptOnCreate', 'RetainExceptOnCreate']],
  ['with the one that always stays', [RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE], ['Retain', 'Retain']],
])('retains the role and its policy as the storages that use it are, and never the association: %s', (_, policies, expected) => {
  const { stack, driver } = addon();
  policies.forEach(policy => driver.retain(policy));
  driver.grant('write');
  const policyOf = (type: string) => resourceOf(stack, type).DeletionPolicy;
  expect(['AWS::IAM::Role', 'AWS::IAM::Policy'].map(policyOf)).toEqual(expected);
  expect(policyOf('AWS::EKS::PodIdentityAssociation')).toBeUndefined();
});
