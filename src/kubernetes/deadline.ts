import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface DeadlineSpec {
  readonly name: string;
  readonly namespace: string;
  /** The key of a label that selects expired deadlines. */
  readonly label: string;
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
 * The label has the same value as the failure reason, so that a comparison of the two detects an expired deadline.
 */
export function deadline(
  scope: Construct, id: string, { name, namespace, label, seconds, keptSeconds }: DeadlineSpec,
): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels: { [label]: EXPIRED } },
    spec: {
      parallelism: 0,
      activeDeadlineSeconds: seconds,
      ttlSecondsAfterFinished: keptSeconds,
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'none', image: 'none' }] } },
    },
  });
}
