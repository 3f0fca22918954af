/**
 * A snapshot of an ONTAP volume and a clone of the snapshot: the clone has what was there when the snapshot was taken, and what is written to one is not seen in the other.
 *
 * Duration: 110 minutes (estimated: cluster 15, file system 30, Trident, volumes and Jobs 15, deletion 50).
 * Cost drivers: ONTAP SINGLE_AZ_1, 1024 GiB SSD at 128 MB/s; one secret; one cluster, two t3.medium nodes, one NAT gateway.
 */
import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, RemovalPolicy, Size, Stack, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { FsxOntapStorage, OntapDeploymentType, OntapProvisioning, TridentDriver, TridentInstallation } from '../..';
import { expectOfFileSystem } from './support/assertions';
import { Job } from './support/job';
import { NAMESPACE, Platform } from './support/platform';

const app = new App();
const platform = new Platform(app, 'OntapClone');
const { cluster, subnet } = platform;
// the chart, because the add-on needs a subscription of the account in AWS Marketplace
new TridentDriver(platform, 'Trident', { cluster, installation: TridentInstallation.HELM });

const stack = new Stack(app, 'CdkEksFsx-OntapClone-Storage');
const weights = new FsxOntapStorage(stack, 'Weights', {
  cluster,
  provisioning: OntapProvisioning.managed({
    deploymentType: OntapDeploymentType.SINGLE_AZ_1,
    capacity: Size.gibibytes(1024),
    throughputCapacityPerHaPair: 128,
    automaticBackupRetention: Duration.days(0),
    vpcSubnets: { subnets: [subnet] },
    removalPolicy: RemovalPolicy.DESTROY,
  }),
  claim: { name: 'weights', namespace: NAMESPACE, createNamespace: true, size: Size.gibibytes(10) },
});
const original = { volume: weights, options: { path: '/weights' } };

// after the claim alone: the storage as a whole also contains the snapshot and the clone, which come later
const claim = weights.node.findChild('Manifest');
const baseline = new Job(stack, 'WriteBaseline', { cluster, mounts: [original], after: [claim], script: 'echo baseline > /weights/model' });

const snapshot = weights.snapshot('Baseline');
snapshot.node.scope!.node.addDependency(baseline); // the manifest is beside the construct that stands for the snapshot, which contains nothing
const taken = new eks.KubernetesObjectValue(stack, 'Taken', {
  cluster, objectType: 'volumesnapshot', objectName: snapshot.snapshotName, objectNamespace: NAMESPACE, jsonPath: '.status.creationTime', timeout: Duration.minutes(10),
});
taken.node.addDependency(snapshot.node.scope!);

const edit = new Job(stack, 'EditOriginal', { cluster, mounts: [original], after: [taken], script: 'echo edited > /weights/model' });

const clone = weights.cloneOf('Branch', snapshot);
const branch = new Job(stack, 'EditClone', {
  cluster,
  mounts: [{ volume: clone, options: { path: '/branch' } }],
  after: [edit, clone.node.scope!],
  script: 'grep -qx baseline /branch/model\necho branch > /branch/model',
});
new Job(stack, 'ReadOriginal', { cluster, mounts: [original], after: [branch], script: 'grep -qx edited /weights/model' });

const { assertions } = new IntegTest(app, 'OntapClone', { testCases: [stack], stackUpdateWorkflow: false });
const { fileSystemId } = weights.fileSystem;
expectOfFileSystem(assertions, fileSystemId, 'OntapConfiguration.DeploymentType', 'SINGLE_AZ_1');
assertions.awsApiCall('FSx', 'describeStorageVirtualMachines', { Filters: [{ Name: 'file-system-id', Values: [fileSystemId] }] })
  .assertAtPath('StorageVirtualMachines.0.Lifecycle', ExpectedResult.stringLikeRegexp('^CREATED$'));
