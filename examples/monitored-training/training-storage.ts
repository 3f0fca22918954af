import { Size, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_events_targets as targets, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
import {
  DataRepository, DataRepositoryEvent, FsxLustreStorage, FsxOntapStorage, LustreCsiDriver, LustreDeploymentType,
  LustreProvisioning,
  OntapDeploymentType, OntapProvisioning, TridentDriver,
} from 'cdk-eks-fsx';
import { Construct } from 'constructs';
import { trainingCluster } from './cluster';

const EXPORTED = [DataRepositoryEvent.NEW, DataRepositoryEvent.CHANGED, DataRepositoryEvent.DELETED];

/** A data set on Lustre and checkpoints on ONTAP; alarms that notify a topic, and one dashboard for both. */
export class TrainingStorage extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = trainingCluster(this);
    const [subnet] = cluster.vpc.privateSubnets;

    const dataset = new FsxLustreStorage(this, 'Imagenet', {
      cluster,
      driver: LustreCsiDriver.existing(),
      provisioning: LustreProvisioning.managed({
        deploymentType: LustreDeploymentType.PERSISTENT_2,
        capacity: Size.gibibytes(4800),
        perUnitStorageThroughput: 250,
        subnet,
        dataRepositories: [DataRepository.fromBucket(s3.Bucket.fromBucketName(this, 'Bucket', 'training-data'), {
          prefix: 'imagenet/', fileSystemPath: '/data', autoExportPolicy: EXPORTED,
        })],
      }),
      claim: { name: 'training-data', namespace: 'ml' },
    });
    const checkpoints = new FsxOntapStorage(this, 'Checkpoints', {
      cluster,
      driver: TridentDriver.existing(),
      provisioning: OntapProvisioning.managed({
        deploymentType: OntapDeploymentType.SINGLE_AZ_2, capacity: Size.tebibytes(2), throughputCapacityPerHaPair: 384,
        vpcSubnets: { subnets: [subnet] },
      }),
      claim: { name: 'checkpoints', namespace: 'ml', size: Size.gibibytes(500) },
    });

    const onCall = new sns.Topic(this, 'OnCall', { enforceSSL: true });
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', { dashboardName: 'training-storage' });
    const options = { actions: [new actions.SnsAction(onCall)], containerInsights: true, dashboard };
    dataset.monitor({ ...options, thresholds: { freeCapacityPercent: 20 } }); // an epoch more than the default
    checkpoints.monitor({ ...options, thresholds: { capacityPoolTiB: 10 } });
    checkpoints.onBackupJobFailed('BackupFailed', { target: new targets.SnsTopic(onCall) });
  }
}
