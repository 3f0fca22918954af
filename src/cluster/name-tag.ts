import { CfnResource, TagManager, Tags } from 'aws-cdk-lib';
import { deployable } from '../configuration/normalise';
import { Setting } from '../rules/later';

/** Nearly every path; classes of Unicode take their time. */
const ALL_IN_TAGS = /^[\w.:/=+\-@ ]*$/;
/** Construct paths may hold what tags may not. */
const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;
const TAG_VALUE_LENGTH = 256;
/** Of the priorities of tags; also those that an app gives to all its resources are above it. */
const BELOW_DEFAULT = 50;

/** A Name by which a person finds the resource, and the tags of the user, among which a Name wins. */
export function nameAndTags(resource: CfnResource, path: string, tags: { readonly [key: string]: Setting<string> } = {}) {
  const name = ALL_IN_TAGS.test(path) ? path : path.replace(NOT_IN_TAGS, '-');
  TagManager.of(resource)!.setTag('Name', name.slice(0, TAG_VALUE_LENGTH), BELOW_DEFAULT);
  for (const [key, value] of Object.entries(tags)) {
    Tags.of(resource).add(key, deployable(value));
  }
}
