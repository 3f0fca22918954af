import { Facts, Seen } from '../../src/cli/doctor/facts';

/** A fixed time, so that ages are the same in every run. */
export const NOW = Date.parse('2026-11-21T12:00:00Z');
export const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString().replace('.000Z', 'Z');

export const FILE_SYSTEM = 'fs-0123456789abcdef0';
export const ONTAP_FILE_SYSTEM = 'fs-0fedcba9876543210';
const NODE = 'ip-10-0-1-2.eu-west-1.compute.internal';

export type World = { -readonly [name in keyof Facts]: any[] };

const rules = (group: string, of: string, ...ports: [number, number][]) => ports.map(([FromPort, ToPort], index) => ({
  SecurityGroupRuleId: `sgr-${group}-${of}-${index}`, GroupId: group, IsEgress: false, IpProtocol: 'tcp', FromPort, ToPort, ReferencedGroupInfo: { GroupId: of, UserId: '111122223333' },
}));
const container = (env: string[]) => ({ containers: [{ name: 'main', env: env.map(name => ({ name, value: 'x' })) }] });
const running = (more: object = {}) => ({
  phase: 'Running', startTime: minutesAgo(600), conditions: [{ type: 'PodScheduled', status: 'True' }, { type: 'Ready', status: 'True' }],
  containerStatuses: [{ name: 'main', ready: true, restartCount: 0, state: { running: { startedAt: minutesAgo(600) } } }], ...more,
});

