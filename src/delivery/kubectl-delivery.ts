import { CfnResource, RemovalPolicy, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { ApiObject } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { ManifestText } from './manifest-text';

/** The type of the custom resource that applies objects to a cluster. */
export const MANIFEST_TYPE = eks.KubernetesManifest.RESOURCE_TYPE;

export interface DeliveryProps {
  readonly cluster: eks.ICluster;
  readonly objects: readonly ApiObject[];
  readonly removalPolicy: RemovalPolicy;
  /** Created before the objects and deleted after them. */
  readonly after: readonly IDependable[];
  /** Whether to adopt objects that already exist instead of failing. */
  readonly adopt?: boolean;
}

/**
 * Applies objects to a cluster with one custom resource and therefore one kubectl call.
 *
 * The resource is in the scope of the caller, because the stack of the cluster must not depend on it. Objects are
 * rendered at synthesis, so that later changes are included. Pruning is off: an object that is removed from the
 * manifest or renamed remains in the cluster with its data. Overwriting is off: if a construct moves, its new resource
 * would otherwise apply the objects and its old resource would delete them.
 */
export function deliver(scope: Construct, id: string, props: DeliveryProps): CfnResource {
  const manifest = new eks.KubernetesManifest(scope, id, {
    cluster: props.cluster,
    manifest: new ManifestText(props.objects).asProperty(),
    prune: false,
    overwrite: props.adopt ?? false,
    removalPolicy: props.removalPolicy,
  });
  manifest.node.addDependency(...props.after);
  return manifest.node.defaultChild as CfnResource;
}
