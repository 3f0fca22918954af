import { CfnResource, TagManager, Tags } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { addOwnershipTags, tagText } from './ownership-tags';
import { Setting } from '../validation/deferred-value';
import { toToken } from '../validation/normalize';
import { TAG_VALUE_LENGTH } from '../validation/tags';

/** A tag priority below that of all tags that the app sets. */
const BELOW_DEFAULT = 50;

/** Sets a default Name tag, the tags of the user, which can override it, and the ownership tags of this library. */
export function nameAndTags(
  resource: CfnResource, storage: Construct, tags: { readonly [key: string]: Setting<string> } = {}, part?: string,
) {
  const path = part === undefined ? storage.node.path : `${storage.node.path}/${part}`;
  TagManager.of(resource)!.setTag('Name', tagText(path).slice(0, TAG_VALUE_LENGTH), BELOW_DEFAULT);
  for (const [key, value] of Object.entries(tags)) {
    Tags.of(resource).add(key, toToken(value));
  }
  addOwnershipTags(resource, storage);
}
