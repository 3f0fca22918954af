import { Fn, Size, Token, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { DataRepositoryConfiguration } from './configuration';
import { DataRepositoryEvent } from './limits';
import { KINDS } from '../validation/kinds';
import { unwrap } from '../validation/normalize';
import { validateArguments } from '../validation/validate';

/** How a directory of the file system and an S3 prefix follow each other. */
export interface DataRepositoryOptions {
  /**
   * The directory of the file system, seen from its root.
   *
   * Begins with `/`, at most 4096 characters, 255 bytes for each name, without `.`, `..` or empty names; not inside another repository's directory, and `/` only when it is the only repository.
   *
   * Otherwise: error lustre/repository-path-format or lustre/repository-path-overlap. A change replaces the association, not the file system. The association of
   * a retained file system is retained too: unlink the old directory with `aws fsx delete-data-repository-association`, which keeps its files.
   *
   * @default '/'
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateDataRepositoryAssociation.html
   */
  readonly fileSystemPath?: string;

  /**
   * Which changes in S3 appear in the file system.
   *
   * Any of NEW, CHANGED and DELETED, each once; an empty list for none. The bucket must be in the Region of the file system.
   *
   * Twice the same: error lustre/repository-event-twice.
   *
   * @default [NEW, CHANGED, DELETED]
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/autoimport-data-repo-dra.html
   */
  readonly autoImportPolicy?: DataRepositoryEvent[];

  /**
   * Which changes in the file system are written to S3.
   *
   * Any of NEW, CHANGED and DELETED, each once. DELETED removes objects from the bucket when files are removed.
   *
   * Twice the same: error lustre/repository-event-twice.
   *
   * @default - none: the bucket is never changed
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/autoexport-data-repo-dra.html
   */
  readonly autoExportPolicy?: DataRepositoryEvent[];

  /**
   * Whether the listing of the prefix is loaded when the association is made.
   *
   * Without it the directory is empty until objects change. A change replaces the association, which FSx refuses while the old one holds the directory: delete that first.
   *
   * @default true
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateDataRepositoryAssociation.html
   */
  readonly batchImportMetaDataOnCreate?: boolean;

  /**
   * The stripe size of imported files.
   *
   * 1 to 512000 MiB: error lustre/repository-chunk-size.
   *
   * @default Size.gibibytes(1)
   * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateDataRepositoryAssociation.html
   */
  readonly importedFileChunkSize?: Size;
}

/** How a directory and a prefix of a bucket follow each other. */
export interface BucketDataRepositoryOptions extends DataRepositoryOptions {
  /**
   * The prefix in the bucket.
   *
   * Without a leading slash: error lustre/repository-prefix. Not inside another repository's prefix: error lustre/repository-s3-overlap. A change replaces the association,
   * which FSx refuses while the old one holds the directory: delete that first, or link another directory.
   *
   * @default - the whole bucket
   */
  readonly prefix?: string;
}

/**
 * A link of a directory of a Lustre file system to an S3 prefix (a data repository association).
 *
 * @example
 * declare const bucket: s3.IBucket;
 * DataRepository.fromBucket(bucket, { prefix: 'imagenet/', fileSystemPath: '/data' });
 */
export class DataRepository {
  /**
   * Links a bucket of this app, or an imported one.
   *
   * A bucket that is encrypted with a key of this app: the key lets FSx in. The policy of an imported key must do so by itself.
   */
  public static fromBucket(bucket: s3.IBucket, options: BucketDataRepositoryOptions = {}): DataRepository {
    validateArguments('DataRepository.fromBucket()', { fields: { bucket: { type: 'object', kind: KINDS.bucket, required: true } }, value: { bucket } });
    return new DataRepository(bucket.bucketName, options.prefix ?? '', options, undefined, bucket.encryptionKey);
  }

  /** Links `s3://bucket` or `s3://bucket/prefix`. Another format: error lustre/repository-s3-path. */
  public static fromPath(dataRepositoryPath: string, options: DataRepositoryOptions = {}): DataRepository {
    validateArguments('DataRepository.fromPath()', { fields: { dataRepositoryPath: { type: 'string', required: true } }, value: { dataRepositoryPath } });
    if (Token.isUnresolved(dataRepositoryPath)) {
      // s3://bucket/prefix splits into 's3:', '', 'bucket', ...; what follows stays known at deployment only
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
  ) {}

  /** @internal */
  public _configuration(): DataRepositoryConfiguration {
    const { _options: options } = this;
    return {
      fileSystemPath: unwrap(options.fileSystemPath ?? '/'),
      dataRepositoryPath: unwrap(this.dataRepositoryPath),
      bucket: this.bucketName,
      prefix: Token.isUnresolved(this.dataRepositoryPath) && !Token.isUnresolved(this.prefix) && this.dataRepositoryPath.endsWith(this.prefix)
        ? this.prefix
        : unwrap(this.prefix),
      autoImportPolicy: options.autoImportPolicy ?? Object.values(DataRepositoryEvent),
      autoExportPolicy: options.autoExportPolicy ?? [],
      batchImportMetaDataOnCreate: options.batchImportMetaDataOnCreate ?? true,
      importedFileChunkSize: unwrap(options.importedFileChunkSize, 'MiB'),
    };
  }
}
