import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface DeadlineSpec {
  readonly name: string;
  readonly namespace: string;
  /** The key of the label by which an expired deadline is found. */
  readonly label: string;
  readonly seconds: number;
  /** How long it is kept when it is over. */
  readonly keptSeconds: number;
}

/** What Kubernetes says of a Job whose time is over. */
export const EXPIRED = 'DeadlineExceeded';

/**
 * A clock that whoever looks at the cluster can read: a Job that never starts a pod, and that the Job controller ends when its time is over.
 *
 * The label holds what the controller then says, so that one comparison finds a certain deadline that is over.
 */
export function deadline(scope: Construct, id: string, { name, namespace, label, seconds, keptSeconds }: DeadlineSpec): ApiObject {
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
