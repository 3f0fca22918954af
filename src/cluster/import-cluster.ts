import { Fn, Stack, aws_ec2 as ec2, aws_eks as eksV1, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Construct, IConstruct, IDependable } from 'constructs';
import { clusterHandle, tryGet } from './cluster-handle';
import type { ExistingClusterAttributes, ExistingClusterOptions } from './existing-cluster';
import { kubectlOf, waitFor } from './kubectl';
import { libraryOf, setOrigin } from './origin';
import { EXISTING_CLUSTER_NAMES } from './schema';
import { selectSubnets } from './subnet-selection';
import { subnetsInOtherVpc } from './vpc';
import { ClusterLibrary } from '../validation/common/cluster-library';
import { ExistingClusterConfiguration, existingClusterRules } from '../validation/common/existing-cluster';
import { unwrap } from '../validation/normalize';
import { validate } from '../validation/validate';

/** Authentication modes without access entries; undefined is the default of aws-eks. */
const READS_AWS_AUTH: readonly (string | undefined)[] = [undefined, 'CONFIG_MAP'];
/** The resource on which aws-eks-v2 and its alpha make kubectl calls depend. */
const READY = 'KubectlReadyBarrier';

/** How a cluster of another library is imported. */
interface ImportSource {
  /** The cluster of the other library. */
  readonly origin?: AnyCluster;
  /** The same cluster, if it grants access with aws-auth. */
  readonly awsAuth?: eksV1.Cluster;
}

/** The properties that clusters of all libraries share. */
interface AnyCluster extends IConstruct {
  readonly clusterName: string;
  readonly vpc: ec2.IVpc;
  readonly clusterSecurityGroupId: string;
  readonly openIdConnectProvider: iam.IOpenIdConnectProvider;
  readonly ipFamily?: string;
  readonly prune: boolean;
  readonly kubectlProvider?: eks.IKubectlProvider;
}

export function fromEksV1(home: Construct, cluster: eksV1.ICluster, options: ExistingClusterOptions): eks.ICluster {
  rejectOtherLibraries(home, cluster, 'aws-eks');
  const ofApp = clusterHandle(cluster as any).resource ? cluster as eksV1.Cluster : undefined;
  return importCluster(
    home,
    {
      ...attributesOf(cluster),
      ...options,
      kubectlLayer: options.kubectlLayer ?? cluster.kubectlLayer,
      kubectlSubnets:
        options.kubectlSubnets ?? (cluster.kubectlPrivateSubnets && { subnets: cluster.kubectlPrivateSubnets }),
      kubectlEnvironment: options.kubectlEnvironment ?? cluster.kubectlEnvironment,
    },
    { origin: cluster, awsAuth: ofApp && READS_AWS_AUTH.includes(ofApp.authenticationMode) ? ofApp : undefined },
  );
}

export function fromEksV2Alpha(home: Construct, cluster: IConstruct, options: ExistingClusterOptions): eks.ICluster {
  rejectOtherLibraries(home, cluster, 'aws-eks-v2-alpha');
  const origin = cluster as AnyCluster;
  const kubectlProvider = options.kubectlLayer ? undefined : origin.kubectlProvider;
  const ready = origin.node.tryFindChild(READY);
  if (kubectlProvider && ready) {
    waitFor(kubectlProvider, ready);
  }
  return importCluster(home, { ...attributesOf(origin), ...options, kubectlProvider }, { origin });
}

