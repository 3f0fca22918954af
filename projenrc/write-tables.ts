import { writeFileSync } from 'fs';
import { LUSTRE_ALARMS } from '../src/lustre/alarms';
import { CapacitySteps, LIMITS, LustreDeploymentType, StorageLimits } from '../src/lustre/limits';
import { LUSTRE_RULES } from '../src/lustre/rules';
import { DriverConfiguration, driverRules } from '../src/lustre/rules/driver';
import { lustreMonitoringRules } from '../src/lustre/rules/monitoring';
import { nodePlacementRules } from '../src/lustre/rules/placement';
import { SETTING_ROWS } from '../src/lustre/schema';
import { AlarmRow } from '../src/monitoring/rows';
import { ONTAP_ALARMS } from '../src/ontap/alarms';
import { ONTAP_LIMITS, OntapDeploymentType, OntapStorageDriver, STORAGE_DRIVERS } from '../src/ontap/limits';
import { ALL_ONTAP_RULES } from '../src/ontap/rules';
import { ontapMonitoringRules } from '../src/ontap/rules/monitoring';
import { TridentConfiguration, tridentRules } from '../src/ontap/rules/trident';
import { ONTAP_SETTING_ROWS } from '../src/ontap/schema';
import { existingClusterRules } from '../src/validation/common/existing-cluster';
import { MonitoringConfiguration } from '../src/validation/common/monitoring';
import { DeferredValue } from '../src/validation/deferred-value';
import { Rule } from '../src/validation/rule';

/** Writes RULES.md, LIMITS.md and ALARMS.md from the tables, so that what is documented is what is checked. */
writeFileSync('RULES.md', [
  '# Rules',
  '',
  'Generated from the tables in `src/*/rules*`. An **error** stops synthesis; a **warning** is printed. What can be acknowledged is silenced with',
  '`acknowledge: { \'the/id\': \'the reason\' }` on the construct. A rule that reads a value known only at deployment is skipped, and listed in `skippedRules`.',
  '',
  '| id | severity | reads | refused, for example | accepted, for example |',
  '|---|---|---|---|---|',
  ...existingClusterRules.map(rule => ruleLine(rule)),
  ...[...LUSTRE_RULES, ...nodePlacementRules].map(rule => ruleLine(rule)),
  ...driverRules.map(rule => ruleLine<DriverConfiguration>(rule)),
  ...ALL_ONTAP_RULES.map(rule => ruleLine(rule)),
  ...tridentRules.map(rule => ruleLine<TridentConfiguration>(rule)),
  ...[...lustreMonitoringRules, ...ontapMonitoringRules].map(rule => ruleLine<MonitoringConfiguration>(rule)),
  '| `delivery/known-late` | error | Kubernetes objects that go by files or charts | an id that the stack makes, without `outputsFile` | a literal id |',
  '| `delivery/waits-for-outputs` | warning | `outputsFile` | no file, or one without the value | one that `cdk deploy --outputs-file` wrote |',
  '| `lustre/value-unknown`, `ontap/value-unknown` | error | every setting that takes words, and every number | `deploymentType: "PERSISTENT_9"` | `deploymentType: "PERSISTENT_2"` |',
  '| `rules/acknowledgement` | error | acknowledge | `acknowledge: { "lustre/capacity-step": "…" }` | `acknowledge: { "lustre/version-2-12": "…" }` |',
  '',
].join('\n'));

writeFileSync('LIMITS.md', [
  '# Limits',
  '',
  'Generated from `limits.ts` and `settings.ts` of `src/lustre` and `src/ontap`.',
  '',
  '## FSx for Lustre by deployment type',
  '',
  '| type | storage | capacity (GiB) | MB/s per TiB | with EFA, multiples of (GiB) | metadata IOPS | versions | S3 link | KMS key | backups | can grow |',
  '|---|---|---|---|---|---|---|---|---|---|---|',
  ...Object.values(LustreDeploymentType).flatMap(type => {
    return Object.entries(LIMITS[type].storage).map(([storage, limits]) => typeLine(type, storage, limits));
  }),
  '',
  '## Settings of FSx for Lustre',
  '',
  '| property | StorageClass parameter | CloudFormation property | a change replaces the file system |',
  '|---|---|---|---|',
  ...SETTING_ROWS.map(([, row]) => `| ${row.property}${row.unit ? ` (${row.unit})` : ''} | ${row.storageClass ?? '–'} | ${row.cloudFormation ?? '–'} | ${
    row.replaces ? 'yes' : ''} |`),
  '',
  '## FSx for ONTAP by deployment type',
  '',
  '| type | zones | pairs of servers | MB/s for each pair | SSD storage (GiB) | SSD operations per second | block devices | can shrink |',
  '|---|---|---|---|---|---|---|---|',
  ...Object.values(OntapDeploymentType).map(ontapLine),
  '',
  '## Settings of FSx for ONTAP',
  '',
  '| property | CloudFormation property | a change replaces the file system |',
  '|---|---|---|',
  ...ONTAP_SETTING_ROWS.map(([, row]) => `| ${row.property}${row.unit ? ` (${row.unit})` : ''} | ${row.cloudFormation} | ${row.replaces ? 'yes' : ''} |`),
  '',
  '## Drivers of Trident',
  '',
  '| driver | access modes of file systems | of block devices | snapshots | clones | imports | settings that a claim can bring |',
  '|---|---|---|---|---|---|---|',
  ...Object.values(OntapStorageDriver).map(driverLine),
  '',
].join('\n'));

