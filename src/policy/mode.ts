/** What the API server does with an object that violates a rule. */
export enum FsxPolicyMode {
  /** Records the violation in the audit log of the cluster. */
  AUDIT = 'AUDIT',
  /** Returns a warning, which kubectl prints, and records the violation in the audit log. */
  WARN = 'WARN',
  /** Rejects the object, and records the violation in the audit log. */
  DENY = 'DENY',
}

/** The mode of warnings and deletions, if it is not set: they never reject an object, and are silent if errors are. */
export function defaultWarningMode(mode: FsxPolicyMode): FsxPolicyMode {
  return mode === FsxPolicyMode.AUDIT ? FsxPolicyMode.AUDIT : FsxPolicyMode.WARN;
}
