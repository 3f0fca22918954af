import { Command, CommandError, JSON_OPTION, numberOf, wordOf } from './command';
import { MlDatasetAccess, MlLifetime, MlProtocol, MlWorkload } from '../ml/requirements';
import { StorageAdvisor } from '../ml/storage-advisor';

/** What MlTrainingVolume would build, and why. */
export const explainCommand: Command = {
  name: 'explain',
  does: 'says which file system MlTrainingVolume would choose for data, and why',
  options: [
    { name: 'workload', type: 'string', value: 'NAME', does: Object.values(MlWorkload).join(', ').toLowerCase() },
    { name: 'size', type: 'string', value: 'GIB', does: 'how much data there is, in GiB' },
    { name: 'throughput', type: 'string', value: 'MBPS', does: 'of all pods together, in MB/s; else whatever the smallest gives' },
    { name: 'dataset', type: 'string', value: 'ACCESS', does: 'linked to S3: read-only or write-back' },
    { name: 'protocol', type: 'string', value: 'NAME', does: 'files, nfs, iscsi or nvme' },
    { name: 'lifetime', type: 'string', value: 'NAME', does: 'job or lasting' },
    { name: 'readers', type: 'string', value: 'PODS', does: 'pods that use it at the same time' },
    { name: 'multi-az', type: 'boolean', does: 'pods go on when an Availability Zone fails' },
    { name: 'snapshots', type: 'boolean', does: 'snapshots are taken' },
    { name: 'clones', type: 'boolean', does: 'copies are made without taking space' },
    JSON_OPTION,
  ],
  run: async (values, out) => {
    const workload = wordOf(values, 'workload', Object.values(MlWorkload));
    if (workload === undefined) {
      throw new CommandError(`--workload is missing: ${Object.values(MlWorkload).join(', ')}.`);
    }
    const protocol = wordOf(values, 'protocol', Object.values(MlProtocol));
    const requirements = {
      workload,
      sizeGiB: numberOf(values, 'size'),
      throughputMBps: numberOf(values, 'throughput', 0),
      dataset: wordOf(values, 'dataset', Object.values(MlDatasetAccess)),
      lifetime: wordOf(values, 'lifetime', Object.values(MlLifetime)),
      protocols: protocol && [protocol],
      readers: values.readers === undefined ? undefined : numberOf(values, 'readers'),
      multiAz: values['multi-az'],
      snapshots: values.snapshots,
      clones: values.clones,
    };
    try {
      out(values.json ? `${JSON.stringify(StorageAdvisor.recommend(requirements), undefined, 2)}\n` : `${StorageAdvisor.explain(requirements)}\n`);
      return 0;
    } catch (error) {
      // what contradicts itself, or is more than FSx has
      throw new CommandError((error as Error).message);
    }
  },
};
