import { FieldName, FieldNames } from './report';
import { Field, Fields, SettingRow } from './schema';

/**
 * Names of the fields of a configuration in messages: the paths of the properties from which they come.
 *
 * If two structs have a property for the same field, the first struct determines its name.
 */
export function fieldNames(...structs: readonly Fields[]): FieldNames {
  return Object.assign({}, ...structs.map(fields => namesIn(fields, '')).reverse());
}

/** Names of the settings of a file system, whose rows have the names of the fields as keys. */
export function settingNames(rows: readonly (readonly [string, SettingRow])[]): FieldNames {
  return Object.fromEntries(rows.map(([field, row]) => [field, { property: row.property, unit: unitOf(row) }]));
}

/** The same names after a text, for parts of a configuration that occur more than once. */
export function prefixed(prefix: string, names: FieldNames): FieldNames {
  return new Proxy({}, {
    get: (_, field: string) => ({ ...names[field], property: `${prefix}${names[field]?.property ?? field}` }),
  });
}

function namesIn(fields: Fields, path: string): FieldNames {
  const names: { [field: string]: FieldName } = {};
  const add = (field: string, name: FieldName) => {
    const known = names[field];
    names[field] = known ? { ...known, property: `${known.property}, ${name.property}` } : name;
  };
  for (const [key, field] of Object.entries(fields)) {
    const property = `${path}${key}`;
    if (field.type === 'struct') {
      Object.entries(namesIn(field.fields ?? {}, `${property}.`)).forEach(([name, value]) => add(name, value!));
    }
    add(field.configuration ?? key, { property, unit: unitOf(field), ...isShown(field) ? {} : { withoutValue: true } });
    field.derived?.forEach(name => add(name, { property, withoutValue: true }));
  }
  return names;
}

/** Objects of other libraries have no value that users would recognize, except the text that a configuration takes of them. */
function isShown({ type, configuration }: Field): boolean {
  return !['object', 'struct', 'list', 'map', 'any'].includes(type) || configuration !== undefined;
}

function unitOf({ type, unit, shownUnit }: Field): string | undefined {
  return shownUnit ?? unit ?? (type === 'size' ? 'GiB' : undefined);
}
