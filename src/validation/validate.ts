import { Annotations, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { check, Skipped, Violation } from './check';
import { rejectInvalid } from './input';
import { KINDS } from './kinds';
import { isDeferred } from './normalize';
import { entry, FieldNames, report } from './report';
import { Rule } from './rule';
import { Carried } from './schema';
import { andList } from './text';

/** One configuration, and the rules that it must satisfy. */
export interface ValidationTarget<C> {
  readonly rules: readonly Rule<C>[];
  readonly configuration: C;
  readonly names: FieldNames;
}

/** A method of a construct, as the user calls it. */
export interface Operation {
  /** The method and its first argument, for example `addClaim 'Vision'`. */
  readonly name: string;
  /** Names of its options, by the names that the properties have in messages. Other options have that name without `claim.`. */
  readonly properties?: { readonly [property: string]: string };
}

export interface ValidationOptions {
  /** The type of the construct, for example `FsxLustreStorage`. */
  readonly subject: string;
  /** Ids of rules that the user acknowledges, each with the reason. */
  readonly acknowledge?: { readonly [id: string]: string };
  /** The method whose options are validated; without one, the props of the construct. */
  readonly operation?: Operation;
  /** The complete rules, where only some of them run: the ids that can be acknowledged. */
  readonly table?: readonly Rule<any>[];
}

/** Property names shown in errors when one construct creates another. */
export interface PropertyAliases {
  /** The construct that the user wrote, and the one that it creates, for example `MlTrainingVolume` and `FsxLustreStorage`. */
  readonly subject: string;
  readonly created: string;
  /** Properties of the subject, by the properties of the created construct that derive from them. */
  readonly properties: { readonly [property: string]: string };
}

const ALIASES = new WeakMap<IConstruct, PropertyAliases>();

/** Shows errors of the constructs that a construct creates with the property names of that construct, which the user wrote. */
export function aliasProperties(construct: IConstruct, aliases: PropertyAliases) {
  ALIASES.set(construct, aliases);
}

/** Prefix of the ids of warnings, as the CDK wants them. */
export const WARNING_PREFIX = 'cdk-eks-fsx:';
/** What the CDK puts before such an id when it prints it. */
const PRINTED_PREFIX = /^(?:(?:Annotation|annotation|Construct-Annotations)::)?cdk-eks-fsx:/;

/**
 * Validates the shape of props or of the options of a method: see `rejectInvalid`.
 *
 * Runs before anything reads the value, so that untyped callers never see a TypeError.
 */
export function validateInput(construct: IConstruct, subject: string, input: Carried, operation?: string) {
  const { region } = Stack.of(construct);
  rejectInvalid(
    `${subject} '${construct.node.path}'${operation ? `, ${operation}` : ''}`, input, isDeferred, isDeferred(region) ? undefined : region,
  );
}

/** Validates the shape of the arguments of a function that belongs to no construct, whose name begins the message. */
export function validateArguments(subject: string, input: Carried) {
  rejectInvalid(subject, input, isDeferred);
}

const ID = { type: 'string', literal: true, required: true } as const;

/** Validates the id that a method of a construct takes first; a team is the id of its share. */
export function validateId(construct: IConstruct, subject: string, method: string, id: string, name = 'id') {
  rejectInvalid(`${subject} '${construct.node.path}', ${method}()`, { fields: { [name]: ID }, value: { [name]: id } });
}

/** Validates the scope and the id of a static method that creates a construct. */
export function validateScope(method: string, scope: IConstruct, id: string) {
  validateArguments(method, {
    fields: { scope: { type: 'object', kind: KINDS.construct, required: true }, id: ID }, value: { scope, id },
  });
}

/** Throws one error that lists every violation, or prints the warnings. Returns the rules that were skipped. */
export function validate<C extends object>(
  construct: IConstruct,
  props: ValidationOptions & ValidationTarget<C>,
): readonly Skipped[] {
  return validateAll(construct, props, [props]);
}

/** As `validate`, for a construct with several configurations, whose problems are listed together. */
export function validateAll(
  construct: IConstruct, options: ValidationOptions, parts: readonly ValidationTarget<any>[],
): readonly Skipped[] {
  const { subject, acknowledge = {}, operation, table = parts.flatMap(({ rules }) => rules) } = options;
  const acknowledged = new Set(Object.keys(acknowledge).map(ruleIdOf));
  const found = parts.map(part => findingsOf(part, acknowledged));
  const errors = [
    ...found.flatMap(({ open, names }) => open.filter(({ severity }) => severity === 'error').map(violation => ({ violation, names }))),
    ...invalidAcknowledgements(table, acknowledge).map(violation => ({ violation, names: {} })),
  ];
  const creator = construct.node.scope;
  const aliases = creator && ALIASES.get(creator);
  if (errors.length > 0) {
    // the configurations of a construct share settings, so one mistake may violate a rule in each
    const entries = [
      ...new Set(errors.map(({ violation, names }) => entry(violation, aliased(violation, names, aliases, operation)))),
    ];
    const where = operation ? `, ${operation.name}` : '';
    throw new Error(aliases
      ? `${report(`${aliases.subject} '${creator!.node.path}'${where}`, entries)}${aliasNote(errors, aliases)}`
      : report(`${subject} '${construct.node.path}'${where}`, entries));
  }
  for (const { open, names } of found) {
    for (const warning of open) {
      const text = entry(warning, aliased(warning, names, aliases, operation)).trim();
      Annotations.of(construct).addWarningV2(`${WARNING_PREFIX}${warning.id}`, operation ? `${operation.name}, ${text}` : text);
    }
  }
  return found.flatMap(({ skipped }) => skipped);
}

function aliased({ at }: Violation, names: FieldNames, aliases?: PropertyAliases, operation?: Operation): FieldNames {
  const name = names[at] ?? { property: at };
  const property = aliases?.properties[name.property] ?? name.property;
  return { [at]: { ...name, property: operation ? operation.properties?.[property] ?? property.replace(/^claim\./, '') : property } };
}

/** Fixes name properties of the created construct. */
function aliasNote(
  errors: readonly { readonly violation: Violation; readonly names: FieldNames }[],
  { created, properties }: PropertyAliases,
): string {
  const named = errors
    .map(({ violation: { at }, names }) => names[at]?.property ?? at)
    .filter(property => property in properties);
  const notes = [...new Set(named)].map(property => `${property} is ${properties[property]}`);
  return notes.length > 0 ? `\n  Fixes name properties of ${created}: here ${andList(notes)}.` : '';
}

function findingsOf<C extends object>(
  { rules, configuration, names }: ValidationTarget<C>,
  acknowledged: ReadonlySet<string>,
) {
  const { violations, skipped } = check(rules, configuration);
  const open = violations.filter(({ id, acknowledgeable }) => !(acknowledgeable && acknowledged.has(id)));
  return { open, skipped, names };
}

/** The id of a rule, also as the CDK prints it. */
function ruleIdOf(id: string): string {
  return id.replace(PRINTED_PREFIX, '');
}

const IMPOSSIBLE = 'this error cannot be acknowledged, because the configuration is impossible by construction or dangerous to '
  + 'data; only warnings and errors about service limits or unverifiable conditions can';

/** An acknowledgement that acknowledges nothing hides a mistake. */
function invalidAcknowledgements(
  rules: readonly Rule<any>[],
  acknowledge: { readonly [id: string]: string },
): Violation[] {
  if (Object.keys(acknowledge).length === 0) {
    return [];
  }
  const legal = new Set(rules.filter(rule => rule.severity === 'warning' || rule.acknowledgeable).map(({ id }) => id));
  return Object.entries(acknowledge)
    .filter(([id, reason]) => !legal.has(ruleIdOf(id)) || !reason?.trim())
    .map(([id]) => ({
      id: 'rules/acknowledgement',
      severity: 'error',
      acknowledgeable: false,
      at: 'acknowledge',
      value: id,
      problem: legal.has(ruleIdOf(id))
        ? 'the reason is missing'
        : rules.some(rule => rule.id === ruleIdOf(id))
          ? IMPOSSIBLE
          : 'no warning or acknowledgeable error has this id',
      fix: "name an id from the message, and state the reason: acknowledge: { 'lustre/version-2-12': 'all nodes run …' }",
      source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Annotations.html',
    }));
}
