import { overlap } from './cidr';
import { fileSystemRule } from './row';
import { PARTITION_NAMES, capacityRulesOf, clusterRulesOf } from '../../validation/common/cluster';
import { securityGroupRulesOf } from '../../validation/common/security-group';
import { andList, orList } from '../../validation/text';
import { NOT_IN_PARTITION, ONTAP_FORMATS, ONTAP_LIMITS, ONTAP_SERVICE, OntapDeploymentType as Type, ROUTE_TABLE_TAG } from '../limits';

const CREATE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemOntapConfiguration.html';
const ZONES = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/high-availability-AZ.html';
const RESOURCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-fsx-filesystem-ontapconfiguration.html';
const EKS_V2 = 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html';
/** Ranges that mean something else. */
const RESERVED = ['0.0.0.0/8', '127.0.0.0/8', '198.19.0.0/20', '224.0.0.0/4', '240.0.0.0/4'];
const MANAGED = { provisioning: 'managed', deploymentType: Type.MULTI_AZ_2 } as const;

/** What the cluster must bring. */
export const clusterRules = [
  ...clusterRulesOf({
    service: 'ontap', construct: 'TridentDriver', source: 'https://docs.netapp.com/us-en/trident/trident-use/trident-aws-addon.html',
  }),
  fileSystemRule({
    id: 'ontap/cluster-vpc-missing',
    severity: 'error',
    reads: ['provisioning', 'clusterVpc'],
    at: 'clusterVpc',
    isViolated: c => c.provisioning === 'managed' && !c.clusterVpc,
    problem: 'the imported cluster has no VPC, so its file system can have no security group',
    fix: 'hand vpc to Cluster.fromClusterAttributes',
    source: EKS_V2,
    invalidExample: { provisioning: 'managed', clusterVpc: false },
    validExample: { provisioning: 'managed', clusterVpc: true },
  }),
  fileSystemRule({
    id: 'ontap/cluster-security-group-missing',
    severity: 'error',
    reads: ['provisioning', 'clusterSecurityGroup'],
    presenceOf: ['existingSecurityGroup'],
    at: 'clusterSecurityGroup',
    isViolated: c => !c.clusterSecurityGroup && (c.provisioning === 'managed' || c.existingSecurityGroup),
    problem: 'the imported cluster has no security group, so its nodes cannot be let in',
    fix: 'hand clusterSecurityGroupId to Cluster.fromClusterAttributes: the group that the nodes have',
    source: EKS_V2,
    invalidExample: { provisioning: 'managed', clusterSecurityGroup: false },
    validExample: { provisioning: 'existing', clusterSecurityGroup: false },
  }),
];

/** Judged when the app is synthesized, because node groups and rules of security groups may come after the storage. */
export const nodeRules = [...capacityRulesOf({ service: 'ontap' }), ...securityGroupRulesOf({ service: 'ontap' })];

