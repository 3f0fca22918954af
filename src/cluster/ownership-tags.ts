import { Aws, CfnResource, Stack, TagManager } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { hashOf } from '../kubernetes/names';
import { STACK_TAG, STORAGE_TAG, TAG_VALUE_LENGTH } from '../validation/tags';

/** A fast check that nearly every path passes; Unicode classes are slower. */
const ALL_IN_TAGS = /^[\w.:/=+\-@ ]*$/;
/** Characters that construct paths can contain and tags cannot. */
const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;
/** A tag priority above that of the app, because queries for retained resources depend on these tags. */
const ABOVE_ALL = 1000;

/** A text without the characters that tags do not accept. */
export function tagText(text: string): string {
  return ALL_IN_TAGS.test(text) ? text : text.replace(NOT_IN_TAGS, '-');
}

/** The stack that is deployed, which is not a nested stack. */
export function outermostStack(scope: IConstruct): Stack {
  const stack = Stack.of(scope);
  return stack.nestedStackParent ? outermostStack(stack.nestedStackParent) : stack;
}

/**
 * The value of the storage tag: the stack name and the construct path below the stack.
 *
 * It is unique in an account and Region, because stack names are. A hash is appended to a path that contains characters
 * that tags do not allow or that the driver would split.
 */
export function storageTagOf(storage: IConstruct): string {
  const stack = outermostStack(storage);
  const below = storage.node.path.slice(stack.node.path.length).split('/').filter(part => part !== '');
  const path = [stack.stackName, ...below].join('/');
  const text = tagText(path).replace(/=/g, '-');
  return text === path && path.length <= TAG_VALUE_LENGTH
    ? path
    : `${text.slice(0, TAG_VALUE_LENGTH - hashOf(path).length - 1)}-${hashOf(path)}`;
}

/** Sets the tags that identify retained resources, and that keep the driver from deleting file systems of stacks. */
export function addOwnershipTags(resource: IConstruct, storage: Construct) {
  const cfnResource = CfnResource.isCfnResource(resource) ? resource : resource.node.defaultChild as CfnResource;
  const tags = TagManager.of(cfnResource)!;
  const { nestedStackParent } = Stack.of(storage);
  tags.setTag(STACK_TAG, nestedStackParent ? outermostStack(storage).stackName : Aws.STACK_NAME, ABOVE_ALL);
  tags.setTag(STORAGE_TAG, storageTagOf(storage), ABOVE_ALL);
}
