import { toToken, unwrap } from './normalize';
import { SettingRow } from './schema';

/** The values of the settings that were set, each found by the path of its property. */
export function settingsIn(
  rows: readonly (readonly [string, SettingRow])[],
  options: object,
): { [field: string]: unknown } {
  const settings: { [field: string]: unknown } = {};
  for (const [field, row] of rows) {
    const value = valueAt(inPlace(row.property), options);
    if (value !== undefined) {
      settings[field] = unwrap(row.pick ? value[row.pick] : value, row.unit);
    }
  }
  return settings;
}

function valueAt(path: readonly string[], options: any): any {
  let value = options;
  for (const key of path) {
    value = value?.[key];
  }
  return value;
}

/** Settings as properties of the L1, nested and named as it wants them. */
export function templateOf(rows: readonly (readonly [string, SettingRow])[], configuration: object): any {
  const template: any = {};
  for (const [field, row] of rows) {
    const setting = configuration[field as keyof object] as unknown;
    if (row.cloudFormation === undefined || setting === undefined) {
      continue;
    }
    const path = inL1(row.cloudFormation);
    const parent = path.slice(0, -1).reduce((object, key) => object[key] ??= {}, template);
    parent[path[path.length - 1]] = toToken<unknown>(setting);
  }
  return template;
}

const inPlace = parted(path => path.split('.'));
const inL1 = parted(path => path.split('.').map(nameInL1));

/** Rows are few, file systems may be many: each path is taken apart once. */
function parted(take: (path: string) => readonly string[]): (path: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return path => {
    const parts = known.get(path) ?? take(path);
    known.set(path, parts);
    return parts;
  };
}

/** The CDK writes `HAPairs` as `haPairs`. */
function nameInL1(name: string): string {
  const words = name.replace(/([A-Z])([A-Z]+)(?=[A-Z][a-z])/g, (_, first: string, rest: string) => first + rest.toLowerCase());
  return words.charAt(0).toLowerCase() + words.slice(1);
}

/** The settings whose change replaces the file system, as plain data that can be hashed. */
export function replacingSettings(rows: readonly (readonly [string, SettingRow])[], configuration: object): unknown[] {
  const settings: unknown[] = [];
  for (const [field, { replaces }] of rows) {
    if (replaces) {
      settings.push(toToken<unknown>(configuration[field as keyof object] ?? null));
    }
  }
  return settings;
}

/** Absent is absent: a configuration, of one part or several, shows nothing that was not set. */
export function omitUndefined<T extends object>(...parts: Partial<T>[]): T {
  const defined: Partial<T> = {};
  for (const part of parts) {
    for (const field in part) {
      if (part[field] !== undefined) {
        defined[field] = part[field];
      }
    }
  }
  return defined as T;
}

/** Getters of imported resources throw for what was not handed in. */
export function tryGet<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
