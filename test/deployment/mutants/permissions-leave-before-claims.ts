import { DYNAMIC, PERSISTENT, app } from './apps';
import { Mutant, resources } from './mutant';

/** Nothing makes the policy that lets the driver delete file systems wait for the claims. */
export const mutant: Mutant = {
  invariant: 'driversHaveTheirPermissions',
  base: app({ Data: DYNAMIC, Other: PERSISTENT }),
  simulate: async scenario => scenario.edit(app({ Other: PERSISTENT })),
  change: template => {
    const deferred = resources(template, /IAM::Policy$|FsxDeletionWait$/).map(([id]) => id);
    resources(template, /KubernetesResource$|FsxDeletionWait$/).forEach(([, resource]) => {
      resource.DependsOn = [resource.DependsOn ?? []].flat().filter((id: string) => !deferred.includes(id));
    });
  },
};
