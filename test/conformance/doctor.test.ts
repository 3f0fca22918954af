import { execFileSync, spawnSync } from 'child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'fs';
import { delimiter, join } from 'path';
import { KubernetesObject } from './support/kubernetes';
import { RealCluster } from './support/real-cluster';
import { SimulatedOntap } from './support/simulated-ontap';
import { TOOLS, proof, log, temporaryFolder, until } from './support/tools';

const ROOT = join(__dirname, '..', '..');
const LUSTRE = 'fs-0123456789abcdef0';
const ONTAP = 'fs-0fedcba9876543210';
const NODE = 'ip-10-0-1-2.eu-west-1.compute.internal';
const ANSWERS = { // as the AWS CLI prints them: the examples of its reference
  'fsx describe-file-systems': {
    FileSystems: [
      {
        OwnerId: '111122223333', FileSystemId: LUSTRE, FileSystemType: 'LUSTRE', FileSystemTypeVersion: '2.15', Lifecycle: 'AVAILABLE', StorageCapacity: 4800,
        VpcId: 'vpc-0123456789abcdef0', SubnetIds: ['subnet-0aaaaaaaaaaaaaaa0'], NetworkInterfaceIds: ['eni-0123456789abcdef0'],
        DNSName: `${LUSTRE}.fsx.eu-west-1.amazonaws.com`, Tags: [], LustreConfiguration: { DeploymentType: 'PERSISTENT_2', MountName: 'abcdefgh' },
      },
      { FileSystemId: ONTAP, FileSystemType: 'ONTAP', Lifecycle: 'AVAILABLE', StorageCapacity: 1024, NetworkInterfaceIds: [], Tags: [] },
    ],
  },
  'fsx describe-data-repository-associations': { Associations: [] },
  'fsx describe-data-repository-tasks': { DataRepositoryTasks: [] },
  'fsx describe-storage-virtual-machines': { StorageVirtualMachines: [{ StorageVirtualMachineId: 'svm-0123456789abcdef0', FileSystemId: ONTAP, Name: 'svm1', Lifecycle: 'CREATED' }] },
  'fsx describe-backups': { Backups: [] },
  'ec2 describe-network-interfaces': {
    NetworkInterfaces: [{ NetworkInterfaceId: 'eni-0123456789abcdef0', PrivateIpAddress: '10.0.1.50', Groups: [{ GroupId: 'sg-one', GroupName: 'one' }] }],
  },
  'ec2 describe-security-group-rules': { SecurityGroupRules: [{ GroupId: 'sg-one', IsEgress: false, IpProtocol: '-1', FromPort: -1, ToPort: -1, ReferencedGroupInfo: { GroupId: 'sg-one' } }] },
  'eks describe-addon': {
    addon: { addonName: 'aws-fsx-csi-driver', clusterName: 'training', status: 'ACTIVE', addonVersion: 'v1.10.0-eksbuild.2', health: { issues: [] }, podIdentityAssociations: ['arn:aws:eks:x'] },
  },
  'eks list-pod-identity-associations': { associations: [] },
};

/** A played `aws`: what is not in its answers is refused with the words of the real one. */
const AWS = `#!/bin/bash
echo "aws $*" >> "$REQUESTED"
file="$ANSWERS/$1 $2.json"
[[ -f $file ]] && exec cat "$file"
echo "An error occurred (AccessDeniedException) when calling the operation: not authorized" >&2
exit 254
`;
/** The real kubectl, with a note of what it was asked. */
const KUBECTL = `#!/bin/bash
echo "kubectl $*" >> "$REQUESTED"
exec "${join(TOOLS, 'kubectl')}" "$@"
`;

interface Reported {
  readonly status: number | null;
  readonly checks: { readonly [title: string]: string };
  readonly answers: { readonly [id: string]: string };
  readonly requested: readonly string[];
  readonly text: string;
}

