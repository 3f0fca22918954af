import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { GATE_SCRIPT } from './gate-script';
import { nameWithIdentity } from '../../kubernetes/names';
import { PlainObject } from '../../kubernetes/plain-object';
import { addVolume } from '../../kubernetes/pod';

export interface GateSpec {
  /** The name of all objects except the Job. Pods refer to it, so it must not change with the Job. */
  readonly name: string;
  readonly namespace: string;
  /** The Job for which pods wait. */
  readonly jobName: string;
  /** Needs `bash` and `curl`, as in Amazon Linux 2023. */
  readonly image: string;
  readonly tolerations?: readonly object[];
  readonly nodeSelector?: { readonly [key: string]: string };
  readonly ttlSecondsAfterFinished: number;
}

const CONTAINER = 'gate';
/** An unprivileged user. */
const NOBODY = 65534;

/**
 * The objects that keep pods unscheduled until a Job is complete.
 *
 * Pods list a claim that no container mounts. Kubernetes schedules a pod only when all of its claims are bound, so that
 * a waiting pod reserves neither a node nor a GPU, and starts no new node (VolumeBinding plugin of kube-scheduler; the
 * kubelet ignores volumes that no container mounts). The claim requests more than its volume has, so that the
 * controller does not bind it: it binds a volume that the claim names, whatever its size (syncUnboundClaim in
 * pv_controller.go). A small Job names the volume when the files are loaded. Its service account may read that Job and
 * patch that claim, and nothing else.
 */
export function gateObjects(scope: Construct, id: string, spec: GateSpec): ApiObject[] {
  const { name, namespace, jobName } = spec;
  const metadata = { name, namespace };
  const object = (kind: string, apiVersion: string, rest: object) => new PlainObject(scope, `${kind}-${id}`, { apiVersion, kind, metadata, ...rest });
  return [
    new PlainObject(scope, `PersistentVolume-${id}`, {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteMany'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: '',
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace },
        hostPath: { path: '/dev/null', type: 'CharDevice' }, // never mounted
      },
    }),
    object('PersistentVolumeClaim', 'v1', {
      spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '2Gi' } }, storageClassName: '' },
    }),
    object('ServiceAccount', 'v1', { automountServiceAccountToken: false }),
    object('Role', 'rbac.authorization.k8s.io/v1', {
      rules: [
        { apiGroups: ['batch'], resources: ['jobs'], resourceNames: [jobName], verbs: ['get'] },
        { apiGroups: [''], resources: ['persistentvolumeclaims'], resourceNames: [name], verbs: ['patch'] },
      ],
    }),
    object('RoleBinding', 'rbac.authorization.k8s.io/v1', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    }),
    gateJob(scope, `GateJob-${id}`, spec),
  ];
}

function gateJob(scope: Construct, id: string, spec: GateSpec): ApiObject {
  const { name, namespace, jobName, image, tolerations, nodeSelector, ttlSecondsAfterFinished } = spec;
  const env = { NAMESPACE: namespace, JOB: jobName, CLAIM: name, VOLUME: name };
  const pod = {
    restartPolicy: 'OnFailure',
    serviceAccountName: name,
    automountServiceAccountToken: true,
    nodeSelector,
    tolerations,
    securityContext: {
      runAsUser: NOBODY, runAsGroup: NOBODY, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [{
      name: CONTAINER,
      image,
      command: ['bash', '-c', GATE_SCRIPT],
      env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
      resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    }],
  };
  return new PlainObject(scope, id, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: nameWithIdentity(name, pod), namespace },
    spec: { backoffLimit: 6, ttlSecondsAfterFinished, template: { spec: pod } },
  });
}

/** Adds the claim to the pods of a workload. Returns the number of pods. */
export function addGate(workload: ApiObject, claimName: string): number {
  return addVolume(workload, { name: claimName, persistentVolumeClaim: { claimName } });
}
