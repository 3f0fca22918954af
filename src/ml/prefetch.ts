import { CfnResource, RemovalPolicy, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { Construct, IDependable } from 'constructs';
import { PREFETCH_FIELDS } from './schema';
import { clusterHandle } from '../cluster/cluster-handle';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { IKubernetesVolume } from '../kubernetes/kubernetes-volume';
import { nameWithIdentity, slug } from '../kubernetes/names';
import { PodMount } from '../kubernetes/pod';
import { PodToleration } from '../kubernetes/toleration';
import { restoreIdentity, restoreJob } from '../lustre/jobs/restore-job';
import { PathFormat, pathProblem, suggestedPath } from '../validation/paths';
import { validateInput } from '../validation/validate';

/** Options of transfers between a Lustre volume and S3. */
export interface MlTransferOptions {
  /**
   * Directory of the volume, such as `train`, without `.`, `..` and empty names. Another format is an error.
   *
   * @default - the whole volume
   */
  readonly directory?: string;

  /**
   * Number of concurrent requests, 1 to 64. Another value is an error.
   *
   * @default 8
   */
  readonly parallelism?: number;

  /**
   * Image of the container. It needs `bash`, and `lfs` or a `dnf` that can install it.
   *
   * @default 'public.ecr.aws/amazonlinux/amazonlinux:2023'
   */
  readonly image?: string;
}

/** Options of a Job that loads files from S3. */
export interface MlPrefetchOptions extends MlTransferOptions {
  /**
   * Taints that its pod tolerates.
   *
   * @default - none
   */
  readonly tolerations?: PodToleration[];

  /**
   * Node selector of the Job.
   *
   * @default - any node in the zone of the volume
   */
  readonly nodeSelector?: { [key: string]: string };
}

/** Properties of MlPrefetch. */
export interface MlPrefetchProps extends MlPrefetchOptions {
  /** The cluster. */
  readonly cluster: eks.ICluster;

  /** The claim whose files are loaded. */
  readonly claim: IKubernetesVolume;

  /**
   * How the Job is delivered to the cluster.
   *
   * @default ManifestDelivery.kubectl()
   */
  readonly delivery?: ManifestDelivery;

  /**
   * Resources on which the Job depends.
   *
   * @default - none
   */
  readonly after?: IDependable[];
}

const IMAGE = 'public.ecr.aws/amazonlinux/amazonlinux:2023';
const PARALLELISM = { min: 1, max: 64, usual: 8 };
const DIRECTORY: PathFormat = { root: true, trailingSlash: true };
const BACKOFF_LIMIT = 6;
/** One day, to read its log. */
const KEPT_SECONDS = 86400;

/**
 * A Job that loads the files of a Lustre volume from S3, so that the first epoch is as fast as later ones.
 *
 * The deployment does not wait for the Job. If the Job restarts, it loads only files that are still missing.
 */
export class MlPrefetch extends Construct {
  /** The name of the Job, which contains a hash of its immutable settings. */
  public readonly jobName: string;

  /** The namespace of the Job, which is that of the claim. */
  public readonly jobNamespace: string;

  /** The resource that applies the Job. Only with `ManifestDelivery.kubectl()`. */
  public readonly resource?: CfnResource;

  constructor(scope: Construct, id: string, props: MlPrefetchProps) {
    super(scope, id);
    validateInput(this, 'MlPrefetch', { fields: PREFETCH_FIELDS, value: props });
    const { claim, cluster, delivery = ManifestDelivery.kubectl(), after = [], tolerations, nodeSelector } = props;
    const spec = {
      ...transferOf(this, claim, props), namespace: claim.claimNamespace, tolerations, nodeSelector,
      backoffLimit: BACKOFF_LIMIT, ttlSecondsAfterFinished: KEPT_SECONDS,
    };
    this.jobNamespace = claim.claimNamespace;
    this.jobName = nameWithIdentity(slug(id), [this.node.path, restoreIdentity(spec)]);
    const job = restoreJob(delivery._chartFor(this), `Job-${this.node.path}`, { ...spec, name: this.jobName });
    const handle = clusterHandle(cluster);
    const delivered = delivery._deliver(this, 'Manifest', {
      owner: this, handle, objects: [job], removalPolicy: RemovalPolicy.DESTROY, after,
    });
    this.resource = CfnResource.isCfnResource(delivered) ? delivered : undefined;
  }
}

/** The settings of a transfer container. */
export function transferOf(scope: Construct, claim: IKubernetesVolume, options: MlTransferOptions) {
  const { directory = '', parallelism = PARALLELISM.usual, image = IMAGE } = options;
  if (!Number.isInteger(parallelism) || parallelism < PARALLELISM.min || parallelism > PARALLELISM.max) {
    throw new Error(
      `${scope.node.path}: parallelism ${parallelism}: must be a whole number from ${PARALLELISM.min} to ${PARALLELISM.max}.\n  Fix: use ${PARALLELISM.usual}.`,
    );
  }
  const problem = pathProblem(directory, DIRECTORY);
  if (problem) {
    throw new Error(
      `${scope.node.path}: directory '${directory}': ${problem}.\n  Fix: write '${suggestedPath(directory, DIRECTORY, '/')}'.`,
    );
  }
  return { volume: claim.podVolume as PodMount['volume'], directory, parallelism, image };
}
