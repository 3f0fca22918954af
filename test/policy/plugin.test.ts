import { App, CfnParameter, Stack, Stage, aws_fsx as fsx } from 'aws-cdk-lib';
import { FsxValidationPlugin, FsxValidationPluginProps } from '../../src';
import { managedOn } from '../support/fixture';

function synthesized(define: (stack: Stack) => void, props?: FsxValidationPluginProps) {
  const lines: string[] = [];
  const record = (...args: unknown[]) => void lines.push(args.join(' '));
  const spies = [jest.spyOn(console, 'log').mockImplementation(record), jest.spyOn(console, 'error').mockImplementation(record)];
  const { exitCode } = process;
  try {
    const plugin = new FsxValidationPlugin(props);
    const validate = jest.spyOn(plugin, 'validate');
    const app = new App({ analyticsReporting: false, policyValidationBeta1: [plugin] });
    define(new Stack(app, 'Storage'));
    // older versions of the CDK print the report and set the exit code; newer ones throw it
    let thrown = false;
    try {
      app.synth();
    } catch (error) {
      thrown = true;
      lines.push((error as Error).message);
    }
    const report = validate.mock.results[0]?.value;
    expect(!thrown || report?.success === false).toBe(true);
    return { output: lines.join('\n'), failed: thrown || process.exitCode === 1, report };
  } finally {
    process.exitCode = exitCode;
    spies.forEach(spy => spy.mockRestore());
  }
}

function lustre(
  stack: Stack, lustreConfiguration: fsx.CfnFileSystem.LustreConfigurationProperty, storageCapacity = 1200,
) {
  return new fsx.CfnFileSystem(stack, 'Data', { fileSystemType: 'LUSTRE', fileSystemTypeVersion: '2.15', storageCapacity, subnetIds: ['subnet-0123456789abcdef0'], lustreConfiguration });
}

test('reports a file system that CloudFormation would reject, with its construct, and fails the synthesis', () => {
  const { output, failed, report } = synthesized(stack => lustre(stack, { deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: 200 }, 1300));
  expect(failed).toBe(true);
  expect(report.success).toBe(false);
  const [first] = report.violations.map(({ violatingResources }: any) => violatingResources[0]);
  expect(first.templatePath).toMatch(/Storage\.template\.json$/);
  const placesOf = ({ ruleName, violatingResources: [{ resourceLogicalId, locations }] }: any) => [
    ruleName,
    resourceLogicalId,
    locations,
  ];
  expect(report.violations.map(placesOf)).toEqual([
    ['lustre/capacity-step', 'Data', ['Properties/StorageCapacity']],
    ['lustre/throughput-not-offered', 'Data', ['Properties/LustreConfiguration/PerUnitStorageThroughput']],
  ]);
  expect(output).toContain('Storage/Data');
  expect(output).toContain('PERSISTENT_2 SSD offers 125, 250, 500 or 1000 MB/s per TiB');
});

test('reports volumes, storage virtual machines and associations', () => {
  const { report } = synthesized(stack => {
    new fsx.CfnStorageVirtualMachine(stack, 'Svm', { fileSystemId: 'fs-0123456789abcdef0', name: 'svm-0123456789abcdef0' });
    new fsx.CfnVolume(stack, 'Volume', { name: '1data', volumeType: 'ONTAP', ontapConfiguration: { storageVirtualMachineId: 'svm-0123456789abcdef0', sizeInMegabytes: '1024', junctionPath: 'data' } });
    new fsx.CfnDataRepositoryAssociation(stack, 'Link', { fileSystemId: 'fs-0123456789abcdef0', fileSystemPath: 'ns1', dataRepositoryPath: 's3://data' });
  });
  expect(report.violations.flatMap(({ ruleName, violatingResources }: any) => violatingResources.map((resource: any) => `${resource.resourceLogicalId} ${ruleName}`)).sort()).toEqual([
    'Link lustre/repository-path-format', 'Svm ontap/svm-name-is-an-id', 'Volume ontap/junction-path-format', 'Volume ontap/volume-name-format',
  ]);
});

test('accepts what the constructs create, parameters, and other file systems', () => {
  const { failed, output, report } = synthesized(stack => {
    managedOn(new Stack(stack, 'Training'));
    const capacity = new CfnParameter(stack, 'Capacity', { type: 'Number' });
    lustre(stack, { deploymentType: 'SCRATCH_2' }, capacity.valueAsNumber);
    new fsx.CfnFileSystem(stack, 'Windows', { fileSystemType: 'WINDOWS', subnetIds: ['subnet-0123456789abcdef0'] });
  });
  expect(report).toEqual({ success: true, violations: [] });
  expect(failed).toBe(false);
  expect(output).not.toMatch(/(lustre|ontap)\//);
});

test('an acknowledged rule is not reported; warnings fail only on request', () => {
  const outdated = (stack: Stack) => lustre(stack, { deploymentType: 'SCRATCH_2' }).addPropertyOverride('FileSystemTypeVersion', '2.12');
  const { failed, report } = synthesized(outdated);
  expect([failed, report.success, report.violations.map(({ ruleName, severity }: any) => `${ruleName} ${severity}`)]).toEqual([false, true, ['lustre/version-2-12 warning']]);
  expect(synthesized(outdated, { failOnWarnings: true }).failed).toBe(true);
  expect(synthesized(outdated, { failOnWarnings: true, acknowledge: { 'lustre/version-2-12': 'all nodes run Amazon Linux 2023' } }).report.violations).toEqual([]);
});

test('validates the stacks of stages', () => {
  const { report } = synthesized(stack => lustre(new Stack(new Stage(stack.node.root as App, 'Prod'), 'Storage'), { deploymentType: 'SCRATCH_2', perUnitStorageThroughput: 200 }));
  expect(report.violations.map(({ ruleName }: any) => ruleName)).toEqual(['lustre/throughput-not-offered']);
});

test.each([
  [{ 'lustre/no-such-rule': 'because' }, 'no rule has this id'],
  [{ 'lustre/version-2-12': ' ' }, 'the reason is missing'],
])('rejects the acknowledgement %o', (acknowledge, message) => {
  expect(() => new FsxValidationPlugin({ acknowledge })).toThrow(message);
});

