/** The parts of a request that are more than one value, written from the documents of the service like `model.ts`. */

/** A data repository association of the file system. */
export interface Association {
  readonly FileSystemPath: string;
  readonly DataRepositoryPath: string;
  readonly ImportEvents: readonly string[];
  readonly ExportEvents: readonly string[];
  readonly ImportedFileChunkSize?: number;
}

const LINE = /^[^\u0000\u0085\u2028\u2029\r\n]*$/; // API ArchivePath, Namespace
const S3_PATH = /^s3:\/\/[^/]{3,63}(\/.*)?$/; // LG create-dra: s3://bucket[/prefix]; 3 to 63 characters are a bucket's
const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u; // API TagKey, TagValue

export function isS3Path(path: any): boolean {
  return typeof path === 'string' && S3_PATH.test(path) && LINE.test(path) && path.length <= 4357;
}

/** API Tag: up to 50. */
export function areTags(tags: any): boolean {
  return tags.length <= 50 && tags.every(([key, value]: [string, string]) => {
    return key.length >= 1 && key.length <= 128 && value.length <= 256 && TAG.test(key) && TAG.test(value) && !/^aws:/i.test(key);
  });
}

/** API CreateDataRepositoryAssociation, LG create-linked-dra: up to 8, none inside another, the root only alone. */
export function areAssociations(all: readonly Association[] | undefined): boolean {
  return (
    all !== undefined
    && all.length > 0
    && all.length <= 8
    && all.every(isAssociation)
    && areApart(all.map(({ FileSystemPath }) => FileSystemPath))
    && areApart(all.map(({ DataRepositoryPath }) => DataRepositoryPath))
  );
}

export function isChunkSize(mib: unknown): boolean {
  return Number.isInteger(mib) && mib as number >= 1 && mib as number <= 512000; // API Megabytes
}

function isAssociation(
  { FileSystemPath, DataRepositoryPath, ImportEvents, ExportEvents, ImportedFileChunkSize }: Association,
): boolean {
  const events = [ImportEvents, ExportEvents];
  return FileSystemPath.startsWith('/') && FileSystemPath.length <= 4096 && LINE.test(FileSystemPath) && isS3Path(DataRepositoryPath)
    && events.every(list => list.length === new Set(list).size && list.every(event => ['NEW', 'CHANGED', 'DELETED'].includes(event)))
    && (ImportedFileChunkSize === undefined || isChunkSize(ImportedFileChunkSize));
}

function areApart(paths: readonly string[]): boolean {
  const directories = paths.map(path => path.split('/').filter((part, i) => part !== '' || i === 0));
  return directories.every((a, i) => directories.every((b, j) => i === j || !a.every((part, k) => part === b[k])));
}
