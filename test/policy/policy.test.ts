import { readFileSync } from 'fs';
import { App, Stack, Stage, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ApiObject, Chart, Testing } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { FsxAdmissionPolicy, FsxAdmissionPolicyProps, FsxPolicyMode, ManifestDelivery } from '../../src';
import { run } from '../../src/cli/run';
import { LustreDeploymentType, LustreStorageType } from '../../src/lustre/limits';
import { driverRounding } from '../../src/lustre/sizing';
import { coverageTables, rulesOutsidePolicies } from '../../src/policy/coverage';
import { lustreClassValidations } from '../../src/policy/decisions';
import { Sample, parameterOfRow } from '../../src/policy/parameters';
import { importedCluster, objectsOf, storageOn } from '../support/fixture';

const SCRATCH = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'scratch' }, provisioner: 'fsx.csi.aws.com', parameters: { deploymentType: 'SCRATCH_2' } };

async function printed(
  args: readonly string[],
): Promise<{ readonly status: number; readonly objects: any[]; readonly err: string }> {
  let [out, err] = ['', ''];
  const status = await run(
    ['policy', ...args],
    text => (out += text),
    text => (err += text),
  );
  return { status, err, objects: status === 0 ? parseAllDocuments(out).map(document => document.toJS()) : [] };
}

function policiesOf(props: Partial<FsxAdmissionPolicyProps> = {}, charts: Chart[] = []): any[] {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const policy = new FsxAdmissionPolicy(stack, 'Policy', { cluster: importedCluster(stack), storageClassesOf: charts, ...props });
  return policy.manifests.toJson();
}

const kindsOf = (objects: any[]) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

test('generates conditions for 38 rules about settings of StorageClasses', () => {
  const validations = lustreClassValidations();
  expect(new Set(validations.map(({ ruleId }) => ruleId)).size).toBeGreaterThanOrEqual(38);
  expect(validations.filter(({ ruleId }) => ruleId === 'lustre/throughput-not-offered').map(({ expression, message }) => ({ expression, message }))).toContainEqual({
    expression: "!((variables.deploymentType == 'PERSISTENT_1' && variables.storageType == 'HDD' && variables.perUnitStorageThroughput in ['50', '100', '125', '200', '250', '500', '1000', 'other']))",
    message: 'lustre/throughput-not-offered: perUnitStorageThroughput: PERSISTENT_1 HDD offers 12 or 40 MB/s per TiB. Fix: use 12 or 40.',
  });
  expect(validations.filter(({ expression }) => /true\)|\(\)/.test(expression) && !expression.includes("'true'"))).toEqual([]);
});

test.each([
  ['a number', { type: 'number' }, { '': [{}], 'valid': ['1'], 'invalid': ['many'] }],
  ['a text', { type: 'string' }, { '': [{}], 'valid': ['a'] }],
  ['a closed set', { type: 'string', values: ['A', 'B'] }, { '': [{}], 'A': ['A'], 'B': ['B'], 'invalid': ['no such value'] }],
] as const)('a StorageClass parameter needs only its row: %s', (_, row, classes) => {
  const parameter = parameterOfRow('stripeCount', { property: 'stripeCount', ...row });
  const valuesOf = (samples: readonly Sample[]) => samples.map(sample => sample.stripeCount ?? {});
  expect(Object.fromEntries(parameter.classes.map(({ key, samples }) => [key, valuesOf(samples)]))).toEqual(classes);
});

test('every rule for files is in a policy, or has a reason why not', () => {
  expect(Object.entries(rulesOutsidePolicies()).filter(([, reason]) => reason === '').map(([id]) => id)).toEqual([]);
});

test('docs/policies.md lists the rules that the policies contain and do not contain', () => {
  const page = readFileSync('docs/policies.md', 'utf8');
  const lines = Object.values(coverageTables()).flat();
  expect(lines.filter(line => !page.includes(line))).toEqual([]);
});

