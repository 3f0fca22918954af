import { Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_s3 as s3 } from 'aws-cdk-lib';
import {
  ExistingCluster, FsxLustreStorage, FsxOntapStorage, LustreCsiDriver, LustreDeploymentType, LustreProvisioning,
  OntapDataSyncDirection,
  OntapManagedConfig, OntapProvisioning, TridentDriver,
} from '../../src';
import { kubectlLayer } from '../support/clusters';
import { PERSISTENT, existingOn, idsIn, importedCluster, messageOf, testStack } from '../support/fixture';
import { MULTI, ONTAP_CLAIM, SINGLE } from '../support/ontap';

/** Two VPCs of each kind, the first of which is that of the cluster. */
const VPCS: { readonly [kind: string]: (stack: Stack) => readonly [ec2.IVpc, ec2.IVpc] } = {
  'of the app': stack => [new ec2.Vpc(stack, 'Own', { maxAzs: 2 }), new ec2.Vpc(stack, 'Other', { maxAzs: 2 })],
  'imported': stack => [imported(stack, 'Own', '0'), imported(stack, 'Other', '1')],
};

function imported(stack: Stack, id: string, digit: string): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, id, {
    vpcId: `vpc-0123456789abcdef${digit}`, availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['a', 'b'].map(letter => `subnet-0${letter.repeat(15)}${digit}`),
    privateSubnetRouteTableIds: ['a', 'b'].map(letter => `rtb-0${letter.repeat(15)}${digit}`),
  });
}

const loneSubnet = (stack: Stack) => ec2.Subnet.fromSubnetAttributes(stack, 'Lone', { subnetId: 'subnet-0fffffffffffffff0', availabilityZone: 'eu-west-1a' });
const knownGroup = (stack: Stack, vpc: ec2.IVpc) => new ec2.SecurityGroup(stack, 'Group', { vpc });
const literalGroup = (stack: Stack) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0fffffffffffffff0');

interface Place {
  readonly stack: Stack;
  readonly own: ec2.IVpc;
  readonly other: ec2.IVpc;
  readonly cluster: eks.ICluster;
}

function placeOf(kind: string): Place {
  const stack = testStack();
  const [own, other] = VPCS[kind](stack);
  return { stack, own, other, cluster: importedCluster(stack, { vpc: own }) };
}

