/**
 * A value that is known only when the stack is deployed.
 *
 * It carries the token unchanged to the template; no rule can read it. The class does not depend on the CDK, so that
 * rules and tables can use it.
 */
export class DeferredValue<T> {
  constructor(public readonly token: T) {}

  /** The text that is shown instead of the encoded token. */
  public toJSON(): string {
    return KNOWN_AT_DEPLOYMENT;
  }

  public toString(): string {
    return KNOWN_AT_DEPLOYMENT;
  }
}

/** A setting of a configuration, known at synthesis or at deployment. */
export type Setting<T> = T | DeferredValue<T>;

/** Text of a deploy-time value in messages and in `configuration`. */
export const KNOWN_AT_DEPLOYMENT = '<known at deployment>';
