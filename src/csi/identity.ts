import { CfnJson, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** How the driver's pods prove to AWS who they are. */
export enum DriverIdentity {
  /** EKS Pod Identity: the role trusts the service of EKS, for one service account of one cluster. */
  POD_IDENTITY = 'POD_IDENTITY',
  /** IAM roles for service accounts: the role trusts the cluster's OpenID Connect provider. */
  IRSA = 'IRSA',
}

/** The principal that a role of a service account trusts. */
export function principalOf(
  scope: Construct, identity: DriverIdentity, cluster: eks.ICluster, namespace: string, serviceAccount: string,
): iam.IPrincipal {
  if (identity === DriverIdentity.POD_IDENTITY) {
    // EKS says in the tags of the session whom it assumes the role for: another association of the role is of no use (pod-id-role, "Setting Conditions")
    return new iam.SessionTagsPrincipal(new iam.ServicePrincipal('pods.eks.amazonaws.com').withConditions({
      StringEquals: {
        'aws:RequestTag/eks-cluster-arn': cluster.clusterArn,
        'aws:RequestTag/kubernetes-namespace': namespace,
        'aws:RequestTag/kubernetes-service-account': serviceAccount,
      },
    }));
  }
  const provider = cluster.openIdConnectProvider;
  const issuer = provider.openIdConnectProviderIssuer;
  // the issuer is a key of the condition, and may be known only at deployment
  const conditions = new CfnJson(scope, 'Trust', {
    value: { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}` },
  });
  return new iam.OpenIdConnectPrincipal(provider).withConditions({ StringEquals: conditions });
}
