import { LustreCsiDriver } from 'cdk-eks-fsx';

/** GPU nodes in the zone of a file system. Pods start on a new node when the driver on it is ready. */
export function gpuNodes(zone: string): { [key: string]: any } {
  return {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name: 'gpu' },
    spec: {
      template: {
        spec: {
          nodeClassRef: { group: 'eks.amazonaws.com', kind: 'NodeClass', name: 'default' }, // EKS Auto Mode creates it
          requirements: [
            { key: 'topology.kubernetes.io/zone', operator: 'In', values: [zone] },
            { key: 'node.kubernetes.io/instance-type', operator: 'In', values: ['g6.12xlarge'] },
          ],
          startupTaints: [LustreCsiDriver.startupTaintObject()],
          taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NoSchedule' }],
        },
      },
      limits: { 'nvidia.com/gpu': '16' },
    },
  };
}
