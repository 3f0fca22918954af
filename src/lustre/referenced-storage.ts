import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { lustreConnections } from './network';
import { dnsNameOf } from './resources';
import { LUSTRE_REFERENCE_RULES } from './rules';
import { LUSTRE_FIELD_NAMES } from './schema';
import { IKubernetesVolume } from '../kubernetes/kubernetes-volume';
import { ReferencedStorage } from '../storage/referenced-storage';
import { unwrap } from '../validation/normalize';
import { validate } from '../validation/validate';

/** A storage on Amazon FSx for Lustre, created here or referenced. */
export interface IFsxLustreStorage extends IKubernetesVolume {
  /**
   * The claim that `claimName`, `podVolume`, `mountOn()` and `mountInto()` refer to. Without it, they fail.
   *
   * @attribute
   */
  readonly defaultClaim?: IKubernetesVolume;

  /** The id of the file system. Undefined if the driver creates a file system for each claim. */
  readonly fileSystemId?: string;

  /** The DNS name of the file system. Undefined if the driver creates a file system for each claim. */
  readonly dnsName?: string;

  /** The mount name of the file system. Undefined if the driver creates a file system for each claim. */
  readonly mountName?: string;

  /** The name of the StorageClass. Undefined unless the driver creates a file system for each claim. */
  readonly storageClassName?: string;
}

/** A storage that another app or stack created, and the claim that pods mount. */
export interface FsxLustreStorageAttributes {
  /** The full name of the claim, including the hash. An unsupported value fails with `lustre/claim-name-format`. */
  readonly claimName: string;

  /**
   * The namespace of the claim, which must be the namespace of the pods. An unsupported value fails with
   * `lustre/namespace-format`.
   *
   * @default 'default'
   */
  readonly claimNamespace?: string;

  /**
   * The id of the file system, `fs-` and hexadecimal digits. An unsupported value fails with
   * `lustre/file-system-id-format`.
   *
   * @default - unknown
   */
  readonly fileSystemId?: string;

  /**
   * The DNS name of the file system.
   *
   * @default - derived from `fileSystemId`, the Region and the URL suffix of the stack; unknown without `fileSystemId`
   */
  readonly dnsName?: string;

  /**
   * The mount name of the file system. An unsupported value fails with `lustre/mount-name-format`.
   *
   * @default - unknown
   */
  readonly mountName?: string;

  /**
   * The name of the StorageClass of a dynamic claim. An unsupported value fails with
   * `lustre/class-name-format`.
   *
   * @default - unknown, or none
   */
  readonly storageClassName?: string;

  /**
   * The security group of the file system, which `connections` opens.
   *
   * @default - unknown: `connections` opens nothing
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * The Availability Zone in which pods are preferably scheduled.
   *
   * @default - none
   */
  readonly preferredZone?: string;
}

/** A Lustre storage that another app or stack created. */
export class ReferencedLustreStorage extends ReferencedStorage implements IFsxLustreStorage {
  public readonly defaultClaim?: IKubernetesVolume;
  public readonly fileSystemId?: string;
  public readonly dnsName?: string;
  public readonly mountName?: string;
  public readonly storageClassName?: string;

  constructor(scope: Construct, id: string, attributes: FsxLustreStorageAttributes) {
    const { claimName: name, claimNamespace: namespace = 'default', preferredZone, securityGroup } = attributes;
    super(scope, id, { name, namespace, preferredZone }, lustreConnections(securityGroup && [securityGroup]));
    const {
      fileSystemId,
      mountName,
      storageClassName,
      dnsName = fileSystemId && dnsNameOf(this, fileSystemId),
    } = attributes;
    validate(this, {
      subject: 'FsxLustreStorage',
      rules: LUSTRE_REFERENCE_RULES,
      names: {
        ...LUSTRE_FIELD_NAMES,
        claimName: { property: 'claimName' },
        claimNamespace: { property: 'claimNamespace' },
      },
      configuration: {
        claimName: unwrap(name),
        claimNamespace: unwrap(namespace),
        fileSystemId: unwrap(fileSystemId),
        mountName: unwrap(mountName),
        storageClassName: unwrap(storageClassName),
      },
    });
    this.defaultClaim = this._claimed;
    this.fileSystemId = fileSystemId;
    this.dnsName = dnsName;
    this.mountName = mountName;
    this.storageClassName = storageClassName;
  }
}
