import { Stack, aws_ec2 as ec2, aws_eks as eksL1, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';

/** What the library can learn of a cluster, whichever way it came, without asking for its class. */
export interface ClusterHandle {
  readonly cluster: eks.ICluster;
  /** Its resource, when the cluster is made in this app. */
  readonly resource?: eksL1.CfnCluster;
  readonly kubectl: 'ready' | 'missing' | 'older-eks';
  readonly vpc?: ec2.IVpc;
  readonly securityGroupId?: string;
  readonly hasOidcProvider: boolean;
  /** EKS Auto Mode, as far as it can be known: an imported cluster does not say. */
  readonly autoMode: boolean;
}

export function clusterHandle(cluster: eks.ICluster): ClusterHandle {
  const resource = cluster.node.children.find(isCfnCluster);
  return {
    cluster,
    resource,
    kubectl: kubectlOf(cluster),
    vpc: given(() => cluster.vpc),
    securityGroupId: given(() => cluster.clusterSecurityGroupId),
    // the getter of a cluster made in the app creates the provider: only ask an imported one
    hasOidcProvider: resource !== undefined || given(() => cluster.openIdConnectProvider) !== undefined,
    autoMode: (resource?.computeConfig as eksL1.CfnCluster.ComputeConfigProperty | undefined)?.enabled === true,
  };
}

/** Identifies a cluster within an app: the same for two imports of one cluster. */
export function clusterKey(handle: ClusterHandle): string {
  if (handle.resource) {
    return handle.cluster.node.path;
  }
  const { account, region } = handle.cluster.env;
  return JSON.stringify(Stack.of(handle.cluster).resolve([account, region, handle.cluster.clusterName]));
}

/** The node groups of a cluster, as resources: those made for it in its stack up to now. */
export function nodeGroups(handle: ClusterHandle): eksL1.CfnNodegroup[] {
  const stack = Stack.of(handle.cluster);
  const name = JSON.stringify(stack.resolve(handle.cluster.clusterName));
  return stack.node.findAll().filter(isCfnNodegroup).filter(group => JSON.stringify(stack.resolve(group.clusterName)) === name);
}

/** The getters of imported clusters throw for what was not handed in. */
function given<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}

function kubectlOf(cluster: eks.ICluster): ClusterHandle['kubectl'] {
  const provider = cluster.kubectlProvider as (Construct & { readonly handlerRole?: unknown }) | undefined;
  if (provider === undefined) {
    return 'missing';
  }
  // providers of aws-eks fit the type, but their Lambda function needs a role in every request and fails at deployment without
  return provider.handlerRole === undefined ? 'ready' : 'older-eks';
}

function isCfnCluster(construct: IConstruct): construct is eksL1.CfnCluster {
  return (construct as Partial<eksL1.CfnCluster>).cfnResourceType === eksL1.CfnCluster.CFN_RESOURCE_TYPE_NAME;
}

function isCfnNodegroup(construct: IConstruct): construct is eksL1.CfnNodegroup {
  return (construct as Partial<eksL1.CfnNodegroup>).cfnResourceType === eksL1.CfnNodegroup.CFN_RESOURCE_TYPE_NAME;
}
