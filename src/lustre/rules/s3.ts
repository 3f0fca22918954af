import { lustreRule } from './row';
import { FORMATS, LIMITS, LustreAutoImportPolicy as Policy, LustreDeploymentType as Type, SERVICE } from '../limits';

const CONFIGURATION = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html';
export const PATH_FORMAT = 'must have the form s3://bucket or s3://bucket/prefix, with a bucket name of 3 to 63 characters '
  + `and at most ${SERVICE.pathLength} characters in total`;

/** The stripe size of imported files, which import paths and data repositories have. */
export const CHUNK_SIZE = {
  isLegal: (mib: number) => Number.isInteger(mib) && mib >= 1 && mib <= SERVICE.importedFileChunkSizeMiB,
  problem: `must be a whole number of MiB from 1 to ${SERVICE.importedFileChunkSizeMiB}`,
  fix: 'use Size.gibibytes(1), the default of FSx, or remove importedFileChunkSize',
};

const bucketOf = (path: string) => path.split('/')[2];
const isS3Path = (path: string) => FORMATS.s3Path.test(path) && path.length <= SERVICE.pathLength;
const withoutSlash = (path: string) => path.replace(/\/+$/, '');

/** Rules for import and export paths, which link a file system to S3 at creation. */
export const s3Rules = [
  lustreRule({
    id: 'lustre/s3-path-on-persistent-2',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType'],
    presenceOf: ['s3ImportPath'],
    at: 's3ImportPath',
    isViolated: c => c.s3ImportPath && !LIMITS[c.deploymentType].importPaths,
    problem: c => `${c.deploymentType} file systems cannot be linked to S3 by an import path or through a StorageClass`,
    fix: 'use LustreProvisioning.managed() with dataRepositories',
    source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/issues/412',
    invalidExample: { deploymentType: Type.PERSISTENT_2, s3ImportPath: 's3://data' },
    validExample: { deploymentType: Type.SCRATCH_2, s3ImportPath: 's3://data' },
  }),
  lustreRule({
    id: 'lustre/s3-path-format',
    severity: 'error',
    reads: ['s3ImportPath'],
    at: 's3ImportPath',
    isViolated: c => !isS3Path(c.s3ImportPath),
    problem: PATH_FORMAT,
    fix: 'use a path such as s3://bucket/prefix, or bucket.s3UrlForObject(\'prefix\')',
    source: CONFIGURATION,
    invalidExample: { s3ImportPath: 'data/imagenet' },
    validExample: { s3ImportPath: 's3://data/imagenet' },
  }),
  lustreRule({
    id: 'lustre/s3-export-format',
    severity: 'error',
    reads: ['s3ExportPath'],
    at: 's3ExportPath',
    isViolated: c => !isS3Path(c.s3ExportPath),
    problem: PATH_FORMAT,
    fix: 'use a path such as s3://bucket/results',
    source: CONFIGURATION,
    invalidExample: { s3ExportPath: 's3:/data/results' },
    validExample: { s3ExportPath: 's3://data/results' },
  }),
  lustreRule({
    id: 'lustre/s3-export-without-import',
    severity: 'error',
    reads: ['deploymentType'],
    presenceOf: ['s3ImportPath', 's3ExportPath'],
    at: 's3ExportPath',
    isViolated: c => c.s3ExportPath && !c.s3ImportPath,
    problem: 'requires s3ImportPath',
    fix: c => LIMITS[c.deploymentType].importPaths
      ? 'set s3ImportPath in the same bucket, or remove s3ExportPath'
      : 'use LustreProvisioning.managed() with dataRepositories and an autoExportPolicy',
    source: CONFIGURATION,
    invalidExample: { deploymentType: Type.SCRATCH_2, s3ExportPath: 's3://data/results' },
    validExample: { deploymentType: Type.SCRATCH_2, s3ImportPath: 's3://data', s3ExportPath: 's3://data/results' },
  }),
  lustreRule({
    id: 'lustre/s3-export-bucket',
    severity: 'error',
    reads: ['s3ImportPath', 's3ExportPath'],
    at: 's3ExportPath',
    isViolated: c => isS3Path(c.s3ImportPath) && isS3Path(c.s3ExportPath)
      && bucketOf(c.s3ImportPath) !== bucketOf(c.s3ExportPath),
    problem: c => `must be in the bucket of s3ImportPath, '${bucketOf(c.s3ImportPath)}'`,
    fix: c => `use a path such as s3://${bucketOf(c.s3ImportPath)}/results`,
    source: CONFIGURATION,
    invalidExample: { s3ImportPath: 's3://data', s3ExportPath: 's3://results' },
    validExample: { s3ImportPath: 's3://data', s3ExportPath: 's3://data/results' },
  }),
  lustreRule({
    id: 'lustre/s3-export-overwrites',
    severity: 'warning',
    reads: ['s3ImportPath', 's3ExportPath'],
    at: 's3ExportPath',
    isViolated: c => withoutSlash(c.s3ExportPath) === withoutSlash(c.s3ImportPath)
      || withoutSlash(c.s3ExportPath) === `s3://${bucketOf(c.s3ImportPath)}`,
    problem: 'exported files overwrite the objects from which they were imported',
    fix: 'export to a separate prefix, or acknowledge this warning',
    source: CONFIGURATION,
    invalidExample: { s3ImportPath: 's3://data/in', s3ExportPath: 's3://data/in' },
    validExample: { s3ImportPath: 's3://data/in', s3ExportPath: 's3://data/out' },
  }),
  lustreRule({
    id: 'lustre/auto-import-without-path',
    severity: 'error',
    reads: ['autoImportPolicy'],
    presenceOf: ['s3ImportPath'],
    at: 'autoImportPolicy',
    isViolated: c => !c.s3ImportPath,
    problem: 'requires s3ImportPath',
    fix: 'set s3ImportPath, or remove autoImportPolicy; each of dataRepositories has its own autoImportPolicy',
    source: CONFIGURATION,
    invalidExample: { autoImportPolicy: Policy.NEW },
    validExample: { s3ImportPath: 's3://data', autoImportPolicy: Policy.NEW },
  }),
  lustreRule({
    id: 'lustre/auto-import-region',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['autoImportPolicy', 'importRegion'],
    at: 'autoImportPolicy',
    isViolated: c => c.autoImportPolicy !== Policy.NONE,
    problem: c => `the bucket of s3ImportPath is in ${c.importRegion}; automatic import requires a bucket in the Region of the file system`,
    fix: 'remove autoImportPolicy, or use a bucket in the Region of the file system, for example a replica',
    source: 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/legacy-auto-import-from-s3.html',
    invalidExample: { autoImportPolicy: Policy.NEW, importRegion: 'us-east-1' },
    validExample: { autoImportPolicy: Policy.NONE, importRegion: 'us-east-1' },
  }),
  lustreRule({
    id: 'lustre/chunk-size-without-path',
    severity: 'error',
    reads: ['importedFileChunkSize'],
    presenceOf: ['s3ImportPath'],
    at: 'importedFileChunkSize',
    isViolated: c => !c.s3ImportPath,
    problem: 'sets the stripe size of files below s3ImportPath, which is missing',
    fix: 'set s3ImportPath, or remove importedFileChunkSize; each of dataRepositories has its own',
    source: CONFIGURATION,
    invalidExample: { importedFileChunkSize: 1024 },
    validExample: { s3ImportPath: 's3://data', importedFileChunkSize: 1024 },
  }),
  lustreRule({
    id: 'lustre/chunk-size',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['importedFileChunkSize'],
    at: 'importedFileChunkSize',
    isViolated: c => !CHUNK_SIZE.isLegal(c.importedFileChunkSize),
    problem: CHUNK_SIZE.problem,
    fix: CHUNK_SIZE.fix,
    source: CONFIGURATION,
    invalidExample: { s3ImportPath: 's3://data', importedFileChunkSize: 512001 },
    validExample: { s3ImportPath: 's3://data', importedFileChunkSize: 512000 },
  }),
];
