import { CfnResource, TagManager, Tags } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { addOwnershipTags, tagText } from './ownership-tags';
import { Setting } from '../validation/deferred-value';
import { toToken } from '../validation/normalize';
import { TAG_VALUE_LENGTH } from '../validation/tags';

/** Of the priorities of tags; also those that an app gives to all its resources are above it. */
const BELOW_DEFAULT = 50;

/** A Name by which a person finds the resource, and the tags of the user, among which a Name wins; then those of the library. */
export function nameAndTags(resource: CfnResource, storage: Construct, tags: { readonly [key: string]: Setting<string> } = {}, part?: string) {
  const path = part === undefined ? storage.node.path : `${storage.node.path}/${part}`;
  TagManager.of(resource)!.setTag('Name', tagText(path).slice(0, TAG_VALUE_LENGTH), BELOW_DEFAULT);
  for (const [key, value] of Object.entries(tags)) {
    Tags.of(resource).add(key, toToken(value));
  }
  addOwnershipTags(resource, storage);
}
