import { Aspects, CfnDeletionPolicy, CfnResource, NestedStack, RemovalPolicies, RemovalPolicy, Size, Stack, aws_ec2 as ec2, aws_fsx as fsx } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { App as Cdk8sApp, Chart, JsonPatch } from 'cdk8s';
import {
  FsxLustreStorage, LustreDeploymentType, LustreDynamicConfig, LustreProvisioning, ManifestDelivery, MlTrainingVolume,
  MlWorkload, ReclaimPolicy,
} from '../../src';
import { existingOn, flattened, importedCluster, managedOn, ownCluster, resourceOf, resourcesOf, storageOn, testApp, testStack } from '../support/fixture';
import { ONTAP_CLAIM, existingOntap, managedOntap } from '../support/ontap';

const FILE_SYSTEM = 'AWS::FSx::FileSystem';
const { DESTROY, RETAIN } = RemovalPolicy;
const { SCRATCH_2 } = LustreDeploymentType;
/** CloudFormation documents a limit for descriptions, and none for values; exports have 1,024 characters, parameters and answers of custom resources 4,096 bytes. */
const DESCRIPTION_BYTES = 1024;
const VALUE_BYTES = 4096;
const NOTHING = 'Deleting this stack retains nothing that incurs charges.';

function outputsOf(stack: Stack): { [id: string]: any } {
  return Template.fromStack(stack).toJSON().Outputs;
}

/** The lines of the one output of a stack. */
function reportOf(stack: Stack): string[] {
  const outputs = outputsOf(stack);
  expect(Object.keys(outputs)).toEqual(['RetainedResources']);
  return flattened(outputs.RetainedResources.Value).split('\n');
}

const retainedIn = (stack: Stack) => reportOf(stack)[0].replace('Deleting this stack retains resources that continue to incur charges: ', '');
const refs = (stack: Stack, type = FILE_SYSTEM) => resourcesOf(stack, type).map(({ id }) => `\${${id}}`);

function dynamicOn(stack: Stack, config: Partial<LustreDynamicConfig> = {}, id = 'Data') {
  const provisioning = LustreProvisioning.dynamic({ deploymentType: SCRATCH_2, ...config });
  return storageOn(stack, { provisioning, claim: { name: id.toLowerCase(), size: Size.gibibytes(1200) } }, id);
}

