import { aws_ec2 as ec2, aws_eks as eksV1, aws_eks_v2 as eks, aws_iam as iam, aws_lambda as lambda } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { fromEksV2Alpha, fromEksV1, importCluster } from './import-cluster';
import { CLUSTER_ATTRIBUTES_FIELDS, CLUSTER_OPTIONS_FIELDS } from './schema';
import { Fields } from '../validation/schema';
import { validateInput } from '../validation/validate';

/** How kubectl comes to a cluster. */
export interface ExistingClusterOptions {
  /**
   * The Lambda layer with kubectl and helm, of the cluster's Kubernetes version, for example `KubectlV34Layer` of `@aws-cdk/lambda-layer-kubectl-v34`.
   *
   * Without one, storages can deliver their objects another way only; what else is said of kubectl: error cluster/kubectl-missing.
   *
   * @default - that of the cluster, or its kubectl provider, where it has one
   */
  readonly kubectlLayer?: lambda.ILayerVersion;

  /**
   * Private subnets of the cluster's VPC that kubectl runs in, for a cluster whose endpoint is private.
   *
   * It gets the cluster's security group, which the endpoint lets in. From there it must reach the APIs of EKS, STS, Lambda and S3, through a NAT gateway or VPC
   * endpoints.
   *
   * Without vpc: error cluster/kubectl-subnets-need-vpc. Without a security group: error cluster/kubectl-subnets-need-security-group. An empty list: error
   * cluster/kubectl-subnets-empty.
   *
   * @default - those that the cluster runs its own kubectl in; none where it does not say: the endpoint is public
   */
  readonly kubectlSubnets?: ec2.ISubnet[];

  /**
   * Environment variables of kubectl, for example those of a proxy.
   *
   * @default - those of the cluster's own kubectl, where it says
   */
  readonly kubectlEnvironment?: { [key: string]: string };

  /**
   * A role that kubectl runs with, and that may apply objects to the cluster already. AWS Lambda must be able to assume it.
   *
   * @default - a role of its own, to which the cluster gives its rights: by an access entry, or in aws-auth for a cluster of aws-eks with authentication mode CONFIG_MAP
   */
  readonly kubectlRole?: iam.IRole;

  /**
   * Groups of Kubernetes that kubectl belongs to, instead of being an administrator of the cluster.
   *
   * Somebody must bind them to a ClusterRole that allows to get, create, patch and delete what the storages bring: PersistentVolumes, PersistentVolumeClaims,
   * StorageClasses, and with ONTAP Jobs, VolumeSnapshots, VolumeSnapshotClasses and the objects of `trident.netapp.io`; namespaces where one is made on request; and
   * everything that the chart holds where Trident comes by Helm.
   *
   * With `kubectlRole`: error cluster/kubectl-role-and-groups. A name that EKS reserves: error cluster/kubernetes-group-reserved.
   *
   * @default - none: an administrator
   */
  readonly kubernetesGroups?: string[];
}

/** A cluster that somebody made: with eksctl, Terraform, the console. */
export interface ExistingClusterAttributes extends ExistingClusterOptions {
  /** Its name. Another format: error cluster/name-format. */
  readonly clusterName: string;

  /**
   * Its VPC: that of new file systems.
   *
   * @default - not known: enough for existing file systems
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The security group that EKS made for the cluster and its nodes, or another that all nodes have. Another format: error cluster/security-group-format.
   *
   * @default - not known: enough for existing file systems without securityGroup
   */
  readonly clusterSecurityGroupId?: string;

  /**
   * The OpenID Connect provider in IAM that drivers are trusted by with `DriverIdentity.IRSA`.
   *
   * @default - that of openIdConnectIssuer
   */
  readonly openIdConnectProvider?: iam.IOpenIdConnectProvider;

  /**
   * The issuer of the cluster's tokens, `https://oidc.eks.…/id/…`, which IAM has a provider for.
   *
   * Another format: error cluster/issuer-format. With openIdConnectProvider: error cluster/issuer-and-provider.
   *
   * @default - none: drivers are trusted by Pod Identity
   */
  readonly openIdConnectIssuer?: string;

  /**
   * A kubectl provider that somebody made for the cluster, instead of kubectlLayer. One of aws-eks: error cluster/kubectl-of-older-eks.
   *
   * @default - one is made from kubectlLayer
   */
  readonly kubectlProvider?: eks.IKubectlProvider;

  /**
   * The family of the addresses of pods.
   *
   * @default - not known
   */
  readonly ipFamily?: eks.IpFamily;
}

/**
 * Clusters that `aws-cdk-lib/aws-eks-v2` did not make, as clusters of it: what storages and drivers take.
 *
 * Each gets a kubectl provider and its rights, and everything that is applied waits for them. Take a cluster in once, in its own stack where the app makes it, and hand
 * the result to all storages.
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
export abstract class ExistingCluster {
  /** A cluster of `aws-cdk-lib/aws-eks`, made in this app or imported. Of another library: error cluster/of-other-library. */
  public static fromEksV1(scope: Construct, id: string, cluster: eksV1.ICluster, options: ExistingClusterOptions = {}): eks.ICluster {
    return fromEksV1(homeOf(scope, id, CLUSTER_OPTIONS_FIELDS, options), cluster, options);
  }

  /**
   * A cluster of the deprecated `@aws-cdk/aws-eks-v2-alpha`, made in this app or imported, whose type other packages cannot name.
   *
   * Its own kubectl provider serves, where it has one. Of another library: error cluster/of-other-library.
   */
  public static fromEksV2Alpha(scope: Construct, id: string, cluster: IConstruct, options: ExistingClusterOptions = {}): eks.ICluster {
    return fromEksV2Alpha(homeOf(scope, id, CLUSTER_OPTIONS_FIELDS, options), cluster, options);
  }

  /** Any other cluster, by what is known of it. */
  public static fromAttributes(scope: Construct, id: string, attributes: ExistingClusterAttributes): eks.ICluster {
    return importCluster(homeOf(scope, id, CLUSTER_ATTRIBUTES_FIELDS, attributes), attributes);
  }

  protected constructor() {}
}

/** The construct that holds what an imported cluster needs. */
function homeOf(scope: Construct, id: string, fields: Fields, value: object): Construct {
  const home = new Construct(scope, id);
  validateInput(home, 'ExistingCluster', { fields, value });
  return home;
}
