import { IKubernetesVolume } from 'cdk-eks-fsx';

/** A training on two healthy nodes with eight GPUs each. HyperPod replaces faulty nodes and resumes it. */
export function trainingJob(name: string, storage: IKubernetesVolume): { [key: string]: any } {
  const replica = (replicas: number) => ({
    replicas,
    restartPolicy: 'OnFailure',
    template: {
      spec: {
        nodeSelector: { 'sagemaker.amazonaws.com/node-health-status': 'Schedulable' },
        tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
        containers: [{
          name: 'pytorch',
          image: 'pytorch/pytorch:2.9.0-cuda12.8-cudnn9-runtime',
          command: ['torchrun', '--nproc-per-node=8', 'train.py', '--data=/training/data', '--checkpoints=/training/checkpoints', '--resume'],
          resources: { limits: { 'nvidia.com/gpu': 8 } },
        }],
      },
    },
  });
  const job = {
    apiVersion: 'kubeflow.org/v1',
    kind: 'PyTorchJob',
    metadata: {
      name,
      namespace: storage.claimNamespace,
      annotations: {
        'sagemaker.amazonaws.com/enable-job-auto-resume': 'true',
        'sagemaker.amazonaws.com/job-max-retry-count': '2',
      },
    },
    spec: { pytorchReplicaSpecs: { Master: replica(1), Worker: replica(1) } },
  };
  return storage.mountIntoManifest(job, { path: '/training' });
}
