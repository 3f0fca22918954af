import { NestedStack, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FsxLustreStorage, LustreDeploymentType, LustreProvisioning, LustreStorageType, MlTrainingVolume, MlWorkload, ReclaimPolicy } from '../../src';
import { existingOn, flattened, importedCluster, managedOn, ownCluster, resourceOf, resourcesOf, storageOn, testApp, testStack } from '../support/fixture';
import { ONTAP_CLAIM, SECRET, SVM, existingOntap, managedOntap } from '../support/ontap';

const FILE_SYSTEM = 'AWS::FSx::FileSystem';
/** More than any id or ARN that takes the place of a reference. */
const LONGEST_ID = 'x'.repeat(120);
const LONGEST_OUTPUT = 4096;
const LONGEST_OUTPUT_OF_MANY = 8192;

function outputsOf(stack: Stack): string[] {
  return Object.values(Template.fromStack(stack).findOutputs('*', {})).map(({ Value }) => flattened(Value));
}

function outputOf(stack: Stack): string {
  const outputs = outputsOf(stack);
  expect(outputs).toHaveLength(1);
  return outputs[0];
}

describe('an output says what stays', () => {
  test('of a Lustre file system: id, type, size, why, and the command', () => {
    const stack = testStack();
    managedOn(stack);
    const id = `\${${resourceOf(stack, FILE_SYSTEM).id}}`;
    expect(outputOf(stack)).toBe(`FSx for Lustre file system ${id} (PERSISTENT_2, 2400 GiB) stays and is billed, because its removal policy is `
      + 'RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE. With it stay its security groups, S3 links, volumes and claims. '
      + `To delete it: aws fsx delete-file-system --file-system-id ${id}`);
  });

  test('of a scratch file system that somebody keeps, and of one without a size', () => {
    const stack = testStack();
    managedOn(stack, { deploymentType: LustreDeploymentType.SCRATCH_2, perUnitStorageThroughput: undefined, removalPolicy: RemovalPolicy.RETAIN });
    expect(outputOf(stack)).toMatch(/\(SCRATCH_2, 2400 GiB\) stays and is billed, because its removal policy is RemovalPolicy\.RETAIN\. /);
    const elastic = testStack();
    managedOn(elastic, {
      storageType: LustreStorageType.INTELLIGENT_TIERING, capacity: undefined, perUnitStorageThroughput: undefined, throughputCapacity: 4000,
      dataReadCacheConfiguration: { sizingMode: 'NO_CACHE' as any }, metadataConfiguration: { mode: 'USER_PROVISIONED' as any, iops: 6000 },
    });
    expect(outputOf(elastic)).toContain('(PERSISTENT_2, elastic)');
  });

  test('of file systems that the driver makes: the claims with their sizes, also those that come later, and how to find the ids', () => {
    const [stack, crowded] = [testStack(), testStack()];
    const make = (scope: Stack) => storageOn(scope, {
      provisioning: LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2, reclaimPolicy: ReclaimPolicy.RETAIN }),
      claim: { name: 'data', namespace: 'ml', size: Size.gibibytes(1200) },
    });
    const storage = make(stack);
    const further = storage.addClaim('More', { size: Size.gibibytes(2400) });
    expect(outputOf(stack)).toContain(`of a claim of class ${storage.storageClassName} (ml/${storage.claimName} 1200 GiB, default/${further.claimName} 2400 GiB) stays`);
    expect(outputOf(stack)).toMatch(/kubectl get pv -o custom-columns=.*; aws fsx delete-file-system --file-system-id ID$/);
    const many = make(crowded);
    Array.from({ length: 6 }, (_, index) => many.addClaim(`Claim${index}`, { size: Size.gibibytes(1200) }));
    expect(outputOf(crowded)).toContain(', 2 more) stays');
  });

  test('of an ONTAP file system: in the order in which FSx lets it be deleted', () => {
    const stack = testStack();
    managedOntap(stack);
    const [fileSystem, svm, secret] = [FILE_SYSTEM, SVM, SECRET].map(type => resourceOf(stack, type).id);
    const text = outputOf(stack);
    expect(text).toContain(`FSx for ONTAP file system \${${fileSystem}} (SINGLE_AZ_2, 2048 GiB) stays and is billed, because its removal policy is`);
    const steps = ['kubectl delete', 'delete-volume', `delete-storage-virtual-machine --storage-virtual-machine-id \${${svm}.StorageVirtualMachineId}`,
      `delete-file-system --file-system-id \${${fileSystem}}`, `delete-secret --secret-id \${${secret}}`].map(step => text.indexOf(step));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps[0]).toBeGreaterThan(0);
  });

  test('of the final backups of ONTAP volumes that the stack deletes, and of nothing without such volumes', () => {
    const stack = testStack();
    managedOntap(stack, { removalPolicy: RemovalPolicy.DESTROY, volumes: [{ name: 'corpus', size: Size.gibibytes(10) }] });
    expect(outputOf(stack)).toMatch(/^The final backup of each volume of the stack \(corpus\) stays and is billed, because FSx takes one .* delete-backup --backup-id ID$/);
    const without = testStack();
    managedOntap(without, { removalPolicy: RemovalPolicy.DESTROY });
    expect(outputsOf(without)).toEqual([]);
  });

  test('of volumes on a file system that somebody made, while classes retain', () => {
    const stack = testStack();
    existingOntap(stack, {}, { claim: ONTAP_CLAIM });
    expect(outputOf(stack)).toMatch(/^Every volume of a claim on FSx for ONTAP file system fs-0123456789abcdef0 stays and is billed/);
    const deleting = testStack();
    existingOntap(deleting, {}, { claim: ONTAP_CLAIM, reclaimPolicy: ReclaimPolicy.DELETE });
    expect(outputsOf(deleting)).toEqual([]);
  });

  test('of what MlTrainingVolume chose', () => {
    const stack = testStack();
    new MlTrainingVolume(stack, 'Volume', { cluster: ownCluster(stack), workload: MlWorkload.TRAINING_DATA, size: Size.tebibytes(4) });
    expect(outputOf(stack)).toMatch(/^FSx for Lustre file system \${Volume.*stays and is billed/);
  });
});

