import { Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { OntapBackendConfiguration } from './configuration';
import { isDeferred, referredConstruct } from '../validation/normalize';

/** The backends of each app or stage, by storage virtual machine and storage prefix. */
const PREFIXES = new WeakMap<IConstruct, Map<string, string>>();

/** The backend of another storage that has a prefix on the same storage virtual machine, as far as the app knows. */
export function storagePrefixOwner(
  scope: IConstruct,
  fileSystemId: string,
  svmName: string,
  prefix: string,
): string | undefined {
  return prefixesOf(scope).get(keyOf(fileSystemId, svmName, prefix));
}

/** Records the prefixes of a storage, so that other storages do not use them. */
export function registerStoragePrefixes(
  scope: IConstruct, fileSystemId: string, svmName: string, backends: readonly OntapBackendConfiguration[],
) {
  for (const { backendName, storagePrefix } of backends) {
    prefixesOf(scope).set(keyOf(fileSystemId, svmName, String(storagePrefix)), `${scope.node.path}, backend ${String(backendName)}`);
  }
}

function prefixesOf(scope: IConstruct): Map<string, string> {
  const app = Stage.of(scope) ?? scope.node.root;
  const found = PREFIXES.get(app) ?? new Map<string, string>();
  PREFIXES.set(app, found);
  return found;
}

/** A file system of the app is its construct, in whichever stack its id is used. */
function keyOf(fileSystemId: string, svmName: string, prefix: string): string {
  const fileSystem = isDeferred(fileSystemId)
    ? (referredConstruct(fileSystemId)?.node.path ?? fileSystemId)
    : fileSystemId;
  return JSON.stringify([fileSystem, svmName, prefix]);
}
