import { Command } from 'commander';
import { choices, oneOf, positiveInteger, sizeInGiB, throughputInMBps } from './arguments';
import { MlDatasetAccess, MlLifetime, MlProtocol, MlWorkload, StorageRequirements } from '../ml/requirements';
import { StorageAdvisor } from '../ml/storage-advisor';

type Passed = 'workload' | 'dataset' | 'lifetime' | 'readers' | 'multiAz' | 'snapshots' | 'clones';

interface ExplainOptions extends Pick<StorageRequirements, Passed> {
  readonly size: number;
  readonly throughput?: number;
  readonly protocol?: MlProtocol;
  readonly json?: boolean;
}

/** Describes the file system that MlTrainingVolume would choose. */
export function explainCommand(out: (text: string) => void): Command {
  const command = new Command('explain')
    .summary('describe the file system that MlTrainingVolume would choose, and why')
    .description('Describes the file system that MlTrainingVolume would choose for your data, and why.')
    .usage('--workload <name> --size <size> [options]')
    .requiredOption('--workload <name>', choices(Object.values(MlWorkload)), oneOf(Object.values(MlWorkload)))
    .requiredOption(
      '--size <size>', 'amount of data, such as 500GiB or 10TiB; a number without a unit is in GiB', sizeInGiB,
    )
    .option(
      '--throughput <MB/s>', 'throughput of all pods together (default: that of the smallest file system)',
      throughputInMBps,
    )
    .option(
      '--dataset <access>', `link to a dataset in S3: ${choices(Object.values(MlDatasetAccess))}`,
      oneOf(Object.values(MlDatasetAccess)),
    )
    .option('--protocol <name>', choices(Object.values(MlProtocol)), oneOf(Object.values(MlProtocol)))
    .option('--lifetime <name>', choices(Object.values(MlLifetime)), oneOf(Object.values(MlLifetime)))
    .option('--readers <pods>', 'number of pods that use the volume at the same time', positiveInteger)
    .option('--multi-az', 'pods keep access when an Availability Zone fails')
    .option('--snapshots', 'the volume supports snapshots')
    .option('--clones', 'the volume supports clones that share its space')
    .option('--json', 'print all recommendations as JSON, best first');
  return command.action(({ size, protocol, json, ...needs }: ExplainOptions) => {
    const protocols = protocol && [protocol];
    const requirements = { ...needs, sizeGiB: size, throughputMBps: needs.throughput, protocols };
    try {
      out(json
        ? `${JSON.stringify(StorageAdvisor.recommend(requirements), undefined, 2)}\n`
        : `${StorageAdvisor.explain(requirements)}\n`);
    } catch (error) {
      // Contradictory requirements, or more than FSx offers.
      command.error(`error: ${(error as Error).message}`);
    }
  });
}
