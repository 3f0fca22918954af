import { parseBool, parseInteger } from './go';
import { Driver, Pool } from './pools';
import { PREFIX } from './storage-class';

const NAS: readonly Driver[] = ['ontap-nas', 'ontap-nas-economy', 'ontap-nas-flexgroup'];
const SAN: readonly Driver[] = ['ontap-san', 'ontap-san-economy'];
const ALL: readonly Driver[] = [...NAS, ...SAN];

interface Annotation {
  /** Drivers on which it does something. */
  readonly readBy: readonly Driver[];
  /** A bad value is a line in a log, and the annotation counts as false. */
  readonly lenient?: boolean;
  /** It does something only while a volume is imported. */
  readonly importOnly?: boolean;
  /** Drivers on which it does something while a managed volume is imported: ontap_nas.go, ontap_nas_flexgroup.go Import. */
  readonly importedBy?: readonly Driver[];
  /** core/orchestrator_core.go cloneVolumeInitial copies it from the source. */
  readonly ofSource?: boolean;
  /** Only clones read the value (CreateClone of the drivers). */
  readonly clonesOnly?: boolean;
  /** What is wrong with a value. */
  problem?(value: string): string | undefined;
}

const bool = (value: string) => parseBool(value) === undefined ? 'is no boolean' : undefined;
const oneOf = (...values: string[]) => (value: string) => values.includes(value) ? undefined : `is none of ${values.join(', ')}`;

/**
 * Annotations of a claim: controller_helpers/kubernetes/config.go names them, helper.go getVolumeConfig reads them, ontap_common.go getVolumeOptsCommon and the
 * Create methods of the drivers use them. `tieringPolicy` and `tieringMinimumCoolingDays` are read, but no ONTAP driver asks for them; `blockSize` is of others too.
 */
const ANNOTATIONS: { readonly [name: string]: Annotation } = {
  protocol: { readBy: ALL, problem: oneOf('file', 'block', '') },
  snapshotPolicy: { readBy: ALL, ofSource: true, importedBy: [] },
  // ontap_nas_qtree.go Create takes the reserve of its pool alone
  snapshotReserve: { readBy: ALL.filter(driver => driver !== 'ontap-nas-economy'), problem: value => snapshotReserveProblem(value), ofSource: true, importedBy: [] },
  snapshotDirectory: { readBy: NAS, problem: bool, ofSource: true, importedBy: ['ontap-nas'] },
  // on SAN, both reach the FlexVol, where nothing reads them
  unixPermissions: { readBy: NAS, ofSource: true, importedBy: ['ontap-nas', 'ontap-nas-flexgroup'] },
  exportPolicy: { readBy: NAS, ofSource: true, importedBy: [] },
  fileSystem: { readBy: SAN, problem: value => oneOf('xfs', 'ext3', 'ext4', 'raw')(value.toLowerCase()) },
  splitOnClone: { readBy: ['ontap-nas', 'ontap-nas-flexgroup', 'ontap-san'], problem: bool, clonesOnly: true },
  skipRecoveryQueue: { readBy: ['ontap-nas', 'ontap-nas-flexgroup', 'ontap-san'], problem: bool },
  readOnlyClone: { readBy: ['ontap-nas', 'ontap-nas-economy'], problem: bool, lenient: true },
  cloneFromPVC: { readBy: ALL },
  cloneFromSnapshot: { readBy: ALL },
  cloneFromNamespace: { readBy: ALL },
  cloneToNamespace: { readBy: ALL },
  shareFromPVC: { readBy: ALL, problem: value => /^[^/]+\/[^/]+$/.test(value) ? undefined : 'has not the form namespace/name' },
  shareToNamespace: { readBy: ALL },
  mirrorRelationship: { readBy: ['ontap-nas', 'ontap-san'] },
  autogrowPolicy: { readBy: ALL },
  smbShareAccessControl: { readBy: ['ontap-nas', 'ontap-nas-economy'] },
  importOriginalName: { readBy: ALL },
  importBackendUUID: { readBy: ALL, importOnly: true },
  notManaged: { readBy: ALL, problem: bool, lenient: true, importOnly: true },
  importNoRename: { readBy: ALL, problem: bool, lenient: true, importOnly: true },
  luksEncryption: { readBy: SAN, problem: bool, lenient: true, importOnly: true },
};

/** convert.ToPositiveInt, reached through ontap_common.go GetSnapshotReserve. */
export function snapshotReserveProblem(value: string): string | undefined {
  return value === '' || (parseInteger(value) ?? -1) >= 0 ? undefined : 'is no whole number from 0';
}

export interface ValidatedAnnotations {
  /** Why no volume comes of it. */
  readonly problems: readonly string[];
  /** Annotations of Trident's that do nothing here, with the reason. */
  readonly ignored: readonly string[];
}

export interface Origin {
  readonly cloned: boolean;
  readonly spaceReserve: string;
}

export function validateAnnotations(
  annotations: { readonly [key: string]: string }, pool: Pool, { cloned, spaceReserve }: Origin = { cloned: false, spaceReserve: 'none' },
): ValidatedAnnotations {
  const imported = annotations[`${PREFIX}importOriginalName`] !== undefined;
  const unmanaged = parseBool(annotations[`${PREFIX}notManaged`] ?? '') === true;
  const problems: string[] = [];
  const ignored: string[] = [];
  for (const [key, value] of Object.entries(annotations).filter(([name]) => name.startsWith(PREFIX))) {
    const name = key.slice(PREFIX.length);
    const annotation = Object.hasOwn(ANNOTATIONS, name) ? ANNOTATIONS[name] : undefined;
    const problem = annotation?.clonesOnly && !cloned ? undefined : annotation?.problem?.(value);
    if (!annotation) {
      ignored.push(`${key}: no ONTAP driver reads it`);
    } else if (!annotation.readBy.includes(pool.driver)) {
      ignored.push(`${key}: ${pool.driver} does not use it`);
    } else if (annotation.importOnly && !annotations[`${PREFIX}importOriginalName`]) {
      ignored.push(`${key}: nothing is imported`);
    } else if (name === 'exportPolicy' && pool.autoExportPolicy) {
      ignored.push(`${key}: autoExportPolicy sets its own`);
    } else if (cloned && annotation.ofSource) {
      ignored.push(`${key}: a clone copies it from its source`);
    } else if (imported && annotation.importedBy && (unmanaged || !annotation.importedBy.includes(pool.driver))) {
      ignored.push(`${key}: the import does not apply it`);
    } else if (imported && unmanaged && name === 'importNoRename') {
      ignored.push(`${key}: an unmanaged volume keeps its name`);
    } else if (name === 'readOnlyClone' && !cloned) {
      ignored.push(`${key}: nothing is cloned`);
    } else if (name === 'autogrowPolicy' && (unmanaged || parseBool(annotations[`${PREFIX}readOnlyClone`] ?? '') === true
      || (spaceReserve === 'volume' && pool.protocol === 'block'))) {
      ignored.push(`${key}: the volume is not eligible`); // core/common.go isVolumeAutogrowIneligible
    } else if (problem) {
      (annotation.lenient ? ignored : problems).push(`${key}: ${JSON.stringify(value)} ${problem}`);
    }
  }
  return { problems, ignored };
}
