import { Violation } from './check';
import { Format } from './formats';
import { entry, report } from './report';
import { Carried, Field, Fields } from './schema';
import { nearestOf, orList } from './text';

/** Longer than any name, path or ARN that a service accepts. */
const MAX_CHARACTERS = 4096;
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const TOKENS = 'https://docs.aws.amazon.com/cdk/v2/guide/tokens.html';
/** `SizeRoundingBehavior.NONE`; this module does not load the CDK. */
const KEEP_FRACTIONS = 2;
const ENVIRONMENTS = 'https://docs.aws.amazon.com/cdk/v2/guide/environments.html';
const INPUT = 'https://docs.aws.amazon.com/cdk/v2/guide/constructs.html#constructs-init';

/** In place of a value that is known only at deployment. */
const DEFERRED = Symbol('deferred');

const ARTICLES: { readonly [type in Field['type']]: string } = {
  string: 'a string', number: 'a finite number', boolean: 'true or false', size: 'a Size', duration: 'a Duration', object: 'an object',
  struct: 'an object with properties', list: 'a list', map: 'an object of strings', any: 'a value',
};
const FIXES: { readonly [type in Field['type']]?: string } = {
  string: 'set a string', number: 'set a number; Number() of an environment variable that is not set is NaN',
  boolean: 'set true or false; compare an environment variable with \'true\'',
  size: 'use Size.gibibytes(…) or Size.tebibytes(…)', duration: 'use Duration.days(…) or Duration.hours(…)', list: 'set a list: […]',
};

/** Whether a value is known only at deployment. */
type IsDeferred = (value: unknown) => boolean;

/**
 * Throws one error that lists everything that is wrong with the shape of what a user wrote: missing properties, wrong types, unknown names, strings that
 * are empty, contain control characters or do not have their format, and resources in another Region.
 *
 * Untyped callers (Python, JavaScript, unset environment variables) get the errors that the compiler reports to others. Rules run afterwards and can
 * rely on the types.
 */
export function rejectInvalid(
  subject: string, { fields, value, label }: Carried, isDeferred: IsDeferred = isEncoded, region?: string,
) {
  const violations = new Input(isDeferred, region).violations(fields, value, label);
  if (violations.length > 0) {
    throw new Error(report(subject, violations.map(each => entry(each, {}))));
  }
}

