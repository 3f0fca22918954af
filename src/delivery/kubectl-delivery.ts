import { CfnResource, RemovalPolicy, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { ApiObject } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { ManifestText } from './manifest-text';

/** The type of the custom resource that brings objects to a cluster. */
export const MANIFEST_TYPE = eks.KubernetesManifest.RESOURCE_TYPE;

export interface DeliveryProps {
  readonly cluster: eks.ICluster;
  readonly objects: readonly ApiObject[];
  readonly removalPolicy: RemovalPolicy;
  /** What must be there before the objects, and stay until they are gone. */
  readonly after: readonly IDependable[];
  /** Objects that may be there already are adopted instead of failing. */
  readonly adopt?: boolean;
}

/**
 * Brings objects to a cluster: one custom resource, so one kubectl call.
 *
 * The resource is in the scope of whoever asks, because the cluster's stack must not refer back to it. Objects are rendered at synthesis, so that later
 * changes count. Nothing is pruned: an object that leaves the manifest, under a new name or for good, stays in the cluster with its data. And nothing is
 * overwritten: a construct that moves would otherwise apply its objects anew and then delete them under their old resource.
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
