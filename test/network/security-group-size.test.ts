import { App, Size, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import {
  LustreDeploymentType, LustreMetadataMode, LustreProvisioning, OntapBackend, OntapNfsVersion, OntapSanType,
} from '../../src';
import { closedGroup } from '../../src/network/closed-group';
import { errorOf, idsIn, importedCluster, importedVpc, managedOn, ownCluster, resourceOf, resourcesOf, storageOn, testApp, testStack } from '../support/fixture';
import { existingOntap, managedOntap } from '../support/ontap';

const ACKNOWLEDGE = { 'ontap/nodes-unprepared': 'the image has it' };
const ALL_PROTOCOLS = [OntapBackend.nas({ nfsVersion: OntapNfsVersion.V3 }), OntapBackend.san(), OntapBackend.san({ sanType: OntapSanType.NVME, name: 'nvme' })];
/** Of the management, NFS 3, iSCSI and NVMe. */
const PORTS = 1 + 11 + 1 + 2;

const appOf = (stack: Stack) => stack.node.root as App;
const addresses = (count: number) => Array.from({ length: count }, (_, index) => ec2.Peer.ipv4(`10.9.${index}.0/24`));
const group = (stack: Stack, id: string) => ec2.SecurityGroup.fromSecurityGroupId(stack, `Client${id}`, `sg-${id.padStart(17, '0')}`);

/** What synthesis says: the ids of the rules, and the whole text. */
function problemsOf(stack: Stack): { readonly ids: string[]; readonly text: string } {
  try {
    appOf(stack).synth();
    return { ids: [], text: '' };
  } catch (error) {
    const text = (error as Error).message;
    return { ids: idsIn(text), text };
  }
}

describe('the group of an ONTAP file system', () => {
  test.each([[3, 0], [4, 1], [5, 1]])('with all protocols and %i clients', (count, problems) => {
    const stack = testStack();
    managedOntap(stack, {}, { backends: ALL_PROTOCOLS, acknowledge: ACKNOWLEDGE, clients: Array.from({ length: count }, (_, index) => group(stack, `${index}`)) });
    const { ids, text } = problemsOf(stack);
    expect(ids).toEqual(Array(problems).fill('ontap/security-group-rules'));
    expect(text).toContain(problems === 0 ? '' : `the security group 'Storage/Data/SecurityGroup' would have ${PORTS * (count + 1)} inbound rules;`);
  });

  test.each([[58, 0], [59, 1]])('with two ports for the nodes and %i clients that are allowed later', (count, problems) => {
    const stack = testStack();
    const { connections } = managedOntap(stack); // 443 and 2049
    addresses(count).forEach(peer => connections.allowFrom(peer, ec2.Port.tcp(2049)));
    const { ids, text } = problemsOf(stack);
    expect(ids).toEqual(Array(problems).fill('ontap/security-group-rules'));
    expect(text).toContain(problems === 0 ? '' : 'would have 61 inbound rules; the default quota is 60 inbound and 60 outbound rules for each security group');
  });

  test('rules for IPv6 have a quota of their own', () => {
    const stack = testStack();
    const { connections } = managedOntap(stack);
    addresses(58).forEach(peer => connections.allowFrom(peer, ec2.Port.tcp(2049)));
    Array.from({ length: 58 }, (_, index) => connections.allowFrom(ec2.Peer.ipv6(`fd00:${index}::/32`), ec2.Port.tcp(2049)));
    expect(problemsOf(stack).ids).toEqual([]);
  });

  test.each([[58, 0], [59, 1]])('a prefix list counts as its %i entries', (maxEntries, problems) => {
    const stack = testStack();
    const { connections } = managedOntap(stack);
    const list = new ec2.PrefixList(stack, 'Offices', { maxEntries });
    connections.allowFrom(ec2.Peer.prefixList(list.prefixListId), ec2.Port.tcp(2049));
    expect(problemsOf(stack).ids).toHaveLength(problems);
  });

  test('a higher quota is acknowledged', () => {
    const stack = testStack();
    const { connections } = managedOntap(stack, {}, { acknowledge: { 'ontap/security-group-rules': 'the quota is 120' } });
    addresses(90).forEach(peer => connections.allowFrom(peer, ec2.Port.tcp(2049)));
    expect(problemsOf(stack).ids).toEqual([]);
  });

  test('an existing group counts with what this app writes into it, from any stack', () => {
    const app = testApp();
    const network = testStack(app, 'Network');
    const theirs = new ec2.SecurityGroup(network, 'Theirs', { vpc: importedVpc(network) });
    addresses(59).forEach(peer => theirs.addIngressRule(peer, ec2.Port.tcp(2049)));
    const stack = testStack(app);
    existingOntap(stack, { securityGroup: theirs }); // 443 and 2049 for the nodes
    expect(problemsOf(stack).text).toContain('the security group \'Network/Theirs\' would have 61 inbound rules;');
  });
});

describe('the groups of Lustre file systems', () => {
  test.each([[30, 0], [31, 1]])('with %i clients on two ports', (count, problems) => {
    const stack = testStack();
    const { connections } = managedOn(stack);
    addresses(count).forEach(peer => [988, 1018].forEach(port => connections.allowFrom(peer, ec2.Port.tcp(port))));
    const { ids, text } = problemsOf(stack);
    expect(ids).toEqual(Array(problems).fill('lustre/security-group-rules'));
    expect(text).toContain(problems === 0 ? '' : 'the security group \'Storage/Data/SecurityGroup\' would have 62 inbound rules;');
  });

  test.each([[59, 0], [60, 1]])('outbound rules count, too: those to %i clients, and the one that matches nothing', (count, problems) => {
    const stack = testStack();
    const { connections } = managedOn(stack);
    addresses(count).forEach(peer => connections.allowTo(peer, ec2.Port.tcp(988)));
    const { ids, text } = problemsOf(stack);
    expect(ids).toHaveLength(problems);
    expect(text).toContain(problems === 0 ? '' : 'would have 61 outbound rules;');
  });

  test.each([[30, 0], [31, 1]])('a client that %i file systems call back', (count, problems) => {
    const stack = testStack();
    const client = new ec2.SecurityGroup(stack, 'Client', { vpc: importedVpc(stack, 'ClientVpc') });
    for (let index = 0; index < count; index++) {
      managedOn(stack, {}, { clients: [client], claim: { name: `data-${index}` } }, `Data${index}`);
    }
    const { ids, text } = problemsOf(stack);
    expect(ids).toHaveLength(problems);
    expect(text).toContain(problems === 0 ? '' : `the security group 'Storage/Client' would have ${2 * count} inbound rules;`);
  });
});

describe('the group of the nodes', () => {
  /** Each has an inbound rule in it, beside two that the file systems share and one of EKS, and an outbound rule beside two of EKS. */
  function efaStorages(stack: Stack, count: number, acknowledge?: { [id: string]: string }) {
    const cluster = importedCluster(stack);
    const provisioning = LustreProvisioning.managed({
      deploymentType: LustreDeploymentType.PERSISTENT_2,
      perUnitStorageThroughput: 1000,
      capacity: Size.gibibytes(4800),
      efaEnabled: true,
      metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC },
      subnet: cluster.vpc.privateSubnets[0],
    });
    for (let index = 0; index < count; index++) {
      storageOn(stack, { cluster, acknowledge, provisioning }, `Data${index}`);
    }
  }

  test.each([[57, undefined], [58, '61 inbound rules'], [62, '65 inbound rules and 64 outbound rules']])('with %i file systems that use EFA, reported once', (count, rules) => {
    const stack = testStack();
    efaStorages(stack, count);
    const { ids, text } = problemsOf(stack);
    expect(ids).toEqual(rules === undefined ? [] : ['lustre/security-group-rules']);
    expect(text).toContain(rules === undefined ? '' : `the security group of the nodes of 'Storage/Cluster' would have ${rules};`);
  });

  test('is acknowledged on the storages', () => {
    const stack = testStack();
    efaStorages(stack, 62, { 'lustre/security-group-rules': 'the quota is 120' });
    expect(problemsOf(stack).ids).toEqual([]);
  });

  test('of a cluster of another stack of the app', () => {
    const app = testApp();
    const cluster = ownCluster(testStack(app, 'Platform'));
    addresses(58).forEach(peer => cluster.clusterSecurityGroup.addIngressRule(peer, ec2.Port.tcp(22)));
    const stack = testStack(app);
    managedOn(stack, {}, { cluster, acknowledge: { 'lustre/nodes-in-other-zones': 'x' } });
    expect(problemsOf(stack).text).toContain('the security group of the nodes of \'Platform/Cluster\' would have 61 inbound rules;');
  });

  test('is left alone where this library writes no rule into it', () => {
    const stack = testStack();
    const cluster = importedCluster(stack);
    const nodes = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Nodes', cluster.clusterSecurityGroupId);
    addresses(70).forEach(peer => nodes.addIngressRule(peer, ec2.Port.tcp(22)));
    managedOntap(stack, {}, { cluster });
    expect(problemsOf(stack).ids).toEqual([]);
  });
});

