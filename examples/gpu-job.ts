import { IKubernetesVolume } from 'cdk-eks-fsx';

/** A Job that needs GPUs. Karpenter or EKS Auto Mode starts a node for it. */
export function gpuJob(name: string, corpus: IKubernetesVolume): { [key: string]: any } {
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: corpus.claimNamespace },
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{
            name: 'train',
            image: 'pytorch/pytorch:2.9.0-cuda12.8-cudnn9-runtime',
            command: ['torchrun', '--nproc-per-node=4', 'train.py', '--data=/data'],
            resources: { limits: { 'nvidia.com/gpu': 4 } },
          }],
          tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
        },
      },
    },
  };
  return corpus.mountIntoManifest(job, { path: '/data', readOnly: true });
}
