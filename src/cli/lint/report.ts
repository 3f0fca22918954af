import { sarif } from './sarif';
import { Finding } from '../../lint/finding';
import { LintResult } from '../../lint/lint';
import { ruleUrl } from '../../validation/links';

export const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type Format = typeof FORMATS[number];

/** The findings of a run, after the configuration file was applied. */
export interface Report extends LintResult {
  readonly version: string;
  /** The text of a file, for the line of a finding. */
  readonly textOf: (file: string) => string | undefined;
}

/** Lines that are longer are cut. */
const LINE_LENGTH = 160;

export function render(report: Report, format: Format): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(json(report), undefined, 2)}\n`;
    case 'sarif':
      return `${JSON.stringify(sarif(report), undefined, 2)}\n`;
    case 'github':
      return [...report.findings.map(annotation), ...report.unreadable.map(unreadableAnnotation)].map(line => `${line}\n`).join('');
    case 'text':
      return text(report);
  }
}

function text(report: Report): string {
  const lines = new Map<string, readonly string[]>();
  const lineOf = (file: string, line: number) => {
    const known = lines.get(file) ?? (report.textOf(file) ?? '').split('\n');
    lines.set(file, known);
    return known[line - 1]?.replace(/\r$/, '') ?? '';
  };
  const entries = report.findings.map(finding => entry(finding, lineOf(finding.file, finding.line)));
  const unreadable = report.unreadable.map(({ file, line, column, message }) => `${file}:${line}:${column} unreadable: ${message.split('\n')[0]}\n`);
  return [...entries, ...unreadable, summary(report)].join('\n');
}

function entry(finding: Finding, line: string): string {
  const { file, column, severity, ruleId, object, subject, problem, fix } = finding;
  const number = `${finding.line}`;
  const gap = ' '.repeat(number.length);
  const length = Math.max(1, Math.min(finding.endColumn, LINE_LENGTH) - column);
  const marked = column <= LINE_LENGTH ? [`  ${number} | ${line.slice(0, LINE_LENGTH)}`, `  ${gap} | ${' '.repeat(column - 1)}${'^'.repeat(length)}`] : [];
  return [
    `${file}:${finding.line}:${column} ${severity} ${ruleId}`, ...marked,
    `  ${object}, ${subject}: ${problem}`, `  Fix: ${fix}`, `  ${ruleUrl(ruleId)}`, '',
  ].join('\n');
}

function summary({ findings, unreadable, files, objects, templates, suppressed }: Report): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return [
    `${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')} in ${counted(objects, 'object')} of ${counted(files, 'file')}`,
    ...suppressed > 0 ? [`${counted(suppressed, 'finding')} suppressed`] : [],
    ...unreadable.length > 0 ? [`${counted(unreadable.length, 'document')} unreadable`] : [],
    ...templates > 0 ? [`${counted(templates, 'template')} skipped; pass the output of helm template instead`] : [],
  ].join('; ') + '\n';
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function json({ findings, unreadable, files, objects, templates, suppressed, version }: Report): object {
  return { version, files, objects, suppressed, templates, findings, unreadable };
}

/** A workflow command of GitHub, whose properties and message have their own escapes. */
function annotation(
  { file, line, endLine, column, endColumn, severity, ruleId, object, subject, problem, fix }: Finding,
): string {
  const properties = { file, line, endLine, col: column, endColumn, title: ruleId };
  return `::${severity} ${propertiesText(properties)}::${escaped(`${object}, ${subject}: ${problem} Fix: ${fix}`)}`;
}

function unreadableAnnotation({ file, line, column, message }: Report['unreadable'][number]): string {
  return `::error ${propertiesText({ file, line, col: column, title: 'unreadable' })}::${escaped(message)}`;
}

function propertiesText(properties: { readonly [name: string]: string | number }): string {
  return Object.entries(properties).map(([name, value]) => `${name}=${escaped(String(value)).replace(/:/g, '%3A').replace(/,/g, '%2C')}`).join(',');
}

function escaped(message: string): string {
  return message.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}
