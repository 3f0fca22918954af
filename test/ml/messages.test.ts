import { App, Lazy, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { corpus, mlVolume } from './volumes';
import {
  LustreCsiDriver, MlBackend, MlLifetime, MlProtocol, MlTrainingVolume, MlTrainingVolumeProps, MlWorkload,
  StorageAdvisor, TridentDriver,
} from '../../src';
import { explanation } from '../../src/ml/explanation';
import { errorOf, idsIn, importedCluster, managedOn, objectOf, objectsOf, ownCluster, resourceOf, resourcesOf, testStack } from '../support/fixture';
import { ONTAP_FILE_SYSTEM, routedCluster } from '../support/ontap';

const REASON = 'cdk-eks-fsx:reason';

/** Requirements of each row of the decision. */
const EACH: [string, Partial<Pick<MlTrainingVolumeProps, 'workload' | 'multiAz' | 'protocols' | 'snapshots' | 'backend' | 'throughputMBps' | 'lifetime'>>][] = [
  ['multi-AZ', { multiAz: true }],
  ['several protocols', { protocols: [MlProtocol.NFS] }],
  ['snapshots', { snapshots: true }],
  ['scratch', { workload: MlWorkload.SCRATCH }],
  ['checkpoints', { workload: MlWorkload.CHECKPOINTS }],
  ['training data', {}],
  ['preprocessing', { workload: MlWorkload.PREPROCESSING }],
  ['weights', { workload: MlWorkload.MODEL_WEIGHTS }],
  ['a service that was decided', { backend: MlBackend.ONTAP }],
  ['a cache', { workload: MlWorkload.KV_CACHE }],
  ['homes', { workload: MlWorkload.HOME_DIRECTORIES }],
  ['the price alone', { throughputMBps: 100, lifetime: MlLifetime.JOB, workload: MlWorkload.PREPROCESSING }],
];

/** The tags of a resource, by key. */
function tagsOf({ Properties }: { readonly Properties: any }): { [key: string]: string } {
  return Object.fromEntries((Properties.Tags ?? []).map(({ Key, Value }: any) => [Key, Value]));
}

/** The outputs that say why a volume is what it is; others say what stays. */
function reasonsIn(stack: Stack): any[] {
  return Object.values<any>(Template.fromStack(stack).toJSON().Outputs ?? {}).filter(({ Description }) => Description.startsWith('Why '));
}

describe.each(EACH)('the reason of %s', (_, props) => {
  const stack = testStack();
  const volume = mlVolume(stack, { ...props, outputReason: true });
  const { reason, deploymentType } = volume.recommendation;

  test('is what the advisor says', () => {
    const { workload = MlWorkload.TRAINING_DATA, ...rest } = props;
    const requirements = { ...rest, workload, sizeGiB: 1000 };
    expect(volume.recommendation).toEqual(StorageAdvisor.recommend(requirements)[0]);
    expect(volume.explanation).toBe(explanation(StorageAdvisor._choose('', requirements), { withPrices: false }));
  });

  test('is in the metadata, in all words', () => {
    expect(volume.node.metadata.filter(({ type }) => type === REASON).map(({ data }) => data)).toEqual([
      volume.explanation,
    ]);
  });

  test('is in the tags of all that has tags, in characters that tags may have', () => {
    // the shared client security group of the cluster is not of this volume
    const tagged = resourcesOf(stack).filter(({ Properties, id }) => Array.isArray(Properties?.Tags) && !id.includes('FsxLustre'));
    expect(tagged.map(({ Type }) => Type)).toContain('AWS::EC2::SecurityGroup');
    for (const tags of tagged.map(tagsOf)) {
      expect(tags['cdk-eks-fsx/workload']).toBe(props.workload ?? MlWorkload.TRAINING_DATA);
      expect(tags['cdk-eks-fsx/reason']).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{10,256}$/u);
      expect(tags['cdk-eks-fsx/reason']).toBe(reason.replace(/[,;']/g, ''));
    }
  });

  test('is an output where it was requested', () => {
    expect(reasonsIn(stack)).toEqual([{ Value: `${deploymentType}: ${reason}`, Description: 'Why Storage/Data is what it is' }]);
  });
});

test('the reason is no output where it was not requested', () => {
  const stack = testStack();
  mlVolume(stack);
  expect(reasonsIn(stack)).toEqual([]);
});

test('tags of a file system stand beside those that it has', () => {
  const stack = testStack();
  mlVolume(stack, { workload: MlWorkload.CHECKPOINTS, backend: MlBackend.ONTAP });
  expect(Object.keys(tagsOf(resourceOf(stack, ONTAP_FILE_SYSTEM))).sort()).toEqual([
    'Name', 'cdk-eks-fsx/reason', 'cdk-eks-fsx/stack', 'cdk-eks-fsx/storage', 'cdk-eks-fsx/workload',
  ]);
});

describe('the claim', () => {
  const claimOf = (props: Partial<MlTrainingVolumeProps>, id?: string) => {
    const stack = testStack();
    const volume = mlVolume(stack, props, id);
    return { volume, claim: objectOf(stack, 'PersistentVolumeClaim').metadata, kinds: objectsOf(stack) };
  };

  test.each(EACH)('of %s has the name that pods use, the namespace and the labels', (_, props) => {
    const { volume, claim } = claimOf({ ...props, claim: { namespace: 'ml', labels: { team: 'vision' } } });
    expect([claim.name, claim.namespace, claim.labels]).toEqual([volume.claimName, 'ml', { team: 'vision' }]);
    expect(volume.claimNamespace).toBe('ml');
    expect(volume.claimName).toMatch(/^data-[0-9a-f]{8}$/);
    expect(volume.podVolume).toEqual({
      name: volume.claimName,
      persistentVolumeClaim: { claimName: volume.claimName },
    });
    expect(volume.claim.name).toBe(volume.claimName);
  });

  test('is called after the construct, or as set', () => {
    expect(claimOf({}, 'ImageNet1k').claim.name).toMatch(/^image-net1k-[0-9a-f]{8}$/);
    expect(claimOf({ claim: { name: 'imagenet' } }).claim.name).toMatch(/^imagenet-[0-9a-f]{8}$/);
    expect(claimOf({ claim: { name: 'imagenet', fixedName: true } }).claim.name).toBe('imagenet');
  });

  test.each(['日本', '1', '---', 'x'.repeat(200), 'Ω'])('has a legal name whatever the construct is called: %s', id => {
    for (const workload of [MlWorkload.SCRATCH, MlWorkload.CHECKPOINTS, MlWorkload.TRAINING_DATA]) {
      expect(claimOf({ workload }, id).claim.name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$/);
    }
  });

  test('brings its namespace where it is asked to', () => {
    const kindsOf = (createNamespace?: boolean) => claimOf({ claim: { namespace: 'ml', createNamespace } }).kinds.filter(({ kind }) => kind === 'Namespace').length;
    expect([kindsOf(), kindsOf(false), kindsOf(true)]).toEqual([0, 0, 1]);
  });

  test('of two volumes of one stack are two', () => {
    const stack = testStack();
    const [one, other] = [mlVolume(stack, { claim: { name: 'data' } }, 'A'), mlVolume(stack, { claim: { name: 'data' } }, 'B')];
    expect(one.claimName).not.toBe(other.claimName);
    expect(new Set(objectsOf(stack).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).size).toBe(objectsOf(stack).length);
  });
});

describe('on a cluster of the app', () => {
  const addonsOf = (stack: Stack) => resourcesOf(stack, 'AWS::EKS::Addon').filter(({ Properties }) => Properties.AddonName === 'aws-fsx-csi-driver');

  test('needs neither subnets nor drivers, and two volumes share the driver', () => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    const make = (id: string, workload: MlWorkload) =>
      new MlTrainingVolume(stack, id, { cluster, workload, size: Size.gibibytes(100) });
    const [a, b] = [make('A', MlWorkload.TRAINING_DATA), make('B', MlWorkload.SCRATCH)];
    expect(a.lustre!.driver).toBe(b.lustre!.driver);
    expect(addonsOf(stack).length).toBe(1);
  });

  test('the driver that all share is not tagged with the reason of one', () => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    new MlTrainingVolume(stack, 'A', { cluster, workload: MlWorkload.TRAINING_DATA, size: Size.gibibytes(100) });
    expect(addonsOf(stack).map(addon => tagsOf(addon)['cdk-eks-fsx/reason'])).toEqual([undefined]);
  });

  test('takes the drivers that it is given', () => {
    const stack = testStack();
    const cluster = ownCluster(stack);
    const [lustreDriver, tridentDriver] = [new LustreCsiDriver(stack, 'Lustre', { cluster }), new TridentDriver(stack, 'Trident', { cluster })];
    const of = (id: string, workload: MlWorkload) => new MlTrainingVolume(stack, id, {
      cluster, lustreDriver, tridentDriver, workload, size: Size.gibibytes(100),
    });
    expect([of('A', MlWorkload.TRAINING_DATA).lustre!.driver, of('B', MlWorkload.HOME_DIRECTORIES).ontap!.driver]).toEqual([lustreDriver, tridentDriver]);
  });
});

describe('what cannot be is one error, at the volume, in words of its props', () => {
  const rejected = (
    props: Partial<MlTrainingVolumeProps>,
    make: (stack: Stack) => Partial<MlTrainingVolumeProps> = () => ({}),
  ) => {
    const stack = testStack(new App(), 'Training');
    return errorOf(() => mlVolume(stack, { ...props, ...make(stack) }, 'Imagenet'));
  };

  test('a data set and two zones', () => {
    expect(rejected({ multiAz: true }, stack => ({ dataset: { bucket: corpus(stack) } }))).toBe([
      'MlTrainingVolume \'Training/Imagenet\': nothing offers a link to S3 (dataset) and two Availability Zones (multiAz) together.',
      '  Alternatives:',
      '  - without a link to S3 (dataset): Amazon FSx for NetApp ONTAP in two Availability Zones; copy the data from S3 with addDataSync() of the ONTAP storage or a Job',
      '  - without two Availability Zones (multiAz): Amazon FSx for Lustre, persistent, or Amazon FSx for Lustre on hard disks; run the pods in the zone of the file system',
    ].join('\n'));
  });

  test('snapshots and scratch', () => {
    const message = rejected({ workload: MlWorkload.SCRATCH, snapshots: true });
    expect(message).toMatch(/^MlTrainingVolume 'Training\/Imagenet': nothing offers snapshots and scratch storage/);
  });

  test.each<[string, Partial<MlTrainingVolumeProps>, string]>([
    ['no size', { size: Size.gibibytes(0) }, 'size 0 GiB: must be more than 0'],
    ['no readers', { readers: 0 }, 'readers: must be at least 1, got 0'],
    ['a wrong word', { lifetime: 'WEEK' as MlLifetime }, 'lifetime: must be JOB or LASTING, got "WEEK"'],
    ['a size that is known late', { size: Size.gibibytes(Lazy.number({ produce: () => 1 })) }, 'size: must be known at synthesis'],
    ['a throughput that is known late', { throughputMBps: Lazy.number({ produce: () => 1 }) }, 'throughputMBps: must be known at synthesis'],
    ['all of it', { size: Size.gibibytes(Lazy.number({ produce: () => 1 })), readers: Lazy.number({ produce: () => 1 }) }, 'readers: must be known'],
    ['more than there is', { snapshots: true, size: Size.tebibytes(900) }, 'Distribute the data over several volumes, or reduce the requirements.'],
  ])('%s', (_, props, expected) => {
    const message = rejected(props);
    expect(message).toMatch(/^MlTrainingVolume 'Training\/Imagenet': /);
    expect(message).toContain(expected);
    expect(message).not.toMatch(/Token\[|e\+\d\d\d/);
  });

  describe('also of what it makes', () => {
    const onImported = (props: Partial<MlTrainingVolumeProps>) => {
      const stack = testStack(new App(), 'Training');
      return errorOf(() => new MlTrainingVolume(stack, 'Imagenet', {
        cluster: importedCluster(stack), workload: MlWorkload.TRAINING_DATA, size: Size.tebibytes(2), ...props,
      }));
    };

    test('on Lustre', () => {
      const message = onImported({ claim: { name: 'No_Name' } });
      expect(message).toMatch(/^MlTrainingVolume 'Training\/Imagenet': 3 problems\n/);
      expect(idsIn(message)).toEqual(['lustre/driver-unknown', 'lustre/subnet-not-pinned', 'lustre/claim-name-format']);
      expect([...message.matchAll(/^ {2}([a-z][\w.]+)[ :]/gm)].map(([, name]) => name)).toEqual(['lustreDriver', 'vpcSubnets', 'claim.name']);
      expect(message).toMatch(/\n {2}Fixes name properties of FsxLustreStorage: here driver is lustreDriver and subnet is vpcSubnets\.$/);
    });

    test('on ONTAP', () => {
      const message = onImported({ snapshots: true });
      expect(message).toMatch(/^MlTrainingVolume 'Training\/Imagenet': \d problems\n/);
      expect(message).toMatch(/^ {2}tridentDriver: /m);
      expect(message).toMatch(/\n {2}Fixes name properties of FsxOntapStorage: here driver is tridentDriver\.$/);
    });

    test('and each storage alone names its own properties', () => {
      const stack = testStack(new App(), 'Training');
      const message = errorOf(() => managedOn(stack, {}, { cluster: importedCluster(stack), driver: undefined }));
      expect(message).toMatch(/^FsxLustreStorage 'Training\/Data': /);
      expect(message).toMatch(/^ {2}driver: /m);
      expect(message).not.toContain('in the words of');
    });
  });

  test('nothing is left of a volume that was rejected but itself', () => {
    const stack = testStack();
    errorOf(() => mlVolume(stack, { workload: MlWorkload.SCRATCH, snapshots: true }));
    expect(stack.node.findChild('Data').node.children).toEqual([]);
  });

  test('requires a list of subnets in an imported VPC', () => {
    const message = rejected({ vpcSubnets: undefined });
    expect(message).toContain('subnet');
    expect(message).toContain('the order of the subnets of an imported VPC can change');
    expect(rejected({ vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } }))
      .toContain('vpcSubnets: the order of the subnets of an imported VPC can change');
    expect(rejected({ vpcSubnets: { subnetGroupName: 'Absent' } })).toContain('vpcSubnets: the selection contains no subnet');
    expect(rejected({ vpcSubnets: { subnets: [] } })).toContain('vpcSubnets: the selection contains no subnet');
  });

  test('a selection by type requires the VPC of the cluster', () => {
    const stack = testStack();
    const cluster = eks.Cluster.fromClusterAttributes(stack, 'Bare', { clusterName: 'bare' });
    expect(errorOf(() => mlVolume(stack, { cluster, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } })))
      .toContain('vpcSubnets: a selection requires the VPC of the cluster');
  });

  test('an imported cluster without a driver: which one is asked', () => {
    const stack = testStack();
    expect(errorOf(() => mlVolume(stack, { lustreDriver: undefined, cluster: importedCluster(stack) }))).toContain('lustre/driver-unknown');
    expect(errorOf(() => mlVolume(stack, { tridentDriver: undefined, multiAz: true, cluster: routedCluster(stack) }, 'B'))).toContain('ontap/driver-unknown');
  });
});
