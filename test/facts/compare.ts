import { Models, hashOf, valueAt } from './models';

/** One statement of a public model, and the row of ours that it is about. */
export interface Fact {
  /** Where the statement is: the model, and the names below it. */
  readonly at: string;
  /** Our rows, as a reader finds them. */
  readonly row: string;
  /** What our row says: a set for enums and lists of names, otherwise one value. */
  readonly ours?: unknown;
  /** A value of the model that differs from ours, with the reason. Another value of the model is a difference. */
  readonly exception?: { readonly theirs: unknown; readonly because: string };
  /** Values of a set that the model has and we do not offer, each with the reason. */
  readonly omitted?: { readonly [value: string]: string };
  /** The hash of the sentences about legal values. */
  readonly sentences?: string;
}

/** A difference between a model and our tables, in one line; undefined if there is none. */
export function differenceOf(fact: Fact, models: Models): string | undefined {
  const found = valueAt(models, fact.at);
  if (found === undefined) {
    return `${fact.row}: the model no longer has ${fact.at}`;
  }
  if (fact.sentences !== undefined) {
    const hash = hashOf(found);
    return hash === fact.sentences ? undefined : `${fact.row}: review it, because the sentences of ${fact.at} have changed (${fact.sentences} -> ${hash})`;
  }
  const expected = fact.exception ? fact.exception.theirs : fact.ours;
  if (Array.isArray(expected)) {
    const known = [...expected, ...Object.keys(fact.omitted ?? {})];
    const theirs = (Array.isArray(found) ? found : Object.keys(found)) as unknown[];
    const more = theirs.filter(value => !known.includes(value));
    const fewer = known.filter(value => !theirs.includes(value));
    return more.length + fewer.length === 0 ? undefined : `${fact.row}: ${[
      ...more.length ? [`${fact.at} has ${more.join(', ')}, which the row lacks`] : [],
      ...fewer.length ? [`${fact.at} lacks ${fewer.join(', ')}, which the row has`] : [],
    ].join('; ')}`;
  }
  return found === expected ? undefined : `${fact.row}: ${fact.at} is ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`;
}

/** All differences; facts of models that are absent are skipped. */
export function differences(facts: readonly Fact[], models: Models): string[] {
  return facts.filter(({ at }) => models[at.split('/')[0]] !== undefined).flatMap(fact => differenceOf(fact, models) ?? []);
}

/** Copies of the model of a fact, each with one changed value. */
export function mutantsOf({ at, sentences }: Fact, models: Models): Models[] {
  const value = valueAt(models, at);
  const changed: unknown[] = sentences !== undefined ? [`${value}<p>Only 1 is valid.</p>`]
    : Array.isArray(value) ? [[...value, 'MUTANT'], ...value.map((_, index) => value.filter((__, other) => other !== index))]
      : typeof value === 'number' ? [value + 1, value - 1]
        : typeof value === 'string' ? [`${value}x`]
          : typeof value === 'boolean' ? [!value]
            : [{ ...value, MUTANT: {} }, ...Object.keys(value).map(name => ({ ...value, [name]: undefined }))];
  return [...changed, undefined].map(other => replaced(models, at.split('/'), typeof other === 'object' && other && !Array.isArray(other)
    ? Object.fromEntries(Object.entries(other).filter(([, item]) => item !== undefined)) : other));
}

function replaced(model: any, [name, ...rest]: readonly string[], value: unknown): any {
  return { ...model, [name]: rest.length === 0 ? value : replaced(model[name], rest, value) };
}
