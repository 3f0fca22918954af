import { App } from 'aws-cdk-lib';
import { PlatformStack } from './platform-stack';
import { StorageStack } from './storage-stack';

export const app = new App();
const platform = new PlatformStack(app, 'Platform');
new StorageStack(app, 'TrainingStorage', { cluster: platform.cluster, subnet: platform.trainingSubnet });
