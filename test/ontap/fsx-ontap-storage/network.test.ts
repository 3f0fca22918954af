import { Stack, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { OntapBackend, OntapManagedConfig, OntapNfsVersion, OntapSanType } from '../../../src';
import { MANIFEST, beforeOf, errorOf, idsIn, importedCluster, importedVpc, ownCluster, resourceOf, resourcesOf, testApp, testStack, warningsOf } from '../../support/fixture';
import { MULTI, ONTAP_FILE_SYSTEM, existingOntap, managedOntap, ownOntap, routedSubnets, routedVpc } from '../../support/ontap';

const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const GROUP = 'AWS::EC2::SecurityGroup';
const NODES = 'sg-0123456789abcdef0';
const THEIRS = 'sg-0fffffffffffffff0';
const ACKNOWLEDGE = { 'ontap/nodes-unprepared': 'the image has it', 'ontap/route-tables-untagged': 'tagged by the network team' };

const nfs = (nfsVersion: OntapNfsVersion) => OntapBackend.nas({ nfsVersion });
const nvme = OntapBackend.san({ sanType: OntapSanType.NVME, name: 'nvme' });
const NFS_3 = ['111', '635', '2049', '4045', '4046'].flatMap(port => [`tcp ${port}`, `udp ${port}`]).concat('udp 4049');

/** The ports that the nodes reach, in order. */
function portsOf(stack: Stack): string[] {
  const rules = resourcesOf(stack, INGRESS).filter(({ Properties }) => Properties.SourceSecurityGroupId === NODES);
  return rules.map(({ Properties: { IpProtocol, FromPort, ToPort } }) => `${IpProtocol} ${FromPort === ToPort ? FromPort : `${FromPort}-${ToPort}`}`).sort();
}

const group = (stack: Stack, id = 'Theirs') => ec2.SecurityGroup.fromSecurityGroupId(stack, id, THEIRS);

describe('nodes reach the management and the ports of the protocols in use, no others', () => {
  test.each<[string, OntapBackend[] | undefined, string[]]>([
    ['by default, NFS 4', undefined, ['tcp 2049']],
    ['NFS 4.0', [nfs(OntapNfsVersion.V4_0)], ['tcp 2049']],
    ['NFS 4.2', [nfs(OntapNfsVersion.V4_2)], ['tcp 2049']],
    ['NFS 3', [nfs(OntapNfsVersion.V3)], NFS_3],
    ['qtrees', [OntapBackend.nasEconomy()], ['tcp 2049']],
    ['FlexGroups', [OntapBackend.nasFlexgroup()], ['tcp 2049']],
    ['iSCSI', [OntapBackend.san()], ['tcp 3260']],
    ['LUNs that share volumes', [OntapBackend.sanEconomy()], ['tcp 3260']],
    ['NVMe', [nvme], ['tcp 4420', 'tcp 8009']],
    ['NFS 4 and iSCSI', [OntapBackend.nas(), OntapBackend.san()], ['tcp 2049', 'tcp 3260']],
    ['both NFS, each port once', [OntapBackend.nas(), OntapBackend.nas({ name: 'old', nfsVersion: OntapNfsVersion.V3 })], NFS_3],
    ['all at once', [OntapBackend.nas(), OntapBackend.san(), nvme], ['tcp 2049', 'tcp 3260', 'tcp 4420', 'tcp 8009']],
  ])('%s', (_, backends, expected) => {
    const stack = testStack();
    managedOntap(stack, {}, { backends, acknowledge: ACKNOWLEDGE });
    expect(portsOf(stack)).toEqual(['tcp 443', ...expected].sort());
    expect(resourcesOf(stack, INGRESS)).toHaveLength(expected.length + 1);
  });

  test('and the file system reaches nothing', () => {
    const stack = testStack();
    managedOntap(stack);
    expect(resourcesOf(stack, 'AWS::EC2::SecurityGroupEgress')).toEqual([]);
    const [{ Properties }] = resourcesOf(stack, GROUP);
    expect(Properties.SecurityGroupEgress.map(({ CidrIp }: any) => CidrIp)).toEqual(['255.255.255.255/32']);
  });
});

describe('the security group', () => {
  test('is the file system\'s own, and the only one', () => {
    const stack = testStack();
    managedOntap(stack);
    expect(resourceOf(stack, ONTAP_FILE_SYSTEM).Properties.SecurityGroupIds).toEqual([{ 'Fn::GetAtt': [resourceOf(stack, GROUP).id, 'GroupId'] }]);
  });

  test('has its rules before the file system and the backends', () => {
    const stack = testStack();
    managedOntap(stack);
    const rules = resourcesOf(stack, INGRESS).map(({ id }) => id);
    expect(resourceOf(stack, ONTAP_FILE_SYSTEM).DependsOn).toEqual(expect.arrayContaining(rules));
    const backends = resourcesOf(stack, MANIFEST).find(({ id }) => id.includes('Backends'))!;
    expect(backends.DependsOn).toEqual(expect.arrayContaining(rules));
  });

  test('keeps the rules for addresses as long as itself; those that name another group go', () => {
    const stack = testStack();
    const { connections } = managedOntap(stack);
    connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.8.0.0/16'));
    connections.allowDefaultPortFrom(new ec2.SecurityGroup(stack, 'Client', { vpc: importedVpc(stack, 'ClientVpc') }));
    const own = resourcesOf(stack, GROUP).find(({ id }) => id.startsWith('DataSecurityGroup'))!;
    expect(own.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(own.Properties.SecurityGroupIngress.map(({ CidrIp }: any) => CidrIp)).toEqual(['10.8.0.0/16']);
    const [others] = resourcesOf(stack, INGRESS).filter(({ id }) => /from.*Client/.test(id));
    expect([others.DeletionPolicy, others.UpdateReplacePolicy]).toEqual([undefined, undefined]);
  });

  test('describes itself in characters that EC2 takes', () => {
    const stack = testStack();
    managedOntap(stack, {}, {}, 'Gewichte für „Ü“ 数据');
    expect(resourceOf(stack, GROUP).Properties.GroupDescription).toMatch(/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
  });
});

describe('a group that already exists', () => {
  test('gets the rules, and is named by them alone', () => {
    const stack = testStack();
    existingOntap(stack, { securityGroup: group(stack) });
    expect(resourcesOf(stack, INGRESS).map(({ Properties }) => Properties.GroupId)).toEqual([THEIRS, THEIRS]);
    expect(resourcesOf(stack, GROUP)).toEqual([]);
  });

  test('is left alone when it is not handed over', () => {
    const stack = testStack();
    existingOntap(stack);
    expect(resourcesOf(stack).filter(({ Type }) => Type.startsWith('AWS::EC2'))).toEqual([]);
  });

  test('gets each port once, however many storages use it', () => {
    const stack = testStack();
    existingOntap(stack, { securityGroup: group(stack, 'First') }, {}, 'A');
    existingOntap(stack, { securityGroup: group(stack, 'Second') }, { backends: [OntapBackend.nas(), OntapBackend.san()], acknowledge: ACKNOWLEDGE }, 'B');
    expect(portsOf(stack)).toEqual(['tcp 2049', 'tcp 3260', 'tcp 443']);
    const rules = resourcesOf(stack, INGRESS).map(({ id }) => id);
    const second = resourcesOf(stack, MANIFEST).find(({ id }) => id.startsWith('BBackends'))!;
    expect(second.DependsOn).toEqual(expect.arrayContaining(rules));
  });

  test('has rules under ids that do not depend on which storage came first', () => {
    const ids = (order: string[]) => {
      const stack = testStack();
      const securityGroup = group(stack);
      order.forEach(id => existingOntap(stack, { securityGroup }, {}, id));
      return resourcesOf(stack, INGRESS).map(({ id }) => id).sort();
    };
    expect(ids(['A', 'B'])).toEqual(ids(['B', 'A']));
  });

  test('gets each port once from two stacks, of which the second waits for the first', () => {
    const app = testApp();
    const stacks = ['A', 'B'].map(id => testStack(app, id));
    stacks.forEach(stack => existingOntap(stack, { securityGroup: group(stack) }));
    app.synth();
    expect(stacks.map(portsOf)).toEqual([['tcp 2049', 'tcp 443'], []]);
    expect(stacks.map(({ dependencies }) => dependencies.map(({ node }) => node.id))).toEqual([[], ['A']]);
  });

  test('serves storages of two stacks whatever their order', () => {
    const app = testApp();
    const [a, b] = ['A', 'B'].map(id => testStack(app, id));
    const san = { backends: [OntapBackend.san()], acknowledge: ACKNOWLEDGE };
    existingOntap(a, { securityGroup: group(a) }, {}, 'Files');
    existingOntap(b, { securityGroup: group(b) }, san, 'Disks');
    expect(() => {
      existingOntap(a, { securityGroup: group(a, 'Again') }, san, 'MoreDisks');
      app.synth();
    }).not.toThrow();
    expect([a, b].flatMap(portsOf).sort()).toEqual(['tcp 2049', 'tcp 3260', 'tcp 443']);
  });
});

describe('further clients', () => {
  const client = (stack: Stack) => new ec2.SecurityGroup(stack, 'Client', { vpc: routedVpc(stack, 'ClientVpc') });
  const rulesFrom = (stack: Stack) => {
    const id = resourcesOf(stack, GROUP).find(({ Properties }) => /Client/.test(Properties.GroupDescription))!.id;
    const rules = resourcesOf(stack, INGRESS).filter(({ Properties }) => Properties.SourceSecurityGroupId['Fn::GetAtt']?.[0] === id);
    return rules.map(({ Properties }) => `${Properties.IpProtocol} ${Properties.FromPort}`).sort();
  };

  test('are let in as the nodes are: on the ports of the protocols, and to the management, because the controller may run on them', () => {
    const stack = testStack();
    managedOntap(stack, {}, { clients: [client(stack)] });
    expect(rulesFrom(stack)).toEqual(['tcp 2049', 'tcp 443']);
  });

  /** The rules of a stack that name the group of the client, on either side. */
  const rulesOfClient = (stack: Stack) => resourcesOf(stack)
    .filter(({ Type, id, Properties }) => /Security(GroupIngress|GroupEgress)$/.test(Type) && /Client/.test(`${id} ${JSON.stringify(Properties)}`))
    .map(({ id }) => id);
  const silent = (stack: Stack) => new ec2.SecurityGroup(stack, 'Client', { vpc: routedVpc(stack, 'ClientVpc'), allowAllOutbound: false });

  test('have their rules, in both groups, from before the file system and the backends until after them', () => {
    const stack = testStack();
    managedOntap(stack, {}, { clients: [silent(stack)] });
    const rules = rulesOfClient(stack);
    expect(rules).toHaveLength(4);
    const backends = resourcesOf(stack, MANIFEST).find(({ id }) => id.includes('Backends'))!;
    const after = [resourceOf(stack, ONTAP_FILE_SYSTEM).id, backends.id];
    after.forEach(id => expect([...beforeOf(stack, id)]).toEqual(expect.arrayContaining(rules)));
  });

  test('have their rules as long as backends on an existing file system', () => {
    const stack = testStack();
    const theirs = group(stack);
    existingOntap(stack, { securityGroup: theirs }, { clients: [silent(stack)] }, 'A');
    existingOntap(stack, { securityGroup: theirs }, { clients: [stack.node.findChild('Client') as ec2.SecurityGroup] }, 'B');
    const rules = rulesOfClient(stack);
    expect(rules).toHaveLength(4);
    const backends = resourcesOf(stack, MANIFEST).filter(({ id }) => id.includes('Backends'));
    expect(backends).toHaveLength(2);
    backends.forEach(({ id }) => expect([...beforeOf(stack, id)]).toEqual(expect.arrayContaining(rules)));
  });

  test('of another stack, which the rules in a group of that stack name, do not tie the stacks in a circle', () => {
    const app = testApp();
    const [network, storage] = ['Network', 'Storage'].map(id => testStack(app, id));
    existingOntap(storage, { securityGroup: group(network) }, { clients: [client(storage)] });
    expect(() => app.synth()).not.toThrow();
    expect(network.dependencies).toEqual([storage]);
  });

  test('that only mount are not let in to the management', () => {
    const stack = testStack();
    managedOntap(stack).connections.allowDefaultPortFrom(client(stack));
    expect(rulesFrom(stack)).toEqual(['tcp 2049']);
  });

  test('are let in by connections too, on UDP where the protocol has it', () => {
    const stack = testStack();
    managedOntap(stack, {}, { backends: [nfs(OntapNfsVersion.V3)] }).connections.allowDefaultPortFrom(client(stack));
    expect(rulesFrom(stack)).toEqual([...NFS_3].sort());
  });

  test('of another stack do not tie the stacks in a circle', () => {
    const app = testApp();
    const [platform, storage] = ['Platform', 'Storage'].map(id => testStack(app, id));
    managedOntap(storage, {}, { clients: [client(platform)] });
    app.synth();
    expect(storage.dependencies).toEqual([platform]);
  });

  test('of a file system whose group is not known are rejected', () => {
    const stack = testStack();
    expect(idsIn(errorOf(() => existingOntap(stack, {}, { clients: [client(stack)] })))).toEqual(['ontap/clients-without-group']);
  });
});

describe('subnets', () => {
  const stackWith = (config: Partial<OntapManagedConfig>) => {
    const stack = testStack();
    managedOntap(stack, config);
    return stack;
  };

  test('of a VPC of the app are its first private ones, each in a zone of its own, and the first is preferred', () => {
    const stack = testStack();
    ownOntap(stack);
    const subnets = resourcesOf(stack, 'AWS::EC2::Subnet').filter(({ Properties }) => !Properties.MapPublicIpOnLaunch);
    const { SubnetIds, OntapConfiguration } = resourceOf(stack, ONTAP_FILE_SYSTEM).Properties;
    expect(SubnetIds).toEqual(subnets.map(({ id }) => ({ Ref: id })));
    expect(OntapConfiguration.PreferredSubnetId).toEqual(SubnetIds[0]);
  });

  test('of an imported VPC must be pinned', () => {
    const message = errorOf(() => stackWith({ vpcSubnets: undefined }));
    expect(idsIn(message)).toEqual(['ontap/subnets-not-pinned']);
    expect(message).toContain('ec2.Subnet.fromSubnetAttributes(this, \'FileSystemSubnet\', { subnetId: \'subnet-…\', availabilityZone: \'…\', routeTableId: \'rtb-…\' })');
    expect(message).not.toContain('for example [vpc.privateSubnets[0]');
  });

  test('must be as many as the type has zones', () => {
    const stack = testStack();
    const [first, second] = routedSubnets(stack);
    expect(idsIn(errorOf(() => managedOntap(stack, { vpcSubnets: { subnets: [first, second] } })))).toEqual(['ontap/subnet-count']);
    expect(idsIn(errorOf(() => managedOntap(stack, { ...MULTI, vpcSubnets: { subnets: [first] } }, {}, 'One')))).toContain('ontap/subnet-count');
    expect(idsIn(errorOf(() => managedOntap(stack, { ...MULTI, vpcSubnets: { subnets: [] } }, {}, 'None')))).toContain('ontap/subnet-count');
    expect(idsIn(errorOf(() => managedOntap(stack, { ...MULTI, vpcSubnets: { subnets: [first, first] } }, {}, 'Twice')))).toContain('ontap/subnet-twice');
  });

  test('accept a selection in the VPC of the cluster', () => {
    const { PUBLIC, PRIVATE_WITH_EGRESS } = ec2.SubnetType;
    const stack = testStack();
    ownOntap(stack, { vpcSubnets: { subnetType: PUBLIC } });
    const open = resourcesOf(stack, 'AWS::EC2::Subnet').filter(({ Properties }) => Properties.MapPublicIpOnLaunch);
    expect(resourceOf(stack, ONTAP_FILE_SYSTEM).Properties.SubnetIds).toEqual(open.map(({ id }) => ({ Ref: id })));
    const other = testStack();
    const cluster = ownCluster(other);
    const [zone] = cluster.vpc.availabilityZones;
    const withOne = (vpcSubnets: ec2.SubnetSelection, id: string) => () =>
      ownOntap(other, { vpcSubnets }, { cluster }, id);
    expect(errorOf(withOne({ subnetType: PRIVATE_WITH_EGRESS, availabilityZones: [zone] }, 'One'))).toContain('MULTI_AZ_2 requires two subnets, got 1');
    expect(errorOf(withOne({ subnetGroupName: 'Absent' }, 'Absent'))).toContain('MULTI_AZ_2 requires two subnets, got 0');
  });

  test('reject properties of a selection that exclude each other', () => {
    const stack = testStack();
    const message = (vpcSubnets: any, id: string) => errorOf(() => managedOntap(stack, { vpcSubnets }, {}, id));
    expect(message({ subnets: routedSubnets(stack), onePerAz: true }, 'A')).toContain('vpcSubnets.onePerAz: has no effect on a list of subnets');
    expect(message({ subnetType: 'Private', subnetGroupName: 'a' }, 'B')).toContain('vpcSubnets.subnetGroupName: cannot be combined with subnetType');
    expect(message(routedSubnets(stack), 'C')).toContain('vpcSubnets');
    expect(idsIn(message({ subnetType: 'Private' }, 'D'))).toContain('ontap/subnets-not-pinned');
  });

  test('a selection by type requires the VPC of the cluster', () => {
    const stack = testStack();
    const cluster = eks.Cluster.fromClusterAttributes(stack, 'Bare', { clusterName: 'bare' });
    const message = errorOf(() =>
      managedOntap(stack, { vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }, { cluster }),
    );
    expect(idsIn(message)).toContain('ontap/cluster-vpc-missing');
    expect(idsIn(message)).not.toContain('ontap/subnet-count');
  });

  test('the preferred one is one of them', () => {
    const stack = testStack();
    const [first, second] = routedSubnets(stack);
    managedOntap(stack, { ...MULTI, preferredSubnet: second });
    expect(resourceOf(stack, ONTAP_FILE_SYSTEM).Properties.OntapConfiguration.PreferredSubnetId).toBe('subnet-0bbbbbbbbbbbbbbb0');
    const other = ec2.Subnet.fromSubnetId(stack, 'Other', 'subnet-0eeeeeeeeeeeeeee0');
    expect(idsIn(errorOf(() => managedOntap(stack, { ...MULTI, preferredSubnet: other }, {}, 'B')))).toEqual(['ontap/preferred-subnet']);
    expect(idsIn(errorOf(() => managedOntap(stack, { preferredSubnet: first }, {}, 'C')))).toEqual(['ontap/only-multi-az']);
  });

  test('of a VPC with one zone are too few for two', () => {
    const stack = testStack();
    const cluster = ownCluster(stack, { vpc: new ec2.Vpc(stack, 'OneZone', { maxAzs: 1, natGateways: 1 }) });
    expect(idsIn(errorOf(() => ownOntap(stack, {}, { cluster })))).toContain('ontap/subnets-missing');
  });
});

describe('route tables', () => {
  test('of all subnets of the VPC, public ones too, are handed over and tagged for FSx', () => {
    const stack = testStack();
    ownOntap(stack);
    const tables = resourcesOf(stack, 'AWS::EC2::RouteTable');
    const { RouteTableIds } = resourceOf(stack, ONTAP_FILE_SYSTEM).Properties.OntapConfiguration;
    expect(tables).toHaveLength(4);
    expect(RouteTableIds.map(({ Ref }: any) => Ref).sort()).toEqual(tables.map(({ id }) => id).sort());
    tables.forEach(({ Properties }) => expect(Properties.Tags).toContainEqual({ Key: 'AmazonFSx', Value: 'ManagedByAmazonFSx' }));
    expect(warningsOf(stack)).toEqual([]);
  });

  const tagged = (stack: Stack) => resourcesOf(stack, 'AWS::EC2::RouteTable')
    .filter(({ Properties }) => Properties.Tags.some(({ Key, Value }: any) => Key === 'AmazonFSx' && Value === 'ManagedByAmazonFSx')).map(({ id }) => id);

  test.each([['the same stack', ['Storage']], ['another stack', ['Platform', 'Storage']]])('that the user names and this app makes, in %s, are tagged', (_, stacks) => {
    const app = testApp();
    const [platform, storage = platform] = stacks.map(id => testStack(app, id));
    const cluster = ownCluster(platform);
    const [first, second] = cluster.vpc.privateSubnets;
    ownOntap(storage, { routeTableIds: [first, second].map(({ routeTable }) => routeTable.routeTableId) }, { cluster });
    app.synth();
    expect(warningsOf(storage)).toEqual([]);
    expect(tagged(platform)).toEqual(
      [first, second].map(({ routeTable }) => platform.resolve(routeTable.routeTableId).Ref),
    );
  });

  test('of this app are tagged, and the others warned of', () => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    const [{ routeTable: { routeTableId } }] = cluster.vpc.privateSubnets;
    ownOntap(stack, { routeTableIds: [routeTableId, 'rtb-0eeeeeeeeeeeeeee0'] }, { cluster });
    expect(warningsOf(stack)).toEqual(['ontap/route-tables-untagged']);
    expect(tagged(stack)).toEqual([stack.resolve(routeTableId).Ref]);
  });

  test('of another stack are tagged there', () => {
    const app = testApp();
    const [platform, storage] = ['Platform', 'Storage'].map(id => testStack(app, id));
    ownOntap(storage, {}, { cluster: ownCluster(platform) });
    app.synth();
    const tags = resourcesOf(platform, 'AWS::EC2::RouteTable').flatMap(({ Properties }) => Properties.Tags);
    expect(tags.filter(({ Key }) => Key === 'AmazonFSx')).toHaveLength(4);
  });

  test('are not tagged for a file system in one zone, which needs none', () => {
    const stack = testStack();
    ownOntap(stack, { deploymentType: 'SINGLE_AZ_2' as any });
    const tags = resourcesOf(stack, 'AWS::EC2::RouteTable').flatMap(({ Properties }) => Properties.Tags);
    expect(tags.filter(({ Key }) => Key === 'AmazonFSx')).toEqual([]);
  });

  test('that are imported are handed over once each, and warned of, because nobody here can tag them', () => {
    const stack = testStack();
    managedOntap(stack, MULTI);
    expect(resourceOf(stack, ONTAP_FILE_SYSTEM).Properties.OntapConfiguration.RouteTableIds).toEqual([
      'rtb-0aaaaaaaaaaaaaaa0', 'rtb-0bbbbbbbbbbbbbbb0', 'rtb-0ccccccccccccccc0',
    ]);
    expect(warningsOf(stack)).toEqual(['ontap/route-tables-untagged']);
  });

  test('that are not known are an error that names the subnets', () => {
    const stack = testStack();
    const cluster = importedCluster(stack);
    const message = errorOf(() => managedOntap(stack, MULTI, { cluster }));
    expect(idsIn(message)).toEqual(['ontap/route-table-unknown']);
    expect(message).toContain('subnet-0aaaaaaaaaaaaaaa0 and subnet-0bbbbbbbbbbbbbbb0');
  });

  test('that the user names are taken as they are', () => {
    const stack = testStack();
    managedOntap(stack, { ...MULTI, routeTableIds: ['rtb-0eeeeeeeeeeeeeee0'] }, { cluster: importedCluster(stack), acknowledge: { ...ACKNOWLEDGE } });
    expect(resourceOf(stack, ONTAP_FILE_SYSTEM).Properties.OntapConfiguration.RouteTableIds).toEqual(['rtb-0eeeeeeeeeeeeeee0']);
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each<[string, Partial<OntapManagedConfig>, string]>([
    ['for one zone', { routeTableIds: ['rtb-0eeeeeeeeeeeeeee0'] }, 'ontap/only-multi-az'],
    ['above 50', { ...MULTI, routeTableIds: Array.from({ length: 51 }, (_, index) => `rtb-${10000000 + index}`) }, 'ontap/route-tables-too-many'],
  ])('%s are rejected', (_, config, id) => {
    expect(idsIn(errorOf(() => managedOntap(testStack(), config)))).toContain(id);
  });

  test('none at all are rejected, for no node would find the file system', () => {
    expect(idsIn(errorOf(() => managedOntap(testStack(), { ...MULTI, routeTableIds: [] })))).not.toEqual([]);
  });
});

test.each<[string, string]>([
  ['10.0.0.0/16', 'ontap/endpoint-range-overlaps'],
  ['10.0.3.128/25', 'ontap/endpoint-range-overlaps'],
  ['198.19.255.0', 'ontap/endpoint-range-format'],
])('addresses in %s are rejected: %s', (endpointIpAddressRange, id) => {
  expect(idsIn(errorOf(() => managedOntap(testStack(), { ...MULTI, endpointIpAddressRange })))).toEqual([id]);
});
