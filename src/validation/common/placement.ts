import { ClusterConfiguration, PARTITION_NAMES, Partition } from './cluster';
import { Rule, ruleFor } from '../rule';
import { orList } from '../text';

/** Where a file system is created, as far as the rules of both services read it. */
export interface CommonPlacement extends Pick<ClusterConfiguration, 'clusterVpc' | 'clusterSecurityGroup' | 'partition'> {
  readonly provisioning?: 'dynamic' | 'managed' | 'existing';
  readonly deploymentType?: string;
  /** Whether subnets are selected. */
  readonly subnetsGiven?: true;
  readonly existingSecurityGroup?: true;
}

const EKS_V2 = 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html';
const rule = ruleFor<CommonPlacement>();

/** Rules for what an imported cluster must have, so that a file system can be created in its network. */
export function clusterNetworkRulesOf(service: string): readonly Rule<any>[] {
  return [
    rule({
      id: `${service}/cluster-vpc-missing`,
      severity: 'error',
      reads: ['provisioning', 'clusterVpc'],
      presenceOf: ['existingSecurityGroup', 'subnetsGiven'],
      at: 'clusterVpc',
      isViolated: c => c.provisioning !== 'existing' && !c.clusterVpc && !(c.existingSecurityGroup && c.subnetsGiven),
      problem: c => c.existingSecurityGroup
        ? 'the imported cluster has no VPC, so no subnet can be selected'
        : 'the imported cluster has no VPC, so no security group can be created for its file systems',
      fix: c => c.existingSecurityGroup
        ? 'set subnet of the provisioning'
        : 'pass vpc to ExistingCluster.fromAttributes() or Cluster.fromClusterAttributes()',
      source: EKS_V2,
      invalidExample: { provisioning: 'managed', clusterVpc: false },
      validExample: { provisioning: 'managed', clusterVpc: true },
    }),
    rule({
      id: `${service}/cluster-security-group-missing`,
      severity: 'error',
      reads: ['provisioning', 'clusterSecurityGroup'],
      presenceOf: ['existingSecurityGroup'],
      at: 'clusterSecurityGroup',
      isViolated: c => !c.clusterSecurityGroup && NEEDS_NODE_SECURITY_GROUP[c.provisioning](c.existingSecurityGroup),
      problem: 'the imported cluster has no security group, so its nodes cannot be given access',
      fix: 'pass clusterSecurityGroupId, the security group of the nodes, to ExistingCluster.fromAttributes() or '
        + 'Cluster.fromClusterAttributes()',
      source: EKS_V2,
      invalidExample: { provisioning: 'managed', clusterSecurityGroup: false },
      validExample: { provisioning: 'existing', clusterSecurityGroup: false },
    }),
  ];
}

/** Whether security group rules are added for the nodes, depending on whether a security group is set. */
const NEEDS_NODE_SECURITY_GROUP: Readonly<Record<'dynamic' | 'managed' | 'existing', (isSet: boolean) => boolean>> = {
  managed: () => true,
  dynamic: isSet => !isSet, // an existing security group may already have its rules
  existing: isSet => isSet,
};

/** The rule that a partition offers the deployment type; `limits` is the table of the deployment types. */
export function partitionRule<Type extends string>(
  service: string, limits: { readonly [type in Type]: { readonly partitions: readonly Partition[] } },
  { invalid, valid, source }: { readonly invalid: Type; readonly valid: Type; readonly source: string },
): Rule<any> {
  const types = Object.keys(limits) as Type[];
  return rule({
    id: `${service}/not-in-partition`,
    severity: 'warning',
    reads: ['provisioning', 'deploymentType', 'partition'],
    at: 'deploymentType',
    isViolated: c => c.provisioning !== 'existing' && !limits[c.deploymentType as Type].partitions.includes(c.partition),
    problem: c => `is not documented as available in ${PARTITION_NAMES[c.partition]}`,
    fix: c => {
      const offered = types.filter(type => limits[type].partitions.includes(c.partition));
      return `use ${orList(offered)}, or acknowledge this warning if FSx offers it by now`;
    },
    source,
    invalidExample: { provisioning: 'managed', deploymentType: invalid, partition: 'aws-cn' },
    validExample: { provisioning: 'managed', deploymentType: valid, partition: 'aws-cn' },
  });
}

/** What the rules about subnets of an imported VPC that are selected by their order have in common. */
export function subnetOrder({ select, attributes }: { readonly select: string; readonly attributes: string }) {
  return {
    severity: 'error',
    problem: 'the order of the subnets of an imported VPC can change, and another subnet means a new, empty file system',
    fix: `${select} ec2.Subnet.fromSubnetAttributes(this, 'FileSystemSubnet', { ${attributes} }); vpc.privateSubnets[0] `
      + 'depends on the order',
  } as const;
}
