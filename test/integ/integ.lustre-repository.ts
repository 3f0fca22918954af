/**
 * A PERSISTENT_2 file system that is linked to a bucket: a pod that does not run as root reads an object of the bucket, and what it writes arrives in the bucket.
 *
 * Duration: 60 minutes (estimated: cluster 15, file system 10, import, Job and export 10, deletion 25).
 * Cost drivers: Lustre PERSISTENT_2, 1200 GiB at 125 MB/s per TiB; one cluster, two t3.medium nodes, one NAT gateway.
 */
import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, RemovalPolicy, Size, Stack, aws_s3 as s3, aws_s3_deployment as deployment } from 'aws-cdk-lib';
import { DataRepository, DataRepositoryEvent, FsxLustreStorage, LustreDeploymentType, LustreProvisioning } from '../..';
import { expectOfFileSystem } from './support/assertions';
import { Job } from './support/job';
import { NAMESPACE, Platform } from './support/platform';

const USER = 1000;

const app = new App();
const { cluster, subnet } = new Platform(app, 'LustreRepository');
const stack = new Stack(app, 'CdkEksFsx-LustreRepository-Storage');

const bucket = new s3.Bucket(stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true, enforceSSL: true });
const objects = new deployment.BucketDeployment(stack, 'Objects', {
  destinationBucket: bucket, sources: [deployment.Source.data('data/input.txt', 'from S3\n')], prune: false,
});

const storage = new FsxLustreStorage(stack, 'Data', {
  cluster,
  provisioning: LustreProvisioning.managed({
    deploymentType: LustreDeploymentType.PERSISTENT_2,
    capacity: Size.gibibytes(1200),
    perUnitStorageThroughput: 125,
    subnet,
    dataRepositories: [DataRepository.fromBucket(bucket, { prefix: 'data/', autoExportPolicy: [DataRepositoryEvent.NEW, DataRepositoryEvent.CHANGED] })],
    removalPolicy: RemovalPolicy.DESTROY,
  }),
  claim: { name: 'data', namespace: NAMESPACE, createNamespace: true },
});
storage.node.addDependency(objects); // the link imports the listing once, when it is created

new Job(stack, 'ReadAndWrite', {
  cluster,
  user: USER,
  mounts: [{ volume: storage, options: { path: '/data', ownership: { user: USER } } }],
  after: [storage],
  script: [
    'until grep -qx "from S3" /data/input.txt; do sleep 5; done', // FSx imports the listing after the link is created
    'echo "from the pod" > /data/output.txt',
  ].join('\n'),
});

const { assertions } = new IntegTest(app, 'LustreRepository', { testCases: [stack], stackUpdateWorkflow: false });

assertions.awsApiCall('S3', 'getObject', { Bucket: bucket.bucketName, Key: 'data/output.txt' })
  .expect(ExpectedResult.objectLike({ Body: 'from the pod\n' }))
  .waitForAssertions({ totalTimeout: Duration.minutes(15), interval: Duration.seconds(15) });

expectOfFileSystem(assertions, storage.fileSystem!.fileSystemId, 'LustreConfiguration.DeploymentType', 'PERSISTENT_2');
assertions.awsApiCall('FSx', 'describeDataRepositoryAssociations', { Filters: [{ Name: 'file-system-id', Values: [storage.fileSystem!.fileSystemId] }] })
  .assertAtPath('Associations.0.Lifecycle', ExpectedResult.stringLikeRegexp('^AVAILABLE$'));
