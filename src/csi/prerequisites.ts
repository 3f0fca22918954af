import { aws_eks as eksL1 } from 'aws-cdk-lib';
import { Construct, Dependable, IConstruct, IDependable } from 'constructs';
import { ClusterHandle, nodeGroups } from '../cluster/cluster-handle';
import { clusterRegistry } from '../cluster/cluster-registry';

const AGENT = 'eks-pod-identity-agent';
/** Lets an add-on replace software that is already installed. */
const OVERWRITE = 'OVERWRITE';

/**
 * Creates an add-on whose software remains in the cluster when the add-on is removed from the stack, because pods may
 * still use it.
 *
 * On a cluster that this app creates, the add-on adopts installed software, so that the add-on can be added again.
 */
export function preservedAddon(
  scope: Construct, id: string, handle: ClusterHandle, props: Omit<eksL1.CfnAddonProps, 'clusterName'>,
): eksL1.CfnAddon {
  return preserve(new eksL1.CfnAddon(scope, id, { ...props, clusterName: handle.cluster.clusterName }), handle);
}

function preserve(addon: eksL1.CfnAddon, { resource }: ClusterHandle): eksL1.CfnAddon {
  addon.preserveOnDelete ??= true;
  addon.resolveConflicts ??= resource && OVERWRITE;
  return addon;
}

/**
 * A dependency on all node groups of the cluster, including those added later, because the pods of a driver need nodes.
 */
export function nodeGroupsOf(handle: ClusterHandle): IDependable {
  const dependable: IDependable = {} as any;
  Dependable.implement(dependable, {
    get dependencyRoots() {
      return handle.resource ? nodeGroups(handle) : [];
    },
  });
  return dependable;
}

/**
 * Installs the Pod Identity agent if requested; by default, if this app creates the cluster and the agent is missing.
 */
export function podIdentityAgentOf(
  scope: Construct,
  handle: ClusterHandle,
  requested?: boolean,
  resolveConflicts?: string,
): IDependable[] {
  // Auto Mode has the agent built in. The add-ons of an imported cluster are not known.
  if (!(requested ?? (handle.resource !== undefined && !handle.autoMode))) {
    return [];
  }
  const { addons } = clusterRegistry(handle);
  // Clusters that this app creates install the agent once, on access to this property; imported clusters do not have
  // the property.
  const ofCluster = (handle.origin as { readonly eksPodIdentityAgent?: IConstruct }).eksPodIdentityAgent;
  if (ofCluster) {
    preserve(ofCluster.node.defaultChild as eksL1.CfnAddon, handle);
  }
  const agent =
    ofCluster
    ?? addons.get(AGENT)
    ?? preservedAddon(scope, 'PodIdentityAgent', handle, { addonName: AGENT, resolveConflicts });
  addons.set(AGENT, agent);
  return [agent];
}
