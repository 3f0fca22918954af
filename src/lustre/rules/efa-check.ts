import { rangeRule } from '../../validation/common/range';
import { Setting } from '../../validation/deferred-value';
import { Rule, ruleFor } from '../../validation/rule';

/** An EFA check and the claim through which it reads and writes. */
export interface EfaCheckConfiguration {
  readonly efaCheckPods?: Setting<number>;
  /** In MiB. */
  readonly efaCheckMiB?: Setting<number>;
  readonly efaCheckInterfaces?: Setting<number>;
  readonly efaCheckDevices?: Setting<number>;
  /** Whether the claim belongs to the storage. */
  readonly efaCheckClaim?: boolean;
  readonly efaCheckReadOnly?: boolean;
  readonly efaCheckAccessMode?: string;
  /** Whether the file system supports EFA; absent for an existing one. */
  readonly fileSystemHasEfa?: Setting<boolean>;
}

const EFA = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/efa-file-systems.html';
const CLIENTS = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/configure-efa-clients.html';
const DEVICES = 'https://docs.aws.amazon.com/eks/latest/userguide/device-management-efa.html';
const JOBS = 'https://kubernetes.io/docs/concepts/workloads/controllers/job/';
const MODES = 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes';
const rule = ruleFor<EfaCheckConfiguration>();

/** Rules for addEfaCheck(). */
export const lustreEfaCheckRules: readonly Rule<EfaCheckConfiguration>[] = [
  rule({
    id: 'lustre/efa-check-without-efa',
    severity: 'error',
    reads: ['fileSystemHasEfa'],
    at: 'efaCheckClaim',
    isViolated: c => !c.fileSystemHasEfa,
    problem: 'the file system does not support EFA, so all traffic uses TCP',
    fix: 'set efaEnabled, which can only be set at creation, or remove addEfaCheck()',
    source: EFA,
    invalidExample: { fileSystemHasEfa: false },
    validExample: { fileSystemHasEfa: true },
  }),
  rangeRule('lustre/efa-check-pods', 'efaCheckPods', { min: 1, max: 100 }, JOBS),
  rangeRule('lustre/efa-check-size', 'efaCheckMiB', { min: 64, max: 65536, unit: 'MiB' }, CLIENTS),
  rangeRule('lustre/efa-check-interfaces', 'efaCheckInterfaces', { min: 1, max: 32 }, CLIENTS),
  rangeRule('lustre/efa-check-devices', 'efaCheckDevices', { min: 0, max: 32 }, DEVICES),
  rule({
    id: 'lustre/efa-check-claim',
    severity: 'error',
    reads: ['efaCheckClaim'],
    at: 'efaCheckClaim',
    isViolated: c => !c.efaCheckClaim,
    problem: 'the claim does not belong to this storage',
    fix: 'pass a claim that addClaim() or shareTo() of this storage returned, or call addEfaCheck() of the other storage',
    source: CLIENTS,
    invalidExample: { efaCheckClaim: false },
    validExample: { efaCheckClaim: true },
  }),
  rule({
    id: 'lustre/efa-check-read-only',
    severity: 'error',
    reads: ['efaCheckReadOnly'],
    mayRead: ['efaCheckAccessMode'],
    at: 'efaCheckClaim',
    isViolated: c => c.efaCheckReadOnly || c.efaCheckAccessMode === 'ReadOnlyMany',
    problem: 'the volume is read-only, and the check writes a file of its own before it reads it',
    fix: 'pass another claim of the same file system that can be written',
    source: MODES,
    invalidExample: { efaCheckReadOnly: true, efaCheckAccessMode: 'ReadWriteMany' },
    validExample: { efaCheckReadOnly: false, efaCheckAccessMode: 'ReadWriteMany' },
  }),
  rule({
    id: 'lustre/efa-check-access-mode',
    severity: 'error',
    reads: ['efaCheckPods', 'efaCheckAccessMode'],
    at: 'efaCheckPods',
    isViolated: c => c.efaCheckPods > 1 && ['ReadWriteOnce', 'ReadWriteOncePod'].includes(c.efaCheckAccessMode),
    problem: c => `several pods on different nodes cannot mount a ${c.efaCheckAccessMode} claim`,
    fix: 'use pods: 1, or a claim with VolumeAccessMode.READ_WRITE_MANY',
    source: MODES,
    invalidExample: { efaCheckPods: 2, efaCheckAccessMode: 'ReadWriteOnce' },
    validExample: { efaCheckPods: 1, efaCheckAccessMode: 'ReadWriteOnce' },
  }),
];
