import { Aws, CfnDeletionPolicy, CfnOutput, CfnResource, Lazy, Stack, aws_fsx as fsx, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { outermostStack } from '../cluster/ownership-tags';
import { OWN_TAG_PREFIX, STACK_TAG, STORAGE_TAG } from '../validation/tags';

/** Steps of a deletion, in the order in which Kubernetes and AWS accept them. */
const STEPS = {
  claims: 'kubectl delete claims, then PersistentVolumes',
  backends: 'kubectl delete tridentbackendconfigs',
  volume: 'aws fsx delete-volume --volume-id ID --ontap-configuration SkipFinalBackup=true (not root volumes)',
  svm: 'aws fsx delete-storage-virtual-machine --storage-virtual-machine-id ID',
  fileSystem: 'aws fsx delete-file-system --file-system-id ID',
  secret: 'aws secretsmanager delete-secret --secret-id ID',
  backup: 'aws fsx delete-backup --backup-id ID',
  network: `aws ec2 delete-security-group --group-id ID, for those with the tag ${STACK_TAG}; then the stack with the VPC`,
};

export type RetainedStep = keyof typeof STEPS;

/** Something that incurs charges after its stack is deleted. */
export interface RetainedResource {
  /** The kind of resource, for example `FSx for Lustre file system`. */
  readonly kind: string;
  /** Can be a token. If it is absent, resources are counted, or `kind` describes them. */
  readonly id?: string;
  readonly counted?: true;
  /** The steps that delete it. */
  readonly steps: readonly RetainedStep[];
}

type Kind = (resource: CfnResource) => Pick<RetainedResource, 'kind' | 'counted' | 'steps'>;

/** The resources of storages that incur charges. */
const BILLED: { readonly [type: string]: Kind } = {
  [fsx.CfnFileSystem.CFN_RESOURCE_TYPE_NAME]: resource => (resource as fsx.CfnFileSystem).fileSystemType === 'ONTAP'
    ? { kind: 'FSx for ONTAP file system', steps: ['claims', 'backends', 'volume', 'svm', 'fileSystem', 'network'] }
    : { kind: 'FSx for Lustre file system', steps: ['claims', 'fileSystem', 'network'] },
  [fsx.CfnStorageVirtualMachine.CFN_RESOURCE_TYPE_NAME]: () => ({ kind: 'storage virtual machine', counted: true, steps: ['volume', 'svm'] }),
  [fsx.CfnVolume.CFN_RESOURCE_TYPE_NAME]: () => ({ kind: 'ONTAP volume', counted: true, steps: ['volume'] }),
  [secretsmanager.CfnSecret.CFN_RESOURCE_TYPE_NAME]: () => ({ kind: 'secret', counted: true, steps: ['secret'] }),
};

const REPORTS = new WeakMap<Stack, (() => readonly RetainedResource[])[]>();

/**
 * Reports the resources of a storage that are retained when its stack is deleted, in one output of the outermost stack.
 * `cdk deploy` prints it, and `aws cloudformation describe-stacks` shows it for 90 days after the stack is deleted.
 *
 * The output is derived from the final template, after aspects and overrides. It exists in every stack with a storage,
 * because it also states how to find resources that earlier versions of the app left behind, which no template lists.
 *
 * @param others retained resources that are not in the stack, for example volumes that a driver creates
 */
export function reportRetained(storage: Construct, others: () => readonly RetainedResource[] = () => []) {
  const report = () => [...retainedResourcesIn(storage), ...others()];
  const stack = outermostStack(storage);
  const reports = REPORTS.get(stack);
  if (reports) {
    reports.push(report);
    return;
  }
  const all = [report];
  REPORTS.set(stack, all);
  const output = new CfnOutput(new Construct(stack, 'FsxRetainedResources'), 'Output', {
    description: 'Resources that continue to incur charges after this stack is deleted, and how to find and delete them',
    value: Lazy.string({ produce: () => textOf(all.flatMap(one => one())) }),
  });
  output.overrideLogicalId('RetainedResources');
}

/** Whether the final template, after aspects and overrides, retains a resource when its stack is deleted. */
export function isRetained(resource: CfnResource): boolean {
  const { rawOverrides: overrides = {} } = resource as unknown as {
    readonly rawOverrides?: { readonly DeletionPolicy?: string };
  };
  const policy = 'DeletionPolicy' in overrides ? overrides.DeletionPolicy : resource.cfnOptions.deletionPolicy;
  return policy === CfnDeletionPolicy.RETAIN || policy === CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
}

function retainedResourcesIn(storage: Construct): RetainedResource[] {
  return storage.node.findAll().filter(CfnResource.isCfnResource)
    .filter(resource => resource.cfnResourceType in BILLED && isRetained(resource))
    .map(resource => ({ id: resource.ref, ...BILLED[resource.cfnResourceType](resource) }));
}

function textOf(retained: readonly RetainedResource[]): string {
  const steps = (Object.keys(STEPS) as RetainedStep[]).filter(step =>
    retained.some(resource => resource.steps.includes(step)),
  );
  return [
    retained.length === 0
      ? 'Deleting this stack retains nothing that incurs charges.'
      : `Deleting this stack retains resources that continue to incur charges: ${listOf(retained)}.`,
    ...steps.includes('network') ? [
      'A retained file system blocks the deletion of its VPC: a stack that contains the VPC ends in DELETE_FAILED until you delete the file system and its security groups.',
    ] : [],
    ...steps.length > 0 ? [`To delete them, in this order: ${steps.map((step, index) => `(${index + 1}) ${STEPS[step]}`).join('; ')}.`] : [],
    'All file systems of cdk-eks-fsx in this Region, including those that earlier versions of an app left: '
      + `aws fsx describe-file-systems --query "FileSystems[?Tags[?starts_with(Key, '${OWN_TAG_PREFIX}')]].[FileSystemId, Lifecycle, Tags[?Key=='${STORAGE_TAG}'].Value | [0]]". `
      + `Those that this stack contains: aws cloudformation list-stack-resources --stack-name ${Aws.STACK_NAME} `
      + '--query "StackResourceSummaries[?ResourceType==\'AWS::FSx::FileSystem\'].PhysicalResourceId". '
      // The outputs of a stack that rolled back are those of the template before it, which knows none of the deleted volumes.
      + 'Final backups of ONTAP volumes that CloudFormation deleted, also in a rollback: aws fsx describe-backups --filters Name=file-system-type,Values=ONTAP.',
  ].join('\n');
}

/** Those of a kind together: stacks may have a hundred file systems. */
function listOf(retained: readonly RetainedResource[]): string {
  const kinds = new Map<string, RetainedResource[]>();
  retained.forEach(resource => kinds.set(resource.kind, [...kinds.get(resource.kind) ?? [], resource]));
  return [...kinds].map(([kind, all]) => {
    const nouns = all.length > 1 ? `${kind}s` : kind;
    return all[0].counted ? `${all.length} ${nouns}` : all[0].id === undefined ? kind : `${nouns} ${all.map(({ id }) => id).join(', ')}`;
  }).join('; ');
}
