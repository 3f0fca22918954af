/** Options of a StorageClass or VolumeSnapshotClass. */
export interface ClassOptions {
  /**
   * Exact name of the class, without a hash, for manifests that name a class: Helm values, StatefulSets, JupyterHub.
   *
   * Parameters, reclaim policy and binding mode of a class cannot change. By default, an edit of them creates another
   * class, because the name contains their hash. With a fixed name, the API server rejects such an edit, and the
   * deployment rolls back. To recover, choose another name; or delete the class with kubectl and deploy again. Existing
   * claims and volumes do not need their class, except to grow. They keep their settings: only new claims get the new
   * ones.
   *
   * An unsupported value fails with `lustre/fixed-class-name-format` or `ontap/fixed-class-name-format`. A name that
   * another construct of the app uses in the same cluster fails with `lustre/class-twice` or `ontap/class-twice`.
   *
   * @default - a name with a hash of the immutable settings
   */
  readonly fixedName?: string;

  /**
   * Whether claims that name no class use this one. For a VolumeSnapshotClass: snapshots that name no class.
   *
   * If a cluster has several default StorageClasses, Kubernetes uses the newest one.
   *
   * A second default class of the app in the same cluster fails with `lustre/default-class-twice` or
   * `ontap/default-class-twice`. For Lustre, the warning `lustre/default-class-cost` states what each such claim creates.
   *
   * @default false
   */
  readonly isDefault?: boolean;

  /**
   * Labels of the class.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the class.
   *
   * @default - none, except that of a default class
   */
  readonly annotations?: { [key: string]: string };
}

/** The annotation of a default class, by kind. */
const DEFAULT_ANNOTATIONS = {
  // https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass
  StorageClass: 'storageclass.kubernetes.io/is-default-class',
  // https://kubernetes.io/docs/concepts/storage/volume-snapshot-classes/
  VolumeSnapshotClass: 'snapshot.storage.kubernetes.io/is-default-class',
};

export type ClassKind = keyof typeof DEFAULT_ANNOTATIONS;

/** The metadata of a class. Labels and annotations can change, so they are not part of the name. */
export function classMetadata(
  kind: ClassKind,
  name: string,
  { fixedName, isDefault, labels, annotations }: ClassOptions = {},
) {
  const all = { ...annotations, ...(isDefault && { [DEFAULT_ANNOTATIONS[kind]]: 'true' }) };
  return {
    name: fixedName ?? name,
    ...(labels && { labels }),
    ...(Object.keys(all).length > 0 && { annotations: all }),
  };
}
