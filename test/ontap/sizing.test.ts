import { OntapDeploymentType } from '../../src/ontap/limits';
import { OntapSizing } from '../../src/ontap/sizing';

const pairsFor = (minimumCapacityGiB: number, deploymentType: OntapDeploymentType) =>
  OntapSizing.choices({ minimumCapacityGiB, minimumThroughputMBps: 1, deploymentTypes: [deploymentType] }).map(
    ({ haPairs }) => haPairs,
  );

test.each([OntapDeploymentType.SINGLE_AZ_2, OntapDeploymentType.SINGLE_AZ_3])('offers %s up to the largest documented storage', type => {
  expect(pairsFor(524_288, type)[0]).toBe(1);
  expect(pairsFor(524_289, type)[0]).toBe(2);
  expect(pairsFor(1_048_576, type)[0]).toBe(2);
  expect(pairsFor(1_048_577, type)).toEqual([]);
});

test('offers block devices up to six HA pairs', () => {
  const pairs = (blockDevices: boolean) =>
    Math.max(
      ...OntapSizing.choices({ minimumCapacityGiB: 1, minimumThroughputMBps: 1, blockDevices }).map(
        ({ haPairs }) => haPairs,
      ),
    );
  expect([pairs(true), pairs(false)]).toEqual([6, 12]);
});
