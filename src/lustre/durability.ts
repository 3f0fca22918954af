import { CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { LustreConfiguration } from './configuration';
import { LIMITS } from './limits';
import { removeDurable } from '../cluster/removal';

/**
 * Whether the file systems of a storage contain durable data. A deployment type that is known only at deployment counts
 * as durable.
 */
export function isDurable({ provisioning, deploymentType, reclaimPolicy }: LustreConfiguration): boolean {
  return provisioning === 'dynamic'
    ? reclaimPolicy === 'Retain'
    : typeof deploymentType !== 'string' || LIMITS[deploymentType].durable;
}

/**
 * The scope of the file system of a storage and of the resources that it needs.
 *
 * Durable and disposable resources have different logical ids. A template does not know the deployed type, so an edit
 * from one to the other must remove the old resources, to which the policies of the deployed template apply, instead of
 * updating or replacing them.
 */
export function resourceScope(storage: Construct, configuration: LustreConfiguration): Construct {
  return isDurable(configuration)
    ? storage
    : storage.node.tryFindChild('Disposable') as Construct | undefined ?? new Construct(storage, 'Disposable');
}

/** Applies the removal policy of a file system to a resource that it needs. */
export function removeWithFileSystem(resource: CfnResource, policy: RemovalPolicy, durable: boolean) {
  if (durable) {
    removeDurable(resource, policy);
  } else {
    resource.applyRemovalPolicy(policy);
  }
}
