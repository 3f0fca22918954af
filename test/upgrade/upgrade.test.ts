import { existsSync, readFileSync, readdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import { Identities, additions, changes, identitiesOf } from './identities';

// The examples deploy the same without a copy of their assets, which takes longer than all else.
process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-asset-staging': true });

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const examples = readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'app.ts')));

/** `jest -u` records what is intended; a replaced or renamed resource is a BREAKING CHANGE that says what it does to data. */
const isRecording = () => (expect.getState() as any).snapshotState._updateSnapshot === 'all';

/** A line for each resource. */
function written(identities: Identities): string {
  const stacks = Object.entries(identities).map(([stack, resources]) => {
    const lines = Object.entries(resources).map(([id, identity]) => `  ${JSON.stringify(id)}: ${JSON.stringify(identity)}`);
    return ` ${JSON.stringify(stack)}: {\n${lines.join(',\n')}\n }`;
  });
  return `{\n${stacks.join(',\n')}\n}\n`;
}

test.each(examples)('an upgrade of the library replaces and renames nothing of %s', example => {
  const { app } = jest.requireActual<{ app: App }>(join(EXAMPLES, example, 'app'));
  const now = identitiesOf(app);
  const file = join(__dirname, `${example}.json`);
  if (isRecording()) {
    writeFileSync(file, written(now));
  }
  const recorded: Identities = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  expect(changes(recorded, now)).toEqual([]);
  expect(additions(recorded, now)).toEqual([]);
});

test('every record is of an example', () => {
  expect(readdirSync(__dirname).filter(file => file.endsWith('.json')).map(file => file.replace('.json', '')).sort()).toEqual([...examples].sort());
});

describe('what an upgrade does', () => {
  const recorded: Identities = {
    Storage: {
      FileSystem: { type: 'AWS::FSx::FileSystem', replacing: { SubnetIds: ['subnet-1'], SecurityGroupIds: [{ Ref: 'A' }, { Ref: 'B' }] } },
      Manifest: { type: 'Custom::AWSCDK-EKS-KubernetesResource', replacing: {}, objects: ['PersistentVolumeClaim ml data-1f2e3d4c'] },
    },
  };
  const { FileSystem, Manifest } = recorded.Storage;

  test.each<[string, Identities, RegExp]>([
    ['another logical id', { Storage: { Other: FileSystem, Manifest } }, /FileSystem .* is gone/],
    ['another order of security groups', { Storage: { FileSystem: { ...FileSystem, replacing: { ...FileSystem.replacing, SecurityGroupIds: [{ Ref: 'B' }, { Ref: 'A' }] } }, Manifest } }, /SecurityGroupIds is another/],
    ['a property that replaces and was not there', { Storage: { FileSystem: { ...FileSystem, replacing: { ...FileSystem.replacing, KmsKeyId: 'key' } }, Manifest } }, /KmsKeyId is another/],
    ['another name of a claim', { Storage: { FileSystem, Manifest: { ...Manifest, objects: ['PersistentVolumeClaim ml data-00000000'] } } }, /data-1f2e3d4c has another name/],
    ['another type', { Storage: { FileSystem: { ...FileSystem, type: 'AWS::FSx::Volume' }, Manifest } }, /is gone/],
  ])('%s is seen', (_, now, message) => {
    expect(changes(recorded, now).join('\n')).toMatch(message);
  });

  test('a further resource is no change, and is to be recorded', () => {
    const now = { Storage: { ...recorded.Storage, Further: FileSystem } };
    expect([changes(recorded, now), additions(recorded, now)]).toEqual([[], ['Storage/Further']]);
  });
});
