import { FailOn, InvalidConfiguration, LintFileConfiguration, isIgnored, matches, readConfiguration } from './configuration';
import { UnreadablePath, filesOf, nameOf, read } from './files';
import { Format, render } from './report';
import { SourceFile } from '../../lint/documents';
import { FINDING_IDS, lint } from '../../lint/lint';
import { Severity } from '../../validation/rule';

export interface LintOptions {
  readonly format: Format;
  readonly failOn?: FailOn;
  readonly config?: string;
  readonly version: string;
  /** Shows progress; undefined if no person watches. */
  readonly progress?: (text: string) => void;
  readonly standardInput: () => string;
}

/** The output and the exit status, or an error of the user. */
export type LintRun = { readonly output: string; readonly status: number } | { readonly error: string };

/** Files between two updates of the progress. */
const STEP = 100;
const SEVERITIES: { readonly [failOn in FailOn]: readonly Severity[] } = { error: ['error'], warning: ['error', 'warning'], never: [] };
const EXIT = { none: 0, findings: 1, unreadable: 2 };

export function runLint(paths: readonly string[], options: LintOptions): LintRun {
  const { format, failOn, config, version, progress, standardInput } = options;
  try {
    const configuration: LintFileConfiguration = readConfiguration(config, FINDING_IDS);
    const files = filesOf(paths.length === 0 ? ['.'] : paths, file => configuration.exclude.some(pattern => matches(nameOf(file), pattern)));
    const texts = new Map<string, string>();
    const result = lint(remember(read(files, standardInput), texts), count => {
      if (count % STEP === 0) {
        progress?.(`\rreading ${count} of ${files.length} files`);
      }
    });
    if (files.length >= STEP) {
      progress?.('\r\u001b[K');
    }
    const findings = result.findings.filter(finding => !isIgnored(finding, configuration.ignore));
    const suppressed = result.suppressed + result.findings.length - findings.length;
    const severities = SEVERITIES[failOn ?? configuration.failOn ?? 'error'];
    const fails = findings.some(({ severity }) => severities.includes(severity));
    return {
      output: render({ ...result, findings, suppressed, version, textOf: file => texts.get(file) }, format),
      status: result.unreadable.length > 0 ? EXIT.unreadable : fails ? EXIT.findings : EXIT.none,
    };
  } catch (error) {
    if (error instanceof InvalidConfiguration || error instanceof UnreadablePath) {
      return { error: error.message };
    }
    throw error;
  }
}

function* remember(files: Iterable<SourceFile>, texts: Map<string, string>): Generator<SourceFile> {
  for (const file of files) {
    texts.set(file.name, file.text);
    yield file;
  }
}
