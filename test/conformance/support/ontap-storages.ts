import { Duration, RemovalPolicy, Size, Stack, aws_eks_v2 as eks, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import {
  FsxOntapStorage, OntapBackend, OntapBlockFileSystem, OntapClaimOptions, OntapCloneOptions, OntapDeploymentType,
  OntapDiskIopsMode,
  OntapImportOptions, OntapManagedConfig, OntapNfsVersion, OntapProvisioning, OntapSanType, OntapSecurityStyle,
  OntapTieringPolicy, IOntapVolumeClaim,
  OntapVolumeStyle, ReclaimPolicy, TridentDriver, VolumeAccessMode, VolumeMode,
} from '../../../src';

export const FILE_SYSTEM = 'fs-0123456789abcdef0';
export const SVM = 'training';
export const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:training/vsadmin-AbCdEf';

const DRIVERS = ['nas', 'nasFlexgroup', 'nasEconomy', 'san', 'sanEconomy'] as const;
type Driver = typeof DRIVERS[number];

export interface GeneratedBackend { readonly driver: Driver; readonly options: any }

/** A storage as a user would write it; the library may refuse it, or some of its claims. */
export interface GeneratedStorage {
  /** Absent: on a file system that somebody made. */
  readonly config?: OntapManagedConfig;
  readonly backends: readonly GeneratedBackend[];
  readonly reclaimPolicy?: ReclaimPolicy;
  readonly claims: readonly OntapClaimOptions[];
  /** Copies of claims, by their number; of a snapshot, or of the claim itself. */
  readonly clones: readonly { readonly of: number; readonly snapshot: boolean; readonly options: OntapCloneOptions }[];
  readonly imports: readonly OntapImportOptions[];
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
/** In one of six. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const enumOf = <T extends string>(values: { [key: string]: T }) => fc.constantFrom(...Object.values(values));
const omitUndefined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,14}[a-z0-9]$/).filter(text => text !== 'pool' && !(text in {}));
const labelText = (most: number) => fc.stringMatching(new RegExp(`^[A-Za-z0-9_-]{1,${most}}$`), { size: 'max' }).filter(text => text !== 'pool' && !(text in {}));
const labels = fc.oneof(
  { weight: 4, arbitrary: fc.dictionary(labelText(20), labelText(20), { maxKeys: 3 }) }, fc.dictionary(labelText(63), labelText(250), { maxKeys: 8, size: 'max' }),
);
const policy = fc.constantFrom('none', 'default', 'default-1weekly', 'hourly/7', '{{x}}', '"');

const settings = {
  snapshotPolicy: maybe(policy),
  snapshotReserve: maybe(fc.integer({ min: 0, max: 90 })),
  snapshotDirectory: maybe(fc.boolean()),
  unixPermissions: maybe(fc.constantFrom('---rwxr-xr-x', '---rwxrwxrwx', '0755', '777', '2770')),
  exportPolicy: maybe(fc.constantFrom('default', 'apps')),
  splitOnClone: maybe(fc.boolean()),
};
const defaults = {
  ...settings, tieringPolicy: maybe(enumOf(OntapTieringPolicy)), spaceReserved: maybe(fc.boolean()), qosPolicy: rarely(fc.constantFrom('gold')),
  skipRecoveryQueue: maybe(fc.boolean()), adaptiveQosPolicy: rarely(fc.constantFrom('silver')),
  securityStyle: rarely(enumOf(OntapSecurityStyle)),
};
const backendOptions = {
  ...defaults,
  pools: fc.uniqueArray(fc.record({ name: word, ...defaults }).map(omitUndefined), {
    maxLength: 3,
    selector: ({ name }) => name,
  }),
  storagePrefix: maybe(fc.stringMatching(/^[a-zA-Z_.-][a-zA-Z0-9_.-]{0,20}$/)),
  labels: maybe(labels),
  limitVolumeSize: rarely(fc.integer({ min: 15, max: 90000 }).map(Size.mebibytes)),
  mountOptions: maybe(fc.constantFrom(['hard'], ['noatime'], [])),
};
const cidr = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(parts => parts.join('/'));
const nasOptions = {
  ...backendOptions, nfsVersion: maybe(enumOf(OntapNfsVersion)), nconnect: rarely(fc.integer({ min: 1, max: 16 })),
  autoExportPolicy: rarely(fc.constant(true)),
  autoExportCidrs: rarely(fc.array(cidr, { maxLength: 3 })),
};
const sanOptions = { ...backendOptions, fileSystemType: maybe(enumOf(OntapBlockFileSystem)) };
const poolSize = rarely(fc.integer({ min: 15, max: 90000 }).map(Size.mebibytes));
const OPTIONS: { readonly [driver in Driver]: { readonly [name: string]: fc.Arbitrary<any> } } = {
  nas: nasOptions,
  nasFlexgroup: nasOptions,
  nasEconomy: {
    ...nasOptions,
    qtreesPerFlexvol: maybe(fc.integer({ min: 50, max: 300 })),
    limitVolumePoolSize: poolSize,
  },
  san: { ...sanOptions, sanType: maybe(enumOf(OntapSanType)) },
  sanEconomy: {
    ...sanOptions,
    lunsPerFlexvol: maybe(fc.integer({ min: 50, max: 200 })),
    limitVolumePoolSize: poolSize,
  },
};

const backend: fc.Arbitrary<GeneratedBackend> = fc.constantFrom(...DRIVERS)
  .chain(driver => fc.record(OPTIONS[driver]).map(options => ({ driver, options: omitUndefined(options) })));

function claimOn(backends: readonly GeneratedBackend[]): fc.Arbitrary<OntapClaimOptions> {
  return fc.constantFrom(...backends).chain(({ driver, options }) => {
    const san = driver.startsWith('san');
    const pools = (options.pools ?? []).map(({ name }: any) => name);
    return fc.record({
      backend: fc.constant(options.name), name: maybe(word), namespace: maybe(fc.constantFrom('ml', 'research')),
      size: fc.integer({ min: 20, max: 100000 }).map(Size.mebibytes),
      pool: pools.length > 0 ? maybe(fc.constantFrom(...pools)) : fc.constant(undefined),
      volumeMode: rarely(san ? enumOf(VolumeMode) : fc.constant(VolumeMode.FILESYSTEM)),
      accessMode: rarely(enumOf(VolumeAccessMode)), fixedName: maybe(fc.boolean()),
      labels: maybe(fc.dictionary(word, word, { maxKeys: 2 })),
      autogrow: rarely(fc.record({
        usedThreshold: fc.constantFrom('1%', '80%', '99%', '42.5%'),
        growthAmount: maybe(fc.constantFrom('1%', '10%', '150%', '50Gi', '1G', '0.5Ti', '104857600')),
        maxSize: maybe(fc.integer({ min: 20, max: 2000000 }).map(Size.mebibytes)),
      }).map(omitUndefined)),
      ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [
        name, rarely(value as fc.Arbitrary<any>),
      ])),
    }).map(omitUndefined) as fc.Arbitrary<OntapClaimOptions>;
  });
}

const THROUGHPUTS: { readonly [type in OntapDeploymentType]: readonly number[] } = {
  SINGLE_AZ_1: [128, 4096], MULTI_AZ_1: [256, 2048], SINGLE_AZ_2: [384, 6144], MULTI_AZ_2: [384, 6144],
  SINGLE_AZ_3: [1536, 18432], MULTI_AZ_3: [384, 18432],
};

const fileSystem = enumOf(OntapDeploymentType).chain(deploymentType => fc.record({
  deploymentType: fc.constant(deploymentType),
  capacity: fc.integer({ min: 1024, max: 60000 }).map(Size.gibibytes),
  throughputCapacityPerHaPair: fc.constantFrom(...THROUGHPUTS[deploymentType]),
  diskIopsConfiguration: maybe(
    fc.constantFrom({ mode: OntapDiskIopsMode.AUTOMATIC }, { mode: OntapDiskIopsMode.USER_PROVISIONED, iops: 160000 }),
  ),
  automaticBackupRetention: maybe(fc.integer({ min: 1, max: 90 }).map(days => Duration.days(days))),
  dailyAutomaticBackupStartTime: maybe(fc.constant('05:00')),
  weeklyMaintenanceStartTime: maybe(fc.constant('7:03:00')),
  svmName: maybe(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,46}$/)),
  tags: maybe(fc.dictionary(word, word, { maxKeys: 2 })),
  volumes: fc.uniqueArray(fc.record({
    name: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,10}$/), size: fc.integer({ min: 819200, max: 900000 }).map(Size.mebibytes),
    style: maybe(enumOf(OntapVolumeStyle)), snapshotPolicy: maybe(fc.constantFrom('none', 'default')), tieringPolicy: maybe(enumOf(OntapTieringPolicy)),
    storageEfficiencyEnabled: maybe(fc.boolean()), copyTagsToBackups: maybe(fc.boolean()),
  }).map(omitUndefined), { maxLength: 2, selector: ({ name }) => name.toLowerCase() }),
  removalPolicy: maybe(
    fc.constantFrom(RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE),
  ),
}).map(omitUndefined)) as fc.Arbitrary<OntapManagedConfig>;

export function generatedStorages(): fc.Arbitrary<GeneratedStorage> {
  const named = fc.array(backend, { minLength: 1, maxLength: 3 })
    .map(backends => backends.map(({ driver, options }, index) => ({ driver, options: { ...options, name: `b${index}` } })));
  return named.chain(backends => fc.record({
    config: maybe(fileSystem),
    backends: fc.constant(backends),
    reclaimPolicy: maybe(enumOf(ReclaimPolicy)),
    claims: fc.array(claimOn(backends), { minLength: 1, maxLength: 4 }),
    clones: fc.array(fc.record({
      of: fc.nat({ max: 3 }), snapshot: fc.boolean(),
      options: fc.record({
        name: maybe(word), readOnly: rarely(fc.constant(true)), fixedName: maybe(fc.boolean()),
        splitOnClone: rarely(fc.boolean()),
      }).map(omitUndefined) as fc.Arbitrary<OntapCloneOptions>,
    }), { maxLength: 3 }),
    imports: fc.array(fc.tuple(claimOn(backends), fc.constantFrom('corpus', '_old', 'Big_1'), maybe(fc.boolean()), maybe(fc.boolean()))
      .map(([claim, volumeName, managed, keepName]) => omitUndefined({
        ...claim, volumeName, managed, keepName: managed && keepName, unixPermissions: managed ? '0755' : claim.unixPermissions,
      })), { maxLength: 2 }),
  }));
}

/** What was made, and why the library refused some claims. */
export interface CreatedStorage { readonly storage: FsxOntapStorage; readonly rejections: readonly string[] }

/** Makes a storage, and what of its claims the library takes; throws where the library refuses the storage. */
export function makeOntapStorage(
  stack: Stack, id: string, cluster: eks.ICluster, generated: GeneratedStorage,
): CreatedStorage {
  const { config, backends, reclaimPolicy } = generated;
  const multi = config?.deploymentType.startsWith('MULTI');
  const storage = new FsxOntapStorage(stack, id, {
    cluster,
    driver: TridentDriver.existing({ nodesPreparedForIscsi: true }),
    reclaimPolicy,
    backends: backends.map(({ driver, options }) => OntapBackend[driver](options)),
    provisioning: config
      ? OntapProvisioning.managed({
        vpcSubnets: { subnets: cluster.vpc.privateSubnets.slice(0, multi ? 2 : 1) }, ...multi && { routeTableIds: ['rtb-0aaaaaaaaaaaaaaa0'] }, ...config,
      })
      : OntapProvisioning.existing({
        fileSystemId: FILE_SYSTEM, svmName: SVM,
        secret: stack.node.tryFindChild('Vsadmin') as secretsmanager.ISecret | undefined ?? secretsmanager.Secret.fromSecretCompleteArn(stack, 'Vsadmin', SECRET),
      }),
  });
  const rejections: string[] = [];
  const attempt = <T>(make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      rejections.push((error as Error).message);
      return undefined;
    }
  };
  const claims: (IOntapVolumeClaim | undefined)[] = generated.claims.map((options, index) => attempt(() => storage.addClaim(`Claim${index}`, options)));
  generated.clones.forEach(({ of, snapshot, options }, index) => {
    const source = claims[of];
    if (source) {
      attempt(() => storage.cloneOf(`Clone${index}`, snapshot ? storage.snapshot(`Snapshot${index}`, { claim: source }) : source, options));
    }
  });
  generated.imports.forEach((options, index) => attempt(() => storage.importVolume(`Import${index}`, options)));
  return { storage, rejections };
}