test.each<[string, (stack: Stack) => unknown]>([
  ['scratch', stack => managedOn(stack, { deploymentType: LustreDeploymentType.SCRATCH_2, perUnitStorageThroughput: undefined })],
  ['DESTROY', stack => managedOn(stack, { removalPolicy: RemovalPolicy.DESTROY })],
  ['a class that deletes', stack => storageOn(stack)],
  ['a file system of somebody else', stack => existingOn(stack)],
])('nothing is said where nothing stays: %s', (_, make) => {
  const stack = testStack();
  make(stack);
  expect(outputsOf(stack)).toEqual([]);
});

test('outputs are short, whatever the ids', () => {
  const stacks = [(stack: Stack) => managedOntap(stack), (stack: Stack) => existingOntap(stack, {}, { claim: ONTAP_CLAIM }), managedOn].map(make => {
    const stack = testStack();
    make(stack);
    return stack;
  });
  for (const stack of stacks) {
    expect(outputOf(stack).replace(/\$\{[^}]*\}/g, LONGEST_ID).length).toBeLessThan(LONGEST_OUTPUT / 2);
  }
});

describe('one output tells of all storages of a stack', () => {
  test('of those that differ in ids and sizes only, in one sentence', () => {
    const stack = testStack();
    managedOn(stack, { capacity: Size.gibibytes(1200) }, {}, 'A');
    managedOn(stack, {}, {}, 'B');
    const [a, b] = resourcesOf(stack, FILE_SYSTEM).map(({ id }) => id);
    expect(outputOf(stack)).toBe(`FSx for Lustre file systems \${${a}} (PERSISTENT_2, 1200 GiB), \${${b}} (PERSISTENT_2, 2400 GiB): each stays and is billed, `
      + 'because its removal policy is RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE. With it stay its security groups, S3 links, volumes and claims. '
      + 'To delete it: aws fsx delete-file-system --file-system-id ID');
  });

  test('of those that stay for another reason, or are another service, in sentences of their own', () => {
    const stack = testStack();
    managedOn(stack, {}, {}, 'A');
    managedOn(stack, { removalPolicy: RemovalPolicy.RETAIN }, {}, 'B');
    managedOntap(stack);
    managedOn(stack, { removalPolicy: RemovalPolicy.DESTROY }, {}, 'C');
    expect(outputOf(stack).match(/stays and is billed/g)).toHaveLength(3);
    expect(outputOf(stack).match(/--file-system-id \$/g)).toHaveLength(3);
  });

  test('stacks tell of their own', () => {
    const app = testApp();
    const [one, other] = ['One', 'Other'].map(id => testStack(app, id));
    [one, other].forEach(stack => managedOn(stack));
    [one, other].forEach(stack => expect(outputOf(stack)).toContain(`file system \${${resourceOf(stack, FILE_SYSTEM).id}} (`));
  });

  test('of those in nested stacks, too, whose outputs nobody is shown', () => {
    const stack = testStack();
    const nested = new NestedStack(stack, 'Nested');
    managedOn(nested as Stack, {}, { cluster: importedCluster(stack) });
    const [, output] = /"Outputs\.(\w+)"/.exec(JSON.stringify(Template.fromStack(stack).findOutputs('FsxWhatStays')))!;
    expect(Template.fromStack(nested).toJSON().Outputs).toEqual({ [output]: { Value: { Ref: resourceOf(nested, FILE_SYSTEM).id } } });
  });

  test('of 120, in a template that CloudFormation takes', () => {
    const stack = testStack();
    const storages = Array.from({ length: 120 }, (_, index): FsxLustreStorage => managedOn(stack, {}, {}, `Data${index}`));
    expect(outputOf(stack).match(/\(PERSISTENT_2, 2400 GiB\)/g)).toHaveLength(storages.length);
    expect(outputOf(stack).replace(/\$\{[^}]*\}/g, 'fs-0123456789abcdef0').length).toBeLessThan(LONGEST_OUTPUT_OF_MANY);
    expect(JSON.stringify(Template.fromStack(stack).toJSON(), undefined, 1).length).toBeLessThan(1_000_000);
  });
});