proof('the compiled doctor, with the real kubectl on a real API server and a played aws', () => {
  const cluster = new RealCluster();
  const ontap = new SimulatedOntap(cluster);
  const folder = temporaryFolder();
  const compiled = join(folder, 'lib');

  beforeAll(async () => {
    const config = join(folder, 'tsconfig.json');
    writeFileSync(config, JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'), files: [join(ROOT, 'src', 'cli', 'main.ts')], include: [],
      compilerOptions: { rootDir: join(ROOT, 'src'), outDir: compiled, declaration: false, typeRoots: [join(ROOT, 'node_modules', '@types')] },
    }));
    execFileSync(join(ROOT, 'node_modules', '.bin', 'tsc'), ['-p', config], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
    copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json')); // --version
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules')); // bundled dependencies
    ['bin', 'answers'].forEach(name => mkdirSync(join(folder, name)));
    writeFileSync(join(folder, 'bin', 'aws'), AWS, { mode: 0o755 });
    writeFileSync(join(folder, 'bin', 'kubectl'), KUBECTL, { mode: 0o755 });
    answer(ANSWERS);
    await Promise.all(['ml', 'other'].map(async name => cluster.namespace(name)));
    ontap.there(ONTAP, 'svm1');
    await ontap.installed();
    await inOrder();
  });

  function answer(answers: { readonly [command: string]: object }) {
    Object.entries(answers).forEach(([command, value]) => writeFileSync(join(folder, 'answers', `${command}.json`), JSON.stringify(value)));
  }

  /** A cluster with a node, both drivers and a Bound static claim. */
  async function inOrder() {
    const { api } = cluster;
    await api.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: NODE, labels: { 'topology.kubernetes.io/region': 'eu-west-1', 'kubernetes.io/os': 'linux' } }, spec: { providerID: 'aws:///eu-west-1a/i-0123456789abcdef0' } });
    await api.patch('Node', `${NODE}/status`, '', { status: { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: nodeInfo('Amazon Linux 2023.8.20250915') } });
    await registered('fsx.csi.aws.com');
    await api.create({ apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: 'fsx.csi.aws.com' }, spec: { attachRequired: false } });
    await pod('fsx-csi-controller-1', { app: 'fsx-csi-controller' }, ready());
    await volumeAndClaim('training', LUSTRE, 'ml');
  }

  async function registered(...drivers: string[]) {
    await cluster.api.remove('CSINode', NODE);
    await cluster.api.create({ apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: { name: NODE }, spec: { drivers: drivers.map(name => ({ name, nodeID: NODE })) } });
  }

  async function pod(name: string, labels: object, status: object) {
    await cluster.api.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'kube-system', labels }, spec: { containers: [{ name: 'fsx-plugin', image: 'driver' }], nodeName: NODE } });
    await cluster.api.patch('Pod', `${name}/status`, 'kube-system', { status });
  }

  async function volumeAndClaim(name: string, fileSystem: string, namespace: string) {
    await cluster.api.create({
      apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name },
      spec: {
        capacity: { storage: '4800Gi' }, accessModes: ['ReadWriteMany'], storageClassName: '', persistentVolumeReclaimPolicy: 'Retain', claimRef: { name, namespace },
        csi: { driver: 'fsx.csi.aws.com', volumeHandle: `${fileSystem}::${name}`, volumeAttributes: { dnsname: `${fileSystem}.fsx.eu-west-1.amazonaws.com`, mountname: 'abcdefgh' } },
      },
    });
    await cluster.api.create({
      apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace },
      spec: { accessModes: ['ReadWriteMany'], storageClassName: '', volumeName: name, resources: { requests: { storage: '1Gi' } } },
    });
    await cluster.bound({ metadata: { name, namespace } });
  }

  /** Everything in the cluster that anybody could have changed, by its version; events are left out, which its controllers repeat by themselves. */
  async function versions(): Promise<string[]> {
    const kinds = ['Node', 'Pod', 'PersistentVolume', 'PersistentVolumeClaim', 'StorageClass', 'CSINode', 'CSIDriver', 'TridentBackendConfig', 'TridentBackend', 'Job', 'Namespace'];
    const objects = await Promise.all(kinds.map(async kind => cluster.api.list(kind, '')));
    return objects.flat().map(({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.namespace} ${metadata.name} ${metadata.resourceVersion}`).sort();
  }

  /** What the command says, after it was seen that it changed nothing. */
  async function reported(...args: string[]): Promise<Reported> {
    await ontap.trident.pause(); // it writes status by itself
    const before = await versions();
    const requested = join(folder, 'requested');
    writeFileSync(requested, '');
    const env = { HOME: folder, PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter), KUBECONFIG: cluster.plane.kubeconfig, REQUESTED: requested, ANSWERS: join(folder, 'answers') };
    const { status, stdout, stderr } = spawnSync('node', [join(compiled, 'cli', 'main.js'), 'doctor', ...args], { env, encoding: 'utf8' });
    expect(stderr).toBe('');
    const lines = readFileSync(requested, 'utf8').trim().split('\n');
    const after = await versions();
    ontap.trident.resume();
    lines.forEach(line => expect(line).toMatch(/^kubectl (get|logs|config view) |^aws (fsx|ec2|eks) (describe|list)-/));
    expect(after).toEqual(before);
    const json = args.includes('--json') ? JSON.parse(stdout) : { checks: [], answers: [] };
    return {
      status, requested: lines, text: stdout,
      checks: Object.fromEntries(json.checks.map(({ title, state }: any) => [title, state])),
      answers: Object.fromEntries(json.answers.map(({ id, findings }: any) => [id, findings.map(({ subject, seen }: any) => `${subject}: ${seen}`).join('; ')])),
    };
  }

  const look = async (...args: string[]) => reported('--json', '--cluster', 'training', ...args);

  test('a cluster in order: exit code 0', async () => {
    const { status, checks, answers, requested } = await look();
    expect({ answers, status }).toEqual({ answers: {}, status: 0 });
    expect(checks).toMatchObject({ 'PVC Pending': 'ok', 'Mount timeout': 'ok', 'Driver not running': 'ok', 'Backend failed': 'ok', 'AlreadyExists': 'not visible' });
    expect(requested).toContain('aws fsx describe-file-systems --region eu-west-1 --output json');
    log(`asked ${requested.length} questions, and changed nothing`);
  });

  test('a claim whose file system FSx rejects', async () => {
    await cluster.api.create({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'scratch' }, provisioner: 'fsx.csi.aws.com' } as any);
    const { metadata } = await cluster.api.create({
      apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'scratch', namespace: 'ml' },
      spec: { accessModes: ['ReadWriteMany'], storageClassName: 'scratch', resources: { requests: { storage: '1200Gi' } } },
    });
    // Kubernetes notes on the claim whom it waits for
    await until('noted', 20, async () => (await cluster.api.get('PersistentVolumeClaim', 'scratch', 'ml'))?.metadata.annotations?.['volume.kubernetes.io/storage-provisioner']);
    await cluster.api.create({
      apiVersion: 'v1', kind: 'Event', metadata: { name: 'scratch.1', namespace: 'ml' }, type: 'Warning', reason: 'ProvisioningFailed',
      message: 'failed to provision volume with StorageClass "scratch": rpc error: code = Internal desc = Could not create volume "pvc-1": CreateFileSystem failed: operation error FSx: CreateFileSystem, AccessDeniedException: User is not authorized to perform: fsx:TagResource',
      involvedObject: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', name: 'scratch', namespace: 'ml', uid: metadata.uid },
    });
    const { status, answers, checks } = await look('--namespace', 'ml');
    expect(status).toBe(1);
    expect(answers['pvc/not-authorized']).toMatch(/^claim ml\/scratch: failed to provision .* fsx:TagResource$/);
    expect(checks['PVC Pending']).toBe('problem');
    expect((await look('--namespace', 'other')).answers).not.toHaveProperty('pvc/not-authorized');
    expect((await look('--namespace', 'ml', '--claim', 'training')).answers).not.toHaveProperty('pvc/not-authorized');
    expect((await look('--namespace', 'ml', '--claim', 'scratch')).answers).toHaveProperty('pvc/not-authorized');
    await cluster.api.remove('PersistentVolumeClaim', 'scratch', 'ml');
  });

  test('a node that has not registered the driver', async () => {
    await registered('ebs.csi.aws.com');
    const { status, answers } = await look();
    expect({ status, answer: answers['driver/node-not-registered'] }).toEqual({ status: 1, answer: `node ${NODE}: fsx.csi.aws.com is not registered` });
    await registered('fsx.csi.aws.com');
    expect((await look()).answers).not.toHaveProperty('driver/node-not-registered');
  });

  test('a driver that crashes', async () => {
    await pod('fsx-csi-node-1', { app: 'fsx-csi-node' }, {
      phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }],
      containerStatuses: [{
        name: 'fsx-plugin', image: 'driver', imageID: '', ready: false, restartCount: 7, state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
        lastState: { terminated: { exitCode: 255, reason: 'Error' } },
      }],
    });
    const { status, answers } = await look();
    expect({ status, answer: answers['driver/pod-not-running'] })
      .toEqual({ status: 1, answer: 'pod kube-system/fsx-csi-node-1: fsx-plugin: CrashLoopBackOff, 7 restarts, last ended with 255 Error' });
    await cluster.api.patch('Pod', 'fsx-csi-node-1/status', 'kube-system', { status: ready() });
    expect((await look()).answers).not.toHaveProperty('driver/pod-not-running');
  });

  test('a backend that Trident rejects', async () => {
    await cluster.api.create({
      apiVersion: 'trident.netapp.io/v1', kind: 'TridentBackendConfig', metadata: { name: 'weights', namespace: 'trident' },
      spec: {
        version: 1, backendName: 'weights', storageDriverName: 'ontap-nas', svm: 'svm-0123456789abcdef0', aws: { fsxFilesystemID: ONTAP, apiRegion: 'eu-west-1' },
        credentials: { name: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:training/vsadmin-AbCdEf', type: 'awsarn' },
      },
    });
    await until('Trident has judged', 20, async () => (await cluster.api.get('TridentBackendConfig', 'weights', 'trident'))?.status?.lastOperationStatus === 'Failed');
    const { status, answers, checks } = await look();
    expect(status).toBe(1);
    expect(checks['Backend failed']).toBe('problem');
    expect(answers['backend/svm-unknown']).toBe(`backend weights: ${ONTAP} has no SVM named 'svm-0123456789abcdef0'`);
    expect(answers['backend/svm']).toMatch(/^backend weights: .*svm-0123456789abcdef0/i);
    await cluster.api.patch('TridentBackendConfig', 'weights', 'trident', { spec: { svm: 'svm1' } });
    await until('Trident has taken it', 20, async () => (await cluster.api.get('TridentBackendConfig', 'weights', 'trident'))?.status?.phase === 'Bound');
    expect((await look()).checks['Backend failed']).toBe('ok');
  });

  test('a volume whose file system is gone', async () => {
    await volumeAndClaim('lost', 'fs-0000000000000000f', 'ml');
    const { status, answers } = await look();
    expect({ status, answer: answers['fsx/volume-without-file-system'] }).toEqual({ status: 1, answer: 'volume lost: fs-0000000000000000f is not in this account and eu-west-1' });
    expect((await look('--no-aws')).status).toBe(0); // nobody asked FSx
    await cluster.api.remove('PersistentVolumeClaim', 'lost', 'ml');
    await cluster.api.remove('PersistentVolume', 'lost');
    await until('gone', 20, async () => !await cluster.api.get('PersistentVolume', 'lost'));
  });

  test('what it may not see: exit code 2, and the right that is missing', async () => {
    answer({});
    execFileSync('rm', [join(folder, 'answers', 'ec2 describe-security-group-rules.json')]);
    const { status, text } = await reported('--cluster', 'training');
    expect(status).toBe(2);
    expect(text).toMatch(/^Mount timeout +not visible: without security group rules \(1\)$/m);
    expect(text).toMatch(/^\(1\) no permission: ec2:DescribeSecurityGroupRules$/m);
    answer(ANSWERS);
  });

  test('a user who may list nothing but claims: every other check says so', async () => {
    const { api } = cluster;
    await Promise.all([
      api.create({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'claims' }, rules: [{ apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['get', 'list'] }] }),
      api.create({
        apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'claims' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'claims' }, subjects: [{ kind: 'User', name: 'poor', apiGroup: 'rbac.authorization.k8s.io' }],
      }),
    ]);
    const config = JSON.parse(readFileSync(cluster.plane.kubeconfig, 'utf8'));
    config.contexts.push({ name: 'poor', context: { cluster: 'conformance', user: 'poor' } });
    config.users.push({ name: 'poor', user: { ...config.users[0].user, as: 'poor' } });
    writeFileSync(cluster.plane.kubeconfig, JSON.stringify(config));
    const { status, text } = await reported('--context', 'poor', '--no-aws');
    expect(status).toBe(2);
    expect(text).toMatch(/^\(\d+\) no permission: kubectl get persistentvolumes$/m);
    expect(text).not.toMatch(/no permission: kubectl get persistentvolumeclaims/);
  });
});

function ready() {
  return {
    phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [{ name: 'fsx-plugin', image: 'driver', imageID: '', ready: true, restartCount: 0, state: { running: {} } }],
  };
}

function nodeInfo(osImage: string) {
  const names = ['machineID', 'systemUUID', 'bootID', 'kernelVersion', 'containerRuntimeVersion', 'kubeletVersion', 'kubeProxyVersion'];
  return { ...Object.fromEntries(names.map(name => [name, 'x'])), osImage, operatingSystem: 'linux', architecture: 'arm64' };
}
