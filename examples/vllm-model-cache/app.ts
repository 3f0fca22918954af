import { App, Size, Stack } from 'aws-cdk-lib';
import { MlTrainingVolume, MlWorkload } from 'cdk-eks-fsx';
import { Platform } from '../platform';
import { download, inference } from './inference';

export const app = new App();
const { cluster, gpuSubnet } = new Platform(app);
const stack = new Stack(app, 'Inference');

// Written once, read by every replica that starts.
const models = new MlTrainingVolume(stack, 'Models', {
  cluster,
  workload: MlWorkload.MODEL_WEIGHTS,
  size: Size.gibibytes(500),
  readers: 8,
  vpcSubnets: { subnets: [gpuSubnet] },
  claim: { namespace: 'inference', createNamespace: true },
});

models.addManifest('Download', download(models));
models.addManifest('Vllm', ...inference(models));
