import { aws_ec2 as ec2, aws_eks as eksV1, aws_eks_v2 as eks, aws_iam as iam, aws_lambda as lambda } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { fromEksV2Alpha, fromEksV1, importCluster } from './import-cluster';
import { CLUSTER_ATTRIBUTES_FIELDS, CLUSTER_OPTIONS_FIELDS } from './schema';
import { Fields } from '../validation/schema';
import { validateInput, validateScope } from '../validation/validate';

/** How the deployment runs kubectl against an existing cluster. */
export interface ExistingClusterOptions {
  /**
   * Lambda layer with kubectl and helm for the Kubernetes version of the cluster, for example `KubectlV34Layer` of
   * `@aws-cdk/lambda-layer-kubectl-v34`.
   *
   * Without a layer, storages can use only `ManifestDelivery.yaml()` or `ManifestDelivery.chart()`.
   *
   * Other kubectl options without a layer or provider fail with `cluster/kubectl-missing`.
   *
   * @default - the layer or the kubectl provider of the imported cluster, if it has one
   */
  readonly kubectlLayer?: lambda.ILayerVersion;

  /**
   * Private subnets for the kubectl Lambda function, for a cluster with a private endpoint.
   *
   * A list of subnets is `{ subnets: [...] }`. Other selections apply to `vpc`.
   *
   * The function gets the security group of the cluster, which has access to the endpoint. It must also reach the APIs
   * of EKS, STS, Lambda and S3 through a NAT gateway or VPC endpoints.
   *
   * Without `vpc`, it fails with `cluster/kubectl-subnets-need-vpc`; without `clusterSecurityGroupId`, with
   * `cluster/kubectl-subnets-need-security-group`. A selection without a subnet fails with `cluster/kubectl-subnets-empty`,
   * and subnets of another VPC with `cluster/kubectl-subnets-in-other-vpc`.
   *
   * @default - the kubectl subnets of the imported cluster, if they are known; otherwise kubectl uses the public
   * endpoint
   */
  readonly kubectlSubnets?: ec2.SubnetSelection;

  /**
   * Environment variables of kubectl, for example for a proxy.
   *
   * @default - the kubectl environment of the imported cluster, if it is known
   */
  readonly kubectlEnvironment?: { [key: string]: string };

  /**
   * Role of the kubectl Lambda function. AWS Lambda must be able to assume it, and it must already have access to the
   * cluster.
   *
   * @default - a new role with an access entry, or a mapping in aws-auth for an aws-eks cluster with authentication
   * mode CONFIG_MAP
   */
  readonly kubectlRole?: iam.IRole;

  /**
   * Kubernetes groups of kubectl, instead of cluster administrator access.
   *
   * Bind the groups to a ClusterRole with the verbs get, create, patch and delete on the objects of your storages:
   * PersistentVolumes, PersistentVolumeClaims and StorageClasses; for ONTAP also Jobs, VolumeSnapshots,
   * VolumeSnapshotClasses and all resources of `trident.netapp.io`; Namespaces if you use `createNamespace`; and all
   * objects of the chart if you install Trident with Helm.
   *
   * Together with `kubectlRole`, it fails with `cluster/kubectl-role-and-groups`. A name that EKS reserves fails with
   * `cluster/kubernetes-group-reserved`.
   *
   * @default - none; kubectl is a cluster administrator
   */
  readonly kubernetesGroups?: string[];
}

/** Attributes of an existing cluster, for example one that was created with eksctl, Terraform or the console. */
export interface ExistingClusterAttributes extends ExistingClusterOptions {
  /**
   * Name of the cluster.
   *
   * An unsupported value fails with `cluster/name-format`.
   */
  readonly clusterName: string;

  /**
   * VPC of the cluster. New file systems are created in it.
   *
   * @default - not known; sufficient for existing file systems
   */
  readonly vpc?: ec2.IVpc;