/** A healthy cluster with one file system of each service, as kubectl and the AWS CLI print it. */
export function world(): World {
  return {
    claims: [
      {
        kind: 'PersistentVolumeClaim', metadata: { name: 'training', namespace: 'ml', uid: 'uid-training', creationTimestamp: minutesAgo(500) },
        spec: { accessModes: ['ReadWriteMany'], storageClassName: '', volumeName: 'ml-training', resources: { requests: { storage: '1Gi' } } },
        status: { phase: 'Bound', capacity: { storage: '4800Gi' }, accessModes: ['ReadWriteMany'] },
      },
      {
        kind: 'PersistentVolumeClaim', metadata: { name: 'scratch', namespace: 'ml', uid: 'uid-scratch', creationTimestamp: minutesAgo(500) },
        spec: { accessModes: ['ReadWriteMany'], storageClassName: 'fsx-scratch', volumeName: 'pvc-uid-scratch', resources: { requests: { storage: '1200Gi' } } },
        status: { phase: 'Bound', capacity: { storage: '1200Gi' } },
      },
      {
        kind: 'PersistentVolumeClaim', metadata: { name: 'weights', namespace: 'ml', uid: 'uid-weights', creationTimestamp: minutesAgo(500) },
        spec: { accessModes: ['ReadWriteMany'], storageClassName: 'fsx-ontap', volumeName: 'pvc-uid-weights', resources: { requests: { storage: '10Gi' } } },
        status: { phase: 'Bound', capacity: { storage: '10Gi' } },
      },
    ],
    volumes: [
      {
        kind: 'PersistentVolume', metadata: { name: 'ml-training', creationTimestamp: minutesAgo(500) },
        spec: {
          capacity: { storage: '4800Gi' }, accessModes: ['ReadWriteMany'], persistentVolumeReclaimPolicy: 'Retain', claimRef: { name: 'training', namespace: 'ml', uid: 'uid-training' },
          csi: {
            driver: 'fsx.csi.aws.com', volumeHandle: `${FILE_SYSTEM}::ml-training`,
            volumeAttributes: { dnsname: `${FILE_SYSTEM}.fsx.eu-west-1.amazonaws.com`, mountname: 'abcdefgh/teams' },
          },
        },
        status: { phase: 'Bound' },
      },
      {
        kind: 'PersistentVolume', metadata: { name: 'pvc-uid-scratch', creationTimestamp: minutesAgo(490) },
        spec: {
          capacity: { storage: '1200Gi' }, accessModes: ['ReadWriteMany'], persistentVolumeReclaimPolicy: 'Delete', claimRef: { name: 'scratch', namespace: 'ml', uid: 'uid-scratch' },
          csi: {
            driver: 'fsx.csi.aws.com', volumeHandle: 'fs-00000000000000001',
            volumeAttributes: { dnsname: 'fs-00000000000000001.fsx.eu-west-1.amazonaws.com', mountname: 'stuvwxyz' },
          },
        },
        status: { phase: 'Bound' },
      },
      {
        kind: 'PersistentVolume', metadata: { name: 'pvc-uid-weights', creationTimestamp: minutesAgo(490) },
        spec: {
          capacity: { storage: '10Gi' }, accessModes: ['ReadWriteMany'], persistentVolumeReclaimPolicy: 'Retain', claimRef: { name: 'weights', namespace: 'ml', uid: 'uid-weights' },
          csi: { driver: 'csi.trident.netapp.io', volumeHandle: 'pvc-uid-weights', volumeAttributes: { backendUUID: 'b' } },
        },
        status: { phase: 'Bound' },
      },
    ],
    classes: [
      { kind: 'StorageClass', metadata: { name: 'fsx-scratch' }, provisioner: 'fsx.csi.aws.com', parameters: { deploymentType: 'SCRATCH_2' }, allowVolumeExpansion: true },
      {
        kind: 'StorageClass', metadata: { name: 'fsx-ontap' }, provisioner: 'csi.trident.netapp.io', allowVolumeExpansion: true,
        parameters: { 'backendType': 'ontap-nas', 'storagePools': 'nas:.*', 'trident.netapp.io/snapshots': 'true', 'csi.storage.k8s.io/fstype': 'nfs' },
      },
      { kind: 'StorageClass', metadata: { name: 'gp3' }, provisioner: 'ebs.csi.aws.com', parameters: { type: 'gp3' } },
    ],
    claimEvents: [],
    podEvents: [],
    pods: [{
      kind: 'Pod', metadata: { name: 'trainer', namespace: 'ml', uid: 'uid-trainer', creationTimestamp: minutesAgo(60) },
      spec: { nodeName: NODE, volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'training' } }] }, status: { phase: 'Running' },
    }],
    nodes: [{
      kind: 'Node', metadata: { name: NODE, labels: { 'kubernetes.io/os': 'linux', 'topology.kubernetes.io/region': 'eu-west-1' } },
      spec: { providerID: 'aws:///eu-west-1a/i-0123456789abcdef0' },
      status: { nodeInfo: { osImage: 'Amazon Linux 2023.8.20250915', kernelVersion: '6.12.40-64.114.amzn2023.x86_64' }, conditions: [{ type: 'Ready', status: 'True' }] },
    }],
    csiNodes: [{ kind: 'CSINode', metadata: { name: NODE }, spec: { drivers: [{ name: 'fsx.csi.aws.com', nodeID: NODE }, { name: 'csi.trident.netapp.io', nodeID: NODE }] } }],
    csiDrivers: [{ kind: 'CSIDriver', metadata: { name: 'fsx.csi.aws.com' } }, { kind: 'CSIDriver', metadata: { name: 'csi.trident.netapp.io' } }],
    systemPods: [
      {
        kind: 'Pod', metadata: { name: 'fsx-csi-controller-1', namespace: 'kube-system', labels: { app: 'fsx-csi-controller' }, creationTimestamp: minutesAgo(600) },
        spec: { serviceAccountName: 'fsx-csi-controller-sa', nodeName: NODE, ...container(['AWS_CONTAINER_CREDENTIALS_FULL_URI']) }, status: running(),
      },
      {
        kind: 'Pod', metadata: { name: 'fsx-csi-node-1', namespace: 'kube-system', labels: { app: 'fsx-csi-node' }, creationTimestamp: minutesAgo(600) },
        spec: { serviceAccountName: 'fsx-csi-node-sa', nodeName: NODE, ...container([]) }, status: running(),
      },
      {
        kind: 'Pod', metadata: { name: 'eks-pod-identity-agent-1', namespace: 'kube-system', labels: {}, creationTimestamp: minutesAgo(600) },
        spec: { nodeName: NODE, ...container([]) }, status: running(),
      },
    ],
    tridentPods: [{
      kind: 'Pod', metadata: { name: 'trident-controller-1', namespace: 'trident', labels: { app: 'controller.csi.trident.netapp.io' }, creationTimestamp: minutesAgo(600) },
      spec: { serviceAccountName: 'trident-controller', nodeName: NODE, ...container(['AWS_CONTAINER_CREDENTIALS_FULL_URI']) }, status: running(),
    }],
    serviceAccounts: [{ kind: 'ServiceAccount', metadata: { name: 'trident-controller', namespace: 'trident' } }],
    backendConfigs: [{
      kind: 'TridentBackendConfig', metadata: { name: 'nas', namespace: 'trident', creationTimestamp: minutesAgo(500) },
      spec: { version: 1, storageDriverName: 'ontap-nas', svm: 'svm1', aws: { fsxFilesystemID: ONTAP_FILE_SYSTEM, apiRegion: 'eu-west-1' }, defaults: { tieringPolicy: 'none' } },
      status: { phase: 'Bound', lastOperationStatus: 'Success', message: 'Backend \'nas\' created', backendInfo: { backendName: 'nas', backendUUID: 'b' }, deletionPolicy: 'retain' },
    }],
    backends: [{ kind: 'TridentBackend', metadata: { name: 'tbe-abcde', namespace: 'trident' }, backendName: 'nas', backendUUID: 'b', state: 'online', online: true }],
    snapshots: [{
      kind: 'VolumeSnapshot', metadata: { name: 'baseline', namespace: 'ml', creationTimestamp: minutesAgo(100) },
      spec: { source: { persistentVolumeClaimName: 'weights' } }, status: { readyToUse: true },
    }],
    snapshotDefinitions: [
      { kind: 'CustomResourceDefinition', metadata: { name: 'volumesnapshots.snapshot.storage.k8s.io' }, spec: { versions: [{ name: 'v1' }] } },
      { kind: 'CustomResourceDefinition', metadata: { name: 'volumegroupsnapshots.groupsnapshot.storage.k8s.io' }, spec: { versions: [{ name: 'v1beta1' }, { name: 'v1beta2' }] } },
    ],
    resourceQuotas: [{
      kind: 'ResourceQuota', metadata: { name: 'team', namespace: 'ml' },
      status: { hard: { 'requests.storage': '10Ti', 'requests.cpu': '4' }, used: { 'requests.storage': '6010Gi', 'requests.cpu': '4' } },
    }],
    nodeLogs: [],
    fileSystems: [
      {
        FileSystemId: FILE_SYSTEM, FileSystemType: 'LUSTRE', FileSystemTypeVersion: '2.15', Lifecycle: 'AVAILABLE', StorageCapacity: 4800, NetworkInterfaceIds: ['eni-0000000000000000a'],
        DNSName: `${FILE_SYSTEM}.fsx.eu-west-1.amazonaws.com`, Tags: [], LustreConfiguration: { DeploymentType: 'PERSISTENT_2', MountName: 'abcdefgh' },
        AdministrativeActions: [{ AdministrativeActionType: 'FILE_SYSTEM_UPDATE', Status: 'COMPLETED' }],
      },
      {
        FileSystemId: 'fs-00000000000000001', FileSystemType: 'LUSTRE', FileSystemTypeVersion: '2.15', Lifecycle: 'AVAILABLE', StorageCapacity: 1200,
        NetworkInterfaceIds: ['eni-0000000000000000b'], Tags: [{ Key: 'CSIVolumeName', Value: 'pvc-uid-scratch' }], LustreConfiguration: { DeploymentType: 'SCRATCH_2', MountName: 'stuvwxyz' },
      },
      {
        FileSystemId: ONTAP_FILE_SYSTEM, FileSystemType: 'ONTAP', Lifecycle: 'AVAILABLE', StorageCapacity: 1024, NetworkInterfaceIds: ['eni-0000000000000000c'], Tags: [],
        OntapConfiguration: { DeploymentType: 'SINGLE_AZ_2' },
      },
    ],
    associations: [{
      AssociationId: 'dra-0123456789abcdef0', FileSystemId: FILE_SYSTEM, FileSystemPath: '/data', DataRepositoryPath: 's3://bucket/imagenet/', Lifecycle: 'AVAILABLE',
    }],
    tasks: [{ TaskId: 'task-0123456789abcdef0', FileSystemId: FILE_SYSTEM, Type: 'IMPORT_METADATA_FROM_REPOSITORY', Lifecycle: 'SUCCEEDED', Status: { TotalCount: 5, SucceededCount: 5 } }],
    virtualMachines: [{ StorageVirtualMachineId: 'svm-0123456789abcdef0', FileSystemId: ONTAP_FILE_SYSTEM, Name: 'svm1', Lifecycle: 'CREATED' }],
    backups: [{ BackupId: 'backup-0123456789abcdef0', Lifecycle: 'AVAILABLE', FileSystem: { FileSystemId: FILE_SYSTEM } }],
    fileSystemInterfaces: [
      { NetworkInterfaceId: 'eni-0000000000000000a', FileSystemId: FILE_SYSTEM, PrivateIpAddress: '10.0.1.50', Groups: [{ GroupId: 'sg-lustre' }] },
      { NetworkInterfaceId: 'eni-0000000000000000b', FileSystemId: 'fs-00000000000000001', PrivateIpAddress: '10.0.1.51', Groups: [{ GroupId: 'sg-lustre' }] },
      { NetworkInterfaceId: 'eni-0000000000000000c', FileSystemId: ONTAP_FILE_SYSTEM, PrivateIpAddress: '10.0.1.52', Groups: [{ GroupId: 'sg-ontap' }] },
    ],
    nodeInterfaces: [{ NetworkInterfaceId: 'eni-0000000000000000d', PrivateIpAddress: '10.0.1.2', Groups: [{ GroupId: 'sg-nodes' }], Attachment: { InstanceId: 'i-0123456789abcdef0' } }],
    securityGroupRules: [
      ...rules('sg-lustre', 'sg-nodes', [988, 988], [1018, 1023]), ...rules('sg-nodes', 'sg-lustre', [988, 988], [1018, 1023]),
      ...rules('sg-ontap', 'sg-nodes', [443, 443], [2049, 2049], [3260, 3260]),
    ],
    addons: [{
      addonName: 'aws-fsx-csi-driver', addonVersion: 'v1.10.0-eksbuild.2', status: 'ACTIVE', health: { issues: [] },
      podIdentityAssociations: ['arn:aws:eks:eu-west-1:111122223333:podidentityassociation/training/a-1'],
    }],
    podIdentityAssociations: [
      { clusterName: 'training', namespace: 'kube-system', serviceAccount: 'fsx-csi-controller-sa', associationId: 'a-1' },
      { clusterName: 'training', namespace: 'trident', serviceAccount: 'trident-controller', associationId: 'a-2' },
    ],
  };
}

