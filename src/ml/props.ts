import { RemovalPolicy, Size, aws_ec2 as ec2, aws_eks_v2 as eks, aws_s3 as s3 } from 'aws-cdk-lib';
import { MlVolumeNeeds } from './requirements';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { ClaimOptions } from '../kubernetes/claim-options';
import { ReclaimPolicy, ZoneAffinity } from '../kubernetes/enums';
import { ILustreCsiDriver } from '../lustre/lustre-csi-driver';
import { FsxOntapStorage } from '../ontap/fsx-ontap-storage';
import { ITridentDriver } from '../ontap/trident/trident-driver';

/** The data set in S3 that a volume shows. */
export interface MlDataset {
  /** The bucket of the data set. */
  readonly bucket: s3.IBucket;

  /**
   * The prefix of the keys of the data set.
   *
   * @default - the whole bucket
   */
  readonly prefix?: string;

  /**
   * Whether files that pods write are exported to the bucket.
   *
   * @default false
   */
  readonly writeBack?: boolean;
}

/** Properties of `MlTrainingVolume`: the workload and its requirements. */
export interface MlTrainingVolumeProps extends MlVolumeNeeds {
  /** The cluster whose pods mount the volume: created in this stack or in another stack of the app, or imported. */
  readonly cluster: eks.ICluster;

  /**
   * The size of the data. The file system can be larger, because FSx offers steps. The value must be known at
   * synthesis.
   */
  readonly size: Size;

  /**
   * The data set in S3 that the volume shows.
   *
   * @default - none: the volume is initially empty
   */
  readonly dataset?: MlDataset;

  /**
   * An existing ONTAP storage of the same cluster. The volume becomes a claim of it.
   *
   * `vpcSubnets`, `removalPolicy`, `reclaimPolicy`, the drivers, `delivery` and `acknowledge` belong to that storage;
   * setting them here fails.
   *
   * @default - the volume gets its own file system
   */
  readonly storage?: FsxOntapStorage;

  /**
   * The claim that pods mount. Its size is `size`.
   *
   * @default - a claim in the namespace `default`, with the id of the construct as name prefix
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
   * Whether pods must run in the Availability Zone of a Lustre file system that the stack creates, preferably run
   * there, or run anywhere.
   *
   * @default ZoneAffinity.REQUIRED
   */
  readonly zoneAffinity?: ZoneAffinity;

  /**
   * What happens to the file system and the claim when they are removed from the stack. A change renames nothing.
   *
   * @default - they are retained, except scratch storage
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * What happens to the volume when its claim is deleted: a volume on ONTAP, or a scratch file system of the claim.
   *
   * The volume of a Lustre file system that the stack creates is always retained. A change creates a new claim with a
   * new, empty volume. With `RemovalPolicy.DESTROY` on ONTAP, use DELETE; otherwise the warning
   * `ontap/volumes-outlive-file-system` appears.
   *
   * @default - RETAIN on ONTAP, DELETE for scratch file systems
   */
  readonly reclaimPolicy?: ReclaimPolicy;

  /**
   * The Lustre driver of the cluster, for volumes on Lustre.
   *
   * @default - for a cluster of this app, one driver that is created with the first storage
   */
  readonly lustreDriver?: ILustreCsiDriver;

  /**
   * The Trident driver of the cluster, for volumes on ONTAP.
   *
   * @default - for a cluster of this app, one driver that is created with the first storage
   */
  readonly tridentDriver?: ITridentDriver;

  /**
   * How the Kubernetes objects reach the cluster.
   *
   * @default ManifestDelivery.kubectl()
   */
  readonly delivery?: ManifestDelivery;

  /**
   * Whether the stack gets an output with the reason of the choice.
   *
   * @default false
   */
  readonly outputReason?: boolean;

  /**
   * Warnings of the storage to silence and errors to accept, by rule id, each with the reason.
   *
   * @default - none
   */
  readonly acknowledge?: { [id: string]: string };
}
