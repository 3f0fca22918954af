import { Place } from './finding';
import { Settings } from './lustre';
import { BACKEND_FIELDS } from './names';
import { isMapping, isUnknown, readQuantity, readValue, textOf, wrong } from './values';
import { OntapBackendConfiguration, OntapDefaultsConfiguration } from '../ontap/configuration';
import { OntapSanType, OntapStorageDriver, OntapTieringPolicy, TIERING_POLICIES } from '../ontap/limits';
import { BACKEND_FIELDS_OF } from '../ontap/schema';
import { DEFAULTS_ROWS } from '../ontap/trident/defaults';
import { Violation } from '../validation/check';
import { DeferredValue } from '../validation/deferred-value';

const TYPES = 'https://github.com/NetApp/trident/blob/master/storage_drivers/types.go';
/** Spelling of Trident. */
const POLICIES = new Map(
  Object.entries(TIERING_POLICIES).map(([policy, { trident }]) => [trident, policy as OntapTieringPolicy]),
);
/** A policy that Trident accepts and the constructs do not offer. */
const OTHER_POLICIES = ['backup'];

/** Go decodes JSON without regard to case: the key of a map that stands for a field. */
export function keyOf(map: unknown, field: string): string | undefined {
  return isMapping(map)
    ? field in map
      ? field
      : Object.keys(map).find(key => key.toLowerCase() === field.toLowerCase())
    : undefined;
}

export function valueOf(map: unknown, field: string): unknown {
  const key = keyOf(map, field);
  return key === undefined ? undefined : (map as { readonly [key: string]: unknown })[key];
}

/** The driver of a backend, if it is one for ONTAP. */
export function driverOf(spec: unknown): OntapStorageDriver | undefined {
  const name = valueOf(spec, 'storageDriverName');
  return Object.values(OntapStorageDriver).find(driver => driver === name);
}

/** The settings of new volumes in `defaults` of a backend or pool. */
export function defaultsSettings(map: unknown, driver: OntapStorageDriver): Settings<OntapDefaultsConfiguration> {
  const configuration: { [field: string]: unknown } = {};
  const places: { [field: string]: Place } = {};
  const violations: Violation[] = [];
  for (const [field, { key }] of Object.entries(DEFAULTS_ROWS)) {
    const name = keyOf(map, key);
    const raw = valueOf(map, key);
    if (name === undefined || raw === null || raw === undefined || raw === '') {
      continue;
    }
    places[field] = { container: map as object, key: name, name: `defaults.${name}` };
    const reading = typeof raw === 'string' || isUnknown(raw) ? readDefault(field, raw, driver) : notText(field, raw);
    configuration[field] = reading.value;
    violations.push(...reading.violation ? [reading.violation] : []);
  }
  return { configuration, places, violations };
}

function readDefault(
  field: string,
  raw: unknown,
  driver: OntapStorageDriver,
): { readonly value?: unknown; readonly violation?: Violation } {
  if (isUnknown(raw)) {
    return { value: new DeferredValue(raw) };
  }
  if (field === 'tieringPolicy') {
    const reading = readValue(raw, { type: 'string', values: [...POLICIES.keys(), ...OTHER_POLICIES] }, field, TYPES);
    return reading.violation ? reading : { value: POLICIES.get(String(raw)) ?? new DeferredValue(raw) };
  }
  if (field === 'spaceReserved') {
    return raw === 'none' || raw === 'volume' ? { value: raw === 'volume' } : {};
  }
  return readValue(raw, { ...BACKEND_FIELDS_OF[driver][field], values: undefined }, field, TYPES);
}

function notText(at: string, raw: unknown) {
  return wrong(at, textOf(raw), `must be a string; Trident rejects a backend with a ${typeof raw} here`, 'put the value in quotation marks', TYPES);
}

