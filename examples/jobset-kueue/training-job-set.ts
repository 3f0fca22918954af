import { IKubernetesVolume } from 'cdk-eks-fsx';

const KUEUE = 'kueue.x-k8s.io/v1beta1';
export const QUEUE = 'training';

/** A queue of a team that shares a number of GPUs. */
export function gpuQueue(namespace: string, gpus: number): { [key: string]: any }[] {
  return [
    { apiVersion: KUEUE, kind: 'ResourceFlavor', metadata: { name: 'gpu' } },
    {
      apiVersion: KUEUE,
      kind: 'ClusterQueue',
      metadata: { name: QUEUE },
      spec: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        resourceGroups: [{
          coveredResources: ['nvidia.com/gpu'],
          flavors: [{ name: 'gpu', resources: [{ name: 'nvidia.com/gpu', nominalQuota: gpus }] }],
        }],
      },
    },
    { apiVersion: KUEUE, kind: 'LocalQueue', metadata: { name: QUEUE, namespace }, spec: { clusterQueue: QUEUE } },
  ];
}

/** A training on two nodes with four GPUs each. It is suspended, and not in a queue yet. */
export function trainingJobSet(name: string, dataset: IKubernetesVolume): { [key: string]: any } {
  const jobSet = {
    apiVersion: 'jobset.x-k8s.io/v1alpha2',
    kind: 'JobSet',
    metadata: { name, namespace: dataset.claimNamespace },
    spec: {
      suspend: true,
      replicatedJobs: [{
        name: 'workers',
        template: {
          spec: {
            parallelism: 2,
            completions: 2,
            backoffLimit: 0,
            template: {
              spec: {
                restartPolicy: 'Never',
                securityContext: { runAsUser: 1000, runAsNonRoot: true },
                containers: [{
                  name: 'train',
                  image: 'pytorch/pytorch:2.9.0-cuda12.8-cudnn9-runtime',
                  command: [
                    'torchrun', '--nnodes=2', '--nproc-per-node=4', '--rdzv-backend=c10d', `--rdzv-endpoint=${name}-workers-0-0.${name}`,
                    'train.py', '--data=/data',
                  ],
                  resources: { limits: { 'nvidia.com/gpu': 4 } },
                }],
                tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
              },
            },
          },
        },
      }],
    },
  };
  return dataset.mountIntoManifest(jobSet, { path: '/data', readOnly: true });
}
