import { clusterRules } from './placement';
import { Setting } from '../../validation/deferred-value';
import { Rule, ruleFor } from '../../validation/rule';

/** What the rules want to know of a Trident that is to be installed. */
export interface TridentConfiguration {
  readonly version?: Setting<string>;
  readonly identity: string;
  readonly installation: string;
  readonly oidcProvider: boolean;
  readonly kubectl: 'ready' | 'missing' | 'older-eks';
  readonly prepareNodesForIscsi?: boolean;
  /** The construct that installs Trident in the same cluster already. */
  readonly driverMadeBy?: string;
}

const rule = ruleFor<TridentConfiguration>();
const ADD_ON = 'https://docs.netapp.com/us-en/trident/trident-use/trident-aws-addon.html';
const CHART = 'https://docs.netapp.com/us-en/trident/trident-get-started/kubernetes-deploy-helm.html';
const VALID: TridentConfiguration = { identity: 'POD_IDENTITY', installation: 'ADD_ON', oidcProvider: true, kubectl: 'ready' };
const VERSIONS: { readonly [installation: string]: RegExp } = {
  ADD_ON: /^v(\d+)\.(\d+)\.\d+-eksbuild\.\d+$/,
  HELM: /^100\.(\d\d)(\d\d)\.\d+$/,
};
/** Documented from Trident 25.02 on. */
const FIRST_WITH_POD_IDENTITY = 2502;

/** How Trident is installed. */
export const tridentRules = [
  rule({
    id: 'ontap/driver-twice',
    severity: 'error',
    reads: ['driverMadeBy'],
    at: 'driverMadeBy',
    isViolated: () => true,
    problem: c => `the cluster already gets Trident from '${c.driverMadeBy}'`,
    fix: 'make one TridentDriver before the storages of a cluster, and hand it to all of them as driver',
    source: ADD_ON,
    invalidExample: { ...VALID, driverMadeBy: 'Platform/Trident' },
    validExample: VALID,
  }),
  rule({
    id: 'ontap/driver-kubectl',
    severity: 'error',
    reads: ['kubectl', 'installation'],
    at: 'kubectl',
    isViolated: c => c.installation === 'HELM' && c.kubectl !== 'ready',
    problem: 'the cluster has no kubectl provider of aws-eks-v2, which installs the chart',
    fix: 'make the cluster with kubectlProviderOptions: { kubectlLayer }, import it with a kubectlProvider of aws-eks-v2, or use TridentInstallation.ADD_ON',
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
    problem: c => c.installation === 'HELM' ? 'versions of the chart read 100.2606.0' : 'versions of the EKS add-on read v25.6.2-eksbuild.1',
    fix: c => c.installation === 'HELM'
      ? 'take one of the chart trident-operator: 100, then year and month of the release'
      : 'take one that `aws eks describe-addon-versions --addon-name netapp_trident-operator` lists',
    source: CHART,
    invalidExample: { ...VALID, version: '25.06' },
    validExample: { ...VALID, version: 'v25.6.2-eksbuild.1' },
  }),
  rule({
    id: 'ontap/driver-version-pod-identity',
    severity: 'error',
    reads: ['version', 'installation', 'identity'],
    at: 'version',
    isViolated: c => {
      const [, year, month] = (VERSIONS[c.installation].exec(c.version) ?? []).map(Number);
      return c.identity === 'POD_IDENTITY' && year * 100 + month < FIRST_WITH_POD_IDENTITY;
    },
    problem: 'Trident knows Pod Identity from 25.02 on',
    fix: 'take a newer version, or identity: DriverIdentity.IRSA',
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
    problem: 'the imported cluster has no openIdConnectProvider, which IRSA trusts',
    fix: 'hand one to Cluster.fromClusterAttributes, or use DriverIdentity.POD_IDENTITY',
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
    problem: 'nodePrep is documented for the Helm chart; EKS refuses settings that the add-on does not know',
    fix: 'use TridentInstallation.HELM, or give the nodes TridentDriver.iscsiUserData() and say nodesPreparedForIscsi: true',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/automate-iscsi-worker-node-preparation.html',
    invalidExample: { ...VALID, prepareNodesForIscsi: true },
    validExample: { ...VALID, installation: 'HELM', prepareNodesForIscsi: true },
  }),
];

/** For the cluster that gets Trident, as for that of a storage. */
export const tridentClusterRules: readonly Rule<any>[] = clusterRules.filter(({ id }) => id === 'ontap/cluster-of-other-library');
