import { CfnJson, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** How the pods of a driver authenticate to AWS. */
export enum DriverIdentity {
  /** EKS Pod Identity: the role trusts the EKS service for one service account of one cluster. */
  POD_IDENTITY = 'POD_IDENTITY',
  /** IAM roles for service accounts: the role trusts the cluster's OpenID Connect provider. */
  IRSA = 'IRSA',
}

/** The principal that a role of a service account trusts. */
export function principalOf(
  scope: Construct, identity: DriverIdentity, cluster: eks.ICluster, namespace: string, serviceAccount: string,
): iam.IPrincipal {
  if (identity === DriverIdentity.POD_IDENTITY) {
    // The session tags identify the service account, so that other associations cannot use the role (pod-id-role,
    // "Setting Conditions").
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
  // The issuer is part of a condition key, and may be a token.
  const conditions = new CfnJson(scope, 'Trust', {
    value: {
      [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
    },
  });
  return new iam.OpenIdConnectPrincipal(provider).withConditions({ StringEquals: conditions });
}
