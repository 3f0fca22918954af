import { Duration, Size, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { App as Cdk8sApp, Chart } from 'cdk8s';
import {
  DataRepository, FsxLustreStorageProps, LustreDataCompressionType, LustreDeploymentType, LustreDynamicConfig,
  LustreExistingAttributes,
  LustreFileSystemTypeVersion, LustreManagedConfig, LustreProvisioning, ReclaimPolicy, VolumeAccessMode,
  VolumeBindingMode, VolumeClaimOptions,
  ZoneAffinity,
} from '../../../src';
import { classOf } from '../../../src/lustre/manifests';
import {
  KubernetesObject, MANIFEST, existingOn, importedCluster, managedOn, objectsOf, resourcesOf, storageOn, testApp,
  testStack,
} from '../../support/fixture';

type Objects = { [kind: string]: KubernetesObject };
const byKind = (stack: Stack): Objects => Object.fromEntries(objectsOf(stack).map(object => [object.kind, object]));
const namesOf = (objects: Objects) => Object.values(objects).map(({ metadata }) => metadata.name);

function dynamic(config: Partial<LustreDynamicConfig> = {}, claim: VolumeClaimOptions = {}, id = 'Data'): Objects {
  const stack = testStack();
  const cluster = importedCluster(stack);
  storageOn(
    stack,
    {
      cluster,
      provisioning: LustreProvisioning.dynamic({
        deploymentType: LustreDeploymentType.PERSISTENT_1,
        perUnitStorageThroughput: 50,
        subnet: cluster.vpc.privateSubnets[0],
        ...config,
      }),
      claim: { name: 'data', size: Size.gibibytes(1200), ...claim },
    },
    id,
  );
  return byKind(stack);
}

type Configure<T> = Partial<T> | ((stack: Stack) => Partial<T>);

function managed(config: Configure<LustreManagedConfig> = {}, props: Partial<FsxLustreStorageProps> = {}, id = 'Data'): Objects {
  const stack = testStack();
  managedOn(stack, typeof config === 'function' ? config(stack) : config, props, id);
  return byKind(stack);
}

function existing(attributes: Partial<LustreExistingAttributes> = {}): Objects {
  const stack = testStack();
  existingOn(stack, attributes);
  return byKind(stack);
}

const subnets = (stack: Stack) => importedCluster(stack).vpc.privateSubnets;

describe('dynamic: a change of what Kubernetes holds immutable is a new class and a new claim', () => {
  test.each<[string, Partial<LustreDynamicConfig>]>([
    ['type', { deploymentType: LustreDeploymentType.PERSISTENT_2, perUnitStorageThroughput: 125 }],
    ['throughput', { perUnitStorageThroughput: 100 }],
    ['compression', { dataCompressionType: LustreDataCompressionType.LZ4 }],
    ['version', { fileSystemTypeVersion: LustreFileSystemTypeVersion.V_2_12 }],
    ['backups', { automaticBackupRetention: Duration.days(7) }],
    ['tags', { tags: { team: 'vision' } }],
    ['reclaim policy', { reclaimPolicy: ReclaimPolicy.DELETE }],
    ['binding mode', { volumeBindingMode: VolumeBindingMode.WAIT_FOR_FIRST_CONSUMER }],
  ])('%s', (_, change) => {
    const [before, after] = [dynamic(), dynamic(change)].map(namesOf);
    expect(after.filter(name => before.includes(name))).toEqual([]);
  });

  // parameters of a class cannot change: a new format of the tag must fail on the API server, and never give pods a new, empty file system
  test('not the tag for reports: it says what the path says', () => {
    const nameOf = (storageTag: string) => {
      const scope = { chart: new Chart(new Cdk8sApp(), 'Chart'), path: 'Storage/Data', stackName: 'Storage', resolve: (value: unknown) => value };
      const configuration = { provisioning: 'dynamic', subnetId: 'subnet-0aaaaaaaaaaaaaaa0', reclaimPolicy: 'Delete', tags: { team: 'vision' } } as const;
      const object = classOf(scope, { configuration, securityGroupIds: ['sg-0'], clusterName: 'training', storageTag });
      expect(object.toJson().parameters.extraTags).toBe(`cdk-eks-fsx/cluster=training,cdk-eks-fsx/storage=${storageTag},cdk-eks-fsx/reclaim-policy=${object.toJson().reclaimPolicy},team=vision`);
      return object.name;
    };
    expect(nameOf('Storage/Data')).toBe(nameOf('in another format'));
  });

  test('access mode: the same class, a new claim', () => {
    const [before, after] = [dynamic(), dynamic({}, { accessMode: VolumeAccessMode.READ_WRITE_ONCE })];
    expect(after.StorageClass).toEqual(before.StorageClass);
    expect(after.PersistentVolumeClaim.metadata.name).not.toBe(before.PersistentVolumeClaim.metadata.name);
  });
});

describe('dynamic: a change that Kubernetes takes in place keeps all names', () => {
  test.each<[string, Partial<LustreDynamicConfig>, VolumeClaimOptions]>([
    ['mount options', { mountOptions: ['noatime'] }, {}],
    ['labels', {}, { labels: { team: 'vision' } }],
    ['a larger claim', {}, { size: Size.gibibytes(2400) }],
  ])('%s', (_, change, claim) => {
    const [before, after] = [dynamic(), dynamic(change, claim)];
    expect(namesOf(after)).toEqual(namesOf(before));
    expect(after).not.toEqual(before);
  });

  test('expansion, and the size with it', () => {
    const before = dynamic({ allowVolumeExpansion: false });
    expect(namesOf(dynamic({ allowVolumeExpansion: true }))).toEqual(namesOf(before));
    expect(namesOf(dynamic({ allowVolumeExpansion: true }, { size: Size.gibibytes(2400) }))).toEqual(namesOf(before));
  });

  test('but not the size where file systems cannot grow', () => {
    const scratch1 = { deploymentType: LustreDeploymentType.SCRATCH_1, perUnitStorageThroughput: undefined };
    const [before, after] = [dynamic(scratch1), dynamic(scratch1, { size: Size.gibibytes(2400) })].map(namesOf);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });

  test('the order of tags', () => {
    const tags = { team: 'vision', stage: 'test' };
    const reversed = Object.fromEntries(Object.entries(tags).reverse());
    expect(namesOf(dynamic({ tags: reversed }))).toEqual(namesOf(dynamic({ tags })));
  });
});

describe('managed: a change that replaces the file system is a new volume and a new claim', () => {
  const key = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/00000000-1111-2222-3333-444444444444');

  test.each<[string, Configure<LustreManagedConfig>]>([
    ['type', { deploymentType: LustreDeploymentType.SCRATCH_2, perUnitStorageThroughput: undefined }],
    ['throughput', { perUnitStorageThroughput: 250 }],
    ['subnet', stack => ({ subnet: subnets(stack)[1] })],
    ['key', stack => ({ kmsKey: key(stack) })],
    ['version', { fileSystemTypeVersion: LustreFileSystemTypeVersion.V_2_12 }],
    ['backup', { backupId: 'backup-0123456789abcdef0' }],
    ['tags on backups', { copyTagsToBackups: true }],
  ])('%s', (_, change) => {
    // without the zone, which would tell some of them apart by itself
    const [before, after] = [{}, change].map(config => namesOf(managed(stack => ({
      zoneAffinity: ZoneAffinity.OFF, ...typeof config === 'function' ? config(stack) : config,
    }))));
    expect(after.filter(name => before.includes(name))).toEqual([]);
  });
});

describe('managed: a change in place keeps volume and claim', () => {
  test('a larger capacity grows the volume, and leaves the request of the claim alone', () => {
    const [before, after] = [managed(), managed({ capacity: Size.gibibytes(4800) })];
    expect(namesOf(after)).toEqual(namesOf(before));
    expect([before, after].map(({ PersistentVolume }) => PersistentVolume.spec.capacity.storage)).toEqual(['2400Gi', '4800Gi']);
    expect(after.PersistentVolumeClaim).toEqual(before.PersistentVolumeClaim);
  });

  test.each<[string, Configure<LustreManagedConfig>]>([
    ['mount options', { mountOptions: ['noatime'] }],
    ['compression', { dataCompressionType: LustreDataCompressionType.LZ4 }],
    ['backups', { automaticBackupRetention: Duration.days(7) }],
    ['tags', { tags: { team: 'vision' } }],
    ['links to S3', { dataRepositories: [DataRepository.fromPath('s3://data')] }],
  ])('%s', (_, change) => {
    expect(namesOf(managed(change))).toEqual(namesOf(managed()));
  });
});

describe('existing: names follow the file system', () => {
  test.each<[string, Partial<LustreExistingAttributes>]>([
    ['another file system', { fileSystemId: 'fs-0fedcba9876543210' }],
    ['another mount name', { mountName: 'ijklmnop' }],
    ['another DNS name', { dnsName: 'lustre.example.com' }],
    ['a zone', { availabilityZone: 'eu-west-1a' }],
  ])('%s: a new volume and a new claim', (_, change) => {
    const [before, after] = [existing(), existing(change)].map(namesOf);
    expect(after.filter(name => before.includes(name))).toEqual([]);
  });

  test('a larger capacity: the same', () => {
    expect(namesOf(existing({ capacity: Size.gibibytes(9600) }))).toEqual(namesOf(existing()));
  });
});

describe('names', () => {
  test('differ between constructs, and between stacks', () => {
    for (const make of [(id: string) => dynamic({}, {}, id), (id: string) => managed({}, {}, id)]) {
      const [one, other] = ['Data', 'Renamed'].map(id => namesOf(make(id)));
      expect(other.filter(name => one.includes(name))).toEqual([]);
    }
    const [a, b] = ['A', 'B'].map(id => managedOn(testStack(testApp(), id)).claimName);
    expect(a).not.toBe(b);
  });

  test('are the same again at the next synthesis', () => {
    expect(managed()).toEqual(managed());
    expect(dynamic()).toEqual(dynamic());
  });

  test('are legal, however long what they are made of', () => {
    const names = namesOf(managed({}, { claim: { name: `${'long-'.repeat(20)}name`, namespace: 'n'.repeat(63) } }, 'Construct'.repeat(20)));
    expect(names).toHaveLength(2);
    names.forEach(name => expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$/));
  });

  test('of volumes differ when claims do, also where they are cut', () => {
    const volume = (namespace: string) => managed({}, { claim: { name: 'data', namespace } }).PersistentVolume.metadata.name;
    expect(volume(`${'n'.repeat(62)}a`)).not.toBe(volume(`${'n'.repeat(62)}b`));
  });

  test('of claims differ when their constructs do', () => {
    const stack = testStack();
    const storage = storageOn(stack);
    const names = ['A', 'B'].map(id => storage.addClaim(id, { name: 'run', size: Size.gibibytes(1200) }).claimName);
    expect(new Set(names).size).toBe(2);
  });

  test('do not depend on the order in which claims are added', () => {
    const template = (ids: string[]) => {
      const stack = testStack();
      const storage = managedOn(stack, {}, { claim: undefined });
      ids.forEach(id => storage.addClaim(id));
      return Object.fromEntries(resourcesOf(stack, MANIFEST).map(({ id, Properties }) => [id, Properties.Manifest]));
    };
    const ids = ['A', 'B', 'C'];
    expect(Object.keys(template(ids))).toHaveLength(3);
    expect(template([...ids].reverse())).toEqual(template(ids));
  });
});
