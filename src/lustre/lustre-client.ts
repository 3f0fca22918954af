import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { TUNING_COMMANDS } from './client-tuning';

/** The Lustre client in the kernel of nodes. */
export class LustreClient {
  /**
   * User data that tunes the client of nodes of Amazon Linux 2023 as AWS recommends: with more than 64 vCPUs more requests at once, with more than 64 GiB of memory more
   * locks, and directory listings that look ahead.
   *
   * A MIME archive, as EKS wants it of launch templates and Karpenter's EC2NodeClass; `addUserDataPart()` adds further parts. It installs the client where it is
   * missing, and tunes every file system again when it has been mounted. Bottlerocket, and so EKS Auto Mode, runs no such scripts.
   *
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/performance-tips.html
   * @example
   * declare const cluster: eks.Cluster;
   * const template = new ec2.LaunchTemplate(this, 'Large', { userData: LustreClient.tuningUserData() });
   * cluster.addNodegroupCapacity('Large', {
   *   launchTemplateSpec: { id: template.launchTemplateId!, version: template.latestVersionNumber },
   *   taints: [LustreCsiDriver.startupTaint()],
   * });
   */
  public static tuningUserData(): ec2.MultipartUserData {
    const commands = ec2.UserData.forLinux();
    commands.addCommands(...TUNING_COMMANDS);
    const userData = new ec2.MultipartUserData();
    // as plain text: in base64 it would be a token, which Karpenter's objects in a file could not hold
    userData.addPart(ec2.MultipartBody.fromRawBody({ contentType: ec2.MultipartBody.SHELL_SCRIPT, body: commands.render() }));
    return userData;
  }

  private constructor() {}
}
