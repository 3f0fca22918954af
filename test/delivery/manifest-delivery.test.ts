import child_process from 'child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, CfnOutput, RemovalPolicy, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_s3 as s3 } from 'aws-cdk-lib';
import { ApiObject, App as Cdk8sApp, Chart, JsonPatch, Testing, Yaml } from 'cdk8s';
import {
  FsxLustreStorage, LustreCsiDriver, LustreDeploymentType, LustreProvisioning, ManifestDelivery, MlTrainingVolume, MlWorkload, OntapBackend,
  ReclaimPolicy, TridentDriver,
} from '../../src';
import {
  KubernetesObject, errorOf, existingOn, idsIn, importedCluster, managedOn, objectsOf, resourcesOf, storageOn, testApp, testStack, warningsOf,
} from '../support/fixture';
import { ONTAP_CLAIM, QUESTION, SINGLE, existingOntap, managedOntap, routedCluster } from '../support/ontap';

const ZONE = { availabilityZone: 'eu-west-1a' };
const KEPT = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false', 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'delivery-'));
}

// cdk8s starts a process of Node for each file that it reads
jest.spyOn(child_process, 'execFileSync').mockImplementation((_node, args) => readFileSync(args![1], 'utf8'));

function synthesized(stack: Stack) {
  return App.of(stack)!.synth({ force: true }).getStackByName(stack.stackName);
}

/** The objects of each file that a synthesis wrote. */
function filesOf(stack: Stack, where: string): { [file: string]: KubernetesObject[] } {
  synthesized(stack);
  return Object.fromEntries(readdirSync(where).sort().map(file => [file, Yaml.load(join(where, file))]));
}

function kindsOf(objects: readonly KubernetesObject[]): string[] {
  return objects.map(({ kind }) => kind);
}

/** What `cdk deploy --outputs-file` writes. */
function deployed(stack: Stack, file: string, value: (output: any) => string) {
  const outputs: { [key: string]: any } = synthesized(stack).template.Outputs ?? {};
  const reported = Object.fromEntries(Object.entries(outputs).map(([key, output]) => [key, value(output.Value)]));
  writeFileSync(file, JSON.stringify({ [stack.stackName]: reported }));
}

const physical = (value: any) => value.Ref ? 'fs-0a1b2c3d4e5f67890' : 'ab3cd5ef';

