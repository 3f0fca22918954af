import { lustreRule } from './row';
import { FORMATS, LIMITS, LustreAutoImportPolicy as Policy, LustreDeploymentType as Type, SERVICE } from '../limits';

const CONFIGURATION = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html';
const PATH_EXAMPLES = `paths read s3://bucket or s3://bucket/prefix, the bucket with 3 to 63 and all with at most ${SERVICE.pathLength} characters`;

const bucketOf = (path: string) => path.split('/')[2];
const isS3Path = (path: string) => FORMATS.s3Path.test(path) && path.length <= SERVICE.pathLength;
const withoutSlash = (path: string) => path.replace(/\/+$/, '');

/** S3 linked when the file system is made, by paths. */
export const s3Rules = [
  lustreRule({
    id: 'lustre/s3-path-on-persistent-2',
    severity: 'error',
    reads: ['deploymentType'],
    presenceOf: ['s3ImportPath'],
    at: 's3ImportPath',
    isViolated: c => c.s3ImportPath && !LIMITS[c.deploymentType].importPaths,
    problem: 'PERSISTENT_2 cannot be linked to S3 by a path, nor through a StorageClass: FSx refuses it',
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
    problem: PATH_EXAMPLES,
    fix: 'write it like s3://bucket/prefix, or take bucket.s3UrlForObject(\'prefix\')',
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
    problem: PATH_EXAMPLES,
    fix: 'write it like s3://bucket/results',
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
    problem: 'an export path needs an import path',
    fix: c => LIMITS[c.deploymentType].importPaths
      ? 'set s3ImportPath in the same bucket, or leave s3ExportPath out'
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
    isViolated: c => isS3Path(c.s3ImportPath) && isS3Path(c.s3ExportPath) && bucketOf(c.s3ImportPath) !== bucketOf(c.s3ExportPath),
    problem: c => `exports go to the bucket of the import path, '${bucketOf(c.s3ImportPath)}'`,
    fix: c => `use a prefix of s3://${bucketOf(c.s3ImportPath)}`,
    source: CONFIGURATION,
    invalidExample: { s3ImportPath: 's3://data', s3ExportPath: 's3://results' },
    validExample: { s3ImportPath: 's3://data', s3ExportPath: 's3://data/results' },
  }),
  lustreRule({
    id: 'lustre/s3-export-overwrites',
    severity: 'warning',
    reads: ['s3ImportPath', 's3ExportPath'],
    at: 's3ExportPath',
    isViolated: c => withoutSlash(c.s3ExportPath) === withoutSlash(c.s3ImportPath) || withoutSlash(c.s3ExportPath) === `s3://${bucketOf(c.s3ImportPath)}`,
    problem: 'exported files overwrite the objects they were imported from',
    fix: 'export to a prefix of its own, or acknowledge it',
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
    problem: 'there is nothing to import from',
    fix: 'set s3ImportPath, or leave it out; the links of dataRepositories have an autoImportPolicy of their own',
    source: CONFIGURATION,
    invalidExample: { autoImportPolicy: Policy.NEW },
    validExample: { s3ImportPath: 's3://data', autoImportPolicy: Policy.NEW },
  }),
  lustreRule({
    id: 'lustre/chunk-size-without-path',
    severity: 'error',
    reads: ['importedFileChunkSize'],
    presenceOf: ['s3ImportPath'],
    at: 'importedFileChunkSize',
    isViolated: c => !c.s3ImportPath,
    problem: 'it is the stripe size of files below s3ImportPath, which is missing',
    fix: 'set s3ImportPath, or leave it out; the links of dataRepositories have one of their own',
    source: CONFIGURATION,
    invalidExample: { importedFileChunkSize: 1024 },
    validExample: { s3ImportPath: 's3://data', importedFileChunkSize: 1024 },
  }),
  lustreRule({
    id: 'lustre/chunk-size',
    severity: 'error',
    reads: ['importedFileChunkSize'],
    at: 'importedFileChunkSize',
    isViolated: c => !isChunkSize(c.importedFileChunkSize),
    problem: `offered are whole MiB from 1 to ${SERVICE.importedFileChunkSizeMiB}`,
    fix: 'use 1024, the default of FSx, or leave it out',
    source: CONFIGURATION,
    invalidExample: { s3ImportPath: 's3://data', importedFileChunkSize: 512001 },
    validExample: { s3ImportPath: 's3://data', importedFileChunkSize: 512000 },
  }),
];

export function isChunkSize(mib: number): boolean {
  return Number.isInteger(mib) && mib >= 1 && mib <= SERVICE.importedFileChunkSizeMiB;
}
