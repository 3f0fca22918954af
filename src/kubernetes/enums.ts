/** Which nodes or pods can mount a volume at the same time. */
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

/** Whether pods get a directory or a raw block device. */
export enum VolumeMode {
  /** A directory. */
  FILESYSTEM = 'Filesystem',
  /** A raw block device. */
  BLOCK = 'Block',
}

/** What happens to a dynamically provisioned volume when its claim is deleted. */
export enum ReclaimPolicy {
  /** The volume and its data are retained. */
  RETAIN = 'Retain',
  /** The volume and its data are deleted. */
  DELETE = 'Delete',
}

/** When the driver creates a dynamically provisioned volume. */
export enum VolumeBindingMode {
  /** When the claim is created. */
  IMMEDIATE = 'Immediate',
  /** When the first pod that uses the claim is scheduled. */
  WAIT_FOR_FIRST_CONSUMER = 'WaitForFirstConsumer',
}

/** Whether pods run in the Availability Zone of their file system. */
export enum ZoneAffinity {
  /** Pods run only in that zone. The volume has a node affinity, which the scheduler and node autoscalers respect. */
  REQUIRED = 'required',
  /** Pods run in that zone if possible. `mountInto` adds the preference to the workload. */
  PREFERRED = 'preferred',
  /** Pods run in any zone. Traffic between zones is slower and incurs charges. */
  OFF = 'off',
}
