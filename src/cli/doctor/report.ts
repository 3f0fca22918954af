import { DiagnosticReport, exitCodeOf } from './diagnose';
import { FactName } from './facts';
import { Section } from './row';
import { pageUrl } from '../../validation/links';

/** Facts by the names of the resources that a user needs permissions for. */
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
  snapshotDefinitions: 'snapshot CRDs',
  resourceQuotas: 'resource quotas',
  nodeLogs: 'logs of node pods',
  fileSystems: 'file systems',
  associations: 'data repository associations',
  tasks: 'data repository tasks',
  virtualMachines: 'storage virtual machines',
  backups: 'backups',
  fileSystemInterfaces: 'network interfaces of file systems',
  nodeInterfaces: 'network interfaces of nodes',
  securityGroupRules: 'security group rules',
  addons: 'add-ons',
  podIdentityAssociations: 'Pod Identity associations',
};

const CLOSING = {
  0: 'No problems found.',
  1: 'Problems found: see above.',
  2: 'No problems found, but some checks are incomplete: see the numbered reasons above.',
};

/** The report as text: the checks, the reasons for missing facts, the problems and notes. */
export function reportText(report: DiagnosticReport): string {
  const { checks, diagnoses } = report;
  const width = Math.max(...checks.map(({ title }) => title.length));
  const whys = [...new Set(checks.flatMap(({ unseen }) => unseen.map(({ why }) => why)))];
  const lines = checks.map(({ title, state, unseen, never }) => {
    const remarks = unseen
      .map(({ facts, why }) => `${facts.map(name => FACT_NAMES[name]).join(', ')} (${whys.indexOf(why) + 1})`);
    const what = remarks.length > 0 ? ` without ${remarks.join('; ')}` : state === 'not visible' ? ` ${never}` : '';
    return `${title.padEnd(width)}  ${state}${what && `:${what}`}`;
  });
  const answers = (['problem', 'note'] as const)
    .flatMap(severity => diagnoses.filter(({ row }) => row.severity === severity).flatMap(({ row, findings }) => [
      '',
      `${severity === 'problem' ? 'PROBLEM' : 'note'} ${row.id}`,
      ...findings.map(({ subject, seen }) => `  ${subject}: ${seen}`),
      `  Cause: ${row.cause}.`,
      `  Fix: ${row.fix}.`,
      `  ${pageOf(row.section)}`,
    ]));
  const reasons = whys.map((why, index) => `${index === 0 ? '\n' : ''}(${index + 1}) ${why}`);
  return [...lines, ...reasons, ...answers, '', CLOSING[exitCodeOf(report)], ''].join('\n');
}

/** The report as JSON. */
export function reportJson(report: DiagnosticReport): string {
  const { checks, diagnoses } = report;
  return JSON.stringify({
    exitCode: exitCodeOf(report),
    checks: checks.map(({ section, title, state, unseen, never }) => ({
      title,
      state,
      page: pageOf(section),
      notVisible: unseen.map(({ facts, why }) => ({ facts, why })),
      neverVisible: never,
    })),
    answers: diagnoses.map(({ row: { id, severity, cause, fix, section }, findings }) => ({
      id, severity, findings, cause, fix, page: pageOf(section),
    })),
  }, undefined, 2);
}

function pageOf(section: Section): string {
  return pageUrl('docs/troubleshooting', section);
}
