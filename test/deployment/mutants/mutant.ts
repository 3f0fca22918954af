import { AppDescription } from '../support/apps';
import { StackTemplate } from '../support/engine';
import { InvariantName, Scenario } from '../support/scenario';

/** A way in which the library could be wrong: the suite must notice it. */
export interface Mutant {
  /** The invariant that must be violated, which holds without the mutant. */
  readonly invariant: InvariantName;
  readonly base: AppDescription;
  /** What is played. */
  readonly simulate: (scenario: Scenario) => Promise<unknown>;
  /** What the library would write; counted from 1, how often this stack has been deployed. */
  readonly change: (template: any, deployment: number) => void;
}

/** A transformation that changes a copy of each template. */
export function transformOf({ change }: Mutant): (stack: StackTemplate) => StackTemplate {
  const deployments = new Map<string, number>();
  return ({ name, template }) => {
    const deployment = (deployments.get(name) ?? 0) + 1;
    deployments.set(name, deployment);
    const copy = JSON.parse(JSON.stringify(template));
    change(copy, deployment);
    return { name, template: copy };
  };
}

/** The resources of a template of one type. */
export function resources(template: any, type: RegExp): [string, any][] {
  return Object.entries<any>(template.Resources ?? {}).filter(([, { Type }]) => type.test(Type));
}
