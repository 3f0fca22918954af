import { lustreRule } from './row';
import { PARTITION_NAMES, capacityRulesOf, clusterRulesOf } from '../../validation/common/cluster';
import { securityGroupRulesOf } from '../../validation/common/security-group';
import { andList, orList } from '../../validation/text';
import { ProvisioningMode } from '../configuration';
import { LIMITS, LustreDeploymentType as Type, LustreStorageType as Storage, NOT_IN_PARTITION, SERVICE } from '../limits';
import { addressesNeeded } from '../sizing';

const SUBNETS = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-fsx-filesystem.html';
const ADDRESSES = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-fsx-lustre.html';
const ZONES = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/performance.html';
const EKS_V2 = 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html';

/** Where a file system lives. */
export const placementRules = [
  lustreRule({
    id: 'lustre/subnet-missing',
    severity: 'error',
    reads: ['provisioning', 'clusterVpc'],
    mayRead: ['privateSubnets'],
    presenceOf: ['subnetGiven'],
    at: 'subnetId',
    isViolated: c => c.provisioning !== 'existing' && !c.subnetGiven && c.clusterVpc && (c.privateSubnets ?? 0) === 0,
    problem: 'the cluster\'s VPC has no private subnet to choose',
    fix: 'set subnet of the provisioning',
    source: SUBNETS,
    invalidExample: { provisioning: 'managed', clusterVpc: true, privateSubnets: 0 },
    validExample: { provisioning: 'managed', clusterVpc: true, privateSubnets: 2 },
  }),
  lustreRule({
    id: 'lustre/subnet-not-pinned',
    severity: 'error',
    reads: ['provisioning', 'deploymentType', 'vpcOwned', 'privateSubnets'],
    presenceOf: ['subnetGiven'],
    at: 'subnetId',
    isViolated: c => c.provisioning !== 'existing' && !c.subnetGiven && !c.vpcOwned && c.privateSubnets > 0 && LIMITS[c.deploymentType].durable,
    problem: 'the order of an imported VPC\'s subnets can change, and another subnet means a new, empty file system',
    fix: 'name one by its id, subnet: ec2.Subnet.fromSubnetAttributes(this, \'FileSystemSubnet\', { subnetId: \'subnet-…\', availabilityZone: '
      + '\'…\' }); vpc.privateSubnets[0] changes with the order',
    source: SUBNETS,
    invalidExample: { provisioning: 'managed', deploymentType: Type.PERSISTENT_2, vpcOwned: false, privateSubnets: 2 },
    validExample: { provisioning: 'managed', deploymentType: Type.PERSISTENT_2, vpcOwned: false, privateSubnets: 2, subnetGiven: true },
  }),
  lustreRule({
    id: 'lustre/subnet-too-small',
    severity: 'error',
    reads: ['deploymentType', 'storageType', 'subnetPrefixLength'],
    mayRead: ['capacity', 'claimSize', 'perUnitStorageThroughput', 'throughputCapacity', 'metadataIops', 'efaEnabled'],
    at: 'subnetId',
    isViolated: c => addressesNeeded({ ...c, capacity: c.capacity ?? c.claimSize }) > usable(c.subnetPrefixLength),
    problem: c => `the file system takes ${addressesNeeded({ ...c, capacity: c.capacity ?? c.claimSize })} addresses, the /${
      c.subnetPrefixLength} subnet has ${usable(c.subnetPrefixLength)} in all`,
    fix: 'use a larger subnet',
    source: ADDRESSES,
    invalidExample: { deploymentType: Type.SCRATCH_2, storageType: Storage.SSD, capacity: 28800, subnetPrefixLength: 28 },
    validExample: { deploymentType: Type.SCRATCH_2, storageType: Storage.SSD, capacity: 24000, subnetPrefixLength: 28 },
  }),
  lustreRule({
    id: 'lustre/zone-unknown',
    severity: 'error',
    reads: ['provisioning', 'zoneAffinity'],
    presenceOf: ['availabilityZone'],
    at: 'zoneAffinity',
    isViolated: c => c.provisioning !== 'dynamic' && c.zoneAffinity !== 'off' && !c.availabilityZone,
    problem: 'the Availability Zone of the file system is not known, so pods cannot be held in it',
    fix: 'give it (availabilityZone of the existing file system, or a subnet by ec2.Subnet.fromSubnetAttributes()), or use ZoneAffinity.OFF',
    source: ZONES,
    invalidExample: { provisioning: 'existing', zoneAffinity: 'required' },
    validExample: { provisioning: 'existing', zoneAffinity: 'required', availabilityZone: 'eu-west-1a' },
  }),
];

