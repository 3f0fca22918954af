import { aws_eks as eksL1 } from 'aws-cdk-lib';
import { Construct, Dependable, IConstruct, IDependable } from 'constructs';
import { ClusterHandle, nodeGroups } from '../cluster/cluster-handle';
import { clusterRegistry } from '../cluster/cluster-registry';

const AGENT = 'eks-pod-identity-agent';
/** Creates an add-on over software that is there already. */
const OVERWRITE = 'OVERWRITE';

/**
 * An add-on whose software stays in the cluster when the add-on leaves the stack: pods still use it, for volumes that are retained or for reasons of their own.
 *
 * On a cluster of the app the add-on takes over software that is there, so that it can be added again.
 */
export function preservedAddon(scope: Construct, id: string, handle: ClusterHandle, props: Omit<eksL1.CfnAddonProps, 'clusterName'>): eksL1.CfnAddon {
  return preserve(new eksL1.CfnAddon(scope, id, { ...props, clusterName: handle.cluster.clusterName }), handle);
}

function preserve(addon: eksL1.CfnAddon, { resource }: ClusterHandle): eksL1.CfnAddon {
  addon.preserveOnDelete ??= true;
  addon.resolveConflicts ??= resource && OVERWRITE;
  return addon;
}

/** The node groups that the cluster has when dependencies are worked out, so also those that are added later: a driver's pods need nodes to start on. */
export function nodeGroupsOf(handle: ClusterHandle): IDependable {
  const dependable: IDependable = {} as any;
  Dependable.implement(dependable, {
    get dependencyRoots() {
      return handle.resource ? nodeGroups(handle) : [];
    },
  });
  return dependable;
}

/** The Pod Identity agent, where this app has to bring it. Absent `wanted`: where a cluster of the app lacks it. */
export function podIdentityAgentOf(scope: Construct, handle: ClusterHandle, wanted?: boolean): IDependable[] {
  // Auto Mode has the agent built in; an imported cluster doesn't say what it has
  if (!(wanted ?? (handle.resource !== undefined && !handle.autoMode))) {
    return [];
  }
  const { addons } = clusterRegistry(handle);
  // clusters of every library make one for themselves, once; for others each driver asks
  const ofCluster = (handle.origin as { readonly eksPodIdentityAgent?: IConstruct }).eksPodIdentityAgent;
  if (ofCluster) {
    preserve(ofCluster.node.defaultChild as eksL1.CfnAddon, handle);
  }
  const agent = ofCluster ?? addons.get(AGENT) ?? preservedAddon(scope, 'PodIdentityAgent', handle, { addonName: AGENT });
  addons.set(AGENT, agent);
  return [agent];
}
