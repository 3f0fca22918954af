import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  App, Duration, RemovalPolicy, Size, Stack, Stage, aws_ec2 as ec2, aws_eks_v2 as eks, aws_iam as iam, aws_kms as kms,
  aws_lambda as lambda, aws_logs as logs, aws_s3 as s3, aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { ApiObject, App as Cdk8sApp, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { EXISTING } from './account';
import { StackTemplate } from './engine';
import {
  DataRepository, DataRepositoryEvent, FsxAdmissionPolicy, FsxLustreStorage, FsxOntapStorage, FsxPolicyMode,
  IKubernetesVolume, LustreCsiDriver, ManifestDelivery,
  LustreCsiDriverProps, LustreProvisioning, MlLifetime, MlTrainingVolume, MlWorkload, OntapBackend,
  OntapDataSyncDirection, OntapProvisioning,
  ReclaimPolicy, TridentDriver, TridentDriverProps, VolumeBindingMode, ZoneAffinity,
} from '../../../src';
import { LustreFileSystemSettings } from '../../../src/lustre/configuration';
import { SETTINGS } from '../../../src/lustre/setting-rows';
import { OntapDefaultsConfiguration, OntapFileSystemSettings } from '../../../src/ontap/configuration';
import { ONTAP_SETTINGS } from '../../../src/ontap/setting-rows';
import { ACCOUNT, REGION } from '../../conformance/support/values';

/** Plain values, by the fields of the library's table of settings; numbers in the table's units. */
type Plain<T> = { readonly [field in keyof T]?: string | number | boolean };
export type LustreSettings = Plain<LustreFileSystemSettings>;
export type OntapSettings = Plain<OntapFileSystemSettings>;

/** What a claim asks for; `sizeGiB` where a driver makes its volume. */
export interface ClaimDescription {
  readonly name?: string;
  readonly namespace?: string;
  readonly sizeGiB?: number;
  readonly labels?: { readonly [key: string]: string };
  readonly accessMode?: string;
  readonly subDirectory?: string;
  readonly fixedName?: boolean;
  readonly volumeName?: string;
  readonly volumeHandle?: string;
}

/** The claims of a storage, by id; `main` is that of its props, the others are added. */
export type ClaimDescriptions = { readonly [id: string]: ClaimDescription };
export type RemovalPolicyName = 'destroy' | 'retain' | 'retain-on-update-or-delete';
export type ReclaimPolicyName = 'Delete' | 'Retain';

export interface RepositoryDescription {
  readonly path: string;
  readonly prefix: string;
  readonly export?: boolean;
}

interface WithClaims {
  readonly claims: ClaimDescriptions;
  /** Whether the storage adopts objects that exist. */
  readonly adopt?: boolean;
  /** Whether Kubernetes objects are written to files, which nothing applies, instead of kubectl. */
  readonly delivery?: 'files';
  /** Whether a security group of the stack mounts the storage, too. */
  readonly clients?: boolean;
  /** The image of a Deployment that mounts the claims of the storage. */
  readonly workload?: string;
  /** Prefix of the SSM parameters that hold the values of the storage. */
  readonly parameterPrefix?: string;
  /** A Job that measures the claim of the props. */
  readonly benchmark?: { readonly pods: number; readonly fileMiB: number };
  /** The label by which Prometheus selects the alerts of the storage. */
  readonly alerts?: string;
}

interface LustreFileSystem extends WithClaims {
  readonly settings: LustreSettings;
  readonly tags?: { readonly [key: string]: string };
  readonly mountOptions?: readonly string[];
  /** Which of the private subnets. */
  readonly subnet?: number;
}

export interface LustreManaged extends LustreFileSystem {
  readonly kind: 'lustre managed';
  readonly removalPolicy?: RemovalPolicyName;
  readonly repositories?: readonly RepositoryDescription[];
  readonly zoneAffinity?: string;
}

export interface LustreDynamic extends LustreFileSystem {
  readonly kind: 'lustre dynamic';
  readonly reclaimPolicy?: ReclaimPolicyName;
  readonly allowVolumeExpansion?: boolean;
  readonly volumeBindingMode?: string;
  readonly storageClassName?: string;
  /** Name of the StorageClass that does not depend on its parameters. */
  readonly fixedClassName?: string;
  /** Whether file systems carry an existing group. */
  readonly existingSecurityGroup?: boolean;
}

export interface LustreExisting extends WithClaims {
  readonly kind: 'lustre existing';
  readonly capacityGiB: number;
  readonly mountOptions?: readonly string[];
  readonly repositories?: readonly RepositoryDescription[];
}

export interface BackendDescription extends Plain<OntapDefaultsConfiguration> {
  readonly driver: 'nas' | 'san';
  readonly options?: { readonly [property: string]: any };
}

interface OntapStorage extends WithClaims {
  readonly backends: readonly BackendDescription[];
  readonly reclaimPolicy?: ReclaimPolicyName;
  readonly snapshots?: boolean;
  readonly storageClassName?: string;
}

export interface OntapManaged extends OntapStorage {
  readonly kind: 'ontap managed';
  readonly settings: OntapSettings;
  readonly removalPolicy?: RemovalPolicyName;
  readonly tags?: { readonly [key: string]: string };
  readonly svmName?: string;
  /** Volumes of the stack, by name, in GiB. */
  readonly volumes?: { readonly [name: string]: number };
  /** The path that is copied from S3. */
  readonly dataSync?: string;
}

export interface OntapExisting extends OntapStorage {
  readonly kind: 'ontap existing';
}

export interface MlVolume {
  readonly kind: 'ml';
  readonly workload: keyof typeof MlWorkload;
  readonly lifetime?: keyof typeof MlLifetime;
  readonly sizeGiB: number;
  readonly throughput?: number;
  readonly writeBack?: boolean;
  readonly removalPolicy?: RemovalPolicyName;
  /** The image of a Deployment that mounts the volume. */
  readonly train?: string;
  /** What is loaded before the pods of the Deployment start. */
  readonly prefetch?: { readonly pods?: number; readonly directory?: string };
}

export type StorageDescription =
  LustreManaged | LustreDynamic | LustreExisting | OntapManaged | OntapExisting | MlVolume;

/** A driver that the app names; without one, storages bring it to clusters of the app, and the app brings it to an imported one. */
export interface DriverDescription {
  readonly version?: string;
  readonly configurationValues?: { readonly [key: string]: any };
  readonly resolveConflicts?: string;
  /** `HELM` for the Lustre driver's chart. */
  readonly installation?: string;
}

/**
 * An app in plain data. Equal descriptions have equal templates.
 *
 * Everything that later changes of the API touch is in this file.
 */
export interface AppDescription {
  /** A cluster and VPC of the app, a cluster of the app in an imported VPC, or an imported cluster. */
  readonly cluster: 'app' | 'app, imported VPC' | 'imported';
  /** Storages in the stack of cluster and drivers (`Storage`), or cluster and drivers in one of their own (`Platform`). */
  readonly stacks: 'one' | 'two';
  readonly kubernetesVersion?: string;
  readonly lustreDriver?: DriverDescription;
  readonly trident?: DriverDescription;
  /** Modes of an admission policy in the stack of the storages, and of another in the stack of the cluster. */
  readonly policy?: string;
  readonly platformPolicy?: string;
  /** The name of the first of them, instead of a derived one, and the id of its construct. */
  readonly policyName?: string;
  readonly policyId?: string;
  readonly storages: { readonly [id: string]: StorageDescription };
}

/** What a description comes to. */
export interface SynthesizedApp {
  readonly description: AppDescription;
  /** In the order in which they are deployed. */
  readonly stacks: readonly StackTemplate[];
  /** The names that pods use: `namespace/name`, by storage and claim. */
  readonly claims: { readonly [storageAndClaim: string]: string };
}

export const STORAGE = 'Storage';
export const PLATFORM = 'Platform';
const SYNTHESIZED = new Map<string, SynthesizedApp>();

/** The templates of an app; synthesized once. Nobody may change them. */
export function synthesize(description: AppDescription): SynthesizedApp {
  const key = JSON.stringify(description);
  const known = SYNTHESIZED.get(key) ?? build(description);
  SYNTHESIZED.set(key, known);
  return known;
}

function build(description: AppDescription): SynthesizedApp {
  const outdir = mkdtempSync(join(tmpdir(), 'app-'));
  try {
    const app = new App({ outdir, analyticsReporting: false, context: { '@aws-cdk/core:newStyleStackSynthesis': true, 'aws:cdk:disable-asset-staging': true } });
    const env = { account: ACCOUNT, region: REGION };
    const platform = new Stack(app, description.stacks === 'two' ? PLATFORM : STORAGE, { env });
    const storage = description.stacks === 'two' ? new Stack(app, STORAGE, { env }) : platform;
    const cluster = description.cluster === 'imported' ? importedCluster(platform) : ownCluster(platform, description);
    const drivers = driversOf(platform, cluster, description);
    const claims: { [key: string]: string } = {};
    const charts: Chart[] = [];
    for (const [id, one] of Object.entries(description.storages)) {
      for (const [claim, volume] of Object.entries(addStorage(storage, id, cluster, drivers, one))) {
        claims[`${id}/${claim}`] = `${volume.claimNamespace}/${volume.claimName}`;
        charts.push(volume.manifests);
      }
    }
    addPolicies({ storage, platform }, cluster, description, charts);
    const stacks = app.synth().stacks.map(({ stackName, template }) => ({ name: stackName, template }));
    return { description, stacks, claims };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

// --- cluster and drivers ---

function importedVpc(scope: Construct): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: EXISTING.vpc,
    availabilityZones: [`${REGION}a`, `${REGION}b`],
    privateSubnetIds: [...EXISTING.subnets],
    privateSubnetRouteTableIds: ['rtb-0aaaaaaaaaaaaaaa0', 'rtb-0bbbbbbbbbbbbbbb0'],
    privateSubnetIpv4CidrBlocks: ['10.0.0.0/20', '10.0.16.0/20'],
  });
}

