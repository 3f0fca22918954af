import { Unit, deployable, plain } from './normalise';

/** How one setting travels from the property to where it is needed. */
export interface SettingRow {
  /** The path of the property in the user's words. */
  readonly property: string;
  /** What is taken of an object that the user hands over, for example the ARN of a key. */
  readonly pick?: string;
  readonly unit?: Unit;
  /** Shown behind a number in messages where the number has a unit that is not converted. */
  readonly shownUnit?: string;
  /** The property of the CloudFormation resource, nested by dots; absent: it is not one. */
  readonly cloudFormation?: string;
  /** Another value needs another file system: CloudFormation replaces it, or FSx refuses the change. */
  readonly replaces?: boolean;
}

/** The plain value of a setting, found by the path of its property. */
export function settingOf(options: object, row: SettingRow): unknown {
  const value = inPlace(row.property).reduce<any>((object, key) => object?.[key], options);
  return plain(row.pick && value !== undefined ? value[row.pick] : value, row.unit);
}

/** Settings as properties of the L1, nested and named as it wants them. */
export function templateOf<Row extends SettingRow>(
  rows: readonly (readonly [string, Row])[], configuration: object, wanted: (row: Row) => boolean = () => true,
): any {
  const template: any = {};
  for (const [field, row] of rows) {
    const setting = configuration[field as keyof object] as unknown;
    if (row.cloudFormation === undefined || setting === undefined || !wanted(row)) {
      continue;
    }
    const path = inL1(row.cloudFormation);
    const parent = path.slice(0, -1).reduce((object, key) => object[key] ??= {}, template);
    parent[path[path.length - 1]] = deployable<unknown>(setting);
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

/** The settings whose change makes another file system, as plain data that can be hashed. */
export function replacingSettings(rows: readonly (readonly [string, SettingRow])[], configuration: object): unknown[] {
  return rows.filter(([, row]) => row.replaces)
    .map(([field]) => configuration[field as keyof object] as unknown)
    .map(setting => setting === undefined ? null : deployable<unknown>(setting));
}

/** Absent is absent: a configuration shows nothing that was not set. */
export function clean<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

/** Getters of imported resources throw for what was not handed in. */
export function tryGet<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
