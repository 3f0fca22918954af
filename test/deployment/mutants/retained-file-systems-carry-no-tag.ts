import { PERSISTENT, app } from './apps';
import { Mutant, resources } from './mutant';

/** File systems of stacks without our own tag. */
export const mutant: Mutant = {
  invariant: 'everythingBilledIsReported',
  base: app({ Data: PERSISTENT }),
  simulate: async scenario => scenario.edit(app({ Renamed: PERSISTENT })),
  change: template => resources(template, /FSx::FileSystem$/).forEach(([, { Properties }]) => {
    Properties.Tags = Properties.Tags?.filter(({ Key }: any) => !Key.startsWith('cdk-eks-fsx/'));
  }),
};
