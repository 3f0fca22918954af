import { App, ApiObject, Chart } from 'cdk8s';
import { IKubernetesVolume } from 'cdk-eks-fsx';

/** A Job in plain cdk8s: what mountInto() needs is a pod spec, whatever kind it is in. */
export function shuffleJob(scratch: IKubernetesVolume): any[] {
  const chart = new Chart(new App(), 'shuffle', { namespace: scratch.claimNamespace });
  const job = new ApiObject(chart, 'Job', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'shuffle-1' },
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never',
          securityContext: { runAsUser: 1000, runAsGroup: 1000 },
          containers: [{ name: 'shuffle', image: 'python:3.13-slim', command: ['python', 'shuffle.py', '--data=/scratch'] }],
        },
      },
    },
  });
  scratch.mountInto(job, { path: '/scratch', ownership: { user: 1000 } }); // a new Lustre file system belongs to root
  return chart.toJson();
}
