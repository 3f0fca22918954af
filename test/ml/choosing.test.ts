import { readFileSync } from 'fs';
import { LustreDeploymentType, LustreStorageType, MlDatasetAccess, MlWorkload, StorageAdvisor, StorageRequirements } from '../../src';
import { ALTERNATIVES } from '../../src/ml/alternatives';
import { Priced, priceLines, totalOf } from '../../src/ml/price';
import { PRICES } from '../../src/ml/prices';

const PAGE = readFileSync('docs/choosing.md', 'utf8');

/** The requirements of the table, in its words. */
const ROWS: readonly (readonly [string, StorageRequirements])[] = [
  ['1 TiB of training data for 8 pods', { workload: MlWorkload.TRAINING_DATA, sizeGiB: 1024, readers: 8 }],
  ['10 TiB of training data in S3 at 2 GB/s', { workload: MlWorkload.TRAINING_DATA, sizeGiB: 10240, throughputMBps: 2000, dataset: MlDatasetAccess.READ_ONLY }],
  ['10 TiB of training data in S3 at 20 GB/s', { workload: MlWorkload.TRAINING_DATA, sizeGiB: 10240, throughputMBps: 20000, dataset: MlDatasetAccess.READ_ONLY }],
  ['4 TiB for checkpoints of 850 GiB in 60 s', { workload: MlWorkload.CHECKPOINTS, sizeGiB: 4096, checkpointSizeGiB: 850, checkpointPauseSeconds: 60 }],
  ['500 GiB of weights, 8 replicas load 130 GiB in 90 s', { workload: MlWorkload.MODEL_WEIGHTS, sizeGiB: 500, modelSizeGiB: 130, readers: 8, replicaStartSeconds: 90 }],
  ['2 TiB of weights at 900 MB/s in two zones', { workload: MlWorkload.MODEL_WEIGHTS, sizeGiB: 2048, throughputMBps: 900, multiAz: true }],
  ['20 TiB of scratch data at 4 GB/s', { workload: MlWorkload.SCRATCH, sizeGiB: 20480, throughputMBps: 4000 }],
  ['2 TiB of home directories of 200 users', { workload: MlWorkload.HOME_DIRECTORIES, sizeGiB: 2048, readers: 200 }],
];

test('the table of requirements is what the advisor recommends', () => {
  const answers = ROWS.map(([words, requirements]) => ({ words, best: StorageAdvisor.recommend(requirements)[0] }));
  const [{ best: first }] = answers;
  const rows = answers.map(({ words, best }) => {
    const {
      deploymentType,
      capacityGiB,
      throughputMBps,
      perUnitStorageThroughput: perUnit,
      haPairs = 1,
      estimatedMonthlyUsd,
    } = best;
    const setting = perUnit !== undefined ? `, ${perUnit}` : best.backend === 'ONTAP' && haPairs > 1 ? `, ${haPairs} pairs` : '';
    const price = estimatedMonthlyUsd! / first.estimatedMonthlyUsd!;
    const perDollar = throughputMBps / first.throughputMBps / price;
    return `| ${words} | ${deploymentType}${setting} | ${capacityGiB} | ${throughputMBps} | ${price.toFixed(2)} | ${perDollar.toFixed(2)} |`;
  });
  expect(rows.filter(row => !PAGE.includes(`${row}\n`))).toEqual([]);
});

test('the ratios of prices of 4800 GiB are those of the price table', () => {
  const priceOf = (file: object) =>
    totalOf(priceLines({ capacityGiB: 4800, throughputMBps: 0, ...file } as Priced, PRICES)!);
  const scratch = priceOf({ deploymentType: LustreDeploymentType.SCRATCH_2, storageType: LustreStorageType.SSD });
  const ratio = (file: object) => (priceOf(file) / scratch).toFixed(2);
  const persistent = { deploymentType: LustreDeploymentType.PERSISTENT_2, storageType: LustreStorageType.SSD };
  expect(PAGE).toContain(`| 1 | ${[125, 250, 500, 1000].map(perUnitStorageThroughput => ratio({ ...persistent, perUnitStorageThroughput })).join(' | ')} |\n`);
  const ontap = ['SINGLE_AZ_1', 'SINGLE_AZ_2', 'MULTI_AZ_1', 'MULTI_AZ_2'].map(deploymentType => (
    { deploymentType, throughputMBps: deploymentType.endsWith('1') ? 1024 : 1536 }));
  expect(PAGE).toContain(`| ${ontap.map(ratio).join(' | ')} |\n`);
});

test('every alternative to FSx has a row with its link', () => {
  const rows = PAGE.split('\n').filter(line => line.startsWith('|'));
  expect(ALTERNATIVES.filter(({ link }) => !rows.some(row => row.includes(link))).map(({ name, link }) => `${name} ${link}`)).toEqual([]);
});
