import { Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { typeOf } from './cluster-handle';

/** The resources of an app, by type, when it is complete. */
export interface Inventory {
  of(type: string): readonly IConstruct[];
}

type Judge = (inventory: Inventory) => void;

const JUDGES = new WeakMap<IConstruct, Judge[]>();

/**
 * Judges when the app is synthesized, and everything that may come after a construct is there.
 *
 * The validation of the app is the one moment: an aspect for each construct would look through the app as often as there are constructs.
 */
export function atSynthesis(scope: IConstruct, judge: Judge) {
  const app = Stage.of(scope) ?? scope.node.root;
  const known = JUDGES.get(app);
  if (known) {
    known.push(judge);
    return;
  }
  const judges = [judge];
  JUDGES.set(app, judges);
  app.node.addValidation({
    validate: () => {
      const inventory = inventoryOf(app);
      judges.forEach(each => each(inventory));
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
