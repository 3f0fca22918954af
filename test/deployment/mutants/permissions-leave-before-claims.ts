import { DYNAMIC, PERSISTENT, app } from './apps';
import { Mutant, resources } from './mutant';

/** No manifest depends on the policy that lets the driver delete what belongs to its claims. */
export const mutant: Mutant = {
  invariant: 'driversHaveTheirPermissions',
  base: app({ Data: DYNAMIC, Other: PERSISTENT }),
  play: async scenario => scenario.edit(app({ Other: PERSISTENT })),
  change: template => {
    const policies = resources(template, /IAM::Policy$/).map(([id]) => id);
    resources(template, /KubernetesResource$/).forEach(([, resource]) => {
      resource.DependsOn = [resource.DependsOn ?? []].flat().filter((id: string) => !policies.includes(id));
    });
  },
};
