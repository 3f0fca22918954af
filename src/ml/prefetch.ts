import { CfnResource, RemovalPolicy, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { ApiObject } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { DELAY_INPUT, PREFETCH_FIELDS } from './schema';
import { clusterHandle } from '../cluster/cluster-handle';
import { clusterRegistry } from '../cluster/cluster-registry';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { IKubernetesVolume } from '../kubernetes/kubernetes-volume';
import { nameWithIdentity, slug } from '../kubernetes/names';
import { PodMount } from '../kubernetes/pod';
import { PodToleration } from '../kubernetes/toleration';
import { addGate, gateObjects } from '../lustre/jobs/gate';
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
   * Image of the containers. They need `bash`, `curl` (for loading), `find`, `xargs`, `awk` and `lfs`.
   *
   * A container installs what is missing with `dnf`. The default image contains no Lustre client, and AWS publishes no
   * image with one and a shell. Build one to avoid the installation.
   *
   * @default 'public.ecr.aws/amazonlinux/amazonlinux:2023'
   */
  readonly image?: string;
}

/** Options of a Job that loads files from S3. */
export interface MlPrefetchOptions extends MlTransferOptions {
  /**
   * Number of pods that divide the files, 1 to 100. Another value is an error.
   *
   * A pod needs about 12 minutes of processor time for a million files. Several pods need many directories: the first
   * two names of the path below `directory` determine the pod of a file.
   *
   * @default 1
   */
  readonly pods?: number;

  /**
   * Taints that its pods tolerate.
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
const PODS = { min: 1, max: 100, usual: 1 };
const DIRECTORY: PathFormat = { root: true, trailingSlash: true };
const BACKOFF_LIMIT = 6;
/** One day, to read its log. */
const KEPT_SECONDS = 86400;

/**
 * A Job that loads the files of a Lustre volume from S3, so that the first epoch is as fast as later ones.
 *
 * The deployment does not wait for the Job. If the Job restarts, it loads only files that are still missing. `delay()`
 * keeps pods unscheduled until the files are loaded.
 */
export class MlPrefetch extends Construct {
  /** The name of the Job, which contains a hash of its immutable settings. */
  public readonly jobName: string;

  /** The namespace of the Job, which is that of the claim. */
  public readonly jobNamespace: string;

  /** The resource that applies the Job. Only with `ManifestDelivery.kubectl()`. */
  public readonly resource?: CfnResource;

  private readonly gateName: string;

  constructor(scope: Construct, id: string, props: MlPrefetchProps) {
    super(scope, id);
    validateInput(this, 'MlPrefetch', { fields: PREFETCH_FIELDS, value: props });
    const {
      claim,
      cluster,
      delivery = ManifestDelivery.kubectl(),
      after = [],
      tolerations,
      nodeSelector,
      pods,
    } = props;
    validateCount(this, 'pods', pods ?? PODS.usual, PODS);
    const transfer = transferOf(this, claim, props);
    const spec = {
      ...transfer, namespace: claim.claimNamespace, tolerations, nodeSelector, shards: pods,
      backoffLimit: BACKOFF_LIMIT, ttlSecondsAfterFinished: KEPT_SECONDS,
    };
    this.jobNamespace = claim.claimNamespace;
    this.jobName = nameWithIdentity(slug(id), [this.node.path, restoreIdentity(spec)]);
    this.gateName = nameWithIdentity(`${slug(id)}-loaded`, [this.node.path, transfer.directory]);
    const chart = delivery._chartFor(this);
    const job = restoreJob(chart, `Job-${this.node.path}`, { ...spec, name: this.jobName });
    const gate = gateObjects(chart, this.node.path, { ...spec, name: this.gateName, jobName: this.jobName });
    const handle = clusterHandle(cluster);
    const delivered = delivery._deliver(this, 'Manifest', {
      owner: this, handle, objects: [job, ...gate], removalPolicy: RemovalPolicy.DESTROY, after,
    });
    this.resource = CfnResource.isCfnResource(delivered) ? delivered : undefined;
    // Kubernetes deletes a claim only after the pods that list it: workloads are deleted first.
    clusterRegistry(handle).claims.set(`${this.jobNamespace}/${this.gateName}`, this);
  }

  /**
   * Keeps the pods of a workload unscheduled until the files are loaded. Meanwhile they are `Pending` and reserve no
   * node and no GPU.
   *
   * The pods list a claim that is bound when the Job is complete, and that no container mounts. The workload must be in
   * the namespace of the Job. A workload without pods is an error.
   *
   * @param workload Any object that describes pods.
   */
  public delay(workload: ApiObject): void {
    validateInput(this, 'MlPrefetch', { fields: DELAY_INPUT, value: { workload } }, 'delay');
    if (addGate(workload, this.gateName) === 0) {
      throw new Error(
        `${this.node.path}: ${workload.kind} '${workload.name}' describes no pods that could wait.\n  Fix: add its containers first.`,
      );
    }
  }
}

/** The settings of a transfer container. */
export function transferOf(scope: Construct, claim: IKubernetesVolume, options: MlTransferOptions) {
  const { directory = '', parallelism = PARALLELISM.usual, image = IMAGE } = options;
  validateCount(scope, 'parallelism', parallelism, PARALLELISM);
  const problem = pathProblem(directory, DIRECTORY);
  if (problem) {
    throw new Error(
      `${scope.node.path}: directory '${directory}': ${problem}.\n  Fix: write '${suggestedPath(directory, DIRECTORY, '/')}'.`,
    );
  }
  return { volume: claim.podVolume as PodMount['volume'], directory, parallelism, image };
}

function validateCount(scope: Construct, name: string, value: number, { min, max, usual }: typeof PODS) {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`${scope.node.path}: ${name} ${value}: must be a whole number from ${min} to ${max}.\n  Fix: use ${usual}.`);
  }
}