describe('YAML', () => {
  test('has a file for each construct, and leaves nothing for kubectl', () => {
    const stack = testStack();
    const where = folder();
    const cluster = importedCluster(stack, { kubectlProvider: undefined });
    const delivery = ManifestDelivery.yaml(where);
    const corpus = existingOn(stack, ZONE, { cluster, delivery, claim: { name: 'corpus', namespace: 'ml', createNamespace: true } }, 'Corpus');
    corpus.addClaim('Vision', { namespace: 'vision', createNamespace: true });
    existingOn(stack, ZONE, { cluster, delivery }, 'Other');
    const files = filesOf(stack, where);
    expect(Object.entries(files).map(([file, objects]) => [file, kindsOf(objects)])).toEqual([
      ['00-namespace-ml.yaml', ['Namespace']],
      ['00-namespace-vision.yaml', ['Namespace']],
      ['storage-corpus.yaml', ['PersistentVolume', 'PersistentVolumeClaim', 'PersistentVolume', 'PersistentVolumeClaim']],
      ['storage-other.yaml', ['PersistentVolume', 'PersistentVolumeClaim']],
    ]);
    expect(resourcesOf(stack)).toEqual([]);
    expect(readFileSync(join(where, 'storage-corpus.yaml'), 'utf8')).toMatch(/^# Made by cdk-eks-fsx from Storage\/Corpus: .*\napiVersion: v1\n[^]*[^\n]\n$/);
  });

  test('holds what kubectl would have brought', () => {
    const [byKubectl, byFile] = [testStack(), testStack()];
    const where = folder();
    existingOn(byKubectl, ZONE);
    existingOn(byFile, ZONE, { delivery: ManifestDelivery.yaml(where) });
    expect(filesOf(byFile, where)['storage-data.yaml']).toEqual(objectsOf(byKubectl));
  });

  test('is written again with what was patched', () => {
    const stack = testStack();
    const where = folder();
    const storage = existingOn(stack, ZONE, { delivery: ManifestDelivery.yaml(where), claim: { name: 'a', namespace: 'ml', createNamespace: true } });
    const claim = storage.manifests.apiObjects.find(({ kind }) => kind === 'PersistentVolumeClaim')!;
    claim.addJsonPatch(JsonPatch.add('/metadata/labels', { team: 'research' }));
    const objects = filesOf(stack, where)['storage-data.yaml'];
    expect(objects.find(({ kind }) => kind === 'PersistentVolumeClaim')!.metadata.labels).toEqual({ team: 'research' });
  });

  test('has a namespace once in a folder, whoever asks for it', () => {
    const stack = testStack();
    const [where, elsewhere] = [folder(), folder()];
    const claim = { namespace: 'ml', createNamespace: true };
    existingOn(stack, ZONE, { delivery: ManifestDelivery.yaml(where), claim }, 'A').addClaim('More', claim);
    existingOn(stack, ZONE, { delivery: ManifestDelivery.yaml(where), claim }, 'B');
    existingOn(stack, ZONE, { delivery: ManifestDelivery.yaml(elsewhere), claim }, 'C');
    synthesized(stack);
    expect(readdirSync(where).sort()).toEqual(['00-namespace-ml.yaml', 'storage-a.yaml', 'storage-b.yaml']);
    expect(readdirSync(elsewhere).sort()).toEqual(['00-namespace-ml.yaml', 'storage-c.yaml']);
    expect(readFileSync(join(where, '00-namespace-ml.yaml'), 'utf8')).toContain('# Made by cdk-eks-fsx: ');
  });

  test('two constructs that would share a file are an error', () => {
    const stack = testStack();
    const delivery = ManifestDelivery.yaml(folder());
    existingOn(stack, ZONE, { delivery }, 'DataA');
    expect(errorOf(() => existingOn(stack, ZONE, { delivery }, 'Data-A'))).toMatch(/'Storage\/DataA' and 'Storage\/Data-A' would both be written to .*storage-data-a\.yaml\.\n {2}Fix: /);
  });

  test('works in a stage of an app', () => {
    const where = folder();
    const { Stage } = jest.requireActual('aws-cdk-lib');
    const app = testApp();
    const stage = new Stage(app, 'Prod', { env: { account: '111122223333', region: 'eu-west-1' } });
    existingOn(new Stack(stage, 'Storage'), ZONE, { delivery: ManifestDelivery.yaml(where) });
    app.synth();
    expect(readdirSync(where)).toEqual(['prod-storage-data.yaml']);
  });
});

describe('GitOps keeps what the stack keeps', () => {
  const annotationsIn = (removalPolicy: RemovalPolicy) => {
    const stack = testStack();
    const [where, outputs] = [folder(), join(folder(), 'outputs.json')];
    managedOn(stack, { removalPolicy }, { delivery: ManifestDelivery.yaml(where, { outputsFile: outputs }), claim: { namespace: 'ml', createNamespace: true } });
    deployed(stack, outputs, physical);
    return Object.values(filesOf(stack, where)).flat().map(({ kind, metadata }) => [kind, (metadata as any).annotations]);
  };

  test.each([RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])('%s: nothing leaves the cluster with the repository', policy => {
    expect(annotationsIn(policy)).toEqual([['Namespace', KEPT], ['PersistentVolume', KEPT], ['PersistentVolumeClaim', KEPT]]);
  });

  test('destroy: all but the namespace, which may hold the claims of others', () => {
    expect(annotationsIn(RemovalPolicy.DESTROY)).toEqual([['Namespace', KEPT], ['PersistentVolume', undefined], ['PersistentVolumeClaim', undefined]]);
  });
});

describe('values that are known only at deployment', () => {
  test('are one error, with every field and the ways out', () => {
    const stack = testStack();
    const message = errorOf(() => managedOn(stack, {}, { delivery: ManifestDelivery.yaml(folder()) }));
    expect(message.replace(/-[0-9a-f]{8}/g, '-HASH')).toMatchInlineSnapshot(`
"FsxLustreStorage 'Storage/Data': 1 problem
  delivery: these values are known only when the stack is deployed, so no file can hold them now
      PersistentVolume default-data-HASH: spec.csi.volumeAttributes.dnsname
      PersistentVolume default-data-HASH: spec.csi.volumeAttributes.mountname
      PersistentVolume default-data-HASH: spec.csi.volumeHandle.
    Fix: name what exists already by its literal id (existing(), Subnet.fromSubnetAttributes(), SecurityGroup.fromSecurityGroupId()); or let the stack tell them: ManifestDelivery.yaml(folder, { outputsFile }); or use ManifestDelivery.kubectl().
    delivery/known-late  https://docs.aws.amazon.com/cdk/v2/guide/tokens.html"
`);
  });

  test('are told by outputs of the stack, and written down after the deployment', () => {
    const stack = testStack();
    const [where, outputs] = [folder(), join(folder(), 'outputs.json')];
    managedOn(stack, {}, { delivery: ManifestDelivery.yaml(where, { outputsFile: outputs }) });
    expect(filesOf(stack, where)).toEqual({});
    expect(warningsOf(stack)).toEqual(['delivery/waits-for-outputs']);

    deployed(stack, outputs, physical);
    const [volume] = filesOf(stack, where)['storage-data.yaml'];
    expect(volume.spec.csi).toEqual({
      driver: 'fsx.csi.aws.com',
      volumeHandle: `fs-0a1b2c3d4e5f67890::${volume.metadata.name}`,
      volumeAttributes: { dnsname: 'fs-0a1b2c3d4e5f67890.fsx.eu-west-1.amazonaws.com', mountname: 'ab3cd5ef' },
    });
  });

  test('cost two outputs for a volume', () => {
    const stack = testStack();
    const storage = managedOn(stack, {}, { delivery: ManifestDelivery.yaml(folder(), { outputsFile: 'none.json' }) });
    const outputs = () => stack.node.findAll().filter(CfnOutput.isCfnElement).filter(one => one instanceof CfnOutput && one.node.id.startsWith('Value')).length;
    expect(outputs()).toBe(2);
    storage.addClaim('More');
    expect(outputs()).toBe(4);
  });

  test('of a file system that is replaced are not taken from the one before', () => {
    const [where, outputs] = [folder(), join(folder(), 'outputs.json')];
    const with_ = (perUnitStorageThroughput: number) => {
      const stack = testStack();
      managedOn(stack, { perUnitStorageThroughput }, { delivery: ManifestDelivery.yaml(where, { outputsFile: outputs }) });
      return stack;
    };
    deployed(with_(125), outputs, physical);
    const before = filesOf(with_(125), where);
    const edited = with_(250);
    expect(filesOf(edited, where)).toEqual(before); // the file that was there stays as it was
    expect(warningsOf(edited)).toEqual(['delivery/waits-for-outputs']);
    deployed(edited, outputs, value => physical(value).replace('fs-0a', 'fs-0b'));
    const [volume] = filesOf(edited, where)['storage-data.yaml'];
    expect(volume.spec.csi.volumeHandle).toMatch(/^fs-0b/);
    expect(volume.metadata.name).not.toBe(before['storage-data.yaml'][0].metadata.name);
  });

  test('of another stack are not taken for those of this one', () => {
    const stack = testStack();
    const [where, outputs] = [folder(), join(folder(), 'outputs.json')];
    managedOn(stack, {}, { delivery: ManifestDelivery.yaml(where, { outputsFile: outputs }) });
    deployed(stack, outputs, physical);
    writeFileSync(outputs, readFileSync(outputs, 'utf8').replace('"Storage"', '"Other"'));
    expect(filesOf(stack, where)).toEqual({});
  });

  test('that a patch brings later are found when the file is written', () => {
    const stack = testStack();
    const where = folder();
    const storage = existingOn(stack, ZONE, { delivery: ManifestDelivery.yaml(where) });
    storage.manifests.apiObjects[0].addJsonPatch(JsonPatch.add('/metadata/labels', { bucket: new s3.Bucket(stack, 'Bucket').bucketName }));
    expect(errorOf(() => synthesized(stack))).toMatch(/PersistentVolume .*: metadata\.labels\.bucket/);
    expect(readdirSync(where)).toEqual([]);
  });
});

describe('a chart of somebody else', () => {
  const inPlainCdk8s = (props: object = {}) => {
    const app = new Cdk8sApp();
    const chart = new Chart(app, 'research');
    const stack = new Stack(new App(), 'Research', { env: { region: 'eu-west-1' } });
    const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'training' });
    const storage = new FsxLustreStorage(stack, 'Corpus', {
      cluster,
      driver: LustreCsiDriver.existing(),
      delivery: ManifestDelivery.chart(chart),
      provisioning: LustreProvisioning.existing({
        fileSystemId: 'fs-0123456789abcdef0', mountName: 'abcdefgh', capacity: Size.gibibytes(1200), ...ZONE,
      }),
      claim: { name: 'corpus', namespace: 'research', createNamespace: true },
      ...props,
    });
    return { app, chart, stack, storage };
  };

  test('holds the objects beside its own, the namespace before what is in it', () => {
    const { app, chart, storage } = inPlainCdk8s();
    const job = new ApiObject(chart, 'Job', { apiVersion: 'batch/v1', kind: 'Job', spec: { template: { spec: { containers: [{ name: 'main' }] } } } });
    storage.mountInto(job, { path: '/corpus' });
    expect(storage.manifests).toBe(chart);
    const objects = Yaml.load(join(synth(app), 'research.k8s.yaml'));
    const kinds = kindsOf(objects);
    expect([...kinds].sort()).toEqual(['Job', 'Namespace', 'PersistentVolume', 'PersistentVolumeClaim']);
    expect(kinds.indexOf('Namespace')).toBeLessThan(kinds.indexOf('PersistentVolumeClaim'));
    expect(JSON.stringify(objects)).not.toContain('Token');
    expect(objects.find(({ kind }) => kind === 'Job').spec.template.spec.volumes[0].persistentVolumeClaim.claimName).toBe(storage.claimName);
  });

  test('takes no value that is known at deployment only', () => {
    const token = () => new s3.Bucket(new Stack(), 'Bucket').bucketName;
    const message = errorOf(() => inPlainCdk8s({ claim: { labels: { bucket: token() } } }));
    expect(idsIn(message)).toEqual(['delivery/known-late']);
    expect(message).toMatch(/PersistentVolumeClaim corpus-[0-9a-f]{8}: metadata\.labels\.bucket/);
  });

  test('can hold a class for scratch file systems, with a subnet and a security group that somebody made', () => {
    const { stack, chart } = inPlainCdk8s();
    const provisioning = LustreProvisioning.dynamic({
      deploymentType: LustreDeploymentType.SCRATCH_2,
      subnet: ec2.Subnet.fromSubnetAttributes(stack, 'Subnet', { subnetId: 'subnet-0123456789abcdef0', ...ZONE }),
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0'),
    });
    new FsxLustreStorage(stack, 'Scratch', {
      cluster: stack.node.findChild('Cluster') as eks.ICluster,
      driver: LustreCsiDriver.existing(), delivery: ManifestDelivery.chart(chart), provisioning,
    });
    const storageClass = Testing.synth(chart).find(({ kind }) => kind === 'StorageClass');
    expect(storageClass.parameters).toMatchObject({
      subnetId: 'subnet-0123456789abcdef0', securityGroupIds: 'sg-0123456789abcdef0', extraTags: 'cdk-eks-fsx/cluster=training,cdk-eks-fsx/storage=Research/Scratch,cdk-eks-fsx/reclaim-policy=Delete',
    });
    expect(resourcesOf(stack)).toEqual([]);
  });

  function synth(app: Cdk8sApp): string {
    const outdir = folder();
    Object.defineProperty(app, 'outdir', { value: outdir });
    app.synth();
    return outdir;
  }
});

