import { App, Chart } from 'cdk8s';
import { IKubernetesVolume } from 'cdk-eks-fsx';
import * as kplus from 'cdk8s-plus-28';

/** A run that starts with the weights of another run and changes them. */
export function experiment(weights: IKubernetesVolume): any[] {
  const chart = new Chart(new App(), 'experiment', { namespace: weights.claimNamespace });
  const job = new kplus.Job(chart, 'Job', {
    metadata: { name: 'quantize-1' }, // the pods of a Job are immutable: another run has another name
    backoffLimit: 2,
  });
  const container = job.addContainer({
    name: 'quantize',
    image: 'python:3.13-slim',
    command: ['python', 'quantize.py', '--weights=/weights'],
    securityContext: { user: 1000, readOnlyRootFilesystem: false }, // a new ONTAP volume is open to every user
  });
  weights.mountOn(container, '/weights');
  return chart.toJson();
}
