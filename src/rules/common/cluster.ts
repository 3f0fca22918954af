import { Rule, ruleFor } from '../rule';

/** What the rules want to know of the cluster, whichever service its pods mount. */
export interface ClusterConfiguration {
  readonly kubectl?: 'ready' | 'missing' | 'older-eks';
  readonly clusterVpc?: boolean;
  readonly clusterSecurityGroup?: boolean;
  readonly clusterDriver?: 'ours' | 'theirs' | 'unknown' | 'other-cluster';
  /** Made in this stack beside the storage. */
  readonly driverInSameStack?: boolean;
}

/** The driver of a service, in the user's words. */
export interface DriverWords {
  readonly service: string;
  /** The construct that installs it. */
  readonly construct: string;
  readonly source: string;
}

const EKS_V2 = 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html';
const rule = ruleFor<ClusterConfiguration>();

/** What every cluster must bring. */
export function clusterRulesOf({ service, construct, source }: DriverWords): readonly Rule<ClusterConfiguration>[] {
  return [
    rule({
      id: `${service}/kubectl-missing`,
      severity: 'error',
      reads: ['kubectl'],
      at: 'kubectl',
      broken: c => c.kubectl === 'missing',
      problem: 'the cluster has no kubectl provider, so nothing can be applied to it',
      fix: 'make the cluster with kubectlProviderOptions: { kubectlLayer }, or import it with a kubectlProvider',
      source: EKS_V2,
      examples: { bad: { kubectl: 'missing' }, good: { kubectl: 'ready' } },
    }),
    rule({
      id: `${service}/kubectl-of-older-eks`,
      severity: 'error',
      reads: ['kubectl'],
      at: 'kubectl',
      broken: c => c.kubectl === 'older-eks',
      problem: 'its kubectl provider is one of aws-cdk-lib/aws-eks, which fails at deployment when called from aws-eks-v2',
      fix: 'import the cluster with a kubectlProvider of aws-eks-v2: new eks_v2.KubectlProvider(…), with an access entry for its role',
      source: EKS_V2,
      examples: { bad: { kubectl: 'older-eks' }, good: { kubectl: 'ready' } },
    }),
    rule({
      id: `${service}/driver-unknown`,
      severity: 'error',
      reads: ['clusterDriver'],
      at: 'clusterDriver',
      broken: c => c.clusterDriver === 'unknown',
      problem: 'an imported cluster does not tell whether it has the driver',
      fix: `make one with new ${construct}(this, 'Driver', { cluster }), or say driver: ${construct}.existing()`,
      source,
      examples: { bad: { clusterDriver: 'unknown' }, good: { clusterDriver: 'theirs' } },
    }),
    rule({
      id: `${service}/driver-of-other-cluster`,
      severity: 'error',
      reads: ['clusterDriver'],
      at: 'clusterDriver',
      broken: c => c.clusterDriver === 'other-cluster',
      problem: 'the driver was made for another cluster',
      fix: 'hand over the driver of the same cluster, or none',
      source,
      examples: { bad: { clusterDriver: 'other-cluster' }, good: { clusterDriver: 'ours' } },
    }),
  ];
}
