import { CfnDeletionPolicy, CfnResource, RemovalPolicy } from 'aws-cdk-lib';

/** From the policy that retains least to the one that retains most. */
const ORDER = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RemovalPolicy.RETAIN];

/**
 * Applies a removal policy that decides about deletion only: what an edit replaces is always retained.
 *
 * For everything that holds durable data, and for what a replaced file system still needs.
 */
export function removeDurable(resource: CfnResource, policy: RemovalPolicy) {
  resource.applyRemovalPolicy(policy);
  resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
}

/** The removal policy of resources that several storages share: of the policies of all storages, the one that retains most. */
export class SharedRemovalPolicy {
  private policy = RemovalPolicy.DESTROY;

  constructor(private readonly apply: (policy: RemovalPolicy) => void) {}

  /** Retains the resources at least as this policy says. */
  public atLeast(policy: RemovalPolicy) {
    if (ORDER.indexOf(policy) > ORDER.indexOf(this.policy)) {
      this.policy = policy;
      this.apply(policy);
    }
  }
}
