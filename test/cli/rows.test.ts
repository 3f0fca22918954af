import { readFileSync } from 'fs';
import { join } from 'path';
import { NOW, ONTAP_FILE_SYSTEM, World, event, minutesAgo, pending, seenOf, waiting, world } from './world';
import { exitCodeOf, diagnose } from '../../src/cli/doctor/diagnose';
import { ROWS, SECTIONS } from '../../src/cli/doctor/rows';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'troubleshooting.md'), 'utf8');

/** A change of a healthy cluster after which a row applies, and a similar change after which it does not. */
interface Case {
  readonly sick: (made: World) => void;
  readonly seen: RegExp;
  readonly well?: (made: World) => void;
}

const said = (claim: string, message: string, seen: RegExp, harmless = 'something else'): Case => ({
  sick: made => pending(made, claim, [message]), seen, well: made => pending(made, claim, [harmless]),
});
const reported = (claim: string, message: string, seen: RegExp, harmless = 'MountVolume.SetUp failed for volume "v" : something else'): Case => ({
  sick: made => waiting(made, claim, message), seen, well: made => waiting(made, claim, harmless),
});
const backend = (message: string, seen: RegExp): Case => ({
  sick: made => Object.assign(made.backendConfigs[0].status, { phase: '', lastOperationStatus: 'Failed', message }), seen,
  well: made => Object.assign(made.backendConfigs[0].status, { message }),
});
const withoutRules = (group: string, port: number) => (made: World) => {
  made.securityGroupRules = made.securityGroupRules.filter(rule => rule.GroupId !== group || rule.FromPort !== port);
};
/** Another node group, whose security group is not allowed. */
const otherNodes = (made: World) => made.nodeInterfaces.push({ NetworkInterfaceId: 'eni-2', PrivateIpAddress: '10.0.9.2', Groups: [{ GroupId: 'sg-others' }] });
const anyPort = (group: string) => ({ GroupId: group, IsEgress: false, IpProtocol: '-1', FromPort: -1, ToPort: -1, CidrIpv4: '10.0.0.0/16' });
const grows = (made: World, message?: string) => {
  made.claims[1].spec.resources.requests.storage = '2400Gi';
  made.claimEvents.push(...message === undefined ? [] : [event(made.claims[1], 'VolumeResizeFailed', message)]);
};

/** The file system is in eu-west-1a, and the node in the given zone. */
const inZones = (made: World, zone: string) => {
  made.nodes[0].metadata.labels['topology.kubernetes.io/zone'] = zone;
  made.fileSystemInterfaces[0].AvailabilityZone = 'eu-west-1a';
};
const onlyIn = (made: World, zone: string) => made.volumes[0].spec.nodeAffinity = {
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: [zone] }] }] },
};

