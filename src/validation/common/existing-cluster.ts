import { ClusterLibrary, LIBRARIES } from './cluster-library';
import { Setting } from '../deferred-value';
import { Rule, ruleFor } from '../rule';

/** What is handed in to take a cluster in. */
export interface ExistingClusterConfiguration {
  readonly clusterName?: Setting<string>;
  /** Whose construct it is, and whose it should be. */
  readonly library?: ClusterLibrary;
  readonly expectedLibrary?: ClusterLibrary;
  readonly clusterVpc?: boolean;
  readonly clusterSecurityGroup?: boolean;
  readonly clusterSecurityGroupId?: Setting<string>;
  readonly openIdConnectProvider?: true;
  readonly openIdConnectIssuer?: Setting<string>;
  readonly kubectl?: 'layer' | 'provider' | 'older-eks' | 'missing';
  /** How many subnets the handler of kubectl is placed in, where it is. */
  readonly kubectlSubnets?: number;
  readonly kubectlRole?: true;
  readonly kubernetesGroups?: readonly string[];
  /** How the handler of kubectl gets its rights. */
  readonly authentication?: 'access-entry' | 'aws-auth' | 'theirs';
  /** Taken in in the stack of the cluster. */
  readonly inStackOfCluster?: boolean;
}

const rule = ruleFor<ExistingClusterConfiguration>();
const CREATE_CLUSTER = 'https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html';
const EKS_V2 = 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html';
const PROVIDER = 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2.KubectlProvider.html';
const GROUPS = 'https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2915';
const AWS_AUTH = 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks.AwsAuth.html';
const OIDC = 'https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html';

/** Group names that EKS refuses in access entries begin so. */
const RESERVED_GROUP = 'system:';
const NAME = /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/;
const SECURITY_GROUP = /^sg-[0-9a-f]{8,17}$/;
const ISSUER = /^https:\/\/oidc\.eks\.[a-z0-9-]+\.[a-z0-9.-]+\/id\/[0-9A-Za-z]+$/;

