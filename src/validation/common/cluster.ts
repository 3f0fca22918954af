import { ClusterLibrary, LIBRARIES } from './cluster-library';
import { Rule, ruleFor } from '../rule';

/** AWS partitions. The other partitions offer fewer deployment types than `aws`. */
export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

/** The partition of a Region. */
export function partitionOf(region: string): Partition {
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Names of the partitions in messages. */
export const PARTITION_NAMES: { readonly [partition in Partition]: string } = {
  'aws': 'AWS', 'aws-cn': 'the China Regions', 'aws-us-gov': 'AWS GovCloud (US)',
};

/** The settings of the cluster that the rules of both services read. */
export interface ClusterConfiguration {
  /** The library of the cluster construct, unless it is aws-eks-v2. */
  readonly clusterLibrary?: Exclude<ClusterLibrary, 'aws-eks-v2'>;
  readonly kubectl?: 'ready' | 'missing' | 'older-eks';
  readonly clusterVpc?: boolean;
  readonly clusterSecurityGroup?: boolean;
  readonly clusterDriver?: 'ours' | 'theirs' | 'unknown' | 'other-cluster';
  /** The address family of pods, if known. */
  readonly ipFamily?: string;
  /** The account and Region of the cluster, if they differ from those of the storage. */
  readonly clusterElsewhere?: string;
  /** A stack from which the cluster has values and whose environment is set where that of the storage is not, or vice versa. */
  readonly clusterEnvironment?: EnvironmentMismatch;
  /** The partition of the storage, if known. */
  readonly partition?: Partition;
  /** Whether all pods run on AWS Fargate, determined when the app is synthesized. */
  readonly fargateOnly?: boolean;
  /** Total length of the inline policies of the driver's role, determined when the app is synthesized. */
  readonly rolePolicyCharacters?: number;
}

/** Two stacks, one of which has an environment that is known only at deployment. */
export interface EnvironmentMismatch {
  /** The path of the stack from which the cluster has values, and of the stack of the storage or the driver. */
  readonly stack: string;
  readonly ownStack: string;
  /** The environments as in `env` of the stacks; undefined if nothing is set. */
  readonly env?: string;
  readonly ownEnv?: string;
}

/** Names of a driver in messages. */
export interface DriverDescription {
  readonly service: string;
  /** The construct that installs the driver. */
  readonly construct: string;
  readonly source: string;
}

/** Limit for all inline policies of a role together, without white space. It cannot be raised. */
const ROLE_POLICY_CHARACTERS = 10240;
const EKS_V2 = 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html';
/** The problem of a kubectl provider of `aws-cdk-lib/aws-eks`. */
export const KUBECTL_OF_OLDER_EKS = 'its kubectl provider comes from aws-cdk-lib/aws-eks and fails at deployment when aws-eks-v2 calls it';
const rule = ruleFor<ClusterConfiguration>();

/** Requirements for every cluster. */
export function clusterRulesOf({
  service, construct, source,
}: DriverDescription): readonly Rule<ClusterConfiguration>[] {
  return [
    rule({
      id: `${service}/cluster-of-other-library`,
      severity: 'error',
      reads: ['clusterLibrary'],
      at: 'clusterLibrary',
      isViolated: () => true,
      problem: c => `must be a cluster of aws-cdk-lib/aws-eks-v2, got ${LIBRARIES[c.clusterLibrary].called}`,
      fix: c => LIBRARIES[c.clusterLibrary].fix,
      source: EKS_V2,
      invalidExample: { clusterLibrary: 'aws-eks-v2-alpha' },
      validExample: { kubectl: 'ready' },
    }),
    rule({
      id: `${service}/kubectl-missing`,
      severity: 'error',
      reads: ['kubectl'],
      mayRead: ['clusterLibrary'],
      at: 'kubectl',
      isViolated: c => c.kubectl === 'missing' && c.clusterLibrary === undefined,
      problem: 'the cluster has no kubectl provider, so the stack cannot apply Kubernetes objects to it',
      fix: 'create the cluster with kubectlProviderOptions: { kubectlLayer }; or import it with ExistingCluster and a '
        + 'kubectlLayer, or with a kubectlProvider',
      source: EKS_V2,
      invalidExample: { kubectl: 'missing' },
      validExample: { kubectl: 'ready' },
    }),
    rule({
      id: `${service}/kubectl-of-older-eks`,
      severity: 'error',
      reads: ['kubectl'],
      mayRead: ['clusterLibrary'],
      at: 'kubectl',
      isViolated: c => c.kubectl === 'older-eks' && c.clusterLibrary === undefined,
      problem: KUBECTL_OF_OLDER_EKS,
      fix: 'import the cluster with ExistingCluster.fromEksV1(), which creates a compatible provider: a new '
        + 'eks_v2.KubectlProvider(…) with its own permissions',
      source: EKS_V2,
      invalidExample: { kubectl: 'older-eks' },
      validExample: { kubectl: 'ready' },
    }),
    rule({
      id: `${service}/cluster-elsewhere`,
      severity: 'error',
      reads: ['clusterElsewhere'],
      at: 'clusterElsewhere',
      isViolated: () => true,
      problem: c => `the cluster is in ${c.clusterElsewhere}; a stack of another account or Region can neither apply `
        + 'Kubernetes objects to it nor change its security groups',
      fix: 'define the storage in a stack of the account and Region of the cluster; import a file system of another '
        + 'account as an existing one',
      source: 'https://docs.aws.amazon.com/cdk/v2/guide/environments.html',
      invalidExample: { clusterElsewhere: '111122223333/eu-west-1' },
      validExample: { kubectl: 'ready' },
    }),
    rule({
      id: `${service}/cluster-environment`,
      severity: 'error',
      reads: ['clusterEnvironment'],
      mayRead: ['clusterElsewhere'],
      at: 'clusterEnvironment',
      isViolated: c => c.clusterElsewhere === undefined,
      problem: ({ clusterEnvironment: { stack, ownStack, env, ownEnv } }) => `uses values of the stack '${stack}', whose env is `
        + `${env ?? 'not set'}, but env of '${ownStack}' is ${ownEnv ?? 'not set'}; the CDK cannot pass values between them`,
      fix: ({ clusterEnvironment: { env, ownEnv } }) => `set the same env for both stacks, env: ${env ?? ownEnv}, or for `
        + 'neither of them',
      source: 'https://docs.aws.amazon.com/cdk/v2/guide/environments.html',
      invalidExample: { clusterEnvironment: { stack: 'Platform', ownStack: 'Storage', env: '{ region: \'eu-west-1\' }' } },
      validExample: { kubectl: 'ready' },
    }),
    rule({
      id: `${service}/driver-unknown`,
      severity: 'error',
      reads: ['clusterDriver'],
      at: 'clusterDriver',
      isViolated: c => c.clusterDriver === 'unknown',
      problem: 'the CDK cannot detect which add-ons an imported cluster runs',
      fix: `install the driver with new ${construct}(this, 'Driver', { cluster }), or pass driver: `
        + `${construct}.existing()`,
      source,
      invalidExample: { clusterDriver: 'unknown' },
      validExample: { clusterDriver: 'theirs' },
    }),
    rule({
      id: `${service}/driver-of-other-cluster`,
      severity: 'error',
      reads: ['clusterDriver'],
      at: 'clusterDriver',
      isViolated: c => c.clusterDriver === 'other-cluster',
      problem: 'the driver belongs to another cluster',
      fix: 'pass the driver of this cluster, or remove driver',
      source,
      invalidExample: { clusterDriver: 'other-cluster' },
      validExample: { clusterDriver: 'ours' },
    }),
  ];
}

/** Validated when the app is synthesized, because nodes and other storage may be added later. */
export function capacityRulesOf(
  { service }: Pick<DriverDescription, 'service'>,
): readonly Rule<ClusterConfiguration>[] {
  return [
    rule({
      id: `${service}/driver-role-policies`,
      severity: 'error',
      acknowledgeable: 'not-verifiable', // the length of deploy-time values is an estimate
      reads: ['rolePolicyCharacters'],
      at: 'rolePolicyCharacters',
      isViolated: c => c.rolePolicyCharacters > ROLE_POLICY_CHARACTERS,
      problem: c => `the inline policies of the driver's role have about ${c.rolePolicyCharacters} characters in this `
        + `app; IAM allows at most ${ROLE_POLICY_CHARACTERS}`,
      fix: service === 'lustre'
        ? 'define dynamic storage in fewer stacks, because all storage of a stack shares policies, and share KMS keys '
          + 'and buckets'
        : 'use several backends or claims of one FsxOntapStorage instead of several FsxOntapStorage constructs',
      source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
      invalidExample: { rolePolicyCharacters: ROLE_POLICY_CHARACTERS + 1 },
      validExample: { rolePolicyCharacters: ROLE_POLICY_CHARACTERS },
    }),
    rule({
      id: `${service}/fargate-only`,
      severity: 'error',
      acknowledgeable: 'not-verifiable',
      reads: ['fargateOnly'],
      at: 'fargateOnly',
      isViolated: c => c.fargateOnly,
      problem: 'all pods of the cluster run on AWS Fargate, which supports neither DaemonSets nor privileged '
        + 'containers, so the driver cannot mount volumes there',
      fix: 'add nodes with addNodegroupCapacity() or EKS Auto Mode; acknowledge this error if nodes are added another '
        + 'way, for example by Karpenter',
      source: 'https://docs.aws.amazon.com/eks/latest/userguide/fargate.html',
      invalidExample: { fargateOnly: true },
      validExample: { fargateOnly: false },
    }),
  ];
}
