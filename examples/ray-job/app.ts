import { App, Size, Stack } from 'aws-cdk-lib';
import { MlTrainingVolume, MlWorkload } from 'cdk-eks-fsx';
import { Platform } from '../platform';
import { rayJob } from './ray-job';

export const app = new App();
const { cluster, gpuSubnet } = new Platform(app);
const stack = new Stack(app, 'Tuning');

// Ray Train requires storage that the head and all workers share, for results and checkpoints.
const results = new MlTrainingVolume(stack, 'Results', {
  cluster,
  workload: MlWorkload.CHECKPOINTS,
  size: Size.gibibytes(500),
  snapshots: true,
  vpcSubnets: { subnets: [gpuSubnet] },
  claim: { namespace: 'ml', createNamespace: true },
});

results.addManifest('Tuning', rayJob('tune-1', results));
