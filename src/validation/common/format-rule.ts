import { Setting } from '../deferred-value';
import { Format } from '../formats';
import { Rule, ruleFor } from '../rule';

/** The rule that a text has its format, for properties whose rule has an id of its own (`formatRule` of the schema). */
export function formatRule<F extends string>(
  id: string,
  field: F,
  format: Format,
  examples: { readonly invalid: string; readonly valid: string; readonly source?: string },
): Rule<{ readonly [field in F]?: Setting<string> }> {
  return ruleFor<any>()({
    id,
    severity: 'error',
    reads: [field],
    at: field,
    isViolated: c => format.problemOf(c[field]) !== undefined,
    problem: c => format.problemOf(c[field])!,
    fix: c => (typeof format.fix === 'string' ? format.fix : format.fix(c[field])),
    source: examples.source ?? format.source,
    invalidExample: { [field]: examples.invalid },
    validExample: { [field]: examples.valid },
  });
}