function importedCluster(scope: Construct): eks.ICluster {
  return eks.Cluster.fromClusterAttributes(scope, 'Cluster', {
    clusterName: EXISTING.clusterName,
    clusterSecurityGroupId: EXISTING.clusterSecurityGroup,
    vpc: importedVpc(scope),
    kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(scope, 'Kubectl', {
      serviceToken: EXISTING.kubectl,
      role: iam.Role.fromRoleArn(scope, 'KubectlRole', `arn:aws:iam::${ACCOUNT}:role/kubectl`),
    }),
  });
}

/** A small VPC and cluster: no NAT gateways, layers by name, one node group. */
function ownCluster(scope: Construct, { cluster, kubernetesVersion = '1.33' }: AppDescription): eks.ICluster {
  const subnetType = ec2.SubnetType.PRIVATE_ISOLATED;
  const vpc = cluster === 'app' ? new ec2.Vpc(scope, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'private', subnetType }] }) : importedVpc(scope);
  const layer = (id: string) => lambda.LayerVersion.fromLayerVersionArn(scope, id, `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:${id}:1`);
  return new eks.Cluster(scope, 'Cluster', {
    version: eks.KubernetesVersion.of(kubernetesVersion),
    vpc,
    vpcSubnets: [cluster === 'app' ? { subnetType } : { subnets: vpc.privateSubnets }],
    defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
    defaultCapacity: 1,
    kubectlProviderOptions: { kubectlLayer: layer('kubectl'), awscliLayer: layer('awscli') },
  });
}

