import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { IKubernetesVolume } from 'cdk-eks-fsx';
import * as kplus from 'cdk8s-plus-28';

/** A training that reads `/data` and writes `/checkpoints`, on one GPU node. */
export function trainingJob(dataset: IKubernetesVolume, checkpoints: IKubernetesVolume): any[] {
  const chart = new Chart(new App(), 'training', { namespace: dataset.claimNamespace });
  const job = new kplus.Job(chart, 'Job', {
    metadata: { name: 'train-resnet-1' }, // the pods of a Job are immutable: another run has another name
    backoffLimit: 2,
  });
  const container = job.addContainer({
    name: 'train',
    image: 'pytorch/pytorch:2.9.0-cuda12.8-cudnn9-runtime',
    command: ['torchrun', '--nproc-per-node=4', 'train.py', '--data=/data', '--checkpoints=/checkpoints'],
    securityContext: { ensureNonRoot: false, readOnlyRootFilesystem: false }, // a new Lustre file system belongs to root
  });
  dataset.mountOn(container, '/data', { readOnly: true });
  checkpoints.mountOn(container, '/checkpoints');

  // cdk8s-plus-28 has no property for GPUs. A patch must contain a Quantity: cdk8s-plus drops a plain number
  ApiObject.of(job).addJsonPatch(
    JsonPatch.add('/spec/template/spec/containers/0/resources/limits', { 'nvidia.com/gpu': kplus.k8s.Quantity.fromNumber(4) }),
    JsonPatch.add('/spec/template/spec/tolerations', [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]),
  );
  return chart.toJson();
}
