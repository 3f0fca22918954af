import { formatRule } from './format-rule';
import { Setting } from '../deferred-value';
import { FORMATS } from '../formats';
import { Rule, ruleFor } from '../rule';

/** The settings of an existing file system that both services have in common. */
export interface ExistingConfiguration {
  readonly provisioning?: 'managed' | 'existing';
  readonly fileSystemId?: Setting<string>;
  readonly fileSystemIdGiven?: true;
  /** Whether the file system is set as a construct. */
  readonly fileSystemGiven?: true;
  readonly existingSecurityGroup?: true;
  /** Whether clients other than the nodes are set. */
  readonly clients?: true;
}

const rule = ruleFor<ExistingConfiguration>();

/** Rules for every existing file system; `guide` is the page of the service about security groups. */
export function existingRulesOf(service: string, guide: string): readonly Rule<ExistingConfiguration>[] {
  return [
    rule({
      id: `${service}/file-system-or-id`,
      severity: 'error',
      reads: ['provisioning'],
      presenceOf: ['fileSystemIdGiven', 'fileSystemGiven'],
      at: 'fileSystemId',
      isViolated: c => c.provisioning === 'existing' && c.fileSystemIdGiven === c.fileSystemGiven,
      problem: c => c.fileSystemGiven
        ? 'cannot be combined with fileSystem'
        : 'is required, unless fileSystem is set',
      fix: 'set either fileSystemId or fileSystem',
      source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_fsx.IFileSystem.html',
      invalidExample: { provisioning: 'existing', fileSystemIdGiven: true, fileSystemGiven: true },
      validExample: { provisioning: 'existing', fileSystemIdGiven: true },
    }),
    rule({
      id: `${service}/clients-without-group`,
      severity: 'error',
      reads: ['provisioning', 'clients'],
      presenceOf: ['existingSecurityGroup'],
      at: 'clients',
      isViolated: c => c.provisioning === 'existing' && !c.existingSecurityGroup,
      problem: 'ports can be opened for clients only if the security group of the file system is known',
      fix: 'set securityGroup of the existing file system, or remove clients',
      source: guide,
      invalidExample: { provisioning: 'existing', clients: true },
      validExample: { provisioning: 'existing', clients: true, existingSecurityGroup: true },
    }),
    formatRule(`${service}/file-system-id-format`, 'fileSystemId', FORMATS.fileSystemId, {
      invalid: 'fsx-0123456789abcdef0', valid: 'fs-0123456789abcdef0',
    }),
  ];
}
