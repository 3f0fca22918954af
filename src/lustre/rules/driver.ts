import { LUSTRE } from './row';
import { InstallationConfiguration, Versioned, clusterRulesOfDriver, installationRulesOf } from '../../validation/common/driver';
import { ruleFor } from '../../validation/rule';
import { andList } from '../../validation/text';

/** The settings of a driver installation. */
export interface DriverConfiguration extends InstallationConfiguration {
  readonly resolveConflicts?: string;
  readonly enableMetrics?: boolean;
  readonly serviceMonitor?: boolean;
  /** Seconds. */
  readonly forcefulUnmountTimeout?: number;
  /** MiB. */
  readonly lustreMaxCached?: number;
  /** The properties that are set and that driver 1.10 introduced. */
  readonly options?: readonly string[];
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
  ...installationRulesOf({
    ...LUSTRE,
    software: 'the driver', kinds: 'LustreCsiDriverInstallation', addonName: 'aws-fsx-csi-driver',
    versions: VERSIONS,
    exampleVersions: { addOn: 'v1.10.0-eksbuild.2', chart: '1.16.0' },
    chartVersionFix: 'use a version that `helm search repo aws-fsx-csi-driver --versions` lists',
    versionSource: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeAddonVersions.html',
    podIdentity: {
      isBefore: c => isBefore(c, FIRST_WITH_POD_IDENTITY),
      since: installation => `v1.3.0${installation === 'HELM' ? ', chart 1.10.0' : ''}`,
      invalid: 'v1.2.0-eksbuild.1',
      valid: 'v1.3.0-eksbuild.1',
      source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/issues/372',
    },
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
    id: 'lustre/driver-version-options',
    severity: 'error',
    reads: ['version', 'installation', 'options'],
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
    at: 'installation',
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
];

/** Whether a version is before a minor version of 1; false if the version has another format. */
function isBefore(c: Versioned, first: { readonly [installation: string]: number }): boolean {
  const [, major, minor] = (VERSIONS[c.installation].exec(c.version) ?? []).map(Number);
  return major < 1 || (major === 1 && minor < first[c.installation]);
}

/** The rules for the cluster of a driver. */
export const driverClusterRules = clusterRulesOfDriver(LUSTRE);
