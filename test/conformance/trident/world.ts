/** A file system as FSx and its ONTAP show it. */
export interface FileSystem {
  readonly id: string;
  /** Names, not ids. */
  readonly svms: readonly string[];
  readonly region?: string;
  /** Aggregates of every SVM. @default - aggr1 */
  readonly aggregates?: readonly string[];
  /** Addresses that somebody may write as managementLIF or dataLIF. */
  readonly addresses?: readonly string[];
  /** Replication policies and schedules that are there, where a backend names some. */
  readonly replication?: readonly string[];
}

/** The data of a Kubernetes Secret. */
export interface Secret { readonly [key: string]: string }

/** What Trident finds outside the cluster. */
export interface World {
  readonly fileSystems: readonly FileSystem[];
  /** Whether the controller may read a secret of Secrets Manager, and finds a user and a password there. @default - every one */
  secretReadable?(arn: string): boolean;
  /** What ONTAP has against whatever it is asked. @default - nothing */
  fault?(): string | undefined;
  /** A Kubernetes Secret in Trident's namespace. @default - there is none */
  secret?(name: string): Secret | undefined;
}