test('a second synthesis says the same', () => {
  const stack = testStack();
  const { connections } = managedOntap(stack);
  addresses(90).forEach(peer => connections.allowFrom(peer, ec2.Port.tcp(2049)));
  expect([1, 2].map(() => idsIn(errorOf(() => appOf(stack).synth())))).toEqual([['ontap/security-group-rules'], ['ontap/security-group-rules']]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
test.each([[255, 255], [256, 255], [900, 255]])('of a description of %i characters, EC2 gets %i', (length, expected) => {
  const stack = testStack();
  closedGroup(stack, 'Group', importedVpc(stack), 'x'.repeat(length));
  expect(resourceOf(stack, 'AWS::EC2::SecurityGroup').Properties.GroupDescription).toBe('x'.repeat(expected));
});

test('groups of file systems deep in the tree have descriptions that EC2 takes', () => {
  const stack = testStack();
  managedOntap(stack, {}, {}, 'D'.repeat(240));
  managedOn(stack, {}, {}, 'L'.repeat(240));
  const descriptions: string[] = resourcesOf(stack, 'AWS::EC2::SecurityGroup').map(({ Properties }) => Properties.GroupDescription);
  expect(descriptions.filter(text => /D{200}|L{200}/.test(text)).map(text => text.length)).toEqual([255, 255]);
});
