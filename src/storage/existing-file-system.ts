import { aws_ec2 as ec2, aws_fsx as fsx } from 'aws-cdk-lib';

/** How an existing file system can be given. */
export interface ExistingFileSystem {
  readonly fileSystemId?: string;
  readonly fileSystem?: fsx.IFileSystem;
  readonly securityGroup?: ec2.ISecurityGroup;
}

/** What rules need to know about how the file system was given. */
export function existingFileSystemConfiguration({ fileSystemId, fileSystem }: ExistingFileSystem) {
  return {
    fileSystemIdGiven: fileSystemId === undefined ? undefined : true as const,
    fileSystemGiven: fileSystem && true as const,
  };
}

/** The security group given, else that of the construct, unless it has several. */
export function existingSecurityGroupOf({
  securityGroup,
  fileSystem,
}: ExistingFileSystem): ec2.ISecurityGroup | undefined {
  const groups = fileSystem?.connections?.securityGroups ?? [];
  return securityGroup ?? (groups.length === 1 ? groups[0] : undefined);
}
