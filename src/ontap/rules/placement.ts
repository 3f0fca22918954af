import { overlap } from './cidr';
import { ONTAP, fileSystemRule } from './row';
import { capacityRulesOf, clusterRulesOf } from '../../validation/common/cluster';
import { clusterNetworkRulesOf, partitionRule, subnetOrder } from '../../validation/common/placement';
import { securityGroupRulesOf } from '../../validation/common/security-group';
import { vpcRule } from '../../validation/common/vpc-rule';
import { DeferredValue, Setting } from '../../validation/deferred-value';
import { andList, orList } from '../../validation/text';
import {
  ONTAP_FORMATS, ONTAP_LIMITS, ONTAP_SERVICE, OntapDeploymentType as Type, ROUTE_TABLE_TAG,
  ontapDeploymentTypesWith,
} from '../limits';

const CREATE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemOntapConfiguration.html';
const ZONES = 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/high-availability-AZ.html';
const RESOURCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-fsx-filesystem-ontapconfiguration.html';
/** Ranges that are reserved for other purposes. */
const RESERVED = ['0.0.0.0/8', '127.0.0.0/8', '198.19.0.0/20', '224.0.0.0/4', '240.0.0.0/4'];
const MANAGED = { provisioning: 'managed', deploymentType: Type.MULTI_AZ_2 } as const;

/** Rules for the cluster. */
export const clusterRules = [
  ...clusterRulesOf(ONTAP),
  ...clusterNetworkRulesOf('ontap'),
];

/** Validated when the app is synthesized, because node groups and security group rules may be added later. */
export const nodeRules = [...capacityRulesOf({ service: 'ontap' }), ...securityGroupRulesOf({ service: 'ontap' })];

