import { FILE_SYSTEM, LintConfiguration, Range, rule, suggestion } from './row';
import { LUSTRE_PORTS } from '../../lustre/limits';
import { andList } from '../../validation/text';

const GROUPS = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/limit-access-security-groups.html';

/** Rules for CloudFormation templates. */
export const templateRules = [
  rule({
    id: 'lint/unknown-property',
    severity: 'error',
    reads: ['unknownName', 'knownNames'],
    presenceOf: ['effect'],
    at: 'unknownName',
    isViolated: c => !c.effect && !c.knownNames.includes(c.unknownName),
    problem: 'CloudFormation rejects a template with a property that the resource does not have here',
    fix: c => suggestion(c.unknownName, c.knownNames),
    source: FILE_SYSTEM,
    invalidExample: { unknownName: 'MetadataConfiguration', knownNames: ['StorageCapacity'] },
    validExample: { unknownName: 'StorageCapacity', knownNames: ['StorageCapacity'] },
  }),
  rule({
    id: 'lint/plain-text-password',
    severity: 'error',
    reads: ['plainPassword'],
    at: 'plainPassword',
    isViolated: c => c.plainPassword,
    problem: 'a password in the template is visible to every reader of the template and of the stack',
    fix: 'use a dynamic reference: \'{{resolve:secretsmanager:name:SecretString:password}}\'',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html',
    invalidExample: { plainPassword: true },
    validExample: {},
  }),
  rule({
    id: 'lint/lustre-subnet-count',
    severity: 'error',
    reads: ['lustreSubnets'],
    at: 'lustreSubnets',
    isViolated: c => c.lustreSubnets !== 1,
    problem: c => `a Lustre file system has exactly one subnet, got ${c.lustreSubnets}`,
    fix: 'keep the subnet in the Availability Zone of the nodes',
    source: FILE_SYSTEM,
    invalidExample: { lustreSubnets: 2 },
    validExample: { lustreSubnets: 1 },
  }),
  rule({
    id: 'lint/security-group-ports',
    severity: 'error',
    reads: ['openPorts', 'requiredPorts'],
    at: 'openPorts',
    isViolated: c => closedPorts(c).length > 0,
    problem: c => `no security group of the file system accepts TCP ${andList(closedPorts(c))}, so clients cannot mount it`,
    fix: c => `add inbound rules for TCP ${andList(c.requiredPorts.map(rangeText))} from the security group of the nodes and from the group itself`,
    source: GROUPS,
    invalidExample: { openPorts: [{ from: 988, to: 988 }], requiredPorts: LUSTRE_PORTS },
    validExample: { openPorts: [{ from: 0, to: 65535 }], requiredPorts: LUSTRE_PORTS },
  }),
];

function closedPorts({ openPorts, requiredPorts }: Required<Pick<LintConfiguration, 'openPorts' | 'requiredPorts'>>): string[] {
  return requiredPorts.filter(range => !covered(range, openPorts)).map(rangeText);
}

/** Whether several ranges together contain a range. */
function covered({ from, to }: Range, ranges: readonly Range[]): boolean {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
    .every(port => ranges.some(range => range.from <= port && port <= range.to));
}

function rangeText({ from, to }: Range): string {
  return from === to ? `${from}` : `${from}-${to}`;
}
