import { Duration, Fn, IResolvable, Reference, Size, SizeRoundingBehavior, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { DeferredValue, Setting } from './deferred-value';
import { Unit } from './schema';

/**
 * The plain value of a property: a number for a Size or Duration, a DeferredValue for a token, everything else unchanged.
 *
 * Only this file handles tokens, Size and Duration; tables and rules get plain values.
 */
export function unwrap(value: unknown, unit?: Unit): any {
  if (value instanceof Size) {
    return sizeOf(value, unit);
  }
  if (value instanceof Duration) {
    const amount = (integral: boolean) => unit === 'seconds' ? value.toSeconds({ integral }) : value.toDays({ integral });
    return value.isUnresolved() ? new DeferredValue(amount(true)) : amount(false);
  }
  return Token.isUnresolved(value) ? new DeferredValue(value) : value;
}

function sizeOf(size: Size, unit?: Unit): Setting<number> {
  // A fraction is kept: a rule says what is legal in its place.
  const rounding = size.isUnresolved() ? undefined : SizeRoundingBehavior.NONE;
  const amount = unit === 'MiB' ? size.toMebibytes({ rounding }) : size.toGibibytes({ rounding });
  return size.isUnresolved() ? new DeferredValue(amount) : amount;
}

/** The value for a template. Tokens are unchanged. */
export function toToken<T>(setting: Setting<T>): T {
  return setting instanceof DeferredValue ? setting.token : setting;
}

/** The value as a string for a Kubernetes object, with a suffix if any: a number token inside a string would be written wrongly. */
export function text(setting: Setting<string | number | boolean>, suffix = ''): string {
  if (!(setting instanceof DeferredValue)) {
    return `${setting}${suffix}`;
  }
  const token = Token.asString(setting.token);
  return typeof setting.token === 'string' && suffix === '' ? token : Fn.join('', [token, suffix]);
}

/** Joins strings, some of which are tokens. Each token remains a separate token. */
export function joined(separator: string, parts: readonly Setting<string>[]): string {
  return parts.map(toToken).join(separator);
}

/** Plain data that can be compared and hashed: tokens as the stack writes them. Only tokens are resolved, because that takes its time. */
export function resolvedIn(stack: Stack, value: unknown): unknown {
  if (Token.isUnresolved(value)) {
    return stack.resolve(value);
  }
  if (Array.isArray(value)) {
    return value.map(item => resolvedIn(stack, item));
  }
  return value !== null && typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [resolvedIn(stack, key), resolvedIn(stack, item)]))
    : value;
}

/** How a list begins that is known only at deployment, in place of its items. */
const DEFERRED_LIST = '#{Token[';

/** What is known only at deployment in a text, each once; nothing, where there are lists of that kind. */
export function tokensIn(written: string): IResolvable[] | undefined {
  return written.includes(DEFERRED_LIST) ? undefined : [...new Set(Tokenization.reverseString(written).tokens)];
}

/** Whether a value, or a string that holds one, is known only at deployment. */
export function isDeferred(value: unknown): boolean {
  return Token.isUnresolved(value);
}

/** The construct of the app that a string refers to, if any. */
export function referredConstruct(value: string | undefined): IConstruct | undefined {
  const [token] = value ? Tokenization.reverseString(value).tokens : []; // firstToken throws on an empty string
  return Reference.isReference(token) ? token.target : undefined;
}
