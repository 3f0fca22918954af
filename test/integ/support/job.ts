import { Duration, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { ApiObject, App, Chart } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { NAMESPACE } from './platform';
import { IKubernetesVolume, WorkloadMountOptions } from '../../..';

/** Public and without the limits of Docker Hub. */
const BUSYBOX = 'public.ecr.aws/docker/library/busybox:1.37';

/** A Lambda function of the kubectl provider ends after 15 minutes, and with it a wait. */
const LONGEST_WAIT = Duration.minutes(14);

export interface JobProps {
  readonly cluster: eks.ICluster;
  /** Runs with `sh -eu`; the Job has succeeded when it ends with 0. */
  readonly script: string;
  /** The claims that the pod sees. */
  readonly mounts: readonly { readonly volume: Pick<IKubernetesVolume, 'mountInto'>; readonly options: WorkloadMountOptions }[];
  /** What must be in the cluster before. */
  readonly after: readonly IDependable[];
  readonly image?: string;
  /** The user that the container runs as, by number. Root by default, which owns the root of a new Lustre file system. */
  readonly user?: number;
  /** Changes the Job before it is delivered. */
  readonly customize?: (job: ApiObject) => void;
}

/**
 * A Job whose success the deployment waits for: what a test asserts about the cluster is the exit code of a script.
 *
 * The deployment fails when the Job has not succeeded in 14 minutes. Whatever depends on this construct comes after the success.
 */
export class Job extends Construct {
  constructor(scope: Construct, id: string, props: JobProps) {
    super(scope, id);
    const { cluster, script, mounts, after, image = BUSYBOX, user = 0, customize } = props;
    const chart = new Chart(new App(), 'Chart', { namespace: NAMESPACE });
    const name = id.toLowerCase();
    const job = new ApiObject(chart, 'Job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: {
        backoffLimit: 2,
        activeDeadlineSeconds: LONGEST_WAIT.toSeconds(),
        template: {
          spec: {
            restartPolicy: 'Never', // a pod that failed stays, with its log
            securityContext: { runAsUser: user, runAsGroup: user },
            containers: [{ name: 'test', image, command: ['sh', '-euc', script] }],
          },
        },
      },
    });
    mounts.forEach(({ volume, options }) => volume.mountInto(job, options));
    customize?.(job);
    const manifest = new eks.KubernetesManifest(this, 'Manifest', { cluster, manifest: chart.toJson() });
    manifest.node.addDependency(...after);
    const succeeded = new eks.KubernetesObjectValue(this, 'Succeeded', {
      cluster, objectType: 'job', objectName: name, objectNamespace: NAMESPACE, jsonPath: '.status.succeeded', timeout: LONGEST_WAIT,
    });
    succeeded.node.addDependency(manifest);
  }
}
