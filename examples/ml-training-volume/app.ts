import { App } from 'aws-cdk-lib';
import { PlatformStack } from './platform-stack';
import { TrainingStack } from './training-stack';

export const app = new App();
const platform = new PlatformStack(app, 'Platform');
new TrainingStack(app, 'Training', { cluster: platform.cluster, subnet: platform.trainingSubnet });
