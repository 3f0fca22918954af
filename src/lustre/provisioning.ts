import { RemovalPolicy, Size, aws_ec2 as ec2, aws_fsx as fsx } from 'aws-cdk-lib';
import { ProvisioningMode } from './configuration';
import { DataRepository } from './data-repository';
import { LustreFileSystemOptions, LustreManagedOptions } from './settings';
import { ClassOptions } from '../kubernetes/class-options';
import { ReclaimPolicy, VolumeBindingMode, ZoneAffinity } from '../kubernetes/enums';

/**
 * File systems that the driver creates, one for each claim.
 *
 * The parameters of a StorageClass cannot change. A change of any option except `mountOptions` and
 * `allowVolumeExpansion` creates another StorageClass, and other claims with new, empty file systems. The old claims
 * and their file systems remain in the cluster with their data until you delete them.
 */
export interface LustreDynamicConfig extends LustreFileSystemOptions {
  /**
   * Whether claims can grow.
   *
   * If true, the driver gets permission to change the file systems of this cluster. If false, the API server rejects a
   * larger claim and the deployment rolls back; setting it to true in the same edit avoids that.
   *
   * SCRATCH_1 cannot grow: true fails with `lustre/expansion-not-offered`.
   *
   * @default true (false for SCRATCH_1)
   */
  readonly allowVolumeExpansion?: boolean;

  /**
   * What happens to a file system when its claim is deleted.
   *
   * The driver deletes file systems without a final backup. A change creates a new StorageClass, and new claims with
   * new, empty file systems. The old claims keep their names, their class and their file systems.
   *
   * DELETE with claims that are delivered as files causes the warning `lustre/delete-races-driver`.
   *
   * @default - RETAIN for persistent types, DELETE for scratch types
   */
  readonly reclaimPolicy?: ReclaimPolicy;

  /**
   * What happens to the StorageClass, the claims and the security groups when they are removed from the stack.
   *
   * It is independent of `reclaimPolicy`, which applies when a claim is deleted. A change renames nothing.
   *
   * @default - RETAIN_ON_UPDATE_OR_DELETE with `ReclaimPolicy.RETAIN`, DESTROY with `ReclaimPolicy.DELETE`
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * When the driver creates the file system: with the claim, or with the first pod that uses the claim.
   *
   * Creation takes five to ten minutes; a few `DeadlineExceeded` events during that time are normal. In both modes, the
   * file system is in `subnet`.
   *
   * @default VolumeBindingMode.IMMEDIATE
   */
  readonly volumeBindingMode?: VolumeBindingMode;

  /**
   * An existing security group for the file systems, instead of two groups that the stack creates.
   *
   * If the cluster's security group is known, the stack adds the rules for the cluster's nodes to it. Otherwise it must
   * allow TCP 988 and 1018-1023 from and to the nodes and itself: FSx checks that when it creates a file system.
   *
   * With this option, `subnet` can be in a VPC that is peered with the VPC of the cluster. A security group of another
   * VPC than that of the subnet fails with `lustre/security-group-in-other-vpc`.
   *
   * @default - the stack creates two security groups
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * Name prefix of the StorageClass. A hash of its parameters is appended, because the parameters of a class cannot
   * change.
   *
   * An unsupported value fails with `lustre/class-name-format`.
   *
   * @default - `fsx-lustre-` and the id of the construct
   */
  readonly storageClassName?: string;

  /**
   * Fixed name, default class, labels and annotations of the StorageClass.
   *
   * A fixed name together with `storageClassName` fails with `lustre/class-name-and-fixed-name`.
   *
   * @default - a name with a hash, not a default class
   */
  readonly storageClass?: ClassOptions;
}

/** A file system that this stack creates. */
export interface LustreManagedConfig extends LustreManagedOptions {
  /**
   * Links between directories of the file system and S3 prefixes.
   *
   * A file system has at most 8 links. SCRATCH_1 and Intelligent-Tiering do not support them, and they cannot be combined
   * with automatic backups or `s3ImportPath`.
   *
   * Invalid links fail with `lustre/repository-…`.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/create-dra-linked-data-repo.html
   */
  readonly dataRepositories?: DataRepository[];

  /**
   * Whether pods must run in the Availability Zone of the file system, preferably run there, or run anywhere.
   *
   * @default ZoneAffinity.REQUIRED
   */
  readonly zoneAffinity?: ZoneAffinity;

