import { CfnResource, aws_ec2 as ec2, aws_eks as eksL1, aws_eks_v2 as eks, aws_iam as iam, aws_lambda as lambda } from 'aws-cdk-lib';
import { Construct, IConstruct, IDependable } from 'constructs';
import { typeOf } from './cluster-handle';

/** What the handler of kubectl is made of. */
export interface KubectlProps {
  /** The cluster as it is without kubectl. */
  readonly cluster: eks.ICluster;
  readonly layer: lambda.ILayerVersion;
  readonly subnets?: readonly ec2.ISubnet[];
  readonly environment?: { [key: string]: string };
  /** A role that has its rights. */
  readonly role?: iam.IRole;
  readonly groups?: readonly string[];
  /** Maps a role in the cluster's aws-auth; absent: by an access entry. */
  readonly mapRole?: (role: iam.IRole) => IDependable;
}

/** The kubectl provider of a cluster of somebody else's, and its rights in the cluster. */
export function kubectlOf(scope: Construct, props: KubectlProps): eks.IKubectlProvider {
  const provider = new eks.KubectlProvider(scope, 'Kubectl', {
    cluster: props.cluster,
    kubectlLayer: props.layer,
    privateSubnets: props.subnets && [...props.subnets],
    environment: props.environment,
    role: props.role,
  });
  if (props.role === undefined) {
    waitFor(provider, props.mapRole?.(provider.role!) ?? accessEntry(scope, props, provider.role!));
  }
  return provider;
}

/**
 * Makes no call of kubectl run before something is there, nor after it has gone.
 *
 * Its functions wait, and every call in whichever stack waits for them, because it names them; eks_v2 does this for clusters of its own alone. The role does not
 * wait: rights name it.
 */
export function waitFor(provider: IConstruct, permissions: IDependable) {
  for (const resource of provider.node.findAll().filter(construct => typeOf(construct) === lambda.CfnFunction.CFN_RESOURCE_TYPE_NAME)) {
    resource.node.addDependency(permissions);
  }
}

/** An administrator of the cluster, because no policy of EKS between that and a namespace allows volumes and classes; or a member of groups. */
function accessEntry(scope: Construct, { cluster, groups }: KubectlProps, role: iam.IRole): CfnResource {
  return new eksL1.CfnAccessEntry(scope, 'Access', {
    clusterName: cluster.clusterName,
    principalArn: role.roleArn,
    kubernetesGroups: groups && [...groups],
    accessPolicies: groups ? undefined : [{
      accessScope: { type: eks.AccessScopeType.CLUSTER }, policyArn: eks.AccessPolicyArn.AMAZON_EKS_CLUSTER_ADMIN_POLICY.policyArn,
    }],
  });
}