describe('a security group of somebody else for file systems that the driver makes', () => {
  const scratch = (stack: Stack, over: object = {}) => LustreProvisioning.dynamic({
    deploymentType: LustreDeploymentType.SCRATCH_2, securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Given', 'sg-0fedcba9876543210'), ...over,
  });

  test('gets the rules for the nodes of the cluster, and no group is made', () => {
    const stack = testStack();
    storageOn(stack, { provisioning: scratch(stack) });
    expect(resourcesOf(stack, 'AWS::EC2::SecurityGroup')).toEqual([]);
    const rules = [...resourcesOf(stack, 'AWS::EC2::SecurityGroupIngress'), ...resourcesOf(stack, 'AWS::EC2::SecurityGroupEgress')];
    expect(new Set(rules.flatMap(({ Properties }) => [Properties.GroupId]))).toEqual(new Set(['sg-0fedcba9876543210', 'sg-0123456789abcdef0']));
    expect(objectsOf(stack)[0].parameters.securityGroupIds).toBe('sg-0fedcba9876543210');
  });

  test.each([
    ['neither VPC nor group', { vpc: undefined, clusterSecurityGroupId: undefined }, {}, ['lustre/cluster-vpc-missing']],
    ['no group', { clusterSecurityGroupId: undefined }, {}, []],
    ['nothing, with a subnet', { vpc: undefined, clusterSecurityGroupId: undefined }, { subnet: true }, []],
  ])('on a cluster with %s', (_, over, { subnet }: { subnet?: boolean }, ids) => {
    const stack = testStack();
    const cluster = importedCluster(stack, over);
    const given = subnet ? { subnet: ec2.Subnet.fromSubnetAttributes(stack, 'Subnet', { subnetId: 'subnet-0123456789abcdef0', ...ZONE }) } : {};
    const make = () => storageOn(stack, { cluster, provisioning: scratch(stack, given) });
    expect(ids.length === 0 ? make() && [] : idsIn(errorOf(make))).toEqual(ids);
  });
});

