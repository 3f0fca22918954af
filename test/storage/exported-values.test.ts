import { CfnParameter, NestedStack, Size, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ExportValuesOptions, FsxLustreStorage, FsxOntapStorage, MlTrainingVolume, ManifestDelivery } from '../../src';
import { check } from '../../src/validation/check';
import { exportedValuesRules } from '../../src/validation/common/exported-values';
import { mlVolume } from '../ml/volumes';
import { MANIFEST, beforeOf, errorOf, existingOn, idsIn, managedOn, resourcesOf, storageOn, testApp, testStack } from '../support/fixture';
import { ONTAP_CLAIM, existingOntap, managedOntap } from '../support/ontap';

const PARAMETER = 'AWS::SSM::Parameter';
const BOTH: ExportValuesOptions = { outputPrefix: 'Imagenet', parameterPrefix: '/ml/imagenet' };
const LUSTRE = ['claim-name', 'claim-namespace', 'dns-name', 'file-system-id', 'mount-name'];
const ONTAP = ['claim-name', 'claim-namespace', 'file-system-id', 'snapshot-class-name', 'storage-class-name', 'svm-name'];

type Exporting = FsxLustreStorage | FsxOntapStorage | MlTrainingVolume;

const outputsOf = (stack: Stack): { [id: string]: any } => {
  const { RetainedResources: _, ...outputs } = Template.fromStack(stack).toJSON().Outputs ?? {};
  return outputs;
};
const parametersOf = (stack: Stack): { [name: string]: any } =>
  Object.fromEntries(resourcesOf(stack, PARAMETER).map(({ Properties }) => [Properties.Name, Properties.Value]));
const idsOf = (options: ExportValuesOptions, storage: Exporting = managedOn(testStack())) =>
  idsIn(errorOf(() => storage.exportValues(options)));

describe.each<[string, (stack: Stack) => Exporting, string[]]>([
  ['a managed Lustre storage', stack => managedOn(stack), LUSTRE],
  ['an existing Lustre storage', stack => existingOn(stack), LUSTRE],
  ['a managed Lustre storage without a claim', stack => managedOn(stack, {}, { claim: undefined }), ['dns-name', 'file-system-id', 'mount-name']],
  ['a dynamic Lustre storage', stack => storageOn(stack, { claim: { name: 'data', size: Size.gibibytes(1200) } }), ['claim-name', 'claim-namespace', 'storage-class-name']],
  ['a managed ONTAP storage', stack => managedOntap(stack, {}, { claim: ONTAP_CLAIM }), [...ONTAP, 'svm-id']],
  ['an existing ONTAP storage', stack => existingOntap(stack, {}, { claim: ONTAP_CLAIM }), ONTAP],
  ['an MlTrainingVolume', stack => mlVolume(stack), LUSTRE],
])('%s', (_, storageIn, names) => {
  test('exports the values that it has under stable names, as outputs and SSM parameters', () => {
    const stack = testStack();
    storageIn(stack).exportValues(BOTH);
    const ids = names.map(name => `Imagenet${name.split('-').map(word => `${word[0].toUpperCase()}${word.slice(1)}`).join('')}`);
    expect(Object.keys(outputsOf(stack)).sort()).toEqual([...ids].sort());
    expect(Object.keys(parametersOf(stack)).sort()).toEqual(names.map(name => `/ml/imagenet/${name}`).sort());
    ids.forEach((id, index) => expect(outputsOf(stack)[id].Value).toEqual(parametersOf(stack)[`/ml/imagenet/${names[index]}`]));
    expect(Object.values(outputsOf(stack)).filter(({ Export }) => Export)).toEqual([]);
  });
});

test('exports nothing unless requested, and only where requested', () => {
  const stack = testStack();
  const storage = managedOn(stack);
  expect([outputsOf(stack), resourcesOf(stack, PARAMETER)]).toEqual([{}, []]);
  const outputs = testStack();
  managedOn(outputs).exportValues({ outputPrefix: 'A' });
  expect([Object.keys(outputsOf(outputs)).length, resourcesOf(outputs, PARAMETER).length]).toEqual([5, 0]);
  expect(storage.claimName).toBeDefined();
  const parameters = testStack();
  managedOn(parameters).exportValues({ parameterPrefix: '/a' });
  expect([outputsOf(parameters), resourcesOf(parameters, PARAMETER).length]).toEqual([{}, 5]);
});

test('exports the values of the attributes', () => {
  const stack = testStack();
  const storage = existingOn(stack);
  storage.exportValues(BOTH);
  expect(parametersOf(stack)).toMatchObject({
    '/ml/imagenet/claim-name': storage.claimName, '/ml/imagenet/claim-namespace': 'default',
    '/ml/imagenet/file-system-id': 'fs-0123456789abcdef0', '/ml/imagenet/mount-name': 'abcdefgh',
  });
});

