import { notificationRules } from './data-repositories';
import { LUSTRE, lustreRule } from './row';
import { capacityRulesOf, clusterRulesOf } from '../../validation/common/cluster';
import { clusterNetworkRulesOf, partitionRule, subnetOrder } from '../../validation/common/placement';
import { securityGroupRulesOf } from '../../validation/common/security-group';
import { vpcRule } from '../../validation/common/vpc-rule';
import { andList } from '../../validation/text';
import { LIMITS, LustreDeploymentType as Type, LustreStorageType as Storage, SERVICE } from '../limits';
import { addressesNeeded } from '../sizing';

const SUBNETS = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-fsx-filesystem.html';
const ADDRESSES = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-fsx-lustre.html';
const ZONES = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/performance.html';

/** Rules for the subnet and the Availability Zone. */
export const placementRules = [
  lustreRule({
    id: 'lustre/subnet-missing',
    severity: 'error',
    reads: ['provisioning', 'clusterVpc'],
    mayRead: ['privateSubnets'],
    presenceOf: ['subnetsGiven'],
    at: 'subnetId',
    isViolated: c => c.provisioning !== 'existing' && !c.subnetsGiven && c.clusterVpc && (c.privateSubnets ?? 0) === 0,
    problem: 'the cluster VPC has no private subnet',
    fix: 'set subnet of the provisioning',
    source: SUBNETS,
    invalidExample: { provisioning: 'managed', clusterVpc: true, privateSubnets: 0 },
    validExample: { provisioning: 'managed', clusterVpc: true, privateSubnets: 2 },
  }),
  lustreRule({
    id: 'lustre/subnet-not-pinned',
    ...subnetOrder({
      select: 'select a subnet by its id, subnet:', attributes: 'subnetId: \'subnet-…\', availabilityZone: \'…\'',
    }),
    reads: ['provisioning', 'deploymentType', 'vpcOwned', 'privateSubnets'],
    presenceOf: ['subnetsGiven'],
    at: 'subnetId',
    isViolated: c => c.provisioning !== 'existing' && !c.subnetsGiven && !c.vpcOwned && c.privateSubnets > 0
      && LIMITS[c.deploymentType].durable,
    source: SUBNETS,
    invalidExample: { provisioning: 'managed', deploymentType: Type.PERSISTENT_2, vpcOwned: false, privateSubnets: 2 },
    validExample: {
      provisioning: 'managed', deploymentType: Type.PERSISTENT_2, vpcOwned: false, privateSubnets: 2, subnetsGiven: true,
    },
  }),
  vpcRule('lustre/subnet-in-other-vpc', 'subnetsInOtherVpc', {
    fix: 'use a subnet of the VPC of the cluster; for dynamic file systems in a peered VPC, also set securityGroup to a group of that VPC',
    source: SUBNETS,
  }),
  vpcRule('lustre/security-group-in-other-vpc', 'securityGroupsInOtherVpc', {
    fix: 'use a security group of the VPC of the subnet; without subnet, that is the VPC of the cluster',
    source: SUBNETS,
  }),
  lustreRule({
    id: 'lustre/subnet-too-small',
    severity: 'error',
    reads: ['deploymentType', 'storageType', 'subnetPrefixLength'],
    mayRead: ['capacity', 'claimSize', 'perUnitStorageThroughput', 'throughputCapacity', 'metadataIops', 'efaEnabled'],
    at: 'subnetId',
    isViolated: c => addressesNeeded({ ...c, capacity: c.capacity ?? c.claimSize }) > usable(c.subnetPrefixLength),
    problem: c => `the file system requires ${addressesNeeded({ ...c, capacity: c.capacity ?? c.claimSize })} `
      + `addresses, but the /${c.subnetPrefixLength} subnet has only ${usable(c.subnetPrefixLength)} in total`,
    fix: 'use a larger subnet',
    source: ADDRESSES,
    invalidExample: {
      deploymentType: Type.SCRATCH_2, storageType: Storage.SSD, capacity: 28800, subnetPrefixLength: 28,
    },
    validExample: { deploymentType: Type.SCRATCH_2, storageType: Storage.SSD, capacity: 24000, subnetPrefixLength: 28 },
  }),
  lustreRule({
    id: 'lustre/zone-unknown',
    severity: 'error',
    reads: ['provisioning', 'zoneAffinity'],
    presenceOf: ['availabilityZone'],
    at: 'zoneAffinity',
    isViolated: c => c.provisioning !== 'dynamic' && c.zoneAffinity !== 'off' && !c.availabilityZone,
    problem: 'the Availability Zone of the file system is unknown, so pods cannot be scheduled into it',
    fix: 'set availabilityZone of the existing file system, pass a subnet from ec2.Subnet.fromSubnetAttributes(), or '
      + 'use ZoneAffinity.OFF',
    source: ZONES,
    invalidExample: { provisioning: 'existing', zoneAffinity: 'required' },
    validExample: { provisioning: 'existing', zoneAffinity: 'required', availabilityZone: 'eu-west-1a' },
  }),
];

/** Validated when the app is synthesized, because node groups, security group rules and notifications may be added later. */
export const rulesAtSynthesis = [
  ...notificationRules,
  ...capacityRulesOf({ service: 'lustre' }),
  ...securityGroupRulesOf({ service: 'lustre' }),
  lustreRule({
    id: 'lustre/nodes-in-other-zones',
    severity: 'warning',
    reads: ['nodesInOtherZones'],
    mayRead: ['zoneAffinity', 'provisioning'],
    at: 'subnetId',
    isViolated: c => c.nodesInOtherZones.length > 0,
    problem: c => {
      const effect = c.provisioning !== 'dynamic' && c.zoneAffinity === 'required' // dynamic volumes have no affinity
        ? 'pods that mount it wait until its zone has a node'
        : 'pods on those nodes access it across zones, which is slower and is billed';
      return `${andList([...c.nodesInOtherZones])} can start nodes in other subnets than that of the file `
        + `system; ${effect}`;
    },
    fix: 'run the pods on a node group in the subnet of the file system (subnets: { subnets: [subnet] }), or '
      + 'acknowledge this warning',
    source: ZONES,
    invalidExample: { nodesInOtherZones: ['Platform/Gpu'] },
    validExample: { nodesInOtherZones: [] },
  }),
];

/** Rules for the cluster. */
export const clusterRules = [
  ...clusterRulesOf(LUSTRE),
  lustreRule({
    id: 'lustre/ipv6-cluster',
    severity: 'error',
    acknowledgeable: 'not-verifiable',
    reads: ['ipFamily'],
    at: 'ipFamily',
    isViolated: c => c.ipFamily === 'ipv6',
    problem: 'the pods of the cluster have IPv6 addresses. EKS does not support FSx for Lustre in IPv6 clusters, and '
      + 'file systems have IPv4 addresses only',
    fix: 'use FsxOntapStorage or an IPv4 cluster; acknowledge this error if you verified that your nodes mount the '
      + 'file system over IPv4',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html',
    invalidExample: { ipFamily: 'ipv6' },
    validExample: { ipFamily: 'ipv4' },
  }),
  partitionRule('lustre', LIMITS, {
    invalid: Type.SCRATCH_2, valid: Type.PERSISTENT_1, source: 'https://docs.amazonaws.cn/en_us/aws/latest/userguide/fsx.html',
  }),
  ...clusterNetworkRulesOf('lustre'),
];

function usable(prefixLength: number): number {
  return 2 ** (32 - prefixLength) - SERVICE.reservedAddresses;
}
