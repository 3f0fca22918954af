import { Command } from 'commander';
import {
  choices, durationInSeconds, oneOf, positiveInteger, positiveNumber, sizeInGiB, sizeInKiB, throughputInMBps,
  wholeSeconds,
} from './arguments';
import { PRICES_HELP, PRICES_OPTION, pricesOfFile } from './prices';
import { MlBackend, MlDatasetAccess, MlLifetime, MlProtocol, MlWorkload, StorageRequirements } from '../ml/requirements';
import { StorageAdvisor } from '../ml/storage-advisor';
import { StoragePrices } from '../ml/storage-prices';

type Passed =
  | 'workload' | 'dataset' | 'lifetime' | 'readers' | 'multiAz' | 'snapshots' | 'clones' | 'backend' | 'samplesPerSecond';

interface ExplainOptions extends Pick<StorageRequirements, Passed> {
  readonly size: number;
  readonly throughput?: number;
  readonly throughputPerReader?: number;
  readonly sampleSize?: number;
  readonly checkpointSize?: number;
  readonly checkpointInterval?: number;
  readonly checkpointPause?: number;
  readonly modelSize?: number;
  readonly replicaStart?: number;
  readonly files?: number;
  readonly metadataOperations?: number;
  readonly maxMonthlyCost?: number;
  readonly protocol?: MlProtocol;
  readonly prices?: StoragePrices;
  readonly json?: boolean;
}

/** Describes the file system that MlTrainingVolume would choose. */
export function explainCommand(out: (text: string) => void): Command {
  const command = new Command('explain')
    .summary('describe the file system that MlTrainingVolume would choose, and why')
    .description('Describes the file system that MlTrainingVolume would choose for your data, why, what it costs, what was assumed, '
      + 'and what to change to pay less.')
    .usage('--workload <name> --size <size> [options]')
    .requiredOption('--workload <name>', choices(Object.values(MlWorkload)), oneOf(Object.values(MlWorkload)))
    .requiredOption(
      '--size <size>', 'amount of data, such as 500GiB or 10TiB; a number without a unit is in GiB', sizeInGiB,
    )
    .option('--readers <pods>', 'number of pods that use the volume at the same time', positiveInteger)
    .option('--throughput <rate>', 'throughput of all pods together, such as 500MB/s or 20GB/s', throughputInMBps)
    .option('--throughput-per-reader <rate>', 'throughput of each pod, such as 250MB/s', throughputInMBps)
    .option('--samples-per-second <number>', 'samples that all pods together read in a second', positiveNumber)
    .option('--sample-size <size>', 'average size of a sample, such as 110KB', sizeInKiB)
    .option('--checkpoint-size <size>', 'size of one checkpoint, such as 850GiB', sizeInGiB)
    .option('--checkpoint-interval <duration>', 'time between two checkpoints, such as 30min', durationInSeconds)
    .option('--checkpoint-pause <duration>', 'time for which training may stop for a checkpoint, such as 60s', durationInSeconds)
    .option('--model-size <size>', 'size of the weights that each replica loads, such as 130GiB', sizeInGiB)
    .option('--replica-start <duration>', 'time in which all readers load their weights, such as 90s', wholeSeconds)
    .option('--files <number>', 'number of files', positiveInteger)
    .option('--metadata-operations <number>', 'files that pods create, open or delete in a second', positiveNumber)
    .option(
      '--dataset <access>', `link to a dataset in S3: ${choices(Object.values(MlDatasetAccess))}`,
      oneOf(Object.values(MlDatasetAccess)),
    )
    .option('--protocol <name>', choices(Object.values(MlProtocol)), oneOf(Object.values(MlProtocol)))
    .option('--lifetime <name>', choices(Object.values(MlLifetime)), oneOf(Object.values(MlLifetime)))
    .option('--backend <name>', choices(Object.values(MlBackend)), oneOf(Object.values(MlBackend)))
    .option('--multi-az', 'pods keep access when an Availability Zone fails')
    .option('--snapshots', 'ONTAP takes snapshots of the volume on a schedule')
    .option('--clones', 'the volume supports clones that share its space')
    .option('--max-monthly-cost <usd>', 'budget in US dollars per month', positiveNumber)
    .option(PRICES_OPTION, PRICES_HELP, pricesOfFile)
    .option('--json', 'print all recommendations and what they are based on as JSON, best first');
  return command.action(({ json, prices, ...options }: ExplainOptions) => {
    const requirements = requirementsOf(options);
    try {
      out(json
        ? `${JSON.stringify(StorageAdvisor.advise(requirements, { prices }), undefined, 2)}\n`
        : `${withOptionNames(StorageAdvisor.explain(requirements, { prices }))}\n`);
    } catch (error) {
      // Contradictory requirements, or more than FSx offers.
      command.error(`error: ${withOptionNames((error as Error).message)}`);
    }
  });
}

/** The options of properties that texts of the advisor name. */
const OPTION_OF: { readonly [property in keyof StorageRequirements]?: string } = {
  readers: '--readers',
  throughputMBps: '--throughput',
  throughputPerReaderMBps: '--throughput-per-reader',
  samplesPerSecond: '--samples-per-second',
  sampleSizeKiB: '--sample-size',
  checkpointSizeGiB: '--checkpoint-size',
  checkpointIntervalMinutes: '--checkpoint-interval',
  checkpointPauseSeconds: '--checkpoint-pause',
  modelSizeGiB: '--model-size',
  replicaStartSeconds: '--replica-start',
  fileCount: '--files',
  metadataOperationsPerSecond: '--metadata-operations',
  maxMonthlyCostUsd: '--max-monthly-cost',
  multiAz: '--multi-az',
};

/** A text of the advisor for the command line. Properties without words of their own in the text are replaced in parentheses only. */
function withOptionNames(text: string): string {
  return Object.entries(OPTION_OF).reduce((result, [property, option]) => property === 'readers'
    ? result.replace(/\(readers\)/g, `(${option})`)
    : result.replace(new RegExp(`\\b${property}\\b`, 'g'), option), text);
}

function requirementsOf(options: Omit<ExplainOptions, 'json' | 'prices'>): StorageRequirements {
  const {
    size, throughput, throughputPerReader, sampleSize, checkpointSize, checkpointInterval, checkpointPause, modelSize,
    replicaStart,
    files, metadataOperations, maxMonthlyCost, protocol, ...passed
  } = options;
  return {
    ...passed,
    sizeGiB: size,
    throughputMBps: throughput,
    throughputPerReaderMBps: throughputPerReader,
    sampleSizeKiB: sampleSize,
    checkpointSizeGiB: checkpointSize,
    checkpointIntervalMinutes: checkpointInterval === undefined ? undefined : checkpointInterval / 60,
    checkpointPauseSeconds: checkpointPause,
    modelSizeGiB: modelSize,
    replicaStartSeconds: replicaStart,
    fileCount: files,
    metadataOperationsPerSecond: metadataOperations,
    maxMonthlyCostUsd: maxMonthlyCost,
    protocols: protocol && [protocol],
  };
}
