import { FactName, Facts } from './facts';

/** A section of docs/troubleshooting.md, by its anchor. */
export type Section =
  'pvc-pending' | 'mount-timeout' | 'slow-first-reads' | 'driver-not-running' | 'file-system-not-found' | 'backend-failed'
  | 'nfs-mount-failed' | 'expansion-failed' | 'slow-ontap' | 'snapshot-not-ready' | 'stack-deletion-hangs'
  | 'pod-not-starting' | 'pod-terminating' | 'slow-lustre' | 'alreadyexists' | 'permission-denied-as-non-root' | 'backup-failed';

/** An affected object and its symptom. */
export interface Finding {
  /** The object, as kubectl or the AWS CLI names it: `claim ml/scratch`, `fs-0123456789abcdef0`. */
  readonly subject: string;
  /** The observed message or state. */
  readonly seen: string;
}

/** The facts that a row reads, the time and the Region. */
export type View<F extends FactName = FactName> = Pick<Facts, F> & { readonly now: number; readonly region?: string };

/** One check of the doctor. */
export interface Row {
  /** Public and never reused. */
  readonly id: string;
  readonly section: Section;
  /** A note reports a normal or temporary state and does not change the exit code. */
  readonly severity: 'problem' | 'note';
  /** If one of these facts is missing, the row is skipped and its section reported as not visible. */
  readonly reads: readonly FactName[];
  readonly find: (view: View) => readonly Finding[];
  readonly cause: string;
  readonly fix: string;
}

/** Types a row, so that its predicate can read only the facts that it declares. */
export function row<F extends FactName>(
  fields: Omit<Row, 'reads' | 'find'> & {
    readonly reads: readonly F[];
    readonly find: (view: View<F>) => readonly Finding[];
  },
): Row {
  return fields as Row;
}
