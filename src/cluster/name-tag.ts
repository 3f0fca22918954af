import { CfnResource, Tags } from 'aws-cdk-lib';
import { deployable } from '../configuration/normalise';
import { Setting } from '../rules/later';

/** Construct paths may hold what tags may not. */
const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;
const TAG_VALUE_LENGTH = 256;

/** A Name by which a person finds the resource, and the tags of the user, among which a Name wins. */
export function nameAndTags(resource: CfnResource, path: string, tags: { readonly [key: string]: Setting<string> } = {}) {
  // below the default priority
  Tags.of(resource).add('Name', path.replace(NOT_IN_TAGS, '-').slice(0, TAG_VALUE_LENGTH), { priority: 50 });
  for (const [key, value] of Object.entries(tags)) {
    Tags.of(resource).add(key, deployable(value));
  }
}
