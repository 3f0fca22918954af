import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { BENCHMARK_SCRIPT } from './script';
import { BENCHMARK_TESTS, BenchmarkPromise } from './tests';

/** A benchmark Job, in plain values. */
export interface BenchmarkJobSpec {
  readonly name: string;
  readonly namespace: string;
  readonly pods: number;
  readonly threads: number;
  readonly fileMiB: number;
  readonly seconds: number;
  readonly minimumPercent: number;
  readonly promise: BenchmarkPromise;
  readonly user: number;
  readonly image: string;
  readonly nodeSelector?: { readonly [label: string]: string };
  readonly tolerations?: readonly object[];
}

/** The mount path of the volume. */
export const BENCHMARK_PATH = '/volume';
const CONTAINER = 'benchmark';
/** One day, to read its log. */
const KEPT_SECONDS = 86400;
/** To delete the files. */
const GRACE_SECONDS = 120;
/** DAC_OVERRIDE: create a directory in one of another user; CHOWN, FOWNER: dnf. */
const ROOT_CAPABILITIES = ['DAC_OVERRIDE', 'CHOWN', 'FOWNER'];

/**
 * An Indexed Job whose pods measure a volume at the same time. The first pod prints the result.
 *
 * A failed pod is not replaced: a second measurement of a slow file system would be as slow.
 */
export function benchmarkJob(scope: Construct, id: string, spec: BenchmarkJobSpec): ApiObject {
  const { name, namespace, pods, nodeSelector, tolerations } = spec;
  return new ApiObject(scope, id, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace },
    spec: {
      completionMode: 'Indexed',
      completions: pods,
      parallelism: pods,
      backoffLimit: 0,
      ttlSecondsAfterFinished: KEPT_SECONDS,
      template: {
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: GRACE_SECONDS,
          nodeSelector,
          tolerations,
          ...pods > 1 && { topologySpreadConstraints: [spread(name)] },
          containers: [containerOf(spec)],
        },
      },
    },
  });
}

/** Pods of one node share its network. */
function spread(name: string) {
  return {
    maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { 'batch.kubernetes.io/job-name': name } },
  };
}

function containerOf({ pods, threads, fileMiB, seconds, minimumPercent, promise, user, image }: BenchmarkJobSpec) {
  const env = {
    ROOT: BENCHMARK_PATH,
    PODS: pods,
    THREADS: threads,
    FILE_MIB: fileMiB,
    SECONDS_EACH: seconds,
    MINIMUM: minimumPercent,
    EXPECTED: BENCHMARK_TESTS.map(test => (test.promise && promise[test.promise]) ?? '-').join(' '),
  };
  return {
    name: CONTAINER,
    image,
    command: ['bash', '-c', BENCHMARK_SCRIPT],
    env: [
      ...Object.entries(env).map(([key, value]) => ({ name: key, value: String(value) })),
      // Another run has another Job, so no two runs share a directory.
      { name: 'RUN', valueFrom: { fieldRef: { fieldPath: 'metadata.labels[\'batch.kubernetes.io/controller-uid\']' } } },
    ],
    resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '4Gi' } },
    securityContext: {
      runAsUser: user,
      runAsGroup: user,
      runAsNonRoot: user !== 0,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], ...user === 0 && { add: ROOT_CAPABILITIES } },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}
