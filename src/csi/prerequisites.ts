import { aws_eks as eksL1 } from 'aws-cdk-lib';
import { Construct, Dependable, IConstruct, IDependable } from 'constructs';
import { ClusterHandle, nodeGroups } from '../cluster/cluster-handle';
import { clusterNotes } from '../cluster/once-per-cluster';

const AGENT = 'eks-pod-identity-agent';

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
  const { addons } = clusterNotes(handle);
  // clusters of every library make one for themselves, once; for others each driver asks
  const agent = (handle.origin as { readonly eksPodIdentityAgent?: IConstruct }).eksPodIdentityAgent ?? addons.get(AGENT)
    ?? new eksL1.CfnAddon(scope, 'PodIdentityAgent', { addonName: AGENT, clusterName: handle.cluster.clusterName });
  addons.set(AGENT, agent);
  return [agent];
}
