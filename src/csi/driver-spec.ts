/** A CSI driver that comes as an EKS add-on, in data. */
export interface DriverSpec<Feature extends string> {
  readonly addonName: string;
  /** The CSIDriver object, which is also the provisioner of its classes. */
  readonly driverName: string;
  readonly namespace: string;
  /** The service account that calls AWS. */
  readonly controllerServiceAccount: string;
  readonly statements: readonly StatementRow<Feature>[];
}

/** One statement of the driver's role. */
export interface StatementRow<Feature extends string> {
  readonly sid: string;
  readonly effect?: 'Allow' | 'Deny';
  /** The feature of a storage that needs it; absent: always, whatever the storages. */
  readonly when?: Feature;
  readonly actions: readonly string[];
  readonly resources: (c: StatementContext) => readonly string[];
  readonly conditions?: (c: StatementContext) => Record<string, Record<string, string>>;
  /** Why the statement is needed, and why it is no narrower. */
  readonly reason: string;
}

/** What statements are made of; all of it may be known at deployment only. */
export interface StatementContext {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly urlSuffix: string;
  readonly clusterName: string;
}
