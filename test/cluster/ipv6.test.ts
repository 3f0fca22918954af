import { Aws, Stack, aws_ec2 as ec2, aws_eks as eksV1, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { ExistingCluster, FsxOntapStorage, OntapBackend, OntapProvisioning, LustreCsiDriver } from '../../src';
import { alphaCluster, foreignCluster, lustreOn, eksV1Cluster } from '../support/clusters';
import { errorOf, existingOn, idsIn, importedCluster, objectsOf, ownCluster, resourceOf, resourcesOf, testStack } from '../support/fixture';
import { ONTAP_CLAIM, SINGLE, existingOntap } from '../support/ontap';

/** A cluster whose pods have IPv6 addresses, in a VPC of both families. */
function ipv6(stack: Stack): eks.Cluster {
  const vpc = new ec2.Vpc(stack, 'Vpc', { ipProtocol: ec2.IpProtocol.DUAL_STACK, maxAzs: 2, natGateways: 1 });
  return ownCluster(stack, { vpc, ipFamily: eks.IpFamily.IP_V6 });
}

const ontapOn = (stack: Stack, cluster: eks.ICluster, backends?: OntapBackend[]) => new FsxOntapStorage(stack, 'Weights', {
  cluster, backends, claim: ONTAP_CLAIM,
  provisioning: OntapProvisioning.managed({ ...SINGLE, vpcSubnets: { subnets: [cluster.vpc.privateSubnets[0]] } }),
});

describe('Lustre on a cluster with IPv6', () => {
  test('is rejected with the way out', () => {
    const stack = testStack();
    const cluster = ipv6(stack);
    const message = errorOf(() => lustreOn(stack, cluster));
    expect(idsIn(message)).toEqual(['lustre/ipv6-cluster']);
    expect(message).toMatch(/cluster: the pods of the cluster have IPv6 addresses.*\n {4}Fix: use FsxOntapStorage or an IPv4 cluster/);
  });

  test.each<[string, (stack: Stack) => eks.ICluster]>([
    ['that is imported', stack => importedCluster(stack, { ipFamily: eks.IpFamily.IP_V6 })],
    ['of aws-eks', stack => ExistingCluster.fromEksV1(stack, 'Cluster', eksV1Cluster(stack, { ipFamily: eksV1.IpFamily.IP_V6 }))],
    ['of the alpha', stack => ExistingCluster.fromEksV2Alpha(stack, 'Cluster', alphaCluster(stack, { ipFamily: 'ipv6' as any }))],
    ['by its attributes', stack => foreignCluster(stack, { ipFamily: eks.IpFamily.IP_V6 })],
  ])('is rejected on one %s, for file systems that are there too', (_, make) => {
    const stack = testStack();
    const message = errorOf(() => existingOn(stack, {}, { cluster: make(stack) }));
    expect(idsIn(message)).toEqual(['lustre/ipv6-cluster']);
  });

  test.each([[eks.IpFamily.IP_V4], [undefined]])('but not with %s', ipFamily => {
    const stack = testStack();
    expect(() => existingOn(stack, {}, { cluster: importedCluster(stack, { ipFamily }) })).not.toThrow();
  });

  test('is acknowledged by who has seen it mount', () => {
    const stack = testStack();
    const acknowledge = { 'lustre/ipv6-cluster': 'nodes mount by IPv4; tried with driver 1.9' };
    existingOn(
      stack,
      {},
      {
        cluster: importedCluster(stack, { ipFamily: eks.IpFamily.IP_V6 }),
        driver: LustreCsiDriver.existing(),
        acknowledge,
      },
    );
    expect(objectsOf(stack)).toHaveLength(2);
  });
});

describe('ONTAP on a cluster with IPv6', () => {
  test('lets nodes in by their security group, so by whichever address', () => {
    const stack = testStack();
    const cluster = ipv6(stack);
    ontapOn(stack, cluster);
    const rules = resourcesOf(stack, 'AWS::EC2::SecurityGroupIngress').filter(({ Properties }) => /ONTAP/.test(Properties.Description));
    expect(rules.map(({ Properties }) => Properties.FromPort).sort()).toEqual([2049, 443]);
    for (const { Properties } of rules) {
      expect(Properties.SourceSecurityGroupId).toEqual(stack.resolve(cluster.clusterSecurityGroupId));
      expect(Properties).not.toHaveProperty('CidrIp');
      expect(Properties).not.toHaveProperty('CidrIpv6');
    }
  });

  test('has a file system with IPv4 addresses, which nodes have too', () => {
    const stack = testStack();
    ontapOn(stack, ipv6(stack));
    expect(resourceOf(stack, 'AWS::FSx::FileSystem').Properties).not.toHaveProperty('NetworkType');
  });

  test('exports volumes to IPv4 addresses of nodes, where Trident writes the export policies', () => {
    const stack = testStack();
    ontapOn(stack, ipv6(stack), [OntapBackend.nas({ autoExportPolicy: true, autoExportCidrs: ['10.0.0.0/16'] })]);
    expect(objectsOf(stack)[0].spec).toMatchObject({ autoExportPolicy: true, autoExportCIDRs: ['10.0.0.0/16'] });
  });

  test('rejects exports to IPv6 addresses only, which nodes do not mount from', () => {
    const stack = testStack();
    const cluster = ipv6(stack);
    const message = errorOf(() => ontapOn(stack, cluster, [OntapBackend.nas({ autoExportPolicy: true, autoExportCidrs: ['2001:db8::/56'] })]));
    expect(idsIn(message)).toEqual(['ontap/auto-export-cidrs']);
    expect(message).toMatch(/IPv4 addresses only.*\n {4}Fix: add the IPv4 ranges of the nodes/);
  });

  test.each<[string, string[]]>([
    ['both families', ['10.0.0.0/16', '2001:db8::/56']], ['a range that is known at deployment', ['2001:db8::/56', Aws.ACCOUNT_ID]], ['no range', []],
  ])('accepts exports to %s', (_, autoExportCidrs) => {
    const stack = testStack();
    expect(() =>
      ontapOn(stack, ipv6(stack), [OntapBackend.nas({ autoExportPolicy: true, autoExportCidrs })]),
    ).not.toThrow();
  });

  test('accepts exports to IPv6 addresses of an existing file system, which may have some', () => {
    const stack = testStack();
    expect(() => existingOntap(stack, {}, { backends: [OntapBackend.nas({ autoExportPolicy: true, autoExportCidrs: ['2001:db8::/56'] })] })).not.toThrow();
  });
});
