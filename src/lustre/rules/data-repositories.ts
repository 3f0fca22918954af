import { lustreRule } from './row';
import { isChunkSize } from './s3';
import { DeferredValue } from '../../validation/deferred-value';
import { pathProblem, pathsOverlap, suggestedPath } from '../../validation/paths';
import { andList } from '../../validation/text';
import { DataRepositoryConfiguration as Repository } from '../configuration';
import { DataRepositoryEvent as Event, FORMATS, LIMITS, PATHS, LustreDeploymentType as Type, LustreFileSystemTypeVersion as Version, LustreStorageType as Storage, SERVICE } from '../limits';

const CREATE = 'https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateDataRepositoryAssociation.html';
const GUIDE = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/create-dra-linked-data-repo.html';

type Repositories = readonly Repository[];

/** S3 linked by data repository associations. */
export const dataRepositoryRules = [
  lustreRule({
    id: 'lustre/repository-not-offered',
    severity: 'error',
    reads: ['deploymentType', 'storageType', 'dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => c.dataRepositories.length > 0 && (!LIMITS[c.deploymentType].associations || c.storageType === Storage.INTELLIGENT_TIERING),
    problem: c => `${c.storageType === Storage.INTELLIGENT_TIERING ? c.storageType : c.deploymentType} has no data repository associations`,
    fix: 'use SSD on SCRATCH_2, PERSISTENT_1 or PERSISTENT_2, or leave them out',
    source: CREATE,
    invalidExample: { deploymentType: Type.SCRATCH_1, storageType: Storage.SSD, dataRepositories: [repository()] },
    validExample: { deploymentType: Type.PERSISTENT_2, storageType: Storage.SSD, dataRepositories: [repository()] },
  }),
  lustreRule({
    id: 'lustre/repository-version',
    severity: 'error',
    reads: ['fileSystemTypeVersion', 'dataRepositories'],
    at: 'fileSystemTypeVersion',
    isViolated: c => c.fileSystemTypeVersion === Version.V_2_10 && c.dataRepositories.length > 0,
    problem: 'data repository associations need Lustre 2.12 or 2.15',
    fix: 'use 2.15',
    source: CREATE,
    invalidExample: { fileSystemTypeVersion: Version.V_2_10, dataRepositories: [repository()] },
    validExample: { fileSystemTypeVersion: Version.V_2_12, dataRepositories: [repository()] },
  }),
  lustreRule({
    id: 'lustre/repository-count',
    severity: 'error',
    reads: ['dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => c.dataRepositories.length > SERVICE.dataRepositories,
    problem: c => `${c.dataRepositories.length} links; a file system has at most ${SERVICE.dataRepositories}`,
    fix: 'link a common prefix instead, or use a further file system',
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
    problem: c => invalidPaths(c.dataRepositories).map(path => `fileSystemPath ${quoted(path)}: ${pathProblem(path, PATHS.fileSystemPath)}`).join('; '),
    fix: c => `write ${andList(invalidPaths(c.dataRepositories).map(path => quoted(suggestedPath(path, PATHS.fileSystemPath, 'data'))))}`,
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
    problem: c => `fileSystemPath ${andList(pathOverlaps(c.dataRepositories).map(([a, b]) => `'${a}' and '${b}'`))} lie in each other`,
    fix: 'give each link a directory of its own; / is only legal as the one link',
    source: CREATE,
    invalidExample: { dataRepositories: [repository({ fileSystemPath: '/data' }), repository({ fileSystemPath: '/data/train', bucket: 'b' })] },
    validExample: { dataRepositories: [repository({ fileSystemPath: '/data' }), repository({ fileSystemPath: '/database', bucket: 'b' })] },
  }),
  lustreRule({
    id: 'lustre/repository-s3-path',
    severity: 'error',
    reads: ['dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => invalidS3Paths(c.dataRepositories).length > 0,
    problem: c => `S3 paths read s3://bucket or s3://bucket/prefix, the bucket with 3 to 63 and all with at most ${SERVICE.pathLength} characters, unlike ${
      andList(invalidS3Paths(c.dataRepositories).map(quoted))}`,
    fix: 'write it like s3://bucket/prefix, or use DataRepository.fromBucket()',
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
    problem: c => `prefix ${andList(invalidPrefixes(c.dataRepositories).map(quoted))} begins with a slash, which would be part of every key`,
    fix: c => `write ${andList(invalidPrefixes(c.dataRepositories).map(prefix => quoted(prefix.replace(/^\/+/, ''))))}`,
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
    problem: c => `${andList(s3Overlaps(c.dataRepositories).map(([a, b]) => `the prefixes '${a}' and '${b}'`))} of one bucket lie in each other`,
    fix: 'link prefixes that do not contain each other, or the common one once',
    source: CREATE,
    invalidExample: { dataRepositories: [repository({ fileSystemPath: '/a', prefix: 'a' }), repository({ fileSystemPath: '/b', prefix: 'a/b' })] },
    validExample: { dataRepositories: [repository({ fileSystemPath: '/a', prefix: 'a' }), repository({ fileSystemPath: '/b', prefix: 'ab' })] },
  }),
  lustreRule({
    id: 'lustre/repository-event-twice',
    severity: 'error',
    reads: ['dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => c.dataRepositories.some(r => areNotDistinctEvents(r.autoImportPolicy) || areNotDistinctEvents(r.autoExportPolicy)),
    problem: 'an event stands twice in an autoImportPolicy or autoExportPolicy, or is none',
    fix: 'name NEW, CHANGED and DELETED once each at most',
    source: CREATE,
    invalidExample: { dataRepositories: [repository({ autoImportPolicy: [Event.NEW, Event.NEW] })] },
    validExample: { dataRepositories: [repository({ autoImportPolicy: [Event.NEW, Event.CHANGED] })] },
  }),
  lustreRule({
    id: 'lustre/repository-chunk-size',
    severity: 'error',
    reads: ['dataRepositories'],
    at: 'dataRepositories',
    isViolated: c => known(c.dataRepositories.map(r => r.importedFileChunkSize)).some(size => !isChunkSize(size)),
    problem: `importedFileChunkSize offers whole MiB from 1 to ${SERVICE.importedFileChunkSizeMiB}`,
    fix: 'use Size.gibibytes(1), the default of FSx, or leave it out',
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
    problem: 'a file system is linked to S3 by paths or by dataRepositories, not by both',
    fix: 'make a data repository of the path: DataRepository.fromPath()',
    source: CREATE,
    invalidExample: { s3ImportPath: 's3://data', dataRepositories: [repository()] },
    validExample: { dataRepositories: [repository()] },
  }),
];

function repository(over: Partial<Repository> = {}): Repository {
  return {
    fileSystemPath: '/', dataRepositoryPath: 's3://data', bucket: 'data', prefix: '', autoImportPolicy: [], autoExportPolicy: [],
    batchImportMetaDataOnCreate: true, ...over,
  };
}

function directories(count: number): Repository[] {
  return Array.from({ length: count }, (_, i) => repository({ fileSystemPath: `/d${i}`, prefix: `p${i}` }));
}

/** The values that are known now. */
function known<T>(settings: readonly (T | DeferredValue<T> | undefined)[]): T[] {
  return settings.filter((setting): setting is T => setting !== undefined && !(setting instanceof DeferredValue));
}

function invalidPaths(repositories: Repositories): string[] {
  return known(repositories.map(r => r.fileSystemPath)).filter(path => pathProblem(path, PATHS.fileSystemPath) !== undefined);
}

function invalidS3Paths(repositories: Repositories): string[] {
  return known(repositories.map(r => r.dataRepositoryPath)).filter(path => !FORMATS.s3Path.test(path) || path.length > SERVICE.pathLength);
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

/** Whether one of two prefixes is, or holds, the other; a slash at their end means nothing, all else in a key does. */
function contain(a: string, b: string): boolean {
  const [one, other] = [a, b].map(path => `${path.replace(/\/+$/, '')}/`);
  const root = [one, other].includes('/');
  return root || one.startsWith(other) || other.startsWith(one);
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b): [T, T] => [a, b]));
}

/** Events may come from a language that checks no words. */
function areNotDistinctEvents(events: readonly string[]): boolean {
  return new Set(events).size < events.length || events.some(event => !Object.values<string>(Event).includes(event));
}

function quoted(text: string): string {
  return `'${text}'`;
}
