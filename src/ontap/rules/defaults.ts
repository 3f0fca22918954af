import { RuleRow, Rule } from '../../validation/rule';
import { OntapDefaultsConfiguration } from '../configuration';
import { ONTAP_FORMATS, ONTAP_SERVICE } from '../limits';

type Setting = 'snapshotPolicy' | 'snapshotReserve' | 'unixPermissions' | 'exportPolicy';
type Settings = Pick<OntapDefaultsConfiguration, Setting> & {
  /** The setting of the backend. */
  readonly autoExportPolicy?: boolean;
};

const DEFAULTS = 'https://docs.netapp.com/us-en/trident/trident-use/ontap-nas-examples.html';

/**
 * Rules for the settings of a volume, which can be set in a backend, a pool or a claim.
 *
 * The ids are the same in all three tables.
 */
export function volumeRules<C extends Settings>(): readonly Rule<C>[] {
  const rows: readonly RuleRow<Settings, any, any, any>[] = [
    {
      id: 'ontap/snapshot-reserve',
      severity: 'error',
      acknowledgeable: 'service-limit',
      reads: ['snapshotReserve'],
      at: 'snapshotReserve',
      isViolated: c => !Number.isInteger(c.snapshotReserve) || c.snapshotReserve < 0
        || c.snapshotReserve > ONTAP_SERVICE.snapshotReserve,
      problem: `must be a whole percentage from 0 to ${ONTAP_SERVICE.snapshotReserve}`,
      fix: c => `use ${Math.min(Math.max(Math.round(c.snapshotReserve), 0), ONTAP_SERVICE.snapshotReserve)}`,
      source: DEFAULTS,
      invalidExample: { snapshotReserve: 91 },
      validExample: { snapshotReserve: 90 },
    },
    {
      id: 'ontap/unix-permissions-format',
      severity: 'error',
      reads: ['unixPermissions'],
      at: 'unixPermissions',
      isViolated: c => !ONTAP_FORMATS.unixPermissions.test(c.unixPermissions),
      problem: 'must have the form ---rwxr-xr-x, or be octal',
      fix: 'use \'---rwxrwxrwx\' for all users, or \'0755\'',
      source: DEFAULTS,
      invalidExample: { unixPermissions: 'rwxrwxrwx' },
      validExample: { unixPermissions: '0770' },
    },
    {
      id: 'ontap/export-policy-automatic',
      severity: 'error',
      reads: ['exportPolicy', 'autoExportPolicy'],
      at: 'exportPolicy',
      isViolated: c => c.autoExportPolicy,
      problem: 'Trident manages the export policy of this backend (autoExportPolicy) and ignores another one',
      fix: 'remove exportPolicy, or autoExportPolicy of the backend',
      source: 'https://github.com/NetApp/trident/blob/master/storage_drivers/ontap/ontap_common.go',
      invalidExample: { exportPolicy: 'nodes', autoExportPolicy: true },
      validExample: { exportPolicy: 'nodes', autoExportPolicy: false },
    },
    {
      id: 'ontap/policy-name',
      severity: 'error',
      reads: [],
      mayRead: ['snapshotPolicy', 'exportPolicy'],
      at: c => isPolicyName(c.snapshotPolicy) ? 'exportPolicy' : 'snapshotPolicy',
      isViolated: c => !isPolicyName(c.snapshotPolicy) || !isPolicyName(c.exportPolicy),
      problem: c => 'must have 1 to 255 characters, without white space'
        + (isPolicyName(c.snapshotPolicy) || isPolicyName(c.exportPolicy) ? '' : `; exportPolicy '${c.exportPolicy}' too`),
      fix: c => isPolicyName(c.snapshotPolicy)
        ? 'use the name of an export policy in ONTAP: default, or one of yours'
        : 'use the name of a snapshot policy in ONTAP: none, default, default-1weekly, or one of yours',
      source: DEFAULTS,
      invalidExample: { snapshotPolicy: 'every hour' },
      validExample: { snapshotPolicy: 'default' },
    },
  ];
  return rows as unknown as readonly Rule<C>[];
}

function isPolicyName(name: string | undefined): boolean {
  return name === undefined || ONTAP_FORMATS.policyName.test(name);
}
