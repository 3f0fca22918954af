import { RemovalPolicy, Stack, Token, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acceptWildcards } from './accepted-findings';
import { StatementContext, StatementRow } from './driver-spec';
import { policyStatement } from './statements';
import { Inventory } from '../cluster/at-synthesis';
import { outermostStack } from '../cluster/ownership-tags';
import { SharedRemovalPolicy } from '../cluster/removal';
import { hashOf } from '../kubernetes/names';
import { resolvedIn } from '../validation/normalize';

export interface DriverPolicyProps {
  readonly role: iam.IRole;
  /** One word for what the policy allows. It is part of the policy name. */
  readonly purpose: string;
  /** Distinguishes policies with the same purpose, for example by bucket. */
  readonly subject?: unknown;
  readonly rows: readonly StatementRow<any>[];
  readonly context: StatementContext;
  /** Whether the role keeps the permissions when the storage leaves the stack. */
  readonly removalPolicy: RemovalPolicy;
}

/** A policy that the storages of a stack share. */
interface SharedPolicy {
  readonly policy: iam.Policy;
  readonly removalPolicy: SharedRemovalPolicy;
}

const POLICIES = new WeakMap<Stack, Map<string, SharedPolicy>>();

/**
 * Creates permissions of a driver role as an inline policy in the stack of the storages that need them.
 *
 * Storages with the same needs share a policy, because all inline policies of a role are limited to 10,240 characters
 * together. The document of a policy never changes: CloudFormation updates resources before it deletes removed claims,
 * which may need the permissions for their deletion. A policy that no storage needs is deleted after the claims that
 * depend on it.
 */
export function driverPolicy(storage: Construct, props: DriverPolicyProps): iam.Policy {
  const stack = Stack.of(storage);
  const shared = POLICIES.get(stack) ?? new Map<string, SharedPolicy>();
  POLICIES.set(stack, shared);
  const identity = [props.role.node.path, resolvedIn(stack, props.subject ?? null)];
  const id = `FsxDriverPolicy-${props.purpose}-${hashOf(identity)}`;
  const known = shared.get(id) ?? newPolicy(stack, id, props);
  shared.set(id, known);
  known.removalPolicy.atLeast(props.removalPolicy);
  return known.policy;
}

/** The scope is the stack, so that the logical id does not depend on the order of storages. */
function newPolicy(stack: Stack, id: string, { role, purpose, rows, context }: DriverPolicyProps): SharedPolicy {
  const policy = new iam.Policy(stack, id, {
    // The name contains the stack, because policy names are unique per role and logical ids only per stack.
    policyName: `cdk-eks-fsx-${purpose}-${hashOf([outermostStack(stack).stackName, stack.node.path, id])}`,
    statements: rows.map(row => policyStatement(row, context)),
  });
  role.attachInlinePolicy(policy); // does nothing for an immutable role
  acceptWildcards(policy, rows, context);
  policiesOf(role).push(policy);
  return { policy, removalPolicy: new SharedRemovalPolicy(removalPolicy => policy.applyRemovalPolicy(removalPolicy)) };
}

const OF_ROLES = new WeakMap<Construct, Map<string, iam.Policy[]>>();

/** The policies that all stacks of the app add to a role. Two imports of one role share them. */
function policiesOf(role: iam.IRole): iam.Policy[] {
  const app = role.node.root as Construct;
  const ofApp = OF_ROLES.get(app) ?? new Map<string, iam.Policy[]>();
  OF_ROLES.set(app, ofApp);
  const key = Token.isUnresolved(role.roleName) ? role.node.path : role.roleName;
  const policies = ofApp.get(key) ?? [];
  ofApp.set(key, policies);
  return policies;
}

const COUNTED = new WeakMap<Inventory, Map<iam.IRole, number>>();

/**
 * The characters of all inline policies of a role in the complete app. Values that are known only at deployment are
 * estimated.
 */
export function rolePolicyCharacters(role: iam.IRole | undefined, inventory: Inventory): number | undefined {
  if (role === undefined) {
    return undefined;
  }
  const counted = COUNTED.get(inventory) ?? new Map<iam.IRole, number>();
  COUNTED.set(inventory, counted);
  const characters = counted.get(role) ?? charactersOf(role);
  counted.set(role, characters);
  return characters;
}

function charactersOf(role: iam.IRole): number {
  const own = (role.node.defaultChild as iam.CfnRole | undefined)?.policies;
  const roleStack = Stack.of(role);
  const ofRole = ((own ? roleStack.resolve(own) : []) as { readonly policyDocument: unknown }[])
    .map(({ policyDocument }) => policyDocument);
  const defaultPolicy = role.node.tryFindChild('DefaultPolicy');
  const others = [...policiesOf(role), ...defaultPolicy instanceof iam.Policy ? [defaultPolicy] : []]
    .map(policy => Stack.of(policy).resolve(policy.document));
  const documents = [...ofRole, ...others].map(document => JSON.stringify(estimated(document)).replace(/\s/g, ''));
  return documents.reduce((sum, { length }) => sum + length, 0);
}

/** The typical length of names that CloudFormation generates. */
const UNKNOWN = 'x'.repeat(40);
const PSEUDO_PARAMETERS: { readonly [name: string]: string } = {
  'AWS::Partition': 'aws', 'AWS::Region': 'ap-northeast-1', 'AWS::AccountId': '111122223333', 'AWS::URLSuffix': 'amazonaws.com',
};

/** Replaces each value that is known only at deployment by a text of typical length. */
function estimated(value: any): any {
  if (Array.isArray(value)) {
    return value.map(estimated);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [key, argument] = Object.entries<any>(value)[0] ?? [];
  if (key === 'Fn::Join') {
    return argument[1].map(estimated).join(argument[0]);
  }
  return key === 'Ref' || key?.startsWith('Fn::')
    ? PSEUDO_PARAMETERS[argument] ?? UNKNOWN
    : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, estimated(item)]));
}