const IN_ALARMS = [
  '| threshold | by default | for | fires when | means | what to do | why it is quiet when all is well |',
  '|---|---|---|---|---|---|---|',
];

writeFileSync('ALARMS.md', [
  '# Alarms',
  '',
  'Generated from `src/lustre/alarms.ts`, `src/ontap/alarms.ts` and `src/csi/alarms.ts`. What to do with them: [docs/monitoring](docs/monitoring.md).',
  '',
  '## FSx for Lustre',
  '',
  ...IN_ALARMS,
  ...Object.entries(LUSTRE_ALARMS).map(([name, row]) => alarmLine(name, row)),
  '',
  '## FSx for ONTAP',
  '',
  ...IN_ALARMS,
  ...Object.entries(ONTAP_ALARMS).map(([name, row]) => alarmLine(name, row)),
  '',
].join('\n'));

function alarmLine(name: string, { title, measure, fires, threshold, unit, periods, appliesTo: appliesTo, impact: impact, remedy, rationale: rationale, source }: AlarmRow<any>): string {
  const minutes = periods * measure.period / 60;
  const line = `${measure.label}, at ${fires === 'above' ? 'least' : 'most'} this, for ${minutes} minutes`;
  return `| [\`${name}\`](${source}): ${title} | ${threshold === undefined ? 'no alarm' : `${threshold} ${unit}`} | ${appliesTo} | ${line} | ${impact} | ${remedy} | ${rationale} |`;
}

function ruleLine<C>(rule: Rule<C>): string {
  const severity = rule.severity === 'error' && rule.acknowledgeable ? 'error, can be acknowledged' : rule.severity;
  const reads = [...rule.reads, ...rule.mayRead ?? [], ...rule.presenceOf ?? [], ...rule.deferredOf ?? []].join(', ');
  return `| [\`${rule.id}\`](${rule.source}) | ${severity} | ${reads} | ${shown(rule.invalidExample)} | ${shown(rule.validExample)} |`;
}

function shown(example: object): string {
  const word = (value: unknown) => value instanceof DeferredValue ? 'a token' : abridged(JSON.stringify(value) ?? 'not said');
  const text = Object.entries(example).map(([key, value]) => `${key}: ${word(value)}`).join(', ');
  return `\`${text.replace(/\|/g, '\\|')}\``;
}

function abridged(text: string): string {
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}

function typeLine(type: LustreDeploymentType, storage: string, limits: StorageLimits): string {
  const { versions, importPaths, associations, kmsKey, backups, growable } = LIMITS[type];
  const elastic = limits.throughputCapacity;
  const linked = [importPaths && 'paths', associations && !elastic && 'associations'].filter(Boolean).join(', ') || 'no';
  return `| ${[
    type, storage,
    elastic ? 'elastic' : unique(limits.tiers.map(({ perUnit, capacity }) => `${storage === 'HDD' ? `${perUnit}: ` : ''}${steps(capacity)}`)),
    elastic ? `throughputCapacity: multiples of ${elastic.step} MB/s` : unique(limits.tiers.map(({ perUnit, baseline }) => `${perUnit ?? `${baseline}, not set`}`)),
    limits.tiers.some(({ efaStep }) => efaStep) ? limits.tiers.map(({ perUnit, efaStep }) => `${perUnit}: ${efaStep}`).join('; ') : limits.efa ? 'yes' : 'no',
    limits.metadataIops ? `${limits.metadataIops.values.join(', ')}${limits.metadataIops.step ? `, ${limits.metadataIops.step}·n to ${limits.metadataIops.max}` : ''}` : 'no',
    versions.join(', '), linked, ...[kmsKey, backups, growable].map(yes => yes ? 'yes' : 'no'),
  ].join(' | ')} |`;
}

function ontapLine(type: OntapDeploymentType): string {
  const { zones, maxHaPairs, throughputs, onePairThroughputs, capacity, maxIopsPerPair, nvme, shrinkable } = ONTAP_LIMITS[type];
  const perPair = maxHaPairs > 1 ? ' for each pair' : '';
  return `| ${[
    type, zones, maxHaPairs > 1 ? `1 to ${maxHaPairs}` : '1',
    [...onePairThroughputs.length ? [`${onePairThroughputs.join(', ')} (one pair)`] : [], ...throughputs].join(', '),
    `${capacity.minPerPair} to ${capacity.maxPerPair}${perPair}${perPair ? `, ${capacity.max} in all` : ''}`,
    `3 for each GiB, to ${maxIopsPerPair}${perPair}`, nvme ? 'iSCSI, NVMe (up to 6 pairs)' : 'iSCSI', shrinkable ? 'yes' : 'no',
  ].join(' | ')} |`;
}

function driverLine(driver: OntapStorageDriver): string {
  const { accessModes, snapshots, clones, imports, annotations } = STORAGE_DRIVERS[driver];
  const yes = (value: boolean) => value ? 'yes' : 'no';
  return `| ${[
    driver, accessModes.Filesystem.join(', '), accessModes.Block?.join(', ') ?? 'none', yes(snapshots), yes(clones), yes(imports), annotations.join(', ') || 'none',
  ].join(' | ')} |`;
}

function steps({ small, step }: CapacitySteps): string {
  return [...small, `${step}·n`].join(', ');
}

function unique(texts: string[]): string {
  return [...new Set(texts)].join('; ');
}
