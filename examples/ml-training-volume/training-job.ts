import { ApiObject, App, Chart } from 'cdk8s';
import { MlTrainingVolume } from 'cdk-eks-fsx';

/** Four pods with a GPU each read `/data` and write `/checkpoints`. */
export function trainingJob(dataset: MlTrainingVolume, checkpoints: MlTrainingVolume): any[] {
  const chart = new Chart(new App(), 'training', { namespace: dataset.claimNamespace });
  const job = new ApiObject(chart, 'Job', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'train-resnet-1' }, // the pods of a Job are immutable: another run has another name
    spec: {
      completions: 4,
      parallelism: 4,
      completionMode: 'Indexed',
      backoffLimit: 2,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{
            name: 'train',
            image: 'pytorch/pytorch:2.9.0-cuda12.8-cudnn9-runtime',
            command: ['torchrun', '--nnodes=4', 'train.py', '--data=/data', '--checkpoints=/checkpoints'],
            resources: { limits: { 'nvidia.com/gpu': 1 } },
          }],
          tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
        },
      },
    },
  });
  dataset.mountInto(job, { path: '/data', readOnly: true });
  checkpoints.mountInto(job, { path: '/checkpoints' });
  dataset.prefetchInto(job);
  return chart.toJson();
}
