import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { LustreCsiDriver } from 'cdk-eks-fsx';

export interface GpuNodesProps {
  /** The subnet of the file system. */
  readonly subnet: ec2.ISubnet;
  /** The name of the role of nodes. */
  readonly role: string;
  readonly securityGroupId: string;
}

/** GPU nodes in the zone of a file system. Pods start on a new node when the driver on it is ready. */
export function gpuNodes({ subnet, role, securityGroupId }: GpuNodesProps): { [key: string]: any }[] {
  const metadata = { name: 'gpu' };
  return [
    {
      apiVersion: 'karpenter.k8s.aws/v1',
      kind: 'EC2NodeClass',
      metadata,
      spec: {
        role,
        amiSelectorTerms: [{ alias: 'al2023@latest' }],
        subnetSelectorTerms: [{ id: subnet.subnetId }],
        securityGroupSelectorTerms: [{ id: securityGroupId }],
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
              { key: 'node.kubernetes.io/instance-type', operator: 'In', values: ['g6.12xlarge'] },
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
