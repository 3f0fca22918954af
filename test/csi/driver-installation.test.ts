import { RemovalPolicy } from 'aws-cdk-lib';
import { clusterHandle } from '../../src/cluster/cluster-handle';
import { DriverInstallation } from '../../src/csi/driver-installation';
import { DriverSpec } from '../../src/csi/driver-spec';
import { DriverIdentity } from '../../src/csi/identity';
import { importedCluster, resourceOf, resourcesOf, testStack } from '../support/fixture';

/** A driver that does not exist: the machinery knows no service. */
const SPEC: DriverSpec<'write' | 'erase'> = {
  addonName: 'a-csi-driver',
  driverName: 'a.csi.example.com',
  namespace: 'storage',
  controllerServiceAccount: 'controller',
  statements: [
    { sid: 'Look', actions: ['a:Look'], resources: c => [`arn:${c.partition}:a:${c.region}:${c.account}:${c.clusterName}/*`], reason: 'to see' },
    { sid: 'Write', when: 'write', actions: ['a:Write'], resources: () => ['*'], reason: 'to write' },
    {
      sid: 'KeepOut', effect: 'Deny', actions: ['a:Erase'], resources: () => ['*'], reason: 'to be safe',
      conditions: c => ({ StringNotEquals: { 'aws:ResourceTag/cluster': c.clusterName } }),
    },
    { sid: 'Erase', when: 'erase', actions: ['a:Erase'], resources: () => ['*'], reason: 'to erase' },
  ],
};

function addon() {
  const stack = testStack();
  const driver = new DriverInstallation(stack, {
    handle: clusterHandle(importedCluster(stack)),
    spec: SPEC,
    identity: DriverIdentity.POD_IDENTITY,
  });
  const statements = () => resourceOf(stack, 'AWS::IAM::Role').Properties.Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);
  return { stack, driver, statements };
}

test('the role holds what is always needed, and no more, in itself: it is retained with the role', () => {
  const { stack, statements } = addon();
  expect(statements()).toEqual([
    {
      Sid: 'Look', Effect: 'Allow', Action: 'a:Look',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':a:eu-west-1:111122223333:training/*']] },
    },
    { Sid: 'KeepOut', Effect: 'Deny', Action: 'a:Erase', Resource: '*', Condition: { StringNotEquals: { 'aws:ResourceTag/cluster': 'training' } } },
  ]);
  expect(resourcesOf(stack, 'AWS::IAM::Policy')).toEqual([]);
});

test('the role has a path of the library, whatever its name', () => {
  expect(resourceOf(addon().stack, 'AWS::IAM::Role').Properties.Path).toBe('/cdk-eks-fsx/');
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

test.each<[string, RemovalPolicy[], string | undefined]>([
  ['by default', [], undefined],
  ['with what goes', [RemovalPolicy.DESTROY], undefined],
  ['with the one of several that stays', [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RemovalPolicy.DESTROY], 'RetainExceptOnCreate'],
  ['with the one that always stays', [RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE], 'Retain'],
])('retains the role as the storages that use it are, and never the association: %s', (_, policies, expected) => {
  const { stack, driver } = addon();
  policies.forEach(policy => driver.retain(policy));
  const policyOf = (type: string) => resourceOf(stack, type).DeletionPolicy;
  expect(policyOf('AWS::IAM::Role')).toBe(expected);
  expect(policyOf('AWS::EKS::PodIdentityAssociation')).toBeUndefined();
});
