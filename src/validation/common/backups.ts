import { formatRule } from './format-rule';
import { Setting } from '../deferred-value';
import { FORMATS } from '../formats';
import { Rule, ruleFor } from '../rule';

/** The settings of backups and maintenance that both services have in common. */
export interface BackupConfiguration {
  /** Days. */
  readonly automaticBackupRetention?: Setting<number>;
  readonly dailyAutomaticBackupStartTime?: Setting<string>;
  readonly weeklyMaintenanceStartTime?: Setting<string>;
  /** False for file systems without backups, of which another rule reports these settings. */
  readonly backupsOffered?: false;
}

/** The backup from which a file system or a volume is created. */
export interface BackupIdConfiguration extends Pick<BackupConfiguration, 'backupsOffered'> {
  readonly backupId?: Setting<string>;
}

/** Backups of a service, from the documentation of its API. */
export interface BackupDescription {
  readonly service: string;
  /** Days of automatic backups that FSx keeps if the retention is not set; 0: no automatic backups. */
  readonly defaultRetention: number;
  readonly source: string;
}

/** The longest retention, from the API model. */
export const MAX_BACKUP_DAYS = 90;
const rule = ruleFor<BackupConfiguration>();

/** Rules for automatic backups and the maintenance window. */
export function backupRulesOf({ service, defaultRetention, source }: BackupDescription): readonly Rule<any>[] {
  return [
    rule({
      id: `${service}/backup-retention`,
      severity: 'error',
      acknowledgeable: 'service-limit',
      reads: ['automaticBackupRetention'],
      mayRead: ['backupsOffered'],
      at: 'automaticBackupRetention',
      isViolated: ({ automaticBackupRetention: days, backupsOffered }) => (backupsOffered !== false || days <= 0)
        && !(Number.isInteger(days) && days >= 0 && days <= MAX_BACKUP_DAYS),
      problem: `must be a whole number of days from 0 (disabled) to ${MAX_BACKUP_DAYS}`,
      fix: c => `use Duration.days(${Math.min(Math.max(Math.ceil(c.automaticBackupRetention), 0), MAX_BACKUP_DAYS)})`,
      source,
      invalidExample: { automaticBackupRetention: MAX_BACKUP_DAYS + 1 },
      validExample: { automaticBackupRetention: MAX_BACKUP_DAYS },
    }),
    formatRule(`${service}/backup-time-format`, 'dailyAutomaticBackupStartTime', FORMATS.dailyTime, { invalid: '5:30', valid: '05:30', source }),
    rule({
      id: `${service}/backup-time-without-${defaultRetention === 0 ? 'retention' : 'backups'}`,
      severity: 'error',
      reads: ['dailyAutomaticBackupStartTime'],
      mayRead: ['automaticBackupRetention'],
      at: 'dailyAutomaticBackupStartTime',
      isViolated: c => (c.automaticBackupRetention ?? defaultRetention) === 0,
      problem: 'has no effect, because automatic backups are disabled',
      fix: 'set automaticBackupRetention to Duration.days(1) or more, or remove dailyAutomaticBackupStartTime',
      source,
      invalidExample: { dailyAutomaticBackupStartTime: '05:30', automaticBackupRetention: 0 },
      validExample: { dailyAutomaticBackupStartTime: '05:30', automaticBackupRetention: 1 },
    }),
    formatRule(
      `${service}/maintenance-time-format`, 'weeklyMaintenanceStartTime', FORMATS.weeklyTime, { invalid: 'sun:03:00', valid: '7:03:00', source },
    ),
  ];
}

/** The rule for the backup from which a file system or a volume is created. */
export function backupIdRule(service: string, source: string): Rule<any> {
  const { backupId: format } = FORMATS;
  return ruleFor<BackupIdConfiguration>()({
    id: `${service}/backup-id-format`,
    severity: 'error',
    reads: ['backupId'],
    mayRead: ['backupsOffered'],
    at: 'backupId',
    isViolated: c => c.backupsOffered !== false && format.problemOf(c.backupId) !== undefined,
    problem: c => format.problemOf(c.backupId)!,
    fix: 'use BackupId from `aws fsx describe-backups`',
    source,
    invalidExample: { backupId: 'fs-0123456789abcdef0' },
    validExample: { backupId: 'backup-0123456789abcdef0' },
  });
}
