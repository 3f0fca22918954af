import { Fn, Size, Token, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { DataRepositoryConfiguration } from './configuration';
import { DataRepositoryEvent } from './limits';
import { bucketRegionOf } from '../cluster/environment';
import { KINDS } from '../validation/kinds';
import { unwrap } from '../validation/normalize';
import { validateArguments } from '../validation/validate';

/** Options of a data repository association. */
export interface DataRepositoryOptions {
  /**
   * Directory of the file system, as an absolute path.
   *
   * It begins with `/` and has at most 4096 characters and 255 bytes per name, without `.`, `..` and empty names. It
   * must not be inside the directory of another repository. `/` requires that there is no other repository. Changing it
   * replaces the association, not the file system. The association of a retained file system is retained too: delete it
   * with `aws fsx delete-data-repository-association`, which keeps the files in the directory.
   *
   * An unsupported value fails with `lustre/repository-path-format` or `lustre/repository-path-overlap`.
   *
   * @default '/'
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateDataRepositoryAssociation.html
   */
  readonly fileSystemPath?: string;

  /**
   * Which changes in S3 are imported automatically: any of NEW, CHANGED and DELETED, or an empty list for none.
   *
   * The bucket must be in the Region of the file system. A bucket that is known to be in another Region fails with
   * `lustre/repository-region`. FSx adds an event notification to the bucket. If the app adds event notifications to a
   * bucket that it creates, it removes that of FSx: the warning `lustre/repository-notifications`.
   *
   * A duplicate event fails with `lustre/repository-event-twice`.
   *
   * @default [NEW, CHANGED, DELETED]
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/autoimport-data-repo-dra.html
   */
  readonly autoImportPolicy?: DataRepositoryEvent[];

  /**
   * Which changes in the file system are exported to S3 automatically: any of NEW, CHANGED and DELETED.
   *
   * DELETED deletes objects from the bucket when files are deleted.
   *
   * A duplicate event fails with `lustre/repository-event-twice`.
   *
   * @default - none; the bucket is not changed
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/autoexport-data-repo-dra.html
   */
  readonly autoExportPolicy?: DataRepositoryEvent[];

  /**
   * Whether to import the metadata of existing objects when the association is created.
   *
   * If false, the directory is empty until objects change. Changing it replaces the association, which FSx rejects
   * while the old association uses the directory: delete the old association first.
   *
   * @default true
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateDataRepositoryAssociation.html
   */
  readonly batchImportMetaDataOnCreate?: boolean;

  /**
   * Stripe size of imported files, 1 to 512000 MiB.
   *
   * An unsupported value fails with `lustre/repository-chunk-size`.
   *
   * @default Size.gibibytes(1)
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateDataRepositoryAssociation.html
   */
  readonly importedFileChunkSize?: Size;
}

/** Options of a data repository association with a bucket. */
export interface BucketDataRepositoryOptions extends DataRepositoryOptions {
  /**
   * Prefix in the bucket, without a leading slash.
   *
   * It must not be inside the prefix of another repository. Changing it replaces the association, which FSx rejects
   * while the old association uses the directory: delete the old association first, or use another directory.
   *
   * An unsupported value fails with `lustre/repository-prefix` or `lustre/repository-s3-overlap`.
   *
   * @default - the whole bucket
   */
  readonly prefix?: string;
}

/**
 * A data repository association, which links a directory of a Lustre file system to an S3 prefix.
 *
 * @example
 * declare const bucket: s3.IBucket;
 * DataRepository.fromBucket(bucket, { prefix: 'imagenet/', fileSystemPath: '/data' });
 */
export class DataRepository {
  /**
   * Links a bucket that this app creates or imports.
   *
   * If the bucket is encrypted with a KMS key of this app, the key policy allows FSx. The policy of an imported key
   * must already allow it. The policy of a bucket in another account must allow FSx of the account of the file system.
   */
  public static fromBucket(bucket: s3.IBucket, options: BucketDataRepositoryOptions = {}): DataRepository {
    validateArguments('DataRepository.fromBucket()', { fields: { bucket: { type: 'object', kind: KINDS.bucket, required: true } }, value: { bucket } });
    return new DataRepository(bucket.bucketName, options.prefix ?? '', options, undefined, bucket.encryptionKey, bucket.env.region);
  }

  /**
   * Links `s3://bucket` or `s3://bucket/prefix`.
   *
   * An unsupported value fails with `lustre/repository-s3-path`.
   */
  public static fromPath(dataRepositoryPath: string, options: DataRepositoryOptions = {}): DataRepository {
    validateArguments('DataRepository.fromPath()', { fields: { dataRepositoryPath: { type: 'string', required: true } }, value: { dataRepositoryPath } });
    if (Token.isUnresolved(dataRepositoryPath)) {
      // Splits s3://bucket/prefix into 's3:', '', 'bucket' and the prefix, which is not known at synthesis.
      return new DataRepository(Fn.select(2, Fn.split('/', dataRepositoryPath)), '', options, dataRepositoryPath);
    }
    const [, bucket, prefix] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(dataRepositoryPath) ?? [];
    return new DataRepository(bucket ?? '', prefix ?? '', options, dataRepositoryPath);
  }

  private constructor(
    private readonly bucketName: string,
    private readonly prefix: string,
    /** @internal */
    public readonly _options: DataRepositoryOptions,
    private readonly dataRepositoryPath: string = `s3://${bucketName}${prefix && '/'}${prefix}`,
    /** @internal */
    public readonly _encryptionKey?: kms.IKey,
    private readonly region: string | undefined = bucketRegionOf(dataRepositoryPath),
  ) {}

  /**
   * The Region of the bucket, as far as it is known.
   *
   * @internal
   */
  public get _bucketRegion(): string | undefined {
    return this.region;
  }

  /** @internal */
  public _configuration(): DataRepositoryConfiguration {
    const { _options: options } = this;
    return {
      fileSystemPath: unwrap(options.fileSystemPath ?? '/'),
      dataRepositoryPath: unwrap(this.dataRepositoryPath),
      bucket: this.bucketName,
      prefix: Token.isUnresolved(this.dataRepositoryPath) && !Token.isUnresolved(this.prefix)
        && this.dataRepositoryPath.endsWith(this.prefix)
        ? this.prefix
        : unwrap(this.prefix),
      autoImportPolicy: options.autoImportPolicy ?? Object.values(DataRepositoryEvent),
      autoExportPolicy: options.autoExportPolicy ?? [],
      batchImportMetaDataOnCreate: options.batchImportMetaDataOnCreate ?? true,
      importedFileChunkSize: unwrap(options.importedFileChunkSize, 'MiB'),
    };
  }
}