const CASES: { readonly [id: string]: Case } = {
  'driver/pod-not-running': {
    sick: made => made.systemPods[0].status.containerStatuses[0] = {
      name: 'fsx-plugin', restartCount: 12, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 255, reason: 'Error' } },
    },
    seen: /kube-system\/fsx-csi-controller-1: fsx-plugin: CrashLoopBackOff, 12 restarts, last ended with 255 Error/,
    well: made => made.systemPods[0].status.containerStatuses[0].restartCount = 12,
  },
  'driver/not-installed': { sick: made => made.csiDrivers.pop(), seen: /csi\.trident\.netapp\.io: does not exist/, well: made => made.csiDrivers.push({ metadata: { name: 'x' } }) },
  'driver/no-controller': {
    sick: made => made.systemPods.shift(), seen: /fsx-csi-controller: no pod in kube-system/,
    well: made => { // static volumes need none
      made.systemPods.shift();
      made.classes.shift();
    },
  },
  'driver/node-not-registered': {
    sick: made => made.csiNodes[0].spec.drivers.shift(), seen: /node ip-10-0-1-2\S+: fsx\.csi\.aws\.com is not registered/,
    well: made => { // a driver that is not used need not be there
      made.csiNodes[0].spec.drivers.pop();
      made.volumes.pop();
      made.classes.splice(1, 1);
    },
  },
  'driver/addon-not-in-order': {
    sick: made => Object.assign(made.addons[0], { status: 'CREATE_FAILED', health: { issues: [{ code: 'ConfigurationConflict', message: 'Conflicts found' }] } }),
    seen: /v1\.10\.0-eksbuild\.2: CREATE_FAILED; ConfigurationConflict: Conflicts found/,
    well: made => made.addons[0].status = 'UPDATING',
  },
  'driver/no-identity': {
    sick: made => {
      made.podIdentityAssociations.pop();
      made.tridentPods[0].spec.containers[0].env = [];
    },
    seen: /trident\/trident-controller: no association and no role/,
    well: made => {
      made.podIdentityAssociations.pop();
      made.tridentPods[0].spec.containers[0].env = [{ name: 'AWS_WEB_IDENTITY_TOKEN_FILE' }];
    },
  },
  'driver/credentials-not-injected': {
    sick: made => made.systemPods[0].spec.containers[0].env = [], seen: /fsx-csi-controller-1: started without AWS_CONTAINER_CREDENTIALS_FULL_URI/,
    well: made => {
      made.systemPods[0].spec.containers[0].env = [];
      made.podIdentityAssociations.shift();
    },
  },
  'driver/no-pod-identity-agent': {
    sick: made => made.systemPods.pop(), seen: /no pod in kube-system/,
    well: made => {
      made.systemPods.pop();
      made.nodes[0].metadata.labels['eks.amazonaws.com/compute-type'] = 'auto';
    },
  },
  'pvc/first-consumer': said('scratch', 'waiting for first consumer to be created before binding', /claim ml\/scratch: waiting for first consumer/),
  'pvc/not-authorized': said('scratch', 'CreateFileSystem failed: AccessDeniedException: User: x is not authorized to perform: fsx:TagResource on resource: y', /fsx:TagResource/),
  'pvc/persistent-2-path': said('scratch', 'CreateFileSystem failed: BadRequest: Linking a Persistent 2 file system to an S3 bucket using the LustreConfiguration is not supported', /Linking/),
  'pvc/import-path-denied': said('scratch', 'CreateFileSystem failed: BadRequest: Access denied for import path s3://b', /import path s3/),
  'pvc/lnet-port': said('scratch', 'The security groups specified in the request do not permit Lustre LNET network traffic on port 988', /988/),
  'pvc/file-system-failed': said('scratch', 'rpc error: code = Internal desc = Filesystem is not ready: unexpected state for filesystem fs-1: "FAILED"', /unexpected state/),
  'pvc/no-backend': said('weights', 'no available backends for storage class fsx-ontap', /no available backends/),
  'pvc/import-size': said('weights', 'requested size is more than actual size', /actual size/),
  'pvc/ontap-refused': said('weights', 'encountered error(s) in creating the volume: [Failed to create volume: no space]', /no space/),
  'pvc/refused-by-fsx': said('scratch', 'CreateFileSystem failed: BadRequest: 1300 is not a valid storage capacity', /1300/, 'CreateFileSystem failed: Access denied for import path'),
  'pvc/being-made': {
    sick: made => pending(made, 'scratch', ['rpc error: code = DeadlineExceeded desc = context deadline exceeded'], 14), seen: /DeadlineExceeded/,
    well: made => pending(made, 'scratch', ['rpc error: code = DeadlineExceeded desc = context deadline exceeded'], 15),
  },
  'pvc/waits-too-long': {
    sick: made => pending(made, 'scratch', [], 15), seen: /claim ml\/scratch: no event/, well: made => pending(made, 'scratch', [], 14),
  },
  'pvc/class-missing': {
    sick: made => {
      pending(made, 'scratch', []);
      made.classes.shift();
    },
    seen: /StorageClass 'fsx-scratch' does not exist/,
    well: made => pending(made, 'scratch', []),
  },
  'pvc/class-dropped-by-trident': {
    sick: made => made.classes[1].parameters.tieringPolicy = 'none', seen: /class fsx-ontap: parameters tieringPolicy/,
    well: made => made.classes[0].parameters.tieringPolicy = 'none',
  },
  'pvc/static-misfit': {
    sick: made => {
      made.claims[0].status.phase = 'Pending';
      made.claims[0].spec.resources.requests.storage = '4801Gi';
    },
    seen: /requests 4801Gi, and volume 'ml-training' has 4800Gi/,
    well: made => {
      made.claims[0].status.phase = 'Pending';
      made.claims[0].spec.resources.requests.storage = '4800Gi';
    },
  },
  'pvc/failed-file-system-behind': {
    sick: made => Object.assign(made.fileSystems[1], { Lifecycle: 'FAILED', FailureDetails: { Message: 'Insufficient capacity' } }),
    seen: /fs-00000000000000001 of claim ml\/scratch: Insufficient capacity/,
    well: made => Object.assign(made.fileSystems[0], { Lifecycle: 'FAILED' }),
  },
  'mount/no-server': reported('training', 'MountVolume.SetUp failed: mount.lustre: mount fs@tcp:/x at /y failed: Input/output error\nIs the MGS running?', /Is the MGS running/),
  'mount/invalid-argument': reported('training', 'mounting failed: exit status 22\nOutput: mount.lustre: mount failed: Invalid argument', /exit status 22/),
  'mount/no-client': reported('training', 'mounting failed: exit status 19\nOutput: mount.lustre: No such device', /exit status 19/),
  'mount/driver-not-registered': reported('training', 'driver name fsx.csi.aws.com not found in the list of registered CSI drivers', /registered/),
  'mount/no-directory': reported('training', 'mount.lustre: mount fs@tcp:/x/teams at /y failed: No such file or directory', /teams/),
  'mount/ownership': reported('training', 'Setting volume ownership for /var/lib/kubelet', /Setting volume ownership/),
  'mount/other-zone': reported('training', '0/3 nodes are available: 3 node(s) had volume node affinity conflict.', /affinity/),
  'mount/nfs-timeout': reported('weights', 'error mounting NFS volume 10.0.0.1:/v on mountpoint /y: exit status 32', /exit status 32/),
  'mount/block-device': reported('weights', 'NodeStageVolume failed: multipathd not running', /multipathd/),
  'mount/not-recognised': reported('training', 'MountVolume.SetUp failed for volume "v" : something new', /something new/, 'mount failed: exit status 22'),
  'mount/one-handle-twice': {
    sick: made => made.volumes[1].spec.csi.volumeHandle = made.volumes[0].spec.csi.volumeHandle, seen: /ml-training, pvc-uid-scratch: volumeHandle fs-/,
    well: made => made.volumes[2].spec.csi.volumeHandle = made.volumes[0].spec.csi.volumeHandle,
  },
  'mount/ports-shut': {
    sick: withoutRules('sg-nodes', 1018), seen: /no rule of sg-nodes allows the file system on TCP 1018-1023/,
    well: made => {
      withoutRules('sg-nodes', 1018)(made);
      made.securityGroupRules.push(anyPort('sg-nodes'));
    },
  },
  'mount/ports-shut-for-some': { sick: otherNodes, seen: /nodes with sg-others on TCP 988, 1018-1023/, well: made => made.nodeInterfaces.push({ ...made.nodeInterfaces[0] }) },
  'mount/version-and-image': {
    sick: made => made.fileSystems[0].FileSystemTypeVersion = '2.10', seen: /Lustre 2\.10, and nodes with Amazon Linux 2023/,
    well: made => {
      made.fileSystems[0].FileSystemTypeVersion = '2.10';
      made.nodes[0].status.nodeInfo.osImage = 'Amazon Linux 2';
    },
  },
  'mount/names-differ': {
    sick: made => made.volumes[0].spec.csi.volumeAttributes.mountname = 'abcdefgi/teams', seen: /mountname abcdefgi; fs-0123456789abcdef0 has abcdefgh/,
    well: made => made.volumes[0].spec.csi.volumeAttributes.mountname = 'abcdefgh',
  },
  'mount/file-system-not-available': {
    sick: made => Object.assign(made.fileSystems[0], { Lifecycle: 'MISCONFIGURED_UNAVAILABLE', FailureDetails: { Message: 'key is disabled' } }), seen: /MISCONFIGURED_UNAVAILABLE: key is disabled/,
    well: made => made.fileSystems[0].Lifecycle = 'UPDATING',
  },
  'fsx/volume-without-file-system': {
    sick: made => made.fileSystems.shift(), seen: /volume ml-training: fs-0123456789abcdef0 is not in this account and eu-west-1/,
    well: made => {
      made.fileSystems.shift();
      made.volumes[0].spec.csi.volumeAttributes.dnsname = 'fs-0123456789abcdef0.fsx.us-east-1.amazonaws.com'; // not looked for there
    },
  },
  'fsx/backend-without-file-system': { sick: made => made.fileSystems.pop(), seen: new RegExp(`backend nas: ${ONTAP_FILE_SYSTEM} is not`) },
  'fsx/association-not-available': {
    sick: made => Object.assign(made.associations[0], { Lifecycle: 'MISCONFIGURED', FailureDetails: { Message: 'notifications were changed' } }),
    seen: /dra-0123456789abcdef0 \(\/data to s3:\/\/bucket\/imagenet\/\): MISCONFIGURED: notifications/,
    well: made => made.associations[0].Lifecycle = 'UPDATING',
  },
  'fsx/task-failed': {
    sick: made => Object.assign(made.tasks[0], { Lifecycle: 'FAILED', FailureDetails: { Message: 'no access' } }), seen: /IMPORT_METADATA_FROM_REPOSITORY failed: no access/,
    well: made => made.tasks[0].Lifecycle = 'CANCELED',
  },
  'fsx/task-running': { sick: made => Object.assign(made.tasks[0], { Lifecycle: 'EXECUTING', Status: { TotalCount: 9, SucceededCount: 2 } }), seen: /EXECUTING, 2 of 9/ },
  'fsx/backup-failed': { sick: made => Object.assign(made.backups[0], { Lifecycle: 'FAILED', FailureDetails: { Message: 'no key' } }), seen: /backup-0123456789abcdef0 of fs-0123456789abcdef0: no key/ },
  'backend/no-rights': backend('Failed to create backend: api error AccessDeniedException: User is not authorized', /AccessDenied/),
  'backend/secret': backend('Failed to create backend: could not get secret value', /secret value/),
  'backend/prefix': backend('Failed to apply the backend update; storagePrefix cannot be changed', /storagePrefix/),
  'backend/name-taken': backend('Failed to create backend: backend name nas already in use', /already/),
  'backend/svm': backend('Failed to create backend: svm svm-0123 not found', /svm-0123/),
  'backend/unreachable': backend('Failed to create backend: dial tcp 10.0.0.9:443: i/o timeout', /timeout/),
  'backend/refused': backend('Failed to create backend: could not decode JSON configuration', /decode JSON/),
  'backend/not-looked-at': {
    sick: made => Object.assign(made.backendConfigs[0], { status: undefined, metadata: { name: 'nas', creationTimestamp: minutesAgo(11) } }), seen: /no status/,
    well: made => Object.assign(made.backendConfigs[0], { status: undefined, metadata: { name: 'nas', creationTimestamp: minutesAgo(10) } }),
  },
  'backend/offline': { sick: made => made.backends[0].state = 'failed', seen: /backend nas: state failed/, well: made => made.backends[0].state = 'deleting' },
  'backend/svm-not-in-service': {
    sick: made => Object.assign(made.virtualMachines[0], { Lifecycle: 'MISCONFIGURED', LifecycleTransitionReason: { Message: 'no directory' } }), seen: /svm-\w+ \(svm1\): MISCONFIGURED: no directory/,
    well: made => made.virtualMachines.push({ FileSystemId: 'fs-x', Name: 'svm1', Lifecycle: 'FAILED' }),
  },
  'backend/svm-unknown': { sick: made => made.virtualMachines[0].Name = 'svm2', seen: /has no SVM named 'svm1'/, well: made => delete made.backendConfigs[0].spec.svm },
  'backend/management-shut': { sick: withoutRules('sg-ontap', 443), seen: /nodes with sg-nodes on TCP 443/ },
  'backend/management-shut-for-some': { sick: otherNodes, seen: /sg-others on TCP 443/ },
  'nfs/ports-shut': {
    sick: withoutRules('sg-ontap', 2049), seen: /on TCP 2049/,
    well: made => {
      withoutRules('sg-ontap', 2049)(made);
      made.backendConfigs[0].spec.storageDriverName = 'ontap-san';
    },
  },
  'nfs/ports-shut-for-some': { sick: otherNodes, seen: /sg-others on TCP 2049/ },
  'nfs/iscsi-ports-shut': {
    sick: made => {
      withoutRules('sg-ontap', 3260)(made);
      made.backendConfigs[0].spec.storageDriverName = 'ontap-san';
    },
    seen: /on TCP 3260/,
    well: withoutRules('sg-ontap', 3260),
  },
  'nfs/iscsi-ports-shut-for-some': {
    sick: made => {
      otherNodes(made);
      made.backendConfigs[0].spec.storageDriverName = 'ontap-san-economy';
    },
    seen: /sg-others on TCP 3260/,
  },
  'slow-ontap/tiering': { sick: made => made.backendConfigs[0].spec.defaults.tieringPolicy = 'all', seen: /tieringPolicy all/, well: made => made.backendConfigs[0].spec.defaults.tieringPolicy = 'snapshot-only' },
  'snapshot/not-ready': {
    sick: made => made.snapshots[0].status = { readyToUse: false, error: { message: 'failed to take it' } }, seen: /snapshot ml\/baseline: failed to take it/,
    well: made => Object.assign(made.snapshots[0], { status: { readyToUse: false }, metadata: { name: 'baseline', namespace: 'ml', creationTimestamp: minutesAgo(10) } }),
  },
  'snapshot/claim-not-bound': {
    sick: made => {
      made.snapshots[0].status = { readyToUse: false };
      pending(made, 'weights', []);
    },
    seen: /claim weights is Pending/,
    well: made => pending(made, 'weights', []),
  },
  'snapshot/old-group-definitions': { sick: made => made.snapshotDefinitions[1].spec.versions.pop(), seen: /versions v1beta1/, well: made => made.snapshotDefinitions.pop() },
  'snapshot/no-definitions': { sick: made => made.snapshotDefinitions.shift(), seen: /no such resource type/, well: made => made.backendConfigs.pop() },
  'expansion/class-forbids': {
    sick: made => {
      grows(made);
      delete made.classes[0].allowVolumeExpansion;
    },
    seen: /claim ml\/scratch: requests 2400Gi, has 1200Gi/,
    well: made => delete made.classes[0].allowVolumeExpansion,
  },
  'expansion/not-authorized': { sick: made => grows(made, 'resize failed: AccessDeniedException: not authorized to perform: fsx:UpdateFileSystem'), seen: /fsx:UpdateFileSystem/, well: made => grows(made, 'resize failed') },
  'expansion/refused': { sick: made => grows(made, 'resize volume failed: UpdateFileSystem failed: six hours'), seen: /six hours/, well: made => grows(made, 'AccessDenied: UpdateFileSystem') },
  'expansion/running': { sick: made => grows(made), seen: /requests 2400Gi, has 1200Gi/, well: made => grows(made, 'UpdateFileSystem failed') },
  'expansion/action-failed': {
    sick: made => Object.assign(made.fileSystems[0].AdministrativeActions[0], { Status: 'FAILED', FailureDetails: { Message: 'no addresses' } }), seen: /FILE_SYSTEM_UPDATE: no addresses/,
    well: made => made.fileSystems[0].AdministrativeActions[0].Status = 'IN_PROGRESS',
  },
  'deletion/claim-in-use': {
    sick: made => made.claims[0].metadata.deletionTimestamp = minutesAgo(1), seen: /while pods use it: trainer/,
    well: made => {
      made.claims[0].metadata.deletionTimestamp = minutesAgo(1);
      made.pods[0].status.phase = 'Succeeded';
    },
  },
  'deletion/volume-stays': {
    sick: made => made.volumes[1].metadata.deletionTimestamp = minutesAgo(6), seen: /volume pvc-uid-scratch: is being deleted/,
    well: made => made.volumes[1].metadata.deletionTimestamp = minutesAgo(5),
  },
  'deletion/backend-has-volumes': {
    sick: made => made.backendConfigs[0].metadata.deletionTimestamp = minutesAgo(6), seen: /backend nas/, well: made => made.backendConfigs[0].metadata.deletionTimestamp = minutesAgo(5),
  },
  'deletion/svm-stays': {
    sick: made => Object.assign(made.virtualMachines[0], { Lifecycle: 'FAILED', LifecycleTransitionReason: { Message: 'Cannot delete storage virtual machine while it has volumes' } }),
    seen: /while it has volumes/,
    well: made => Object.assign(made.virtualMachines[0], { Lifecycle: 'FAILED', LifecycleTransitionReason: { Message: 'Active Directory' } }),
  },
  'pvc/service-quota': said('scratch', 'rpc error: CreateFileSystem failed: ServiceLimitExceeded: You have reached the maximum', /ServiceLimitExceeded/),
  'pvc/no-capacity': said('scratch', 'rpc error: Filesystem is not available: Insufficient capacity in eu-west-1a', /Insufficient capacity/),
  'pod/unmount-hangs': {
    sick: made => made.pods[0].metadata.deletionTimestamp = minutesAgo(6), seen: /pod ml\/trainer: terminating since \S+ on node ip-10-0-1-2/,
    well: made => Object.assign(made.pods[0].metadata, { deletionTimestamp: minutesAgo(60), finalizers: ['batch.kubernetes.io/job-tracking'] }),
  },
  'pod/image-not-pulled': {
    sick: made => made.pods[0].status.containerStatuses = [{ name: 'main', image: 'registry/train:9', state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } } }],
    seen: /pod ml\/trainer, container main: ImagePullBackOff registry\/train:9: Back-off/,
    well: made => {
      made.pods[0].status.containerStatuses = [{ name: 'main', image: 'registry/train:9', state: { waiting: { reason: 'ImagePullBackOff' } } }];
      made.pods[0].spec.volumes = [];
    },
  },
  'pod/quota-used-up': {
    sick: made => made.resourceQuotas[0].status.used['requests.storage'] = '10Ti', seen: /ResourceQuota ml\/team: requests\.storage: 10Ti of 10Ti used/,
    well: made => made.resourceQuotas[0].status.used['requests.storage'] = '10239Gi',
  },
  'pod/other-zone': {
    sick: made => inZones(made, 'eu-west-1b'), seen: /pod ml\/trainer: runs in eu-west-1b, and fs-0123456789abcdef0 is in eu-west-1a/,
    well: made => inZones(made, 'eu-west-1a'),
  },
  'pod/no-node-in-zone': {
    sick: made => {
      inZones(made, 'eu-west-1b');
      onlyIn(made, 'eu-west-1a');
    },
    seen: /volume ml-training: only for nodes in eu-west-1a, and there is none now/,
    well: made => {
      inZones(made, 'eu-west-1a');
      onlyIn(made, 'eu-west-1a');
    },
  },
  'pod/efa-not-on-node': {
    sick: made => made.fileSystems[0].LustreConfiguration.EfaEnabled = true, seen: /pod ml\/trainer: mounts fs-0123456789abcdef0, which has EFA, on ip-10-0-1-2/,
    well: made => {
      made.fileSystems[0].LustreConfiguration.EfaEnabled = true;
      made.nodes[0].status.allocatable = { 'vpc.amazonaws.com/efa': '4' };
    },
  },
  'pod/efa-check-failed': {
    sick: made => made.pods[0].status.containerStatuses = [efaCheck(3)],
    seen: /pod ml\/trainer: 2026-11-21T11:58:00Z: node ip-10-0-1-2: LNet has no EFA interface/,
    well: made => made.pods[0].status.containerStatuses = [efaCheck(0)],
  },
  'deletion/released-volumes': { sick: made => made.volumes[0].status.phase = 'Released', seen: /ml-training: Released, reclaim policy Retain/ },
};

