import { RemovalPolicy, Size, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { DataRepository, LustreDeploymentType, LustreMetadataMode, LustreProvisioning } from '../../../src';
import { MANIFEST, TemplateResource, beforeOf, existingOn, importedVpc, managedOn, ownCluster, resourceOf, resourcesOf, storageOn, testApp, testStack } from '../../support/fixture';

const GROUP = 'AWS::EC2::SecurityGroup';
const NODES = 'sg-0123456789abcdef0';
const EFA = {
  perUnitStorageThroughput: 1000,
  capacity: Size.gibibytes(4800),
  efaEnabled: true,
  metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC },
};
const LUSTRE = ['tcp 988-988', 'tcp 1018-1023'];

/** What a group is called in these tests: the groups of a stack by what they are for, others by their id. */
function nameOf(stack: Stack, group: any): string {
  const id = group['Fn::GetAtt']?.[0] ?? group;
  const own = resourcesOf(stack, GROUP).find(resource => resource.id === id);
  const [name] = [['shared', 'of this cluster'], ['own', 'Lustre file system']].find(([, expected]) => own?.Properties.GroupDescription.includes(expected)) ?? [id];
  return name;
}

/** Every rule of a stack, as `group <- peer ports`, those within groups included. */
function rulesOf(stack: Stack): string[] {
  const rules = resourcesOf(stack).flatMap(({ Type, Properties }) => {
    switch (Type) {
      case 'AWS::EC2::SecurityGroupIngress':
      case 'AWS::EC2::SecurityGroupEgress':
        return [{ group: Properties.GroupId, ...Properties }];
      default:
        return [];
    }
  });
  const inline = resourcesOf(stack, GROUP).flatMap(({ id, Properties }) => {
    return [...(Properties.SecurityGroupIngress ?? []), ...(Properties.SecurityGroupEgress ?? [])].map(rule => ({
      group: id,
      ...rule,
    }));
  });
  return [...rules, ...inline].map(({ group, ...rule }) => {
    const [sign, peer] = rule.SourceSecurityGroupId ? ['<-', rule.SourceSecurityGroupId] : ['->', rule.DestinationSecurityGroupId ?? rule.CidrIp];
    const ports = rule.IpProtocol === '-1' ? 'all' : `${rule.IpProtocol} ${rule.FromPort}-${rule.ToPort}`;
    return `${nameOf(stack, group)} ${sign} ${nameOf(stack, peer)} ${ports}`;
  }).sort();
}

const both = (a: string, b: string, ports: string[]) => ports.flatMap(port => [`${a} <- ${b} ${port}`, `${a} -> ${b} ${port}`]);
const SHARED_RULES = [...both('shared', 'shared', LUSTRE), ...both('shared', NODES, LUSTRE), ...LUSTRE.map(ports => `${NODES} <- shared ${ports}`)];
/** What the CDK writes into a group that lets nothing out: a rule that nothing matches. */
const NOTHING_OUT = ['shared', 'own'].map(group => `${group} -> 255.255.255.255/32 icmp 252-86`);

test('the ports of Lustre are open between file systems and nodes in all directions, and nothing else', () => {
  const stack = testStack();
  managedOn(stack);
  expect(rulesOf(stack)).toEqual([...SHARED_RULES, ...NOTHING_OUT].sort());
});

test('dynamic file systems have the same rules', () => {
  const stack = testStack();
  storageOn(stack);
  expect(rulesOf(stack)).toEqual([...SHARED_RULES, ...NOTHING_OUT].sort());
});

test('a managed file system carries its own group first, then the shared one', () => {
  const stack = testStack();
  managedOn(stack);
  const groups = resourceOf(stack, 'AWS::FSx::FileSystem').Properties.SecurityGroupIds;
  expect(groups.map((group: any) => nameOf(stack, group))).toEqual(['own', 'shared']);
});

test('file system and manifests come after the rules, which FSx checks', () => {
  const stack = testStack();
  managedOn(stack);
  const rules = resourcesOf(stack).filter(({ Type }) => /SecurityGroup(In|E)gress$/.test(Type)).map(({ id }) => id);
  expect(rules).toHaveLength(SHARED_RULES.length);
  const fileSystem = resourceOf(stack, 'AWS::FSx::FileSystem');
  expect([...beforeOf(stack, fileSystem.id)]).toEqual(expect.arrayContaining(rules));
  expect(fileSystem.DependsOn).toHaveLength(1); // the last rule, which comes after the others
  expect(JSON.stringify(resourceOf(stack, MANIFEST).Properties)).toContain(`{"Ref":"${fileSystem.id}"}`);
});

