import { differences, errorIn, reports } from './differences';

const template = () => ({ Resources: { Data: { Type: 'AWS::FSx::FileSystem', Properties: { StorageCapacity: 4800, Text: `${'a'.repeat(500)} here`, SubnetIds: [{ Ref: 'A' }, 'b'] } } } });

test('a template equals itself, whatever the order of its keys', () => {
  const { Type, Properties } = template().Resources.Data;
  expect(differences(template(), { Resources: { Data: { Properties, Type } } })).toEqual([]);
});

test.each<[string, (data: any, resources: any) => void, string]>([
  ['another value', data => { data.Properties.StorageCapacity = 2400; }, 'Resources.Data.Properties.StorageCapacity: 4800 in TypeScript, 2400 here'],
  ['a number as text', data => { data.Properties.StorageCapacity = '4800'; }, 'Resources.Data.Properties.StorageCapacity: 4800 in TypeScript, "4800" here'],
  ['a word in a long text', data => { data.Properties.Text = `${'a'.repeat(500)} there`; },
    `Resources.Data.Properties.Text: "...${'a'.repeat(29)} here" in TypeScript, "...${'a'.repeat(29)} there" here`],
  ['a property too few', data => { delete data.Properties.StorageCapacity; }, 'Resources.Data.Properties.StorageCapacity: 4800 in TypeScript, nothing here'],
  ['a property too many', data => { data.Properties.KmsKeyId = null; }, 'Resources.Data.Properties.KmsKeyId: nothing in TypeScript, null here'],
  ['a list element too few', data => { data.Properties.SubnetIds.pop(); }, 'Resources.Data.Properties.SubnetIds.1: "b" in TypeScript, nothing here'],
  ['an object for a list', data => { data.Properties.SubnetIds = { 0: { Ref: 'A' }, 1: 'b' }; },
    'Resources.Data.Properties.SubnetIds: [{"Ref":"A"},"b"] in TypeScript, {"0":{"Ref":"A"},"1":"b"} here'],
  ['a resource too many', (_, resources) => { resources.More = { Type: 'AWS::S3::Bucket' }; }, 'Resources.More: nothing in TypeScript, {"Type":"AWS::S3::Bucket"} here'],
])('%s is a difference', (_what, change, difference) => {
  const other = template();
  change(other.Resources.Data, other.Resources);
  expect(differences(template(), other)).toEqual([difference]);
});

const ERROR = [
  'Error: FsxLustreStorage \'Stack/Data\': 1 problem',
  '  capacity 1500 GiB: PERSISTENT_2 SSD offers 1200.',
  '    Fix: 1200 is nearest.',
  '    at judge (judge.js:24:15)',
];

test('the error ends where the stack begins', () => {
  expect(errorIn(ERROR.join('\n'))).toBe('FsxLustreStorage \'Stack/Data\': 1 problem\ncapacity 1500 GiB: PERSISTENT_2 SSD offers 1200.\nFix: 1200 is nearest.');
  expect(errorIn('Error: Cannot find module \'cdk-eks-fsx\'')).toBeUndefined();
});

test('another language tells the error when it tells all lines of it', () => {
  const error = errorIn(ERROR.join('\n'))!;
  expect(reports(ERROR.map(line => `\t${line}`).join('\n').replace('Error: ', 'panic: '), error)).toBe(true);
  expect(reports(ERROR.map(line => `[ERROR] ${line}`).join('\n'), error)).toBe(true);
  expect(reports(ERROR.map(line => `[\u001b[1;31mERROR\u001b[m] \u001b[1;31m${line}\u001b[m`).join('\n'), error)).toBe(true); // on a terminal
  expect(reports(ERROR.filter(line => !line.includes('Fix')).join('\n'), error)).toBe(false);
});
