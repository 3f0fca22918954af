import { Violation } from './check';
import { DeferredValue } from './deferred-value';
import { ruleUrl } from './links';

/** Name of a field of the configuration in messages. */
export interface FieldName {
  /** The property as the user writes it, for example `metadataConfiguration.iops`. */
  readonly property: string;
  /** The unit that follows a number, for example `GiB`. */
  readonly unit?: string;
  /** Omits the value, because it is internal. */
  readonly withoutValue?: boolean;
}

/** Names of fields; a field without an entry has its own name. */
export type FieldNames = { readonly [field: string]: FieldName | undefined };

/** The error of a construct: all problems, each with the value, the legal values, the fix, the id and its page. */
export function report(construct: string, entries: readonly string[]): string {
  const count = entries.length === 1 ? '1 problem' : `${entries.length} problems`;
  return [`${construct}: ${count}`, ...entries].join('\n');
}

/** An entry of an error, or the text of a warning. */
export function entry(violation: Violation, names: FieldNames): string {
  return [
    `  ${subject(violation, names)}: ${sentence(violation.problem)}`,
    `    Fix: ${sentence(violation.fix)}`,
    `    ${violation.id}  ${ruleUrl(violation.id)}`,
  ].join('\n');
}

function subject(violation: Violation, names: FieldNames): string {
  const { property, unit, withoutValue }: FieldName = names[violation.at] ?? { property: violation.at };
  const value = withoutValue ? undefined : shown(violation.value, unit);
  return value === undefined ? property : `${property} ${value}`;
}

/** The value as the user set it; undefined for a list or a struct. */
function shown(value: unknown, unit?: string): string | undefined {
  if (value instanceof DeferredValue) {
    return value.toString();
  }
  if (typeof value === 'number') {
    return unit ? `${value} ${unit}` : `${value}`;
  }
  if (typeof value === 'string') {
    return `'${value}'`;
  }
  return typeof value === 'boolean' ? `${value}` : undefined;
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