/** What it takes to take a cluster in. */
export const existingClusterRules: readonly Rule<ExistingClusterConfiguration>[] = [
  rule({
    id: 'cluster/of-other-library',
    severity: 'error',
    reads: ['library', 'expectedLibrary'],
    at: 'library',
    isViolated: c => c.library !== c.expectedLibrary,
    problem: c => `it is ${LIBRARIES[c.library].called}, not ${LIBRARIES[c.expectedLibrary].called}`,
    fix: c => LIBRARIES[c.library].fix,
    source: EKS_V2,
    invalidExample: { library: 'aws-eks', expectedLibrary: 'aws-eks-v2-alpha' },
    validExample: { library: 'aws-eks', expectedLibrary: 'aws-eks' },
  }),
  rule({
    id: 'cluster/name-format',
    severity: 'error',
    reads: ['clusterName'],
    at: 'clusterName',
    isViolated: c => !NAME.test(c.clusterName),
    problem: 'names of clusters are up to 100 letters, digits, - and _, beginning with a letter or digit',
    fix: 'take it from `aws eks list-clusters`: the name, not the ARN',
    source: CREATE_CLUSTER,
    invalidExample: { clusterName: 'arn:aws:eks:eu-west-1:111122223333:cluster/training' },
    validExample: { clusterName: 'training' },
  }),
  rule({
    id: 'cluster/security-group-format',
    severity: 'error',
    reads: ['clusterSecurityGroupId'],
    at: 'clusterSecurityGroupId',
    isViolated: c => !SECURITY_GROUP.test(c.clusterSecurityGroupId),
    problem: 'ids of security groups read sg- and 8 or 17 hexadecimal digits',
    fix: 'take it from `aws eks describe-cluster --query cluster.resourcesVpcConfig.clusterSecurityGroupId`',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html',
    invalidExample: { clusterSecurityGroupId: 'eks-cluster-sg' },
    validExample: { clusterSecurityGroupId: 'sg-0123456789abcdef0' },
  }),
  rule({
    id: 'cluster/issuer-format',
    severity: 'error',
    reads: ['openIdConnectIssuer'],
    at: 'openIdConnectIssuer',
    isViolated: c => !ISSUER.test(c.openIdConnectIssuer),
    problem: 'issuers of EKS read https://oidc.eks.eu-west-1.amazonaws.com/id/ and letters and digits',
    fix: 'take it from `aws eks describe-cluster --query cluster.identity.oidc.issuer`',
    source: OIDC,
    invalidExample: { openIdConnectIssuer: 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0A1B' },
    validExample: { openIdConnectIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B' },
  }),
  rule({
    id: 'cluster/issuer-and-provider',
    severity: 'error',
    reads: ['openIdConnectIssuer', 'openIdConnectProvider'],
    at: 'openIdConnectIssuer',
    isViolated: () => true,
    problem: 'the provider knows its issuer',
    fix: 'leave openIdConnectIssuer or openIdConnectProvider out',
    source: OIDC,
    invalidExample: { openIdConnectIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B', openIdConnectProvider: true },
    validExample: { openIdConnectProvider: true },
  }),
  rule({
    id: 'cluster/kubectl-missing',
    severity: 'error',
    reads: ['kubectl'],
    presenceOf: ['kubectlSubnets', 'kubectlRole', 'kubernetesGroups'],
    at: 'kubectl',
    isViolated: c => c.kubectl === 'missing' && (c.kubectlSubnets || c.kubectlRole || c.kubernetesGroups),
    problem: c => `without it there is no kubectl, so ${c.kubectlSubnets ? 'kubectlSubnets' : c.kubectlRole ? 'kubectlRole' : 'kubernetesGroups'} would do nothing`,
    fix: 'set kubectlLayer, for example new KubectlV34Layer(this, \'Kubectl\') of @aws-cdk/lambda-layer-kubectl-v34, of the cluster\'s Kubernetes version',
    source: PROVIDER,
    invalidExample: { kubectl: 'missing', kubectlSubnets: 2 },
    validExample: { kubectl: 'missing' },
  }),
  rule({
    id: 'cluster/kubectl-of-older-eks',
    severity: 'error',
    reads: ['kubectl'],
    at: 'kubectl',
    isViolated: c => c.kubectl === 'older-eks',
    problem: 'its kubectl provider is one of aws-cdk-lib/aws-eks, which fails at deployment when called from aws-eks-v2',
    fix: 'leave kubectlProvider out and set kubectlLayer: a provider that fits is made from it',
    source: PROVIDER,
    invalidExample: { kubectl: 'older-eks' },
    validExample: { kubectl: 'provider' },
  }),
  rule({
    id: 'cluster/kubectl-subnets-empty',
    severity: 'error',
    reads: ['kubectlSubnets'],
    at: 'kubectlSubnets',
    isViolated: c => c.kubectlSubnets === 0,
    problem: 'there is no subnet in it',
    fix: 'name private subnets of the cluster\'s VPC, or leave it out where the endpoint of the cluster is public',
    source: PROVIDER,
    invalidExample: { kubectlSubnets: 0 },
    validExample: { kubectlSubnets: 2 },
  }),
  rule({
    id: 'cluster/kubectl-subnets-need-vpc',
    severity: 'error',
    reads: ['kubectlSubnets', 'clusterVpc'],
    at: 'kubectlSubnets',
    isViolated: c => !c.clusterVpc,
    problem: 'a Lambda function in subnets needs their VPC',
    fix: 'set vpc',
    source: PROVIDER,
    invalidExample: { kubectlSubnets: 2, clusterVpc: false },
    validExample: { kubectlSubnets: 2, clusterVpc: true },
  }),
  rule({
    id: 'cluster/kubectl-subnets-need-security-group',
    severity: 'error',
    reads: ['kubectlSubnets', 'clusterSecurityGroup'],
    at: 'kubectlSubnets',
    isViolated: c => !c.clusterSecurityGroup,
    problem: 'the private endpoint of a cluster lets its security group in, and that is not known',
    fix: 'set clusterSecurityGroupId',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html',
    invalidExample: { kubectlSubnets: 2, clusterSecurityGroup: false },
    validExample: { kubectlSubnets: 2, clusterSecurityGroup: true },
  }),
  rule({
    id: 'cluster/kubectl-role-and-groups',
    severity: 'error',
    reads: ['kubectlRole', 'kubernetesGroups'],
    at: 'kubernetesGroups',
    isViolated: () => true,
    problem: 'a kubectlRole has its rights already, so nobody gives it groups',
    fix: 'leave kubectlRole or kubernetesGroups out',
    source: PROVIDER,
    invalidExample: { kubectlRole: true, kubernetesGroups: ['storage'] },
    validExample: { kubernetesGroups: ['storage'] },
  }),
  rule({
    id: 'cluster/kubernetes-group-reserved',
    severity: 'error',
    reads: ['kubernetesGroups', 'authentication'],
    at: 'kubernetesGroups',
    isViolated: c => c.kubernetesGroups.length === 0 || (c.authentication === 'access-entry' && c.kubernetesGroups.some(group => group.startsWith(RESERVED_GROUP))),
    problem: c => c.kubernetesGroups.length === 0
      ? 'without a group nothing is allowed' : `EKS refuses groups that begin with ${RESERVED_GROUP} in access entries`,
    fix: 'name groups that ClusterRoleBindings of the cluster name, or leave it out: the role is then an administrator of the cluster',
    source: GROUPS,
    invalidExample: { kubernetesGroups: ['system:masters'], authentication: 'access-entry' },
    validExample: { kubernetesGroups: ['storage'], authentication: 'access-entry' },
  }),
  rule({
    id: 'cluster/aws-auth-in-other-stack',
    severity: 'error',
    reads: ['authentication', 'inStackOfCluster'],
    at: 'authentication',
    isViolated: c => c.authentication === 'aws-auth' && !c.inStackOfCluster,
    problem: 'its authentication mode is CONFIG_MAP, and its aws-auth takes roles of its own stack only',
    fix: 'call fromEksV1() with the stack of the cluster and hand the result to the storages, or set authenticationMode: API_AND_CONFIG_MAP, or set kubectlRole',
    source: AWS_AUTH,
    invalidExample: { authentication: 'aws-auth', inStackOfCluster: false },
    validExample: { authentication: 'aws-auth', inStackOfCluster: true },
  }),
];
