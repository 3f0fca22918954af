import { CfnResource, Stack, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import type { CfnCluster, CfnNodegroup } from 'aws-cdk-lib/aws-eks';
import { Construct, IConstruct } from 'constructs';
import { libraryOf, originOf } from './origin';
import { ClusterLibrary } from '../validation/common/cluster-library';
import { resolvedIn } from '../validation/normalize';

/** What the library can learn of a cluster, whichever way it came, without asking for its class. */
export interface ClusterHandle {
  readonly cluster: eks.ICluster;
  /** The cluster that it stands for, which may be of another library; else itself. */
  readonly origin: IConstruct;
  /** Its resource, when the cluster is made in this app. */
  readonly resource?: CfnResource;
  /** Whose construct the cluster is, where it is not one of aws-eks-v2. */
  readonly otherLibrary?: Exclude<ClusterLibrary, 'aws-eks-v2'>;
  readonly kubectl: 'ready' | 'missing' | 'older-eks';
  readonly vpc?: ec2.IVpc;
  readonly securityGroupId?: string;
  readonly hasOidcProvider: boolean;
  /** EKS Auto Mode, as far as it can be known: an imported cluster does not say. */
  readonly autoMode: boolean;
  /** The addresses of pods, as far as they are known. */
  readonly ipFamily?: string;
}

/** The resource of clusters of aws-eks, whose Lambda functions make the cluster. */
const EKS_V1_CLUSTER = 'Custom::AWSCDK-EKS-Cluster';
/** As `aws-eks` has them, which is loaded only by those who use it. */
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
    // asked for when it matters: the getter of a cluster made in the app creates the provider, that of an imported one throws, which takes its time
    get hasOidcProvider() {
      return resource !== undefined || tryGet(() => cluster.openIdConnectProvider) !== undefined;
    },
    autoMode: ((resource as CfnCluster | undefined)?.computeConfig as CfnCluster.ComputeConfigProperty | undefined)?.enabled === true,
    ipFamily: cluster.ipFamily,
  };
}

/** Identifies a cluster within an app: the same for two imports of one cluster. */
export function clusterKey(handle: ClusterHandle): string {
  if (handle.resource) {
    return handle.origin.node.path;
  }
  const { account, region } = handle.cluster.env;
  return JSON.stringify(resolvedIn(Stack.of(handle.cluster), [account, region, handle.cluster.clusterName]));
}

/** The node groups of a cluster, as resources: those made for it in its stack up to now, or among those that were found. */
export function nodeGroups(handle: ClusterHandle, found?: readonly IConstruct[]): CfnNodegroup[] {
  const stack = Stack.of(handle.origin);
  const name = JSON.stringify(stack.resolve(handle.cluster.clusterName));
  const groups = (found?.filter(construct => Stack.of(construct) === stack) ?? stack.node.findAll()).filter(isCfnNodegroup);
  return groups.filter(group => JSON.stringify(stack.resolve(group.clusterName)) === name);
}

/** Whether a VPC is created in this app, as far as that is known: an imported one has no resource. */
export function isCreatedInApp(vpc: ec2.IVpc): boolean {
  return vpc.node.defaultChild !== undefined;
}

/** The type of a resource, or nothing for other constructs. */
export function typeOf(construct: IConstruct): string | undefined {
  return (construct as Partial<CfnResource>).cfnResourceType;
}

/** The getters of imported clusters throw for what was not handed in. */
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
  // providers of aws-eks fit the type, but their Lambda function needs a role in every request and fails at deployment without
  return provider.handlerRole === undefined ? 'ready' : 'older-eks';
}

/** The resource is a child of a cluster, or below a construct of aws-eks that makes it. */
function resourceOf(cluster: IConstruct): CfnResource | undefined {
  const below = cluster.node.tryFindChild('Resource')?.node.findAll() ?? [];
  return [...cluster.node.children, ...below].find((child): child is CfnResource => {
    return typeOf(child) === CLUSTER || typeOf(child) === EKS_V1_CLUSTER;
  });
}

function isCfnNodegroup(construct: IConstruct): construct is CfnNodegroup {
  return typeOf(construct) === NODE_GROUP;
}
