import { CfnOutput, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Something billed that is still there when its stack has been deleted. */
export interface Remains {
  /** What it is, for example `FSx for Lustre file system`. */
  readonly kind: string;
  /** Which one; may be known at deployment only. */
  readonly id?: string;
  /** What else tells it from others, for example its size. */
  readonly details?: string;
  /** Ends the sentence "It stays because …". */
  readonly because: string;
  /** What stays with it and costs nothing. */
  readonly with?: string;
  /** How to delete it, in this order. */
  readonly commands: (id: string) => readonly string[];
}

/** Of several of a kind, in their commands. */
const ANY_ID = 'ID';
const TOLD = new WeakMap<Stack, (() => Remains)[]>();

/**
 * Tells what a storage leaves behind, in the one output of its stack for this: `cdk deploy` prints it, and `aws cloudformation describe-stacks` still shows it when
 * the stack is gone. A stack that leaves nothing has no such output.
 *
 * Asked at synthesis, so that later claims count.
 */
export function tellWhatStays(storage: Construct, remains: () => Remains) {
  const stack = outermost(Stack.of(storage));
  const told = TOLD.get(stack);
  if (told) {
    told.push(remains);
    return;
  }
  const all = [remains];
  TOLD.set(stack, all);
  new CfnOutput(stack, 'FsxWhatStays', {
    description: 'What stays, and is billed, when this stack is deleted',
    value: Lazy.string({ produce: () => sentences(all.map(one => one())).join('\n') }),
  });
}

/** Nobody is shown the outputs of a nested stack. */
function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}

/** A policy as it is written in code. */
export function nameOfPolicy(policy: RemovalPolicy): string {
  return `RemovalPolicy.${policy.toUpperCase().replace(/-/g, '_')}`;
}

/** As many names as a sentence bears, and the number of the others. */
export function named(names: readonly string[], most = 5): string {
  return [...names.slice(0, most), ...names.length > most ? [`${names.length - most} more`] : []].join(', ');
}

/** One for each, or for all that differ in nothing but their ids and sizes. */
function sentences(remains: readonly Remains[]): string[] {
  const alike = new Map<unknown, Remains[]>();
  for (const one of remains) {
    const key = one.id === undefined ? one : [one.kind, one.because, one.with, ...one.commands(ANY_ID)].join('\n');
    const others = alike.get(key);
    alike.set(key, others ?? [one]);
    others?.push(one);
  }
  return [...alike.values()].map(sentence);
}

function sentence(alike: readonly Remains[]): string {
  const [{ kind, id, because, with: beside, commands }] = alike;
  const several = alike.length > 1;
  const which = alike.map(one => [one.id, one.details && `(${one.details})`].filter(word => word).join(' ')).join(', ');
  const subject = [several ? `${kind}s` : kind, which].filter(word => word).join(' ');
  const toDelete = commands(several || id === undefined ? ANY_ID : id).join('; ');
  return `${subject}${several ? ': each' : ''} stays and is billed, because ${because}.${beside ? ` With it stay ${beside}.` : ''} To delete it: ${toDelete}`;
}
