import { PERSISTENT, app } from './apps';
import { Mutant, resources } from './mutant';

/** A removal policy that is part of the names of claims and volumes. */
export const mutant: Mutant = {
  invariant: 'podsKeepTheirVolumes',
  base: app({ Data: PERSISTENT }),
  play: async scenario => scenario.edit(app({ Data: { ...PERSISTENT, removalPolicy: 'destroy' } })),
  change: (template, deployment) => resources(template, /KubernetesResource$/).filter(() => deployment > 1).forEach(([, { Properties }]) => {
    Properties.Manifest = JSON.parse(JSON.stringify(Properties.Manifest).replace(/((?:default-)?data-[0-9a-f]{8})/g, '$1-destroy'));
  }),
};
