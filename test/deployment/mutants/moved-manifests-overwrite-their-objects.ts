import { PERSISTENT, app } from './apps';
import { Mutant, resources } from './mutant';

/** Manifests that overwrite, and are deleted, under logical ids that an edit changes: what the new one has applied the old one then deletes. */
export const mutant: Mutant = {
  invariant: 'podsKeepTheirVolumes',
  base: app({ Data: PERSISTENT }),
  simulate: async scenario => scenario.edit(app({ Data: { ...PERSISTENT, mountOptions: ['flock', 'noatime'] } })),
  change: (template, deployment) => resources(template, /KubernetesResource$/).forEach(([id, resource]) => {
    resource.Properties.Overwrite = true;
    resource.DeletionPolicy = resource.UpdateReplacePolicy = 'Delete';
    if (deployment > 1) {
      template.Resources[`${id}Moved`] = resource;
      delete template.Resources[id];
    }
  }),
};
