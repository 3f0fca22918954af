import { Rule, ruleFor } from '../rule';

/** Whether existing objects are adopted. */
export interface AdoptConfiguration {
  readonly provisioning?: 'managed' | 'existing';
  readonly adopt?: true;
}

const rule = ruleFor<AdoptConfiguration>();

/** Rules for the adoption of existing objects. */
export function adoptRulesOf(service: string, provisioning: string): readonly Rule<AdoptConfiguration>[] {
  return [
    rule({
      id: `${service}/adopt-managed`,
      severity: 'error',
      reads: ['adopt', 'provisioning'],
      at: 'adopt',
      isViolated: c => c.provisioning === 'managed',
      problem: 'objects that already exist cannot belong to a file system that the stack creates; adopting them would '
        + 'take their data away from pods',
      fix: `use ${provisioning}.existing(), or remove adopt`,
      source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/',
      invalidExample: { provisioning: 'managed', adopt: true },
      validExample: { provisioning: 'existing', adopt: true },
    }),
  ];
}
