import { Command, Option } from 'commander';
import { oneOf, sizeInGiB, throughputInMBps } from './arguments';
import { PRICES_HELP, PRICES_OPTION, pricesOfFile } from './prices';
import { LustreSizing, LustreSizingChoice } from '../lustre/sizing';
import { priceLines, totalOf } from '../ml/price';
import { PRICES, PriceTable } from '../ml/prices';
import { StoragePrices } from '../ml/storage-prices';
import { OntapSizing, OntapSizingChoice } from '../ontap/sizing';

const SERVICES = ['LUSTRE', 'ONTAP'] as const;

interface SizeOptions {
  readonly capacity: number;
  readonly throughput: number;
  readonly service?: typeof SERVICES[number];
  readonly prices?: StoragePrices;
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
    .addOption(new Option('--throughput <rate>', 'minimum throughput of the whole file system, such as 500MB/s or 20GB/s')
      .argParser(throughputInMBps).default(0, 'any'))
    .option('--service <name>', 'lustre or ontap (default: both)', oneOf(SERVICES))
    .option(PRICES_OPTION, PRICES_HELP, pricesOfFile)
    .option('--json', 'print JSON')
    .action(({ capacity, throughput, service, prices, json }: SizeOptions) => {
      const priceTable = prices?._table ?? PRICES;
      const request = { minimumCapacityGiB: capacity, minimumThroughputMBps: throughput };
      const lustre = service === 'ONTAP' ? [] : LustreSizing.choices(request).map(choice => withPrice(choice, priceTable));
      const ontap = service === 'LUSTRE' ? [] : OntapSizing.choices(request).map(choice => withPrice(choice, priceTable));
      out(json ? `${JSON.stringify({ lustre, ontap }, undefined, 2)}\n` : [
        ...service === 'ONTAP' ? [] : [lustreTable(lustre)],
        ...service === 'LUSTRE' ? [] : [ontapTable(ontap)],
        `${estimate(priceTable)}\n`,
      ].join('\n'));
      exitWith(lustre.length + ontap.length > 0 ? 0 : 1);
    });
}

type Priced<T> = T & { readonly estimatedMonthlyUsd?: number };

/** A dash in the table stands for a price that is not known. */
function withPrice<T extends LustreSizingChoice | OntapSizingChoice>(choice: T, prices: PriceTable): Priced<T> {
  const { capacityGiB } = choice;
  const lines = capacityGiB === undefined ? undefined : priceLines({ ...choice, capacityGiB }, prices);
  return lines ? { ...choice, estimatedMonthlyUsd: Math.round(totalOf(lines)) } : choice;
}

function estimate({ region, date }: PriceTable): string {
  return `USD per month is an estimate of storage and throughput from prices of ${region}, ${date}. `
    + 'Backups, requests and traffic between Availability Zones are billed in addition.';
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