/** Where a file system lives, and how clients find it. */
export const placementRules = [
  fileSystemRule({
    id: 'ontap/not-in-partition',
    severity: 'warning',
    reads: ['provisioning', 'deploymentType', 'partition'],
    at: 'deploymentType',
    isViolated: c => c.provisioning === 'managed' && NOT_IN_PARTITION[c.partition].includes(c.deploymentType),
    problem: c => `it is not documented to be offered in ${PARTITION_NAMES[c.partition]}`,
    fix: c => `use ${orList(Object.values(Type).filter(type => !NOT_IN_PARTITION[c.partition].includes(type)))}, or acknowledge it if FSx offers it by now`,
    source: 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/available-aws-regions.html',
    invalidExample: { ...MANAGED, partition: 'aws-cn' },
    validExample: { ...MANAGED, deploymentType: Type.MULTI_AZ_1, partition: 'aws-cn' },
  }),
  fileSystemRule({
    id: 'ontap/multi-az-in-shared-vpc',
    severity: 'warning',
    reads: ['provisioning', 'deploymentType', 'vpcOfOtherAccount'],
    at: 'deploymentType',
    isViolated: c => c.provisioning === 'managed' && ONTAP_LIMITS[c.deploymentType].zones === 2 && c.vpcOfOtherAccount,
    problem: 'the VPC is of another account, which must allow FSx to write to its route tables in the name of this one',
    fix: 'let its owner run `aws fsx update-shared-vpc-configuration --enable-fsx-route-table-updates-from-participant-accounts true`, then acknowledge it; or use a SINGLE_AZ type',
    source: 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/creating-file-systems.html',
    invalidExample: { ...MANAGED, vpcOfOtherAccount: true },
    validExample: { ...MANAGED, deploymentType: Type.SINGLE_AZ_2, vpcOfOtherAccount: true },
  }),
  fileSystemRule({
    id: 'ontap/subnets-missing',
    severity: 'error',
    reads: ['provisioning', 'deploymentType', 'clusterVpc'],
    mayRead: ['privateSubnets'],
    presenceOf: ['subnetsGiven'],
    at: 'subnetIds',
    isViolated: c => c.provisioning === 'managed' && !c.subnetsGiven && c.clusterVpc && (c.privateSubnets ?? 0) < ONTAP_LIMITS[c.deploymentType].zones,
    problem: c => `${c.deploymentType} needs ${ONTAP_LIMITS[c.deploymentType].zones === 1 ? 'a private subnet' : 'private subnets in two Availability Zones'}, the cluster's VPC has ${c.privateSubnets ?? 0}`,
    fix: 'set subnets of the file system',
    source: ZONES,
    invalidExample: { ...MANAGED, clusterVpc: true, privateSubnets: 1 },
    validExample: { ...MANAGED, clusterVpc: true, privateSubnets: 2 },
  }),
  fileSystemRule({
    id: 'ontap/subnets-not-pinned',
    severity: 'error',
    reads: ['provisioning', 'vpcOwned', 'privateSubnets'],
    presenceOf: ['subnetsGiven'],
    at: 'subnetIds',
    isViolated: c => c.provisioning === 'managed' && !c.subnetsGiven && !c.vpcOwned && c.privateSubnets > 0,
    problem: 'the order of an imported VPC\'s subnets can change, and other subnets mean a new, empty file system',
    fix: 'name them by their ids, each as ec2.Subnet.fromSubnetAttributes(this, \'FileSystemSubnet\', { subnetId: \'subnet-…\', availabilityZone: '
      + '\'…\', routeTableId: \'rtb-…\' }); vpc.privateSubnets[0] changes with the order',
    source: RESOURCE,
    invalidExample: { ...MANAGED, vpcOwned: false, privateSubnets: 2 },
    validExample: { ...MANAGED, vpcOwned: false, privateSubnets: 2, subnetsGiven: true },
  }),
  fileSystemRule({
    id: 'ontap/subnet-count',
    severity: 'error',
    reads: ['deploymentType', 'subnetIds', 'subnetsGiven'],
    at: 'subnetIds',
    isViolated: c => c.subnetIds.length !== ONTAP_LIMITS[c.deploymentType].zones,
    problem: c => `${c.deploymentType} has ${ONTAP_LIMITS[c.deploymentType].zones === 1 ? 'one subnet' : 'two subnets'}, not ${c.subnetIds.length}`,
    fix: c => ONTAP_LIMITS[c.deploymentType].zones === 1 ? 'give one, or use a MULTI_AZ type' : 'give two in different Availability Zones, or use a SINGLE_AZ type',
    source: CREATE,
    invalidExample: { ...MANAGED, subnetIds: ['subnet-a'], subnetsGiven: true },
    validExample: { ...MANAGED, subnetIds: ['subnet-a', 'subnet-b'], subnetsGiven: true },
  }),
  fileSystemRule({
    id: 'ontap/subnets-in-one-zone',
    severity: 'error',
    reads: ['deploymentType', 'availabilityZones'],
    at: 'subnetIds',
    isViolated: c => ONTAP_LIMITS[c.deploymentType].zones === 2 && c.availabilityZones.length === 2 && typeof c.availabilityZones[0] === 'string'
      && c.availabilityZones[0] === c.availabilityZones[1],
    problem: c => `${c.deploymentType} spreads over two Availability Zones, both subnets are in ${String(c.availabilityZones[0])}`,
    fix: 'give subnets of two Availability Zones',
    source: ZONES,
    invalidExample: { ...MANAGED, availabilityZones: ['eu-west-1a', 'eu-west-1a'] },
    validExample: { ...MANAGED, availabilityZones: ['eu-west-1a', 'eu-west-1b'] },
  }),
  fileSystemRule({
    id: 'ontap/preferred-subnet',
    severity: 'error',
    reads: ['deploymentType', 'preferredSubnetId', 'subnetIds'],
    at: 'preferredSubnetId',
    isViolated: c => ONTAP_LIMITS[c.deploymentType].zones === 2 && c.subnetIds.every(id => typeof id === 'string') && !c.subnetIds.includes(c.preferredSubnetId),
    problem: 'it is none of the subnets of the file system',
    fix: 'use one of them, or leave it out for the first',
    source: CREATE,
    invalidExample: { ...MANAGED, subnetIds: ['subnet-a', 'subnet-b'], preferredSubnetId: 'subnet-c' },
    validExample: { ...MANAGED, subnetIds: ['subnet-a', 'subnet-b'], preferredSubnetId: 'subnet-b' },
  }),
  fileSystemRule({
    id: 'ontap/only-multi-az',
    severity: 'error',
    reads: ['deploymentType'],
    presenceOf: ['preferredSubnetId', 'routeTablesGiven', 'endpointIpAddressRange'],
    at: 'deploymentType',
    isViolated: c => ONTAP_LIMITS[c.deploymentType].zones === 1 && (c.preferredSubnetId || c.routeTablesGiven || c.endpointIpAddressRange),
    problem: c => `${andList([
      ...c.preferredSubnetId ? ['preferredSubnet'] : [], ...c.routeTablesGiven ? ['routeTableIds'] : [],
      ...c.endpointIpAddressRange ? ['endpointIpAddressRange'] : [],
    ])} mean something for file systems in two Availability Zones only`,
    fix: 'leave them out, or use OntapDeploymentType.MULTI_AZ_2',
    source: CREATE,
    invalidExample: { provisioning: 'managed', deploymentType: Type.SINGLE_AZ_2, routeTablesGiven: true },
    validExample: { ...MANAGED, routeTablesGiven: true },
  }),
  fileSystemRule({
    id: 'ontap/endpoint-range-format',
    severity: 'error',
    reads: ['endpointIpAddressRange'],
    at: 'endpointIpAddressRange',
    isViolated: c => !ONTAP_FORMATS.cidr.test(c.endpointIpAddressRange) || c.endpointIpAddressRange.length > ONTAP_SERVICE.endpointRangeLength
      || RESERVED.some(range => overlap(range, c.endpointIpAddressRange)),
    problem: `it is a range of IPv4 addresses in CIDR notation, of at most ${ONTAP_SERVICE.endpointRangeLength} characters, outside ${andList(RESERVED)}`,
    fix: 'write it like \'198.19.255.0/24\', or leave it out',
    source: CREATE,
    invalidExample: { endpointIpAddressRange: '198.19.255.0' },
    validExample: { endpointIpAddressRange: '198.19.255.0/24' },
  }),
  fileSystemRule({
    id: 'ontap/endpoint-range-overlaps',
    severity: 'error',
    reads: ['endpointIpAddressRange', 'subnetCidrs'],
    at: 'endpointIpAddressRange',
    isViolated: c => overlapping(c).length > 0,
    problem: c => `it overlaps the subnet${overlapping(c).length > 1 ? 's' : ''} ${andList(overlapping(c))}`,
    fix: 'use a range that no subnet of the VPC overlaps, or leave it out',
    source: CREATE,
    invalidExample: { endpointIpAddressRange: '10.0.0.128/25', subnetCidrs: ['10.0.0.0/24'] },
    validExample: { endpointIpAddressRange: '10.0.1.0/24', subnetCidrs: ['10.0.0.0/24'] },
  }),
  fileSystemRule({
    id: 'ontap/route-table-unknown',
    severity: 'error',
    reads: ['deploymentType', 'subnetsWithoutRouteTable'],
    presenceOf: ['routeTablesGiven'],
    at: 'routeTableIds',
    isViolated: c => ONTAP_LIMITS[c.deploymentType].zones === 2 && !c.routeTablesGiven && c.subnetsWithoutRouteTable.length > 0,
    problem: c => `the route table of ${andList([...c.subnetsWithoutRouteTable])} is not known; without it, mounts of the nodes there time out`,
    fix: 'set routeTableIds to those of all subnets with nodes, or import the VPC with privateSubnetRouteTableIds',
    source: 'https://github.com/NetApp/trident/issues/641',
    invalidExample: { ...MANAGED, subnetsWithoutRouteTable: ['subnet-a'] },
    validExample: { ...MANAGED, subnetsWithoutRouteTable: [] },
  }),
  fileSystemRule({
    id: 'ontap/route-tables-missing',
    severity: 'error',
    reads: ['deploymentType', 'routeTableIds', 'subnetsWithoutRouteTable'],
    at: 'routeTableIds',
    isViolated: c => ONTAP_LIMITS[c.deploymentType].zones === 2 && c.routeTableIds.length === 0 && c.subnetsWithoutRouteTable.length === 0,
    problem: 'without route tables, FSx writes to the main one of the VPC, and nodes of other subnets time out when they mount',
    fix: 'set routeTableIds to those of all subnets with nodes, or leave it out for all of the VPC',
    source: 'https://github.com/NetApp/trident/issues/641',
    invalidExample: { ...MANAGED, routeTableIds: [], subnetsWithoutRouteTable: [] },
    validExample: { ...MANAGED, routeTableIds: ['rtb-0'], subnetsWithoutRouteTable: [] },
  }),
  fileSystemRule({
    id: 'ontap/route-tables-too-many',
    severity: 'error',
    reads: ['routeTableIds'],
    at: 'routeTableIds',
    isViolated: c => c.routeTableIds.length > ONTAP_SERVICE.routeTables,
    problem: c => `${c.routeTableIds.length} route tables; FSx writes to ${ONTAP_SERVICE.routeTables} at most`,
    fix: 'set routeTableIds to those of the subnets with nodes',
    source: CREATE,
    invalidExample: { routeTableIds: Array.from({ length: 51 }, (_, index) => `rtb-${index}`) },
    validExample: { routeTableIds: ['rtb-0'] },
  }),
  fileSystemRule({
    id: 'ontap/route-tables-untagged',
    severity: 'warning',
    reads: ['deploymentType', 'routeTablesOwned'],
    at: 'routeTableIds',
    isViolated: c => ONTAP_LIMITS[c.deploymentType].zones === 2 && !c.routeTablesOwned,
    problem: `FSx may write to route tables with the tag ${ROUTE_TABLE_TAG.key}: ${ROUTE_TABLE_TAG.value}, and these were not made in this app, so nobody tags them`,
    fix: `tag them where they are made, then acknowledge it: aws ec2 create-tags --resources rtb-… --tags Key=${ROUTE_TABLE_TAG.key},Value=${ROUTE_TABLE_TAG.value}`,
    source: RESOURCE,
    invalidExample: { ...MANAGED, routeTablesOwned: false },
    validExample: { ...MANAGED, routeTablesOwned: true },
  }),
];

function overlapping(c: { readonly endpointIpAddressRange: string; readonly subnetCidrs: readonly string[] }): string[] {
  return ONTAP_FORMATS.cidr.test(c.endpointIpAddressRange) ? c.subnetCidrs.filter(cidr => overlap(cidr, c.endpointIpAddressRange)) : [];
}
