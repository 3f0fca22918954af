import { manifests } from '../../bench/lint';
import { lint } from '../../src/lint/lint';
import { readValue } from '../../src/lint/values';

const CLASS = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: fsx
provisioner: fsx.csi.aws.com
parameters:
  subnetId: subnet-0123456789abcdef0
  securityGroupIds: sg-0123456789abcdef0
  deploymentType: SCRATCH_2
  fileSystemTypeVersion: "2.15"
  perUnitStorageThroughput: "200"
`;
const claim = (size: string) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteMany], storageClassName: fsx, resources: {requests: {storage: ${size}}}}
`;
const findings = (...texts: string[]) => lint(texts.map((text, index) => ({ name: `${index}.yaml`, text }))).findings;

test('a finding has the position of the value, the rule, the problem, a fix and a source', () => {
  expect(findings(CLASS)).toEqual([{
    file: '0.yaml', line: 11, column: 29, endLine: 11, endColumn: 34, object: 'StorageClass \'fsx\'', ruleId: 'lustre/throughput-not-offered', severity: 'error',
    subject: 'perUnitStorageThroughput 200 MB/s per TiB', problem: 'SCRATCH_2 SSD does not support a throughput per TiB.',
    fix: 'remove it: SCRATCH_2 delivers 200 MB/s per TiB.', source: expect.stringContaining('https://docs.aws.amazon.com/'),
  }]);
});

test('positions count from the beginning of the file, also in later documents', () => {
  expect(findings(`# a comment\n---\n${claim('1200Gi')}---\n${CLASS}`)).toEqual([expect.objectContaining({ line: 18, column: 29 })]);
});

test('objects of several files are validated together', () => {
  expect(findings(CLASS.replace(/ {2}perUnit.*\n/, ''), claim('1300Gi'))).toEqual([
    expect.objectContaining({ file: '1.yaml', ruleId: 'lustre/claim-size-rounded', fix: 'use 2400Gi, or suppress this finding.' }),
  ]);
});

test('a name that several files define is only resolved in the same file', () => {
  const scratch = CLASS.replace(/ {2}perUnit.*\n/, '');
  expect(findings(scratch, scratch, claim('1300Gi'))).toEqual([]);
  expect(findings(scratch, `${scratch}---\n${claim('1300Gi')}`)).toHaveLength(1);
});

