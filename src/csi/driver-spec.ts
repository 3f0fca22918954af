/** The description of a CSI driver that is installed as an EKS add-on. */
export interface DriverSpec<Feature extends string> {
  readonly addonName: string;
  /** The name of the CSIDriver object, which is also the provisioner of its StorageClasses. */
  readonly driverName: string;
  readonly namespace: string;
  /** The service account that calls AWS. */
  readonly controllerServiceAccount: string;
  readonly statements: readonly StatementRow<Feature>[];
}

/** A policy statement of the driver role. */
export interface StatementRow<Feature extends string> {
  readonly sid: string;
  readonly effect?: 'Allow' | 'Deny';
  /** The storage feature that needs the statement. Without it, every storage does. */
  readonly when?: Feature;
  readonly actions: readonly string[];
  readonly resources: (c: StatementContext) => readonly string[];
  readonly conditions?: (c: StatementContext) => Record<string, Record<string, string>>;
  /** Why the statement is needed, and why it cannot be narrower. */
  readonly reason: string;
}

/** Values in statements. All of them may be tokens. */
export interface StatementContext {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly urlSuffix: string;
  readonly clusterName: string;
}
