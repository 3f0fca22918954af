import { ONTAP } from './row';
import { InstallationConfiguration, Versioned, clusterRulesOfDriver, installationRulesOf } from '../../validation/common/driver';
import { ruleFor } from '../../validation/rule';

/** The settings of a Trident installation. */
export interface TridentConfiguration extends InstallationConfiguration {
  readonly prepareNodesForIscsi?: boolean;
  readonly enableConcurrency?: boolean;
}

const rule = ruleFor<TridentConfiguration>();
const ADD_ON = ONTAP.source;
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
  ...installationRulesOf({
    ...ONTAP,
    software: 'Trident', kinds: 'TridentInstallation', addonName: 'netapp_trident-operator',
    versions: VERSIONS,
    exampleVersions: { addOn: 'v25.6.2-eksbuild.1', chart: '100.2606.0' },
    chartVersionFix: 'use a version of the trident-operator chart: 100, then year and month of the release',
    versionSource: CHART,
    podIdentity: {
      isBefore: c => releaseOf(c) < FIRST_WITH_POD_IDENTITY,
      since: () => '25.02',
      invalid: 'v24.10.0-eksbuild.1',
      valid: 'v25.2.0-eksbuild.1',
      source: ADD_ON,
    },
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
function releaseOf({ version, installation }: Versioned): number {
  const [, year, month] = (VERSIONS[installation].exec(version) ?? []).map(Number);
  return year * 100 + month;
}

/** The rules for the cluster of a driver. */
export const tridentClusterRules = clusterRulesOfDriver(ONTAP);
