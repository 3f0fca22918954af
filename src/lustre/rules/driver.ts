import { clusterRules } from './placement';
import { Rule, ruleFor } from '../../validation/rule';
import { andList } from '../../validation/text';

/** The settings of a driver installation. */
export interface DriverConfiguration {
  readonly version?: string;
  readonly identity: string;
  readonly oidcProvider: boolean;
  readonly installation?: string;
  readonly kubectl?: 'ready' | 'missing' | 'older-eks';
  readonly resolveConflicts?: string;
  readonly enableMetrics?: boolean;
  readonly serviceMonitor?: boolean;
  /** Seconds. */
  readonly forcefulUnmountTimeout?: number;
  /** MiB. */
  readonly lustreMaxCached?: number;
  /** The properties that are set and that driver 1.10 introduced. */
  readonly options?: readonly string[];
  /** The path of the construct that already installs the driver in this cluster. */
  readonly installedBy?: string;
}

const rule = ruleFor<DriverConfiguration>();
const VERSIONS: { readonly [installation: string]: RegExp } = {
  ADD_ON: /^v(\d+)\.(\d+)\.(\d+)-eksbuild\.\d+$/,
  HELM: /^(\d+)\.(\d+)\.(\d+)$/,
};
const CHART = 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/charts/aws-fsx-csi-driver/CHANGELOG.md';
const CHART_VALUES = 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/charts/aws-fsx-csi-driver/values.yaml';
const NODE_OPTIONS = 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/cmd/options/node_options.go';
const VALID: DriverConfiguration = { identity: 'POD_IDENTITY', oidcProvider: true, installation: 'ADD_ON' };
const BY_HELM: DriverConfiguration = { ...VALID, installation: 'HELM', kubectl: 'ready', version: '1.17.0' };
/** The first minor version of driver 1 and of chart 1 whose SDK supports Pod Identity (issue 372 of the driver). */
const FIRST_WITH_POD_IDENTITY: { readonly [installation: string]: number } = { ADD_ON: 3, HELM: 10 };
/** Driver 1.10. Its chart is later than 1.16, which contains driver 1.8. */
const FIRST_WITH_OPTIONS: { readonly [installation: string]: number } = { ADD_ON: 10, HELM: 17 };
/** The driver rejects shorter timeouts, except 0. */
const MINIMUM_UNMOUNT_SECONDS = 30;

