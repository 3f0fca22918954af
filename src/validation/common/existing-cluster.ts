import { KUBECTL_OF_OLDER_EKS } from './cluster';
import { ClusterLibrary, LIBRARIES } from './cluster-library';
import { formatRule } from './format-rule';
import { InOtherVpc, vpcRule } from './vpc-rule';
import { Setting } from '../deferred-value';
import { FORMATS } from '../formats';
import { Rule, ruleFor } from '../rule';

/** The attributes of an imported cluster. */
export interface ExistingClusterConfiguration {
  readonly clusterName?: Setting<string>;
  /** The library of the cluster construct, and the library that the method expects. */
  readonly library?: ClusterLibrary;
  readonly expectedLibrary?: ClusterLibrary;
  readonly clusterVpc?: boolean;
  readonly clusterSecurityGroup?: boolean;
  readonly clusterSecurityGroupId?: Setting<string>;
  readonly openIdConnectProvider?: true;
  readonly openIdConnectIssuer?: Setting<string>;
  readonly kubectl?: 'layer' | 'provider' | 'older-eks' | 'missing';
  /** Number of subnets of the kubectl handler, if it is placed in subnets. */
  readonly kubectlSubnets?: number;
  readonly kubectlSubnetsInOtherVpc?: readonly InOtherVpc[];
  readonly kubectlRole?: true;
  readonly kubernetesGroups?: readonly string[];
  /** How the kubectl handler gets its permissions. */
  readonly authentication?: 'access-entry' | 'aws-auth' | 'theirs';
  /** Whether the cluster is imported in its own stack. */
  readonly inStackOfCluster?: boolean;
}

const rule = ruleFor<ExistingClusterConfiguration>();
const CREATE_CLUSTER = 'https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html';
const EKS_V2 = 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html';
const PROVIDER = 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2.KubectlProvider.html';
const GROUPS = 'https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2915';
const AWS_AUTH = 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks.AwsAuth.html';
const OIDC = 'https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html';

/** EKS rejects group names with this prefix in access entries. */
const RESERVED_GROUP = 'system:';
const ISSUER = /^https:\/\/oidc\.eks\.[a-z0-9-]+\.[a-z0-9.-]+\/id\/[0-9A-Za-z]+$/;