/** Rules for subnets, endpoints and route tables. */
export const placementRules = [
  partitionRule('ontap', ONTAP_LIMITS, {
    invalid: Type.MULTI_AZ_2, valid: Type.MULTI_AZ_1, source: 'https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/available-aws-regions.html',
  }),
  fileSystemRule({
    id: 'ontap/multi-az-in-shared-vpc',
    severity: 'warning',
    reads: ['provisioning', 'deploymentType', 'vpcOfOtherAccount'],
    at: 'deploymentType',
    isViolated: c => c.provisioning === 'managed' && ONTAP_LIMITS[c.deploymentType].zones === 2 && c.vpcOfOtherAccount,
    problem: 'the VPC belongs to another account, which must allow FSx to update its route tables on behalf of this '
      + 'account',
    fix: 'have the owner of the VPC run `aws fsx update-shared-vpc-configuration '
      + '--enable-fsx-route-table-updates-from-participant-accounts true`, then acknowledge this warning; or use a '
      + 'SINGLE_AZ deployment type',
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
    isViolated: c => c.provisioning === 'managed' && !c.subnetsGiven && c.clusterVpc
      && (c.privateSubnets ?? 0) < ONTAP_LIMITS[c.deploymentType].zones,
    problem: c => {
      const needed = ONTAP_LIMITS[c.deploymentType].zones === 1
        ? 'a private subnet' : 'private subnets in two Availability Zones';
      return `${c.deploymentType} requires ${needed}, but the cluster VPC has ${c.privateSubnets ?? 0}`;
    },
    fix: 'set vpcSubnets',
    source: ZONES,
    invalidExample: { ...MANAGED, clusterVpc: true, privateSubnets: 1 },
    validExample: { ...MANAGED, clusterVpc: true, privateSubnets: 2 },
  }),
  fileSystemRule({
    id: 'ontap/subnets-not-pinned',
    ...subnetOrder({
      select: 'list the subnets in vpcSubnets.subnets, each with',
      attributes: 'subnetId: \'subnet-…\', availabilityZone: \'…\', routeTableId: \'rtb-…\'',
    }),
    reads: ['provisioning', 'vpcOwned', 'privateSubnets'],
    presenceOf: ['subnetsGiven', 'subnetsPinned'],
    at: 'subnetIds',
    isViolated: c => c.provisioning === 'managed' && !c.subnetsPinned && !c.vpcOwned
      && (c.subnetsGiven || c.privateSubnets > 0),
    source: RESOURCE,
    invalidExample: { ...MANAGED, vpcOwned: false, privateSubnets: 2 },
    validExample: { ...MANAGED, vpcOwned: false, privateSubnets: 2, subnetsGiven: true, subnetsPinned: true },
  }),
  fileSystemRule({
    id: 'ontap/subnet-count',
    severity: 'error',
    reads: ['deploymentType', 'subnetIds', 'subnetsGiven'],
    at: 'subnetIds',
    isViolated: c => c.subnetIds.length !== ONTAP_LIMITS[c.deploymentType].zones,
    problem: c => {
      const count = ONTAP_LIMITS[c.deploymentType].zones === 1 ? 'one subnet' : 'two subnets';
      return `${c.deploymentType} requires ${count}, got ${c.subnetIds.length}`;
    },
    fix: c => ONTAP_LIMITS[c.deploymentType].zones === 1
      ? 'select one subnet, for example with vpcSubnets: { subnets: [subnet] }, or use a MULTI_AZ deployment type'
      : 'select two subnets in different Availability Zones, for example with vpcSubnets: { subnets: [first, second] }, or '
        + 'use a SINGLE_AZ deployment type',
    source: CREATE,
    invalidExample: { ...MANAGED, subnetIds: ['subnet-a'], subnetsGiven: true },
    validExample: { ...MANAGED, subnetIds: ['subnet-a', 'subnet-b'], subnetsGiven: true },
  }),
  vpcRule('ontap/subnet-in-other-vpc', 'subnetsInOtherVpc', {
    fix: 'use subnets of the VPC of the cluster; use a file system in a peered VPC with OntapProvisioning.existing()',
    source: CREATE,
  }),
  fileSystemRule({
    id: 'ontap/subnet-twice',
    severity: 'error',
    reads: ['deploymentType', 'subnetIds'],
    at: 'subnetIds',
    isViolated: c => ONTAP_LIMITS[c.deploymentType].zones === 2 && isOneSubnet(c.subnetIds),
    problem: 'contains one subnet twice, but the file servers require two subnets in different Availability Zones',
    fix: 'use two subnets in different Availability Zones, or a SINGLE_AZ deployment type with one subnet',
    source: ZONES,
    invalidExample: { ...MANAGED, subnetIds: ['subnet-a', 'subnet-a'] },
    validExample: { ...MANAGED, subnetIds: ['subnet-a', 'subnet-b'] },
  }),
  fileSystemRule({
    id: 'ontap/subnets-in-one-zone',
    severity: 'error',
    reads: ['deploymentType', 'availabilityZones'],
    mayRead: ['subnetIds'],
    at: 'subnetIds',
    isViolated: c => ONTAP_LIMITS[c.deploymentType].zones === 2
      && c.availabilityZones.length === 2
      && !isOneSubnet(c.subnetIds)
      && typeof c.availabilityZones[0] === 'string'
      && c.availabilityZones[0] === c.availabilityZones[1],
    problem: c => `${c.deploymentType} requires two Availability Zones, but both subnets are in `
      + String(c.availabilityZones[0]),
    fix: 'use subnets in two Availability Zones',
    source: ZONES,
    invalidExample: { ...MANAGED, availabilityZones: ['eu-west-1a', 'eu-west-1a'] },
    validExample: { ...MANAGED, availabilityZones: ['eu-west-1a', 'eu-west-1b'] },
  }),
  fileSystemRule({
    id: 'ontap/preferred-subnet',
    severity: 'error',
    reads: ['deploymentType', 'preferredSubnetId', 'subnetIds'],
    at: 'preferredSubnetId',
    isViolated: c => ONTAP_LIMITS[c.deploymentType].zones === 2 && c.subnetIds.every(id => typeof id === 'string')
      && !c.subnetIds.includes(c.preferredSubnetId),
    problem: 'must be one of the subnets of the file system',
    fix: 'use one of them, or remove preferredSubnet to use the first',
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
    isViolated: c => ONTAP_LIMITS[c.deploymentType].zones === 1
      && (c.preferredSubnetId || c.routeTablesGiven || c.endpointIpAddressRange),
    problem: c => `${andList([
      ...c.preferredSubnetId ? ['preferredSubnet'] : [],
      ...c.routeTablesGiven ? ['routeTableIds'] : [],
      ...c.endpointIpAddressRange ? ['endpointIpAddressRange'] : [],
    ])} can be set only for file systems in two Availability Zones`,
    fix: `remove them, or use ${orList(ontapDeploymentTypesWith(({ zones }) => zones === 2).map(type => `OntapDeploymentType.${type}`))}`,
    source: CREATE,
    invalidExample: { provisioning: 'managed', deploymentType: Type.SINGLE_AZ_2, routeTablesGiven: true },
    validExample: { ...MANAGED, routeTablesGiven: true },
  }),
  fileSystemRule({
    id: 'ontap/endpoint-range-format',
    severity: 'error',
    reads: ['endpointIpAddressRange'],
    at: 'endpointIpAddressRange',
    isViolated: c => !ONTAP_FORMATS.cidr.test(c.endpointIpAddressRange)
      || c.endpointIpAddressRange.length > ONTAP_SERVICE.endpointRangeLength
      || RESERVED.some(range => overlap(range, c.endpointIpAddressRange)),
    problem: `must be an IPv4 range in CIDR notation with at most ${ONTAP_SERVICE.endpointRangeLength} characters, `
      + `outside ${andList(RESERVED)}`,
    fix: 'use a range such as \'198.19.255.0/24\', or remove endpointIpAddressRange',
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
    problem: c => `overlaps the subnet${overlapping(c).length > 1 ? 's' : ''} ${andList(overlapping(c))}`,
    fix: 'use a range that overlaps no subnet of the VPC, or remove endpointIpAddressRange',
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
    isViolated: c => ONTAP_LIMITS[c.deploymentType].zones === 2 && !c.routeTablesGiven
      && c.subnetsWithoutRouteTable.length > 0,
    problem: c => `the route table of ${andList([...c.subnetsWithoutRouteTable])} is unknown; without it, mounts on `
      + 'nodes in these subnets time out',
    fix: 'set routeTableIds to the route tables of all subnets with nodes, or import the VPC with '
      + 'privateSubnetRouteTableIds',
    source: 'https://github.com/NetApp/trident/issues/641',
    invalidExample: { ...MANAGED, subnetsWithoutRouteTable: ['subnet-a'] },
    validExample: { ...MANAGED, subnetsWithoutRouteTable: [] },
  }),
  fileSystemRule({
    id: 'ontap/route-tables-missing',
    severity: 'error',
    reads: ['deploymentType', 'routeTableIds', 'subnetsWithoutRouteTable'],
    at: 'routeTableIds',
    isViolated: c => ONTAP_LIMITS[c.deploymentType].zones === 2 && c.routeTableIds.length === 0
      && c.subnetsWithoutRouteTable.length === 0,
    problem: 'without route tables, FSx updates only the main route table of the VPC, and mounts on nodes in other '
      + 'subnets time out',
    fix: 'set routeTableIds to the route tables of all subnets with nodes, or remove it to use all route tables of the '
      + 'VPC',
    source: 'https://github.com/NetApp/trident/issues/641',
    invalidExample: { ...MANAGED, routeTableIds: [], subnetsWithoutRouteTable: [] },
    validExample: { ...MANAGED, routeTableIds: ['rtb-0'], subnetsWithoutRouteTable: [] },
  }),
  vpcRule('ontap/route-table-in-other-vpc', 'routeTablesInOtherVpc', {
    fix: 'use the route tables of the subnets with nodes, or remove routeTableIds to use all route tables of the VPC of the cluster',
    source: CREATE,
  }),
  fileSystemRule({
    id: 'ontap/route-tables-too-many',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['routeTableIds'],
    at: 'routeTableIds',
    isViolated: c => c.routeTableIds.length > ONTAP_SERVICE.routeTables,
    problem: c => `FSx updates at most ${ONTAP_SERVICE.routeTables} route tables, got ${c.routeTableIds.length}`,
    fix: 'set routeTableIds to the route tables of the subnets with nodes',
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
    problem: `FSx updates only route tables with the tag ${ROUTE_TABLE_TAG.key}: ${ROUTE_TABLE_TAG.value}; this app `
      + 'does not create these route tables and cannot tag them',
    fix: 'tag them where they are created, then acknowledge this warning: aws ec2 create-tags --resources rtb-… --tags '
      + `Key=${ROUTE_TABLE_TAG.key},Value=${ROUTE_TABLE_TAG.value}`,
    source: RESOURCE,
    invalidExample: { ...MANAGED, routeTablesOwned: false },
    validExample: { ...MANAGED, routeTablesOwned: true },
  }),
];

/** Whether there are two subnets and they are the same, also if its id is known only at deployment. */
function isOneSubnet(ids: readonly Setting<string>[] = []): boolean {
  const [one, other] = ids.map(id => id instanceof DeferredValue ? id.token : id);
  return ids.length === 2 && one === other;
}

function overlapping(c: {
  readonly endpointIpAddressRange: string;
  readonly subnetCidrs: readonly string[];
}): string[] {
  return ONTAP_FORMATS.cidr.test(c.endpointIpAddressRange)
    ? c.subnetCidrs.filter(cidr => overlap(cidr, c.endpointIpAddressRange))
    : [];
}
