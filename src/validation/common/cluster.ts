import { ClusterLibrary, LIBRARIES } from './cluster-library';
import { Rule, ruleFor } from '../rule';

/** Parts of AWS that share nothing, and offer less than the first. */
export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

/** The partition of a Region by its name. */
export function partitionOf(region: string): Partition {
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** How people call them. */
export const PARTITION_NAMES: { readonly [partition in Partition]: string } = {
  'aws': 'AWS', 'aws-cn': 'the China Regions', 'aws-us-gov': 'AWS GovCloud (US)',
};

/** What the rules want to know of the cluster, whichever service its pods mount. */
export interface ClusterConfiguration {
  /** Whose construct it is, where it is not one of aws-eks-v2. */
  readonly clusterLibrary?: Exclude<ClusterLibrary, 'aws-eks-v2'>;
  readonly kubectl?: 'ready' | 'missing' | 'older-eks';
  readonly clusterVpc?: boolean;
  readonly clusterSecurityGroup?: boolean;
  readonly clusterDriver?: 'ours' | 'theirs' | 'unknown' | 'other-cluster';
  /** The family of the addresses of pods, as far as it is known. */
  readonly ipFamily?: string;
  /** The account and the Region of the cluster, where they are known to be others than those of the storage. */
  readonly clusterElsewhere?: string;
  /** Where the storage is made, as far as it is known. */
  readonly partition?: Partition;
  /** Pods have nowhere to run but on AWS Fargate, as the app is synthesized. */
  readonly fargateOnly?: boolean;
  /** Characters of all inline policies of the driver's role, as the app is synthesized. */
  readonly rolePolicyCharacters?: number;
}

/** The driver of a service, in the user's words. */
export interface DriverDescription {
  readonly service: string;
  /** The construct that installs it. */
  readonly construct: string;
  readonly source: string;
}

/** All inline policies of a role together, without white space. It cannot be raised. */
const ROLE_POLICY_CHARACTERS = 10240;
const EKS_V2 = 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html';
const rule = ruleFor<ClusterConfiguration>();

/** What every cluster must bring. */
export function clusterRulesOf({ service, construct, source }: DriverDescription): readonly Rule<ClusterConfiguration>[] {
  return [
    rule({
      id: `${service}/cluster-of-other-library`,
      severity: 'error',
      reads: ['clusterLibrary'],
      at: 'clusterLibrary',
      isViolated: () => true,
      problem: c => `it is ${LIBRARIES[c.clusterLibrary].called}, and storages take clusters of aws-cdk-lib/aws-eks-v2`,
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
      problem: 'the cluster has no kubectl provider, so nothing can be applied to it',
      fix: 'make the cluster with kubectlProviderOptions: { kubectlLayer }, or take it in with ExistingCluster and a kubectlLayer, or import it with a kubectlProvider',
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
      problem: 'its kubectl provider is one of aws-cdk-lib/aws-eks, which fails at deployment when called from aws-eks-v2',
      fix: 'take the cluster in with ExistingCluster.fromEksV1(), which makes a provider that fits: a new eks_v2.KubectlProvider(…) with rights of its own',
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
      problem: c => `it is in ${c.clusterElsewhere}, where a stack of another account or Region can neither apply objects nor open security groups`,
      fix: 'make the storage in a stack of the account and the Region of the cluster; take a file system of another account in as an existing one',
      source: 'https://docs.aws.amazon.com/cdk/v2/guide/environments.html',
      invalidExample: { clusterElsewhere: '111122223333/eu-west-1' },
      validExample: { kubectl: 'ready' },
    }),
    rule({
      id: `${service}/driver-unknown`,
      severity: 'error',
      reads: ['clusterDriver'],
      at: 'clusterDriver',
      isViolated: c => c.clusterDriver === 'unknown',
      problem: 'an imported cluster does not tell whether it has the driver',
      fix: `make one with new ${construct}(this, 'Driver', { cluster }), or say driver: ${construct}.existing()`,
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
      problem: 'the driver was made for another cluster',
      fix: 'hand over the driver of the same cluster, or none',
      source,
      invalidExample: { clusterDriver: 'other-cluster' },
      validExample: { clusterDriver: 'ours' },
    }),
  ];
}

/** Validated when the app is synthesized, because nodes and other storages may be added after the storage. */
export function capacityRulesOf({ service }: Pick<DriverDescription, 'service'>): readonly Rule<ClusterConfiguration>[] {
  return [
    rule({
      id: `${service}/driver-role-policies`,
      severity: 'error',
      acknowledgeable: true, // the length of what is known at deployment only is an estimate
      reads: ['rolePolicyCharacters'],
      at: 'rolePolicyCharacters',
      isViolated: c => c.rolePolicyCharacters > ROLE_POLICY_CHARACTERS,
      problem: c => `the inline policies of the driver's role have about ${c.rolePolicyCharacters} characters in this app, and IAM allows ${ROLE_POLICY_CHARACTERS}`,
      fix: service === 'lustre'
        ? 'define dynamic storages in fewer stacks, because the storages of a stack share policies, and let them share keys and buckets'
        : 'use several backends or claims of one storage instead of several storages',
      source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
      invalidExample: { rolePolicyCharacters: ROLE_POLICY_CHARACTERS + 1 },
      validExample: { rolePolicyCharacters: ROLE_POLICY_CHARACTERS },
    }),
    rule({
      id: `${service}/fargate-only`,
      severity: 'error',
      acknowledgeable: true,
      reads: ['fargateOnly'],
      at: 'fargateOnly',
      isViolated: c => c.fargateOnly,
      problem: 'its pods run on AWS Fargate alone, which has no DaemonSets and no privileged containers: nothing of the driver mounts there',
      fix: 'give the cluster nodes, by addNodegroupCapacity() or EKS Auto Mode; acknowledge it if nodes come another way, for example from Karpenter',
      source: 'https://docs.aws.amazon.com/eks/latest/userguide/fargate.html',
      invalidExample: { fargateOnly: true },
      validExample: { fargateOnly: false },
    }),
  ];
}
