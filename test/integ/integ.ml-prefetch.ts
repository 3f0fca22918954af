/**
 * An MlTrainingVolume with a data set: it chooses PERSISTENT_2, a Job loads the files from S3, and pods that wait for the files read them without S3.
 *
 * Duration: 65 minutes (estimated: cluster 15, file system 10, import and Jobs 15, deletion 25).
 * Cost drivers: Lustre PERSISTENT_2, 1200 GiB at 125 MB/s per TiB; one cluster, two t3.medium nodes, one NAT gateway.
 */
import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, RemovalPolicy, Size, Stack, aws_eks_v2 as eks, aws_s3 as s3, aws_s3_deployment as deployment } from 'aws-cdk-lib';
import { MlTrainingVolume, MlWorkload } from '../..';
import { expectOfFileSystem } from './support/assertions';
import { Job } from './support/job';
import { NAMESPACE, Platform } from './support/platform';

const FILES = ['a.txt', 'b.txt', 'sub/c.txt'];
/** Has the package lustre-client, with lfs. */
const AMAZON_LINUX = 'public.ecr.aws/amazonlinux/amazonlinux:2023';

const app = new App();
const { cluster, subnet } = new Platform(app, 'MlPrefetch');
const stack = new Stack(app, 'CdkEksFsx-MlPrefetch-Storage');

const bucket = new s3.Bucket(stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true, enforceSSL: true });
const objects = new deployment.BucketDeployment(stack, 'Objects', {
  destinationBucket: bucket, sources: FILES.map(file => deployment.Source.data(`dataset/${file}`, `content of ${file}\n`)), prune: false,
});

const dataset = new MlTrainingVolume(stack, 'Dataset', {
  cluster,
  workload: MlWorkload.TRAINING_DATA,
  size: Size.tebibytes(1),
  dataset: { bucket, prefix: 'dataset/' },
  vpcSubnets: { subnets: [subnet] },
  claim: { namespace: NAMESPACE, createNamespace: true },
  removalPolicy: RemovalPolicy.DESTROY,
});
dataset.node.addDependency(objects);
const mounts = [{ volume: dataset, options: { path: '/data', readOnly: true } }];

// FSx imports the listing after the link is created, and a prefetch loads what is listed
const listed = new Job(stack, 'Listed', {
  cluster, mounts, after: [dataset.lustre!], script: FILES.map(file => `until test -e /data/${file}; do sleep 5; done`).join('\n'),
});

const prefetch = dataset.prefetch('Warm');
prefetch.node.addDependency(listed);
const loaded = new eks.KubernetesObjectValue(stack, 'Loaded', {
  cluster, objectType: 'job', objectName: prefetch.jobName, objectNamespace: prefetch.jobNamespace, jsonPath: '.status.succeeded', timeout: Duration.minutes(14),
});
loaded.node.addDependency(prefetch);

new Job(stack, 'Read', {
  cluster,
  mounts,
  after: [loaded],
  image: AMAZON_LINUX,
  customize: job => dataset.prefetchInto(job),
  script: [
    'dnf install -y -q lustre-client',
    // a file whose content is in S3 alone is "released"; grep fails where nothing is left of the output
    ...FILES.map(file => `lfs hsm_state /data/${file} | grep -v released\ngrep -qx "content of ${file}" /data/${file}`),
  ].join('\n'),
});

const { assertions } = new IntegTest(app, 'MlPrefetch', { testCases: [stack], stackUpdateWorkflow: false });
const { fileSystemId } = dataset.lustre!.fileSystem!;
expectOfFileSystem(assertions, fileSystemId, 'LustreConfiguration.DeploymentType', 'PERSISTENT_2');
assertions.awsApiCall('FSx', 'describeDataRepositoryAssociations', { Filters: [{ Name: 'file-system-id', Values: [fileSystemId] }] })
  .assertAtPath('Associations.0.Lifecycle', ExpectedResult.stringLikeRegexp('^AVAILABLE$'));
