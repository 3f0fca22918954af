import { AppDescription, LustreDynamic, LustreManaged, StorageDescription } from '../support/apps';

export const PERSISTENT: LustreManaged = {
  kind: 'lustre managed', settings: { deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: 125, capacity: 2400 }, claims: { main: {} },
};
export const DYNAMIC: LustreDynamic = { kind: 'lustre dynamic', settings: { deploymentType: 'SCRATCH_2' }, claims: { main: { sizeGiB: 1200 } } };

export const app = (
  storages: { readonly [id: string]: StorageDescription },
  over: Partial<AppDescription> = {},
): AppDescription => ({
  cluster: 'app, imported VPC',
  stacks: 'one',
  ...over,
  storages,
});
