import { App, Stack } from 'aws-cdk-lib';
import { TrainingStorage } from './training-storage';

export const app = new App();
new TrainingStorage(new Stack(app, 'Training'), 'Storage');
