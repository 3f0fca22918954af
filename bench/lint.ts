import { SourceFile } from '../src/lint/documents';
import { lint } from '../src/lint/lint';

/** Objects of the largest input, and the processor time that it may take. */
export const OBJECTS = 10_000;
export const MAX_SECONDS = 6;

/** Manifests as a large team has them: a StorageClass, a volume, a backend, a claim and a Deployment in turn, some with a mistake. */
export function manifests(count: number, perFile = 50): SourceFile[] {
  const objects = Array.from({ length: count }, (_, index) => objectOf(index));
  return Array.from({ length: Math.ceil(count / perFile) }, (_, index) => ({
    name: `team-${index}/storage.yaml`, text: objects.slice(index * perFile, (index + 1) * perFile).join('---\n'),
  }));
}

function objectOf(index: number): string {
  const team = Math.floor(index / KINDS.length);
  return KINDS[index % KINDS.length](team, team % 10 === 0);
}

const id = (team: number) => team.toString(16).padStart(17, '0');

const KINDS: readonly ((team: number, isDefective: boolean) => string)[] = [
  (team, isDefective) => `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: fsx-${team}
provisioner: fsx.csi.aws.com
parameters:
  subnetId: subnet-${id(team)}
  securityGroupIds: sg-${id(team)}
  deploymentType: SCRATCH_2
  fileSystemTypeVersion: "${isDefective ? '2.10' : '2.15'}"
  extraTags: team=${team}
mountOptions:
  - flock
`,
  team => `apiVersion: v1
kind: PersistentVolume
metadata:
  name: volume-${team}
spec:
  capacity:
    storage: 1200Gi
  accessModes:
    - ReadWriteMany
  persistentVolumeReclaimPolicy: Retain
  csi:
    driver: fsx.csi.aws.com
    volumeHandle: fs-${id(team)}
    volumeAttributes:
      dnsname: fs-${id(team)}.fsx.us-west-2.amazonaws.com
      mountname: abcdefgh
`,
  team => `apiVersion: trident.netapp.io/v1
kind: TridentBackendConfig
metadata:
  name: nas-${team}
  namespace: trident
spec:
  version: 1
  storageDriverName: ontap-nas
  svm: training
  aws:
    fsxFilesystemID: fs-${id(team)}
  credentials:
    name: arn:aws:secretsmanager:us-west-2:111122223333:secret:svm-AbCd12
    type: awsarn
  defaults:
    snapshotReserve: "10"
`,
  (team, isDefective) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data-${team}
  namespace: team-${team}
spec:
  accessModes:
    - ReadWriteMany
  storageClassName: fsx-${team}
  resources:
    requests:
      storage: ${isDefective ? 1300 : 1200}Gi
`,
  team => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: train-${team}
  namespace: team-${team}
spec:
  replicas: 2
  selector:
    matchLabels: {app: train}
  template:
    metadata:
      labels: {app: train}
    spec:
      containers:
        - name: train
          image: amazonlinux:2023
          volumeMounts:
            - {name: data, mountPath: /data}
      volumes:
        - name: data
          persistentVolumeClaim:
            claimName: data-${team}
`,
];

/** The processor time in seconds, and the number of findings. */
export function measure(count = OBJECTS): {
  readonly seconds: number;
  readonly findings: number;
  readonly objects: number;
} {
  const files = manifests(count);
  const start = process.cpuUsage();
  const { findings, objects } = lint(files);
  const { user, system } = process.cpuUsage(start);
  return { seconds: (user + system) / 1e6, findings: findings.length, objects };
}

if (require.main === module) {
  const { seconds, findings, objects } = measure();
  process.stdout.write(`lint: ${objects} objects, ${findings} findings, ${seconds.toFixed(2)} s of processor time (at most ${MAX_SECONDS} s)\n`);
  process.exitCode = seconds <= MAX_SECONDS ? 0 : 1;
}