/** The status of the container of addEfaCheck(), with the end of its log as Kubernetes records it. */
function efaCheck(exitCode: number) {
  const message = 'node ip-10-0-1-2: LNet uses 0 EFA interfaces, 0 more are down\n{"node":"ip-10-0-1-2","efa":false}\n'
    + 'error: node ip-10-0-1-2: LNet has no EFA interface, so all traffic uses TCP. Fix: use an instance type with EFA interfaces.\n';
  return { name: 'efa-check', state: { terminated: { exitCode, message, finishedAt: minutesAgo(2) } } };
}

function found(change: (made: World) => void, id: string): string[] {
  const made = world();
  change(made);
  const diagnosis = diagnose(seenOf(made)).diagnoses.find(({ row }) => row.id === id);
  return diagnosis?.findings.map(({ subject, seen }) => `${subject}: ${seen}`) ?? [];
}

test('a healthy cluster has no problem and no note', () => {
  const report = diagnose(seenOf(world()));
  expect(report.diagnoses.map(({ row, findings }) => [row.id, findings])).toEqual([]);
  expect(exitCodeOf(report)).toBe(0);
  expect(report.checks.filter(({ state }) => state !== 'ok').map(({ section }) => section)).toEqual(['alreadyexists', 'permission-denied-as-non-root']);
});

