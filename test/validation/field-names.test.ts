import { driverRules } from '../../src/lustre/rules/driver';
import {
  LUSTRE_CLAIM_FIELDS, LUSTRE_DRIVER_FIELDS, LUSTRE_DRIVER_NAMES, LUSTRE_FIELD_NAMES, LUSTRE_SHARE_FIELDS,
  LUSTRE_STORAGE_FIELDS, PROVISIONING_FIELDS,
} from '../../src/lustre/schema';
import { ALL_ONTAP_RULES } from '../../src/ontap/rules';
import { tridentRules } from '../../src/ontap/rules/trident';
import * as ontap from '../../src/ontap/schema';
import { fieldNames, prefixed, settingNames } from '../../src/validation/field-names';
import { FieldNames } from '../../src/validation/report';
import { Rule } from '../../src/validation/rule';
import { Fields } from '../../src/validation/schema';
import { ALL_RULES } from '../lustre/violations';

/** All paths of properties of structs. */
function pathsOf(...structs: Fields[]): string[] {
  return structs.flatMap(fields => Object.entries(fields).flatMap(([name, { fields: nested }]) => [
    name, ...nested ? pathsOf(nested).map(path => `${name}.${path}`) : [],
  ]));
}

/** The properties that messages of rules name, without those that exist. */
function unknownNames(rules: readonly Rule<any>[], names: FieldNames, structs: readonly Fields[]): string[] {
  const paths = [...pathsOf(...structs), 'backUp()', 'restore()', 'shareTo'];
  return rules.flatMap(({ id, at }) => typeof at !== 'string' ? [] : (names[at]?.property ?? at).split(', ')
    .map(name => name.replace(/^.*: /, '')).filter(name => !paths.includes(name)).map(name => `${id}: ${name}`));
}

test('rules of Lustre name properties that exist', () => {
  const structs = [
    LUSTRE_STORAGE_FIELDS,
    ...Object.values(PROVISIONING_FIELDS),
    LUSTRE_CLAIM_FIELDS,
    LUSTRE_SHARE_FIELDS,
  ];
  expect(unknownNames(ALL_RULES, LUSTRE_FIELD_NAMES, structs)).toEqual([]);
  expect(unknownNames(driverRules, LUSTRE_DRIVER_NAMES, [LUSTRE_DRIVER_FIELDS])).toEqual([]);
});

test('rules of Trident installations name properties that exist', () => {
  expect(unknownNames(tridentRules, ontap.TRIDENT_DRIVER_NAMES, [ontap.TRIDENT_DRIVER_FIELDS])).toEqual([]);
});

test('rules of ONTAP name properties that exist', () => {
  const names: FieldNames = new Proxy({}, {
    get: (_, at: string) => ontap.ONTAP_FIELD_NAMES[at] ?? [ontap.volumeFieldNames('a')[at], ontap.backendFieldNames('a')[at]]
      .find(name => !name!.property.endsWith(`: ${at}`)),
  });
  const structs = [
    ontap.ONTAP_STORAGE_FIELDS,
    ...Object.values(ontap.ONTAP_PROVISIONING_FIELDS),
    ontap.ONTAP_PROVISIONING_FIELDS.managed.volumes.items.fields,
    ontap.ONTAP_SHARE_FIELDS,
    ontap.ONTAP_CLONE_FIELDS,
    ontap.ONTAP_CLONE_INPUT,
    ontap.ONTAP_IMPORT_FIELDS,
    ontap.ONTAP_DATA_SYNC_FIELDS,
    ...Object.values(ontap.BACKEND_FIELDS_OF),
  ];
  const rules = ALL_ONTAP_RULES.filter(({ id }) => id !== 'ontap/class-of-pools'); // classes have names of their own
  expect(unknownNames(rules, names, structs)).toEqual([]);
});

describe('names of fields', () => {
  const fields = {
    size: { type: 'size', configuration: 'claimSize' },
    wait: { type: 'duration', unit: 'seconds' },
    user: { type: 'number', configuration: 'owner' },
    group: { type: 'number', configuration: 'owner' },
    vpc: { type: 'object', derived: ['vpcOwned'] },
    claim: { type: 'struct', fields: { name: { type: 'string', configuration: 'claimName' } } },
  } as const satisfies Fields;

  test('are the paths of the properties, with the units of the configuration', () => {
    expect(fieldNames(fields)).toMatchObject({
      claimSize: { property: 'size', unit: 'GiB' }, wait: { property: 'wait', unit: 'seconds' }, claimName: { property: 'claim.name' },
    });
  });

  test('list all properties of one struct from which a field comes', () => {
    expect(fieldNames(fields).owner).toEqual({ property: 'user, group', unit: undefined });
  });

  test('omit the values of objects and of what is derived from them', () => {
    expect(fieldNames(fields)).toMatchObject({ vpc: { withoutValue: true }, vpcOwned: { property: 'vpc', withoutValue: true } });
  });

  test('come from the first struct that has the field', () => {
    expect(fieldNames(fields, { amount: { type: 'size', configuration: 'claimSize' } }).claimSize).toMatchObject({ property: 'size' });
  });

  test('of settings have the unit that messages show', () => {
    expect(settingNames([['throughput', { property: 'a.b', type: 'number', shownUnit: 'MB/s' }]])).toEqual({ throughput: { property: 'a.b', unit: 'MB/s' } });
  });

  test('can have a prefix, also those without an entry', () => {
    const names = prefixed('pool \'hot\': ', fieldNames(fields));
    expect([names.claimSize, names.other]).toEqual([{ property: 'pool \'hot\': size', unit: 'GiB' }, { property: 'pool \'hot\': other' }]);
  });
});
