import { RemovalPolicy, aws_ec2 as ec2, aws_fsx as fsx, aws_kms as kms, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { OntapProvisioningMode } from './configuration';
import { OntapDeploymentType } from './limits';
import { OntapFileSystemOptions } from './settings';
import { OntapVolumeOptions } from './volume';

/** An ONTAP file system that this stack creates, with one storage virtual machine for the cluster. */
export interface OntapManagedConfig extends OntapFileSystemOptions {
  /**
   * The name of the storage virtual machine (SVM): up to 47 letters, digits, `_` and `-`, beginning with a letter.
   *
   * A change replaces the SVM. An unsupported value fails with `ontap/svm-name-format`.
   *
   * @default 'kubernetes'
   */
  readonly svmName?: string;

  /**
   * The key that encrypts the secret of the SVM's administrator.
   *
   * The secret is generated. The SVM gets its password through a dynamic reference, so it is in no template.
   *
   * @default - the key of the service, aws/secretsmanager
   */
  readonly secretEncryptionKey?: kms.IKey;

  /**
   * Volumes that the stack creates, in addition to the volumes of claims.
   *
   * @default - none
   */
  readonly volumes?: OntapVolumeOptions[];

  /**
   * What happens to the file system, its SVM, secret, security group, backends and claims when they are removed from
   * the stack.
   *
   * They share one policy, because a retained file system needs the other resources. The policy applies to deletion
   * only: resources that an edit replaces are always retained. A change renames nothing.
   *
   * With DESTROY, deletion waits until Trident has deleted the volumes of the claims. Trident deletes them only with
   * `ReclaimPolicy.DELETE`; otherwise the warning `ontap/volumes-outlive-file-system` appears.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** An existing ONTAP file system. */
export interface OntapExistingAttributes {
  /**
   * The id of the file system, `fs-` and hexadecimal digits.
   *
   * An unsupported value fails with `ontap/file-system-id-format`. Set either `fileSystemId` or `fileSystem`; otherwise
   * it fails with `ontap/file-system-or-id`.
   *
   * @default - the id of `fileSystem`
   */
  readonly fileSystemId?: string;

  /**
   * The file system as a construct, instead of `fileSystemId`.
   *
   * @default - none
   */
  readonly fileSystem?: fsx.IFileSystem;

  /**
   * The name (not the id `svm-…`) of the storage virtual machine. An unsupported value fails with
   * `ontap/svm-name-format`, an id with `ontap/svm-name-is-an-id`.
   */
  readonly svmName: string;

  /**
   * The secret of the SVM's administrator: a JSON object with `username` (`vsadmin`) and `password`, both strings.
   *
   * Its full ARN must be known, including the six characters at its end (`Secret.fromSecretCompleteArn()`). A partial
   * ARN fails with `ontap/secret-arn-partial`.
   */
  readonly secret: secretsmanager.ISecret;

  /**
   * The security group of the file system. The stack adds the rules for the cluster's nodes to it.
   *
   * @default - the security group of `fileSystem`, if it has exactly one; otherwise the stack adds no rules, and the
   * security group must already allow the ports of the backends and TCP 443 from the nodes
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * The deployment type of the file system. Backends are validated against what it offers.
   *
   * @default - unknown: rules that depend on it are skipped
   */
  readonly deploymentType?: OntapDeploymentType;

  /**
   * The number of high-availability (HA) pairs.
   *
   * @default - unknown: rules that depend on it are skipped
   */
  readonly haPairs?: number;
}

/** The properties of both kinds of provisioning, for code that reads them by name. */
export type AnyOntapOptions = Partial<OntapManagedConfig & OntapExistingAttributes>;

/**
 * How the file system is provisioned: created by this stack, or existing.
 *
 * @example
 * OntapProvisioning.managed({
 *   deploymentType: OntapDeploymentType.MULTI_AZ_2,
 *   capacity: Size.tebibytes(2),
 *   throughputCapacityPerHaPair: 384,
 * });
 */
export class OntapProvisioning {
  /** This stack creates the file system, its storage virtual machine and the secret of its administrator. */
  public static managed(config: OntapManagedConfig): OntapProvisioning {
    return new OntapProvisioning('managed', config);
  }

  /** The file system and its storage virtual machine already exist. */
  public static existing(attributes: OntapExistingAttributes): OntapProvisioning {
    return new OntapProvisioning('existing', attributes);
  }

  private constructor(
    /** @internal */
    public readonly _mode: OntapProvisioningMode,
    /** @internal */
    public readonly _options: AnyOntapOptions,
  ) {}
}