test('JSON has the same findings as YAML', () => {
  const [yaml] = findings(claim('1200GiB') + '---\n' + CLASS);
  const json = JSON.stringify([
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteMany'], storageClassName: 'fsx', resources: { requests: { storage: '1200GiB' } } } },
    { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fsx' }, provisioner: 'fsx.csi.aws.com' },
  ]);
  expect(findings(json).find(({ ruleId }) => ruleId === 'input/type')).toMatchObject({ problem: yaml.problem, fix: yaml.fix, line: 1 });
});

test('an alias is read where it is used', () => {
  const text = `${CLASS.replace('"200"', '&speed "200"')}  extraTags: *speed\n`;
  expect(findings(text).map(({ ruleId }) => ruleId).sort()).toEqual(['lint/extra-tags-format', 'lustre/throughput-not-offered']);
});

test('nested aliases do not multiply the work', () => {
  const levels = Array.from({ length: 25 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join('\n');
  expect(findings(`kind: PersistentVolume\napiVersion: v1\na0: &a0 [x]\n${levels}\n`)).toEqual([]);
});

test.each([
  ['the line of the comment', CLASS.replace('"200"', '"200" # cdk-eks-fsx-ignore: lustre/throughput-not-offered a reason')],
  ['the line after it', CLASS.replace('  perUnit', '  # cdk-eks-fsx-ignore: lustre/throughput-not-offered a reason\n  perUnit')],
  ['the document that begins with it', `# cdk-eks-fsx-ignore: lustre/throughput-not-offered a reason\n${CLASS}`],
  ['a later document that begins with it', `${claim('1200Gi')}---\n# cdk-eks-fsx-ignore: lustre/throughput-not-offered a reason\n${CLASS}`],
])('a comment suppresses a rule for %s', (_, text) => {
  const result = lint([{ name: 'a.yaml', text }]);
  expect(result.findings).toEqual([]);
  expect(result.suppressed).toBe(1);
});

test.each([
  ['another rule', '# cdk-eks-fsx-ignore: lustre/version-2-12 a reason', ['lustre/throughput-not-offered']],
  ['no reason', '# cdk-eks-fsx-ignore: lustre/throughput-not-offered', ['lint/suppression', 'lustre/throughput-not-offered']],
  ['an unknown rule', '# cdk-eks-fsx-ignore: lustre/unknown a reason', ['lint/suppression', 'lustre/throughput-not-offered']],
])('a comment with %s suppresses nothing', (_, comment, ids) => {
  expect(findings(`${comment}\n${CLASS}`).map(({ ruleId }) => ruleId)).toEqual(ids);
});

test('a comment in one document does not apply to another', () => {
  expect(findings(`# cdk-eks-fsx-ignore: lustre/throughput-not-offered a reason\n${claim('1200Gi')}---\n${CLASS}`)).toHaveLength(1);
});

test('a syntax error is reported with its position, unless a template engine has to fill in the file', () => {
  const broken = 'kind: PersistentVolume\n  spec: [';
  expect(lint([{ name: 'a.yaml', text: broken }]).unreadable).toEqual([expect.objectContaining({ file: 'a.yaml', line: expect.any(Number) })]);
  expect(lint([{ name: 'a.yaml', text: `{{- if .Values.fsx }}\n${CLASS}{{- end }}\n` }])).toMatchObject({ unreadable: [], templates: 1, findings: [] });
});

test('a file with more lines than a call has arguments is read', () => {
  const [finding] = findings(`${'# a comment\n'.repeat(200_000)}---\n${CLASS}`);
  expect(finding).toMatchObject({ line: 200_012, ruleId: 'lustre/throughput-not-offered' });
});

test('files without storage are not parsed', () => {
  expect(lint([{ name: 'a.yaml', text: 'a: [' }])).toMatchObject({ unreadable: [], objects: 0, files: 1 });
});

test('manifests inside a template of the CDK are validated, with references as placeholders', () => {
  const manifest = JSON.stringify([{
    apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fsx' }, provisioner: 'fsx.csi.aws.com',
    parameters: { subnetId: 'SUBNET', securityGroupIds: 'SUBNET', deploymentType: 'SCRATCH_2', fileSystemTypeVersion: '2.10' },
  }]).split('SUBNET');
  const template = {
    Resources: {
      Manifest: {
        Type: 'Custom::AWSCDK-EKS-KubernetesResource', Properties: {
          Manifest: { 'Fn::Join': ['', [manifest[0], { Ref: 'Subnet' }, manifest[1], { Ref: 'Group' }, manifest[2]]] },
        },
      },
    },
  };
  expect(findings(JSON.stringify(template))).toEqual([expect.objectContaining({ ruleId: 'lustre/version-2-10', object: 'StorageClass \'fsx\'' })]);
});

test('the generator of the benchmark creates valid manifests, some with a known mistake', () => {
  const { findings: found, objects, unreadable } = lint(manifests(500));
  expect({ objects, unreadable }).toEqual({ objects: 500, unreadable: [] });
  expect(new Set(found.map(({ ruleId }) => ruleId))).toEqual(new Set(['lustre/version-2-10', 'lustre/claim-size-rounded']));
  expect(found).toHaveLength(20);
});

test.each(['null', '5', '[]', '{}', '{"Type": null}', '{"Type": "AWS::FSx::FileSystem", "Properties": 5}'])('ignores the resource %s', resource => {
  const properties = { FileSystemType: 'LUSTRE', FileSystemTypeVersion: '2.15', StorageCapacity: 1200, SubnetIds: ['subnet-0'], SecurityGroupIds: [{ Ref: 'A' }] };
  const text = `{"Resources": {"A": ${resource}, "B": ${JSON.stringify({ Type: 'AWS::FSx::FileSystem', Properties: properties })}}}`;
  expect(findings(text)).toEqual([]);
});

test.each([['1', undefined], ['9', undefined], ['0', 'must be at least 1, got 0'], ['10', 'must be at most 9, got 10']])('a number is compared with the range of its row: %s', (text, problem) => {
  const { value, violation } = readValue(text, { type: 'number', min: 1, max: 9 }, 'stripeCount', 'https://example.com');
  expect(violation?.problem).toBe(problem);
  expect(value === Number(text)).toBe(problem === undefined);
});