interface Drivers { readonly lustreDriver?: LustreCsiDriver; readonly trident?: TridentDriver }

/** An imported cluster gets the drivers that its storages need; one of the app gets those that are described. */
function driversOf(scope: Construct, cluster: eks.ICluster, description: AppDescription): Drivers {
  const imported = description.cluster === 'imported';
  const { lustreDriver, trident } = description;
  return {
    lustreDriver: imported || lustreDriver ? new LustreCsiDriver(scope, 'LustreDriver', { ...lustreDriver as LustreCsiDriverProps, cluster }) : undefined,
    trident: imported && usesOntap(description) || trident ? new TridentDriver(scope, 'Trident', { ...trident as TridentDriverProps, cluster }) : undefined,
  };
}

function addPolicies(
  { storage, platform }: { readonly [stack: string]: Stack }, cluster: eks.ICluster,
  { policy, platformPolicy, policyName, policyId = 'Policy' }: AppDescription, charts: readonly Chart[],
): void {
  if (policy !== undefined) {
    const storageClassesOf = [...new Set(charts)];
    new FsxAdmissionPolicy(storage, policyId, { cluster, policyName, mode: policy as FsxPolicyMode, storageClassesOf });
  }
  if (platformPolicy !== undefined) {
    new FsxAdmissionPolicy(platform, 'PlatformPolicy', { cluster, mode: platformPolicy as FsxPolicyMode });
  }
}

