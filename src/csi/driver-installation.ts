import { CfnResource, RemovalPolicy, Stack, aws_eks as eksL1, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Construct, IDependable } from 'constructs';
import { DriverRole } from './driver-role';
import { DriverSpec } from './driver-spec';
import { DriverIdentity } from './identity';
import { nodeGroupsOf, podIdentityAgentOf, preservedAddon } from './prerequisites';
import { ClusterHandle } from '../cluster/cluster-handle';
import { clusterRegistry, oncePerCluster } from '../cluster/cluster-registry';
import { clusterEnvironment } from '../cluster/environment';
import { SharedRemovalPolicy } from '../cluster/removal';
import { ClusterConfiguration } from '../validation/common/cluster';
import { InstallationConfiguration } from '../validation/common/driver';
import { unwrap } from '../validation/normalize';

/** Configuration values of an add-on, or values of a chart. */
export interface DriverValues { readonly [key: string]: any }

/** What both driver constructs take. */
export interface DriverInstallationOptions {
  readonly identity?: DriverIdentity;
  readonly version?: string;
  /**
   * Whether to install the Pod Identity agent. By default, it is installed if this app creates the cluster and the
   * agent is missing.
   */
  readonly podIdentityAgent?: boolean;
  readonly resolveConflicts?: string;
}

export interface DriverInstallationProps<Feature extends string> extends DriverInstallationOptions {
  readonly handle: ClusterHandle;
  readonly spec: DriverSpec<Feature>;
  /** Installs this Helm chart instead of the add-on. */
  readonly chart?: DriverChart;
  /** The values, which name the role if it is set: EKS then has no association of it. */
  readonly values?: (role: iam.IRole | undefined) => DriverValues | undefined;
  /** Whether the add-on itself takes the role of its service account, so that its values need not name it. */
  readonly addonTakesRole?: boolean;
  /** Whether the association is retained with the role. */
  readonly retainAssociation?: boolean;
}

/** The Helm chart of a driver. */
export interface DriverChart {
  readonly chart: string;
  readonly repository: string;
  /** The version unless the user sets another one. */
  readonly version?: string;
  readonly createNamespace: boolean;
}

/**
 * A CSI driver in a cluster: its EKS add-on or the release of its Helm chart, its role, and the Pod Identity association.
 *
 * The association is a separate resource. EKS would preserve an association of the add-on together with the software,
 * and then reject creating the add-on again, because an add-on cannot adopt an existing association.
 */
export class DriverInstallation<Feature extends string> {
  public readonly role: iam.Role;
  /** The add-on or the Helm release. */
  public readonly resource: CfnResource;
  private readonly driverRole: DriverRole<Feature>;
  private readonly association?: eksL1.CfnPodIdentityAssociation;
  private readonly removalPolicy = new SharedRemovalPolicy(policy => this.applyRemovalPolicy(policy));

  /** Creates the resources as children of the scope. */
  constructor(scope: Construct, private readonly props: DriverInstallationProps<Feature>) {
    const { handle, spec, identity = DriverIdentity.POD_IDENTITY, chart } = props;
    this.driverRole = new DriverRole(scope, { handle, spec, identity });
    this.role = this.driverRole.role;
    const irsa = identity === DriverIdentity.IRSA ? this.role : undefined;
    this.resource = chart ? this.byHelm(scope, chart, irsa) : this.byAddOn(scope, irsa);
    this.association = irsa ? undefined : new eksL1.CfnPodIdentityAssociation(scope, 'Association', {
      clusterName: handle.cluster.clusterName,
      namespace: spec.namespace,
      serviceAccount: spec.controllerServiceAccount,
      roleArn: this.role.roleArn,
    });
    // Pods get credentials only when they start, so the role and association must exist before. Without nodes, the
    // add-on would fail.
    const podIdentity: IDependable[] = this.association
      ? [this.association, ...podIdentityAgentOf(scope, handle, props.podIdentityAgent, props.resolveConflicts)] : [];
    this.resource.node.addDependency(this.role, nodeGroupsOf(handle), ...podIdentity);
  }

  /** Retains what mounts need as long as a storage needs the driver. */
  public retain(policy: RemovalPolicy) {
    this.removalPolicy.atLeast(policy);
  }

  /** The software of an add-on remains in the cluster; a Helm release is retained as long as a storage needs it. */
  private applyRemovalPolicy(policy: RemovalPolicy) {
    this.driverRole.applyRemovalPolicy(policy);
    if (this.props.retainAssociation) {
      this.association?.applyRemovalPolicy(policy);
    }
    if (this.props.chart) {
      this.resource.applyRemovalPolicy(policy);
    }
  }

  private byAddOn(scope: Construct, role: iam.IRole | undefined): CfnResource {
    const { handle, spec, version, values, addonTakesRole, resolveConflicts } = this.props;
    const configurationValues = values?.(addonTakesRole ? undefined : role);
    return preservedAddon(scope, 'Addon', handle, {
      addonName: spec.addonName,
      addonVersion: version,
      configurationValues: configurationValues && Stack.of(scope).toJsonString(configurationValues),
      resolveConflicts,
      serviceAccountRoleArn: addonTakesRole ? role?.roleArn : undefined,
    });
  }

  private byHelm(scope: Construct, chart: DriverChart, role: iam.IRole | undefined): CfnResource {
    const { handle, spec, version = chart.version, values } = this.props;
    const release = new eks.HelmChart(scope, 'Chart', {
      ...chart,
      version,
      cluster: handle.cluster,
      release: chart.chart,
      namespace: spec.namespace,
      values: values?.(role),
    });
    return release.node.findChild('Resource').node.defaultChild as CfnResource;
  }
}

/** The driver construct of a cluster, which is created below the cluster if there is none. */
export function driverOf<Driver extends Construct>(
  handle: ClusterHandle, { driverName }: Pick<DriverSpec<string>, 'driverName'>, id: string,
  create: (scope: Construct, id: string, props: { readonly cluster: eks.ICluster }) => Driver,
): Driver {
  return (
    (clusterRegistry(handle).drivers.get(driverName) as Driver | undefined)
    ?? oncePerCluster(handle, id, () => create(handle.cluster as unknown as Construct, id, { cluster: handle.cluster }))
  );
}

/** What the rules read of an installation and its cluster. */
export function installationConfiguration(
  scope: Construct,
  handle: ClusterHandle,
  { driverName }: Pick<DriverSpec<string>, 'driverName'>,
  {
    installation,
    version,
    identity = DriverIdentity.POD_IDENTITY,
  }: DriverInstallationOptions & { readonly installation: string },
): InstallationConfiguration & Pick<ClusterConfiguration, 'clusterLibrary' | 'clusterEnvironment'> {
  return {
    installation,
    identity,
    version: unwrap(version),
    kubectl: handle.kubectl,
    oidcProvider: handle.hasOidcProvider,
    installedBy: clusterRegistry(handle).drivers.get(driverName)?.node.path,
    clusterLibrary: handle.otherLibrary,
    clusterEnvironment: clusterEnvironment(handle, scope),
  };
}