  /**
   * ID of the security group that EKS created for the cluster and its nodes, or of another one that all nodes have.
   *
   * An unsupported value fails with `cluster/security-group-format`.
   *
   * @default - not known; sufficient for existing file systems without `securityGroup`
   */
  readonly clusterSecurityGroupId?: string;

  /**
   * OpenID Connect provider in IAM that the driver roles trust with `DriverIdentity.IRSA`.
   *
   * @default - the provider of `openIdConnectIssuer`
   */
  readonly openIdConnectProvider?: iam.IOpenIdConnectProvider;

  /**
   * Token issuer of the cluster, `https://oidc.eks.…/id/…`. An IAM OpenID Connect provider for it must exist.
   *
   * An unsupported value fails with `cluster/issuer-format`. Together with `openIdConnectProvider`, it fails with
   * `cluster/issuer-and-provider`.
   *
   * @default - none; drivers use Pod Identity
   */
  readonly openIdConnectIssuer?: string;

  /**
   * Existing kubectl provider of the cluster, instead of `kubectlLayer`.
   *
   * A provider of `aws-cdk-lib/aws-eks` fails with `cluster/kubectl-of-older-eks`.
   *
   * @default - created from `kubectlLayer`
   */
  readonly kubectlProvider?: eks.IKubectlProvider;

  /**
   * IP family of pods.
   *
   * @default - not known
   */
  readonly ipFamily?: eks.IpFamily;
}

/**
 * Imports clusters that were not created with `aws-cdk-lib/aws-eks-v2` as clusters of that library, for storages and
 * drivers.
 *
 * Each import gets a kubectl provider and its access to the cluster. All kubectl calls depend on this access. Import a
 * cluster once, in the stack of the cluster if this app creates it, and pass the result to all storages.
 *
 * @example
 * declare const layer: lambda.ILayerVersion; // new KubectlV34Layer(this, 'Kubectl')
 * const cluster = ExistingCluster.fromAttributes(this, 'Cluster', {
 *   clusterName: 'training',
 *   vpc: ec2.Vpc.fromLookup(this, 'Vpc', { vpcId: 'vpc-0123456789abcdef0' }),
 *   clusterSecurityGroupId: 'sg-0123456789abcdef0',
 *   kubectlLayer: layer,
 * });
 */
export class ExistingCluster {
  /**
   * Imports a cluster of `aws-cdk-lib/aws-eks`, whether this app creates it or imports it.
   *
   * A cluster of another library fails with `cluster/of-other-library`.
   */
  public static fromEksV1(
    scope: Construct, id: string, cluster: eksV1.ICluster, options: ExistingClusterOptions = {},
  ): eks.ICluster {
    return fromEksV1(homeOf(scope, id, CLUSTER_OPTIONS_FIELDS, options), cluster, options);
  }

  /**
   * Imports a cluster of the deprecated `@aws-cdk/aws-eks-v2-alpha`, whether this app creates it or imports it.
   *
   * The parameter has no specific type, because this library does not depend on the alpha package. The kubectl provider
   * of the cluster is reused if it has one.
   *
   * A cluster of another library fails with `cluster/of-other-library`.
   */
  public static fromEksV2Alpha(
    scope: Construct, id: string, cluster: IConstruct, options: ExistingClusterOptions = {},
  ): eks.ICluster {
    return fromEksV2Alpha(homeOf(scope, id, CLUSTER_OPTIONS_FIELDS, options), cluster, options);
  }

  /** Imports any other cluster by its attributes. */
  public static fromAttributes(scope: Construct, id: string, attributes: ExistingClusterAttributes): eks.ICluster {
    return importCluster(homeOf(scope, id, CLUSTER_ATTRIBUTES_FIELDS, attributes), attributes);
  }

  private constructor() {}
}

/** The construct that holds what an imported cluster needs. */
function homeOf(scope: Construct, id: string, fields: Fields, value: object): Construct {
  validateScope('ExistingCluster', scope, id);
  const home = new Construct(scope, id);
  validateInput(home, 'ExistingCluster', { fields, value });
  return home;
}
