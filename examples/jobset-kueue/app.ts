import { App, Size, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { MlTrainingVolume, MlWorkload } from 'cdk-eks-fsx';
import { Platform } from '../platform';
import { queueAfter } from './queue-after';
import { gpuQueue, trainingJobSet } from './training-job-set';

export const app = new App();
const { cluster, gpuSubnet } = new Platform(app);
const stack = new Stack(app, 'QueuedTraining');

const dataset = new MlTrainingVolume(stack, 'Imagenet', {
  cluster,
  workload: MlWorkload.TRAINING_DATA,
  size: Size.tebibytes(4),
  throughputMBps: 1000,
  readers: 8,
  dataset: { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'training-data'), prefix: 'imagenet/' },
  vpcSubnets: { subnets: [gpuSubnet] },
  claim: { namespace: 'ml', createNamespace: true },
});
const load = dataset.prefetch('Load'); // on nodes without GPUs

dataset.addManifest('Queue', ...gpuQueue('ml', 8));
dataset.addManifest('Training', trainingJobSet('train-1', dataset));
dataset.addManifest('Admission', ...queueAfter(load, 'train-1'));
