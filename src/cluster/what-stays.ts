import { CfnOutput, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Something billed that is still there when its stack has been deleted. */
export interface Remains {
  /** What it is, with ids and sizes; they may be known at deployment only. */
  readonly what: string;
  /** Ends the sentence "It stays because …". */
  readonly because: string;
  /** What stays with it and costs nothing. */
  readonly with?: string;
  /** How to delete it, in this order. */
  readonly commands: readonly string[];
}

/**
 * What a storage leaves behind, told in one output of its stack: `cdk deploy` prints it, and `aws cloudformation describe-stacks` still shows it when the stack
 * is gone. A storage that leaves nothing has no output.
 */
export class WhatStays {
  private readonly remains: (() => Remains)[] = [];

  constructor(private readonly storage: Construct) {}

  /** Told at synthesis, so that later claims count. */
  public add(remains: () => Remains) {
    if (this.remains.length === 0) {
      new CfnOutput(this.storage, 'WhatStays', {
        description: 'What stays, and is billed, when this stack is deleted',
        value: Lazy.string({ produce: () => this.remains.map(produce => sentence(produce())).join(' ') }),
      });
    }
    this.remains.push(remains);
  }
}

/** A policy as it is written in code. */
export function nameOfPolicy(policy: RemovalPolicy): string {
  return `RemovalPolicy.${policy.toUpperCase().replace(/-/g, '_')}`;
}

/** As many names as a sentence bears, and the number of the others. */
export function named(names: readonly string[], most = 5): string {
  return [...names.slice(0, most), ...names.length > most ? [`${names.length - most} more`] : []].join(', ');
}

function sentence({ what, because, with: beside, commands }: Remains): string {
  return `${what} stays and is billed, because ${because}.${beside ? ` With it stay ${beside}.` : ''} To delete it: ${commands.join('; ')}`;
}
