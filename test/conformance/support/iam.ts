/** The part of the IAM policy language that the library's policies use. Whatever else a policy holds is an error, never overlooked. */
export interface PolicyDocument {
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
}

export interface Requested {
  readonly action: string;
  /** The ARN, or `*` for an action that knows no resources: only a statement on `*` allows that. */
  readonly resource: string;
  readonly context?: { readonly [key: string]: string };
}

/** A statement of a role's trust policy: on the role itself, for the service that assumes it. */
export interface TrustStatement extends Omit<Statement, 'Resource'> {
  readonly Principal: { readonly Service?: string | readonly string[] };
}

export type Verdict = 'allowed' | 'denied' | 'not allowed';

/** What IAM answers a role with these policies: a Deny wins, and what nothing allows is not allowed. */
export function validate(policies: readonly PolicyDocument[], requested: Requested): Verdict {
  const matching = policies.flatMap(({ Statement }) => Statement).filter(statement => matches(statement, requested));
  if (matching.some(({ Effect }) => Effect === 'Deny')) {
    return 'denied';
  }
  return matching.length > 0 ? 'allowed' : 'not allowed';
}

/** What IAM answers a service that assumes a role with session tags: both actions are asked, with the tags in the request. */
export function trusts(
  trust: readonly TrustStatement[], service: string, tags: { readonly [key: string]: string },
): Verdict {
  const context = Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]));
  const policies = [{
    Statement: trust.filter(({ Principal }) => [Principal.Service ?? []].flat().includes(service)).map(({ Principal: _, ...rest }) => ({ ...rest, Resource: '*' })),
  }];
  const verdicts = ['sts:AssumeRole', 'sts:TagSession'].map(action => validate(policies, { action, resource: '*', context }));
  return verdicts.find(verdict => verdict !== 'allowed') ?? 'allowed';
}

const KNOWN = ['Sid', 'Effect', 'Action', 'Resource', 'Condition'];

function matches(statement: Statement, { action, resource, context }: Requested): boolean {
  const unknown = Object.keys(statement).filter(key => !KNOWN.includes(key));
  if (unknown.length > 0 || !['Allow', 'Deny'].includes(statement.Effect)) {
    throw new Error(`a statement with ${unknown.join(', ') || statement.Effect} is more than this evaluator knows`);
  }
  const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, block]) => {
    return Object.entries(block).map(([key, values]) =>
      holds(operator, valueOf(context ?? {}, key), [values].flat() as string[]),
    );
  });
  return [statement.Action].flat().some(pattern => wild(pattern as string, 'i').test(action))
    && [statement.Resource].flat().some(pattern => wild(pattern as string).test(resource))
    && conditions.every(held => held);
}

/** One condition: every operator and key must hold, any of its values will do. A negated operator holds for a key that is absent. */
function holds(operator: string, actual: string | undefined, values: readonly string[]): boolean {
  switch (operator) {
    case 'ForAnyValue:StringEquals': // of a key with several values; here, one
    case 'StringEquals': return actual !== undefined && values.includes(actual);
    case 'StringNotEquals': return actual === undefined || !values.includes(actual);
    case 'Null': return values.includes(`${actual === undefined}`);
    default: throw new Error(`the condition operator ${operator} is more than this evaluator knows`);
  }
}

/** Condition keys are compared without case. */
function valueOf(context: { readonly [key: string]: string }, key: string): string | undefined {
  return Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

function wild(pattern: string, flags = ''): RegExp {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`, `s${flags}`);
}
