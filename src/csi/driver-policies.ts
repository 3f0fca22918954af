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
  /** What the policy allows, in a word: a part of its name. */
  readonly purpose: string;
  /** What tells policies of one purpose apart, for example the bucket that they allow. */
  readonly subject?: unknown;
  readonly rows: readonly StatementRow<any>[];
  readonly context: StatementContext;
  /** Whether the role keeps the permissions when the storage leaves the stack. */
  readonly removalPolicy: RemovalPolicy;
}

/** A policy that storages of a stack share, and the policy of the storage that retains most. */
interface SharedPolicy {
  readonly policy: iam.Policy;
  readonly removalPolicy: SharedRemovalPolicy;
}

const POLICIES = new WeakMap<Stack, Map<string, SharedPolicy>>();

/**
 * Permissions of a driver's role, as an inline policy in the stack of the storages that need them.
 *
 * Storages that need the same share it, because all inline policies of a role have 10,240 characters together. Its document never changes: CloudFormation changes what stays in
 * a template before it deletes claims that leave it, and these claims may need the permissions for their deletion. A policy that no storage needs any more is deleted after the claims
 * that depend on it.
 */
export function driverPolicy(storage: Construct, props: DriverPolicyProps): iam.Policy {
  const stack = Stack.of(storage);
  const shared = POLICIES.get(stack) ?? new Map<string, SharedPolicy>();
  POLICIES.set(stack, shared);
  const id = `FsxDriverPolicy-${props.purpose}-${hashOf([props.role.node.path, resolvedIn(stack, props.subject ?? null)])}`;
  const known = shared.get(id) ?? newPolicy(stack, id, props);
  shared.set(id, known);
  known.removalPolicy.atLeast(props.removalPolicy);
  return known.policy;
}

/** In a scope that does not depend on which storage came first. */
function newPolicy(stack: Stack, id: string, { role, purpose, rows, context }: DriverPolicyProps): SharedPolicy {
  const policy = new iam.Policy(stack, id, {
    // of the stack too: a role has one inline policy of a name, and logical ids are unique in their stack only
    policyName: `cdk-eks-fsx-${purpose}-${hashOf([outermostStack(stack).stackName, stack.node.path, id])}`,
    statements: rows.map(row => policyStatement(row, context)),
  });
  role.attachInlinePolicy(policy); // leaves a role alone that may not be changed
  acceptWildcards(policy, rows, context);
  policiesOf(role).push(policy);
  return { policy, removalPolicy: new SharedRemovalPolicy(removalPolicy => policy.applyRemovalPolicy(removalPolicy)) };
}

const OF_ROLES = new WeakMap<Construct, Map<string, iam.Policy[]>>();

/** The policies that storages of all stacks of the app add to a role; two imports of one role are one. */
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

/** How many characters the inline policies of a role have when the app is complete; what is known at deployment only is estimated. */
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
  const ofRole = ((own ? roleStack.resolve(own) : []) as { readonly policyDocument: unknown }[]).map(({ policyDocument }) => policyDocument);
  const later = role.node.tryFindChild('DefaultPolicy');
  const others = [...policiesOf(role), ...later instanceof iam.Policy ? [later] : []].map(policy => Stack.of(policy).resolve(policy.document));
  return [...ofRole, ...others].reduce<number>((sum, document) => sum + JSON.stringify(estimated(document)).replace(/\s/g, '').length, 0);
}

/** Names of clusters, buckets and keys that CloudFormation makes up are about that long. */
const UNKNOWN = 'x'.repeat(40);
const PSEUDO_PARAMETERS: { readonly [name: string]: string } = {
  'AWS::Partition': 'aws', 'AWS::Region': 'ap-northeast-1', 'AWS::AccountId': '111122223333', 'AWS::URLSuffix': 'amazonaws.com',
};

/** A document with a text of the usual length for each value that is known at deployment only. */
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
