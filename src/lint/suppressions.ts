import { ParsedDocument } from './documents';
import { Finding } from './finding';
import { pageUrl } from '../validation/links';

/** A comment that suppresses a rule: for its line, or at the beginning of a document for the whole document. */
interface Suppression {
  readonly ruleId: string;
  readonly reason: string;
  readonly line: number;
  /** The lines that it applies to. */
  readonly from: number;
  readonly to: number;
}

const COMMENT = /#\s*cdk-eks-fsx-ignore:\s*(\S*)[ \t]*(.*)$/;
const EMPTY_OR_COMMENT = /^\s*(#.*)?$/;
const GUIDE = pageUrl('docs/without-cdk', 'suppress-a-finding');

/** What the comments of a document suppress, and problems with the comments themselves. */
export class Suppressions {
  private readonly suppressions: readonly Suppression[];

  constructor(private readonly document: ParsedDocument, private readonly knownRules: ReadonlySet<string>) {
    this.suppressions = document.file.text.includes('cdk-eks-fsx-ignore') ? this.read() : [];
  }

  public suppresses({ ruleId, line }: Finding): boolean {
    return this.suppressions.some(each => each.ruleId === ruleId && each.reason !== '' && each.from <= line && line <= each.to);
  }

  /** A comment that suppresses nothing hides a mistake. */
  public findings(): Finding[] {
    return this.suppressions.filter(({ ruleId, reason }) => reason === '' || !this.knownRules.has(ruleId)).map(({ ruleId, reason, line }) => ({
      file: this.document.file.name, line, column: 1, endLine: line, endColumn: 2, object: 'comment', ruleId: 'lint/suppression', severity: 'error',
      subject: `cdk-eks-fsx-ignore ${ruleId}`.trim(),
      problem: this.knownRules.has(ruleId) || reason === '' && ruleId !== '' && this.knownRules.has(ruleId) ? 'The reason is missing.' : 'No rule has this ID.',
      fix: 'Name a rule, then state the reason: # cdk-eks-fsx-ignore: lustre/version-2-10 all nodes run Amazon Linux 2.',
      source: GUIDE,
    }));
  }

  private read(): Suppression[] {
    const lines = this.document.file.text.split('\n');
    const [first, last] = this.document.lines;
    const isContent = (line: number) => !EMPTY_OR_COMMENT.test(lines[line - 1]) && !lines[line - 1].startsWith('---');
    const found: Suppression[] = [];
    for (let line = first; line <= last; line++) {
      const [, ruleId, reason] = COMMENT.exec(lines[line - 1]) ?? [];
      if (ruleId === undefined) {
        continue;
      }
      let subject = line;
      while (subject <= last && !isContent(subject)) {
        subject++;
      }
      let beginning = first;
      while (beginning <= last && !isContent(beginning)) {
        beginning++;
      }
      const isWhole = subject === beginning && subject !== line;
      found.push({
        ruleId,
        reason: reason.trim(),
        line,
        from: isWhole ? first : subject,
        to: isWhole ? last : subject,
      });
    }
    return found;
  }
}