/** Rules for imported clusters. */
export const existingClusterRules: readonly Rule<ExistingClusterConfiguration>[] = [
  rule({
    id: 'cluster/of-other-library',
    severity: 'error',
    reads: ['library', 'expectedLibrary'],
    at: 'library',
    isViolated: c => c.library !== c.expectedLibrary,
    problem: c => `must be ${LIBRARIES[c.expectedLibrary].called}, got ${LIBRARIES[c.library].called}`,
    fix: c => LIBRARIES[c.library].fix,
    source: EKS_V2,
    invalidExample: { library: 'aws-eks', expectedLibrary: 'aws-eks-v2-alpha' },
    validExample: { library: 'aws-eks', expectedLibrary: 'aws-eks' },
  }),
  formatRule('cluster/name-format', 'clusterName', FORMATS.clusterName, {
    invalid: 'arn:aws:eks:eu-west-1:111122223333:cluster/training', valid: 'training', source: CREATE_CLUSTER,
  }),
  formatRule('cluster/security-group-format', 'clusterSecurityGroupId', FORMATS.securityGroupId, {
    invalid: 'eks-cluster-sg', valid: 'sg-0123456789abcdef0', source: 'https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html',
  }),
  rule({
    id: 'cluster/issuer-format',
    severity: 'error',
    reads: ['openIdConnectIssuer'],
    at: 'openIdConnectIssuer',
    isViolated: c => !ISSUER.test(c.openIdConnectIssuer),
    problem: 'must be the URL of an EKS issuer, for example https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B',
    fix: 'use the output of `aws eks describe-cluster --name <cluster> --query cluster.identity.oidc.issuer`',
    source: OIDC,
    invalidExample: {
      openIdConnectIssuer: 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0A1B',
    },
    validExample: { openIdConnectIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B' },
  }),
  rule({
    id: 'cluster/issuer-and-provider',
    severity: 'error',
    reads: ['openIdConnectIssuer', 'openIdConnectProvider'],
    at: 'openIdConnectIssuer',
    isViolated: () => true,
    problem: 'openIdConnectProvider already determines the issuer',
    fix: 'remove openIdConnectIssuer or openIdConnectProvider',
    source: OIDC,
    invalidExample: {
      openIdConnectIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B', openIdConnectProvider: true,
    },
    validExample: { openIdConnectProvider: true },
  }),
  rule({
    id: 'cluster/kubectl-missing',
    severity: 'error',
    reads: ['kubectl'],
    presenceOf: ['kubectlSubnets', 'kubectlRole', 'kubernetesGroups'],
    at: 'kubectl',
    isViolated: c => c.kubectl === 'missing' && (c.kubectlSubnets || c.kubectlRole || c.kubernetesGroups),
    problem: c => {
      const unused = c.kubectlSubnets ? 'kubectlSubnets' : c.kubectlRole ? 'kubectlRole' : 'kubernetesGroups';
      return `without kubectlLayer, the stack cannot run kubectl and ${unused} has no effect`;
    },
    fix: 'set kubectlLayer for the Kubernetes version of the cluster, for example new KubectlV34Layer(this, '
      + '\'Kubectl\') from @aws-cdk/lambda-layer-kubectl-v34',
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
    problem: KUBECTL_OF_OLDER_EKS,
    fix: 'remove kubectlProvider and set kubectlLayer, from which a compatible provider is created',
    source: PROVIDER,
    invalidExample: { kubectl: 'older-eks' },
    validExample: { kubectl: 'provider' },
  }),
  rule({
    id: 'cluster/kubectl-subnets-empty',
    severity: 'error',
    reads: ['kubectlSubnets'],
    mayRead: ['clusterVpc'],
    at: 'kubectlSubnets',
    // without a VPC, the number of subnets is not known
    isViolated: c => c.kubectlSubnets === 0 && c.clusterVpc !== false,
    problem: 'the selection contains no subnet',
    fix: 'select private subnets of the cluster VPC, or remove kubectlSubnets if the cluster endpoint is public',
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
    problem: 'a Lambda function in subnets requires their VPC',
    fix: 'set vpc',
    source: PROVIDER,
    invalidExample: { kubectlSubnets: 2, clusterVpc: false },
    validExample: { kubectlSubnets: 2, clusterVpc: true },
  }),
  vpcRule('cluster/kubectl-subnets-in-other-vpc', 'kubectlSubnetsInOtherVpc', {
    fix: 'use subnets of the VPC of the cluster, because the function gets the security group of the cluster',
    source: PROVIDER,
  }),
  rule({
    id: 'cluster/kubectl-subnets-need-security-group',
    severity: 'error',
    reads: ['kubectlSubnets', 'clusterSecurityGroup'],
    at: 'kubectlSubnets',
    isViolated: c => !c.clusterSecurityGroup,
    problem: 'the private cluster endpoint accepts connections from the cluster security group, which is unknown',
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
    problem: 'a kubectlRole already has its permissions, so no groups are assigned to it',
    fix: 'remove kubectlRole or kubernetesGroups',
    source: PROVIDER,
    invalidExample: { kubectlRole: true, kubernetesGroups: ['storage'] },
    validExample: { kubernetesGroups: ['storage'] },
  }),
  rule({
    id: 'cluster/kubernetes-group-reserved',
    severity: 'error',
    reads: ['kubernetesGroups', 'authentication'],
    at: 'kubernetesGroups',
    isViolated: c => c.kubernetesGroups.length === 0
      || (c.authentication === 'access-entry' && c.kubernetesGroups.some(group => group.startsWith(RESERVED_GROUP))),
    problem: c => c.kubernetesGroups.length === 0
      ? 'a role without a group has no permissions'
      : `EKS rejects groups that begin with ${RESERVED_GROUP} in access entries`,
    fix: 'use groups that ClusterRoleBindings of the cluster refer to, or remove kubernetesGroups, which makes the '
      + 'role a cluster administrator',
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
    problem: 'the authentication mode of the cluster is CONFIG_MAP, and its aws-auth accepts only roles of its own '
      + 'stack',
    fix: 'call fromEksV1() with the stack of the cluster as the scope and pass the result to the storage, or set '
      + 'authenticationMode: API_AND_CONFIG_MAP, or set kubectlRole',
    source: AWS_AUTH,
    invalidExample: { authentication: 'aws-auth', inStackOfCluster: false },
    validExample: { authentication: 'aws-auth', inStackOfCluster: true },
  }),
];
