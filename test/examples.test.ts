// The one suite with the validator of the CDK on: it judges every example's templates against CloudFormation's own rules.
process.env.CDK_VALIDATION = 'true';
process.env.CDK_CONTEXT_JSON = JSON.stringify({ '@aws-cdk/core:validateAgainstDefaultRules': true });
import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { normalised } from './support/normalised';

const EXAMPLES = join(__dirname, '..', 'examples');
/** The others are written in other languages: .ci/languages compares what they deploy. */
const examples = readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'app.ts')));

test.each(examples)('%s deploys what it deployed before', example => {
  const { app }: { app: App } = require(join(EXAMPLES, example, 'app'));
  const stacks = app.node.children.filter(Stack.isStack);
  expect(stacks.length).toBeGreaterThan(0);
  for (const stack of stacks) {
    expect(normalised(Template.fromStack(stack).toJSON())).toMatchSnapshot(stack.stackName);
  }
});

test.each(examples)('%s prints no warning of this library that is not acknowledged', example => {
  const { app }: { app: App } = require(join(EXAMPLES, example, 'app'));
  const messages = app.synth().stacks.flatMap(stack => stack.messages);
  const texts = messages.map(({ id, level, entry }) => `${level} ${id}: ${entry.data}`);
  // newer versions of the CDK warn of feature flags that an app has not chosen
  expect(texts.filter(text => text.startsWith('error') || text.includes('cdk-eks-fsx:'))).toEqual([]);
});