describe('ONTAP', () => {
  const yaml = (stack: Stack, props: object = {}) => {
    const where = folder();
    const cluster = routedCluster(stack, { kubectlProvider: undefined });
    return { where, storage: existingOntap(stack, {}, { cluster, delivery: ManifestDelivery.yaml(where), claim: ONTAP_CLAIM, ...props }) };
  };

  test('has backend, classes, claim, clones and snapshots in its file, without the marks that only a gate reads', () => {
    const stack = testStack();
    const { where, storage } = yaml(stack, { backends: [OntapBackend.nas(), OntapBackend.san()] });
    storage.cloneOf('Branch', storage.snapshot('Baseline'));
    const objects = filesOf(stack, where)['storage-data.yaml'];
    expect(kindsOf(objects)).toEqual([
      'TridentBackendConfig', 'TridentBackendConfig', 'StorageClass', 'StorageClass', 'VolumeSnapshotClass', 'PersistentVolumeClaim', 'VolumeSnapshot',
      'PersistentVolumeClaim',
    ]);
    expect(JSON.stringify(objects)).not.toMatch(/revision-|debugTraceFlags/);
    expect(resourcesOf(stack, QUESTION)).toEqual([]);
    expect((objects[0].metadata as any).annotations).toEqual(KEPT);
  });

  test('goes with the repository when its volumes do', () => {
    const stack = testStack();
    const { where } = yaml(stack, { reclaimPolicy: ReclaimPolicy.DELETE });
    const objects = filesOf(stack, where)['storage-data.yaml'];
    expect(objects.filter(({ metadata }) => (metadata as any).annotations !== undefined)).toEqual([]);
  });

  test('cannot import or restore, which wait for what is in the cluster', () => {
    const stack = testStack();
    const { storage } = yaml(stack);
    expect(idsIn(errorOf(() => storage.importVolume('Old', { volumeName: 'corpus', size: Size.gibibytes(1) })))).toEqual(['ontap/import-by-kubectl-only']);
    expect(idsIn(errorOf(() => storage.restore('Back', storage.snapshot('Baseline'))))).toEqual(['ontap/restore-by-kubectl-only']);
  });

  test('of the stack asks no kubectl of the cluster, nor does its Trident', () => {
    const stack = testStack();
    const cluster = routedCluster(stack, { kubectlProvider: undefined });
    const driver = new TridentDriver(stack, 'Trident', { cluster });
    const delivery = ManifestDelivery.yaml(folder(), { outputsFile: join(folder(), 'outputs.json') });
    managedOntap(stack, SINGLE, { cluster, driver, delivery, claim: ONTAP_CLAIM });
    expect(resourcesOf(stack).map(({ Type }) => Type).filter(type => type.startsWith('Custom::'))).toEqual([]);
    const byKubectl = () => managedOntap(stack, SINGLE, { cluster, driver, claim: { ...ONTAP_CLAIM, name: 'b' } }, 'ByKubectl');
    expect(idsIn(errorOf(byKubectl))).toEqual(['ontap/kubectl-missing']);
  });
});