/** The settings of a backend, whose driver is one for ONTAP. */
export function backendSettings(
  spec: { readonly [key: string]: unknown }, name: string, driver: OntapStorageDriver,
): Settings<OntapBackendConfiguration> {
  const places: { [field: string]: Place } = {};
  const violations: Violation[] = [];
  const place = (field: string, key: string) => {
    const written = keyOf(spec, key);
    if (written !== undefined) {
      places[field] = { container: spec, key: written, name: written };
    }
    return valueOf(spec, key);
  };
  for (const [key, type] of Object.entries(BACKEND_FIELDS)) {
    const raw = valueOf(spec, key);
    if (raw !== undefined && raw !== null && !isUnknownText(raw) && typeOf(raw) !== type && key !== 'version') {
      place(key, key);
      violations.push(type === 'string'
        ? notText(key, raw).violation!
        : wrong(key, textOf(raw), `must be a ${type}; Trident cannot decode a ${typeOf(raw)} here`, type === 'boolean' ? 'use true or false without quotation marks' : `use a ${type}`, TYPES).violation!);
    }
  }
  const size = (field: string, key: string) => {
    const reading = readQuantity(place(field, key), field);
    return typeof reading.value === 'number' ? reading.value : undefined; // Trident reads other units, too
  };
  const count = (field: string) => readValue(place(field, field), { type: 'number' }, field, TYPES).value as number | undefined;
  const prefix = place('storagePrefix', 'storagePrefix');
  const sanType = String(place('sanType', 'sanType') ?? 'iscsi').toLowerCase();
  const cidrs = place('autoExportCidrs', 'autoExportCIDRs');
  const auto = place('autoExportPolicy', 'autoExportPolicy');
  place('driver', 'storageDriverName');
  place('backendName', 'backendName');
  const defaults = defaultsSettings(valueOf(spec, 'defaults'), driver);
  return {
    configuration: omitUnset<OntapBackendConfiguration>({
      backendName: name,
      driver,
      pools: [],
      sanType:
        driver === OntapStorageDriver.SAN ? Object.values(OntapSanType).find(type => type === sanType) : undefined,
      storagePrefix: typeof prefix === 'string' && !isUnknown(prefix) ? prefix : undefined,
      limitVolumeSize: size('limitVolumeSize', 'limitVolumeSize'),
      limitVolumePoolSize: size('limitVolumePoolSize', 'limitVolumePoolSize'),
      autoExportPolicy: typeof auto === 'boolean' ? auto : auto === undefined ? false : undefined,
      autoExportCidrs:
        Array.isArray(cidrs) && (typeof auto === 'boolean' || auto === undefined) ? ipv4(cidrs) : undefined,
      qtreesPerFlexvol: driver === OntapStorageDriver.NAS_ECONOMY ? count('qtreesPerFlexvol') : undefined,
      lunsPerFlexvol: driver === OntapStorageDriver.SAN_ECONOMY ? count('lunsPerFlexvol') : undefined,
      ...defaults.configuration,
    }),
    places: { ...places, ...defaults.places },
    violations: [...violations, ...defaults.violations],
  };
}

/** Trident accepts IPv6 ranges, which the rule for file systems does not know. */
function ipv4(cidrs: readonly unknown[]): string[] {
  return cidrs.filter((cidr): cidr is string => typeof cidr === 'string' && !isUnknown(cidr) && !cidr.includes(':'));
}

function isUnknownText(raw: unknown): boolean {
  return typeof raw === 'string' && isUnknown(raw);
}

function typeOf(raw: unknown): string {
  return Array.isArray(raw) ? 'list' : typeof raw === 'object' ? 'map' : typeof raw;
}

/** Absent is absent: rules distinguish settings that are not set. */
export function omitUnset<T extends object>(object: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

/** The name of a backend: that of the object, unless the spec has another. */
export function backendNameOf(name: string, spec: unknown): string {
  return textOf(valueOf(spec, 'backendName')) ?? name;
}

/** The labels of each pool of a backend, with those of the backend. */
export function poolLabelsOf(spec: unknown): { readonly [key: string]: string }[] {
  const own = labelsIn(spec);
  const storage = valueOf(spec, 'storage');
  return Array.isArray(storage) && storage.length > 0 ? storage.map(pool => ({ ...own, ...labelsIn(pool) })) : [own];
}

function labelsIn(map: unknown): { [key: string]: string } {
  const labels = valueOf(map, 'labels');
  return isMapping(labels)
    ? Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)]))
    : {};
}

/** Whether labels match a selector whose format is correct (Trident, storage_attribute/label.go). */
export function matches(labels: { readonly [key: string]: string }, selector: string): boolean {
  return selector.split(';').every(text => {
    const clause = text.trim();
    const set = /^([\w-]+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(clause);
    if (set) {
      const [, key, operator, values] = set;
      return key in labels && values.split(',').map(value => value.trim()).includes(labels[key]) === (operator === 'in');
    }
    const [, key, operator, value] = /^([\w-]+)\s*(==?|!=)\s*([\w-]+)$/.exec(clause) ?? [];
    if (key !== undefined) {
      return operator === '!=' ? labels[key] !== value : labels[key] === value;
    }
    return clause.startsWith('!') ? !(clause.slice(1).trim() in labels) : clause in labels;
  });
}
