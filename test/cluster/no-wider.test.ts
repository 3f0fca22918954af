import * as fc from 'fast-check';
import { OntapNfsVersion, OntapSanType } from '../../src';
import ontapPorts from '../cases/ontap-ports.json';
import { storageOf } from '../conformance/cloudformation/storages';
import { GeneratedBackend, generatedStorages, makeOntapStorage } from '../conformance/support/ontap-storages';
import { dynamic, managed } from '../oracle/configurations';
import { verdictOn } from '../oracle/verdict';
import { TemplateResource, importedCluster, resourcesOf, testStack } from '../support/fixture';
import { routedCluster } from '../support/ontap';

const SEED = 20261121;
const NODES = 'sg-0123456789abcdef0';
/** https://docs.aws.amazon.com/fsx/latest/LustreGuide/limit-access-security-groups.html */
const LUSTRE = ['tcp 988-988', 'tcp 1018-1023'];

const isRule = ({ Type }: TemplateResource) => /SecurityGroup(In|E)gress$/.test(Type);
const portsOf = ({ Properties: { IpProtocol, FromPort, ToPort } }: TemplateResource) => IpProtocol === '-1' ? 'all' : `${IpProtocol} ${FromPort}-${ToPort}`;

/** What a rule names beside ports; a range of addresses or a list of prefixes would be among it. */
function peersOf({ Properties }: TemplateResource): string[] {
  const { IpProtocol: _a, FromPort: _b, ToPort: _c, Description: _d, ...named } = Properties;
  return Object.keys(named).sort();
}

/** Rules stand alone: a group has none in itself but that which shuts its egress. */
function expectGroupsOnly(resources: readonly TemplateResource[], groups: readonly string[]) {
  for (const rule of resources.filter(isRule)) {
    expect([['GroupId', 'SourceSecurityGroupId'], ['DestinationSecurityGroupId', 'GroupId']]).toContainEqual(peersOf(rule));
    const ends = [
      rule.Properties.GroupId,
      rule.Properties.SourceSecurityGroupId ?? rule.Properties.DestinationSecurityGroupId,
    ];
    ends.forEach(end => expect(groups).toContain(typeof end === 'string' ? end : end['Fn::GetAtt'][0]));
  }
  for (const { Properties } of resources.filter(({ Type }) => Type === 'AWS::EC2::SecurityGroup')) {
    expect(Properties.SecurityGroupIngress).toBeUndefined();
    expect(Properties.SecurityGroupEgress.map(({ CidrIp, IpProtocol }: any) => `${IpProtocol} ${CidrIp}`)).toEqual(['icmp 255.255.255.255/32']); // nobody
  }
}

test.each([['managed', managed()], ['dynamic', dynamic()]])('no rule of a generated Lustre storage is wider than its nodes and ports: %s', (_mode, arbitrary) => {
  const legal = fc
    .sample(arbitrary, { numRuns: 250, seed: SEED })
    .filter(configuration => verdictOn(configuration).errors.length === 0)
    .slice(0, 30);
  expect(legal).toHaveLength(30);
  for (const configuration of legal) {
    const stack = testStack();
    storageOf(stack, 'Data', importedCluster(stack), configuration);
    const resources = resourcesOf(stack);
    const own = resources.filter(({ Type }) => Type === 'AWS::EC2::SecurityGroup').map(({ id }) => id);
    expectGroupsOnly(resources, [...own, NODES]);
    const efa = configuration.efaEnabled === true;
    expect([...new Set(resources.filter(isRule).map(portsOf))].sort()).toEqual([...LUSTRE, ...efa ? ['all'] : []].sort());
    const everything = resources.filter(isRule).filter(rule => portsOf(rule) === 'all');
    everything.forEach(({ id }) => expect(id).toMatch(/^Data(Disposable)?SecurityGroupEfa/)); // never on the shared security group, which all file systems carry
  }
});

/** The ports that a backend asks for, as AWS documents them. */
function protocolOf({ driver, options }: GeneratedBackend): string {
  return driver.startsWith('nas') ? (options.nfsVersion === OntapNfsVersion.V3 ? 'nfs3' : 'nfs4') : options.sanType === OntapSanType.NVME ? 'nvme' : 'iscsi';
}

test('no rule of a generated ONTAP storage is wider than its nodes and the protocols in use', () => {
  let seen = 0;
  const protocolsSeen = new Set<string>();
  for (const generated of fc.sample(generatedStorages(), { numRuns: 120, seed: SEED })) {
    const stack = testStack();
    try {
      makeOntapStorage(stack, 'Data', routedCluster(stack), generated);
    } catch {
      continue; // the library refuses it
    }
    const resources = resourcesOf(stack);
    const own = resources.filter(({ Type }) => Type === 'AWS::EC2::SecurityGroup').map(({ id }) => id);
    expectGroupsOnly(resources, [...own, NODES]);
    const protocols = [...new Set(generated.backends.map(protocolOf))];
    const ports = ['management', ...protocols].flatMap(name => ontapPorts.find(row => row.name === name)!.ports.map(({ protocol, from, to }) => `${protocol} ${from}-${to}`));
    const rules = resources.filter(isRule);
    expect(rules.every(({ Type }) => Type.endsWith('Ingress'))).toBe(true); // ONTAP answers, it calls nobody
    expect([...new Set(rules.map(portsOf))].sort()).toEqual(generated.config ? [...new Set(ports)].sort() : []);
    seen += generated.config ? 1 : 0;
    protocols.forEach(protocol => protocolsSeen.add(protocol));
  }
  expect(seen).toBeGreaterThan(15);
  expect([...protocolsSeen].sort()).toEqual(['iscsi', 'nfs3', 'nfs4', 'nvme']);
});