/** As the CDK encodes values that are known only at deployment, for functions that do not load it. */
function isEncoded(value: unknown): boolean {
  if (typeof value === 'number') {
    return Number.isFinite(value) && value < -1e288;
  }
  return typeof value === 'string' ? /[$#]\{Token\[/.test(value) : Array.isArray(value) && value.some(isEncoded);
}

class Input {
  /** The Region is that of the stack, if it is known. */
  constructor(private readonly isDeferred: IsDeferred, private readonly region?: string) {}

  public violations(fields: Fields, value: unknown, label = ''): Violation[] {
    if (!this.isStruct(value)) {
      return [violation(`${label}props`, undefined, `must be an object with properties, got ${shown(value)}`, 'pass the properties as an object', 'input/type')];
    }
    const unknown = Object.keys(value).filter(name => !(name in fields) && value[name] !== undefined);
    return [
      ...Object.entries(fields).flatMap(([name, field]) => this.fieldViolations(field, value[name], `${label}${name}`)),
      ...unknown.map(name => unknownProperty(`${label}${name}`, name, fields)),
    ];
  }

  private fieldViolations(field: Field, value: unknown, at: string): Violation[] {
    if (value === undefined) {
      return field.required ? [violation(at, undefined, 'must be set', FIXES[field.type] ?? `set ${article(field)}`, 'input/required')] : [];
    }
    if (['string', 'number'].includes(field.type) && typeof value === field.type && this.isDeferred(value)) {
      return field.literal ? [deferred(at)] : [];
    }
    switch (field.type) {
      case 'any':
        return value === null ? [wrongType(field, value, at)] : [];
      case 'string':
        return typeof value === 'string' ? stringViolations(field, value, at, this.region) : [wrongType(field, this.deferredOr(value), at)];
      case 'number':
        return typeof value === 'number' && Number.isFinite(value) ? numberViolations(field, value, at) : [wrongType(field, this.deferredOr(value), at)];
      case 'boolean':
        return typeof value === 'boolean' ? [] : [wrongType(field, this.deferredOr(value), at)];
      case 'size':
        return this.amountViolations(field, value, at, 'toBytes');
      case 'duration':
        return this.amountViolations(field, value, at, 'toMilliseconds');
      case 'struct':
        return this.isStruct(value)
          ? this.structViolations(field, value, at)
          : [wrongType(field, this.deferredOr(value), at)];
      case 'list':
        return this.listViolations(field, value, at);
      case 'map':
        return this.isStruct(value)
          ? Object.entries(value).flatMap(([key, item]) => [
            ...this.keyViolations(field, key, at), ...this.fieldViolations({ ...field.items!, required: true }, item, `${at}.${key}`),
          ])
          : [wrongType(field, this.deferredOr(value), at)];
      case 'object':
        return this.objectViolations(field, value, at);
    }
  }

  private structViolations(
    { fields, conflict }: Field, value: { readonly [name: string]: unknown }, at: string,
  ): Violation[] {
    const violations = this.violations(fields!, value, `${at}.`);
    const found = violations.length === 0 ? conflict?.(value) : undefined;
    return found ? [violation(`${at}.${found.property}`, undefined, found.problem, found.fix, 'input/conflict')] : violations;
  }

  /** What a message shows: never an encoded token. */
  private deferredOr(value: unknown): unknown {
    return this.isDeferred(value) ? DEFERRED : value;
  }

  private amountViolations(field: Field, value: unknown, at: string, method: 'toBytes' | 'toMilliseconds'): Violation[] {
    const amount = value as {
      isUnresolved?(): boolean;
      toBytes(options: object): number;
      toMilliseconds(options: object): number;
    } | null;
    if (typeof amount !== 'object' || amount === null || typeof amount[method] !== 'function') {
      return [wrongType(field, this.deferredOr(value), at)];
    }
    if (amount.isUnresolved?.()) {
      return field.literal ? [deferred(at)] : [];
    }
    const isFinite = Number.isFinite(method === 'toBytes' ? amount.toBytes({ rounding: KEEP_FRACTIONS }) : amount.toMilliseconds({ integral: false }));
    return isFinite ? [] : [wrongType({ type: 'number' }, NaN, at)];
  }

  private listViolations(field: Field, value: unknown, at: string): Violation[] {
    if (!Array.isArray(value)) {
      return [wrongType(field, this.deferredOr(value), at)];
    }
    return this.isDeferred(value)
      ? [deferred(at)]
      : value.flatMap((item, index) => this.fieldViolations({ ...field.items!, required: true }, item, `${at}[${index}]`));
  }

  private objectViolations(field: Field, value: unknown, at: string): Violation[] {
    const { member, format, regional } = field.kind!;
    const isKind = typeof value === 'object' && value !== null && !Array.isArray(value) && (member === undefined || member in value);
    if (!isKind) {
      return [wrongType(field, this.deferredOr(value), at)];
    }
    const misplaced =
      regional && this.elsewhere((value as { readonly env?: { readonly region: string } }).env?.region, at);
    if (misplaced) {
      return [misplaced];
    }
    if (format) {
      const text = (value as { readonly [name: string]: unknown })[member!];
      return typeof text === 'string' && !this.isDeferred(text) ? this.memberViolations(format, text, member!, at) : [];
    }
    const carried = field.carries?.(value);
    return carried ? this.violations(carried.fields, carried.value, carried.label) : [];
  }

  private memberViolations(format: Format, text: string, member: string, at: string): Violation[] {
    return formatViolations(format, text, at, this.region)
      .map(found => ({ ...found, value: undefined, problem: `${member} ${shown(text)} ${found.problem}` }));
  }

  /** Resources of AWS cannot refer to most resources of another Region. */
  private elsewhere(region: string | undefined, at: string): Violation | undefined {
    return region === undefined || this.region === undefined || this.isDeferred(region) || region === this.region
      ? undefined
      : {
        ...violation(
          at, undefined, `is in ${region}, but the stack is in ${this.region}`, `use one in ${this.region}, or define the storage in a stack in ${region}`,
          'input/region',
        ),
        source: ENVIRONMENTS,
      };
  }

  private keyViolations({ keyFormat, formatRule }: Field, key: string, at: string): Violation[] {
    if (key === '' || CONTROL_CHARACTERS.test(key)) {
      return [violation(at, undefined, 'keys must not be empty or contain control characters', 'name the key', 'input/characters')];
    }
    return keyFormat && formatRule === undefined && !this.isDeferred(key)
      ? formatViolations(keyFormat, key, at, this.region).map(found => ({ ...found, value: undefined, problem: `key ${shown(key)}: ${found.problem}` }))
      : [];
  }

  private isStruct(value: unknown): value is { readonly [name: string]: unknown } {
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !this.isDeferred(value);
  }
}

/** Violations of a string; `at` is its name in messages. */
export function stringViolations(field: Field, value: string, at: string, region?: string): Violation[] {
  if (value === '' && !field.mayBeEmpty) {
    return [violation(at, value, 'must not be empty', 'set a value, or leave the property out; an environment variable may not be set', 'input/empty')];
  }
  if (CONTROL_CHARACTERS.test(value)) {
    return [violation(at, undefined, 'must not contain control characters', 'remove line breaks, tabs and other control characters', 'input/characters')];
  }
  if (field.values && !field.values.includes(value)) {
    const nearest = nearestOf(value, field.values);
    return [violation(at, undefined, `must be ${orList(field.values)}, got ${shown(value)}`, nearest === undefined ? 'use one of them' : `use ${nearest}`, 'input/value')];
  }
  if (value.length > MAX_CHARACTERS) {
    return [violation(at, undefined, `must have at most ${MAX_CHARACTERS} characters, has ${value.length}`, 'shorten it', 'input/length')];
  }
  return field.format && field.formatRule === undefined && !(value === '' && field.mayBeEmpty)
    ? formatViolations(field.format, value, at, region)
    : [];
}

function formatViolations({ problemOf, fix, source }: Format, value: string, at: string, region?: string): Violation[] {
  const problem = problemOf(value, region);
  const shownValue = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return problem === undefined
    ? []
    : [{ ...violation(at, shownValue, problem, typeof fix === 'string' ? fix : fix(value), 'input/format'), source }];
}

/** Violations of a number; `at` is its name in messages. */
export function numberViolations(
  { min = -Infinity, max = Infinity, integer }: Field, value: number, at: string,
): Violation[] {
  if (value < min) {
    return [violation(at, undefined, `must be at least ${min}, got ${value}`, `set ${min} or more`, 'input/range')];
  }
  if (value > max) {
    return [violation(at, undefined, `must be at most ${max}, got ${value}`, `set ${max} or less`, 'input/range')];
  }
  return integer && !Number.isInteger(value)
    ? [violation(at, undefined, `must be a whole number, got ${value}`, `set ${Math.floor(value)} or ${Math.ceil(value)}`, 'input/range')]
    : [];
}

function unknownProperty(at: string, name: string, fields: Fields): Violation {
  const nearest = nearestOf(name, Object.keys(fields));
  const fix = `remove it${nearest === undefined ? '' : `, or use ${nearest}`}; the properties are ${Object.keys(fields).sort().join(', ')}`;
  return violation(at, undefined, 'there is no such property here, so it would have no effect', fix, 'input/unknown-property');
}

function wrongType(field: Field, value: unknown, at: string): Violation {
  return violation(at, undefined, `must be ${article(field)}, got ${shown(value)}`, FIXES[field.type] ?? `set ${article(field)}`, 'input/type');
}

function deferred(at: string): Violation {
  return { ...violation(at, undefined, 'must be known at synthesis, because the library decides by it', 'set a literal value', 'input/deploy-time'), source: TOKENS };
}

function article({ type, kind }: Field): string {
  return kind ? withArticle(kind.name) : ARTICLES[type];
}

function withArticle(name: string): string {
  return `${/^([aeiouAEIO]|Fsx|s3)/.test(name) ? 'an' : 'a'} ${name}`;
}

/** Short enough for a message, and without control characters. */
function shown(value: unknown): string {
  if (value === DEFERRED) {
    return 'a value that is known only at deployment';
  }
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  }
  if (typeof value === 'object' && value !== null) {
    const type = typeof value.constructor === 'function' ? value.constructor.name : '';
    return Array.isArray(value) ? 'a list' : type === 'Object' || !/^\w+$/.test(type) ? 'an object' : withArticle(type);
  }
  return typeof value === 'function' ? 'a function' : String(value);
}

function violation(at: string, value: unknown, problem: string, fix: string, id: string): Violation {
  return { id, severity: 'error', acknowledgeable: false, at, value, problem, fix, source: INPUT };
}
