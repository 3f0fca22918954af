import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { TUNING_COMMANDS, efaCommands } from './client-tuning';
import { LustreEfaClientOptions } from './efa/options';
import { EFA_CLIENT_FIELDS } from './schema';
import { validateArguments } from '../validation/validate';

const EFA_PACKAGE = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/samples/configure-efa-fsx-lustre-client.zip';

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
    return archiveOf(TUNING_COMMANDS);
  }

  /**
   * User data that sets up the Lustre client of Amazon Linux 2023 nodes for EFA, and tunes it as `tuningUserData()` does.
   *
   * It downloads the package that AWS documents for this purpose and runs it as root: the package adds the EFA interfaces
   * of the node to LNet, prefers EFA to TCP, and repeats this after each reboot. It needs Python 3 and the EFA driver
   * 2.12.1 or newer, which the AMIs of EKS for accelerated instances (`AL2023_x86_64_NVIDIA`) contain. The nodes must
   * have EFA interfaces, in the Availability Zone of a file system with `efaEnabled`. Bottlerocket, and therefore EKS Auto
   * Mode, does not run such scripts.
   *
   * A node whose setup fails mounts the file system and uses TCP without an error. `FsxLustreStorage.addEfaCheck()`
   * reports such nodes.
   *
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/configure-efa-clients.html
   * @example
   * const nodeClass = { // of Karpenter
   *   amiSelectorTerms: [{ alias: 'al2023@latest' }],
   *   userData: LustreClient.efaUserData().render(),
   * };
   */
  public static efaUserData(options: LustreEfaClientOptions = {}): ec2.MultipartUserData {
    validateArguments('LustreClient.efaUserData()', { fields: EFA_CLIENT_FIELDS, value: options });
    const { optimizedForGds = false, packageUrl = EFA_PACKAGE, packageSha256 } = options;
    return archiveOf(efaCommands({ optimizedForGds, packageUrl, packageSha256 }));
  }

  private constructor() {}
}

function archiveOf(lines: readonly string[]): ec2.MultipartUserData {
  const commands = ec2.UserData.forLinux();
  commands.addCommands(...lines);
  const userData = new ec2.MultipartUserData();
  // Plain text, because the base64 encoding is a token, which Kubernetes manifests in files cannot contain.
  userData.addPart(ec2.MultipartBody.fromRawBody({
    contentType: ec2.MultipartBody.SHELL_SCRIPT, body: commands.render(),
  }));
  return userData;
}
