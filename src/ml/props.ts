import { RemovalPolicy, Size, aws_ec2 as ec2, aws_eks_v2 as eks, aws_s3 as s3 } from 'aws-cdk-lib';
import { MlVolumeNeeds } from './requirements';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { ClaimOptions } from '../kubernetes/claim-options';
import { ReclaimPolicy, ZoneAffinity } from '../kubernetes/enums';
import { ILustreCsiDriver } from '../lustre/lustre-csi-driver';
import { FsxOntapStorage } from '../ontap/fsx-ontap-storage';
import { ITridentDriver } from '../ontap/trident/trident-driver';

/** Where data comes from. */
export interface MlDataset {
  /** The bucket. */
  readonly bucket: s3.IBucket;

  /**
   * What the keys of the data begin with.
   *
   * @default - the whole bucket
   */
  readonly prefix?: string;

  /**
   * Whether what pods write goes back to the bucket.
   *
   * @default false
   */
  readonly writeBack?: boolean;
}

/** What MlTrainingVolume is made of: what is known of the data, and asked of the volume. */
export interface MlTrainingVolumeProps extends MlVolumeNeeds {
  /** The cluster whose pods mount the volume: as for FsxLustreStorage and FsxOntapStorage. */
  readonly cluster: eks.ICluster;

  /** How much data there is. The file system may be larger: FSx sells in steps. Known at synthesis: else an error. */
  readonly size: Size;

  /**
   * The data set in S3 that the volume shows.
   *
   * @default - none: the volume begins empty
   */
  readonly dataset?: MlDataset;

  /**
   * An ONTAP storage of the same cluster that is there already: the volume becomes a claim of it.
   *
   * Together with `vpcSubnets`, `removalPolicy`, `reclaimPolicy`, drivers, `delivery` or `acknowledge`, which belong to the storage: an error.
   *
   * @default - a file system of its own
   */
  readonly storage?: FsxOntapStorage;

  /**
   * The claim that pods mount the volume by. `size` is that of the volume.
   *
   * @default - a claim in the namespace `default`, whose name begins with the id of the construct
   */
  readonly claim?: ClaimOptions;

  /**
   * Subnets of the file system: the first is used for one Availability Zone, the first two for two.
   *
   * A list of subnets is `{ subnets: [...] }`. Other selections apply to the cluster's VPC. For a cluster in an imported
   * VPC, a list is required.
   *
   * @default - the first private subnets of the cluster's VPC
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Whether pods are held in the Availability Zone of a Lustre file system that the stack makes.
   *
   * @default ZoneAffinity.REQUIRED
   */
  readonly zoneAffinity?: ZoneAffinity;

  /**
   * What happens to the file system and the claim when they leave the stack. A change renames nothing.
   *
   * @default - they are retained, except scratch storage
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * What happens to the volume when its claim is deleted: a volume on ONTAP, or a scratch file system of the claim.
   *
   * The volume of a Lustre file system that the stack creates is always retained. A change creates a new claim with a new, empty volume. With `RemovalPolicy.DESTROY` on ONTAP,
   * use DELETE: warning ontap/volumes-outlive-file-system.
   *
   * @default - RETAIN on ONTAP, DELETE for scratch file systems
   */
  readonly reclaimPolicy?: ReclaimPolicy;

  /**
   * The Lustre driver of the cluster, should Lustre be chosen.
   *
   * @default - the one driver of a cluster of this app
   */
  readonly lustreDriver?: ILustreCsiDriver;

  /**
   * The Trident of the cluster, should ONTAP be chosen.
   *
   * @default - the one Trident of a cluster of this app
   */
  readonly tridentDriver?: ITridentDriver;

  /**
   * How the Kubernetes objects reach the cluster.
   *
   * @default ManifestDelivery.kubectl()
   */
  readonly delivery?: ManifestDelivery;

  /**
   * Whether the reason of the choice is an output of the stack.
   *
   * @default false
   */
  readonly outputReason?: boolean;

  /**
   * Rules of the storage that are broken on purpose, by id, each with the reason.
   *
   * @default - none
   */
  readonly acknowledge?: { [id: string]: string };
}
