import { execFileSync } from 'child_process';
import { join } from 'path';

/** What the expressions of a policy cost for an object. */
export interface CelCost {
  readonly policy: string;
  /** The index of the object. */
  readonly object: number;
  readonly conditions: number;
  /** Each with the variables that it reads. */
  readonly expressions: readonly number[];
  /** Of all expressions and messages, which share the variables. */
  readonly total: number;
  readonly error?: string;
}

/** An object that a user creates or deletes. */
export interface Admitted {
  readonly object: object;
  readonly operation: 'CREATE' | 'DELETE';
}

/** The limits of the API server (k8s.io/apiserver, pkg/apis/cel/config.go): for an expression, for all of a policy, and for its conditions. */
export const CEL_LIMITS = { expression: 1_000_000, total: 10_000_000, conditions: 2_500_000 };

/** Evaluates policies with the code of the API server, without limits. The first call compiles that code. */
export function celCosts(policies: readonly object[], objects: readonly Admitted[]): CelCost[] {
  const output = execFileSync('go', ['run', './cel-cost'], {
    cwd: join(__dirname, '..', 'tools', 'control-plane'), input: JSON.stringify({ policies, objects }), encoding: 'utf8', maxBuffer: 2 ** 28,
    env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-trimpath -mod=readonly -buildvcs=false' },
  });
  return JSON.parse(output);
}
