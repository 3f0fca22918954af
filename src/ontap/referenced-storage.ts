import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { OntapBackend } from './backend';
import { protocolOf } from './configure';
import { ontapConnections } from './network';
import { ONTAP_REFERENCE_RULES } from './rules';
import { ONTAP_FIELD_NAMES } from './schema';
import { VolumeMode } from '../kubernetes/enums';
import { IKubernetesVolume } from '../kubernetes/kubernetes-volume';
import { ReferencedStorage } from '../storage/referenced-storage';
import { unwrap } from '../validation/normalize';
import { validate } from '../validation/validate';

/** A storage on Amazon FSx for NetApp ONTAP, created here or referenced. */
export interface IFsxOntapStorage extends IKubernetesVolume {
  /**
   * The claim that `claimName`, `podVolume`, `mountOn()` and `mountInto()` refer to. Without it, they fail.
   *
   * @attribute
   */
  readonly defaultClaim?: IKubernetesVolume;

  /** The id of the file system. */
  readonly fileSystemId: string;

  /** The name of the storage virtual machine (SVM). */
  readonly svmName: string;

  /** The id of the storage virtual machine (SVM). Undefined if this app does not create it. */
  readonly svmId?: string;

  /**
   * The names of the StorageClasses, one for each backend or virtual pool, starting with the default of claims. Empty
   * if they are unknown.
   */
  readonly storageClassNames: string[];

  /** The name of the VolumeSnapshotClass, if there is one. */
  readonly snapshotClassName?: string;
}

/** A storage that another app or stack created, and the claim that pods mount. */
export interface FsxOntapStorageAttributes {
  /** The full name of the claim, including the hash. An unsupported value fails with `ontap/claim-name-format`. */
  readonly claimName: string;

  /**
   * The namespace of the claim, which must be the namespace of the pods. An unsupported value fails with
   * `ontap/namespace-format`.
   *
   * @default 'default'
   */
  readonly claimNamespace?: string;

  /** The id of the file system, `fs-` and hexadecimal digits. An unsupported value fails with `ontap/file-system-id-format`. */
  readonly fileSystemId: string;

  /**
   * The name of the storage virtual machine (SVM). An unsupported value fails with `ontap/svm-name-format`, an id with
   * `ontap/svm-name-is-an-id`.
   */
  readonly svmName: string;

  /**
   * The id of the storage virtual machine (SVM).
   *
   * @default - unknown
   */
  readonly svmId?: string;

  /**
   * The names of the StorageClasses, starting with the default of claims.
   *
   * @default - unknown
   */
  readonly storageClassNames?: string[];

  /**
   * The name of the VolumeSnapshotClass.
   *
   * @default - unknown, or none
   */
  readonly snapshotClassName?: string;

  /**
   * The security group of the file system, which `connections` opens.
   *
   * @default - unknown: `connections` opens nothing
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * The backends of the storage, whose protocols determine the ports that `connections` opens.
   *
   * @default - [OntapBackend.nas()]
   */
  readonly backends?: OntapBackend[];

  /**
   * Whether pods get a file system or a raw device.
   *
   * @default VolumeMode.FILESYSTEM
   */
  readonly volumeMode?: VolumeMode;
}

/** An ONTAP storage that another app or stack created. */
export class ReferencedOntapStorage extends ReferencedStorage implements IFsxOntapStorage {
  public readonly defaultClaim?: IKubernetesVolume;
  public readonly fileSystemId: string;
  public readonly svmName: string;
  public readonly svmId?: string;
  public readonly storageClassNames: string[];
  public readonly snapshotClassName?: string;

  constructor(scope: Construct, id: string, attributes: FsxOntapStorageAttributes) {
    const {
      claimName: name, claimNamespace: namespace = 'default', fileSystemId, svmName, securityGroup, volumeMode, backends = [OntapBackend.nas()],
    } = attributes;
    const protocols = backends.map(({ _driver, _options }) => ({ driver: _driver, ...protocolOf(_driver, _options) }));
    super(
      scope,
      id,
      { name, namespace, rawDevice: volumeMode === VolumeMode.BLOCK },
      ontapConnections(securityGroup, protocols),
    );
    validate(this, {
      subject: 'FsxOntapStorage',
      rules: ONTAP_REFERENCE_RULES,
      names: {
        ...ONTAP_FIELD_NAMES,
        claimName: { property: 'claimName' },
        claimNamespace: { property: 'claimNamespace' },
      },
      configuration: {
        claimName: unwrap(name),
        claimNamespace: unwrap(namespace),
        fileSystemId: unwrap(fileSystemId),
        svmName: unwrap(svmName),
      },
    });
    this.defaultClaim = this._claimed;
    this.fileSystemId = fileSystemId;
    this.svmName = svmName;
    this.svmId = attributes.svmId;
    this.storageClassNames = attributes.storageClassNames ?? [];
    this.snapshotClassName = attributes.snapshotClassName;
  }
}
