import { IKubernetesVolume } from 'cdk-eks-fsx';

const PORT = 29500;

/** The DNS names by which the pods of a training find each other. */
export function rendezvous(name: string, { claimNamespace: namespace }: IKubernetesVolume): { [key: string]: any }[] {
  return [{
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { clusterIP: 'None', selector: { 'batch.kubernetes.io/job-name': name }, ports: [{ name: 'rendezvous', port: PORT }] },
  }];
}

/** A training on two nodes with eight GPUs each. Between GPUs, NCCL uses EFA too. */
export function trainingJob(name: string, corpus: IKubernetesVolume): { [key: string]: any } {
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: corpus.claimNamespace },
    spec: {
      completionMode: 'Indexed',
      completions: 2,
      parallelism: 2,
      backoffLimit: 0,
      template: {
        spec: {
          restartPolicy: 'Never',
          subdomain: name,
          containers: [{
            name: 'train',
            image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/train:1', // your script, with libfabric and aws-ofi-nccl
            command: [
              'torchrun', '--nnodes=2', '--nproc-per-node=8', '--rdzv-backend=c10d', `--rdzv-endpoint=${name}-0.${name}:${PORT}`,
              'train.py', '--data=/data',
            ],
            env: [
              { name: 'FI_PROVIDER', value: 'efa' },
              { name: 'FI_EFA_USE_HUGE_PAGE', value: '0' }, // huge pages would have to be requested
            ],
            resources: { limits: { 'nvidia.com/gpu': 8, 'vpc.amazonaws.com/efa': 32 } },
            volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }],
          }],
          volumes: [{ name: 'shm', emptyDir: { medium: 'Memory' } }],
          tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
        },
      },
    },
  };
  return corpus.mountIntoManifest(job, { path: '/data' });
}
