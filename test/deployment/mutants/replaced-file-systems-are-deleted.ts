import { PERSISTENT, app } from './apps';
import { Mutant, resources } from './mutant';

/** `UpdateReplacePolicy: Delete` on Lustre file systems. */
export const mutant: Mutant = {
  invariant: 'noDurableDataIsDeleted',
  base: app({ Data: PERSISTENT }),
  simulate: async scenario => scenario.edit(app({ Data: { ...PERSISTENT, settings: { ...PERSISTENT.settings, perUnitStorageThroughput: 250 } } }), { otherVolumes: ['Data/main'] }),
  change: template => resources(template, /FSx::FileSystem$/).forEach(([, resource]) => resource.UpdateReplacePolicy = 'Delete'),
};
