import { RemovalPolicy, Size, aws_ec2 as ec2, aws_fsx as fsx } from 'aws-cdk-lib';
import { ProvisioningMode } from './configuration';
import { DataRepository } from './data-repository';
import { LustreFileSystemOptions, LustreManagedOptions } from './settings';
import { ClassOptions } from '../kubernetes/class-options';
import { ReclaimPolicy, VolumeBindingMode, ZoneAffinity } from '../kubernetes/enums';

/**
 * File systems that the driver makes, one for each claim.
 *
 * Parameters of a class are immutable: a change of anything but `mountOptions` and `allowVolumeExpansion` makes another class, and other claims with new file systems. The old
 * ones stay in the cluster with their data, until you delete them.
 */
export interface LustreDynamicConfig extends LustreFileSystemOptions {
  /**
   * Whether claims can grow.
   *
   * Gives the driver the right to change file systems of this cluster. Where it is false the API server refuses a larger claim, and the deployment rolls
   * back: set it to true in the same edit. SCRATCH_1 cannot grow, and another size makes another claim: error lustre/expansion-not-offered.
   *
   * @default true (false for SCRATCH_1)
   */
  readonly allowVolumeExpansion?: boolean;

  /**
   * What happens to a file system when its claim is deleted.
   *
   * The driver deletes without a final backup. A change creates a new StorageClass, and new claims with new, empty file systems; the old claims keep their names, their class
   * and their file systems. With DELETE and claims that are delivered as files: warning lustre/delete-races-driver.
   *
   * @default - RETAIN for persistent types, DELETE for scratch types
   */
  readonly reclaimPolicy?: ReclaimPolicy;

  /**
   * What happens to the StorageClass, the claims and the security groups when they leave the stack.
   *
   * Independent of `reclaimPolicy`, which decides what the deletion of a claim means. A change renames nothing.
   *
   * @default - RETAIN_ON_UPDATE_OR_DELETE with `ReclaimPolicy.RETAIN`, DESTROY with `ReclaimPolicy.DELETE`
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * When the file system is made: with the claim, or with the first pod that uses it.
   *
   * Creation takes five to ten minutes; some `DeadlineExceeded` events are normal meanwhile. The file system is in `subnet` either way.
   *
   * @default VolumeBindingMode.IMMEDIATE
   */
  readonly volumeBindingMode?: VolumeBindingMode;

  /**
   * An existing security group for the file systems, instead of two groups that the stack creates.
   *
   * It gets the rules for the cluster's nodes where the cluster's security group is known; else it must let the nodes in, and itself, on TCP 988 and 1018-1023
   * in both directions: FSx checks that when it makes a file system.
   *
   * With it, `subnet` may be in a VPC that is peered with that of the cluster. A group of another VPC than the subnet fails with `lustre/security-group-in-other-vpc`.
   *
   * @default - two groups of the stack
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * The name of the StorageClass, as it begins; a hash of its parameters follows, because they cannot change in place.
   *
   * Another format: error lustre/class-name-format.
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

/** One file system that this stack makes. */
export interface LustreManagedConfig extends LustreManagedOptions {
  /**
   * Links between directories of the file system and S3 prefixes.
   *
   * At most 8, on every type but SCRATCH_1 and Intelligent-Tiering, not together with automatic backups or `s3ImportPath`.
   *
   * Otherwise: errors lustre/repository-….
   *
   * @default - none
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/create-dra-linked-data-repo.html
   */
  readonly dataRepositories?: DataRepository[];

  /**
   * Whether pods are held in the Availability Zone of the file system.
   *
   * @default ZoneAffinity.REQUIRED
   */
  readonly zoneAffinity?: ZoneAffinity;

  /**
   * What happens to the file system, its security group, its S3 links and its claims when they leave the stack.
   *
   * They share one policy, because a retained file system needs the rest. It decides about deletion only: when an edit replaces a persistent file system, the old one is always
   * retained, with DESTROY too. A change renames nothing.
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
   * Another format: error lustre/file-system-id-format. Together with `fileSystem`, or neither of them: error lustre/file-system-or-id.
   *
   * @default - that of `fileSystem`
   */
  readonly fileSystemId?: string;

  /**
   * The file system as a construct, such as `fsx.LustreFileSystem`, instead of `fileSystemId`.
   *
   * @default - none
   */
  readonly fileSystem?: fsx.IFileSystem;

  /**
   * The mount name, at most 8 letters, digits, `-` and `_`; `fsx` for SCRATCH_1.
   *
   * Another format: error lustre/mount-name-format. Unknown: error lustre/mount-name-missing.
   *
   * @default - that of `fileSystem`, if it has one
   */
  readonly mountName?: string;

  /** The storage capacity, which the volume shows. Nothing compares it with the file system. */
  readonly capacity: Size;

  /**
   * The DNS name.
   *
   * @default - that of `fileSystem`, if it has one, else derived from the id, the Region and the URL suffix of the stack
   */
  readonly dnsName?: string;

  /**
   * The Availability Zone, which the volume carries.
   *
   * Missing while pods are to be held there: error lustre/zone-unknown.
   *
   * @default - none: only right with `zoneAffinity: ZoneAffinity.OFF`
   */
  readonly availabilityZone?: string;

  /**
   * Whether pods are held in the Availability Zone of the file system.
   *
   * @default - REQUIRED with an `availabilityZone`, else OFF
   */
  readonly zoneAffinity?: ZoneAffinity;

  /**
   * The security group of the file system, which gets the rules for the cluster's nodes.
   *
   * @default - that of `fileSystem`, if it has exactly one, else none: the group's rules are left alone, and must let the nodes in on TCP 988 and 1018-1023
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
   * Options of the mount on the nodes.
   *
   * @default ['flock']
   */
  readonly mountOptions?: string[];
}

/** The properties of any of the three, as far as code asks for them by name. */
export type AnyLustreOptions = Partial<LustreDynamicConfig & LustreManagedConfig & LustreExistingAttributes>;

/**
 * Who makes the file system.
 *
 * @example
 * LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2 });
 */
export abstract class LustreProvisioning {
  /** The driver makes a file system for each claim: a StorageClass, and claims on it. */
  public static dynamic(config: LustreDynamicConfig): LustreProvisioning {
    return new Described('dynamic', config);
  }

  /** This stack makes one file system, with its S3 links: volumes and claims of it are bound to each other. */
  public static managed(config: LustreManagedConfig): LustreProvisioning {
    return new Described('managed', config);
  }

  /** The file system already exists: the stack creates volumes and claims for it. */
  public static existing(attributes: LustreExistingAttributes): LustreProvisioning {
    return new Described('existing', attributes);
  }

  protected constructor() {}

  /** @internal */
  public abstract get _mode(): ProvisioningMode;

  /** @internal */
  public abstract get _options(): AnyLustreOptions;
}

class Described extends LustreProvisioning {
  constructor(public readonly _mode: ProvisioningMode, public readonly _options: AnyLustreOptions) {
    super();
  }
}
