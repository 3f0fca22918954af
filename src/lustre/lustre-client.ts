import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { TUNING_COMMANDS } from './client-tuning';

/** The Lustre client of nodes. */
export class LustreClient {
  /**
   * User data that tunes the Lustre client of Amazon Linux 2023 nodes as AWS recommends.
   *
   * Nodes with more than 64 vCPUs send more concurrent requests, nodes with more than 64 GiB of memory cache more
   * locks, and all nodes prefetch file attributes for directory listings. The result is a MIME archive for launch
   * templates of EKS and for the EC2NodeClass of Karpenter; add parts with `addUserDataPart()`. It installs the client
   * if it is missing, and tunes every file system after each mount. Bottlerocket, and therefore EKS Auto Mode, does not
   * run such scripts.
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
    // Plain text, because the base64 encoding is a token, which Kubernetes manifests in files cannot contain.
    userData.addPart(ec2.MultipartBody.fromRawBody({
      contentType: ec2.MultipartBody.SHELL_SCRIPT, body: commands.render(),
    }));
    return userData;
  }

  private constructor() {}
}
