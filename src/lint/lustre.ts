import { Place } from './finding';
import { LintConfiguration } from './rules/row';
import { readValue, isUnknown } from './values';
import { LustreConfiguration } from '../lustre/configuration';
import { LIMITS, LustreDeploymentType, LustreFileSystemTypeVersion, LustreStorageType } from '../lustre/limits';
import { SETTING_ROWS } from '../lustre/setting-rows';
import { Violation } from '../validation/check';
import { DeferredValue } from '../validation/deferred-value';
import { SettingRow } from '../validation/schema';

const PARAMETERS = 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/pkg/driver/controller.go';

/** Settings that were found in a file. */
export interface Settings<C> {
  readonly configuration: C;
  readonly places: { readonly [field: string]: Place };
  readonly violations: readonly Violation[];
}

/** Finds the value of a row of the schema. */
export type Lookup = (row: SettingRow) => (Place & { readonly value: unknown }) | undefined;

/** Reads the settings that the rows of a schema describe. */
export function readSettings<C>(
  rows: readonly (readonly [string, SettingRow])[],
  lookup: Lookup,
  source: string,
): Settings<C> {
  const configuration: { [field: string]: unknown } = {};
  const places: { [field: string]: Place } = {};
  const violations: Violation[] = [];
  for (const [field, row] of rows) {
    const found = lookup(row);
    if (found === undefined) {
      continue;
    }
    const { value: raw, ...place } = found;
    const reading = readValue(raw, row, field, source);
    if (reading.value !== undefined) {
      configuration[field] = reading.value;
      const unit = row.shownUnit ?? row.unit;
      places[field] = { ...place, ...(unit && { unit }), ...(row.values && { legalValues: row.values }) };
    }
    violations.push(...(reading.violation ? [reading.violation] : []));
  }
  return { configuration: configuration as C, places, violations };
}

/** What FSx uses for settings that are not set. A setting that depends on an unknown value is unknown. */
export function withDefaults<C extends Partial<LustreConfiguration>>(configuration: C): C {
  const { deploymentType = LustreDeploymentType.SCRATCH_1, storageType = LustreStorageType.SSD } = configuration;
  return {
    fileSystemTypeVersion: defaultVersion(deploymentType, configuration),
    ...configuration,
    deploymentType,
    storageType,
  };
}

function defaultVersion(type: NonNullable<LustreConfiguration['deploymentType']>, { metadataMode, backupId }: Partial<LustreConfiguration>) {
  if (type instanceof DeferredValue || metadataMode instanceof DeferredValue || backupId !== undefined) {
    return new DeferredValue<LustreFileSystemTypeVersion>(LustreFileSystemTypeVersion.V_2_15); // a restored file system has the version of the backup
  }
  const [lowest] = LIMITS[type].versions;
  return metadataMode === undefined ? lowest : LustreFileSystemTypeVersion.V_2_15;
}

/** The settings of the file systems that the driver creates for a StorageClass. */
export function classSettings(
  storageClass: any,
): Settings<Partial<LustreConfiguration>> & { readonly lint: LintConfiguration } {
  const parameters = storageClass.parameters ?? {};
  const { configuration, places, violations } = readSettings<Partial<LustreConfiguration>>(
    SETTING_ROWS,
    row => {
      const name = (row as (typeof SETTING_ROWS)[number][1]).storageClass;
      // the driver does not send 0
      const isSet =
        name !== undefined && name in parameters && !(row.type === 'number' && String(parameters[name]) === '0');
      return isSet ? { container: parameters, key: name, name, value: parameters[name] } : undefined;
    },
    PARAMETERS,
  );
  const { metadataIops, ...others } = configuration;
  const isIgnored = metadataIops !== undefined && configuration.metadataMode === undefined;
  const settings = withDefaults(isIgnored ? others : configuration);
  const reclaimPolicy = storageClass.reclaimPolicy ?? 'Delete';
  const tags = tagsOf(parameters.extraTags);
  return {
    configuration: {
      ...settings,
      provisioning: 'dynamic',
      reclaimPolicy,
      allowVolumeExpansion: storageClass.allowVolumeExpansion === true,
      ...(tags && { tags }),
    },
    places: {
      ...places,
      reclaimPolicy: { container: storageClass, key: 'reclaimPolicy', name: 'reclaimPolicy' },
      allowVolumeExpansion: { container: storageClass, key: 'allowVolumeExpansion', name: 'allowVolumeExpansion' },
      tags: { container: parameters, key: 'extraTags', name: 'extraTags' },
    },
    violations,
    lint: {
      ...(isIgnored && typeof metadataIops === 'number' && { ignoredMetadataIops: metadataIops }),
      ...(typeof settings.deploymentType === 'string' && { durable: LIMITS[settings.deploymentType].durable }),
      reclaimPolicy,
    },
  };
}

/** The tags of the user: those of this library have its own prefix. Malformed tags have a rule of their own. */
function tagsOf(extraTags: unknown): { [key: string]: string } | undefined {
  if (typeof extraTags !== 'string' || extraTags === '' || isUnknown(extraTags)) {
    return undefined;
  }
  const pairs = extraTags.split(',').map(tag => tag.split('='));
  return pairs.every(pair => pair.length === 2)
    ? Object.fromEntries(pairs.filter(([key]) => !key.startsWith('cdk-eks-fsx/')) as [string, string][])
    : undefined;
}
