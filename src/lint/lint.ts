import { templateTargets } from './cloudformation';
import { SourceFile, Unreadable, parseFile } from './documents';
import { FILE_RULES } from './file-rules';
import { Finding, findingsOf } from './finding';
import { kubernetesTargets } from './kubernetes';
import { ObjectIndex, sort } from './objects';
import { Suppressions } from './suppressions';

/** What the linter found. */
export interface LintResult {
  /** By file and position. */
  readonly findings: readonly Finding[];
  readonly unreadable: readonly Unreadable[];
  readonly files: number;
  /** Kubernetes objects and CloudFormation templates that were read. */
  readonly objects: number;
  /** Documents that a template engine must fill in first. */
  readonly templates: number;
  /** Findings that comments suppress. */
  readonly suppressed: number;
}

/** Ids of problems with the form of a value. */
const FORM_IDS = ['input/type', 'input/value', 'input/characters', 'input/length', 'lint/suppression'];

/** The ids of all findings that can occur. */
export const FINDING_IDS: ReadonlySet<string> = new Set([...FILE_RULES.map(({ id }) => id), ...FORM_IDS]);

/** Validates manifests and templates, each object alone and together with the objects that it refers to. */
export function lint(files: Iterable<SourceFile>, progress: (files: number) => void = () => undefined): LintResult {
  const parsed = [];
  let count = 0;
  for (const file of files) {
    parsed.push(parseFile(file));
    progress(++count);
  }
  const documents = parsed.flatMap(each => each.documents);
  const { objects, templates } = sort(documents);
  const index = new ObjectIndex(objects);
  const all = unique([
    ...objects.flatMap(object => kubernetesTargets(object, index)),
    ...templates.flatMap(templateTargets),
  ].flatMap(findingsOf));
  const suppressions = new Map<string, Suppressions[]>();
  for (const document of documents) {
    const known = suppressions.get(document.file.name) ?? [];
    known.push(new Suppressions(document, FINDING_IDS));
    suppressions.set(document.file.name, known);
  }
  const open = all.filter(finding => !suppressions.get(finding.file)?.some(each => each.suppresses(finding)));
  const comments = [...suppressions.values()].flat().flatMap(each => each.findings());
  return {
    findings: [...open, ...comments].sort(byPosition),
    unreadable: parsed.flatMap(each => each.unreadable),
    files: count,
    objects: objects.length + templates.length,
    templates: parsed.reduce((sum, each) => sum + each.templates, 0),
    suppressed: all.length - open.length,
  };
}

/** A setting of a claim that is validated for each access mode has one finding. */
function unique(findings: readonly Finding[]): Finding[] {
  const known = new Map<string, Finding>();
  for (const finding of findings) {
    const key = [finding.file, finding.line, finding.column, finding.object, finding.ruleId, finding.subject, finding.problem].join('\0');
    known.has(key) || known.set(key, finding);
  }
  return [...known.values()];
}

function byPosition(a: Finding, b: Finding): number {
  return a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column || a.ruleId.localeCompare(b.ruleId);
}
