import { clusterRules } from './placement';
import { Rule, ruleFor } from '../../validation/rule';

/** The settings of a driver installation. */
export interface DriverConfiguration {
  readonly version?: string;
  readonly identity: string;
  readonly oidcProvider: boolean;
  /** The path of the construct that already installs the driver in this cluster. */
  readonly installedBy?: string;
}

const rule = ruleFor<DriverConfiguration>();
const VERSION_FORMAT = /^v(\d+)\.(\d+)\.(\d+)-eksbuild\.\d+$/;
/** The first version whose SDK supports Pod Identity (issue 372 of the driver). */
const FIRST_WITH_POD_IDENTITY = { major: 1, minor: 3 };

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
    id: 'lustre/driver-version-format',
    severity: 'error',
    reads: ['version'],
    at: 'version',
    isViolated: c => !VERSION_FORMAT.test(c.version),
    problem: 'must have the form of an EKS add-on version, for example v1.10.0-eksbuild.2',
    fix: 'use a version listed by `aws eks describe-addon-versions --addon-name aws-fsx-csi-driver`',
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
    problem: 'the driver supports Pod Identity from v1.3.0',
    fix: 'use a later version, or identity: DriverIdentity.IRSA',
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
    problem: 'IRSA requires an OIDC provider, and the imported cluster has no openIdConnectProvider',
    fix: 'pass openIdConnectProvider to Cluster.fromClusterAttributes(), or use DriverIdentity.POD_IDENTITY',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html',
    invalidExample: { identity: 'IRSA', oidcProvider: false },
    validExample: { identity: 'IRSA', oidcProvider: true },
  }),
];

/** The rules for the cluster of a driver. */
export const driverClusterRules: readonly Rule<any>[] = clusterRules
  .filter(({ id }) => id === 'lustre/cluster-of-other-library');