  /**
   * What happens to the file system, its security group, its S3 links and its claims when they are removed from the stack.
   *
   * They share one policy, because a retained file system needs the other resources. The policy applies to deletion only:
   * if an edit replaces a persistent file system, the old one is always retained, even with DESTROY. A change renames
   * nothing.
   *
   * @default - RETAIN_ON_UPDATE_OR_DELETE for persistent types, DESTROY for scratch types
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** An existing file system. */
export interface LustreExistingAttributes {
  /**
   * The id of the file system, `fs-` and hexadecimal digits.
   *
   * An unsupported value fails with `lustre/file-system-id-format`. Set either `fileSystemId` or `fileSystem`;
   * otherwise it fails with `lustre/file-system-or-id`.
   *
   * @default - the id of `fileSystem`
   */
  readonly fileSystemId?: string;

  /**
   * The file system as a construct, such as `fsx.LustreFileSystem`, instead of `fileSystemId`.
   *
   * @default - none
   */
  readonly fileSystem?: fsx.IFileSystem;

  /**
   * The mount name: at most 8 letters, digits, `-` and `_`. For SCRATCH_1 it is `fsx`.
   *
   * An unsupported value fails with `lustre/mount-name-format`. A missing value fails with `lustre/mount-name-missing`.
   *
   * @default - the mount name of `fileSystem`, if it has one
   */
  readonly mountName?: string;

  /** The storage capacity that the PersistentVolume states. It is not compared with the file system. */
  readonly capacity: Size;

  /**
   * The DNS name.
   *
   * @default - the DNS name of `fileSystem`, if it has one; otherwise derived from the id, the Region and the URL
   * suffix of the stack
   */
  readonly dnsName?: string;

  /**
   * The Availability Zone of the file system. The PersistentVolume requires or prefers it, depending on `zoneAffinity`.
   *
   * A missing value together with a `zoneAffinity` other than OFF fails with `lustre/zone-unknown`.
   *
   * @default - none; requires `zoneAffinity: ZoneAffinity.OFF`
   */
  readonly availabilityZone?: string;

  /**
   * Whether pods must run in the Availability Zone of the file system, preferably run there, or run anywhere.
   *
   * @default - REQUIRED with an `availabilityZone`, otherwise OFF
   */
  readonly zoneAffinity?: ZoneAffinity;

  /**
   * The security group of the file system. The stack adds the rules for the cluster's nodes to it.
   *
   * @default - the security group of `fileSystem`, if it has exactly one; otherwise the stack adds no rules, and the
   * security group must already allow TCP 988 and 1018-1023 from the nodes
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * Directories of the file system that the stack links to S3, at most eight, each by a data repository association.
   *
   * FSx supports them on SSD file systems with Lustre 2.12 or later, except SCRATCH_1. The deployment type and other
   * associations of the file system are not known at synthesis: FSx rejects an association that it does not support, that
   * overlaps another one, or that is the ninth. Each association is deleted with the stack. Files whose content is in the
   * file system remain there; files that were only listed can no longer be loaded.
   *
   * Invalid associations fail with `lustre/repository-…`; `backUp()` fails with `lustre/backup-plan-with-s3`.
   *
   * @default - the stack creates no associations
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/create-dra-linked-data-repo.html
   */
  readonly dataRepositories?: DataRepository[];

  /**
   * Mount options on the nodes.
   *
   * @default ['flock']
   */
  readonly mountOptions?: string[];
}

/** The properties of all three kinds of provisioning, for code that reads them by name. */
export type AnyLustreOptions = Partial<LustreDynamicConfig & LustreManagedConfig & LustreExistingAttributes>;

/**
 * How the file system is provisioned: by the driver (one per claim), by this stack, or not at all because it exists.
 *
 * @example
 * LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2 });
 */
export class LustreProvisioning {
  /** The driver creates a file system for each claim. The stack creates a StorageClass and claims. */
  public static dynamic(config: LustreDynamicConfig): LustreProvisioning {
    return new LustreProvisioning('dynamic', config);
  }

  /** The stack creates one file system with its S3 links, and volumes and claims that are bound to each other. */
  public static managed(config: LustreManagedConfig): LustreProvisioning {
    return new LustreProvisioning('managed', config);
  }

  /** The file system already exists: the stack creates volumes and claims for it. */
  public static existing(attributes: LustreExistingAttributes): LustreProvisioning {
    return new LustreProvisioning('existing', attributes);
  }

  private constructor(
    /** @internal */
    public readonly _mode: ProvisioningMode,
    /** @internal */
    public readonly _options: AnyLustreOptions,
  ) {}
}
