import { Place, Target } from './finding';
import { LUSTRE_ATTRIBUTES } from './names';
import { KubernetesObject, ObjectIndex } from './objects';
import { forFiles } from './rules';
import { LUSTRE, accessModes, base, driverTargets, lintTarget, missingName, unknownNames } from './targets';
import { isMapping, isUnknown, readQuantity } from './values';
import { LustreConfiguration } from '../lustre/configuration';
import { LUSTRE_RULES } from '../lustre/rules';
import { DeferredValue } from '../validation/deferred-value';

const LUSTRE_CLASS_RULES = forFiles(LUSTRE_RULES);

export function volumeTargets(object: KubernetesObject, index: ObjectIndex): Target[] {
  const spec = object.root.spec ?? {};
  const csi = isMapping(spec.csi) ? spec.csi : undefined;
  if (csi?.driver !== LUSTRE) {
    return driverTargets(object, csi?.driver, csi ?? {}, 'driver', undefined);
  }
  const attributes = isMapping(csi.volumeAttributes) ? csi.volumeAttributes : {};
  const place: Place = isMapping(csi.volumeAttributes) ? { container: csi, key: 'volumeAttributes', name: 'volumeAttributes', atKey: true } : { container: spec, key: 'csi', name: 'csi', atKey: true };
  const at = (container: object, key: string): Place => ({ container, key, name: key });
  const mount = readText(attributes.mountname);
  const [mountName, ...directories] = typeof mount === 'string' ? mount.split('/') : [mount];
  const capacity = readQuantity(spec.capacity?.storage, 'capacity');
  const handle = readText(csi.volumeHandle);
  const twin = typeof handle === 'string' ? otherVolumeOf(object, handle, index) : undefined;
  const unknown = Object.keys(attributes).filter(name => !LUSTRE_ATTRIBUTES.includes(name) && !name.startsWith('storage.kubernetes.io/'));
  const configuration: Partial<LustreConfiguration> = {
    provisioning: 'existing', fileSystemIdGiven: true, mountName: mountName as string, capacity: capacity.value as number,
    subDirectory: directories.length > 0 ? directories.join('/') : undefined, volumeMode: spec.volumeMode,
  };
  const places = {
    mountName: at(attributes, 'mountname'), subDirectory: at(attributes, 'mountname'),
    capacity: { ...at(spec.capacity ?? spec, 'storage'), name: 'capacity.storage', unit: 'GiB' }, volumeMode: at(spec, 'volumeMode'),
  };
  return [
    ...accessModes(spec).map(({ mode, place: accessMode }) => ({
      ...base(object), place, rules: LUSTRE_CLASS_RULES, configuration: { ...configuration, accessMode: mode },
      places: { ...places, accessMode },
      violations: capacity.violation ? [capacity.violation] : [], names: { mountName: 'mountname' },
    })),
    ...unknownNames(object, attributes, unknown, LUSTRE_ATTRIBUTES, 'the driver ignores it; the names are case-sensitive'),
    ...attributes.dnsname === undefined ? [missingName(object, place, 'dnsname', 'the driver mounts the file system from this host')] : [],
    lintTarget(object, {
      volumeHandle: handle, volumePolicy: spec.persistentVolumeReclaimPolicy, dnsName: readText(attributes.dnsname),
      mountNameText: mount,
      ...twin && { handleTakenBy: twin.name },
    }, {
      volumeHandle: at(csi, 'volumeHandle'), volumePolicy: at(spec, 'persistentVolumeReclaimPolicy'), dnsName: at(attributes, 'dnsname'),
      mountNameText: at(attributes, 'mountname'),
    }),
  ];
}

function readText(raw: unknown): any {
  return raw === undefined || raw === null ? undefined : isUnknown(raw) ? new DeferredValue(raw) : String(raw);
}

/** Another volume of the same folder with this handle; overlays of other folders describe other clusters. */
function otherVolumeOf(object: KubernetesObject, handle: string, index: ObjectIndex): KubernetesObject | undefined {
  return index.sharing('PersistentVolume', `${folderOf(object)}${handle}`, handleOf).find(({ name }) => name !== object.name);
}

function handleOf(object: KubernetesObject): string | undefined {
  const csi = object.root.spec?.csi;
  return csi?.driver === LUSTRE ? `${folderOf(object)}${csi.volumeHandle}` : undefined;
}

function folderOf({ document }: KubernetesObject): string {
  return document.file.name.slice(0, document.file.name.lastIndexOf('/') + 1);
}
