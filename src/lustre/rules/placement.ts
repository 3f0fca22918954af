import { lustreRule } from './row';
import { PARTITION_NAMES, capacityRulesOf, clusterRulesOf } from '../../validation/common/cluster';
import { securityGroupRulesOf } from '../../validation/common/security-group';
import { vpcRule } from '../../validation/common/vpc-rule';
import { andList, orList } from '../../validation/text';
import { ProvisioningMode } from '../configuration';
import {
  LIMITS, LustreDeploymentType as Type, LustreStorageType as Storage, SERVICE, deploymentTypesWith,
} from '../limits';
import { addressesNeeded } from '../sizing';

const SUBNETS = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-fsx-filesystem.html';
const ADDRESSES = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-fsx-lustre.html';
const ZONES = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/performance.html';
const EKS_V2 = 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html';

/** Rules for the subnet and the Availability Zone. */
export const placementRules = [
  lustreRule({
    id: 'lustre/subnet-missing',
    severity: 'error',
    reads: ['provisioning', 'clusterVpc'],
    mayRead: ['privateSubnets'],
    presenceOf: ['subnetGiven'],
    at: 'subnetId',
    isViolated: c => c.provisioning !== 'existing' && !c.subnetGiven && c.clusterVpc && (c.privateSubnets ?? 0) === 0,
    problem: 'the cluster VPC has no private subnet',
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
    isViolated: c => c.provisioning !== 'existing' && !c.subnetGiven && !c.vpcOwned && c.privateSubnets > 0
      && LIMITS[c.deploymentType].durable,
    problem: 'the order of the subnets of an imported VPC can change, and another subnet means a new, empty file '
      + 'system',
    fix: 'select a subnet by its id, subnet: ec2.Subnet.fromSubnetAttributes(this, \'FileSystemSubnet\', '
      + '{ subnetId: \'subnet-…\', availabilityZone: \'…\' }); vpc.privateSubnets[0] depends on the order',
    source: SUBNETS,
    invalidExample: { provisioning: 'managed', deploymentType: Type.PERSISTENT_2, vpcOwned: false, privateSubnets: 2 },
    validExample: {
      provisioning: 'managed', deploymentType: Type.PERSISTENT_2, vpcOwned: false, privateSubnets: 2, subnetGiven: true,
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

/** Validated when the app is synthesized, because node groups and security group rules may be added later. */
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
  ...clusterRulesOf({
    service: 'lustre', construct: 'LustreCsiDriver',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/fsx-csi.html',
  }),
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
  lustreRule({
    id: 'lustre/not-in-partition',
    severity: 'warning',
    reads: ['provisioning', 'deploymentType', 'partition'],
    at: 'deploymentType',
    isViolated: c => c.provisioning !== 'existing' && !LIMITS[c.deploymentType].partitions.includes(c.partition),
    problem: c => `is not documented as available in ${PARTITION_NAMES[c.partition]}`,
    fix: c => {
      const offered = deploymentTypesWith(({ partitions }) => partitions.includes(c.partition));
      return `use ${orList(offered)}, or acknowledge this warning if FSx offers it by now`;
    },
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
      ? 'the imported cluster has no VPC, so no subnet can be selected'
      : 'the imported cluster has no VPC, so no security group can be created for its file systems',
    fix: c => c.existingSecurityGroup
      ? 'set subnet of the provisioning'
      : 'pass vpc to Cluster.fromClusterAttributes()',
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
    isViolated: c => !c.clusterSecurityGroup && NEEDS_NODE_SECURITY_GROUP[c.provisioning](c.existingSecurityGroup),
    problem: 'the imported cluster has no security group, so its nodes cannot be given access',
    fix: 'pass clusterSecurityGroupId, the security group of the nodes, to Cluster.fromClusterAttributes()',
    source: EKS_V2,
    invalidExample: { provisioning: 'managed', clusterSecurityGroup: false },
    validExample: { provisioning: 'existing', clusterSecurityGroup: false },
  }),
];

/** Whether security group rules are added for the nodes, depending on whether a security group is set. */
const NEEDS_NODE_SECURITY_GROUP: Readonly<Record<ProvisioningMode, (isSet: boolean) => boolean>> = {
  managed: () => true,
  dynamic: isSet => !isSet, // an existing security group may already have its rules
  existing: isSet => isSet,
};

function usable(prefixLength: number): number {
  return 2 ** (32 - prefixLength) - SERVICE.reservedAddresses;
}
