import { readFileSync } from 'fs';
import { dirname, join } from 'path';
import { SETTING_ROWS } from '../../src/lustre/setting-rows';
import cloudFormation from '../cases/cloudformation.json';
import driver from '../cases/storage-class-keys.json';

const paths = SETTING_ROWS.flatMap(([, row]) => row.cloudFormation ?? []);
const underLustre = (names: string[]) => names.map(name => `LustreConfiguration.${name}`);

/** The properties of an interface of the L1, read from its type declarations. */
function declared(name: string): string[] {
  const file = join(dirname(require.resolve('aws-cdk-lib/package.json')), 'aws-fsx/lib/fsx.generated.d.ts');
  const text = readFileSync(file, 'utf8').replace(/\/\*\*[^]*?\*\//g, '');
  const [, body] = new RegExp(`\\binterface ${name}\\b[^{]*\\{([^}]*)\\}`).exec(text)!;
  return [...body.matchAll(/readonly (\w+)\??:/g)].map(([, property]) => property.charAt(0).toUpperCase() + property.slice(1));
}

test('a StorageClass has every key that the driver reads, and no other: unknown ones are ignored silently', () => {
  const keys = SETTING_ROWS.flatMap(([, row]) => row.storageClass ?? []);
  expect([...keys, 'subnetId', 'securityGroupIds', 'extraTags'].sort()).toEqual([...driver.keys].sort());
});

test('every property of a Lustre file system that the CDK types has a row', () => {
  const nested = { DataReadCacheConfiguration: 'DataReadCacheConfigurationProperty', MetadataConfiguration: 'MetadataConfigurationProperty' };
  // newer versions of the CDK type the log configuration; what that holds stands among the facts
  const lustre = declared('LustreConfigurationProperty').filter(property => property !== 'LogConfiguration').flatMap(property => property in nested
    ? declared(nested[property as keyof typeof nested]).map(child => `${property}.${child}`)
    : property);
  expect(lustre).toContain('DeploymentType');
  expect(paths.filter(path => path.startsWith('LustreConfiguration.')).sort())
    .toEqual([...underLustre(lustre), ...cloudFormation.untyped.properties].sort());
});

test('every property of AWS::FSx::FileSystem is set by a row, by code, or belongs to another backend', () => {
  const { properties, elsewhere, otherBackends } = cloudFormation.top;
  expect(paths.filter(path => !path.includes('.')).sort()).toEqual([...properties].sort());
  // OpenZFS is OpenZfs in the L1
  const known = [...properties, ...elsewhere, ...otherBackends, 'LustreConfiguration'].map(name => name.toLowerCase());
  expect(declared('CfnFileSystemProps').filter(name => !known.includes(name.toLowerCase()))).toEqual([]);
});

test('no two rows set the same property', () => {
  expect(new Set(paths).size).toBe(paths.length);
});

test('volumes follow exactly the settings that make another file system', () => {
  const replacing = SETTING_ROWS.filter(([, row]) => row.replaces).map(([, row]) => row.cloudFormation);
  expect(replacing.sort()).toEqual(
    [...cloudFormation.replacing.properties, ...cloudFormation.fixedAtCreation.properties].sort(),
  );
});