export function seenOf(facts: World): Seen {
  return { facts, unseen: {}, now: NOW, region: 'eu-west-1' };
}

/** What Kubernetes says of an object. */
export function event(of: any, reason: string, message: string, type = 'Warning') {
  const { name, namespace, uid } = of.metadata;
  return { kind: 'Event', metadata: { name: `${name}.${reason}`, namespace }, type, reason, message, involvedObject: { kind: of.kind, name, namespace, uid } };
}

/** A claim that waits, and what was said of it. */
export function pending(made: World, claim: string, messages: string[], minutes = 60) {
  const found = made.claims.find(({ metadata }) => metadata.name === claim);
  delete found.spec.volumeName;
  found.status = { phase: 'Pending' };
  found.metadata.creationTimestamp = minutesAgo(minutes);
  made.volumes = made.volumes.filter(({ spec }) => spec.claimRef.name !== claim);
  made.claimEvents.push(...messages.map(message => event(found, 'ProvisioningFailed', message)));
}

/** A pod that waits for a volume, and what was said of it. */
export function waiting(made: World, claim: string, ...messages: string[]) {
  const [pod] = made.pods;
  pod.status = { phase: 'Pending' };
  pod.spec.volumes[0].persistentVolumeClaim.claimName = claim;
  made.podEvents.push(...messages.map(message => event(pod, 'FailedMount', message)));
}
