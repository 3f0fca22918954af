import { Setting } from '../deferred-value';
import { FILE_SYSTEM_ID } from '../formats';
import { Rule, ruleFor } from '../rule';

/** A file system that somebody made, whichever service it comes from. */
export interface ExistingConfiguration {
  readonly provisioning?: 'managed' | 'existing';
  readonly fileSystemId?: Setting<string>;
  readonly fileSystemIdGiven?: true;
  /** As a construct. */
  readonly fileSystemGiven?: true;
  readonly existingSecurityGroup?: true;
  /** Clients beside the nodes were named. */
  readonly clients?: true;
}

const rule = ruleFor<ExistingConfiguration>();

/** What is asked of every existing file system; `guide` is the page of the service on security groups. */
export function existingRulesOf(service: string, guide: string): readonly Rule<ExistingConfiguration>[] {
  return [
    rule({
      id: `${service}/file-system-or-id`,
      severity: 'error',
      reads: ['provisioning'],
      presenceOf: ['fileSystemIdGiven', 'fileSystemGiven'],
      at: 'fileSystemId',
      isViolated: c => c.provisioning === 'existing' && c.fileSystemIdGiven === c.fileSystemGiven,
      problem: c => c.fileSystemGiven ? 'fileSystem has an id, and fileSystemId is set too' : 'it is unknown which file system exists',
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
      problem: 'without the security group of the file system, nothing can be opened for them',
      fix: 'set securityGroup of the existing file system, or leave clients out',
      source: guide,
      invalidExample: { provisioning: 'existing', clients: true },
      validExample: { provisioning: 'existing', clients: true, existingSecurityGroup: true },
    }),
    rule({
      id: `${service}/file-system-id-format`,
      severity: 'error',
      reads: ['fileSystemId'],
      at: 'fileSystemId',
      isViolated: c => !FILE_SYSTEM_ID.test(c.fileSystemId),
      problem: 'ids of file systems read fs- and at least 8 hexadecimal digits',
      fix: 'take it from `aws fsx describe-file-systems`',
      source: 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_FileSystem.html',
      invalidExample: { fileSystemId: 'fsx-0123456789abcdef0' },
      validExample: { fileSystemId: 'fs-0123456789abcdef0' },
    }),
  ];
}
