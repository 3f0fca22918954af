import { Command, JSON_OPTION, numberOf, table, wordOf } from './command';
import { LustreSizing } from '../lustre/sizing';
import { OntapSizing } from '../ontap/sizing';

const SERVICES = ['LUSTRE', 'ONTAP'] as const;

/** What FSx offers for a size and a speed. */
export const sizeCommand: Command = {
  name: 'size',
  does: 'lists the file systems that FSx offers for a capacity and a throughput, smallest first',
  options: [
    { name: 'capacity', type: 'string', value: 'GIB', does: 'the least capacity, in GiB' },
    { name: 'throughput', type: 'string', value: 'MBPS', does: 'the least throughput of the whole file system, in MB/s; else any' },
    { name: 'service', type: 'string', value: 'NAME', does: 'lustre or ontap; else both' },
    JSON_OPTION,
  ],
  run: async (values, out) => {
    const request = { minimumCapacityGiB: numberOf(values, 'capacity'), minimumThroughputMBps: numberOf(values, 'throughput', 0) };
    const service = wordOf(values, 'service', SERVICES);
    const lustre = service === 'ONTAP' ? [] : LustreSizing.choices(request);
    const ontap = service === 'LUSTRE' ? [] : OntapSizing.choices(request);
    out(values.json ? `${JSON.stringify({ lustre, ontap }, undefined, 2)}\n` : [
      ...service === 'ONTAP' ? [] : [table(['FSx for Lustre', 'storage', 'GiB', 'MB/s per TiB', 'MB/s in all'], lustre.map(choice => [
        choice.deploymentType, choice.storageType, choice.capacityGiB ?? 'elastic', choice.perUnitStorageThroughput, choice.throughputMBps,
      ]))],
      ...service === 'LUSTRE' ? [] : [table(['FSx for ONTAP', 'pairs', 'GiB', 'MB/s per pair', 'MB/s in all'], ontap.map(choice => [
        choice.deploymentType, choice.haPairs, choice.capacityGiB, choice.throughputCapacityPerHaPair, choice.throughputMBps,
      ]))],
    ].join('\n'));
    return lustre.length + ontap.length > 0 ? 0 : 1;
  },
};