test('every row has a case, and every case has a row', () => {
  expect(Object.keys(CASES).sort()).toEqual(ROWS.map(({ id }) => id).sort());
});

describe.each(Object.entries(CASES))('%s', (id, { sick, seen }) => {
  test('applies', () => {
    const findings = found(sick, id);
    expect(findings).not.toEqual([]);
    findings.forEach(finding => expect(finding).toMatch(seen));
  });

  test('reads only the facts that it declares', () => {
    const made = world();
    sick(made);
    const row = ROWS.find(one => one.id === id)!;
    const declared = Object.fromEntries(row.reads.map(name => [name, made[name]]));
    expect(row.find({ ...declared, now: NOW, region: 'eu-west-1' } as any)).toEqual(row.find({ ...made, now: NOW, region: 'eu-west-1' } as any));
  });

  test('is skipped and reported as not visible if a fact is missing', () => {
    const made: Partial<World> = world();
    sick(made as World);
    const row = ROWS.find(one => one.id === id)!;
    row.reads.forEach(name => {
      const facts = { ...made, [name]: undefined };
      const report = diagnose({ facts, unseen: { [name]: { why: 'no permission' } }, now: NOW, region: 'eu-west-1' }, [row]);
      expect(report.diagnoses).toEqual([]);
      expect(report.checks.find(({ section }) => section === row.section)).toMatchObject({ state: 'not visible', unseen: [{ facts: [name], why: 'no permission' }] });
      expect(exitCodeOf(report)).toBe(2);
    });
  });
});

test.each(Object.entries(CASES).flatMap(([id, { well }]) => well ? [{ id, well }] : []))('$id does not apply to a similar healthy state', ({ id, well }) => {
  expect(found(well, id)).toEqual([]);
});

describe('and the troubleshooting page', () => {
  const anchors = [...PAGE.matchAll(/^## (.*)$/gm)].map(([, title]) => ({ title, anchor: title.toLowerCase().replace(/[^a-z0-9 -]/g, '').replace(/ /g, '-') }));

  test('every section is a check with the same title', () => {
    expect(
      Object.entries(SECTIONS)
        .map(([anchor, { title }]) => ({ title, anchor }))
        .sort(byAnchor),
    ).toEqual(anchors.sort(byAnchor));
  });

  test('a section without rows explains why', () => {
    const answered = new Set(ROWS.map(({ section }) => section as string));
    Object.entries(SECTIONS).filter(([section]) => !answered.has(section)).forEach(([, { notSeen }]) => expect(notSeen).toMatch(/^all of it: /));
  });

  function byAnchor(a: { anchor: string }, b: { anchor: string }): number {
    return a.anchor < b.anchor ? -1 : 1;
  }
});
