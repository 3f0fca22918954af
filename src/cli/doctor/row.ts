import { FactName, Facts } from './facts';

/** A section of docs/troubleshooting.md, by its anchor. */
export type Section =
  'pvc-pending' | 'mount-timeout' | 'slow-first-reads' | 'driver-not-running' | 'file-system-not-found' | 'backend-failed' | 'nfs-mount-failed'
  | 'expansion-failed' | 'slow-ontap' | 'snapshot-not-ready' | 'stack-deletion-hangs' | 'alreadyexists' | 'permission-denied-as-non-root' | 'backup-failed';

/** What somebody has, and how it shows. */
export interface Finding {
  /** The object, as its own tool names it: `claim ml/scratch`, `fs-0123456789abcdef0`. */
  readonly subject: string;
  /** What was seen, in the words of whoever said it. */
  readonly seen: string;
}

/** The facts that a row reads, and the time. */
export type View<F extends FactName = FactName> = Pick<Facts, F> & { readonly now: number; readonly region?: string };

/** One sign of one trouble. */
export interface Row {
  /** Public, never reused. */
  readonly id: string;
  readonly answers: Section;
  /** A note is worth knowing, and no fault: it is normal, or it goes by itself. */
  readonly severity: 'problem' | 'note';
  /** One that could not be learned makes the row silent, and said to be. */
  readonly reads: readonly FactName[];
  readonly find: (view: View) => readonly Finding[];
  readonly cause: string;
  readonly todo: string;
}

/** Types a row: its predicate sees what it declares, and nothing else. */
export function row<F extends FactName>(fields: Omit<Row, 'reads' | 'find'> & { readonly reads: readonly F[]; readonly find: (view: View<F>) => readonly Finding[] }): Row {
  return fields as Row;
}
