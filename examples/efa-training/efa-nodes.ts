import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { LustreClient, LustreCsiDriver } from 'cdk-eks-fsx';

export const INSTANCE_TYPE = 'p5.48xlarge';
/** The EFA interfaces that AWS configures for Lustre on this instance type, of 32. */
export const LUSTRE_INTERFACES = 8;

export interface EfaNodesProps {
  /** The subnet of the file system. EFA does not work between Availability Zones. */
  readonly subnet: ec2.ISubnet;
  /** The name of the role of nodes. */
  readonly role: string;
  /** The security group of the cluster, which may exchange all traffic with the file system. */
  readonly securityGroupId: string;
}

/** GPU nodes whose Lustre client uses EFA. Karpenter attaches EFA interfaces for pods that request them. */
export function efaNodes({ subnet, role, securityGroupId }: EfaNodesProps): { [key: string]: any }[] {
  const metadata = { name: 'efa' };
  return [
    {
      apiVersion: 'karpenter.k8s.aws/v1',
      kind: 'EC2NodeClass',
      metadata,
      spec: {
        role,
        amiSelectorTerms: [{ alias: 'al2023@latest' }], // for this instance type, the image with the drivers for GPUs and EFA
        subnetSelectorTerms: [{ id: subnet.subnetId }],
        securityGroupSelectorTerms: [{ id: securityGroupId }],
        userData: LustreClient.efaUserData().render(),
      },
    },
    {
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodePool',
      metadata,
      spec: {
        template: {
          spec: {
            nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: metadata.name },
            requirements: [
              { key: 'topology.kubernetes.io/zone', operator: 'In', values: [subnet.availabilityZone] },
              { key: 'node.kubernetes.io/instance-type', operator: 'In', values: [INSTANCE_TYPE] },
            ],
            startupTaints: [LustreCsiDriver.startupTaintObject()],
            taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NoSchedule' }],
          },
        },
        limits: { 'nvidia.com/gpu': '16' },
      },
    },
  ];
}