function usesOntap({ storages }: AppDescription): boolean {
  return Object.values(storages).some(({ kind }) => kind.startsWith('ontap'));
}

// --- storages ---

type Claims = { [claim: string]: IKubernetesVolume };
type Add<D extends StorageDescription> = (
  scope: Construct,
  id: string,
  cluster: eks.ICluster,
  drivers: Drivers,
  description: D,
) => Claims;

function addStorage(
  scope: Construct,
  id: string,
  cluster: eks.ICluster,
  drivers: Drivers,
  description: StorageDescription,
): Claims {
  return (ADD[description.kind] as Add<any>)(scope, id, cluster, drivers, description);
}

const ADD: { readonly [kind in StorageDescription['kind']]: Add<Extract<StorageDescription, { readonly kind: kind }>> } = {
  'lustre managed': (scope, id, cluster, drivers, { repositories, zoneAffinity, removalPolicy, ...file }) => addLustre(
    scope, id, cluster, drivers, file, LustreProvisioning.managed({
      ...fileSystemOptions(scope, id, cluster, file),
      dataRepositories: repositories?.map(dataRepository),
      zoneAffinity: zoneAffinity as ZoneAffinity | undefined, removalPolicy: removalPolicy as RemovalPolicy | undefined,
    }),
  ),
  'lustre dynamic': (scope, id, cluster, drivers, { existingSecurityGroup, settings, tags, mountOptions, subnet, ...options }) => addLustre(
    scope, id, cluster, drivers, options, LustreProvisioning.dynamic({
      ...fileSystemOptions(scope, id, cluster, { settings, tags, mountOptions, subnet }),
      // by name: an edit of the kind leaves properties of the former kind in the description
      reclaimPolicy: options.reclaimPolicy as ReclaimPolicy | undefined,
      allowVolumeExpansion: options.allowVolumeExpansion,
      volumeBindingMode: options.volumeBindingMode as VolumeBindingMode | undefined,
      storageClassName: options.storageClassName,
      storageClass: options.fixedClassName === undefined ? undefined : { fixedName: options.fixedClassName },
      removalPolicy: (options as { removalPolicy?: RemovalPolicy }).removalPolicy,
      securityGroup: existingSecurityGroup ? ec2.SecurityGroup.fromSecurityGroupId(scope, `${id}Group`, EXISTING.fileSystemGroup) : undefined,
    }),
  ),
  'lustre existing': (scope, id, cluster, drivers, { capacityGiB, mountOptions, repositories, ...storage }) => addLustre(
    scope, id, cluster, drivers, storage, LustreProvisioning.existing({
      fileSystemId: EXISTING.lustre.id, mountName: EXISTING.lustre.mountName, capacity: Size.gibibytes(capacityGiB), availabilityZone: `${REGION}a`,
      mountOptions: mountOptions && [...mountOptions], dataRepositories: repositories?.map(dataRepository),
    }),
  ),
  'ontap managed': (scope, id, cluster, drivers, description) => {
    const { settings, removalPolicy, tags, svmName, volumes = {} } = description;
    const multiAz = `${settings.deploymentType}`.startsWith('MULTI');
    return addOntap(scope, id, cluster, drivers, description, OntapProvisioning.managed({
      ...optionsOf(scope, id, ONTAP_SETTINGS, settings),
      removalPolicy: removalPolicy as RemovalPolicy | undefined, tags, svmName,
      vpcSubnets: { subnets: privateSubnets(cluster).slice(0, multiAz ? 2 : 1) },
      volumes: Object.entries(volumes).map(([name, size]) => ({ name, size: Size.gibibytes(size) })),
    } as any));
  },
  'ontap existing': (scope, id, cluster, drivers, description) => addOntap(scope, id, cluster, drivers, description, OntapProvisioning.existing({
    fileSystemId: EXISTING.ontap.id, svmName: EXISTING.ontap.svm, secret: secretsmanager.Secret.fromSecretCompleteArn(scope, `${id}Secret`, EXISTING.ontap.secret),
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(scope, `${id}Group`, EXISTING.fileSystemGroup),
  })),
  'ml': (scope, id, cluster, { lustreDriver, trident }, { workload, lifetime, sizeGiB, throughput, writeBack, removalPolicy, train, prefetch }) => {
    const volume = new MlTrainingVolume(scope, id, {
      cluster, lustreDriver, tridentDriver: trident, workload: MlWorkload[workload],
      lifetime: lifetime && MlLifetime[lifetime], size: Size.gibibytes(sizeGiB), throughputMBps: throughput,
      dataset: writeBack === undefined ? undefined : { bucket: s3.Bucket.fromBucketName(scope, `${id}Bucket`, 'data'), writeBack },
      removalPolicy: removalPolicy as RemovalPolicy | undefined, vpcSubnets: { subnets: privateSubnets(cluster) },
    });
    if (train !== undefined) {
      const chart = new Chart(new Cdk8sApp(), 'train');
      const deployment = new ApiObject(chart, 'Train', deploymentOf(`train-${id.toLowerCase()}`, train, [volume]));
      if (prefetch) {
        volume.prefetchInto(deployment, prefetch);
      }
      volume.addWorkload('Train', chart);
    }
    return { main: volume };
  },
};

