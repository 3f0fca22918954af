import { RemovalPolicy, aws_ec2 as ec2, aws_fsx as fsx, aws_kms as kms, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { OntapProvisioningMode } from './configuration';
import { OntapDeploymentType } from './limits';
import { OntapFileSystemOptions } from './settings';
import { OntapVolumeOptions } from './volume';

/** An ONTAP file system that this stack creates, with one storage virtual machine for the cluster. */
export interface OntapManagedConfig extends OntapFileSystemOptions {
  /**
   * The name of the storage virtual machine (SVM). A change replaces it.
   *
   * Up to 47 letters, digits, `_` and `-`, beginning with a letter.
   *
   * Another format: error ontap/svm-name-format.
   *
   * @default 'kubernetes'
   */
  readonly svmName?: string;

  /**
   * The key that encrypts the secret of the SVM's administrator.
   *
   * The secret is generated; its password reaches the SVM as a dynamic reference and is in no template.
   *
   * @default - the key of the service, aws/secretsmanager
   */
  readonly secretEncryptionKey?: kms.IKey;

  /**
   * Volumes that the stack makes beside those of claims.
   *
   * @default - none
   */
  readonly volumes?: OntapVolumeOptions[];

  /**
   * What happens to the file system, its SVM, secret, security group, backends and claims when they leave the stack.
   *
   * They share one policy, because a retained file system needs the rest. It decides about deletion only: what an edit replaces is always retained. A change renames nothing.
   *
   * With DESTROY, deletion waits until Trident has deleted the volumes of the claims, which it does with `ReclaimPolicy.DELETE`: warning ontap/volumes-outlive-file-system.
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
   * Another format: error ontap/file-system-id-format. Together with `fileSystem`, or neither of them: error ontap/file-system-or-id.
   *
   * @default - that of `fileSystem`
   */
  readonly fileSystemId?: string;

  /**
   * The file system as a construct, instead of `fileSystemId`.
   *
   * @default - none
   */
  readonly fileSystem?: fsx.IFileSystem;

  /** The name (not the id `svm-…`) of the storage virtual machine. Another format: error ontap/svm-name-format. An id: error ontap/svm-name-is-an-id. */
  readonly svmName: string;

  /**
   * The secret of the SVM's administrator: a JSON object with `username` (`vsadmin`) and `password`, both strings.
   *
   * Its full ARN must be known, the six characters at its end included (`Secret.fromSecretCompleteArn()`): error ontap/secret-arn-partial.
   */
  readonly secret: secretsmanager.ISecret;

  /**
   * The security group of the file system, which gets the rules for the cluster's nodes.
   *
   * @default - that of `fileSystem`, if it has exactly one, else none: the group's rules are left alone, and must let the nodes in on the ports of the backends and on TCP 443
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * How the file system is spread. Backends are validated against what it offers.
   *
   * @default - not known: what depends on it is not checked
   */
  readonly deploymentType?: OntapDeploymentType;

  /**
   * Pairs of servers.
   *
   * @default - not known: what depends on it is not checked
   */
  readonly haPairs?: number;
}

/** The properties of either, as far as code asks for them by name. */
export type AnyOntapOptions = Partial<OntapManagedConfig & OntapExistingAttributes>;

/**
 * Who creates the file system: this stack, or it already exists.
 *
 * @example
 * OntapProvisioning.managed({
 *   deploymentType: OntapDeploymentType.MULTI_AZ_2,
 *   capacity: Size.tebibytes(2),
 *   throughputCapacityPerHaPair: 384,
 * });
 */
export abstract class OntapProvisioning {
  /** This stack creates the file system, its storage virtual machine and the secret of its administrator. */
  public static managed(config: OntapManagedConfig): OntapProvisioning {
    return new Described('managed', config);
  }

  /** The file system and its storage virtual machine already exist. */
  public static existing(attributes: OntapExistingAttributes): OntapProvisioning {
    return new Described('existing', attributes);
  }

  protected constructor() {}

  /** @internal */
  public abstract get _mode(): OntapProvisioningMode;

  /** @internal */
  public abstract get _options(): AnyOntapOptions;
}

class Described extends OntapProvisioning {
  constructor(public readonly _mode: OntapProvisioningMode, public readonly _options: AnyOntapOptions) {
    super();
  }
}
