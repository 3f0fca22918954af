import { CfnResource, Stack, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import type { CfnCluster, CfnNodegroup } from 'aws-cdk-lib/aws-eks';
import { Construct, IConstruct } from 'constructs';
import { libraryOf, originOf } from './origin';
import { ClusterLibrary } from '../validation/common/cluster-library';
import { resolvedIn } from '../validation/normalize';

/** The properties of a cluster that this library uses, independent of the class of the cluster. */
export interface ClusterHandle {
  readonly cluster: eks.ICluster;
  /**
   * The construct that the cluster was imported from, which may belong to another library; otherwise the cluster
   * itself.
   */
  readonly origin: IConstruct;
  /** The cluster resource, if this app creates the cluster. */
  readonly resource?: CfnResource;
  /** The library of the cluster, if it is not aws-eks-v2. */
  readonly otherLibrary?: Exclude<ClusterLibrary, 'aws-eks-v2'>;
  readonly kubectl: 'ready' | 'missing' | 'older-eks';
  readonly vpc?: ec2.IVpc;
  readonly securityGroupId?: string;
  readonly hasOidcProvider: boolean;
  /** Whether the cluster uses EKS Auto Mode. False for imported clusters, where it is not known. */
  readonly autoMode: boolean;
  /** The IP family of pods, if it is known. */
  readonly ipFamily?: string;
}

/** aws-eks creates clusters with a custom resource. */
const EKS_V1_CLUSTER = 'Custom::AWSCDK-EKS-Cluster';
/** Literals instead of the constants of `aws-eks`, so that importing this library does not load it. */
const CLUSTER = 'AWS::EKS::Cluster';
export const NODE_GROUP = 'AWS::EKS::Nodegroup';

export function clusterHandle(cluster: eks.ICluster): ClusterHandle {
  const origin = originOf(cluster);
  const resource = resourceOf(origin);
  const library = libraryOf(cluster);
  return {
    cluster,
    origin,
    resource,
    otherLibrary: library === 'aws-eks-v2' ? undefined : library,
    kubectl: kubectlOf(cluster),
    vpc: tryGet(() => cluster.vpc),
    securityGroupId: tryGet(() => cluster.clusterSecurityGroupId),
    // Evaluated only on demand: the getter creates the provider of a cluster in this app, and throws for an imported
    // cluster.
    get hasOidcProvider() {
      return resource !== undefined || tryGet(() => cluster.openIdConnectProvider) !== undefined;
    },
    autoMode: isAutoMode(resource as CfnCluster | undefined),
    ipFamily: cluster.ipFamily,
  };
}

/** Identifies a cluster within an app. Two imports of one cluster have the same key. */
export function clusterKey(handle: ClusterHandle): string {
  if (handle.resource) {
    return handle.origin.node.path;
  }
  const { account, region } = handle.cluster.env;
  return JSON.stringify(resolvedIn(Stack.of(handle.cluster), [account, region, handle.cluster.clusterName]));
}

/** The node groups of a cluster that its stack contains so far, or those among the given resources. */
export function nodeGroups(handle: ClusterHandle, found?: readonly IConstruct[]): CfnNodegroup[] {
  const stack = Stack.of(handle.origin);
  const name = JSON.stringify(stack.resolve(handle.cluster.clusterName));
  const groups = (found?.filter(construct => Stack.of(construct) === stack) ?? stack.node.findAll())
    .filter(isCfnNodegroup);
  return groups.filter(group => JSON.stringify(stack.resolve(group.clusterName)) === name);
}

/** Whether this app creates a VPC. An imported VPC has no resource. */
export function isCreatedInApp(vpc: ec2.IVpc): boolean {
  return vpc.node.defaultChild !== undefined;
}

/** The type of a resource; undefined for other constructs. */
export function typeOf(construct: IConstruct): string | undefined {
  return (construct as Partial<CfnResource>).cfnResourceType;
}

/** The getters of imported clusters throw if the attribute was not provided. */
export function tryGet<T>(get: () => T): T | undefined {
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
  // Providers of aws-eks have the same type, but their Lambda function requires a role in every request and fails at
  // deployment without it.
  return provider.handlerRole === undefined ? 'ready' : 'older-eks';
}

/** The cluster resource, which is a child of the cluster or, in aws-eks, of its child `Resource`. */
function resourceOf(cluster: IConstruct): CfnResource | undefined {
  const below = cluster.node.tryFindChild('Resource')?.node.findAll() ?? [];
  return [...cluster.node.children, ...below].find((child): child is CfnResource => {
    return typeOf(child) === CLUSTER || typeOf(child) === EKS_V1_CLUSTER;
  });
}

function isAutoMode(resource: CfnCluster | undefined): boolean {
  return (resource?.computeConfig as CfnCluster.ComputeConfigProperty | undefined)?.enabled === true;
}

function isCfnNodegroup(construct: IConstruct): construct is CfnNodegroup {
  return typeOf(construct) === NODE_GROUP;
}
