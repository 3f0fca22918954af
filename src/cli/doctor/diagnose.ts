import { FactName, Seen, Unseen } from './facts';
import { Finding, Row, Section, View } from './row';
import { ROWS, SECTIONS } from './rows';

export type CheckState = 'ok' | 'problem' | 'not visible';

/** Facts that are unknown for one reason. */
export interface UnseenFacts extends Unseen {
  readonly facts: readonly FactName[];
}

/** The result for one section of the troubleshooting page. */
export interface Check {
  readonly section: Section;
  readonly title: string;
  readonly state: CheckState;
  /** The facts that the section needs and that could not be read, by reason. */
  readonly unseen: readonly UnseenFacts[];
  /** What the doctor can never see. */
  readonly never?: string;
}

/** A row that applies, with its findings. */
export interface Diagnosis {
  readonly row: Row;
  readonly findings: readonly Finding[];
}

export interface DiagnosticReport {
  readonly checks: readonly Check[];
  readonly diagnoses: readonly Diagnosis[];
}

/** Evaluates the rows. A row with a missing fact is skipped, and the check of its section contains the reason. */
export function diagnose(seen: Seen, rows: readonly Row[] = ROWS): DiagnosticReport {
  const missing = (row: Row) => row.reads.filter(name => seen.facts[name] === undefined);
  const diagnoses = rows.filter(row => missing(row).length === 0)
    .map(row => ({ row, findings: row.find(viewOf(seen, row)) })).filter(({ findings }) => findings.length > 0);
  const checks = (Object.keys(SECTIONS) as Section[]).map(section => {
    const own = rows.filter(row => row.section === section);
    const reasons = [...new Set(own.flatMap(missing))]
      .map(name => ({ name, ...seen.unseen[name] ?? { why: 'it was not queried' } }));
    const problem = diagnoses.some(({ row }) => row.section === section && row.severity === 'problem');
    return {
      section,
      title: SECTIONS[section].title,
      state: problem
        ? 'problem' as const
        : own.length === 0 || reasons.length > 0 ? 'not visible' as const : 'ok' as const,
      unseen: byReason(reasons),
      never: SECTIONS[section].notSeen,
    };
  });
  return { checks, diagnoses };
}

/**
 * 0: no problems in what the user requested. 1: problems. 2: no problems, but some of what the user requested is not
 * visible.
 */
export function exitCodeOf({ checks, diagnoses }: DiagnosticReport): 0 | 1 | 2 {
  if (diagnoses.some(({ row }) => row.severity === 'problem')) {
    return 1;
  }
  return checks.some(({ unseen }) => unseen.some(({ excluded }) => !excluded)) ? 2 : 0;
}

/** Only the facts that the row declares, so that a row that reads another one fails in tests too. */
function viewOf({ facts, now, region }: Seen, { reads }: Row): View {
  return { ...Object.fromEntries(reads.map(name => [name, facts[name]])), now, region } as View;
}

function byReason(reasons: readonly (Unseen & { readonly name: FactName })[]): UnseenFacts[] {
  const whys = [...new Set(reasons.map(({ why }) => why))];
  return whys.map(why => {
    const alike = reasons.filter(reason => reason.why === why);
    return { why, excluded: alike.every(({ excluded }) => excluded === true), facts: alike.map(({ name }) => name) };
  });
}
