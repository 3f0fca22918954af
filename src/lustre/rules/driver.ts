import { clusterRules } from './placement';
import { Rule, ruleFor } from '../../validation/rule';

/** What the rules want to know of a driver that is to be installed. */
export interface DriverConfiguration {
  readonly version?: string;
  readonly identity: string;
  readonly oidcProvider: boolean;
  /** The construct that installs the driver in the same cluster already. */
  readonly driverMadeBy?: string;
}

const rule = ruleFor<DriverConfiguration>();
const VERSION_FORMAT = /^v(\d+)\.(\d+)\.(\d+)-eksbuild\.\d+$/;
/** The first version with an SDK that knows Pod Identity (issue 372 of the driver). */
const FIRST_WITH_POD_IDENTITY = { major: 1, minor: 3 };

/** How the driver is installed. */
export const driverRules = [
  rule({
    id: 'lustre/driver-twice',
    severity: 'error',
    reads: ['driverMadeBy'],
    at: 'driverMadeBy',
    isViolated: () => true,
    problem: c => `the cluster already gets its driver from '${c.driverMadeBy}'`,
    fix: 'make one LustreCsiDriver before the storages of a cluster, and hand it to all of them as driver',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/fsx-csi.html',
    invalidExample: { identity: 'POD_IDENTITY', oidcProvider: true, driverMadeBy: 'Platform/Driver' },
    validExample: { identity: 'POD_IDENTITY', oidcProvider: true },
  }),
  rule({
    id: 'lustre/driver-version-format',
    severity: 'error',
    reads: ['version'],
    at: 'version',
    isViolated: c => !VERSION_FORMAT.test(c.version),
    problem: 'versions of EKS add-ons read v1.10.0-eksbuild.2',
    fix: 'take one that `aws eks describe-addon-versions --addon-name aws-fsx-csi-driver` lists',
    source: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeAddonVersions.html',
    invalidExample: { identity: 'POD_IDENTITY', oidcProvider: true, version: '1.10.0' },
    validExample: { identity: 'POD_IDENTITY', oidcProvider: true, version: 'v1.10.0-eksbuild.2' },
  }),
  rule({
    id: 'lustre/driver-version-pod-identity',
    severity: 'error',
    reads: ['version', 'identity'],
    at: 'version',
    isViolated: c => {
      const [, major, minor] = (VERSION_FORMAT.exec(c.version) ?? []).map(Number);
      return c.identity === 'POD_IDENTITY' && (major < FIRST_WITH_POD_IDENTITY.major
        || (major === FIRST_WITH_POD_IDENTITY.major && minor < FIRST_WITH_POD_IDENTITY.minor));
    },
    problem: 'the driver knows Pod Identity from v1.3.0 on',
    fix: 'take a newer version, or identity: DriverIdentity.IRSA',
    source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/issues/372',
    invalidExample: { identity: 'POD_IDENTITY', oidcProvider: true, version: 'v1.2.0-eksbuild.1' },
    validExample: { identity: 'POD_IDENTITY', oidcProvider: true, version: 'v1.3.0-eksbuild.1' },
  }),
  rule({
    id: 'lustre/driver-oidc',
    severity: 'error',
    reads: ['identity', 'oidcProvider'],
    at: 'identity',
    isViolated: c => c.identity === 'IRSA' && !c.oidcProvider,
    problem: 'the imported cluster has no openIdConnectProvider, which IRSA trusts',
    fix: 'hand one to Cluster.fromClusterAttributes, or use DriverIdentity.POD_IDENTITY',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html',
    invalidExample: { identity: 'IRSA', oidcProvider: false },
    validExample: { identity: 'IRSA', oidcProvider: true },
  }),
];

/** For the cluster that gets the driver, as for that of a storage. */
export const driverClusterRules: readonly Rule<any>[] = clusterRules.filter(({ id }) => id === 'lustre/cluster-of-other-library');