test('a construct delivers policies with one manifest, which exempts the role of kubectl', () => {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  new FsxAdmissionPolicy(stack, 'Policy', { cluster: importedCluster(stack) });
  Template.fromStack(stack).resourceCountIs('Custom::AWSCDK-EKS-KubernetesResource', 1);
  const objects: any[] = objectsOf(stack);
  expect(objects).toHaveLength(20);
  const conditions = objects.flatMap(({ spec }) => spec.matchConditions ?? []).filter(({ name }) => name === 'exempt-roles');
  expect(conditions).toHaveLength(10);
  expect(conditions[0].expression).toMatch(/assumed-role\/.+\/'\]\.exists\(p, request\.userInfo\.username\.startsWith\(p\)\)/);
});

test.each([
  [{}, ['Deny', 'Audit'], ['Warn', 'Audit']],
  [{ mode: FsxPolicyMode.WARN }, ['Warn', 'Audit'], ['Warn', 'Audit']],
  [{ mode: FsxPolicyMode.AUDIT }, ['Audit'], ['Audit']],
  [{ warningMode: FsxPolicyMode.DENY }, ['Deny', 'Audit'], ['Deny', 'Audit']],
])('%o determines what the bindings do', (props, errors, warnings) => {
  const bindings = policiesOf({ ...props, delivery: ManifestDelivery.chart(Testing.chart()) }).filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');
  expect(bindings.map(({ spec }) => spec.validationActions)).toEqual(bindings.map(({ metadata: { name } }) => name.endsWith('-warnings') ? warnings : errors));
});

test('names, roles and users appear in the policies', () => {
  const stack = new Stack(new App(), 'Stack');
  const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/teams/deployer');
  const objects = policiesOf({ policyName: 'fsx', exemptRoles: [role], exemptUsers: ['system:serviceaccount:argocd:argocd'], delivery: ManifestDelivery.chart(Testing.chart()) });
  expect(kindsOf(objects)).toContain('ValidatingAdmissionPolicy fsx-lustre-classes');
  expect(objects[0].spec.matchConditions).toEqual([
    { name: 'provisioner', expression: "object.provisioner == 'fsx.csi.aws.com'" },
    { name: 'exempt-users', expression: "!(request.userInfo.username == 'system:serviceaccount:argocd:argocd')" },
    { name: 'exempt-roles', expression: expect.stringContaining(":sts::111122223333:assumed-role/deployer/'].exists(") },
  ]);
});

test('the claims of the StorageClasses of a storage are validated', () => {
  const stack = new Stack(new App(), 'Storage', { env: { account: '111122223333', region: 'eu-west-1' } });
  const storage = storageOn(stack);
  const classes = storage.manifests.apiObjects.filter(({ kind }) => kind === 'StorageClass').map(({ name }) => name);
  const [claims] = policiesOf({ policyName: 'fsx' }, [storage.manifests]).filter(({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && metadata.name === 'fsx-claims-warnings');
  expect(classes).toHaveLength(1);
  expect(claims.spec.matchConditions[0].expression).toBe(`object.spec.?storageClassName.orValue('') == '${classes[0]}'`);
  expect(claims.spec.validations[0].expression).toContain('variables.bytes %');
});

test.each([
  [{ backendType: 'ontap-san' }, 20],
  [{ storageDriverName: 'ontap-nas-economy' }, 20],
  [{ selector: 'tier=hot' }, 0],
])('the claims of a StorageClass of Trident with %o are validated if it names the driver', (parameters, smallest) => {
  const chart = Testing.chart();
  new ApiObject(chart, 'Class', { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'nas' }, provisioner: 'csi.trident.netapp.io', parameters } as any);
  const claims = policiesOf({ policyName: 'fsx' }, [chart]).find(({ metadata }) => metadata.name === 'fsx-claims').spec;
  expect(claims.matchConditions[0].name).toBe(smallest ? 'storage-class' : 'no-rules');
  expect(JSON.stringify(claims.validations).includes(`variables.bytes >= ${smallest * 1024 ** 2}`)).toBe(smallest > 0);
});

test('without StorageClasses, the policies for claims have the same names and match nothing', () => {
  const without = policiesOf({ policyName: 'fsx' });
  const { metadata, spec } = without.find(each => each.metadata.name === 'fsx-claims');
  expect([metadata.name, spec.matchConditions[0]]).toEqual(['fsx-claims', { name: 'no-rules', expression: 'false' }]);
});

test('sizes are rounded as the driver rounds them: only the rows that apply', () => {
  expect(driverRounding(LustreDeploymentType.PERSISTENT_1, LustreStorageType.HDD, 12)).toEqual([
    expect.objectContaining({ unit: 6000 }),
  ]);
  expect(
    driverRounding(LustreDeploymentType.SCRATCH_1, LustreStorageType.SSD, undefined).map(({ unit }) => unit),
  ).toEqual([1200, 3600]);
  expect(
    driverRounding(LustreDeploymentType.SCRATCH_2, LustreStorageType.SSD, undefined).map(({ unit }) => unit),
  ).toEqual([1200, 2400]);
});

test('the cluster needs kubectl, and a name must be valid', () => {
  const stack = new Stack(new App(), 'Stack');
  const cluster = importedCluster(stack);
  expect(() => new FsxAdmissionPolicy(stack, 'A', { cluster, policyName: 'FSx' })).toThrow('policy/name-format');
  expect(() => new FsxAdmissionPolicy(stack, 'B', { cluster, mode: 'BLOCK' as any })).toThrow('input/value');
  const bare = eks.Cluster.fromClusterAttributes(stack, 'Bare', { clusterName: 'training' });
  expect(() => new FsxAdmissionPolicy(stack, 'C', { cluster: bare })).toThrow('policy/kubectl-missing');
});

describe('a second policy of the same name', () => {
  const app = new App();
  const [platform, storage] = ['Platform', 'Storage'].map(id => new Stack(app, id));
  const cluster = importedCluster(platform);
  new FsxAdmissionPolicy(platform, 'Policy', { cluster, policyName: 'fsx' });

  test.each<[string, Stack, Partial<FsxAdmissionPolicyProps>]>([
    ['in the same stack', platform, {}],
    ['in another stack', storage, {}],
    ['that is delivered in another way', storage, { delivery: ManifestDelivery.chart(Testing.chart()) }],
    ['for another import of the cluster', storage, { cluster: importedCluster(storage) }],
  ])('is rejected %s', (where, stack, props) => {
    expect(() => new FsxAdmissionPolicy(stack, `Again ${where}`, { cluster, policyName: 'fsx', ...props })).toThrow(
      "policyName 'fsx': 'Platform/Policy' already creates policies of this name in the same cluster, and policies have no namespace.",
    );
  });

  test('is accepted in another cluster or another stage', () => {
    const other = eks.Cluster.fromClusterAttributes(storage, 'Other', { clusterName: 'other' });
    const delivery = ManifestDelivery.chart(Testing.chart());
    new FsxAdmissionPolicy(storage, 'Elsewhere', { cluster: other, policyName: 'fsx', delivery });
    const staged = new Stack(new Stage(app, 'Production'), 'Platform');
    new FsxAdmissionPolicy(staged, 'Policy', { cluster: importedCluster(staged), policyName: 'fsx' });
  });

  test('without a name has another name', () => {
    const names = [platform, storage].map(stack => new FsxAdmissionPolicy(stack, 'Derived', { cluster }).policyName);
    expect(new Set(names).size).toBe(2);
  });
});

test('the command prints policies for the StorageClasses of files', async () => {
  const { writeFileSync, mkdtempSync } = jest.requireActual<typeof import('fs')>('fs');
  const folder = mkdtempSync(`${process.env.TMPDIR ?? '/tmp'}/policy-`);
  writeFileSync(`${folder}/class.yaml`, JSON.stringify(SCRATCH));
  const { status, objects } = await printed(['--mode', 'deny', '--name', 'fsx', '--exempt-role', 'arn:aws:iam::111122223333:role/x/deployer', folder]);
  expect(status).toBe(0);
  expect(objects).toHaveLength(20);
  expect(objects.find(({ metadata }) => metadata.name === 'fsx-claims-warnings').spec.matchConditions[0].expression).toContain("== 'scratch'");
  expect(JSON.stringify(objects)).toContain('arn:aws:sts::111122223333:assumed-role/deployer/');
});

test.each([
  [['--exempt-role', 'deployer'], "--exempt-role 'deployer' must be the ARN of an IAM role"],
  [['--name', 'FSx'], "--name 'FSx' must consist of lower-case letters"],
  [['--mode', 'block'], 'It must be one of audit, warn, deny.'],
  [['no-such-file.yaml'], 'no-such-file.yaml'],
])('the command rejects %p', async (args, message) => {
  const { status, err } = await printed(args);
  expect([status, err]).toEqual([2, expect.stringContaining(message)]);
});
