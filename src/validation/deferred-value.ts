/**
 * A value that is known only when the stack is deployed.
 *
 * It carries the token unharmed to the template; no rule can look inside. The class stands below everything else, so that rules and tables
 * can speak of such values without knowing the CDK.
 */
export class DeferredValue<T> {
  constructor(public readonly token: T) {}

  /** What a person or a test sees instead of the encoded token. */
  public toJSON(): string {
    return KNOWN_AT_DEPLOYMENT;
  }

  public toString(): string {
    return KNOWN_AT_DEPLOYMENT;
  }
}

/** A setting of a configuration: known now, or at deployment. */
export type Setting<T> = T | DeferredValue<T>;

/** How a deploy-time value reads in messages and in `configuration`. */
export const KNOWN_AT_DEPLOYMENT = '<known at deployment>';
