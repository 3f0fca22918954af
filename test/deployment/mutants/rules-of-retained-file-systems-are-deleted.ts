import { DYNAMIC, PERSISTENT, app } from './apps';
import { Mutant, resources } from './mutant';

/** `DeletionPolicy: Delete` on the rules through which nodes reach file systems. */
export const mutant: Mutant = {
  invariant: 'everyFileSystemIsReachable',
  base: app({ Data: PERSISTENT, Other: DYNAMIC }),
  simulate: async scenario => {
    await scenario.edit(app({ Other: DYNAMIC }));
    await scenario.edit(app({}));
  },
  change: template => resources(template, /SecurityGroup(In|E)gress$/).forEach(([, resource]) => delete resource.DeletionPolicy),
};