describe.each(Object.keys(VPCS))('VPCs %s', kind => {
  const lustre = (provisioning: (place: Place) => LustreProvisioning) => {
    const place = placeOf(kind);
    return messageOf(() => new FsxLustreStorage(place.stack, 'Data', {
      cluster: place.cluster, driver: LustreCsiDriver.existing(), provisioning: provisioning(place),
    }));
  };
  const managed = (subnet: (place: Place) => ec2.ISubnet) =>
    lustre(place => LustreProvisioning.managed({ ...PERSISTENT, subnet: subnet(place) }));
  const dynamic = (config: (place: Place) => { subnet?: ec2.ISubnet; securityGroup?: ec2.ISecurityGroup }) => {
    return lustre(place =>
      LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2, ...config(place) }),
    );
  };
  const ontap = (config: (place: Place) => Partial<OntapManagedConfig>) => {
    const place = placeOf(kind);
    return messageOf(() => new FsxOntapStorage(place.stack, 'Data', {
      cluster: place.cluster, driver: TridentDriver.existing(), claim: ONTAP_CLAIM,
      provisioning: OntapProvisioning.managed(
        { ...MULTI, vpcSubnets: { subnets: place.own.privateSubnets }, ...config(place) },
      ),
    }));
  };

  test('a subnet of the VPC of the cluster, and one whose VPC is unknown, is accepted for Lustre', () => {
    expect(managed(({ own }) => own.privateSubnets[1])).toBe('');
    expect(managed(({ stack }) => loneSubnet(stack))).toBe('');
    expect(managed(({ stack, own }) => new ec2.Subnet(stack, 'New', { vpcId: own.vpcId, availabilityZone: 'eu-west-1a', cidrBlock: '10.0.9.0/24' }))).toBe('');
  });

  test('a subnet of another VPC is rejected for Lustre', () => {
    const message = managed(({ other }) => other.privateSubnets[0]);
    expect(idsIn(message)).toEqual(['lustre/subnet-in-other-vpc']);
    expect(message).toMatch(kind === 'imported'
      ? /subnet: subnet-0a{15}1 is in vpc-0123456789abcdef1, not in vpc-0123456789abcdef0/
      : /subnet: Storage\/Other\/PrivateSubnet1 is in Storage\/Other, not in Storage\/Own/);
    expect(idsIn(dynamic(({ other }) => ({ subnet: other.privateSubnets[0] })))).toEqual(['lustre/subnet-in-other-vpc']);
    const made = managed(({ stack, other }) => new ec2.Subnet(stack, 'New', { vpcId: other.vpcId, availabilityZone: 'eu-west-1a', cidrBlock: '10.0.9.0/24' }));
    expect(idsIn(made)).toEqual(['lustre/subnet-in-other-vpc']);
  });

  test('a dynamic file system with its own security group may be in a peered VPC, with its subnet and group in one VPC', () => {
    expect(dynamic(({ stack, other }) => ({ subnet: other.privateSubnets[0], securityGroup: knownGroup(stack, other) }))).toBe('');
    expect(dynamic(({ stack, other }) => ({ subnet: other.privateSubnets[0], securityGroup: literalGroup(stack) }))).toBe('');
    expect(dynamic(({ stack, own }) => ({ securityGroup: knownGroup(stack, own) }))).toBe('');
    const split = dynamic(({ stack, own, other }) => ({
      subnet: other.privateSubnets[0],
      securityGroup: knownGroup(stack, own),
    }));
    expect(idsIn(split)).toEqual(['lustre/security-group-in-other-vpc']);
    expect(split).toContain('securityGroup: Storage/Group is in');
    expect(idsIn(dynamic(({ stack, other }) => ({ securityGroup: knownGroup(stack, other) })))).toEqual(['lustre/security-group-in-other-vpc']);
  });

  test('an existing file system may be in a peered VPC', () => {
    const { stack, cluster, other } = placeOf(kind);
    expect(messageOf(() => existingOn(stack, { securityGroup: knownGroup(stack, other) }, { cluster }))).toBe('');
  });

  test('subnets of another VPC are rejected for ONTAP', () => {
    expect(ontap(() => ({}))).toBe('');
    const message = ontap(({ own, other }) => ({
      vpcSubnets: { subnets: [own.privateSubnets[0], other.privateSubnets[1]] },
    }));
    expect(idsIn(message)).toEqual(['ontap/subnet-in-other-vpc']);
    expect(message).toContain('  vpcSubnets: ');
    expect(idsIn(ontap(({ other }) => ({ ...SINGLE, vpcSubnets: { subnets: [other.privateSubnets[1]] } })))).toEqual(['ontap/subnet-in-other-vpc']);
  });

  test('a route table of another VPC of the app is rejected for ONTAP', () => {
    const tables = (of: (place: Place) => ec2.IVpc) => idsIn(ontap(place => {
      return { routeTableIds: of(place).privateSubnets.map(({ routeTable: { routeTableId } }) => routeTableId) };
    }));
    expect(tables(({ own }) => own)).toEqual([]);
    expect(tables(({ other }) => other)).toEqual(kind === 'imported' ? [] : ['ontap/route-table-in-other-vpc']);
  });

  test('one subnet twice is rejected for ONTAP, once and with its name', () => {
    const message = ontap(({ own }) => ({ vpcSubnets: { subnets: [own.privateSubnets[0], own.privateSubnets[0]] } }));
    expect(idsIn(message)).toEqual(['ontap/subnet-twice']);
  });

  test('a security group of another VPC is rejected for AWS DataSync', () => {
    const added = (vpcOf: (place: Place) => ec2.IVpc) => {
      const place = placeOf(kind);
      const storage = new FsxOntapStorage(place.stack, 'Data', {
        cluster: place.cluster,
        driver: TridentDriver.existing(),
        provisioning: OntapProvisioning.managed({
          ...SINGLE,
          vpcSubnets: { subnets: [place.own.privateSubnets[0]] },
          volumes: [VOLUME],
        }),
      });
      const bucket = s3.Bucket.fromBucketName(place.stack, 'Bucket', 'data');
      const securityGroup = knownGroup(place.stack, vpcOf(place));
      return idsIn(messageOf(() => storage.addDataSync('Import', { path: '/data', bucket, direction: OntapDataSyncDirection.FROM_S3, securityGroup })));
    };
    expect(added(({ own }) => own)).toEqual([]);
    expect(added(({ other }) => other)).toEqual(['ontap/data-sync-group-in-other-vpc']);
  });

  test('subnets of another VPC are rejected for kubectl', () => {
    const imports = (vpcOf: (place: Place) => ec2.IVpc) => {
      const place = placeOf(kind);
      return messageOf(() => ExistingCluster.fromAttributes(place.stack, 'Imported', {
        clusterName: 'training', vpc: place.own, clusterSecurityGroupId: 'sg-0123456789abcdef0', kubectlLayer: kubectlLayer(place.stack),
        kubectlSubnets: { subnets: vpcOf(place).privateSubnets },
      }));
    };
    expect(imports(({ own }) => own)).toBe('');
    expect(idsIn(imports(({ other }) => other))).toEqual(['cluster/kubectl-subnets-in-other-vpc']);
  });
});

const VOLUME = { name: 'data', size: ONTAP_CLAIM.size };

test('VPCs of which one is of the app and one imported, or looked up for the first time, are not compared', () => {
  const stack = testStack();
  const found = ec2.Vpc.fromLookup(stack, 'Found', { vpcId: 'vpc-0123456789abcdef9' });
  const own = imported(stack, 'Own', '0');
  const made = new ec2.Vpc(stack, 'Made', { maxAzs: 2 });
  const on = (vpc: ec2.IVpc, subnet: ec2.ISubnet, id: string) => messageOf(() => new FsxLustreStorage(stack, id, {
    cluster: importedCluster(stack, { vpc }, `${id}Cluster`), driver: LustreCsiDriver.existing(), provisioning: LustreProvisioning.managed({ ...PERSISTENT, subnet }),
  }));
  expect(on(own, found.privateSubnets[0], 'A')).toBe('');
  expect(on(found, own.privateSubnets[0], 'B')).toBe('');
  expect(on(own, made.privateSubnets[0], 'C')).toBe('');
  expect(on(made, own.privateSubnets[0], 'D')).toBe('');
});
