import { Duration, Size } from 'aws-cdk-lib';
import { IKubernetesVolume } from '../../kubernetes/kubernetes-volume';
import { PodToleration } from '../../kubernetes/toleration';

/** Options of a benchmark Job. */
export interface StorageBenchmarkOptions {
  /**
   * The claim to measure: the storage itself, or a claim that `addClaim()` or `shareTo()` returned.
   *
   * A claim of another storage fails with `lustre/benchmark-claim` or `ontap/benchmark-claim`; a read-only claim or a
   * block device with `lustre/benchmark-read-only` or `ontap/benchmark-block-device`.
   *
   * @default - the claim of the props
   */
  readonly claim?: IKubernetesVolume;

  /**
   * Number of pods that measure at the same time, 1 to 100, on different nodes if possible.
   *
   * One node often cannot use the throughput of a large file system: its network is the limit. Several pods require an
   * access mode of many nodes. An unsupported value fails with `lustre/benchmark-pods` or `ontap/benchmark-pods`, the
   * access mode with `lustre/benchmark-access-mode` or `ontap/benchmark-access-mode`.
   *
   * @default 1
   */
  readonly pods?: number;

  /**
   * Number of threads of each pod, 1 to 128. Each thread has its own file.
   *
   * An unsupported value fails with `lustre/benchmark-threads` or `ontap/benchmark-threads`.
   *
   * @default 8
   */
  readonly threads?: number;

  /**
   * Size of the file of each thread, in whole MiB, at least 16 MiB.
   *
   * Files that fit into the memory of the file servers measure their cache. All files together can use at most half of
   * the capacity of the claim. Other values fail with `lustre/benchmark-file-size` or `ontap/benchmark-file-size`, files
   * that are too large with `lustre/benchmark-capacity` or `ontap/benchmark-capacity`.
   *
   * @default Size.gibibytes(4)
   */
  readonly fileSize?: Size;

  /**
   * Duration of each measurement, 10 seconds to 1 hour. There are seven.
   *
   * File systems can burst above their throughput for some minutes: measure longer to see the sustained throughput. Other
   * values fail with `lustre/benchmark-duration` or `ontap/benchmark-duration`.
   *
   * @default Duration.minutes(1)
   */
  readonly duration?: Duration;

  /**
   * Sequential throughput that you expect, in MB/s, for all pods together.
   *
   * Set it for an existing file system, whose tier is not known, or if the network of your nodes is the limit. It must be
   * greater than 0; other values fail with `lustre/benchmark-expectation` or `ontap/benchmark-expectation`.
   *
   * @default - the throughput of the file system, if it is known; otherwise, the Job only measures
   */
  readonly expectedThroughputMBps?: number;

  /**
   * Percentage of the expected values that is adequate, 1 to 100.
   *
   * An unsupported value fails with `lustre/benchmark-minimum` or `ontap/benchmark-minimum`.
   *
   * @default 80
   */
  readonly minimumPercent?: number;

  /**
   * User and group ID of the pods, which must be able to create a directory in the root of the volume. A user other than
   * 0 requires an `image` that contains fio; otherwise, it fails with `lustre/benchmark-user` or `ontap/benchmark-user`.
   *
   * Set it for namespaces that enforce the Pod Security Standard `restricted`.
   *
   * @default 0
   */
  readonly user?: number;

  /**
   * Image of the pods: with `bash`, `coreutils`, and either `fio` 3.27 or newer, or a `dnf` that can install it.
   *
   * @default 'public.ecr.aws/amazonlinux/amazonlinux:2023'
   */
  readonly image?: string;

  /**
   * Labels of the nodes for the pods, for example those of the nodes that run your training.
   *
   * @default - any node
   */
  readonly nodeSelector?: { [label: string]: string };

  /**
   * Taints that the pods tolerate.
   *
   * @default - none
   */
  readonly tolerations?: PodToleration[];
}
