import { CfnDeletionPolicy, CfnResource, RemovalPolicy } from 'aws-cdk-lib';

/** From the policy that retains least to the one that retains most. */
const ORDER = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RemovalPolicy.RETAIN];

/**
 * Applies a removal policy to deletion only. A resource that an edit replaces is always retained.
 *
 * For resources with durable data, and for resources that a replaced file system still uses.
 */
export function removeDurable(resource: CfnResource, policy: RemovalPolicy) {
  resource.applyRemovalPolicy(policy);
  resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
}

/** The removal policy of resources that several storages share: the most retaining policy of all of them. */
export class SharedRemovalPolicy {
  private policy = RemovalPolicy.DESTROY;

  constructor(private readonly apply: (policy: RemovalPolicy) => void) {}

  /** Applies this policy if it retains more than the current one. */
  public atLeast(policy: RemovalPolicy) {
    if (ORDER.indexOf(policy) > ORDER.indexOf(this.policy)) {
      this.policy = policy;
      this.apply(policy);
    }
  }
}
