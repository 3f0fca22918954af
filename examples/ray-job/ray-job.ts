import { IKubernetesVolume } from 'cdk-eks-fsx';

const IMAGE = 'rayproject/ray:2.52.0';
const securityContext = { runAsUser: 1000, runAsGroup: 100, runAsNonRoot: true }; // the user of the image

/** A Ray cluster for one job: a head without GPUs and four workers with one GPU each. */
export function rayJob(name: string, results: IKubernetesVolume): { [key: string]: any } {
  const job = {
    apiVersion: 'ray.io/v1',
    kind: 'RayJob',
    metadata: { name, namespace: results.claimNamespace },
    spec: {
      entrypoint: 'python tune.py --storage-path=/results',
      shutdownAfterJobFinishes: true,
      rayClusterSpec: {
        headGroupSpec: {
          rayStartParams: { 'num-cpus': '0' }, // no work on the head
          template: {
            spec: {
              securityContext,
              containers: [{ name: 'ray-head', image: IMAGE, resources: { limits: { cpu: '2', memory: '8Gi' } } }],
            },
          },
        },
        workerGroupSpecs: [{
          groupName: 'gpu',
          replicas: 4,
          minReplicas: 4,
          maxReplicas: 4,
          rayStartParams: {},
          template: {
            spec: {
              securityContext,
              containers: [{ name: 'ray-worker', image: `${IMAGE}-gpu`, resources: { limits: { 'cpu': '8', 'memory': '32Gi', 'nvidia.com/gpu': 1 } } }],
              tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
            },
          },
        }],
      },
    },
  };
  return results.mountIntoManifest(job, { path: '/results' });
}
