import { lustreRule } from './row';
import { CHUNK_SIZE, PATH_FORMAT } from './s3';
import { DeferredValue } from '../../validation/deferred-value';
import { pathProblem, pathsOverlap, suggestedPath } from '../../validation/paths';
import { andList, orList } from '../../validation/text';
import { DataRepositoryConfiguration as Repository } from '../configuration';
import {
  DataRepositoryEvent as Event, FORMATS, LIMITS, PATHS, LustreDeploymentType as Type,
  LustreFileSystemTypeVersion as Version, LustreStorageType as Storage, SERVICE, deploymentTypesWith,
} from '../limits';

const CREATE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateDataRepositoryAssociation.html';
const OVERVIEW = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/overview-dra-data-repo.html';
const AUTO_IMPORT = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/autoimport-data-repo-dra.html';
const GUIDE = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/create-dra-linked-data-repo.html';

type Repositories = readonly Repository[];

/** The CDK and CloudFormation write all notifications of a bucket that the app creates, and remove those of others. */
export const notificationRules = [
  lustreRule({
    id: 'lustre/repository-notifications',
    severity: 'warning',
    reads: ['notifiedBuckets'],
    at: 'dataRepositories',
    isViolated: c => c.notifiedBuckets.length > 0,
    problem: c => `the app writes the event notifications of ${andList(c.notifiedBuckets.map(quoted))}, and each deployment that `
      + 'changes them removes the notification of FSx; automatic import then stops without an error',
    fix: 'add the notifications to a reference, s3.Bucket.fromBucketName(), for which the CDK keeps notifications of others; or set '
      + 'autoImportPolicy: []; or acknowledge this warning',
    source: AUTO_IMPORT,
    invalidExample: { notifiedBuckets: ['Data/Bucket'] },
    validExample: { notifiedBuckets: [] },
  }),
];

