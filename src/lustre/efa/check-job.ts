import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { EFA_CHECK_CONTAINER, EFA_CHECK_SCRIPT } from './check-script';

/** The Job of an EFA check, in plain values. */
export interface EfaCheckJobSpec {
  readonly name: string;
  readonly namespace: string;
  readonly pods: number;
  readonly mib: number;
  readonly interfaces: number;
  readonly devices: number;
  readonly image: string;
  readonly nodeSelector?: { readonly [label: string]: string };
  readonly tolerations?: readonly object[];
}

/** The mount path of the volume. */
export const EFA_CHECK_PATH = '/volume';
/** The extended resource of the EFA device plugin. */
const EFA_DEVICES = 'vpc.amazonaws.com/efa';
/** One day, to read its log. */
const KEPT_SECONDS = 86400;
/** Includes the time until nodes have started. A transfer that hangs fails as well. */
const DEADLINE_SECONDS = 3600;

/**
 * An Indexed Job that checks the Lustre client of several nodes.
 *
 * A failed pod is not replaced: a retry does not change the state of a node. The other nodes are still checked.
 */
export function efaCheckJob(scope: Construct, id: string, spec: EfaCheckJobSpec): ApiObject {
  const { name, namespace, pods, nodeSelector, tolerations } = spec;
  return new ApiObject(scope, id, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace },
    spec: {
      completionMode: 'Indexed',
      completions: pods,
      parallelism: pods,
      backoffLimitPerIndex: 0,
      activeDeadlineSeconds: DEADLINE_SECONDS,
      ttlSecondsAfterFinished: KEPT_SECONDS,
      template: {
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          // LNet belongs to the network namespace of the node.
          hostNetwork: true,
          nodeSelector,
          tolerations,
          ...(pods > 1 && {
            affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [apart(name)] } },
          }),
          containers: [containerOf(spec)],
        },
      },
    },
  });
}

/** One pod for each node. */
function apart(name: string) {
  return { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { 'batch.kubernetes.io/job-name': name } } };
}

function containerOf({ mib, interfaces, devices, image }: EfaCheckJobSpec) {
  return {
    name: EFA_CHECK_CONTAINER,
    image,
    command: ['bash', '-c', EFA_CHECK_SCRIPT],
    env: [
      { name: 'ROOT', value: EFA_CHECK_PATH },
      { name: 'MIB', value: String(mib) },
      { name: 'INTERFACES', value: String(interfaces) },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      // Another run has another Job, so no two runs share a directory.
      { name: 'RUN', valueFrom: { fieldRef: { fieldPath: 'metadata.labels[\'batch.kubernetes.io/controller-uid\']' } } },
    ],
    // dnf needs about 400 MiB.
    resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '1Gi', ...devices > 0 && { [EFA_DEVICES]: devices } } },
    // The state of the pod then contains the reason, which kubectl describe and the doctor show.
    terminationMessagePolicy: 'FallbackToLogsOnError',
    // lnetctl reads the state of LNet through /dev/lnet, which only privileged containers have.
    securityContext: { privileged: true, runAsUser: 0, runAsNonRoot: false },
  };
}