test.each<[string, (stack: Stack) => unknown]>([
  ['the driver', stack => storageOn(stack, { claim: { name: 'data', size: Size.gibibytes(1200) } })],
  ['somebody', stack => existingOn(stack, { securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Given', 'sg-0fffffffffffffff0') })],
])('where %s makes the file system, manifests wait for the rules themselves', (_, make) => {
  const stack = testStack();
  make(stack);
  const rules = resourcesOf(stack).filter(({ Type }) => /SecurityGroup(In|E)gress$/.test(Type)).map(({ id }) => id);
  expect(rules.length).toBeGreaterThan(0);
  expect([...beforeOf(stack, resourceOf(stack, MANIFEST).id)]).toEqual(expect.arrayContaining(rules));
});

// EFA is not covered by rules that name addresses, such as the outbound rule of the nodes that allows 0.0.0.0/0:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa-start.html#efa-start-security
test('EFA opens all traffic of the one group, not of the shared one, in both directions on both sides', () => {
  const stack = testStack();
  managedOn(stack, EFA);
  expect(rulesOf(stack)).toEqual([
    ...SHARED_RULES, ...NOTHING_OUT, ...both('own', 'own', ['all']), ...both('own', NODES, ['all']), ...both(NODES, 'own', ['all']),
  ].sort());
});

describe('further clients', () => {
  const client = (stack: Stack, allowAllOutbound: boolean, vpc: ec2.IVpc = importedVpc(stack, 'ClientVpc')) => {
    return new ec2.SecurityGroup(stack, 'Client', { vpc, allowAllOutbound });
  };
  const withoutShared = (stack: Stack) => rulesOf(stack).filter(rule => !SHARED_RULES.includes(rule) && !rule.includes('/32'));

  test.each<[string, (stack: Stack, group: ec2.ISecurityGroup) => unknown]>([
    ['by connections', (stack, group) => managedOn(stack).connections.allowDefaultPortFrom(group)],
    ['by connections, the other way round', (stack, group) => managedOn(stack).connections.allowDefaultPortTo(group)],
    ['by the prop', (stack, group) => managedOn(stack, {}, { clients: [group] })],
  ])('are let in on both ranges and called back, %s', (_, make) => {
    const stack = testStack();
    make(stack, client(stack, false));
    const id = resourcesOf(stack, GROUP).find(({ Properties }) => /Client/.test(Properties.GroupDescription))!.id;
    expect(withoutShared(stack)).toEqual([...both('own', id, LUSTRE), ...both(id, 'own', LUSTRE)].sort());
  });

  test.each<[string, RemovalPolicy | undefined, string | undefined]>([
    ['stay with a file system that stays', undefined, 'RetainExceptOnCreate'],
    ['stay with a file system that is kept from the first', RemovalPolicy.RETAIN, 'Retain'],
    ['go with a file system that goes', RemovalPolicy.DESTROY, undefined],
  ])('by their addresses %s; by a group of their own they go', (_, removalPolicy, expected) => {
    const stack = testStack();
    const { connections } = managedOn(stack, { removalPolicy });
    connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.8.0.0/16'));
    connections.allowDefaultPortFrom(ec2.Peer.ipv6('2001:db8::/32'));
    connections.allowDefaultPortFrom(client(stack, false));
    const written = resourcesOf(stack).filter(({ id, Type }) => id.startsWith('DataSecurityGroupImported') && /gress$/.test(Type));
    const isForAddresses = ({ Properties: { CidrIp, CidrIpv6 } }: TemplateResource) =>
      (CidrIp ?? CidrIpv6) !== undefined;
    const [addresses, groups] = [written.filter(isForAddresses), written.filter(rule => !isForAddresses(rule))];
    expect([addresses.length, groups.length]).toEqual([8, 4]);
    expect(new Set(addresses.map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(new Set([expected]));
    expect(new Set(groups.map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(new Set([undefined]));
  });

  test('reach the file system until it is deleted', () => {
    const stack = testStack();
    managedOn(stack, {}, { clients: [client(stack, false)] });
    const rules = resourcesOf(stack).filter(({ id, Type }) => /^(DataSecurityGroupImported|Client)/.test(id) && /gress$/.test(Type)).map(({ id }) => id);
    expect(rules).toHaveLength(8);
    expect([...beforeOf(stack, resourceOf(stack, 'AWS::FSx::FileSystem').id)]).toEqual(expect.arrayContaining(rules));
  });

  test.each<[string, (stack: Stack, group: ec2.ISecurityGroup, clients: ec2.ISecurityGroup[]) => unknown]>([
    ['existing file system', (stack, securityGroup, clients) => existingOn(stack, { securityGroup }, { clients })],
    ['dynamic file systems', (stack, securityGroup, clients) => storageOn(stack, {
      clients, claim: { name: 'data', size: Size.gibibytes(1200) },
      provisioning: LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2, subnet: importedVpc(stack, 'SubnetVpc').privateSubnets[0], securityGroup }),
    })],
  ])('reach %s with a given group as long as there are claims', (_, make) => {
    const stack = testStack();
    make(stack, ec2.SecurityGroup.fromSecurityGroupId(stack, 'Given', 'sg-0fffffffffffffff0', { allowAllOutbound: false }), [client(stack, false)]);
    const rules = resourcesOf(stack).filter(({ id, Type }) => /^(Given|Client)/.test(id) && /gress$/.test(Type)).map(({ id }) => id);
    expect(rules).toHaveLength(8);
    expect([...beforeOf(stack, resourceOf(stack, MANIFEST).id)]).toEqual(expect.arrayContaining(rules));
  });

  test('of another stack, which is deployed before', () => {
    const app = testApp();
    const [platform, storage] = ['Platform', 'Storage'].map(id => testStack(app, id));
    managedOn(storage, {}, { clients: [client(platform, false)] });
    app.synth();
    expect(storage.dependencies).toEqual([platform]);
    expect(withoutShared(storage)).toHaveLength(8);
  });
});

test('rules between the shared security group and nodes are written once for all storages', () => {
  const stack = testStack();
  ['A', 'B', 'C'].forEach(id => managedOn(stack, {}, {}, id));
  expect(rulesOf(stack).filter(rule => !rule.includes('/32'))).toEqual([...SHARED_RULES].sort());
});

test('a further managed volume costs four resources', () => {
  const types = (ids: string[]) => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    ids.forEach(id => {
      const dataRepositories = [DataRepository.fromPath(`s3://data/${id}`)];
      managedOn(stack, { dataRepositories }, { cluster, driver: undefined }, id);
    });
    return resourcesOf(stack).map(({ Type }) => Type);
  };
  const further = types(['A', 'B']);
  types(['A']).forEach(type => further.splice(further.indexOf(type), 1));
  expect(further.sort()).toEqual([GROUP, 'AWS::FSx::DataRepositoryAssociation', 'AWS::FSx::FileSystem', MANIFEST].sort());
});
