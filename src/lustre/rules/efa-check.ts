import { JobClaim, jobClaimRules } from '../../validation/common/benchmark';
import { rangeRule } from '../../validation/common/range';
import { Setting } from '../../validation/deferred-value';
import { Rule, ruleFor } from '../../validation/rule';

/** An EFA check and the claim through which it reads and writes. */
export interface EfaCheckConfiguration extends JobClaim {
  /** In MiB. */
  readonly efaCheckMiB?: Setting<number>;
  readonly efaCheckInterfaces?: Setting<number>;
  readonly efaCheckDevices?: Setting<number>;
  /** Whether the file system supports EFA; absent for an existing one. */
  readonly fileSystemHasEfa?: Setting<boolean>;
}

const EFA = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/efa-file-systems.html';
const CLIENTS = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/configure-efa-clients.html';
const DEVICES = 'https://docs.aws.amazon.com/eks/latest/userguide/device-management-efa.html';
const JOBS = 'https://kubernetes.io/docs/concepts/workloads/controllers/job/';
const rule = ruleFor<EfaCheckConfiguration>();

/** Rules for addEfaCheck(). */
export const lustreEfaCheckRules: readonly Rule<EfaCheckConfiguration>[] = [
  rule({
    id: 'lustre/efa-check-without-efa',
    severity: 'error',
    reads: ['fileSystemHasEfa'],
    at: 'benchmarkClaim',
    isViolated: c => !c.fileSystemHasEfa,
    problem: 'the file system does not support EFA, so all traffic uses TCP',
    fix: 'set efaEnabled, which can only be set at creation, or remove addEfaCheck()',
    source: EFA,
    invalidExample: { fileSystemHasEfa: false },
    validExample: { fileSystemHasEfa: true },
  }),
  rangeRule('lustre/efa-check-pods', 'benchmarkPods', { min: 1, max: 100 }, JOBS),
  rangeRule('lustre/efa-check-size', 'efaCheckMiB', { min: 64, max: 65536, unit: 'MiB' }, CLIENTS),
  rangeRule('lustre/efa-check-interfaces', 'efaCheckInterfaces', { min: 1, max: 32 }, CLIENTS),
  rangeRule('lustre/efa-check-devices', 'efaCheckDevices', { min: 0, max: 32 }, DEVICES),
  ...jobClaimRules('lustre', 'efa-check', 'addEfaCheck()'),
];
