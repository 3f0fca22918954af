import { DriverDescription, clusterRulesOf } from './cluster';
import { Setting } from '../deferred-value';
import { Rule, ruleFor } from '../rule';

/** The settings of a driver installation that both services have in common. */
export interface InstallationConfiguration {
  readonly installation: string;
  readonly version?: Setting<string>;
  readonly identity: string;
  readonly oidcProvider: boolean;
  readonly kubectl?: 'ready' | 'missing' | 'older-eks';
  /** The path of the construct that already installs the driver in this cluster. */
  readonly installedBy?: string;
}

/** How a driver can be installed, and the names and versions in messages. */
export interface InstallationDescription extends DriverDescription {
  /** The driver in messages, for example `Trident`. */
  readonly software: string;
  /** The storage construct that uses the driver. */
  readonly storage: string;
  /** The enum of the kinds of installation. */
  readonly kinds: string;
  readonly addonName: string;
  /** The forms of versions, by the kind of installation. */
  readonly versions: { readonly [installation: string]: RegExp };
  /** A version of the add-on and of the chart. */
  readonly exampleVersions: { readonly addOn: string; readonly chart: string };
  readonly chartVersionFix: string;
  readonly versionSource: string;
  /** The first version with Pod Identity. */
  readonly podIdentity: {
    readonly isBefore: (c: Versioned) => boolean;
    readonly since: (installation: string) => string;
    /** The last version of the add-on before, and the first one. */
    readonly invalid: string;
    readonly valid: string;
    readonly source: string;
  };
}

/** A version that is known, and how it is installed. */
export interface Versioned {
  readonly installation: string;
  readonly version: string;
}

const VALID: InstallationConfiguration = { installation: 'ADD_ON', identity: 'POD_IDENTITY', oidcProvider: true, kubectl: 'ready' };
const rule = ruleFor<InstallationConfiguration>();

/** Rules for every installation of a driver. The ids begin with the name of the service. */
export function installationRulesOf(driver: InstallationDescription): readonly Rule<any>[] {
  const { service, software, storage, construct, kinds, addonName, versions, exampleVersions, podIdentity } = driver;
  return [
    rule({
      id: `${service}/driver-twice`,
      severity: 'error',
      reads: ['installedBy'],
      at: 'installedBy',
      isViolated: () => true,
      problem: c => `'${c.installedBy}' already installs ${software} in this cluster`,
      fix: `create one ${construct} before the storage of the cluster, and pass it to each ${storage} as driver`,
      source: driver.source,
      invalidExample: { ...VALID, installedBy: 'Platform/Driver' },
      validExample: VALID,
    }),
    rule({
      id: `${service}/driver-kubectl`,
      severity: 'error',
      reads: ['kubectl', 'installation'],
      at: 'kubectl',
      isViolated: c => c.installation === 'HELM' && c.kubectl !== 'ready',
      problem: 'the cluster has no kubectl provider of aws-eks-v2, which is required to install the chart',
      fix: 'create the cluster with kubectlProviderOptions: { kubectlLayer }, import it with a kubectlProvider of '
        + `aws-eks-v2, or use ${kinds}.ADD_ON`,
      source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html',
      invalidExample: { ...VALID, installation: 'HELM', version: exampleVersions.chart, kubectl: 'missing' },
      validExample: { ...VALID, kubectl: 'missing' },
    }),
    rule({
      id: `${service}/driver-version-format`,
      severity: 'error',
      reads: ['version', 'installation'],
      at: 'version',
      isViolated: c => !versions[c.installation].test(c.version),
      problem: c => c.installation === 'HELM'
        ? `must have the form of a chart version, for example ${exampleVersions.chart}`
        : `must have the form of an EKS add-on version, for example ${exampleVersions.addOn}`,
      fix: c => c.installation === 'HELM'
        ? driver.chartVersionFix
        : `use a version listed by \`aws eks describe-addon-versions --addon-name ${addonName}\``,
      source: driver.versionSource,
      invalidExample: { ...VALID, version: exampleVersions.addOn.replace(/^v|-eksbuild.*$/g, '') },
      validExample: { ...VALID, version: exampleVersions.addOn },
    }),
    rule({
      id: `${service}/driver-version-pod-identity`,
      severity: 'error',
      reads: ['version', 'installation', 'identity'],
      at: 'version',
      isViolated: c => c.identity === 'POD_IDENTITY' && podIdentity.isBefore(c),
      problem: c => `${software} supports Pod Identity from ${podIdentity.since(c.installation)}`,
      fix: 'use a later version, or identity: DriverIdentity.IRSA',
      source: podIdentity.source,
      invalidExample: { ...VALID, version: podIdentity.invalid },
      validExample: { ...VALID, version: podIdentity.valid },
    }),
    rule({
      id: `${service}/driver-oidc`,
      severity: 'error',
      reads: ['identity', 'oidcProvider'],
      at: 'identity',
      isViolated: c => c.identity === 'IRSA' && !c.oidcProvider,
      problem: 'IRSA requires an OIDC provider, and the imported cluster has no openIdConnectProvider',
      fix: 'pass openIdConnectIssuer to ExistingCluster.fromAttributes() or openIdConnectProvider to '
        + 'Cluster.fromClusterAttributes(), or use DriverIdentity.POD_IDENTITY',
      source: 'https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html',
      invalidExample: { ...VALID, identity: 'IRSA', oidcProvider: false },
      validExample: { ...VALID, identity: 'IRSA' },
    }),
  ];
}

/** Those of the rules for the cluster of a storage that apply to the cluster of a driver. */
export function clusterRulesOfDriver(driver: DriverDescription): readonly Rule<any>[] {
  const ids = ['cluster-of-other-library', 'cluster-environment'].map(id => `${driver.service}/${id}`);
  return clusterRulesOf(driver).filter(({ id }) => ids.includes(id));
}
