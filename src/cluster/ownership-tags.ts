import { Aws, CfnResource, Stack, TagManager } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { hashOf } from '../kubernetes/names';
import { STACK_TAG, STORAGE_TAG, TAG_VALUE_LENGTH } from '../validation/tags';

/** Nearly every path; classes of Unicode take their time. */
const ALL_IN_TAGS = /^[\w.:/=+\-@ ]*$/;
/** Construct paths may hold what tags may not. */
const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;
/** Above tags that an app adds to all its resources, or removes: a query for retained resources depends on these. */
const ABOVE_ALL = 1000;

/** A text without the characters that tags do not accept. */
export function tagText(text: string): string {
  return ALL_IN_TAGS.test(text) ? text : text.replace(NOT_IN_TAGS, '-');
}

/** The stack that a user deploys. */
export function outermostStack(scope: IConstruct): Stack {
  const stack = Stack.of(scope);
  return stack.nestedStackParent ? outermostStack(stack.nestedStackParent) : stack;
}

/**
 * The value of the storage tag: the name of the stack and the path below it, which is the construct path of most storages.
 *
 * It is unique in an account and Region, because the name of the stack is. A path that a tag cannot hold, or that the driver would split, gets a hash.
 */
export function storageTagOf(storage: IConstruct): string {
  const stack = outermostStack(storage);
  const path = [stack.stackName, ...storage.node.path.slice(stack.node.path.length).split('/').filter(part => part !== '')].join('/');
  const text = tagText(path).replace(/=/g, '-');
  return text === path && path.length <= TAG_VALUE_LENGTH ? path : `${text.slice(0, TAG_VALUE_LENGTH - hashOf(path).length - 1)}-${hashOf(path)}`;
}

/** Tags by which a resource is found when its stack no longer lists it, and by which the driver is kept off file systems of stacks. */
export function addOwnershipTags(resource: IConstruct, storage: Construct) {
  const tags = TagManager.of((CfnResource.isCfnResource(resource) ? resource : resource.node.defaultChild) as CfnResource)!;
  const { nestedStackParent } = Stack.of(storage);
  tags.setTag(STACK_TAG, nestedStackParent ? outermostStack(storage).stackName : Aws.STACK_NAME, ABOVE_ALL);
  tags.setTag(STORAGE_TAG, storageTagOf(storage), ABOVE_ALL);
}
