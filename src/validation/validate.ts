import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { check, checkNumbers, checkAllowedValues, Skipped, Violation, AllowedValues } from './check';
import { entry, FieldNames, report } from './report';
import { Rule } from './rule';
import { andList } from './text';

/** One configuration, and what it is held against. */
export interface ValidationTarget<C> {
  readonly rules: readonly Rule<C>[];
  readonly configuration: C;
  readonly names: FieldNames;
  /** The words that fields may take, and what their violation is called. */
  readonly allowedValues?: AllowedValues<C>;
  readonly allowedValuesId?: string;
}

/** A method of a construct, in the words of who calls it. */
export interface Operation {
  /** The method and what it was called for, for example `addClaim 'Vision'`. */
  readonly name: string;
  /** Its options, by the names that properties have in messages; of others the name without `claim.` is the option. */
  readonly properties?: { readonly [property: string]: string };
}

export interface ValidationOptions {
  /** What is judged, in the user's words, for example `FsxLustreStorage`. */
  readonly subject: string;
  /** Ids of rules that the user knows to be broken, each with the reason. */
  readonly acknowledge?: { readonly [id: string]: string };
  /** The method whose options are judged; of the construct itself where there is none. */
  readonly operation?: Operation;
  /** The whole table, where the rules are a part of it: what can be acknowledged at all. */
  readonly table?: readonly Rule<any>[];
}

/** How a construct that makes another one calls what that is judged by. */
export interface PropertyAliases {
  /** The construct and what it makes, for example `MlTrainingVolume` and `FsxLustreStorage`. */
  readonly subject: string;
  readonly created: string;
  /** Its properties, by the names of those of the other that follow from them. */
  readonly properties: { readonly [property: string]: string };
}

const ALIASES = new WeakMap<IConstruct, PropertyAliases>();

/** What a construct makes is told of in the words of that construct, which are those that the user wrote. */
export function aliasProperties(construct: IConstruct, aliases: PropertyAliases) {
  ALIASES.set(construct, aliases);
}

/** Prefix of the ids of warnings, as the CDK wants them. */
const WARNING_PREFIX = 'cdk-eks-fsx:';
/** What the CDK puts before such an id when it prints it. */
const PRINTED_PREFIX = /^(?:(?:Annotation|annotation|Construct-Annotations)::)?cdk-eks-fsx:/;
const API_REFERENCE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/Welcome.html';

/** Throws one error that lists every problem, or prints the warnings; returns the rules that could not be judged. */
export function validate<C extends object>(construct: IConstruct, props: ValidationOptions & ValidationTarget<C>): readonly Skipped[] {
  return validateAll(construct, props, [props]);
}

/** As `judge`, for a construct that is made of several configurations: their problems are told together. */
export function validateAll(construct: IConstruct, options: ValidationOptions, parts: readonly ValidationTarget<any>[]): readonly Skipped[] {
  const { subject, acknowledge = {}, operation, table = parts.flatMap(({ rules }) => rules) } = options;
  const acknowledged = new Set(Object.keys(acknowledge).map(ruleIdOf));
  const found = parts.map(part => findingsOf(part, acknowledged));
  const errors = [
    ...found.flatMap(({ open, names }) => open.filter(({ severity }) => severity === 'error').map(violation => ({ violation, names }))),
    ...invalidAcknowledgements(table, acknowledge).map(violation => ({ violation, names: {} })),
  ];
  const creator = construct.node.scope;
  const words = creator && ALIASES.get(creator);
  if (errors.length > 0) {
    // the parts of a construct share settings, so one mistake may be found in each
    const entries = [...new Set(errors.map(({ violation, names }) => entry(violation, aliased(violation, names, words, operation))))];
    const where = operation ? `, ${operation.name}` : '';
    throw new Error(words
      ? `${report(`${words.subject} '${creator!.node.path}'${where}`, entries)}${aliasNote(errors, words)}`
      : report(`${subject} '${construct.node.path}'${where}`, entries));
  }
  for (const { open, names } of found) {
    for (const warning of open) {
      const text = entry(warning, aliased(warning, names, words, operation)).trim();
      Annotations.of(construct).addWarningV2(`${WARNING_PREFIX}${warning.id}`, operation ? `${operation.name}, ${text}` : text);
    }
  }
  return found.flatMap(({ skipped }) => skipped);
}

function aliased({ at }: Violation, names: FieldNames, words?: PropertyAliases, operation?: Operation): FieldNames {
  const name = names[at] ?? { property: at };
  const property = words?.properties[name.property] ?? name.property;
  return { [at]: { ...name, property: operation ? operation.properties?.[property] ?? property.replace(/^claim\./, '') : property } };
}

/** Fixes are written in the words of what is made. */
function aliasNote(errors: readonly { readonly violation: Violation; readonly names: FieldNames }[], { created: made, properties }: PropertyAliases): string {
  const named = errors.map(({ violation: { at }, names }) => names[at]?.property ?? at).filter(property => property in properties);
  const told = [...new Set(named)].map(property => `${property} is ${properties[property]}`);
  return told.length > 0 ? `\n  Fixes are in the words of ${made}: here ${andList(told)}.` : '';
}

function findingsOf<C extends object>(part: ValidationTarget<C>, acknowledged: ReadonlySet<string>) {
  const { rules, configuration, names, allowedValues: allowedValues = {}, allowedValuesId: allowedValuesId = 'rules/value' } = part;
  const words = checkAllowedValues(allowedValues, configuration, allowedValuesId, API_REFERENCE);
  const numbers = checkNumbers(words.configuration, allowedValuesId, API_REFERENCE);
  const { violations, skipped } = check(rules, numbers.configuration);
  const all = [...words.violations, ...numbers.violations, ...violations];
  const open = all.filter(({ id, acknowledgeable }) => !(acknowledgeable && acknowledged.has(id)));
  return { open, skipped, names };
}

/** The id of a rule, also where it was copied from what the CDK prints. */
function ruleIdOf(id: string): string {
  return id.replace(PRINTED_PREFIX, '');
}

/** An acknowledgement that acknowledges nothing hides a mistake. */
function invalidAcknowledgements(rules: readonly Rule<any>[], acknowledge: { readonly [id: string]: string }): Violation[] {
  if (Object.keys(acknowledge).length === 0) {
    return [];
  }
  const legal = new Set(rules.filter(rule => rule.severity === 'warning' || rule.acknowledgeable).map(({ id }) => id));
  return Object.entries(acknowledge).filter(([id, reason]) => !legal.has(ruleIdOf(id)) || !reason?.trim()).map(([id]) => ({
    id: 'rules/acknowledgement',
    severity: 'error',
    acknowledgeable: false,
    at: 'acknowledge',
    value: id,
    problem: legal.has(ruleIdOf(id)) ? 'the reason is missing' : 'no warning or acknowledgeable error has this id',
    fix: 'name an id from the message, and say why it may be broken here: acknowledge: { \'lustre/version-2-12\': \'all nodes run …\' }',
    source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Annotations.html',
  }));
}
