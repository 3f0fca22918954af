import { App, Aws, CfnResource, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import { ApiObject, JsonPatch, Testing } from 'cdk8s';
import { ManifestText } from '../../src/delivery/manifest-text';
import { managedOn, objectsOf, testApp, testStack } from '../support/fixture';

type Values = (stack: Stack, thing: CfnResource) => object;

function objectWith(stack: Stack, values: Values): ApiObject {
  const thing = new CfnResource(stack, 'Thing', { type: 'Some::Thing' });
  return new ApiObject(Testing.chart(), 'Object', { apiVersion: 'v1', kind: 'ConfigMap', ...values(stack, thing) });
}

/** What the template holds of the JSON of something. */
function written(stack: Stack, manifest: unknown): unknown {
  new CfnResource(stack, 'Written', { type: 'Some::Manifest', properties: { Manifest: stack.toJsonString(manifest) } });
  return (stack.node.root as App).synth().getStackByName(stack.stackName).template.Resources.Written.Properties
    .Manifest;
}

test.each<[string, Values]>([
  ['nothing late', () => ({ data: { text: 'say "hi"\n', number: 1, list: ['a', true] } })],
  ['references', (_, thing) => ({ data: { id: thing.ref, within: `a/${thing.ref}/"b"\\`, arn: thing.getAtt('Arn').toString() } })],
  ['a pseudo parameter', () => ({ data: { host: `x.${Aws.REGION}.${Aws.URL_SUFFIX}` } })],
  ['a number', (_, thing) => ({ data: { size: Token.asNumber(thing.getAtt('Size')), id: thing.ref } })],
  ['a list', (_, thing) => ({ data: { names: Token.asList(thing.getAtt('Names')), id: thing.ref } })],
  ['a list alone', (_, thing) => ({ data: { names: Token.asList(thing.getAtt('Names')) } })],
  ['a function with quotes in it', (_, thing) => ({ data: { text: Fn.join('', ['say "', thing.ref, '"']) } })],
  ['a text that is made at synthesis, with quotes', (_, thing) => ({ data: { text: Lazy.string({ produce: () => 'say "hi"' }), id: thing.ref } })],
  ['a key', (_, thing) => ({ metadata: { labels: { [`${thing.ref}`]: 'x' } } })],
])('is what the CDK writes: %s', (_, values) => {
  const [ours, theirs] = [testStack(), testStack()];
  const text = written(ours, new ManifestText([objectWith(ours, values)]).asProperty());
  expect(JSON.stringify(text)).toContain('ConfigMap');
  expect(text).toEqual(written(theirs, [objectWith(theirs, values).toJson()]));
});

test('references to other stacks are found', () => {
  const app = testApp();
  const other = new Stack(app, 'Other', { env: { account: '111122223333', region: 'eu-west-1' } });
  const elsewhere = new CfnResource(other, 'Elsewhere', { type: 'Some::Thing' });
  const stack = testStack(app);
  const text = written(stack, new ManifestText([objectWith(stack, () => ({ data: { id: `x-${elsewhere.ref}` } }))]).asProperty());
  expect(JSON.stringify(text)).toMatch(/Fn::ImportValue.*Other:ExportsOutputRefElsewhere/);
  expect(Object.keys(app.synth().getStackByName('Other').template.Outputs).join()).toMatch(/^ExportsOutputRefElsewhere/);
});

test('objects are asked at synthesis, and each once', () => {
  const stack = testStack();
  const object = objectWith(stack, () => ({}));
  const rendered = jest.spyOn(object, 'toJson');
  const text = new ManifestText([object]).asProperty();
  object.metadata.addLabel('team', 'vision');
  expect(rendered).not.toHaveBeenCalled();
  expect(written(stack, text)).toContain('vision');
  expect(rendered).toHaveBeenCalledTimes(1);
});

test('a volume is written with what was added and patched', () => {
  const stack = testStack();
  const storage = managedOn(stack);
  const [volume, claim] = storage.manifests.node.children as ApiObject[];
  volume.addJsonPatch(JsonPatch.add('/metadata/finalizers', ['a/b']));
  claim.metadata.addLabel('team', 'vision');
  expect(objectsOf(stack).map(({ metadata }) => metadata)).toMatchObject([{ finalizers: ['a/b'] }, { labels: { team: 'vision' } }]);
});
