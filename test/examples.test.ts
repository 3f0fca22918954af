// The one suite with the validator of the CDK on: it validates every example's templates against CloudFormation's own rules.
process.env.CDK_VALIDATION = 'true';
process.env.CDK_CONTEXT_JSON = JSON.stringify({ '@aws-cdk/core:validateAgainstDefaultRules': true, 'aws:cdk:disable-asset-staging': true });
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App, CfnElement, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Yaml } from 'cdk8s';
import { normalised } from './support/normalized';
import * as library from 'cdk-eks-fsx';

const EXAMPLES = join(__dirname, '..', 'examples');
const SNAPSHOTS = join(__dirname, '__snapshots__', 'examples');
/** The others are written in other languages: .ci/languages compares what they deploy. */
const examples = readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'app.ts')));

describe('what the library creates is what it created before', () => {
  test.each(examples)('in %s', example => {
    const stacks = stacksOf(example).map(stack => [stack.stackName, templateOf(stack, isOfLibrary)] as const);
    expect(stacks.flatMap(([, { Resources }]) => Object.keys(Resources)).length).toBeGreaterThan(0);
    expectAsBefore(example, Object.fromEntries(stacks));
  });

  test('the platform of lustre-s3-training is the one that the others have', () => {
    const [platform] = stacksOf('lustre-s3-training');
    expectAsBefore('platform', { [platform.stackName]: templateOf(platform, element => !isOfLibrary(element)) });
  });
});

test.each(examples)('%s prints no warning of this library that is not acknowledged', example => {
  const { app }: { app: App } = require(join(EXAMPLES, example, 'app'));
  const messages = app.synth().stacks.flatMap(stack => stack.messages);
  const texts = messages.map(({ id, level, entry }) => `${level} ${id}: ${entry.data}`);
  // newer versions of the CDK warn of feature flags that an app has not chosen
  expect(texts.filter(text => text.startsWith('error') || text.includes('cdk-eks-fsx:'))).toEqual([]);
});

const LIBRARY_CLASSES = Object.values(library).filter((value): value is any => typeof value === 'function');

/** Whether a construct of the library contains an element. What storages share has names that start with Fsx. */
function isOfLibrary(element: CfnElement): boolean {
  return element.node.scopes.some(scope => /^Fsx/.test(scope.node.id) || LIBRARY_CLASSES.some(type => scope instanceof type));
}

/** The template of a stack, reduced to some of its resources and outputs. */
function templateOf(stack: Stack, isIncluded: (element: CfnElement) => boolean): any {
  const { Resources = {}, Outputs = {} } = normalised(Template.fromStack(stack).toJSON());
  const elements = stack.node
    .findAll()
    .filter(CfnElement.isCfnElement)
    .filter(element => element.stack === stack && isIncluded(element));
  const ids = new Set(elements.map(element => stack.resolve(element.logicalId)));
  const reduced = (all: object) => Object.fromEntries(Object.entries(all).filter(([id]) => ids.has(id)));
  return { Resources: reduced(Resources), Outputs: reduced(Outputs) };
}

/** Compares with the file of an example; `jest -u` writes it, as it writes snapshots. */
function expectAsBefore(name: string, stacks: { readonly [stack: string]: any }) {
  const file = join(SNAPSHOTS, `${name}.yaml`);
  const text = Yaml.stringify(stacks);
  const { snapshotState } = expect.getState() as any;
  if (snapshotState._updateSnapshot === 'all' || snapshotState._updateSnapshot === 'new' && !existsSync(file)) {
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}

function stacksOf(example: string): Stack[] {
  const { app }: { app: App } = require(join(EXAMPLES, example, 'app'));
  return app.node.children.filter(Stack.isStack);
}
