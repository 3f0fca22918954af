import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Chart } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { BENCHMARK_PATH, BenchmarkJobSpec, benchmarkJob } from './job';
import { StorageBenchmarkOptions } from './options';
import { BENCHMARK_SCRIPT } from './script';
import { BenchmarkPromise } from './tests';
import { ClusterHandle } from '../../cluster/cluster-handle';
import { ManifestDelivery } from '../../delivery/manifest-delivery';
import { IKubernetesVolume } from '../../kubernetes/kubernetes-volume';
import { nameWithIdentity, slug } from '../../kubernetes/names';
import { BenchmarkConfiguration } from '../../validation/common/benchmark';
import { unwrap } from '../../validation/normalize';
import { omitUndefined } from '../../validation/settings';

/**
 * What a benchmark needs to know of a claim.
 *
 * @internal
 */
export interface MeasuredClaim {
  readonly volume: IKubernetesVolume;
  readonly accessMode?: string;
  readonly volumeMode?: string;
  readonly readOnly?: boolean;
  /** In GiB. */
  readonly capacity?: BenchmarkConfiguration['benchmarkCapacity'];
  readonly promise: BenchmarkPromise;
}

/**
 * How a benchmark reaches the cluster.
 *
 * @internal
 */
export interface BenchmarkProps {
  readonly handle: ClusterHandle;
  readonly delivery: ManifestDelivery;
  readonly measured: MeasuredClaim;
  readonly after: readonly IDependable[];
}

const IMAGE = 'public.ecr.aws/amazonlinux/amazonlinux:2023';
const DEFAULTS = { pods: 1, threads: 8, fileMiB: 4096, seconds: 60, minimumPercent: 80, user: 0 } as const;

/** The configuration that the rules validate. */
export function benchmarkConfigurationOf(
  options: StorageBenchmarkOptions,
  measured?: MeasuredClaim,
): BenchmarkConfiguration {
  const { pods, threads, fileMiB, seconds, minimumPercent, user } = DEFAULTS;
  return omitUndefined<BenchmarkConfiguration>({
    benchmarkPods: options.pods ?? pods,
    benchmarkThreads: options.threads ?? threads,
    benchmarkFileMiB: unwrap(options.fileSize, 'MiB') ?? fileMiB,
    benchmarkSeconds: unwrap(options.duration, 'seconds') ?? seconds,
    benchmarkMinimum: options.minimumPercent ?? minimumPercent,
    benchmarkThroughput: options.expectedThroughputMBps,
    benchmarkUser: options.user ?? user,
    benchmarkImage: options.image,
    benchmarkClaim: measured !== undefined,
    benchmarkReadOnly: measured && (measured.readOnly ?? false),
    benchmarkAccessMode: measured?.accessMode,
    benchmarkVolumeMode: measured?.volumeMode,
    benchmarkCapacity: measured?.capacity,
  });
}

/**
 * A Job that measures a volume, as returned by `addBenchmark()`.
 *
 * @example
 * declare const storage: FsxLustreStorage;
 * const benchmark = storage.addBenchmark('Speed', { pods: 4 });
 * new CfnOutput(this, 'ReadResult', { value: `kubectl logs -n ${benchmark.jobNamespace} job/${benchmark.jobName}` });
 */
export class StorageBenchmark extends Construct {
  /** @internal */
  public static _of(
    scope: Construct, id: string, options: StorageBenchmarkOptions, props: BenchmarkProps,
  ): StorageBenchmark {
    return new StorageBenchmark(scope, id, options, props);
  }

  /** Name of the Job. It contains a hash of the options: other options create another Job, which measures again. */
  public readonly jobName: string;

  /** Namespace of the Job, which is that of the claim. */
  public readonly jobNamespace: string;

  /** The chart that contains the Job. */
  public readonly manifests: Chart;

  private constructor(scope: Construct, id: string, options: StorageBenchmarkOptions, props: BenchmarkProps) {
    super(scope, id);
    const { handle, delivery, measured, after } = props;
    const { volume } = measured;
    const c = benchmarkConfigurationOf(options, measured);
    const expected = options.expectedThroughputMBps;
    const spec: Omit<BenchmarkJobSpec, 'name' | 'namespace'> = {
      pods: c.benchmarkPods as number,
      threads: c.benchmarkThreads as number,
      fileMiB: c.benchmarkFileMiB as number,
      seconds: c.benchmarkSeconds as number,
      minimumPercent: c.benchmarkMinimum as number,
      promise:
        expected === undefined ? measured.promise : { ...measured.promise, readMBps: expected, writeMBps: expected },
      user: c.benchmarkUser!,
      image: options.image ?? IMAGE,
      nodeSelector: options.nodeSelector,
      tolerations: options.tolerations,
    };
    this.jobNamespace = volume.claimNamespace;
    this.jobName = nameWithIdentity(slug(id) || 'benchmark', [
      Stack.of(this).stackName, this.node.path, volume.claimName, spec, BENCHMARK_SCRIPT,
    ]);
    this.manifests = delivery._chartFor(this);
    const job = benchmarkJob(this.manifests, `Job-${this.node.path}`, { ...spec, name: this.jobName, namespace: this.jobNamespace });
    volume.mountInto(job, { path: BENCHMARK_PATH });
    delivery._deliver(this, 'Manifest', { owner: this, handle, objects: [job], removalPolicy: RemovalPolicy.DESTROY, after: [...after] });
  }
}