describe('the output lists what is retained and incurs charges', () => {
  test('Lustre file systems, those of a kind together', () => {
    const [single, stack] = [testStack(), testStack()];
    managedOn(single);
    expect(retainedIn(single)).toBe(`FSx for Lustre file system ${refs(single)[0]}.`);
    managedOn(stack, {}, {}, 'A');
    managedOn(stack, { removalPolicy: RETAIN }, {}, 'B');
    managedOn(stack, { removalPolicy: DESTROY }, {}, 'C');
    expect(retainedIn(stack)).toBe(`FSx for Lustre file systems ${refs(stack).slice(0, 2).join(', ')}.`);
  });

  test('ONTAP file systems, and how many storage virtual machines, volumes and secrets', () => {
    const stack = testStack();
    managedOntap(stack, { volumes: [{ name: 'a', size: Size.gibibytes(10) }, { name: 'b', size: Size.gibibytes(10) }] });
    expect(retainedIn(stack)).toBe(`FSx for ONTAP file system ${refs(stack)[0]}; 1 secret; 1 storage virtual machine; 2 ONTAP volumes.`);
  });

  test('file systems that the driver creates, of a class that retains', () => {
    const stack = testStack();
    const storage = dynamicOn(stack, { reclaimPolicy: ReclaimPolicy.RETAIN });
    expect(retainedIn(stack)).toBe(`the FSx for Lustre file systems of all claims of StorageClass ${storage.storageClassName}.`);
  });

  test('those of retained claims, and of claims that no stack deletes', () => {
    const [kept, files] = [testStack(), testStack()];
    dynamicOn(kept, { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
    expect(retainedIn(kept)).toMatch(/^the FSx for Lustre file systems of all claims/);
    storageOn(files, {
      provisioning: LustreProvisioning.dynamic({ deploymentType: SCRATCH_2, securityGroup: ec2.SecurityGroup.fromSecurityGroupId(files, 'Group', 'sg-0123456789abcdef0') }),
      delivery: ManifestDelivery.chart(new Chart(new Cdk8sApp(), 'Chart')),
    });
    expect(retainedIn(files)).toMatch(/^the FSx for Lustre file systems of all claims/);
  });

  test('volumes of claims on an existing ONTAP file system, while classes retain', () => {
    const stack = testStack();
    existingOntap(stack, {}, { claim: ONTAP_CLAIM });
    expect(retainedIn(stack)).toBe('all ONTAP volumes of claims on file system fs-0123456789abcdef0.');
  });

  test('final backups of ONTAP volumes that CloudFormation deletes', () => {
    const stack = testStack();
    managedOntap(stack, { removalPolicy: DESTROY, volumes: [{ name: 'corpus', size: Size.gibibytes(10) }] }, { reclaimPolicy: ReclaimPolicy.DELETE });
    expect(retainedIn(stack)).toBe('1 final backup.');
  });

  test('what MlTrainingVolume chose', () => {
    const stack = testStack();
    new MlTrainingVolume(stack, 'Volume', { cluster: ownCluster(stack), workload: MlWorkload.TRAINING_DATA, size: Size.tebibytes(4) });
    expect(retainedIn(stack)).toMatch(/^FSx for Lustre file system \${Volume/);
  });
});

test.each<[string, (stack: Stack) => unknown]>([
  ['scratch', stack => managedOn(stack, { deploymentType: SCRATCH_2, perUnitStorageThroughput: undefined })],
  ['DESTROY', stack => managedOn(stack, { removalPolicy: DESTROY })],
  ['a class that deletes', stack => dynamicOn(stack)],
  ['an existing Lustre file system', stack => existingOn(stack)],
  ['an existing ONTAP file system whose classes delete', stack => existingOntap(stack, {}, { claim: ONTAP_CLAIM, reclaimPolicy: ReclaimPolicy.DELETE })],
  ['ONTAP with DESTROY', stack => managedOntap(stack, { removalPolicy: DESTROY }, { reclaimPolicy: ReclaimPolicy.DELETE })],
])('where nothing is retained, the output says so, and how to find what earlier versions have left: %s', (_, make) => {
  const stack = testStack();
  make(stack);
  const [first, second, ...others] = reportOf(stack);
  expect([first, others]).toEqual([NOTHING, []]);
  expect(second).toMatch(/^All file systems of cdk-eks-fsx in this Region, including those that earlier versions of an app left: aws fsx describe-file-systems --query/);
  expect(second).toMatch(/Final backups of ONTAP volumes that CloudFormation deleted, also in a rollback: aws fsx describe-backups --filters /);
});

// the last word is the template's, not that of the props
describe('the output agrees with the final template', () => {
  const REASONS: [string, (stack: Stack) => unknown, boolean][] = [
    ['RemovalPolicies.of(stack).destroy()', stack => RemovalPolicies.of(stack).destroy(), false],
    ['RemovalPolicies.of(stack).retain()', stack => RemovalPolicies.of(stack).retain(), true],
    ['an aspect that destroys', stack => Aspects.of(stack).add({ visit: node => CfnResource.isCfnResource(node) && node.applyRemovalPolicy(DESTROY) }), false],
    ['an aspect of the app that retains', stack => Aspects.of(stack.node.root).add({ visit: node => node instanceof fsx.CfnFileSystem && node.applyRemovalPolicy(RETAIN) }), true],
    ['applyRemovalPolicy(DESTROY)', stack => fileSystemIn(stack).applyRemovalPolicy(DESTROY), false],
    ['applyRemovalPolicy(RETAIN)', stack => fileSystemIn(stack).applyRemovalPolicy(RETAIN), true],
    ['cfnOptions', stack => fileSystemIn(stack).cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE, false],
    ['addOverride that deletes', stack => fileSystemIn(stack).addOverride('DeletionPolicy', 'Delete'), false],
    ['addOverride that retains', stack => fileSystemIn(stack).addOverride('DeletionPolicy', 'Retain'), true],
    ['addDeletionOverride', stack => fileSystemIn(stack).addDeletionOverride('DeletionPolicy'), false],
  ];
  const fileSystemIn = (stack: Stack) =>
    stack.node.findAll().find((node): node is fsx.CfnFileSystem => node instanceof fsx.CfnFileSystem)!;

  describe.each<[string, (stack: Stack, removalPolicy: RemovalPolicy) => unknown]>([
    ['Lustre', (stack, removalPolicy) => managedOn(stack, { removalPolicy })],
    ['ONTAP', (stack, removalPolicy) => managedOntap(stack, { removalPolicy }, { reclaimPolicy: ReclaimPolicy.DELETE })],
  ])('%s', (_service, make) => {
    test.each(REASONS)('%s', (_, change, retained) => {
      const stack = testStack();
      make(stack, retained ? DESTROY : RETAIN);
      change(stack);
      const policy = resourceOf(stack, FILE_SYSTEM).DeletionPolicy ?? 'Delete';
      expect(policy.startsWith('Retain')).toBe(retained);
      expect(reportOf(stack)[0].includes(refs(stack)[0])).toBe(retained);
    });
  });

  test('a reclaim policy that a patch of the class changes', () => {
    const [retains, deletes] = [ReclaimPolicy.DELETE, ReclaimPolicy.RETAIN].map(reclaimPolicy => {
      const stack = testStack();
      const storage = dynamicOn(stack, { reclaimPolicy, removalPolicy: DESTROY });
      const other = reclaimPolicy === ReclaimPolicy.DELETE ? 'Retain' : 'Delete';
      storage.manifests.apiObjects.find(({ kind }) => kind === 'StorageClass')!.addJsonPatch(JsonPatch.replace('/reclaimPolicy', other));
      return reportOf(stack)[0];
    });
    expect(retains).toMatch(/of all claims of StorageClass/);
    expect(deletes).toBe(NOTHING);
  });
});

describe('the output says what to do', () => {
  const stepsOf = (make: (stack: Stack) => unknown) => {
    const stack = testStack();
    make(stack);
    const line = reportOf(stack).find(text => text.startsWith('To delete them, in this order: '))!;
    return [...line.matchAll(/\((\d)\) (.*?)(?=; \(|\.$)/g)].map(([, , step]) => step.split(' ').slice(0, 3).join(' '));
  };

  test('to delete a Lustre file system, in the order that works', () => {
    expect(stepsOf(managedOn)).toEqual(['kubectl delete claims,', 'aws fsx delete-file-system', 'aws ec2 delete-security-group']);
  });

  test('to delete an ONTAP file system, in the order that FSx accepts', () => {
    expect(stepsOf(managedOntap)).toEqual([
      'kubectl delete claims,', 'kubectl delete tridentbackendconfigs', 'aws fsx delete-volume', 'aws fsx delete-storage-virtual-machine', 'aws fsx delete-file-system', 'aws secretsmanager delete-secret',
      'aws ec2 delete-security-group',
    ]);
  });

  test('each step once, for all storages', () => {
    expect(stepsOf(stack => {
      managedOn(stack, {}, {}, 'A');
      managedOntap(stack, {}, {}, 'B');
      dynamicOn(stack, { reclaimPolicy: ReclaimPolicy.RETAIN }, 'C');
    })).toHaveLength(7);
  });

  test('that a retained file system blocks the deletion of its VPC, and what that looks like', () => {
    const stack = testStack();
    managedOn(stack);
    expect(reportOf(stack)[1]).toMatch(/blocks the deletion of its VPC: a stack that contains the VPC ends in DELETE_FAILED until you delete the file system/);
    const without = testStack();
    managedOntap(without, { removalPolicy: DESTROY, volumes: [{ name: 'corpus', size: Size.gibibytes(10) }] }, { reclaimPolicy: ReclaimPolicy.DELETE });
    expect(reportOf(without).join()).not.toContain('VPC');
  });

  test('which file systems the query finds: all with any tag of the library, and the stack has those that the second command lists', () => {
    const stack = testStack();
    managedOn(stack);
    const last = reportOf(stack).pop()!;
    expect(last).toContain('"FileSystems[?Tags[?starts_with(Key, \'cdk-eks-fsx/\')]].[FileSystemId, Lifecycle, Tags[?Key==\'cdk-eks-fsx/storage\'].Value | [0]]"');
    expect(last).toContain('aws cloudformation list-stack-resources --stack-name ${AWS::StackName} --query "StackResourceSummaries[?ResourceType==\'AWS::FSx::FileSystem\'].PhysicalResourceId"');
  });
});

describe('one output tells of all storages of the stack that the user deploys', () => {
  test('and of no other stack', () => {
    const app = testApp();
    const stacks = ['One', 'Other'].map(id => testStack(app, id));
    stacks.forEach(stack => managedOn(stack));
    stacks.forEach(stack => expect(retainedIn(stack)).toBe(`FSx for Lustre file system ${refs(stack)[0]}.`));
  });

  test('of those in nested stacks, whose outputs nobody is shown', () => {
    const stack = testStack();
    const nested = new NestedStack(stack, 'Nested');
    managedOn(nested as Stack, {}, { cluster: importedCluster(stack) });
    const [, output] = /"Outputs\.(\w+)"/.exec(JSON.stringify(outputsOf(stack).RetainedResources))!;
    expect(outputsOf(nested)).toEqual({ [output]: { Value: { Ref: resourceOf(nested, FILE_SYSTEM).id } } });
  });

  test('of 110, in an output and a template that CloudFormation accepts', () => {
    const stack = testStack();
    const storages = Array.from({ length: 110 }, (_, index): FsxLustreStorage => managedOn(stack, {}, {}, `Data${index}`));
    managedOntap(stack, {}, {}, 'Ontap');
    const text = reportOf(stack).join('\n');
    expect(text.match(/\$\{Data\d+FileSystem/g)).toHaveLength(storages.length);
    const value = text.replace('${AWS::StackName}', 'S'.repeat(128)).replace(/\$\{[^}]*\}/g, 'fs-0123456789abcdef0');
    expect(Buffer.byteLength(value)).toBeLessThan(VALUE_BYTES);
    expect(Buffer.byteLength(outputsOf(stack).RetainedResources.Description)).toBeLessThan(DESCRIPTION_BYTES);
    expect(JSON.stringify(Template.fromStack(stack).toJSON(), undefined, 1).length).toBeLessThan(1_000_000);
  });

  test('beside a construct of the user of that name', () => {
    const stack = testStack();
    new CfnResource(stack, 'RetainedResourcesOfMine', { type: 'AWS::CloudFormation::WaitConditionHandle' });
    new NestedStack(stack, 'RetainedResources');
    expect(() => managedOn(stack)).not.toThrow();
  });
});
