import { IKubernetesVolume } from 'cdk-eks-fsx';

const RUNTIME = 'torch-gpu';
const TRAINER = 'trainer.kubeflow.org/v1alpha1';

/** How the pods of the team's trainings run: on GPU nodes, not as root, and again after a failure. */
export function torchRuntime(namespace: string, user: number): { [key: string]: any } {
  return {
    apiVersion: TRAINER,
    kind: 'TrainingRuntime',
    metadata: { name: RUNTIME, namespace, labels: { 'trainer.kubeflow.org/framework': 'torch' } },
    spec: {
      mlPolicy: { numNodes: 1, torch: {} },
      template: {
        spec: {
          failurePolicy: { maxRestarts: 3 }, // restarts all pods, which resume from the newest checkpoint
          replicatedJobs: [{
            name: 'node',
            template: {
              metadata: { labels: { 'trainer.kubeflow.org/trainjob-ancestor-step': 'trainer' } },
              spec: {
                backoffLimit: 0,
                template: {
                  spec: {
                    securityContext: { runAsUser: user, runAsGroup: user, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
                    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
                    containers: [{
                      name: 'node',
                      image: 'pytorch/pytorch:2.9.0-cuda12.8-cudnn9-runtime',
                      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
                    }],
                  },
                },
              },
            },
          }],
        },
      },
    },
  };
}

/** A training on two nodes with four GPUs each. */
export function trainJob(
  name: string,
  dataset: IKubernetesVolume,
  checkpoints: IKubernetesVolume,
): { [key: string]: any } {
  const job = {
    apiVersion: TRAINER,
    kind: 'TrainJob',
    metadata: { name, namespace: dataset.claimNamespace },
    spec: {
      runtimeRef: { name: RUNTIME, kind: 'TrainingRuntime' },
      trainer: {
        numNodes: 2,
        numProcPerNode: 4,
        command: ['torchrun', 'train.py', '--data=/data', '--checkpoints=/checkpoints', '--resume'],
        resourcesPerNode: { limits: { 'nvidia.com/gpu': 4 } },
      },
    },
  };
  return checkpoints.mountIntoManifest(dataset.mountIntoManifest(job, { path: '/data', readOnly: true }), {
    path: '/checkpoints',
  });
}
