import * as cdk from 'aws-cdk-lib';
import * as ts from 'typescript';
import { codeOf } from '../../site/advisor/code';
import { QUESTIONS, problemsOf, requirementsOf } from '../../site/advisor/form';
import * as library from '../../src';
import { REQUIREMENTS_FIELDS } from '../../src/ml/schema';
import { corpus, mlVolume } from '../ml/volumes';
import { testStack } from '../support/fixture';
import { routedCluster } from '../support/ontap';

const { MlDatasetAccess, MlBackend, MlWorkload, StorageAdvisor } = library;

/** Runs TypeScript that creates a volume as a user's program would, and returns the volume. */
function run(code: string): library.MlTrainingVolume {
  const stack = testStack();
  let volume: library.MlTrainingVolume | undefined;
  const fake = {
    ...library,
    MlTrainingVolume: function (scope: cdk.Stack, id: string, props: library.MlTrainingVolumeProps) {
      volume = mlVolume(scope, props, id);
    },
  };
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const load = (name: string) => name === 'cdk-eks-fsx' ? fake : cdk;
  new Function('require', 'exports', 'cluster', 'bucket', outputText).call(stack, load, {}, routedCluster(stack), corpus(stack));
  return volume!;
}

test('has one question for each requirement of the advisor', () => {
  expect(QUESTIONS.map(({ name }) => name).sort()).toEqual(Object.keys(REQUIREMENTS_FIELDS).sort());
});

test.each(Object.values(MlWorkload))('the TypeScript for %s creates the recommended file system', workload => {
  const requirements = { workload, sizeGiB: 2000, throughputMBps: 500 };
  const [best] = StorageAdvisor.recommend(requirements);
  const { recommendation } = run(codeOf(requirements, best, true)!.typescript);
  expect([recommendation.deploymentType, recommendation.capacityGiB]).toEqual([best.deploymentType, best.capacityGiB]);
});

test('the code for another answer names its service, or is absent if MlTrainingVolume would not select it', () => {
  const requirements = { workload: MlWorkload.CHECKPOINTS, sizeGiB: 2000, throughputMBps: 500 };
  const options = StorageAdvisor.recommend(requirements);
  const other = options.find(({ backend }) => backend !== options[0].backend)!;
  expect(codeOf(requirements, other, false)!.typescript).toContain(`backend: MlBackend.${other.backend}`);
  expect(run(codeOf(requirements, other, false)!.typescript).recommendation.deploymentType).toBe(other.deploymentType);
  expect(
    options
      .slice(1)
      .map(option => codeOf(requirements, option, false))
      .filter(code => code === undefined).length,
  ).toBeGreaterThan(0);
});

test('the Python has the names of jsii and its literals', () => {
  const requirements = {
    workload: MlWorkload.TRAINING_DATA,
    sizeGiB: 2000,
    snapshots: false,
    throughputPerReaderMBps: 50,
    readers: 8,
    dataset: MlDatasetAccess.WRITE_BACK,
  };
  expect(codeOf(requirements, StorageAdvisor.recommend(requirements)[0], true)!.python.split('\n')).toEqual([
    'from aws_cdk import Size',
    'from cdk_eks_fsx import MlDataset, MlTrainingVolume, MlWorkload',
    '',
    'volume = MlTrainingVolume(self, "Data",',
    '    cluster=cluster,',
    '    size=Size.gibibytes(2000),',
    '    workload=MlWorkload.TRAINING_DATA,',
    '    snapshots=False,',
    '    throughput_per_reader_m_bps=50,',
    '    readers=8,',
    '    dataset=MlDataset(bucket=bucket, write_back=True),',
    ')',
  ]);
});

test('reads what a user enters, and leaves what is not a number to the library', () => {
  expect(requirementsOf({ workload: 'SCRATCH', sizeGiB: '1,200', readers: '', clones: false, multiAz: true, protocols: [], throughputMBps: 'fast' }))
    .toEqual({ workload: 'SCRATCH', sizeGiB: 1200, multiAz: true, throughputMBps: 'fast' });
});

test.each([
  ['a missing size', {}, 'sizeGiB', 'must be set'],
  ['a negative size', { sizeGiB: '-1' }, 'sizeGiB', 'must be at least 0'],
  ['no size', { sizeGiB: '0' }, 'sizeGiB', 'must be more than 0'],
  ['text in place of a number', { sizeGiB: '10', readers: 'many' }, 'readers', 'must be a finite number'],
  ['a fraction', { sizeGiB: '10', readers: '1.5' }, 'readers', 'must be a whole number'],
  ['a checkpoint that does not fit', { sizeGiB: '10', checkpointSizeGiB: '11' }, 'checkpointSizeGiB', 'does not fit'],
  ['half of a pair', { sizeGiB: '10', samplesPerSecond: '11' }, 'samplesPerSecond', 'one of them is missing'],
  ['a conflict of requirements', { sizeGiB: '10', dataset: 'READ_ONLY', multiAz: true }, undefined, 'nothing offers'],
])('shows the message of the library about %s next to its question', (_, entries, name, message) => {
  let error = '';
  try {
    StorageAdvisor.advise(requirementsOf({ workload: 'TRAINING_DATA', ...entries }));
  } catch (thrown) {
    error = (thrown as Error).message;
  }
  expect(problemsOf(error)).toEqual([{ name, message: expect.stringContaining(message) }]);
});

test('separates problems of several questions', () => {
  let error = '';
  try {
    StorageAdvisor.advise(requirementsOf({ workload: 'TRAINING_DATA', sizeGiB: '-1', readers: '0', backend: MlBackend.LUSTRE }));
  } catch (thrown) {
    error = (thrown as Error).message;
  }
  expect(problemsOf(error).map(({ name }) => name).sort()).toEqual(['readers', 'sizeGiB']);
});
