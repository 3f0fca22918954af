import { clusterRules } from './placement';
import { Setting } from '../../validation/deferred-value';
import { Rule, ruleFor } from '../../validation/rule';

/** The settings of a Trident installation. */
export interface TridentConfiguration {
  readonly version?: Setting<string>;
  readonly identity: string;
  readonly installation: string;
  readonly oidcProvider: boolean;
  readonly kubectl: 'ready' | 'missing' | 'older-eks';
  readonly prepareNodesForIscsi?: boolean;
  readonly enableConcurrency?: boolean;
  /** The path of the construct that already installs Trident in this cluster. */
  readonly installedBy?: string;
}

const rule = ruleFor<TridentConfiguration>();
const ADD_ON = 'https://docs.netapp.com/us-en/trident/trident-use/trident-aws-addon.html';
const CHART = 'https://docs.netapp.com/us-en/trident/trident-get-started/kubernetes-deploy-helm.html';
const VALID: TridentConfiguration = {
  identity: 'POD_IDENTITY', installation: 'ADD_ON', oidcProvider: true, kubectl: 'ready',
};
const VERSIONS: { readonly [installation: string]: RegExp } = {
  ADD_ON: /^v(\d+)\.(\d+)\.\d+-eksbuild\.\d+$/,
  HELM: /^100\.(\d\d)(\d\d)\.\d+$/,
};
/** Documented since Trident 25.02. */
const FIRST_WITH_POD_IDENTITY = 2502;
/** A technology preview before. */
const FIRST_WITH_CONCURRENCY = 2602;

/** Rules for the installation of Trident. */
export const tridentRules = [
  rule({
    id: 'ontap/driver-twice',
    severity: 'error',
    reads: ['installedBy'],
    at: 'installedBy',
    isViolated: () => true,
    problem: c => `'${c.installedBy}' already installs Trident in this cluster`,
    fix: 'create one TridentDriver before the storage of the cluster, and pass it to each FsxOntapStorage as driver',
    source: ADD_ON,
    invalidExample: { ...VALID, installedBy: 'Platform/Trident' },
    validExample: VALID,
  }),
  rule({
    id: 'ontap/driver-kubectl',
    severity: 'error',
    reads: ['kubectl', 'installation'],
    at: 'kubectl',
    isViolated: c => c.installation === 'HELM' && c.kubectl !== 'ready',
    problem: 'the cluster has no kubectl provider of aws-eks-v2, which is required to install the chart',
    fix: 'create the cluster with kubectlProviderOptions: { kubectlLayer }, import it with a kubectlProvider of '
      + 'aws-eks-v2, or use TridentInstallation.ADD_ON',
    source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html',
    invalidExample: { ...VALID, installation: 'HELM', kubectl: 'missing' },
    validExample: { ...VALID, kubectl: 'missing' },
  }),
  rule({
    id: 'ontap/driver-version-format',
    severity: 'error',
    reads: ['version', 'installation'],
    at: 'version',
    isViolated: c => !VERSIONS[c.installation].test(c.version),
    problem: c => c.installation === 'HELM'
      ? 'must have the form of a chart version, for example 100.2606.0'
      : 'must have the form of an EKS add-on version, for example v25.6.2-eksbuild.1',
    fix: c => c.installation === 'HELM'
      ? 'use a version of the trident-operator chart: 100, then year and month of the release'
      : 'use a version listed by `aws eks describe-addon-versions --addon-name netapp_trident-operator`',
    source: CHART,
    invalidExample: { ...VALID, version: '25.06' },
    validExample: { ...VALID, version: 'v25.6.2-eksbuild.1' },
  }),
  rule({
    id: 'ontap/driver-version-pod-identity',
    severity: 'error',
    reads: ['version', 'installation', 'identity'],
    at: 'version',
    isViolated: c => c.identity === 'POD_IDENTITY' && releaseOf(c) < FIRST_WITH_POD_IDENTITY,
    problem: 'Trident supports Pod Identity from 25.02',
    fix: 'use a later version, or identity: DriverIdentity.IRSA',
    source: ADD_ON,
    invalidExample: { ...VALID, version: 'v24.10.0-eksbuild.1' },
    validExample: { ...VALID, version: 'v25.2.0-eksbuild.1' },
  }),
  rule({
    id: 'ontap/driver-oidc',
    severity: 'error',
    reads: ['identity', 'oidcProvider'],
    at: 'identity',
    isViolated: c => c.identity === 'IRSA' && !c.oidcProvider,
    problem: 'IRSA requires an OIDC provider, and the imported cluster has no openIdConnectProvider',
    fix: 'pass openIdConnectProvider to Cluster.fromClusterAttributes(), or use DriverIdentity.POD_IDENTITY',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html',
    invalidExample: { ...VALID, identity: 'IRSA', oidcProvider: false },
    validExample: { ...VALID, identity: 'IRSA' },
  }),
  rule({
    id: 'ontap/node-preparation-by-add-on',
    severity: 'error',
    reads: ['installation', 'prepareNodesForIscsi'],
    at: 'prepareNodesForIscsi',
    isViolated: c => c.installation === 'ADD_ON' && c.prepareNodesForIscsi,
    problem: 'nodePrep is documented for the Helm chart only, and EKS rejects settings that the add-on does not define',
    fix: 'use TridentInstallation.HELM; or use TridentDriver.iscsiUserData() for the nodes and set '
      + 'nodesPreparedForIscsi: true',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/automate-iscsi-worker-node-preparation.html',
    invalidExample: { ...VALID, prepareNodesForIscsi: true },
    validExample: { ...VALID, installation: 'HELM', prepareNodesForIscsi: true },
  }),
  rule({
    id: 'ontap/concurrency-by-add-on',
    severity: 'error',
    reads: ['installation', 'enableConcurrency'],
    at: 'enableConcurrency',
    isViolated: c => c.installation === 'ADD_ON' && c.enableConcurrency,
    problem: 'the versions of the add-on that NetApp documents (25.6) have concurrency as a technology preview at most, '
      + 'and EKS rejects settings that the add-on does not define',
    fix: 'use TridentInstallation.HELM; or pass enableConcurrency in configurationValues if '
      + '`aws eks describe-addon-configuration` lists it for your version',
    source: ADD_ON,
    invalidExample: { ...VALID, enableConcurrency: true },
    validExample: { ...VALID, installation: 'HELM', enableConcurrency: true },
  }),
  rule({
    id: 'ontap/driver-version-concurrency',
    severity: 'error',
    reads: ['version', 'installation', 'enableConcurrency'],
    at: 'version',
    isViolated: c => c.enableConcurrency && releaseOf(c) < FIRST_WITH_CONCURRENCY,
    problem: 'concurrency is a technology preview before Trident 26.02',
    fix: 'use a later version, or remove enableConcurrency',
    source: 'https://github.com/NetApp/trident/blob/v26.06.0/CHANGELOG.md',
    invalidExample: { ...VALID, installation: 'HELM', version: '100.2510.0', enableConcurrency: true },
    validExample: { ...VALID, installation: 'HELM', version: '100.2602.0', enableConcurrency: true },
  }),
];

/** The release, such as 2506; NaN if the version has another format. */
function releaseOf({ version, installation }: { readonly version: string; readonly installation: string }): number {
  const [, year, month] = (VERSIONS[installation].exec(version) ?? []).map(Number);
  return year * 100 + month;
}

/** The rules for the cluster of a driver. */
export const tridentClusterRules: readonly Rule<any>[] = clusterRules
  .filter(({ id }) => ['ontap/cluster-of-other-library', 'ontap/cluster-environment'].includes(id));
