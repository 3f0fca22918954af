import { readFileSync, writeFileSync } from 'fs';
import { RULE_GROUPS, RuleGroup } from './rule-groups';
import { ruleLines } from './rule-table';
import { LUSTRE_ALARMS } from '../src/lustre/alarms';
import { CapacitySteps, LIMITS, LustreDeploymentType, StorageLimits } from '../src/lustre/limits';
import { SETTING_ROWS } from '../src/lustre/setting-rows';
import { shareCapacity } from '../src/lustre/sizing';
import { AlarmRow } from '../src/monitoring/rows';
import { ONTAP_ALARMS } from '../src/ontap/alarms';
import { ONTAP_LIMITS, OntapDeploymentType, OntapStorageDriver, STORAGE_DRIVERS } from '../src/ontap/limits';
import { ONTAP_SETTING_ROWS } from '../src/ontap/setting-rows';
import { coverageTables } from '../src/policy/coverage';
import { SettingRow } from '../src/validation/schema';

/** Writes RULES.md, LIMITS.md and ALARMS.md from the tables that the library validates against. */
const RULE_HEADER = [
  '| id | severity | properties | rejected, for example | accepted, for example |',
  '|---|---|---|---|---|',
];
writeFileSync('RULES.md', [
  '# Rules',
  '',
  'Generated from the tables in `src/*/rules*`. An **error** stops synthesis; a **warning** is printed. You can',
  'acknowledge warnings, and errors that are marked so, with `acknowledge: { \'the/id\': \'the reason\' }` on the',
  'construct: an error that rests on a **service limit**, because the service may have raised it, and an error about a',
  'condition that is **not verifiable** at synthesis. Other errors cannot be acknowledged, because the configuration is',
  'impossible by construction or dangerous to data. A rule that reads a deploy-time value is skipped; `skippedRules` of the construct lists it.',
  '',
  '## Imported clusters',
  '',
  ...RULE_HEADER,
  ...linesOf(RULE_GROUPS.clusters),
  '',
  '## FSx for Lustre',
  '',
  ...RULE_HEADER,
  ...linesOf(RULE_GROUPS.lustre),
  '',
  '## FSx for ONTAP',
  '',
  ...RULE_HEADER,
  ...linesOf(RULE_GROUPS.ontap),
  '',
  '## Manifests and templates',
  '',
  'Rules of the [linter](docs/without-cdk.md) for what the constructs write themselves. Settings of file systems and claims have the rules above.',
  '',
  ...RULE_HEADER,
  ...linesOf(RULE_GROUPS.files),
  '| `lint/suppression` | warning | comments | `# cdk-eks-fsx-ignore: lustre/no-such-rule` | `# cdk-eks-fsx-ignore: lustre/version-2-12 all nodes run …` |',
  '',
  '## Admission policies',
  '',
  'Rules for [FsxAdmissionPolicy](docs/policies.md), and rules that its policies add.',
  '',
  ...RULE_HEADER,
  ...linesOf(RULE_GROUPS.policies),
  '| `policy/claim-deletion-loses-data` | warning | deletion of a claim | a claim of a persistent StorageClass with `reclaimPolicy: Delete` | a claim of a scratch file system |',
  '| `policy/claim-deletion-retains-data` | warning | deletion of a claim | a claim of a persistent StorageClass with `reclaimPolicy: Retain` | a claim of a scratch file system |',
  '| `policy/volume-deletion-retains-data` | warning | deletion of a PersistentVolume | a volume with `persistentVolumeReclaimPolicy: Retain` | a volume with `Delete` |',
  '',
  '## All constructs',
  '',
  ...RULE_HEADER,
  '| `delivery/known-late` | error | Kubernetes objects that are delivered as files or charts | a deploy-time id, '
    + 'without `outputsFile` | a literal id |',
  '| `delivery/waits-for-outputs` | warning | `outputsFile` | no file, or a file without the value | a file that `cdk '
    + 'deploy --outputs-file` wrote |',
  '| `workload/namespace` | error | `addWorkload()`, `addManifest()` | pods in another namespace than the claim that they mount | '
    + '`new Chart(app, \'training\', { namespace: storage.claimNamespace })` |',
  '| `workload/empty` | error | `addWorkload()`, `addManifest()` | a chart without objects | a chart with a Job |',
  '| `workload/incomplete` | error | `addManifest()` | an object without `kind` | `apiVersion`, `kind` and `metadata.name` |',
  '| `workload/list` | error | `addManifest()` | `kind: \'List\'` | its items |',
  '| `workload/twice` | error | `addWorkload()` | an object that is already deployed | each object once |',
  '| `workload/added-afterwards` | error | `addWorkload()` | an object that is added to the chart after the call | all objects added before |',
  '| `workload/other-app` | error | `addWorkload()` with `ManifestDelivery.chart()` | a workload of another cdk8s app | a workload of the same app |',
  ...linesOf(RULE_GROUPS.exports),
  '| `input/required` | error | required properties | a required property that is not set | all required properties |',
  '| `input/type` | error | all properties | `capacity: 1200` | `capacity: Size.gibibytes(1200)` |',
  '| `input/value` | error | properties with a closed set of values | `deploymentType: \'PERSISTENT_9\'` | '
    + '`deploymentType: \'PERSISTENT_2\'` |',
  '| `input/unknown-property` | error | all properties | `capcity: Size.gibibytes(1200)` | `capacity: '
    + 'Size.gibibytes(1200)` |',
  '| `input/empty` | error | strings | `name: \'\'` | `name: \'data\'` |',
  '| `input/characters` | error | strings and keys | a line break or another control character | `name: \'data\'` |',
  '| `input/length` | error | strings | more than 4096 characters | `name: \'data\'` |',
  '| `input/deploy-time` | error | properties that must be known at synthesis | a deploy-time value | a literal value '
    + '|',
  '| `rules/acknowledgement` | error | `acknowledge` | `acknowledge: { \'lustre/claim-twice\': \'…\' }` | '
    + '`acknowledge: { \'lustre/version-2-12\': \'…\' }` |',
  '',
].join('\n'));

