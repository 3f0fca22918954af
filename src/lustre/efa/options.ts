import { Size } from 'aws-cdk-lib';
import { IKubernetesVolume } from '../../kubernetes/kubernetes-volume';
import { PodToleration } from '../../kubernetes/toleration';

/** Options of the user data that sets up the Lustre client for EFA. */
export interface LustreEfaClientOptions {
  /**
   * Whether to configure all EFA interfaces of the node for NVIDIA GPUDirect Storage (GDS).
   *
   * Only for P5, P5e, P5en and P6 instances: the setup fails on others, and they use TCP. The image of the nodes must
   * contain the NVIDIA GDS driver (nvidia-fs) 2.24.2 or newer, which the AMIs of EKS do not contain.
   *
   * @default false
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/configure-efa-clients.html#install-gds-driver
   */
  readonly optimizedForGds?: boolean;

  /**
   * HTTPS address of the package `configure-efa-fsx-lustre-client.zip` that AWS publishes.
   *
   * Set it for nodes without access to the internet, or to a copy that you have reviewed. Another value fails with
   * `input/format`.
   *
   * @default - the address in the documentation of AWS
   */
  readonly packageUrl?: string;

  /**
   * SHA-256 digest of the package, 64 hexadecimal digits. If the package has another digest, it is not run, and the node
   * uses TCP.
   *
   * Another value fails with `input/format`.
   *
   * @default - not verified, because AWS changes the package without changing its address
   */
  readonly packageSha256?: string;
}

/** Options of an EFA check. */
export interface LustreEfaCheckOptions {
  /**
   * The claim through which the check reads and writes: the storage itself, or a claim that `addClaim()` or `shareTo()`
   * returned. Its namespace must allow privileged pods.
   *
   * A claim of another storage fails with `lustre/efa-check-claim`, a read-only claim with `lustre/efa-check-read-only`.
   *
   * @default - the claim of the props
   */
  readonly claim?: IKubernetesVolume;

  /**
   * Number of nodes to check, 1 to 100. Each pod runs on another node; pods without a node wait for one.
   *
   * An unsupported value fails with `lustre/efa-check-pods`. More than 1 requires an access mode of many nodes and fails
   * with `lustre/efa-check-access-mode` otherwise.
   *
   * @default 1
   */
  readonly pods?: number;

  /**
   * Amount of data that each pod writes and reads, in whole MiB, 64 MiB to 64 GiB.
   *
   * An unsupported value fails with `lustre/efa-check-size`.
   *
   * @default Size.gibibytes(1)
   */
  readonly size?: Size;

  /**
   * Number of EFA interfaces that LNet must use on each node, 1 to 32.
   *
   * AWS configures 16 on P6-B300, 8 on P5, P5e, P5en, P6-B200 and P6e-GB200, 2 on other instances with several network
   * cards, and 1 on the rest; with GDS, all interfaces of the instance. An unsupported value fails with
   * `lustre/efa-check-interfaces`.
   *
   * @default 1
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/configure-efa-clients.html#add-efa-interfaces
   */
  readonly minimumInterfaces?: number;

  /**
   * Number of EFA devices that each pod requests (`vpc.amazonaws.com/efa`), 0 to 32. The check itself uses none.
   *
   * Karpenter attaches EFA interfaces to nodes that it starts for pods with such a request. The EFA device plugin must run
   * in the cluster. Pods wait while other pods occupy all devices of a node. An unsupported value fails with
   * `lustre/efa-check-devices`.
   *
   * @default 0
   * @see https://docs.aws.amazon.com/eks/latest/userguide/device-management-efa.html
   */
  readonly efaDevices?: number;

  /**
   * Image of the pods: with `bash`, `coreutils`, and either `lnetctl` or a `dnf` that can install
   * `lustre-client`.
   *
   * @default 'public.ecr.aws/amazonlinux/amazonlinux:2023'
   */
  readonly image?: string;

  /**
   * Labels of the nodes to check, for example `{ 'node.kubernetes.io/instance-type': 'p5.48xlarge' }`.
   *
   * @default - any node
   */
  readonly nodeSelector?: { [label: string]: string };

  /**
   * Taints that the pods tolerate.
   *
   * @default - none
   */
  readonly tolerations?: PodToleration[];
}
