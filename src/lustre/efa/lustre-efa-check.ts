import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { EFA_CHECK_PATH, EfaCheckJobSpec, efaCheckJob } from './check-job';
import { EFA_CHECK_SCRIPT } from './check-script';
import { LustreEfaCheckOptions } from './options';
import { nameWithIdentity, slug } from '../../kubernetes/names';
import { BenchmarkProps, MeasuredClaim } from '../../storage/benchmark/storage-benchmark';
import { unwrap } from '../../validation/normalize';
import { omitUndefined } from '../../validation/settings';
import { LustreConfiguration } from '../configuration';
import { EfaCheckConfiguration } from '../rules/efa-check';

const IMAGE = 'public.ecr.aws/amazonlinux/amazonlinux:2023';
const DEFAULTS = { pods: 1, mib: 1024, interfaces: 1, devices: 0 } as const;

/** The configuration that the rules validate. */
export function efaCheckConfigurationOf(
  options: LustreEfaCheckOptions, { provisioning, efaEnabled }: Pick<LustreConfiguration, 'provisioning' | 'efaEnabled'>, measured?: MeasuredClaim,
): EfaCheckConfiguration {
  return omitUndefined<EfaCheckConfiguration>({
    benchmarkPods: options.pods ?? DEFAULTS.pods,
    efaCheckMiB: unwrap(options.size, 'MiB') ?? DEFAULTS.mib,
    efaCheckInterfaces: options.minimumInterfaces ?? DEFAULTS.interfaces,
    efaCheckDevices: options.efaDevices ?? DEFAULTS.devices,
    benchmarkClaim: measured !== undefined,
    benchmarkReadOnly: measured && (measured.readOnly ?? false),
    benchmarkAccessMode: measured?.accessMode,
    fileSystemHasEfa: provisioning === 'existing' ? undefined : efaEnabled ?? false,
  });
}

/**
 * A Job that checks whether nodes use EFA for Lustre, as returned by `addEfaCheck()`.
 *
 * @example
 * declare const storage: FsxLustreStorage;
 * const check = storage.addEfaCheck('Efa', { nodeSelector: { 'node.kubernetes.io/instance-type': 'p5.48xlarge' } });
 * new CfnOutput(this, 'ReadResult', { value: `kubectl logs -n ${check.jobNamespace} job/${check.jobName}` });
 */
export class LustreEfaCheck extends Construct {
  /** @internal */
  public static _of(
    scope: Construct, id: string, options: LustreEfaCheckOptions, configuration: EfaCheckConfiguration,
    props: BenchmarkProps,
  ): LustreEfaCheck {
    return new LustreEfaCheck(scope, id, options, configuration, props);
  }

  /** Name of the Job. It contains a hash of the options: other options create another Job, which checks again. */
  public readonly jobName: string;

  /** Namespace of the Job, which is that of the claim. */
  public readonly jobNamespace: string;

  /** The chart that contains the Job. */
  public readonly manifests: Chart;

  private constructor(
    scope: Construct, id: string, options: LustreEfaCheckOptions, c: EfaCheckConfiguration,
    { handle, delivery, measured, after }: BenchmarkProps,
  ) {
    super(scope, id);
    const { volume } = measured;
    const spec: Omit<EfaCheckJobSpec, 'name' | 'namespace'> = {
      pods: c.benchmarkPods as number,
      mib: c.efaCheckMiB as number,
      interfaces: c.efaCheckInterfaces as number,
      devices: c.efaCheckDevices as number,
      image: options.image ?? IMAGE,
      nodeSelector: options.nodeSelector,
      tolerations: options.tolerations,
    };
    this.jobNamespace = volume.claimNamespace;
    this.jobName = nameWithIdentity(slug(id) || 'efa-check', [
      Stack.of(this).stackName, this.node.path, volume.claimName, spec, EFA_CHECK_SCRIPT,
    ]);
    this.manifests = delivery._chartFor(this);
    const job = efaCheckJob(this.manifests, `Job-${this.node.path}`, { ...spec, name: this.jobName, namespace: this.jobNamespace });
    volume.mountInto(job, { path: EFA_CHECK_PATH });
    delivery._deliver(this, 'Manifest', { owner: this, handle, objects: [job], removalPolicy: RemovalPolicy.DESTROY, after: [...after] });
  }
}