function addLustre(
  scope: Construct, id: string, cluster: eks.ICluster, drivers: Drivers, description: WithClaims,
  provisioning: LustreProvisioning,
): Claims {
  const { adopt, claims: { main, ...others } } = description;
  const storage = new FsxLustreStorage(scope, id, {
    cluster,
    driver: drivers.lustreDriver,
    provisioning,
    adopt,
    ...deliveryAndClients(scope, id, cluster, description),
    claim: main && claimOptions(main),
  });
  const claims = {
    ...(main && { main: storage }),
    ...mapped(others, (options, claim) => storage.addClaim(claim, claimOptions(options))),
  };
  addExtras(storage, description, claims);
  return claims;
}

function addOntap(
  scope: Construct, id: string, cluster: eks.ICluster, drivers: Drivers,
  description: OntapManaged | OntapExisting, provisioning: OntapProvisioning,
): Claims {
  const { backends, reclaimPolicy, snapshots, storageClassName, adopt, claims: { main, ...others } } = description;
  const storage = new FsxOntapStorage(scope, id, {
    cluster,
    driver: drivers.trident,
    provisioning,
    adopt,
    ...deliveryAndClients(scope, id, cluster, description),
    snapshots,
    storageClassName,
    reclaimPolicy: reclaimPolicy as ReclaimPolicy | undefined,
    backends: backends.map(({ driver, options, ...settings }) =>
      OntapBackend[driver]({ ...settings, ...options } as object),
    ),
    claim: main && (claimOptions(main) as any),
  });
  const claims = {
    ...(main && { main: storage }),
    ...mapped(others, (options, claim) => storage.addClaim(claim, claimOptions(options) as any)),
  };
  addExtras(storage, description, claims);
  const { dataSync } = description as OntapManaged;
  if (dataSync !== undefined) {
    storage.addDataSync('Sync', { path: dataSync, bucket: s3.Bucket.fromBucketName(scope, `${id}SyncBucket`, 'data'), direction: OntapDataSyncDirection.FROM_S3 });
  }
  return claims;
}

