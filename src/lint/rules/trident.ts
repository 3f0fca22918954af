import { rule, TRIDENT_CLASSES } from './row';
import { andList, orList } from '../../validation/text';

const TRIDENT_TYPES = 'https://github.com/NetApp/trident/blob/master/storage_drivers/types.go';
const FSX_BACKEND = 'https://github.com/NetApp/trident/blob/master/storage_drivers/ontap/aws_common.go';

/** One clause of a selector (Trident, storage_attribute/label.go). */
export const CLAUSE = /^(!?\s*[\w-]+|[\w-]+\s*(==?|!=)\s*[\w-]+|[\w-]+\s+(in|notin)\s*\(\s*[\w-]+(\s*,\s*[\w-]+)*\s*\))$/;

/** One entry of storagePools (Trident, storage_class.go). */
const POOLS_OF_BACKEND = /^[^:]+:[^:]+$/;

/** Rules for StorageClasses and backends of Trident. */
export const tridentRules = [
  rule({
    id: 'lint/storage-pools-format',
    severity: 'error',
    reads: ['storagePools'],
    at: 'storagePools',
    isViolated: c => c.storagePools.split(';').some(entry => !POOLS_OF_BACKEND.test(entry.trim())),
    problem: 'must have the form backend:pool,pool;backend:pool. Trident logs a malformed list and ignores it, so the class matches every backend',
    fix: c => `use '${c.storagePools.split(/[:;]/)[0] || 'backend'}:.*' for all pools of a backend`,
    source: TRIDENT_CLASSES,
    invalidExample: { storagePools: 'fsxn' },
    validExample: { storagePools: 'fsxn:.*;other:pool1,pool2' },
  }),
  rule({
    id: 'lint/selector-format',
    severity: 'error',
    reads: ['selector'],
    at: 'selector',
    isViolated: c => c.selector.split(';').some(clause => !CLAUSE.test(clause.trim())),
    problem: 'must consist of clauses such as pool=hot, separated by semicolons; names and values are letters, digits, _ and -. Trident ignores the whole class',
    fix: 'use a selector such as \'performance=gold; tier in (hot, warm)\'',
    source: 'https://github.com/NetApp/trident/blob/master/storage_attribute/label.go',
    invalidExample: { selector: 'performance=gold && tier=hot' },
    validExample: { selector: 'performance=gold; tier=hot' },
  }),
  rule({
    id: 'lint/class-backend-type',
    severity: 'error',
    reads: ['classBackendType', 'backendDriver', 'matchingBackend'],
    at: 'classBackendType',
    isViolated: c => c.classBackendType !== c.backendDriver,
    problem: c => `storagePools selects the backend '${c.matchingBackend}', whose driver is ${c.backendDriver}; no pool matches both, so claims remain Pending`,
    fix: c => `use ${c.backendDriver}, or select another backend`,
    source: TRIDENT_CLASSES,
    invalidExample: { classBackendType: 'ontap-nas', backendDriver: 'ontap-san', matchingBackend: 'san' },
    validExample: { classBackendType: 'ontap-san', backendDriver: 'ontap-san', matchingBackend: 'san' },
  }),
  rule({
    id: 'lint/selector-matches-no-pool',
    severity: 'error',
    reads: ['selectorText', 'poolLabels', 'matchingBackend'],
    at: 'selectorText',
    isViolated: c => c.poolLabels.length > 0,
    problem: c => `no pool of the backend '${c.matchingBackend}' has these labels, so claims remain Pending; its pools have ${orList([...new Set(c.poolLabels)])}`,
    fix: 'use labels of one of the pools',
    source: TRIDENT_CLASSES,
    invalidExample: { selectorText: 'pool=cold', poolLabels: ['pool=hot'], matchingBackend: 'nas' },
    validExample: { selectorText: 'pool=hot', poolLabels: [], matchingBackend: 'nas' },
  }),
  rule({
    id: 'lint/backend-version',
    severity: 'error',
    reads: ['backendVersion'],
    at: 'backendVersion',
    isViolated: c => c.backendVersion !== 1,
    problem: 'must be the number 1; Trident rejects other versions',
    fix: 'use version: 1',
    source: TRIDENT_TYPES,
    invalidExample: { backendVersion: 2 },
    validExample: { backendVersion: 1 },
  }),
  rule({
    id: 'lint/inline-credentials',
    severity: 'error',
    reads: ['plainCredentials'],
    at: 'plainCredentials',
    isViolated: c => c.plainCredentials.length > 0,
    problem: c => `${andList(c.plainCredentials)}: every reader of the object sees the plain text, and Trident rejects user names and passwords in a TridentBackendConfig`,
    fix: 'use credentials: { name: …, type: awsarn } with the ARN of a secret in AWS Secrets Manager, or the name of a Kubernetes Secret',
    source: TRIDENT_TYPES,
    invalidExample: { plainCredentials: ['password'] },
    validExample: { plainCredentials: [] },
  }),
  rule({
    id: 'lint/credentials-format',
    severity: 'error',
    reads: ['credentialKeys'],
    at: 'credentialKeys',
    isViolated: c => c.credentialKeys.some(key => !['name', 'type'].includes(key)),
    problem: 'credentials has only name and type, and Trident rejects other keys; it looks up the Secret in its own namespace',
    fix: c => `remove ${andList(c.credentialKeys.filter(key => !['name', 'type'].includes(key)))}`,
    source: TRIDENT_TYPES,
    invalidExample: { credentialKeys: ['name', 'namespace'] },
    validExample: { credentialKeys: ['name', 'type'] },
  }),
  rule({
    id: 'lint/arn-without-aws',
    severity: 'error',
    reads: ['credentialType', 'awsBlock'],
    at: 'credentialType',
    isViolated: c => c.credentialType === 'awsarn' && !c.awsBlock,
    problem: 'Trident reads a secret by its ARN only if aws.fsxFilesystemID is set',
    fix: 'set aws: { fsxFilesystemID: fs-… }, or use a Kubernetes Secret',
    source: FSX_BACKEND,
    invalidExample: { credentialType: 'awsarn', awsBlock: false },
    validExample: { credentialType: 'awsarn', awsBlock: true },
  }),
  rule({
    id: 'lint/limit-aggregate-usage',
    severity: 'error',
    reads: ['limitAggregateUsage', 'awsBlock'],
    at: 'limitAggregateUsage',
    isViolated: c => c.awsBlock,
    problem: 'the administrators of FSx file systems cannot read the use of aggregates, so the backend fails',
    fix: 'remove limitAggregateUsage; limitVolumeSize limits each volume',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/trident-fsx-storage-backend.html',
    invalidExample: { limitAggregateUsage: true, awsBlock: true },
    validExample: { limitAggregateUsage: true, awsBlock: false },
  }),
];