describe('MlTrainingVolume', () => {
  test('hands its delivery on, to its Jobs too', () => {
    const stack = testStack();
    const [where, outputs] = [folder(), join(folder(), 'outputs.json')];
    const cluster = importedCluster(stack, { kubectlProvider: undefined });
    const volume = new MlTrainingVolume(stack, 'Corpus', {
      cluster, lustreDriver: LustreCsiDriver.existing(), workload: MlWorkload.TRAINING_DATA, size: Size.gibibytes(1200),
      subnets: cluster.vpc.privateSubnets, dataset: { bucket: new s3.Bucket(stack, 'Bucket') }, delivery: ManifestDelivery.yaml(where, { outputsFile: outputs }),
    });
    const { resource } = volume.prefetch('Load');
    expect(resource).toBeUndefined();
    deployed(stack, outputs, physical);
    const files = filesOf(stack, where);
    expect(Object.entries(files).map(([file, objects]) => [file, kindsOf(objects)])).toEqual([
      ['storage-corpus-load.yaml', ['Job']], ['storage-corpus-lustre.yaml', ['PersistentVolume', 'PersistentVolumeClaim']],
    ]);
    expect(existsSync(outputs)).toBe(true);
  });

  test('has none of its own on a storage that is there', () => {
    const stack = testStack();
    const storage = existingOntap(stack);
    const props = { cluster: routedCluster(stack), workload: MlWorkload.CHECKPOINTS, size: Size.gibibytes(100), storage };
    expect(errorOf(() => new MlTrainingVolume(stack, 'V', { ...props, delivery: ManifestDelivery.kubectl() }))).toContain('delivery belongs to the storage');
    expect(() => new MlTrainingVolume(stack, 'W', props)).not.toThrow();
  });
});
