import { Token, TokenizedStringFragments, Tokenization } from 'aws-cdk-lib';
import { ApiObject } from 'cdk8s';

/** A field of a Kubernetes object whose value is known only at deployment. */
export interface DeferredField {
  /** The object and the path in it, for messages. */
  readonly field: string;
  readonly object: ApiObject;
  readonly value: string;
}

/** A number token that became part of a string is not recognized as a token. */
const NUMBER_TOKEN = /-1\.88\d*e\+289/;

/** The fields of an object that are known only at deployment. */
export function deferredFieldsOf(object: ApiObject): DeferredField[] {
  const found: DeferredField[] = [];
  eachText(object.toJson(), [], (path, value) => {
    if (Token.isUnresolved(value) || NUMBER_TOKEN.test(value)) {
      found.push({
        field: `${object.kind} ${Token.isUnresolved(object.name) ? '' : object.name}: ${path.join('.')}`, object, value,
      });
    }
  });
  return found;
}

/** The literal and deferred parts of a value. */
export function partsOf(value: string): TokenizedStringFragments {
  return Tokenization.reverseString(value);
}

/** A copy of the object with a function applied to every string. */
export function withTexts(node: unknown, replace: (text: string) => string): any {
  if (typeof node === 'string') {
    return replace(node);
  }
  if (Array.isArray(node)) {
    return node.map(item => withTexts(item, replace));
  }
  return node !== null && typeof node === 'object'
    ? Object.fromEntries(Object.entries(node).map(([key, value]) => [replace(key), withTexts(value, replace)]))
    : node;
}

function eachText(node: unknown, path: readonly string[], see: (path: readonly string[], text: string) => void) {
  if (typeof node === 'string' || typeof node === 'number') {
    see(path, `${node}`);
  } else if (node !== null && typeof node === 'object') {
    Object.entries(node).forEach(([key, value]) => {
      see([...path, '(key)'], key);
      eachText(value, [...path, key], see);
    });
  }
}
