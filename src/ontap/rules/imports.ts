import { claimRule } from './row';
import { andList } from '../../validation/text';
import { CLAIM_ANNOTATIONS, ClaimAnnotation, ONTAP_FORMATS, OntapStorageDriver as Driver, STORAGE_DRIVERS } from '../limits';

const DOCS = 'https://docs.netapp.com/us-en/trident/trident-use/vol-import.html';
const CODE = 'https://github.com/NetApp/trident/blob/v26.06.0/storage_drivers/ontap/ontap_nas.go';
const LUN_CODE = 'https://github.com/NetApp/trident/blob/v26.06.0/storage_drivers/ontap/ontap_san_economy.go';
const ANNOTATIONS = Object.keys(CLAIM_ANNOTATIONS) as ClaimAnnotation[];
const SETTINGS = [...ANNOTATIONS, 'claimTieringPolicy', 'keepName'] as const;

type Settings = { readonly [field in typeof SETTINGS[number]]: boolean } & {
  readonly driver: Driver; readonly managedImport: boolean;
};

/** Rules for claims of existing volumes. */
export const importRules = [
  claimRule({
    id: 'ontap/import-name-format',
    severity: 'error',
    reads: ['importedVolume'],
    mayRead: ['driver'],
    at: 'importedVolume',
    isViolated: c => {
      const { volumeName } = ONTAP_FORMATS;
      const [volume, ...lun] = c.importedVolume.split('/');
      return importsLuns(c.driver)
        ? !volumeName.test(volume) || lun.length !== 1 || !ONTAP_FORMATS.lunName.test(lun[0])
        : !volumeName.test(c.importedVolume);
    },
    problem: c => importsLuns(c.driver)
      ? 'must name the volume and the LUN, separated by a slash'
      : 'must consist of letters, digits and _, and must begin with a letter or _',
    fix: c => importsLuns(c.driver)
      ? 'use a name such as \'corpus/lun0\', from `lun show` in ONTAP'
      : 'use Name from `aws fsx describe-volumes`',
    source: DOCS,
    invalidExample: { importedVolume: 'web-text' },
    validExample: { importedVolume: 'web_text' },
  }),
  claimRule({
    id: 'ontap/import-twice',
    severity: 'error',
    reads: ['importedVolume', 'importTakenBy'],
    at: 'importedVolume',
    isViolated: () => true,
    problem: c => `'${c.importTakenBy}' already imports this volume, and Trident imports a volume only once`,
    fix: 'mount the claim of that import',
    source: DOCS,
    invalidExample: { importedVolume: 'corpus', importTakenBy: 'Storage/Imports/A' },
    validExample: { importedVolume: 'corpus' },
  }),
  claimRule({
    id: 'ontap/import-not-offered',
    severity: 'error',
    reads: ['importedVolume', 'driver'],
    at: 'importedVolume',
    isViolated: c => !STORAGE_DRIVERS[c.driver].imports,
    problem: c => `${c.driver} creates claims in shared volumes, so a whole volume cannot become a claim; the import of `
      + 'qtrees is a technology preview of Trident 26.06',
    fix: 'use a backend created by OntapBackend.nas() or OntapBackend.san()',
    source: DOCS,
    invalidExample: { importedVolume: 'corpus', driver: Driver.NAS_ECONOMY },
    validExample: { importedVolume: 'corpus', driver: Driver.NAS },
  }),
  claimRule({
    id: 'ontap/import-by-kubectl-only',
    severity: 'error',
    reads: ['importedVolume', 'byKubectl'],
    at: 'importedVolume',
    isViolated: c => !c.byKubectl,
    problem: 'a volume is imported by the id of its backend, which Trident generates when it accepts the backend, so '
      + 'no file can contain it',
    fix: 'use ManifestDelivery.kubectl() for this storage',
    source: DOCS,
    invalidExample: { importedVolume: 'corpus', byKubectl: false },
    validExample: { importedVolume: 'corpus', byKubectl: true },
  }),
  claimRule({
    id: 'ontap/import-setting-ignored',
    severity: 'error',
    reads: ['importedVolume', 'driver', 'managedImport'],
    presenceOf: SETTINGS,
    at: 'importedVolume',
    isViolated: c => ignoredBy(c).length > 0,
    problem: c => c.managedImport
      ? `when ${c.driver} imports a volume, it does not apply ${andList(ignoredBy(c))}`
      : `Trident changes nothing of a volume that it does not manage, so ${andList(ignoredBy(c))} would have no effect`,
    fix: c => `remove ${andList(ignoredBy(c))}, and change the volume in ONTAP or with \`aws fsx update-volume\`${actsWhenManaged(c) ? ', or set managed: true' : ''}`,
    source: CODE,
    invalidExample: { importedVolume: 'corpus', driver: Driver.NAS, managedImport: false, exportPolicy: 'nodes' },
    validExample: { importedVolume: 'corpus', driver: Driver.NAS, managedImport: true, unixPermissions: '0755' },
  }),
  claimRule({
    id: 'ontap/import-permissions-unset',
    severity: 'error',
    reads: ['importedVolume', 'driver', 'managedImport'],
    presenceOf: ['unixPermissions'],
    at: 'unixPermissions',
    isViolated: c => c.managedImport && !c.unixPermissions
      && STORAGE_DRIVERS[c.driver].importAnnotations.includes('unixPermissions'),
    problem: 'Trident sets the permissions of the root of a managed NFS volume when it imports it: without a value, to '
      + 'those of new volumes, by default 0777, which opens existing data to all users',
    fix: 'set unixPermissions to the present permissions of the directory (`stat -c %a`), or remove managed',
    source: CODE,
    invalidExample: { importedVolume: 'corpus', driver: Driver.NAS, managedImport: true },
    validExample: { importedVolume: 'corpus', driver: Driver.NAS, managedImport: true, unixPermissions: '0750' },
  }),
  claimRule({
    id: 'ontap/import-of-foreign-volume',
    severity: 'error',
    reads: ['importedVolume', 'driver', 'storagePrefix', 'managedImport'],
    presenceOf: ['keepName'],
    at: 'importedVolume',
    isViolated: c => importsLuns(c.driver) && (!c.managedImport || c.keepName) && c.importedVolume.includes('/')
      && !c.importedVolume.startsWith(volumePrefix(c.storagePrefix)),
    problem: c => 'Trident imports a LUN without renaming it only from a volume whose name begins with '
      + `${volumePrefix(c.storagePrefix)}`,
    fix: 'set managed: true without keepName; Trident then renames the volume and the LUN',
    source: LUN_CODE,
    invalidExample: {
      importedVolume: 'corpus/lun0', driver: Driver.SAN_ECONOMY, storagePrefix: 'ml_', managedImport: false,
    },
    validExample: {
      importedVolume: 'trident_lun_pool_ml_A/lun0', driver: Driver.SAN_ECONOMY, storagePrefix: 'ml_', managedImport: false,
    },
  }),
];

/** The settings that the import does not apply. splitOnClone applies to later clones, which copy it. */
function ignoredBy(c: Settings): string[] {
  const applied = STORAGE_DRIVERS[c.driver].importAnnotations
    .filter(field => c.managedImport || field === 'splitOnClone') as readonly string[];
  const ignored = SETTINGS.filter(field => c[field] && !applied.includes(field) && !(field === 'keepName' && c.managedImport));
  return ignored.map(field => field === 'claimTieringPolicy' ? 'tieringPolicy' : field);
}

/** Whether the import applies all of these settings if Trident manages the volume. */
function actsWhenManaged(c: Settings): boolean {
  return !c.managedImport && ignoredBy({ ...c, managedImport: true }).length === 0;
}

function importsLuns(driver: Driver | undefined): boolean {
  return driver !== undefined && STORAGE_DRIVERS[driver].importsLuns === true;
}

/** The names of volumes that Trident creates for LUNs (ontap_san_economy.go Initialize). */
function volumePrefix(storagePrefix: string): string {
  return `trident_lun_pool_${storagePrefix}_`.replace(/__/g, '_');
}
