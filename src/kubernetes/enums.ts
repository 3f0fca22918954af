/** Who may mount a volume at the same time. */
export enum VolumeAccessMode {
  /** Many nodes read and write. */
  READ_WRITE_MANY = 'ReadWriteMany',
  /** One node reads and writes. */
  READ_WRITE_ONCE = 'ReadWriteOnce',
  /** Many nodes read. */
  READ_ONLY_MANY = 'ReadOnlyMany',
  /** One pod reads and writes. */
  READ_WRITE_ONCE_POD = 'ReadWriteOncePod',
}

/** What a pod gets: a directory, or a raw device. */
export enum VolumeMode {
  /** A directory. */
  FILESYSTEM = 'Filesystem',
  /** A raw block device. */
  BLOCK = 'Block',
}

/** What happens to a dynamically made volume when its claim is deleted. */
export enum ReclaimPolicy {
  /** Volume and data stay. */
  RETAIN = 'Retain',
  /** Volume and data are deleted. */
  DELETE = 'Delete',
}

/** When a dynamically made volume is made. */
export enum VolumeBindingMode {
  /** As soon as the claim is there. */
  IMMEDIATE = 'Immediate',
  /** When the first pod that uses the claim is scheduled. */
  WAIT_FOR_FIRST_CONSUMER = 'WaitForFirstConsumer',
}

/** How strongly pods are held in the Availability Zone of their file system. */
export enum ZoneAffinity {
  /** Pods run there and nowhere else: the volume carries the zone, and the scheduler and node autoscalers obey. */
  REQUIRED = 'required',
  /** Pods run there if they can: `mountInto` adds the preference to the workload. */
  PREFERRED = 'preferred',
  /** Pods run anywhere; traffic between zones is slower and billed. */
  OFF = 'off',
}
