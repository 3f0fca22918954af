import { Setting } from './deferred-value';
import { Format } from './formats';

/** What an object of another library must have to be the one that a property takes. */
export interface ObjectKind {
  /** The type, as the user knows it, for example `ec2.ISubnet`. */
  readonly name: string;
  /** A member that only such objects have; any object, where there is none. Classes cannot be compared, because an app may contain several copies of a library. */
  readonly member?: string;
  /** What the member, a text, must look like. */
  readonly format?: Format;
  /** Whether the object must be in the Region of the stack. */
  readonly regional?: true;
}

/** One property that a user sets: what it accepts, whatever the language it comes from. */
export interface Field {
  readonly type: 'string' | 'number' | 'boolean' | 'size' | 'duration' | 'object' | 'struct' | 'list' | 'map' | 'any';
  /** The property must be set. */
  readonly required?: true;
  /** The value must be known at synthesis, because the library decides by it. */
  readonly literal?: true;
  /** The strings that are legal, where the set is closed. */
  readonly values?: readonly string[];
  /** What a text, or each key of a map, must look like. */
  readonly format?: Format;
  readonly keyFormat?: Format;
  /** The rule that validates the format, without the service, for example `claim-name-format`; by default, `input/format` reports it. */
  readonly formatRule?: string;
  /** The smallest plausible number. Rules define the range that a service accepts. */
  readonly min?: number;
  /** The largest number that the format allows. */
  readonly max?: number;
  /** Only integers are valid. */
  readonly integer?: true;
  /** An empty string is legal. Elsewhere it is an environment variable that is not set. */
  readonly mayBeEmpty?: true;
  /** For 'object': what it must be. */
  readonly kind?: ObjectKind;
  /** For 'struct': its properties. */
  readonly fields?: Fields;
  /** For 'struct': conflicts between its properties. It is called only if each property is valid. */
  readonly conflict?: (value: any) => Conflict | undefined;
  /** For 'list' and 'map': what each item is. */
  readonly items?: Field;
  /** The field of the configuration that holds the value, if it has another name than the property. */
  readonly configuration?: string;
  /** Fields of the configuration that are derived from the value. Messages name the property without the value. */
  readonly derived?: readonly string[];
  /** The unit in which the configuration holds a Size (by default GiB) or a Duration. */
  readonly unit?: Unit;
  /** The unit that follows the number in messages, if it is not converted. */
  readonly shownUnit?: string;
  /** For 'object': the settings that it carries, which are validated with the property. */
  readonly carries?: (value: any) => Carried | undefined;
}

/** Properties of a struct that exclude each other. */
export interface Conflict {
  readonly property: string;
  readonly problem: string;
  readonly fix: string;
}

/** Settings inside an object of this library, such as those of a backend. */
export interface Carried {
  readonly fields: Fields;
  readonly value: unknown;
  /** Precedes the names of its properties in messages. */
  readonly label?: string;
}

/** The properties of a struct, by name. */
export type Fields = { readonly [property: string]: Field };

/** One row for each property of a struct: a property without a row, or with the wrong `required`, does not compile. */
export type Schema<T> = {
  readonly [K in keyof T]-?: {} extends Pick<T, K>
    ? Field & { readonly required?: undefined }
    : Field & { readonly required: true };
};

/** Units in which configurations hold amounts. */
export type Unit = 'GiB' | 'MiB' | 'days' | 'seconds';

/** What one setting of a file system accepts, and where its value is needed. */
export interface SettingRow extends Field {
  /** The path of the property in the user's words. */
  readonly property: string;
  /** The attribute of an object that is used, for example the ARN of a key. */
  readonly pick?: string;
  /** The property of the CloudFormation resource, nested by dots; absent: it is not one. */
  readonly cloudFormation?: string;
  /** Another value needs another file system: CloudFormation replaces it, or FSx rejects the change. */
  readonly replaces?: boolean;
}

/** The plain values that rows describe, each of the type of its row: numbers for amounts, texts for picked objects. */
export type SettingsOf<Rows extends { readonly [field: string]: SettingRow }> = {
  readonly [F in keyof Rows]?: Setting<ValueOf<Rows[F]>>;
};

type ValueOf<Row extends SettingRow> =
  Row extends { readonly values: readonly (infer Value)[] } ? Value
    : Row extends { readonly type: 'number' | 'size' | 'duration' } ? number
      : Row extends { readonly type: 'boolean' } ? boolean
        : string;

/** The properties that the rows describe, nested as the user writes them. */
export function fieldsOf(rows: readonly (readonly [string, SettingRow])[]): Fields {
  const fields: { [property: string]: Field } = {};
  for (const [, row] of rows) {
    const [property, nested] = row.property.split('.');
    if (nested === undefined) {
      fields[property] ??= row;
    } else {
      fields[property] = { type: 'struct', fields: { [nested]: row, ...fields[property]?.fields } };
    }
  }
  return fields;
}