/** Rules for the installation of the driver. */
export const driverRules = [
  rule({
    id: 'lustre/driver-twice',
    severity: 'error',
    reads: ['installedBy'],
    at: 'installedBy',
    isViolated: () => true,
    problem: c => `'${c.installedBy}' already installs the driver in this cluster`,
    fix: 'create one LustreCsiDriver before the storage of the cluster, and pass it to each FsxLustreStorage as driver',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/fsx-csi.html',
    invalidExample: { identity: 'POD_IDENTITY', oidcProvider: true, installedBy: 'Platform/Driver' },
    validExample: { identity: 'POD_IDENTITY', oidcProvider: true },
  }),
  rule({
    id: 'lustre/driver-kubectl',
    severity: 'error',
    reads: ['kubectl', 'installation'],
    at: 'kubectl',
    isViolated: c => c.installation === 'HELM' && c.kubectl !== 'ready',
    problem: 'the cluster has no kubectl provider of aws-eks-v2, which is required to install the chart',
    fix: 'create the cluster with kubectlProviderOptions: { kubectlLayer }, import it with a kubectlProvider of '
      + 'aws-eks-v2, or use LustreCsiDriverInstallation.ADD_ON',
    source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html',
    invalidExample: { ...BY_HELM, kubectl: 'missing' },
    validExample: { ...VALID, kubectl: 'missing' },
  }),
  rule({
    id: 'lustre/driver-chart-version-missing',
    severity: 'error',
    reads: ['installation'],
    mayRead: ['version'],
    at: 'version',
    isViolated: c => c.installation === 'HELM' && c.version === undefined,
    problem: 'is required for Helm, so that a deployment does not change the driver unnoticed',
    fix: 'set the version of the chart that `helm search repo aws-fsx-csi-driver` shows, for example version: \'1.16.0\'',
    source: CHART,
    invalidExample: { ...BY_HELM, version: undefined },
    validExample: BY_HELM,
  }),
  rule({
    id: 'lustre/driver-version-format',
    severity: 'error',
    reads: ['version'],
    mayRead: ['installation'],
    at: 'version',
    isViolated: c => !formatOf(c).test(c.version),
    problem: c => c.installation === 'HELM'
      ? 'must have the form of a chart version, for example 1.16.0'
      : 'must have the form of an EKS add-on version, for example v1.10.0-eksbuild.2',
    fix: c => c.installation === 'HELM'
      ? 'use a version that `helm search repo aws-fsx-csi-driver --versions` lists'
      : 'use a version listed by `aws eks describe-addon-versions --addon-name aws-fsx-csi-driver`',
    source: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeAddonVersions.html',
    invalidExample: { ...VALID, version: '1.10.0' },
    validExample: { ...VALID, version: 'v1.10.0-eksbuild.2' },
  }),
  rule({
    id: 'lustre/driver-version-pod-identity',
    severity: 'error',
    reads: ['version', 'identity'],
    mayRead: ['installation'],
    at: 'version',
    isViolated: c => c.identity === 'POD_IDENTITY' && isBefore(c, FIRST_WITH_POD_IDENTITY),
    problem: c => `the driver supports Pod Identity from v1.3.0${c.installation === 'HELM' ? ', chart 1.10.0' : ''}`,
    fix: 'use a later version, or identity: DriverIdentity.IRSA',
    source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/issues/372',
    invalidExample: { ...VALID, version: 'v1.2.0-eksbuild.1' },
    validExample: { ...VALID, version: 'v1.3.0-eksbuild.1' },
  }),
  rule({
    id: 'lustre/driver-version-options',
    severity: 'error',
    reads: ['version', 'options'],
    mayRead: ['installation'],
    at: 'version',
    isViolated: c => isBefore(c, FIRST_WITH_OPTIONS),
    problem: c => `does not support ${andList(c.options)}, which driver 1.10 introduced`,
    fix: c => c.installation === 'HELM'
      ? 'use a chart of driver 1.10 or later (at least 1.17.0), or remove these properties'
      : 'use v1.10.0-eksbuild.2 or later, or remove these properties',
    source: CHART_VALUES,
    invalidExample: { ...VALID, version: 'v1.9.0-eksbuild.1', options: ['enableMetrics'] },
    validExample: { ...VALID, version: 'v1.10.0-eksbuild.1', options: ['enableMetrics'] },
  }),
  rule({
    id: 'lustre/driver-options-of-add-on',
    severity: 'warning',
    reads: ['installation', 'options'],
    mayRead: ['version'],
    at: 'options',
    isViolated: c => c.installation === 'ADD_ON',
    problem: c => `${andList(c.options)}: EKS rejects values that the version of the add-on does not define, and the names are `
      + `those of the Helm chart of driver 1.10${c.version === undefined ? '; the default version of EKS may be earlier' : ''}`,
    fix: 'check `aws eks describe-addon-configuration --addon-name aws-fsx-csi-driver --addon-version …` and set version, or '
      + 'use LustreCsiDriverInstallation.HELM',
    source: CHART_VALUES,
    invalidExample: { ...VALID, options: ['enableMetrics'] },
    validExample: { ...BY_HELM, options: ['enableMetrics'] },
  }),
  rule({
    id: 'lustre/driver-conflicts-by-helm',
    severity: 'error',
    reads: ['installation', 'resolveConflicts'],
    at: 'resolveConflicts',
    isViolated: c => c.installation === 'HELM',
    problem: 'has no effect with Helm',
    fix: 'remove resolveConflicts, or use LustreCsiDriverInstallation.ADD_ON',
    source: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html',
    invalidExample: { ...BY_HELM, resolveConflicts: 'OVERWRITE' },
    validExample: { ...VALID, resolveConflicts: 'OVERWRITE' },
  }),
  rule({
    id: 'lustre/driver-service-monitor',
    severity: 'error',
    reads: ['serviceMonitor'],
    mayRead: ['enableMetrics'],
    at: 'serviceMonitor',
    isViolated: c => c.serviceMonitor && !c.enableMetrics,
    problem: 'requires enableMetrics: without it, there is nothing to monitor',
    fix: 'set enableMetrics: true',
    source: CHART_VALUES,
    invalidExample: { ...VALID, serviceMonitor: true },
    validExample: { ...VALID, serviceMonitor: true, enableMetrics: true },
  }),
  rule({
    id: 'lustre/driver-unmount-timeout',
    severity: 'error',
    reads: ['forcefulUnmountTimeout'],
    at: 'forcefulUnmountTimeout',
    isViolated: c => c.forcefulUnmountTimeout !== 0 && !(c.forcefulUnmountTimeout >= MINIMUM_UNMOUNT_SECONDS),
    problem: `must be 0 or at least ${MINIMUM_UNMOUNT_SECONDS} seconds`,
    fix: 'use Duration.minutes(2)',
    source: NODE_OPTIONS,
    invalidExample: { ...VALID, forcefulUnmountTimeout: 29 },
    validExample: { ...VALID, forcefulUnmountTimeout: 30 },
  }),
  rule({
    id: 'lustre/driver-cache-size',
    severity: 'error',
    reads: ['lustreMaxCached'],
    at: 'lustreMaxCached',
    isViolated: c => !(Number.isInteger(c.lustreMaxCached) && c.lustreMaxCached >= 1),
    problem: 'must be a whole number of MiB, at least 1',
    fix: 'use Size.gibibytes(100)',
    source: NODE_OPTIONS,
    invalidExample: { ...VALID, lustreMaxCached: 0 },
    validExample: { ...VALID, lustreMaxCached: 1 },
  }),
  rule({
    id: 'lustre/driver-oidc',
    severity: 'error',
    reads: ['identity', 'oidcProvider'],
    at: 'identity',
    isViolated: c => c.identity === 'IRSA' && !c.oidcProvider,
    problem: 'IRSA requires an OIDC provider, and the imported cluster has no openIdConnectProvider',
    fix: 'pass openIdConnectProvider to Cluster.fromClusterAttributes(), or use DriverIdentity.POD_IDENTITY',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html',
    invalidExample: { identity: 'IRSA', oidcProvider: false },
    validExample: { identity: 'IRSA', oidcProvider: true },
  }),
];

interface Versioned {
  readonly installation?: string;
  readonly version: string;
}

function formatOf({ installation = 'ADD_ON' }: { readonly installation?: string }): RegExp {
  return VERSIONS[installation];
}

/** Whether a version is before a minor version of 1; false if the version has another format. */
function isBefore(c: Versioned, first: { readonly [installation: string]: number }): boolean {
  const [, major, minor] = (formatOf(c).exec(c.version) ?? []).map(Number);
  return major < 1 || (major === 1 && minor < first[c.installation ?? 'ADD_ON']);
}

/** The rules for the cluster of a driver. */
export const driverClusterRules: readonly Rule<any>[] = clusterRules
  .filter(({ id }) => ['lustre/cluster-of-other-library', 'lustre/cluster-environment'].includes(id));