test('an SSM parameter is created after the claim and deleted with the stack', () => {
  const stack = testStack();
  const storage = managedOn(stack);
  const more = storage.addClaim('More', { namespace: 'ml' });
  storage.exportValues({ parameterPrefix: '/ml/more', claim: more });
  expect(parametersOf(stack)).toMatchObject({ '/ml/more/claim-name': more.claimName, '/ml/more/claim-namespace': 'ml' });
  const [parameter] = resourcesOf(stack, PARAMETER);
  const claim = resourcesOf(stack, MANIFEST).find(({ Properties }) =>
    JSON.stringify(Properties.Manifest).includes(more.claimName),
  )!;
  expect(beforeOf(stack, parameter.id).has(claim.id)).toBe(true);
  expect(parameter.DeletionPolicy).toBeUndefined();
});

test('works for claims that are delivered as files', () => {
  const stack = testStack();
  managedOn(stack, {}, { delivery: ManifestDelivery.yaml('cdk.out/manifests', { outputsFile: '/tmp/no-such-file.json' }) }).exportValues(BOTH);
  expect(Object.keys(parametersOf(stack))).toHaveLength(5);
});

test('outputs of a nested stack belong to the outermost stack', () => {
  const stack = testStack();
  managedOn(new NestedStack(stack, 'Nested') as unknown as Stack).exportValues(BOTH);
  expect(Object.keys(outputsOf(stack))).toContain('ImagenetClaimName');
});

describe('prefixes', () => {
  test.each<[ExportValuesOptions, string]>([
    [{}, 'values/nowhere'],
    [{ outputPrefix: 'my-data' }, 'values/output-prefix-format'],
    [{ outputPrefix: 'a'.repeat(239) }, 'values/output-prefix-format'],
    ...['ml', '/ml/', '//ml', '/ml//a', '/', '/m l', '/ml/ü', '/aws/ml', '/AWSdata', '/ssm', `/a${'/a'.repeat(14)}`, `/${'a'.repeat(900)}`]
      .map((parameterPrefix): [ExportValuesOptions, string] => [{ parameterPrefix }, 'values/parameter-prefix-format']),
  ])('%j is rejected', (options, id) => {
    expect(idsOf(options)).toEqual([id]);
  });

  test.each<ExportValuesOptions>([
    { outputPrefix: 'a'.repeat(238) }, { outputPrefix: '1' },
    ...['/ml', '/ml/aws', '/a.b_c-D/1', '/paws', `/a${'/a'.repeat(13)}`, `/${'a'.repeat(899)}`].map(parameterPrefix => ({ parameterPrefix })),
  ])('%j is accepted', options => {
    expect(() => managedOn(testStack()).exportValues(options)).not.toThrow();
  });

  test('that are known only at deployment are rejected', () => {
    const stack = testStack();
    const { valueAsString } = new CfnParameter(stack, 'Prefix');
    expect(idsOf({ outputPrefix: valueAsString, parameterPrefix: valueAsString }, managedOn(stack))).toEqual(['input/deploy-time', 'input/deploy-time']);
  });

  test('of two storages must differ: outputs in a stack, SSM parameters in an account and Region', () => {
    const app = testApp();
    const [first, second] = ['First', 'Second'].map(id => managedOn(testStack(app, id)));
    first.exportValues(BOTH);
    expect(idsOf(BOTH, first)).toEqual(['values/output-prefix-twice', 'values/parameter-prefix-twice']);
    const message = errorOf(() => second.exportValues(BOTH));
    expect(idsIn(message)).toEqual(['values/parameter-prefix-twice']);
    expect(message).toContain('FsxLustreStorage \'Second/Data\', exportValues: 1 problem');
    expect(message).toContain('First/Data');
    expect(() => second.exportValues({ outputPrefix: 'Imagenet', parameterPrefix: '/ml/other' })).not.toThrow();
  });

  test('of stages without an environment can be the same, because the stages can be in different accounts', () => {
    const app = testApp();
    for (const id of ['Beta', 'Prod']) {
      const stack = new Stack(new Stage(app, id), 'Storage');
      expect(() => managedOn(stack).exportValues(BOTH)).not.toThrow();
    }
  });
});

test.each(exportedValuesRules.map(rule => [rule.id, rule] as const))('%s distinguishes its examples', (id, rule) => {
  expect(check(exportedValuesRules, { parameterPrefix: '/a', ...rule.validExample }).violations).toEqual([]);
  expect(check(exportedValuesRules, rule.invalidExample).violations.map(found => found.id)).toContain(id);
});
