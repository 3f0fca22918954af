import { Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { typeOf } from './cluster-handle';

/** The resources of a complete app, by type. */
export interface Inventory {
  of(type: string): readonly IConstruct[];
}

type Validator = (inventory: Inventory) => void;

const VALIDATORS = new WeakMap<IConstruct, Validator[]>();

/**
 * Runs a validator at synthesis, when the app is complete.
 *
 * All validators share one validation of the app, because an aspect per construct would search the app once for each of
 * them.
 */
export function atSynthesis(scope: IConstruct, validator: Validator) {
  const app = Stage.of(scope) ?? scope.node.root;
  const known = VALIDATORS.get(app);
  if (known) {
    known.push(validator);
    return;
  }
  const validators = [validator];
  VALIDATORS.set(app, validators);
  app.node.addValidation({
    validate: () => {
      const inventory = inventoryOf(app);
      validators.forEach(each => each(inventory));
      return [];
    },
  });
}

function inventoryOf(app: IConstruct): Inventory {
  const types = new Map<string | undefined, IConstruct[]>();
  for (const construct of app.node.findAll()) {
    const type = typeOf(construct);
    const same = types.get(type);
    types.set(type, same ?? [construct]);
    same?.push(construct);
  }
  return { of: type => types.get(type) ?? [] };
}
