import { Size, Stack, StackProps, aws_ec2 as ec2, aws_eks_v2 as eks, aws_s3 as s3 } from 'aws-cdk-lib';
import { DataRepository, DataRepositoryEvent, FsxLustreStorage, LustreDeploymentType, LustreProvisioning } from 'cdk-eks-fsx';
import { Construct } from 'constructs';
import { trainingJob } from './training-job';

export interface StorageStackProps extends StackProps {
  readonly cluster: eks.ICluster;
  readonly subnet: ec2.ISubnet;
}

/** The data of a training: what is read comes from S3, what is written goes back to it. */
export class StorageStack extends Stack {
  constructor(scope: Construct, id: string, props: StorageStackProps) {
    super(scope, id, props);
    const { cluster, subnet } = props;
    const bucket = new s3.Bucket(this, 'TrainingData', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
    });

    const dataset = new FsxLustreStorage(this, 'Imagenet', {
      cluster,
      provisioning: LustreProvisioning.managed({
        deploymentType: LustreDeploymentType.PERSISTENT_2,
        capacity: Size.gibibytes(4800),
        perUnitStorageThroughput: 250,
        subnet,
        dataRepositories: [DataRepository.fromBucket(bucket, { prefix: 'imagenet/' })],
      }),
      claim: { name: 'training-data', namespace: 'ml', createNamespace: true },
    });

    const checkpoints = new FsxLustreStorage(this, 'Checkpoints', {
      cluster,
      provisioning: LustreProvisioning.managed({
        deploymentType: LustreDeploymentType.PERSISTENT_2,
        capacity: Size.gibibytes(1200),
        perUnitStorageThroughput: 125,
        subnet,
        dataRepositories: [DataRepository.fromBucket(bucket, {
          prefix: 'checkpoints/',
          autoExportPolicy: [DataRepositoryEvent.NEW, DataRepositoryEvent.CHANGED],
        })],
      }),
      claim: { name: 'checkpoints', namespace: 'ml', createNamespace: true },
    });

    const job = new eks.KubernetesManifest(this, 'Training', { cluster, manifest: trainingJob(dataset, checkpoints) });
    job.node.addDependency(dataset, checkpoints);
  }
}