writeFileSync('LIMITS.md', [
  '# Limits',
  '',
  'Generated from `limits.ts` and `setting-rows.ts` in `src/lustre` and `src/ontap`.',
  '',
  '## FSx for Lustre by deployment type',
  '',
  '| deployment type | storage type | capacity (GiB) | MB/s per TiB | capacity with EFA, multiples of (GiB) | metadata '
    + 'IOPS | versions | S3 links | KMS key | backups | can grow |',
  '|---|---|---|---|---|---|---|---|---|---|---|',
  ...Object.values(LustreDeploymentType).flatMap(type => {
    return Object.entries(LIMITS[type].storage).map(([storage, limits]) => typeLine(type, storage, limits));
  }),
  '',
  '## Settings of FSx for Lustre',
  '',
  '| property | StorageClass parameter | CloudFormation property | replaces the file system |',
  '|---|---|---|---|',
  ...SETTING_ROWS.map(([, row]) => {
    const { storageClass = '–', cloudFormation = '–', replaces } = row;
    return `| ${withUnit(row)} | ${storageClass} | ${cloudFormation} | ${replaces ? 'yes' : ''} |`;
  }),
  '',
  '## FSx for ONTAP by deployment type',
  '',
  '| deployment type | Availability Zones | HA pairs | MB/s for each HA pair | SSD storage (GiB) | SSD IOPS | block '
    + 'devices | can shrink |',
  '|---|---|---|---|---|---|---|---|',
  ...Object.values(OntapDeploymentType).map(ontapLine),
  '',
  '## Settings of FSx for ONTAP',
  '',
  '| property | CloudFormation property | replaces the file system |',
  '|---|---|---|',
  ...ONTAP_SETTING_ROWS.map(([, row]) => {
    return `| ${withUnit(row)} | ${row.cloudFormation} | ${row.replaces ? 'yes' : ''} |`;
  }),
  '',
  '## Storage drivers of Trident',
  '',
  '| driver | access modes of file systems | access modes of block devices | snapshots | clones | imports | settings '
    + 'of a claim |',
  '|---|---|---|---|---|---|---|',
  ...Object.values(OntapStorageDriver).map(driverLine),
  '',
].join('\n'));

const IN_ALARMS = [
  '| threshold | default | applies to | fires when | impact | what to do | rationale |',
  '|---|---|---|---|---|---|---|',
];

