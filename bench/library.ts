import { Size } from 'aws-cdk-lib';
import { DataRepository, FsxLustreStorage, LustreCsiDriver, LustreDeploymentType, LustreProvisioning } from 'cdk-eks-fsx';
import { Variant } from './app';

/** Volumes as a user of the library writes them. */
export const volumes: Variant = ({ stack, cluster, subnet, bucket }, count) => {
  const driver = LustreCsiDriver.existing();
  for (let index = 0; index < count; index++) {
    new FsxLustreStorage(stack, `Volume${index}`, {
      cluster,
      driver,
      provisioning: LustreProvisioning.managed({
        deploymentType: LustreDeploymentType.PERSISTENT_2,
        capacity: Size.gibibytes(1200),
        perUnitStorageThroughput: 250,
        subnet,
        dataRepositories: [DataRepository.fromBucket(bucket, { prefix: `set-${index}/`, fileSystemPath: '/data' })],
      }),
      claim: { name: `data-${index}`, namespace: 'ml' },
    });
  }
};