function deliveryAndClients(scope: Construct, id: string, { vpc }: eks.ICluster, { delivery, clients }: WithClaims) {
  const folder = Stage.of(scope)!.outdir; // is deleted with the assembly
  return {
    ...delivery && { delivery: ManifestDelivery.yaml(folder, { outputsFile: join(folder, 'outputs.json') }) },
    ...clients && { clients: [new ec2.SecurityGroup(scope, `${id}Client`, { vpc, allowAllOutbound: false })] },
  };
}

/** What a storage gets after its claims. */
function addExtras(
  storage: FsxLustreStorage | FsxOntapStorage,
  { workload, parameterPrefix, benchmark, alerts }: WithClaims,
  claims: Claims,
): void {
  if (workload !== undefined) {
    storage.addManifest('Workload', deploymentOf(storage.node.id.toLowerCase(), workload, Object.values(claims)));
  }
  if (benchmark) {
    storage.addBenchmark('Speed', { pods: benchmark.pods, fileSize: Size.mebibytes(benchmark.fileMiB) });
  }
  if (alerts !== undefined) {
    storage.addPrometheusRules({ labels: { release: alerts } });
  }
  if (parameterPrefix !== undefined) {
    storage.exportValues({ outputPrefix: storage.node.id, parameterPrefix });
  }
}

function deploymentOf(name: string, image: string, volumes: readonly IKubernetesVolume[]) {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: volumes[0].claimNamespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: 'main', image, volumeMounts: volumes.map((volume, index) => ({ name: volume.podVolume.name, mountPath: `/data-${index}` })) }],
          volumes: volumes.map(({ podVolume }) => podVolume),
        },
      },
    },
  };
}

function dataRepository({ path, prefix, ...repository }: RepositoryDescription): DataRepository {
  return DataRepository.fromPath(`s3://data/${prefix}`, { fileSystemPath: path, autoExportPolicy: repository.export ? Object.values(DataRepositoryEvent) : undefined });
}

function claimOptions({ sizeGiB, ...options }: ClaimDescription): object {
  return { ...options, size: sizeGiB === undefined ? undefined : Size.gibibytes(sizeGiB) };
}

function fileSystemOptions(
  scope: Construct, id: string, cluster: eks.ICluster, { settings, tags, mountOptions, subnet = 0 }: Omit<LustreFileSystem, 'claims'>,
): any {
  return { ...optionsOf(scope, id, SETTINGS, settings), tags, mountOptions, subnet: privateSubnets(cluster)[subnet] };
}

function privateSubnets({ vpc }: eks.ICluster): ec2.ISubnet[] {
  return [...vpc.privateSubnets, ...vpc.isolatedSubnets];
}

/** Options as a user writes them, from plain values and the rows of the library's table. */
function optionsOf(
  scope: Construct,
  id: string,
  rows: { readonly [field: string]: any },
  settings: { readonly [field: string]: any },
): any {
  const options: any = {};
  for (const [field, value] of Object.entries(settings).filter(([, one]) => one !== undefined)) {
    const { property, unit, pick } = rows[field];
    const path = property.split('.');
    const last = path.pop();
    path.reduce((object: any, key: string) => (object[key] ??= {}), options)[last] = pick
      ? picked(scope, `${id}-${field}`, pick, value)
      : UNITS[unit ?? ''](value);
  }
  return options;
}

const UNITS: { readonly [unit: string]: (value: any) => unknown } = {
  '': value => value, 'GiB': value => Size.gibibytes(value), 'MiB': value => Size.mebibytes(value), 'days': value => Duration.days(value),
};

function picked(scope: Construct, id: string, pick: string, value: any): unknown {
  switch (pick) {
    case 'keyArn': return kms.Key.fromKeyArn(scope, id, value);
    case 'logGroupName':
    case 'logGroupArn': return logs.LogGroup.fromLogGroupName(scope, id, value);
    default: throw new Error(`${pick} is not known here`);
  }
}

function mapped<T, R>(object: { readonly [key: string]: T }, map: (value: T, key: string) => R): { [key: string]: R } {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
