import { App, Duration, Stack, aws_ec2 as ec2, aws_fsx as fsx } from 'aws-cdk-lib';
import { Request } from './model';

/** What the aws-fsx L2 says to a request, where it can express it and is right; undefined where not. */
export function l2Accepts(request: Request): boolean | undefined {
  if (!isExpressible(request)) {
    return undefined;
  }
  const { stack, vpc, securityGroup } = surroundings();
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0; // the CDK formats the stack of each error that it throws, which takes longer than all else here
  try {
    new fsx.LustreFileSystem(stack, `F${fileSystems}`, {
      vpc,
      vpcSubnet: vpc.privateSubnets[0],
      securityGroup,
      storageCapacityGiB: request.StorageCapacity as number,
      storageType: request.StorageType as fsx.StorageType,
      fileSystemTypeVersion: request.FileSystemTypeVersion as fsx.FileSystemTypeVersion,
      lustreConfiguration: {
        deploymentType: request.DeploymentType as fsx.LustreDeploymentType,
        perUnitStorageThroughput: request.PerUnitStorageThroughput as number,
        driveCacheType: request.DriveCacheType as fsx.DriveCacheType,
        importPath: request.ImportPath as string,
        exportPath: request.ExportPath as string,
        autoImportPolicy: request.AutoImportPolicy as fsx.LustreAutoImportPolicy,
        importedFileChunkSizeMiB: request.ImportedFileChunkSize as number,
        automaticBackupRetention: request.AutomaticBackupRetentionDays === undefined
          ? undefined : Duration.days(request.AutomaticBackupRetentionDays as number),
        dailyAutomaticBackupStartTime: timeOf(request.DailyAutomaticBackupStartTime as string | undefined),
      },
    });
    return true;
  } catch (error) {
    // what the CDK calls its refusals differs between versions; a mistake of ours is a JavaScript error
    if (['TypeError', 'ReferenceError', 'SyntaxError'].includes((error as Error).name)) {
      throw error;
    }
    return false;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The L2 wants a capacity, and exports below the import path, where FSx asks for the same bucket only. Durations have no part of a day. */
function isExpressible(request: Request): boolean {
  const {
    StorageCapacity,
    StorageType,
    ImportPath,
    ExportPath,
    AutomaticBackupRetentionDays: days,
    DailyAutomaticBackupStartTime: time,
  } = request;
  return StorageCapacity !== undefined && StorageType !== 'INTELLIGENT_TIERING'
    && (ExportPath === undefined || ImportPath === undefined || String(ExportPath).startsWith(String(ImportPath)))
    && (days === undefined || (Number.isInteger(days) && days as number >= 0))
    && (time === undefined || /^([01]\d|2[0-3]):[0-5]\d$/.test(String(time)));
}

function timeOf(time?: string): fsx.DailyAutomaticBackupStartTime | undefined {
  const [hour, minute] = (time ?? '').split(':').map(Number);
  return time === undefined ? undefined : new fsx.DailyAutomaticBackupStartTime({ hour, minute });
}

interface Surroundings {
  readonly stack: Stack;
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
}

let current: Surroundings | undefined;
let fileSystems = 0;

/** A stack for some hundred file systems. */
function surroundings(): Surroundings {
  if (current === undefined || ++fileSystems % 300 === 0) {
    const stack = new Stack(new App(), 'L2', { env: { account: '111122223333', region: 'eu-west-1' } });
    current = {
      stack,
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-0aaaaaaaaaaaaaaa0'],
      }),
      // its rules are left alone: the L2 would add the same one to it again and again
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0', { mutable: false }),
    };
  }
  return current;
}