writeFileSync('ALARMS.md', [
  '# Alarms',
  '',
  'Generated from `src/lustre/alarms.ts`, `src/ontap/alarms.ts` and `src/csi/alarms.ts`. How to use them: '
    + '[docs/monitoring.md](docs/monitoring.md).',
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

// the tables of a page whose text is written by hand
writeFileSync('docs/policies.md', Object.entries(coverageTables()).reduce((page, [header, lines]) => {
  const start = page.indexOf(header);
  return `${page.slice(0, start)}${header}\n|---|---|\n${lines.join('\n')}${page.slice(page.indexOf('\n\n', start))}`;
}, readFileSync('docs/policies.md', 'utf8')));

function alarmLine(name: string, {
  title, measure, fires, threshold, unit, periods, appliesTo, impact, remedy, rationale, source,
}: AlarmRow<any>): string {
  const minutes = periods * measure.period / 60;
  const line = `${measure.label}, at ${fires === 'above' ? 'least' : 'most'} this, for ${minutes} minutes`;
  return `| [\`${name}\`](${source}): ${title} | ${threshold === undefined ? 'no alarm' : `${threshold} ${unit}`} | `
    + `${appliesTo} | ${line} | ${impact} | ${remedy} | ${rationale} |`;
}

function linesOf(groups: readonly RuleGroup[]): string[] {
  return groups.flatMap(([rules, names]) => ruleLines(rules, names));
}

function typeLine(type: LustreDeploymentType, storage: string, limits: StorageLimits): string {
  const { versions, importPaths, kmsKey, backups, growable } = LIMITS[type];
  const elastic = limits.throughputCapacity;
  const linked = [importPaths && 'paths', limits.associations && 'associations'].filter(Boolean).join(', ')
    || 'no';
  return `| ${[
    type, storage,
    elastic ? 'elastic' : unique(limits.tiers.map(({ perUnit, capacity }) => {
      return shareCapacity(limits.tiers) ? steps(capacity) : `${perUnit}: ${steps(capacity)}`;
    })),
    elastic
      ? `throughputCapacity: ${elastic.small.join(', ')} and multiples of ${elastic.step} MB/s`
      : unique(limits.tiers.map(({ perUnit, baseline }) => `${perUnit ?? `${baseline} (fixed)`}`)),
    limits.tiers.some(({ efaStep }) => efaStep)
      ? limits.tiers.map(({ perUnit, efaStep }) => `${perUnit}: ${efaStep}`).join('; ')
      : limits.efa ? 'yes' : 'no',
    iops(limits),
    versions.join(', '), linked, ...[kmsKey, backups, growable].map(yes => yes ? 'yes' : 'no'),
  ].join(' | ')} |`;
}

function ontapLine(type: OntapDeploymentType): string {
  const {
    zones, maxHaPairs, throughputs, onePairThroughputs, capacity, maxIopsPerPair, nvme, shrinkable,
  } = ONTAP_LIMITS[type];
  const perPair = maxHaPairs > 1 ? ' for each HA pair' : '';
  return `| ${[
    type, zones, maxHaPairs > 1 ? `1 to ${maxHaPairs}` : '1',
    [...onePairThroughputs.length ? [`${onePairThroughputs.join(', ')} (one HA pair)`] : [], ...throughputs].join(', '),
    capacity.maxPerPair === undefined ? `from ${capacity.minPerPair}${perPair}; maximum not documented`
      : `${capacity.minPerPair} to ${capacity.maxPerPair}${perPair}${perPair ? `, ${capacity.max} in total` : ''}`,
    maxIopsPerPair === undefined ? '3 for each GiB; maximum not documented' : `3 for each GiB, to ${maxIopsPerPair}${perPair}`,
    nvme === undefined ? 'iSCSI (up to 6 HA pairs); NVMe not documented'
      : nvme ? 'iSCSI, NVMe (up to 6 HA pairs)' : 'iSCSI',
    shrinkable ? 'yes' : 'no',
  ].join(' | ')} |`;
}

function driverLine(driver: OntapStorageDriver): string {
  const { accessModes, snapshots, clones, imports, annotations } = STORAGE_DRIVERS[driver];
  const yes = (value: boolean) => value ? 'yes' : 'no';
  return `| ${[
    driver, accessModes.Filesystem.join(', '), accessModes.Block?.join(', ') ?? 'none', yes(snapshots), yes(clones),
    yes(imports), annotations.join(', ') || 'none',
  ].join(' | ')} |`;
}

function steps({ small, step }: CapacitySteps): string {
  return [...small, `${step}·n`].join(', ');
}

function iops({ metadataIops }: StorageLimits): string {
  if (metadataIops === undefined) {
    return 'no';
  }
  const { values, step, max } = metadataIops;
  return `${values.join(', ')}${step ? `, ${step}·n to ${max}` : ''}`;
}

function withUnit({ property, unit }: SettingRow): string {
  return unit ? `${property} (${unit})` : property;
}

function unique(texts: string[]): string {
  return [...new Set(texts)].join('; ');
}
