import { PERSISTENT, app } from './apps';
import { Mutant, resources } from './mutant';

/** `DeletionPolicy: Delete` on security groups that retained file systems carry: EC2 refuses to delete them. */
export const mutant: Mutant = {
  invariant: 'noStackIsStuck',
  base: app({ Data: PERSISTENT }, { cluster: 'imported', stacks: 'two' }),
  simulate: async scenario => scenario.destroy(),
  change: template => resources(template, /EC2::SecurityGroup$/).forEach(([, resource]) => delete resource.DeletionPolicy),
};
