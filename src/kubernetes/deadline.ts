import { ApiObjectProps } from 'cdk8s';

export interface DeadlineSpec {
  readonly name: string;
  readonly namespace: string;
  readonly seconds: number;
  /** How long the Job is retained after the deadline. */
  readonly keptSeconds: number;
}

/** The failure reason that the Job controller sets after the deadline. */
export const EXPIRED = 'DeadlineExceeded';

/**
 * A deadline that other objects in the cluster can query: a Job that starts no pod and that the Job controller fails
 * after the given time.
 *
 * A label whose value is `EXPIRED` can be compared with the failure reason, which detects an expired deadline.
 */
export function deadlineProps({ name, namespace, seconds, keptSeconds }: DeadlineSpec): ApiObjectProps {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace },
    spec: {
      parallelism: 0,
      activeDeadlineSeconds: seconds,
      ttlSecondsAfterFinished: keptSeconds,
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'none', image: 'none' }] } },
    },
  };
}
