import { RemovalPolicy, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Ports, SharedClientSecurityGroup } from '../../src/network/shared-client-security-group';
import { beforeOf, importedVpc, resourcesOf, testStack } from '../support/fixture';

const PORTS = [{ from: 1, to: 2 }];
const ownVpc = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0 });

function groupWith(ports: Ports, durable = true, vpcOf: (stack: Stack) => ec2.IVpc = importedVpc) {
  const stack = testStack();
  const group = new SharedClientSecurityGroup(stack, 'Clients', { vpc: vpcOf(stack), nodeSecurityGroupId: 'sg-0123456789abcdef0', ports, purpose: 'Test', durable });
  const rules = () => resourcesOf(stack).filter(({ Type }) => /gress$/.test(Type));
  return { stack, group, rules, all: () => [...resourcesOf(stack, 'AWS::EC2::SecurityGroup'), ...rules()] };
}

test.each<[Ports, object[]]>([
  [[{ from: 2049, to: 2049 }], [{ IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049 }]],
  [[{ from: 1, to: 2 }, { from: 5, to: 9 }], [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 2 }, { IpProtocol: 'tcp', FromPort: 5, ToPort: 9 }]],
  ['all', [{ IpProtocol: '-1' }]],
])('has five rules for each range of %j: itself and the nodes both ways, and calls back', (ports, ranges) => {
  const { stack, rules, group } = groupWith(ports);
  const found = rules().map(
    ({ Properties: { GroupId, SourceSecurityGroupId, DestinationSecurityGroupId, Description, ...range } }) => range,
  );
  expect(found).toHaveLength(5 * ranges.length);
  ranges.forEach(range =>
    expect(found.filter(other => JSON.stringify(other, Object.keys(range)) === JSON.stringify(range))).toHaveLength(5),
  );
  const last = stack.getLogicalId(group.lastRule);
  expect([...beforeOf(stack, stack.resolve(last))].filter(id => /In|Out|Callbacks/.test(id))).toHaveLength(found.length - 1);
});

describe('the group and all of its rules', () => {
  const policiesOf = ({ all }: ReturnType<typeof groupWith>) => {
    const found = all().map(({ DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }) => `${DeletionPolicy} ${UpdateReplacePolicy}`);
    expect(found).toHaveLength(6);
    return [...new Set(found)];
  };

  test.each<[string, boolean, (stack: Stack) => ec2.IVpc, string]>([
    ['durable, in a VPC of the app: go, but a replaced one stays', true, ownVpc, 'Delete Retain'],
    ['durable, in another VPC: stay', true, importedVpc, 'RetainExceptOnCreate Retain'],
    ['disposable, in a VPC of the app: go', false, ownVpc, 'Delete Delete'],
    ['disposable, in another VPC: go', false, importedVpc, 'Delete Delete'],
  ])('have one policy: %s', (_, durable, vpcOf, expected) => {
    expect(policiesOf(groupWith(PORTS, durable, vpcOf))).toEqual([expected]);
  });

  test.each<[string, RemovalPolicy[], string]>([
    ['of one', [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE], 'RetainExceptOnCreate Retain'],
    ['of the first', [RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RemovalPolicy.DESTROY], 'Retain Retain'],
    ['of the last', [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RemovalPolicy.RETAIN], 'Retain Retain'],
  ])('are retained by the policy that retains most: %s', (_, policies, expected) => {
    for (const durable of [true, false]) {
      const made = groupWith(PORTS, durable, ownVpc);
      policies.forEach(policy => made.group.retain(policy));
      expect(policiesOf(made)).toEqual([expected]);
    }
  });
});
