import { Rejected } from '../../conformance/support/fsx-server';
import { PolicyDocument, Statement, TrustStatement } from '../../conformance/support/iam';

interface Role {
  readonly name: string;
  policies: readonly PolicyDocument[];
  trust: readonly TrustStatement[];
}

/** Roles and their inline policies, as they are in force at the moment. */
export class Permissions {
  private readonly roles = new Map<string, Role>();
  /** Policies that are resources of their own, by id: attached to roles. */
  private readonly attached = new Map<string, { roles: readonly string[]; document: PolicyDocument }>();

  public putRole(name: string, properties: any): void {
    const policies = (properties.Policies ?? []).map((policy: any) => document(policy.PolicyDocument));
    this.roles.set(name, { name, policies, trust: properties.AssumeRolePolicyDocument?.Statement ?? [] });
  }

  public has(name: string): boolean {
    return this.roles.has(name);
  }

  /** Refused while inline policies are there that other resources own (API reference, DeleteRole: DeleteConflict). */
  public removeRole(name: string): void {
    const policies = [...this.attached].filter(([, { roles }]) => roles.includes(name)).map(([id]) => id);
    if (policies.length > 0) {
      throw new Rejected('DeleteConflict', `cannot delete role ${name}, must delete policies first: ${policies.join(', ')}`);
    }
    this.roles.delete(name);
  }

  public putPolicy(id: string, roles: readonly string[], policy: any): void {
    const missing = roles.find(role => !this.roles.has(role));
    if (missing !== undefined) {
      throw new Rejected('NoSuchEntity', `the role with name ${missing} cannot be found`);
    }
    this.attached.set(id, { roles, document: document(policy) });
  }

  public removePolicy(id: string): void {
    this.attached.delete(id);
  }

  /** What a role allows and denies now; nothing, when it is gone. */
  public policiesOf(name: string | undefined): readonly PolicyDocument[] {
    const role = name === undefined ? undefined : this.roles.get(name);
    return role ? [
      ...role.policies,
      ...[...this.attached.values()].filter(({ roles }) => roles.includes(role.name)).map(policy => policy.document),
    ] : [];
  }
}

function document({ Statement: statements }: { readonly Statement: Statement | readonly Statement[] }): PolicyDocument {
  return { Statement: [statements].flat() as Statement[] };
}

/** The name in the ARN of a role. */
export function roleNameOf(arn: string): string {
  return arn.split('/').pop()!;
}