/** Judged when the app is synthesized, because node groups and rules of security groups may come after the storage. */
export const nodePlacementRules = [
  ...capacityRulesOf({ service: 'lustre' }),
  ...securityGroupRulesOf({ service: 'lustre' }),
  lustreRule({
    id: 'lustre/nodes-in-other-zones',
    severity: 'warning',
    reads: ['nodesInOtherZones'],
    mayRead: ['zoneAffinity', 'provisioning'],
    at: 'subnetId',
    isViolated: c => c.nodesInOtherZones.length > 0,
    problem: c => `${andList([...c.nodesInOtherZones])} can start nodes in other subnets than the file system's; ${c.zoneAffinity === 'required'
      ? 'pods that mount it wait until there is a node in its zone'
      : 'pods on those reach it across zones, slower and billed'}`,
    fix: 'give the nodes that use it a node group in its subnet (subnets: { subnets: [subnet] }), or acknowledge it',
    source: ZONES,
    invalidExample: { nodesInOtherZones: ['Platform/Gpu'] },
    validExample: { nodesInOtherZones: [] },
  }),
];

/** What the cluster must bring. */
export const clusterRules = [
  ...clusterRulesOf({ service: 'lustre', construct: 'LustreCsiDriver', source: 'https://docs.aws.amazon.com/eks/latest/userguide/fsx-csi.html' }),
  lustreRule({
    id: 'lustre/ipv6-cluster',
    severity: 'error',
    acknowledgeable: true,
    reads: ['ipFamily'],
    at: 'ipFamily',
    isViolated: c => c.ipFamily === 'ipv6',
    problem: 'its pods have IPv6 addresses, and EKS does not support FSx for Lustre in such clusters; file systems have IPv4 addresses only',
    fix: 'use FsxOntapStorage, or a cluster with IPv4; acknowledge it if you have seen your nodes mount by their IPv4 addresses',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html',
    invalidExample: { ipFamily: 'ipv6' },
    validExample: { ipFamily: 'ipv4' },
  }),
  lustreRule({
    id: 'lustre/not-in-partition',
    severity: 'warning',
    reads: ['provisioning', 'deploymentType', 'partition'],
    at: 'deploymentType',
    isViolated: c => c.provisioning !== 'existing' && NOT_IN_PARTITION[c.partition].includes(c.deploymentType),
    problem: c => `it is not documented to be offered in ${PARTITION_NAMES[c.partition]}`,
    fix: c => `use ${orList(Object.values(Type).filter(type => !NOT_IN_PARTITION[c.partition].includes(type)))}, or acknowledge it if FSx offers it by now`,
    source: 'https://docs.amazonaws.cn/en_us/aws/latest/userguide/fsx.html',
    invalidExample: { provisioning: 'managed', deploymentType: Type.SCRATCH_2, partition: 'aws-cn' },
    validExample: { provisioning: 'managed', deploymentType: Type.SCRATCH_2, partition: 'aws-us-gov' },
  }),
  lustreRule({
    id: 'lustre/cluster-vpc-missing',
    severity: 'error',
    reads: ['provisioning', 'clusterVpc'],
    presenceOf: ['existingSecurityGroup', 'subnetGiven'],
    at: 'clusterVpc',
    isViolated: c => c.provisioning !== 'existing' && !c.clusterVpc && !(c.existingSecurityGroup && c.subnetGiven),
    problem: c => c.existingSecurityGroup
      ? 'the imported cluster has no VPC, so there is no subnet to choose' : 'the imported cluster has no VPC, so its file systems can have no security group',
    fix: c => c.existingSecurityGroup ? 'set subnet of the provisioning' : 'hand vpc to Cluster.fromClusterAttributes',
    source: EKS_V2,
    invalidExample: { provisioning: 'managed', clusterVpc: false },
    validExample: { provisioning: 'managed', clusterVpc: true },
  }),
  lustreRule({
    id: 'lustre/cluster-security-group-missing',
    severity: 'error',
    reads: ['provisioning', 'clusterSecurityGroup'],
    presenceOf: ['existingSecurityGroup'],
    at: 'clusterSecurityGroup',
    isViolated: c => !c.clusterSecurityGroup && NEEDS_THE_NODES_GROUP[c.provisioning](c.existingSecurityGroup),
    problem: 'the imported cluster has no security group, so its nodes cannot be let in',
    fix: 'hand clusterSecurityGroupId to Cluster.fromClusterAttributes: the group that the nodes have',
    source: EKS_V2,
    invalidExample: { provisioning: 'managed', clusterSecurityGroup: false },
    validExample: { provisioning: 'existing', clusterSecurityGroup: false },
  }),
];

/** Whether rules are to be written for the nodes, by whether a group was given. */
const NEEDS_THE_NODES_GROUP: Readonly<Record<ProvisioningMode, (given: boolean) => boolean>> = {
  managed: () => true,
  dynamic: given => !given, // somebody's group may have its rules
  existing: given => given,
};

function usable(prefixLength: number): number {
  return 2 ** (32 - prefixLength) - SERVICE.reservedAddresses;
}