/** Validates the attributes of a cluster, and imports it as an aws-eks-v2 cluster with kubectl. */
export function importCluster(
  home: Construct, attributes: ExistingClusterAttributes, { origin, awsAuth }: ImportSource = {},
): eks.ICluster {
  validateConfiguration(home, configurationOf(home, attributes, { origin, awsAuth }));
  const { clusterName, vpc, clusterSecurityGroupId, ipFamily } = attributes;
  const identity = { clusterName, vpc, clusterSecurityGroupId, ipFamily };
  const kubectlProvider = attributes.kubectlProvider ?? (attributes.kubectlLayer && kubectlOf(home, {
    cluster: eks.Cluster.fromClusterAttributes(home, 'Bare', identity),
    layer: attributes.kubectlLayer,
    subnets: attributes.kubectlSubnets && selectSubnets(vpc, attributes.kubectlSubnets),
    environment: attributes.kubectlEnvironment,
    role: attributes.kubectlRole,
    groups: attributes.kubernetesGroups,
    mapRole: awsAuth && (role => mapRole(awsAuth, role, attributes.kubernetesGroups)),
  }));
  const cluster = eks.Cluster.fromClusterAttributes(home, 'Cluster', {
    ...identity, kubectlProvider, prune: origin?.prune,
    openIdConnectProvider: attributes.openIdConnectProvider ?? providerOf(home, attributes.openIdConnectIssuer),
  });
  if (origin) {
    setOrigin(cluster, origin);
    // The getter of a cluster in this app creates the provider, so it is read only if a role trusts the provider.
    Object.defineProperty(cluster, 'openIdConnectProvider', { get: () => origin.openIdConnectProvider });
  }
  return cluster;
}

function validateConfiguration(home: Construct, configuration: ExistingClusterConfiguration) {
  validate(home, { subject: 'ExistingCluster', rules: existingClusterRules, names: EXISTING_CLUSTER_NAMES, configuration });
}

/** Runs first, because the attributes of a cluster of an unexpected library cannot be read. */
function rejectOtherLibraries(home: Construct, cluster: IConstruct, expectedLibrary: ClusterLibrary) {
  validateConfiguration(home, { library: libraryOf(cluster), expectedLibrary });
}

function attributesOf(cluster: AnyCluster): ExistingClusterAttributes {
  return {
    clusterName: cluster.clusterName,
    vpc: tryGet(() => cluster.vpc),
    clusterSecurityGroupId: tryGet(() => cluster.clusterSecurityGroupId),
    ipFamily: cluster.ipFamily as eks.IpFamily | undefined,
  };
}

function configurationOf(
  home: Construct, attributes: ExistingClusterAttributes, { origin, awsAuth }: ImportSource,
): ExistingClusterConfiguration {
  const { kubectlRole, kubectlProvider } = attributes;
  return {
    clusterName: unwrap(attributes.clusterName ?? ''),
    clusterVpc: attributes.vpc !== undefined,
    clusterSecurityGroup: attributes.clusterSecurityGroupId !== undefined,
    clusterSecurityGroupId: unwrap(attributes.clusterSecurityGroupId),
    openIdConnectProvider: attributes.openIdConnectProvider && true,
    openIdConnectIssuer: unwrap(attributes.openIdConnectIssuer),
    kubectl: kubectlKind(attributes),
    kubectlSubnets: attributes.kubectlSubnets && selectSubnets(attributes.vpc, attributes.kubectlSubnets).length,
    kubectlSubnetsInOtherVpc: subnetsInOtherVpc(attributes.kubectlSubnets?.subnets ?? [], attributes.vpc?.vpcId),
    kubectlRole: kubectlRole && true,
    kubernetesGroups: attributes.kubernetesGroups,
    authentication: kubectlRole || kubectlProvider ? 'theirs' : awsAuth ? 'aws-auth' : 'access-entry',
    inStackOfCluster: origin && Stack.of(origin) === Stack.of(home),
  };
}

function kubectlKind(
  { kubectlProvider, kubectlLayer }: ExistingClusterAttributes,
): ExistingClusterConfiguration['kubectl'] {
  if (kubectlProvider) {
    return 'handlerRole' in kubectlProvider ? 'older-eks' : 'provider';
  }
  return kubectlLayer ? 'layer' : 'missing';
}

function mapRole(
  { awsAuth }: eksV1.Cluster, role: iam.IRole, groups: readonly string[] = ['system:masters'],
): IDependable {
  awsAuth.addRoleMapping(role, { groups: [...groups] });
  return awsAuth;
}

function providerOf(scope: Construct, issuer: string | undefined): iam.IOpenIdConnectProvider | undefined {
  if (issuer === undefined) {
    return undefined;
  }
  const resourceName = Fn.select(1, Fn.split('//', issuer));
  const arn = Stack.of(scope).formatArn({ service: 'iam', region: '', resource: 'oidc-provider', resourceName });
  return iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(scope, 'OpenIdConnectProvider', arn);
}
