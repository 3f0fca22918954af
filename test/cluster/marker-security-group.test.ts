import { RemovalPolicy } from 'aws-cdk-lib';
import { MarkerSecurityGroup, Ports } from '../../src/cluster/marker-security-group';
import { beforeOf, importedVpc, resourcesOf, testStack } from '../support/fixture';

function markerWith(ports: Ports) {
  const stack = testStack();
  const marker = new MarkerSecurityGroup(stack, 'Marker', { vpc: importedVpc(stack), nodeSecurityGroupId: 'sg-0123456789abcdef0', ports, purpose: 'Test' });
  return { stack, marker, rules: () => resourcesOf(stack).filter(({ Type }) => /gress$/.test(Type)) };
}

test.each<[Ports, object[]]>([
  [[{ from: 2049, to: 2049 }], [{ IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049 }]],
  [[{ from: 1, to: 2 }, { from: 5, to: 9 }], [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 2 }, { IpProtocol: 'tcp', FromPort: 5, ToPort: 9 }]],
  ['all', [{ IpProtocol: '-1' }]],
])('has five rules for each range of %j: itself and the nodes both ways, and calls back', (ports, ranges) => {
  const { stack, rules, marker } = markerWith(ports);
  const found = rules().map(({ Properties: { GroupId, SourceSecurityGroupId, DestinationSecurityGroupId, Description, ...range } }) => range);
  expect(found).toHaveLength(5 * ranges.length);
  ranges.forEach(range => expect(found.filter(other => JSON.stringify(other, Object.keys(range)) === JSON.stringify(range))).toHaveLength(5));
  const last = stack.getLogicalId(marker.lastRule);
  expect([...beforeOf(stack, stack.resolve(last))].filter(id => /In|Out|Callbacks/.test(id))).toHaveLength(found.length - 1);
});

test.each([[true, 5], [false, 2]])('keeps its own rules with the group; those with the nodes: %s', (withNodes, kept) => {
  const { stack, marker, rules } = markerWith([{ from: 1, to: 2 }]);
  marker.retain(RemovalPolicy.RETAIN, withNodes);
  expect(rules().filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toHaveLength(kept);
  expect(resourcesOf(stack, 'AWS::EC2::SecurityGroup')[0].DeletionPolicy).toBe('Retain');
});
