import { Size, Stack, StackProps, aws_ec2 as ec2, aws_eks_v2 as eks, aws_s3 as s3 } from 'aws-cdk-lib';
import { MlTrainingVolume, MlWorkload } from 'cdk-eks-fsx';
import { Construct } from 'constructs';
import { trainingJob } from './training-job';

export interface TrainingStackProps extends StackProps {
  readonly cluster: eks.ICluster;
  readonly subnet: ec2.ISubnet;
}

/** The usual pair of a training: a data set that is read, and checkpoints that are written. The library chooses where they are, and says why. */
export class TrainingStack extends Stack {
  constructor(scope: Construct, id: string, props: TrainingStackProps) {
    super(scope, id, props);
    const { cluster, subnet } = props;

    const dataset = new MlTrainingVolume(this, 'Imagenet', {
      cluster,
      workload: MlWorkload.TRAINING_DATA,
      size: Size.tebibytes(4),
      throughputMBps: 1000,
      readers: 4,
      dataset: { bucket: s3.Bucket.fromBucketName(this, 'Bucket', 'training-data'), prefix: 'imagenet/' },
      vpcSubnets: { subnets: [subnet] },
      claim: { namespace: 'ml', createNamespace: true },
      outputReason: true,
    });
    dataset.prefetch('Warm'); // begins now; the pods wait for the rest

    const checkpoints = new MlTrainingVolume(this, 'Checkpoints', {
      cluster,
      workload: MlWorkload.CHECKPOINTS,
      size: Size.gibibytes(500),
      snapshots: true,
      vpcSubnets: { subnets: [subnet] },
      claim: { namespace: 'ml', createNamespace: true },
      outputReason: true,
    });

    const job = new eks.KubernetesManifest(this, 'Job', { cluster, manifest: trainingJob(dataset, checkpoints) });
    job.node.addDependency(dataset, checkpoints);
  }
}
