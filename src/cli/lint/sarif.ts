import type { Report } from './report';
import { FILE_RULES } from '../../lint/file-rules';
import { pageUrl, ruleUrl } from '../../validation/links';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const RULES = new Map(FILE_RULES.map(rule => [rule.id, rule]));

/** The report as SARIF 2.1.0, which GitHub and other code scanners import. */
export function sarif({ findings, unreadable, version }: Report): object {
  const ids = [...new Set(findings.map(({ ruleId }) => ruleId))].sort();
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: 'cdk-eks-fsx', semanticVersion: version, informationUri: pageUrl('docs/without-cdk'),
          rules: ids.map(id => ({
            id, name: id, shortDescription: { text: id },
            helpUri: ruleUrl(id),
            help: { text: `See ${RULES.get(id)?.source ?? findings.find(({ ruleId }) => ruleId === id)!.source}` },
            defaultConfiguration: { level: RULES.get(id)?.severity ?? 'error' },
          })),
        },
      },
      invocations: [{
        executionSuccessful: unreadable.length === 0,
        toolExecutionNotifications: unreadable.map(({ message, ...region }) => ({ level: 'error', message: { text: message }, locations: [locationOf(region)] })),
      }],
      results: findings.map(({ ruleId, severity, object, subject, problem, fix, ...region }) => ({
        ruleId, ruleIndex: ids.indexOf(ruleId), level: severity,
        message: { text: `${object}, ${subject}: ${problem} Fix: ${fix}` },
        locations: [locationOf(region)],
        partialFingerprints: { 'cdkEksFsx/v1': `${ruleId}:${object}:${subject}` },
      })),
      columnKind: 'utf16CodeUnits',
    }],
  };
}

function locationOf({ file, line, column, endLine, endColumn }: {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
      region: { startLine: line, startColumn: column, endLine, endColumn },
    },
  };
}
