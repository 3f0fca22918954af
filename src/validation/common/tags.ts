import { DeferredValue, Setting } from '../deferred-value';
import { FORMATS } from '../formats';
import { Rule, ruleFor } from '../rule';
import { MAX_TAGS, OWN_TAG_PREFIX, reservedKeys } from '../tags';

/** The tags of a storage. */
export interface TagConfiguration {
  readonly provisioning?: 'dynamic' | 'managed' | 'existing';
  readonly tags?: Tags;
}

type Tags = { readonly [key: string]: Setting<string> };

const TAGS = FORMATS.tagKey.source;
/**
 * Tags that the library adds: name, stack and storage; or, for file systems that the driver creates, cluster, storage and
 * reclaim policy, beside one of the driver.
 */
const OWN_TAGS = { dynamic: 4, managed: 3, existing: 0 };
const rule = ruleFor<TagConfiguration>();

/** Rules for the tags of a service; a driver may reserve further keys. */
export function tagRulesOf(service: string, ...driverKeys: readonly string[]): readonly Rule<any>[] {
  return [
    rule({
      id: `${service}/tag-count`,
      severity: 'error',
      acknowledgeable: 'service-limit',
      reads: ['provisioning', 'tags'],
      at: 'tags',
      isViolated: c => Object.keys(c.tags).length + ownTags(c) > MAX_TAGS,
      problem: c => `a resource has at most ${MAX_TAGS} tags: got ${Object.keys(c.tags).length}, and `
        + `${c.provisioning === 'dynamic' ? 'the library and the driver add' : 'the library adds'} ${ownTags(c)}`,
      fix: c => `use at most ${MAX_TAGS - ownTags(c)} tags`,
      source: TAGS,
      invalidExample: { provisioning: 'managed', tags: tags(48) },
      validExample: { provisioning: 'managed', tags: tags(47) },
    }),
    rule({
      id: `${service}/tag-reserved`,
      severity: 'error',
      reads: ['tags'],
      at: 'tags',
      isViolated: c => reservedKeys(c.tags, ...driverKeys).length > 0,
      problem: c => `${reservedKeys(c.tags, ...driverKeys).map(key => `'${key}'`).join(', ')}: `
        + `${driverKeys.map(key => `${key} and `).join('')}keys that begin with ${OWN_TAG_PREFIX} are reserved, because permissions `
        + 'depend on them',
      fix: 'use another key',
      source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html',
      invalidExample: { tags: { [`${OWN_TAG_PREFIX}stack`]: 'mine' } },
      validExample: { tags: { stack: 'mine' } },
    }),
    rule({
      id: `${service}/tag-format`,
      severity: 'error',
      reads: ['tags'],
      mayRead: ['provisioning'],
      at: 'tags',
      isViolated: c => problemsOf(c).length > 0,
      problem: c => problemsOf(c).join('; '),
      fix: 'use another key or value',
      source: TAGS,
      invalidExample: { provisioning: 'managed', tags: { team: 'a,b' } },
      validExample: { provisioning: 'managed', tags: { team: 'a=b' } },
    }),
  ];
}

/** A Name of the user replaces that of the library. */
function ownTags({
  provisioning,
  tags: userTags,
}: {
  readonly provisioning: keyof typeof OWN_TAGS;
  readonly tags: object;
}): number {
  return OWN_TAGS[provisioning] - (provisioning === 'managed' && 'Name' in userTags ? 1 : 0);
}

function problemsOf({
  tags: userTags,
  provisioning,
}: {
  readonly tags: Tags;
  readonly provisioning?: string;
}): string[] {
  return Object.entries(userTags).flatMap(([key, value]) => {
    const text = value instanceof DeferredValue ? '' : value;
    const [keyProblem, valueProblem] = [FORMATS.tagKey.problemOf(key), FORMATS.tagValue.problemOf(text)];
    return [
      ...(keyProblem ? [`key '${key.slice(0, 130)}' ${keyProblem}`] : []),
      ...(valueProblem ? [`the value of '${key.slice(0, 130)}' ${valueProblem}`] : []),
      ...(provisioning === 'dynamic' && /[,=]/.test(key + text) && !keyProblem && !valueProblem
        ? [`'${key}': the driver supports neither , nor = in tags`]
        : []),
    ];
  });
}

function tags(count: number): { [key: string]: string } {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag${i}`, '']));
}