/** Rules for data repository associations. */
export const dataRepositoryRules = [
  lustreRule({
    id: 'lustre/repository-not-offered',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['deploymentType', 'storageType', 'dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => c.dataRepositories.length > 0
      && LIMITS[c.deploymentType].storage[c.storageType]?.associations === false,
    problem: c => `${c.deploymentType} ${c.storageType} does not support data repository associations`,
    fix: `use SSD on ${orList(deploymentTypesWith(({ storage: { SSD } }) => SSD?.associations === true))}, or remove `
      + 'dataRepositories',
    source: CREATE,
    invalidExample: { deploymentType: Type.SCRATCH_1, storageType: Storage.SSD, dataRepositories: [repository()] },
    validExample: { deploymentType: Type.PERSISTENT_2, storageType: Storage.SSD, dataRepositories: [repository()] },
  }),
  lustreRule({
    id: 'lustre/repository-version',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['fileSystemTypeVersion', 'dataRepositories'],
    at: 'fileSystemTypeVersion',
    isViolated: c => c.fileSystemTypeVersion === Version.V_2_10 && c.dataRepositories.length > 0,
    problem: 'data repository associations require Lustre 2.12 or 2.15',
    fix: 'use LustreFileSystemTypeVersion.V_2_15',
    source: CREATE,
    invalidExample: { fileSystemTypeVersion: Version.V_2_10, dataRepositories: [repository()] },
    validExample: { fileSystemTypeVersion: Version.V_2_12, dataRepositories: [repository()] },
  }),
  lustreRule({
    id: 'lustre/repository-count',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => c.dataRepositories.length > SERVICE.dataRepositories,
    problem: c => `a file system has at most ${SERVICE.dataRepositories} data repository associations, got `
      + c.dataRepositories.length,
    fix: 'associate a common prefix instead, or use another file system',
    source: GUIDE,
    invalidExample: { dataRepositories: directories(9) },
    validExample: { dataRepositories: directories(8) },
  }),
  lustreRule({
    id: 'lustre/repository-path-format',
    severity: 'error',
    reads: ['dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => invalidPaths(c.dataRepositories).length > 0,
    problem: c => invalidPaths(c.dataRepositories)
      .map(path => `fileSystemPath ${quoted(path)} ${pathProblem(path, PATHS.fileSystemPath)}`)
      .join('; '),
    fix: c => {
      const paths = invalidPaths(c.dataRepositories).map(path => suggestedPath(path, PATHS.fileSystemPath, 'data'));
      return `use ${andList(paths.map(quoted))}`;
    },
    source: CREATE,
    invalidExample: { dataRepositories: [repository({ fileSystemPath: 'data' })] },
    validExample: { dataRepositories: [repository({ fileSystemPath: '/data' })] },
  }),
  lustreRule({
    id: 'lustre/repository-path-overlap',
    severity: 'error',
    reads: ['dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => pathOverlaps(c.dataRepositories).length > 0,
    problem: c => `fileSystemPath ${andList(pathOverlaps(c.dataRepositories).map(([a, b]) => `'${a}' and '${b}'`))} `
      + 'overlap',
    fix: 'give each data repository its own directory; / is only valid for a single data repository',
    source: CREATE,
    invalidExample: {
      dataRepositories: [
        repository({ fileSystemPath: '/data' }), repository({ fileSystemPath: '/data/train', bucket: 'b' }),
      ],
    },
    validExample: {
      dataRepositories: [
        repository({ fileSystemPath: '/data' }), repository({ fileSystemPath: '/database', bucket: 'b' }),
      ],
    },
  }),
  lustreRule({
    id: 'lustre/repository-s3-path',
    severity: 'error',
    reads: ['dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => invalidS3Paths(c.dataRepositories).length > 0,
    problem: c => `${andList(invalidS3Paths(c.dataRepositories).map(quoted))}: an S3 path ${PATH_FORMAT}`,
    fix: 'use a path such as s3://bucket/prefix, or DataRepository.fromBucket()',
    source: CREATE,
    invalidExample: { dataRepositories: [repository({ dataRepositoryPath: 'https://data/imagenet' })] },
    validExample: { dataRepositories: [repository({ dataRepositoryPath: 's3://data/imagenet' })] },
  }),
  lustreRule({
    id: 'lustre/repository-prefix',
    severity: 'error',
    reads: ['dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => invalidPrefixes(c.dataRepositories).length > 0,
    problem: c => `prefix ${andList(invalidPrefixes(c.dataRepositories).map(quoted))} must not begin with a slash, `
      + 'which would become part of every key',
    fix: c => `use ${andList(invalidPrefixes(c.dataRepositories).map(prefix => quoted(prefix.replace(/^\/+/, ''))))}`,
    source: CREATE,
    invalidExample: { dataRepositories: [repository({ prefix: '/imagenet' })] },
    validExample: { dataRepositories: [repository({ prefix: 'imagenet/' })] },
  }),
  lustreRule({
    id: 'lustre/repository-s3-overlap',
    severity: 'error',
    reads: ['dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => s3Overlaps(c.dataRepositories).length > 0,
    problem: c => {
      const overlaps = s3Overlaps(c.dataRepositories).map(([a, b]) => `the prefixes '${a}' and '${b}'`);
      return `${andList(overlaps)} of the same bucket overlap`;
    },
    fix: 'associate prefixes that do not contain each other, or only the common prefix',
    source: CREATE,
    invalidExample: {
      dataRepositories: [
        repository({ fileSystemPath: '/a', prefix: 'a' }), repository({ fileSystemPath: '/b', prefix: 'a/b' }),
      ],
    },
    validExample: {
      dataRepositories: [
        repository({ fileSystemPath: '/a', prefix: 'a' }), repository({ fileSystemPath: '/b', prefix: 'ab' }),
      ],
    },
  }),
  lustreRule({
    id: 'lustre/repository-event-twice',
    severity: 'error',
    reads: ['dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => c.dataRepositories.some(r => {
      return areNotDistinctEvents(r.autoImportPolicy) || areNotDistinctEvents(r.autoExportPolicy);
    }),
    problem: 'autoImportPolicy and autoExportPolicy must contain only NEW, CHANGED and DELETED, each at most once',
    fix: 'list each event once, for example [DataRepositoryEvent.NEW, DataRepositoryEvent.CHANGED]',
    source: CREATE,
    invalidExample: { dataRepositories: [repository({ autoImportPolicy: [Event.NEW, Event.NEW] })] },
    validExample: { dataRepositories: [repository({ autoImportPolicy: [Event.NEW, Event.CHANGED] })] },
  }),
  lustreRule({
    id: 'lustre/repository-region',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => importedFromElsewhere(c.dataRepositories).length > 0,
    problem: c => {
      const buckets = importedFromElsewhere(c.dataRepositories).map(({ fileSystemPath, bucketRegion }) => {
        return `the bucket of ${fileSystemPath instanceof DeferredValue ? 'a repository' : quoted(fileSystemPath)} is in ${bucketRegion}`;
      });
      return `${andList(buckets)}; automatic import requires a bucket in the Region of the file system`;
    },
    fix: 'set autoImportPolicy: [] (automatic export and the import of the existing objects work across Regions), or use a bucket '
      + 'in the Region of the file system, for example a replica',
    source: OVERVIEW,
    invalidExample: { dataRepositories: [repository({ bucketRegion: 'us-east-1', autoImportPolicy: [Event.NEW] })] },
    validExample: { dataRepositories: [repository({ bucketRegion: 'us-east-1', autoExportPolicy: [Event.NEW] })] },
  }),
  lustreRule({
    id: 'lustre/repository-chunk-size',
    severity: 'error',
    acknowledgeable: 'service-limit',
    reads: ['dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => known(c.dataRepositories.map(r => r.importedFileChunkSize))
      .some(size => !CHUNK_SIZE.isLegal(size)),
    problem: `importedFileChunkSize ${CHUNK_SIZE.problem}`,
    fix: CHUNK_SIZE.fix,
    source: CREATE,
    invalidExample: { dataRepositories: [repository({ importedFileChunkSize: 0 })] },
    validExample: { dataRepositories: [repository({ importedFileChunkSize: 1 })] },
  }),
  lustreRule({
    id: 'lustre/repository-with-import-path',
    severity: 'error',
    reads: ['dataRepositories'],
    presenceOf: ['s3ImportPath'],
    at: 's3ImportPath',
    isViolated: c => c.s3ImportPath && c.dataRepositories.length > 0,
    problem: 'cannot be combined with dataRepositories',
    fix: 'replace s3ImportPath with a data repository: DataRepository.fromPath()',
    source: CREATE,
    invalidExample: { s3ImportPath: 's3://data', dataRepositories: [repository()] },
    validExample: { dataRepositories: [repository()] },
  }),
];

function repository(over: Partial<Repository> = {}): Repository {
  return {
    fileSystemPath: '/', dataRepositoryPath: 's3://data', bucket: 'data', prefix: '', autoImportPolicy: [],
    autoExportPolicy: [],
    batchImportMetaDataOnCreate: true, ...over,
  };
}

function directories(count: number): Repository[] {
  return Array.from({ length: count }, (_, i) => repository({ fileSystemPath: `/d${i}`, prefix: `p${i}` }));
}

/** The values that are known at synthesis. */
function known<T>(settings: readonly (T | DeferredValue<T> | undefined)[]): T[] {
  return settings.filter((setting): setting is T => setting !== undefined && !(setting instanceof DeferredValue));
}

function invalidPaths(repositories: Repositories): string[] {
  return known(repositories.map(r => r.fileSystemPath))
    .filter(path => pathProblem(path, PATHS.fileSystemPath) !== undefined);
}

function importedFromElsewhere(repositories: Repositories): Repositories {
  return repositories.filter(
    ({ bucketRegion, autoImportPolicy }) => bucketRegion !== undefined && autoImportPolicy.length > 0,
  );
}

function invalidS3Paths(repositories: Repositories): string[] {
  return known(repositories.map(r => r.dataRepositoryPath))
    .filter(path => !FORMATS.s3Path.test(path) || path.length > SERVICE.pathLength);
}

function invalidPrefixes(repositories: Repositories): string[] {
  return known(repositories.map(r => r.prefix)).filter(prefix => prefix.startsWith('/'));
}

function pathOverlaps(repositories: Repositories): [string, string][] {
  return pairs(known(repositories.map(r => r.fileSystemPath))).filter(([a, b]) => pathsOverlap(a, b));
}

function s3Overlaps(repositories: Repositories): [string, string][] {
  return pairs(repositories.filter(r => !(r.prefix instanceof DeferredValue) && r.bucket !== ''))
    .filter(([a, b]) => a.bucket === b.bucket && contain(a.prefix as string, b.prefix as string))
    .map(([a, b]) => [a.prefix as string, b.prefix as string]);
}

/** Whether two prefixes are equal or one contains the other; only trailing slashes are ignored. */
function contain(a: string, b: string): boolean {
  const [one, other] = [a, b].map(path => `${path.replace(/\/+$/, '')}/`);
  const root = [one, other].includes('/');
  return root || one.startsWith(other) || other.startsWith(one);
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b): [T, T] => [a, b]));
}

/** Whether a list repeats an event or contains an unknown one; languages other than TypeScript accept any string. */
function areNotDistinctEvents(events: readonly string[]): boolean {
  return new Set(events).size < events.length || events.some(event => !Object.values<string>(Event).includes(event));
}

function quoted(text: string): string {
  return `'${text}'`;
}
