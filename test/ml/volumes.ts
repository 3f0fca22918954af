import { Size, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { LustreCsiDriver, MlTrainingVolume, MlTrainingVolumeProps, MlWorkload, TridentDriver } from '../../src';
import { routedCluster, routedSubnets } from '../support/ontap';

/** A volume on an imported cluster that has both drivers, subnets pinned: nothing but the volume in the template. */
export function mlVolume(stack: Stack, props: Partial<MlTrainingVolumeProps> = {}, id = 'Data'): MlTrainingVolume {
  return new MlTrainingVolume(stack, id, {
    cluster: props.cluster ?? routedCluster(stack),
    workload: MlWorkload.TRAINING_DATA,
    size: Size.gibibytes(1000),
    // a storage that is reused has its own
    ...!props.storage && {
      vpcSubnets: { subnets: routedSubnets(stack) },
      lustreDriver: LustreCsiDriver.existing(), tridentDriver: TridentDriver.existing(),
    },
    ...props,
  });
}

/** A bucket that somebody made. */
export function corpus(stack: Stack): s3.IBucket {
  return stack.node.tryFindChild('Corpus') as s3.IBucket | undefined ?? s3.Bucket.fromBucketName(stack, 'Corpus', 'corpus');
}
