import {
  CfnResource, aws_ec2 as ec2, aws_eks as eksL1, aws_eks_v2 as eks, aws_iam as iam, aws_lambda as lambda,
} from 'aws-cdk-lib';
import { Construct, IConstruct, IDependable } from 'constructs';
import { typeOf } from './cluster-handle';

export interface KubectlProps {
  /** The cluster, imported without a kubectl provider. */
  readonly cluster: eks.ICluster;
  readonly layer: lambda.ILayerVersion;
  readonly subnets?: readonly ec2.ISubnet[];
  readonly environment?: { [key: string]: string };
  /** A role that already has access to the cluster. */
  readonly role?: iam.IRole;
  readonly groups?: readonly string[];
  /** Maps a role in the aws-auth ConfigMap of the cluster. Without it, an access entry is created. */
  readonly mapRole?: (role: iam.IRole) => IDependable;
}

/** Creates a kubectl provider for an existing cluster, and its access to the cluster. */
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
 * Makes all kubectl calls depend on the permissions.
 *
 * The Lambda functions of the provider depend on them. Every call in every stack references these functions and
 * therefore depends on them too; aws-eks-v2 does this only for clusters that it creates. The role does not depend on
 * the permissions, because they reference it.
 */
export function waitFor(provider: IConstruct, permissions: IDependable) {
  provider.node.findAll()
    .filter(construct => typeOf(construct) === lambda.CfnFunction.CFN_RESOURCE_TYPE_NAME)
    .forEach(resource => resource.node.addDependency(permissions));
}

/**
 * Grants access as cluster administrator, because no narrower EKS access policy allows volumes and StorageClasses, or
 * as a member of groups.
 */
function accessEntry(scope: Construct, { cluster, groups }: KubectlProps, role: iam.IRole): CfnResource {
  return new eksL1.CfnAccessEntry(scope, 'Access', {
    clusterName: cluster.clusterName,
    principalArn: role.roleArn,
    kubernetesGroups: groups && [...groups],
    accessPolicies: groups ? undefined : [{
      accessScope: { type: eks.AccessScopeType.CLUSTER },
      policyArn: eks.AccessPolicyArn.AMAZON_EKS_CLUSTER_ADMIN_POLICY.policyArn,
    }],
  });
}
