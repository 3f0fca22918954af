import { Property, TYPES, TypeReference, inputStructs, propertiesOf } from './assembly';
import { STRUCTS } from './structs';
import * as library from '../../src';
import { Field } from '../../src/validation/schema';

/** What a type of the assembly is in the schema. */
function expected({ primitive, fqn, collection }: TypeReference): string {
  if (collection) {
    return `${collection.kind === 'array' ? 'list' : 'map'} of ${expected(collection.elementtype)}`;
  }
  if (primitive) {
    return primitive;
  }
  const type = TYPES[fqn!];
  if (type === undefined) {
    return { 'aws-cdk-lib.Size': 'size', 'aws-cdk-lib.Duration': 'duration', 'aws-cdk-lib.aws_ec2.SubnetSelection': 'struct' }[fqn!] ?? (/\.(RemovalPolicy|aws_eks_v2\.IpFamily)$/.test(fqn!) ? 'string' : 'object');
  }
  return type.kind === 'enum' ? 'string' : type.datatype ? 'struct' : 'object';
}

function actual({ type, items }: Field): string {
  return items ? `${type} of ${actual(items)}` : type;
}

/** The values of an enum of the library. */
function valuesOf({ fqn, collection }: TypeReference): string[] | undefined {
  const name = fqn !== undefined && TYPES[fqn]?.kind === 'enum' ? TYPES[fqn].name : undefined;
  return collection
    ? valuesOf(collection.elementtype)
    : name === undefined
      ? undefined
      : Object.values((library as any)[name]);
}

test('every struct that users write has a schema', () => {
  expect(Object.keys(STRUCTS).sort()).toEqual(inputStructs().map(({ name }) => name).sort());
});

describe.each(inputStructs().map(type => [type.name, type] as const))('the schema of %s', (name, type) => {
  const fields = STRUCTS[name] ?? {};

  test('has a row for each property, and no other', () => {
    expect(Object.keys(fields).sort()).toEqual(propertiesOf(type).map(property => property.name).sort());
  });

  test.each(propertiesOf(type).map(property => [property.name, property] as const))('agrees with the type of %s', (_, property: Property) => {
    const field = fields[property.name];
    expect(actual(field).replace(/any$/, '')).toBe(field.type === 'any' ? '' : expected(property.type).replace(/any$/, ''));
    expect(field.required ?? false).toBe(!property.optional);
    const values = valuesOf(property.type);
    if (values) {
      expect([...(field.items ?? field).values ?? []].sort()).toEqual(values.sort());
    }
  });
});
