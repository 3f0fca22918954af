import { App, Size, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { DataRepository, FsxLustreStorage, LustreDeploymentType, LustreProvisioning } from 'cdk-eks-fsx';
import { Platform } from '../platform';
import { executor, preprocessing } from './preprocessing';

const USER = 1000;

export const app = new App();
const { cluster, gpuSubnet: subnet } = new Platform(app); // Argo Workflows is installed in this cluster
const stack = new Stack(app, 'Preprocessing');

const storage = new FsxLustreStorage(stack, 'Storage', {
  cluster,
  provisioning: LustreProvisioning.managed({
    deploymentType: LustreDeploymentType.PERSISTENT_2,
    capacity: Size.gibibytes(2400),
    perUnitStorageThroughput: 250,
    subnet,
    dataRepositories: [DataRepository.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'raw-recordings'), {
      prefix: 'audio/', fileSystemPath: '/raw',
    })],
  }),
});
const team = { namespace: 'speech', createNamespace: true };
const raw = storage.shareTo('raw', { ...team, name: 'raw', subDirectory: 'raw', readOnly: true });
const shards = storage.shareTo('shards', { ...team, name: 'shards', user: USER, quota: Size.tebibytes(1) });

const permissions = storage.addManifest('Executor', ...executor(team.namespace));
storage.addManifest('Nightly', preprocessing(raw, shards, USER)).node.addDependency(permissions);
