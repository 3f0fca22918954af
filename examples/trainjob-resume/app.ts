import { App, Size, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { DataRepository, FsxLustreStorage, LustreDeploymentType, LustreProvisioning } from 'cdk-eks-fsx';
import { Platform } from '../platform';
import { torchRuntime, trainJob } from './train-job';

const USER = 1000;

export const app = new App();
const { cluster, gpuSubnet } = new Platform(app);
const stack = new Stack(app, 'Training');

// One file system for the dataset, which comes from S3, and for the checkpoints.
const storage = new FsxLustreStorage(stack, 'Storage', {
  cluster,
  provisioning: LustreProvisioning.managed({
    deploymentType: LustreDeploymentType.PERSISTENT_2,
    capacity: Size.gibibytes(4800),
    perUnitStorageThroughput: 250,
    subnet: gpuSubnet,
    dataRepositories: [DataRepository.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'training-data'), {
      prefix: 'imagenet/', fileSystemPath: '/imagenet',
    })],
  }),
});
const team = { namespace: 'ml', createNamespace: true };
const dataset = storage.shareTo('dataset', { ...team, name: 'dataset', subDirectory: 'imagenet', readOnly: true });
const checkpoints = storage.shareTo('checkpoints', { ...team, name: 'checkpoints', user: USER, quota: Size.tebibytes(1) });

// The TrainJob of the next run has another name. It resumes from the checkpoints of this one.
storage.addManifest('Runtime', torchRuntime(team.namespace, USER));
storage.addManifest('Run1', trainJob('resnet-1', dataset, checkpoints));
