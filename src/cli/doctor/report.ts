import { DiagnosticReport, exitCodeOf } from './diagnose';
import { FactName } from './facts';

const PAGE = 'docs/troubleshooting.md';

/** The facts in the words of whoever gives the rights to them. */
const FACT_NAMES: { readonly [name in FactName]: string } = {
  claims: 'claims',
  volumes: 'volumes',
  classes: 'storage classes',
  claimEvents: 'events of claims',
  podEvents: 'events of pods',
  pods: 'pods with claims',
  nodes: 'nodes',
  csiNodes: 'CSINodes',
  csiDrivers: 'CSIDrivers',
  systemPods: 'pods in kube-system',
  tridentPods: 'pods in trident',
  serviceAccounts: 'service accounts in trident',
  backendConfigs: 'TridentBackendConfigs',
  backends: 'TridentBackends',
  snapshots: 'snapshots',
  snapshotDefinitions: 'definitions of snapshots',
  nodeLogs: 'logs of node pods',
  fileSystems: 'file systems',
  associations: 'data repository associations',
  tasks: 'data repository tasks',
  virtualMachines: 'storage virtual machines',
  backups: 'backups',
  fileSystemInterfaces: 'interfaces of file systems',
  nodeInterfaces: 'interfaces of nodes',
  securityGroupRules: 'rules of security groups',
  addons: 'add-ons',
  podIdentityAssociations: 'Pod Identity associations',
};

const CLOSING = {
  0: 'No problem in what was looked at.',
  1: 'There are problems: see above.',
  2: 'No problem in what could be seen, but not all that was asked for could.',
};

/** For a person: the checks, why something was not seen, the answers. */
export function reportText(report: DiagnosticReport): string {
  const { checks, diagnoses } = report;
  const width = Math.max(...checks.map(({ title }) => title.length));
  const whys = [...new Set(checks.flatMap(({ unseen }) => unseen.map(({ why }) => why)))];
  const lines = checks.map(({ title, state, unseen, never }) => {
    const remarks = unseen.map(({ facts, why }) => `${facts.map(name => FACT_NAMES[name]).join(', ')} (${whys.indexOf(why) + 1})`);
    const what = remarks.length > 0 ? ` without ${remarks.join('; ')}` : state === 'not visible' ? ` ${never}` : '';
    return `${title.padEnd(width)}  ${state}${what && `:${what}`}`;
  });
  const answers = (['problem', 'note'] as const).flatMap(severity => diagnoses.filter(({ row }) => row.severity === severity).flatMap(({ row, findings }) => [
    '',
    `${severity === 'problem' ? 'PROBLEM' : 'note'} ${row.id}`,
    ...findings.map(({ subject, seen }) => `  ${subject}: ${seen}`),
    `  Why: ${row.cause}.`,
    `  To do: ${row.todo}.`,
    `  ${PAGE}#${row.answers}`,
  ]));
  return [...lines, ...whys.map((why, index) => `${index === 0 ? '\n' : ''}(${index + 1}) ${why}`), ...answers, '', CLOSING[exitCodeOf(report)], ''].join('\n');
}

/** For a program. */
export function reportJson(report: DiagnosticReport): string {
  const { checks, diagnoses } = report;
  return JSON.stringify({
    exitCode: exitCodeOf(report),
    checks: checks.map(({ section, title, state, unseen, never }) => ({ title, state, page: `${PAGE}#${section}`, notAsked: unseen.map(({ facts, why }) => ({ facts, why })), neverSeen: never })),
    answers: diagnoses.map(({ row: { id, severity, cause, todo, answers }, findings }) => ({ id, severity, findings, cause, todo, page: `${PAGE}#${answers}` })),
  }, undefined, 2);
}
