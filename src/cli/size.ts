import { Command, Option } from 'commander';
import { oneOf, sizeInGiB, throughputInMBps } from './arguments';
import { LustreSizing, LustreSizingChoice } from '../lustre/sizing';
import { monthlyUsd } from '../ml/price';
import { PRICES } from '../ml/prices';
import { OntapSizing, OntapSizingChoice } from '../ontap/sizing';

const SERVICES = ['LUSTRE', 'ONTAP'] as const;
const ESTIMATE = 'USD per month is an estimate of storage and throughput from list prices in us-east-1, for comparison only.';

interface SizeOptions {
  readonly capacity: number;
  readonly throughput: number;
  readonly service?: typeof SERVICES[number];
  readonly json?: boolean;
}

/** Lists what FSx offers for a capacity and a throughput. Exit status 1: nothing. */
export function sizeCommand(out: (text: string) => void, exitWith: (status: number) => void): Command {
  return new Command('size')
    .summary('list the file systems that FSx offers for a capacity and a throughput')
    .description('Lists the file systems that FSx offers for a capacity and a throughput, smallest first.')
    .usage('--capacity <size> [options]')
    .requiredOption(
      '--capacity <size>', 'minimum capacity, such as 500GiB or 10TiB; a number without a unit is in GiB', sizeInGiB,
    )
    .addOption(new Option('--throughput <MB/s>', 'minimum throughput of the whole file system')
      .argParser(throughputInMBps).default(0, 'any'))
    .option('--service <name>', 'lustre or ontap (default: both)', oneOf(SERVICES))
    .option('--json', 'print JSON')
    .action(({ capacity, throughput, service, json }: SizeOptions) => {
      const request = { minimumCapacityGiB: capacity, minimumThroughputMBps: throughput };
      const lustre = service === 'ONTAP' ? [] : LustreSizing.choices(request).map(withPrice);
      const ontap = service === 'LUSTRE' ? [] : OntapSizing.choices(request).map(withPrice);
      out(json ? `${JSON.stringify({ lustre, ontap }, undefined, 2)}\n` : [
        ...service === 'ONTAP' ? [] : [lustreTable(lustre)],
        ...service === 'LUSTRE' ? [] : [ontapTable(ontap)],
        `${ESTIMATE}\n`,
      ].join('\n'));
      exitWith(lustre.length + ontap.length > 0 ? 0 : 1);
    });
}

type Priced<T> = T & { readonly estimatedMonthlyUsd?: number };

/** The table of prices has SSD storage only, and only the deployment types that StorageAdvisor compares. */
function withPrice<T extends LustreSizingChoice | OntapSizingChoice>(choice: T): Priced<T> {
  const { capacityGiB } = choice;
  const isPriced = choice.deploymentType in PRICES.ontap || choice.deploymentType in PRICES.lustre && 'storageType' in choice && choice.storageType === 'SSD';
  return isPriced && capacityGiB !== undefined
    ? { ...choice, estimatedMonthlyUsd: Math.round(monthlyUsd({ ...choice, capacityGiB })) }
    : choice;
}

function lustreTable(choices: readonly Priced<LustreSizingChoice>[]): string {
  const headings = ['FSx for Lustre', 'storage', 'GiB', 'MB/s per TiB', 'MB/s total', 'USD per month'];
  return table(headings, choices.map(choice => [
    choice.deploymentType, choice.storageType, choice.capacityGiB ?? 'elastic', choice.perUnitStorageThroughput,
    choice.throughputMBps, choice.estimatedMonthlyUsd,
  ]));
}

function ontapTable(choices: readonly Priced<OntapSizingChoice>[]): string {
  const headings = ['FSx for ONTAP', 'HA pairs', 'GiB', 'MB/s per pair', 'MB/s total', 'USD per month'];
  return table(headings, choices.map(choice => [
    choice.deploymentType, choice.haPairs, choice.capacityGiB, choice.throughputCapacityPerHaPair,
    choice.throughputMBps, choice.estimatedMonthlyUsd,
  ]));
}

/** Rows below their headings. */
function table(headings: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  const lines = [headings, ...rows].map(cells => cells.map(cell => cell === undefined ? '-' : String(cell)));
  const widths = headings.map((_, index) => Math.max(...lines.map(cells => cells[index].length)));
  return lines.map(cells => cells.map((cell, index) => cell.padEnd(widths[index])).join('  ').trimEnd())
    .join('\n') + '\n';
}
