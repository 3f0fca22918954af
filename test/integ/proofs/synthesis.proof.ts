import { spawnSync } from 'child_process';
import { readFileSync, readdirSync, rmSync } from 'fs';
import { join } from 'path';
import { Deployment, FOLDER, Resource, TESTS, deploymentsOf, read } from './synthesis';
import { lint, lintProof } from '../../conformance/cloudformation/cfn-lint';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

/** The deployments of each test. */
const deployments: { [test: string]: Deployment[] } = {};

/** What is retained and not billed: it disappears with the cluster, or the Sweeper deletes it. */
const RETAINED_FREE = [
  MANIFEST, 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress', 'AWS::FSx::DataRepositoryAssociation', 'AWS::IAM::Role', 'AWS::IAM::Policy',
];

/** The sections of a test's header that README.md repeats. */
function headerOf(test: string): { minutes?: string; cost?: string } {
  const text = readFileSync(join(FOLDER, test), 'utf8');
  return { minutes: /^ \* Duration: (\d+) minutes/m.exec(text)?.[1], cost: /^ \* Cost drivers: (.+)\.$/m.exec(text)?.[1] };
}

/** The text of a manifest, with something in the place of what is known only at deployment. */
function textOf(manifest: any): string {
  return typeof manifest === 'string' ? manifest : manifest['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : 'deploy-time').join('');
}

/** The claims that a deployment creates, and those that its Jobs mount. */
function claimsOf(deployment: Deployment): { readonly created: string[]; readonly mounted: string[] } {
  const manifests = resourcesOf(deployment).filter(({ Type }) => Type === MANIFEST);
  const objects = manifests.flatMap(({ Properties }) => JSON.parse(textOf(Properties.Manifest)));
  const jobs = objects.filter(({ kind }) => kind === 'Job');
  return {
    created: objects.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(({ metadata }) => metadata.name),
    mounted: jobs
      .flatMap(({ spec }) => spec.template.spec.volumes ?? [])
      .map(volume => volume.persistentVolumeClaim.claimName),
  };
}

function resourcesOf({ templates }: Deployment): Resource[] {
  return Object.values(templates).flatMap(file => Object.values<Resource>(read(file).Resources ?? {}));
}

describe('integ-runner', () => {
  afterAll(() => readdirSync(FOLDER).filter(name => name.endsWith('.snapshot')).forEach(name => rmSync(join(FOLDER, name), { recursive: true })));

  test('finds, synthesizes and reads every test', () => {
    const { stderr, status } = spawnSync('npx', ['integ-runner', '--dry-run'], { cwd: FOLDER, encoding: 'utf8' });
    expect(stderr).toMatch(new RegExp(`Tests: +${TESTS.length} passed, ${TESTS.length} total`));
    expect(status).toBe(0);
  });
});

describe.each(TESTS)('%s', name => {
  beforeAll(() => {
    deployments[name] = deploymentsOf(name);
  });

  test('has assertions in every step', () => {
    for (const { testCase, assertions } of deployments[name]) {
      const calls = Object.values(assertions.Resources).filter(({ Properties }) => Properties?.expected !== undefined);
      expect([testCase, calls.length > 0]).toEqual([testCase, true]);
    }
  });

  test('retains no file system that its Sweeper does not delete', () => {
    for (const deployment of deployments[name]) {
      const resources = resourcesOf(deployment);
      const sweepers = resources.filter(({ Type }) => Type === 'Custom::Sweeper').map(({ Properties }) => Object.entries(Properties.tags));
      for (const { Properties } of resources.filter(({ Type, DeletionPolicy = 'Delete' }) => Type === 'AWS::FSx::FileSystem' && DeletionPolicy !== 'Delete')) {
        const tags = Properties.Tags.map(({ Key, Value }: any) => `${Key}=${Value}`);
        expect(sweepers.filter(wanted => wanted.every(([key, value]) => tags.includes(`${key}=${value}`)))).not.toEqual([]);
      }
    }
  });

  test('retains nothing else that is billed', () => {
    const retained = deployments[name].flatMap(resourcesOf).filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete');
    expect([...new Set(retained.map(({ Type }) => Type))].filter(type => type !== 'AWS::FSx::FileSystem' && !RETAINED_FREE.includes(type))).toEqual([]);
  });

  test('runs images of a public registry that limits nobody', () => {
    const manifests = JSON.stringify(deployments[name].flatMap(resourcesOf).filter(({ Type }) => Type === MANIFEST));
    const images = [...manifests.matchAll(/\\"image\\":\\"([^\\]+)\\"/g)].map(([, image]) => image).filter(image => image !== 'none');
    expect(images).not.toEqual([]);
    expect(images.filter(image => !image.startsWith('public.ecr.aws/'))).toEqual([]);
  });

  test('mounts claims only that this step or an earlier one creates', () => {
    const steps = deployments[name].map(claimsOf);
    steps.forEach(({ mounted }, index) => {
      const created = steps.slice(0, index + 1).flatMap(step => step.created);
      expect(created).toEqual(expect.arrayContaining(mounted));
    });
    expect(steps[0].mounted).not.toEqual([]);
  });

  test('states its duration and cost drivers, as the README does', () => {
    const { minutes, cost } = headerOf(name);
    const row = readFileSync(join(FOLDER, 'README.md'), 'utf8').split('\n').find(line => line.startsWith(`| [${name}](${name})`));
    expect([row?.split(' | ')[2], row?.split(' | ')[3]]).toEqual([minutes, `${cost} |`]);
  });
});

test('after the change to scratch, a Job mounts the old claim and the new one', () => {
  const [persistent, scratch] = deployments['integ.lustre-persistent-to-scratch.ts'].map(claimsOf);
  expect(scratch.mounted.sort()).toEqual([...persistent.created, ...scratch.created].sort());
  expect(scratch.created).not.toEqual(persistent.created);
});

lintProof('cfn-lint', () => {
  test('has nothing against the templates of any step', () => {
    const templates = Object.values(deployments).flatMap(steps => steps.flatMap(step => Object.values(step.templates)));
    expect(templates.length).toBeGreaterThan(TESTS.length * 2);
    // integ-tests derives the name of an action from that of the service, which is wrong for tag:GetResources; the tests add the right one
    const findings = lint(templates, 'us-east-2').filter(finding => !/^W3037 .*Action: 'tagging' is not one of/.test(finding));
    expect(findings.map(finding => finding.slice(0, 300))).toEqual([]);
  });
});
