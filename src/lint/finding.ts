import { Region } from './documents';
import { Located } from './objects';
import { Dialect, worded } from './wording';
import { Violation, check } from '../validation/check';
import { DeferredValue } from '../validation/deferred-value';
import { Rule, Severity } from '../validation/rule';

/** A problem at a position of a file. */
export interface Finding extends Region {
  readonly file: string;
  /** The object or resource, for example `StorageClass 'fsx'`. */
  readonly object: string;
  readonly ruleId: string;
  readonly severity: Severity;
  /** The setting as the file names it, and its value. */
  readonly subject: string;
  /** The problem, and what is legal instead. */
  readonly problem: string;
  /** The legal values, where they form a list. */
  readonly legalValues?: readonly string[];
  readonly fix: string;
  /** The documentation, issue or code on which the rule is based. */
  readonly source: string;
}

/** Where a field of a configuration is in a file. */
export interface Place {
  /** The document, if it is not that of the target. */
  readonly document?: Located;
  readonly container: object;
  readonly key?: string | number;
  /** The name in messages. */
  readonly name: string;
  readonly unit?: string;
  readonly atKey?: true;
  /** The value is a secret. */
  readonly hidden?: true;
  readonly legalValues?: readonly string[];
  /** The documentation of this kind of object, if the rule applies to several. */
  readonly source?: string;
}

/** An object, or several objects together, as a configuration with its rules. */
export interface Target {
  readonly document: Located;
  readonly object: string;
  readonly rules: readonly Rule<any>[];
  readonly configuration: object;
  readonly places: { readonly [field: string]: Place };
  /** Where a field that is not set would be. */
  readonly place: Place;
  /** Names of fields that are not set. */
  readonly names?: { readonly [field: string]: string };
  /** Violations of the form of values. */
  readonly violations?: readonly Violation[];
  readonly dialect: Dialect;
}

/** Validates a target. */
export function findingsOf(target: Target): Finding[] {
  const { rules, configuration, violations = [] } = target;
  return [...violations, ...check(rules, configuration).violations].map(violation => finding(target, violation));
}

function finding(target: Target, violation: Violation): Finding {
  const { id, severity, problem, fix, source } = violation;
  const place = target.places[violation.at];
  const { document = target.document, container, key, atKey } = place ?? target.place;
  const words = (text: string) => sentence(worded(text, target.dialect));
  return {
    file: document.file.name,
    ...(atKey && key !== undefined ? document.regionOfKey(container, String(key)) : document.region(container, key)),
    object: target.object, ruleId: id, severity,
    subject: subjectOf(target, violation, place),
    problem: words(problem),
    ...place?.legalValues && { legalValues: place.legalValues },
    fix: words(fix), source: place?.source ?? source,
  };
}

function subjectOf({ names, dialect }: Target, { at, value }: Violation, place: Place | undefined): string {
  const name = place?.name ?? names?.[at] ?? worded(at, dialect);
  if (value === undefined || value instanceof DeferredValue || place?.hidden) {
    return name;
  }
  const unit = place?.unit ? ` ${place.unit}` : '';
  const shown = typeof value === 'string' ? `'${value}'` : typeof value === 'number' ? `${value}${unit}` : typeof value === 'boolean' ? `${value}` : '';
  // the value is a default of FSx
  return place === undefined && shown !== '' ? `${name} (not set, so it is ${shown})` : `${name} ${shown}`.trim();
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
