import { readFileSync } from 'fs';
import { REPOSITORY } from './markdown';
import { check } from '../../src/validation/check';
import { entry } from '../../src/validation/report';
import { RULE_GROUPS, RuleGroup } from '../rule-groups';

/** A line of RULES.md. */
export interface RuleLine {
  readonly id: string;
  readonly source?: string;
  readonly severity: string;
  readonly properties: string;
  readonly rejected: string;
  readonly accepted: string;
  readonly section: string;
}

const RULES = readFileSync('RULES.md', 'utf8');

export const RULE_LINES: readonly RuleLine[] = RULES.split(/^## /m).slice(1).flatMap(part => {
  const section = part.slice(0, part.indexOf('\n'));
  return [...part.matchAll(/^\| (.*) \|$/gm)].map(([, line]) => line.split(/(?<!\\) \| /)).filter(([id]) => id.includes('`')).map(([id, ...cells]) => {
    const [, name, source] = id.match(/`([^`]+)`(?:\]\((.*)\))?/)!;
    const [severity, properties, rejected, accepted] = cells;
    return { id: name, source, severity, properties, rejected, accepted, section };
  });
});

const GROUPS: readonly RuleGroup[] = Object.values(RULE_GROUPS).flat();
/** The message of each rule of a table about its example. */
const MESSAGES: ReadonlyMap<string, string> = new Map(GROUPS.flatMap(([rules, names]) => {
  return rules.flatMap(rule => {
    return check([rule], rule.invalidExample).violations.map((violation): [string, string] => [
      rule.id,
      entry(violation, names),
    ]);
  });
}));

const ACKNOWLEDGEABLE: { readonly [why: string]: string } = {
  'service limit': 'because the service may have raised the limit on which it rests',
  'not verifiable': 'because synthesis cannot verify the condition',
  'warning': 'because it is a warning',
};

/** The overview: a table for each section of RULES.md. */
export function rulesIndex(): string {
  const sections = [...new Set(RULE_LINES.map(({ section }) => section))];
  const intro = RULES.slice(RULES.indexOf('An **error**'), RULES.indexOf('\n## '));
  return [
    '# Rules',
    `${RULE_LINES.length} rules validate what you configure. ${intro.trim()}`,
    ...sections.flatMap(section => [
      `## ${section}`,
      [
        '| id | severity | properties |', '|---|---|---|',
        ...RULE_LINES.filter(line => line.section === section).map(({ id, severity, properties }) => `| [\`${id}\`](/rules/${id}) | ${severity} | ${properties} |`),
      ].join('\n'),
    ]),
  ].join('\n\n') + '\n';
}

/** The page of a rule; `mentions` are the pages that describe it. */
export function rulePage(
  rule: RuleLine,
  mentions: readonly { readonly title: string; readonly path: string }[],
): string {
  const { id, source, severity, properties, rejected, accepted, section } = rule;
  const [level, acknowledge] = severity.split(', can be acknowledged: ');
  const message = MESSAGES.get(id);
  const canAcknowledge = level === 'warning' || acknowledge !== undefined;
  return (
    [
      `# ${id}`,
      `<Badge type="${level === 'error' ? 'danger' : 'warning'}" text="${level}" /> ${section}`,
      ...(message ? ['## Message', `\`\`\`text\n${message.replace(/^ {2}/gm, '')}\n\`\`\``] : []),
      '## What it reads',
      unescaped(properties),
      '## Examples',
      `- rejected: ${unescaped(rejected)}\n- accepted: ${unescaped(accepted)}`,
      '## Can it be acknowledged?',
      canAcknowledge
        ? `Yes, ${ACKNOWLEDGEABLE[acknowledge ?? 'warning']}. State the reason on the construct:\n\n${acknowledgement(id)}`
        : 'No. The configuration is impossible by construction, or dangerous to data.',
      ...(mentions.length === 0
        ? []
        : ['## Described in', mentions.map(({ title, path }) => `- [${title}](${path})`).join('\n')]),
      ...(source ? ['## Source', `<${source.startsWith('http') ? source : `${REPOSITORY}/blob/main/${source}`}>`] : []),
      '[All rules](/rules/)',
    ].join('\n\n') + '\n'
  );
}

function acknowledgement(id: string): string {
  return [
    '::: code-group',
    `\`\`\`ts [TypeScript]\nacknowledge: { '${id}': 'the reason' },\n\`\`\``,
    `\`\`\`python [Python]\nacknowledge={"${id}": "the reason"},\n\`\`\``,
    `\`\`\`java [Java]\n.acknowledge(Map.of("${id}", "the reason"))\n\`\`\``,
    `\`\`\`go [Go]\nAcknowledge: &map[string]*string{"${id}": jsii.String("the reason")},\n\`\`\``,
    ':::',
  ].join('\n');
}

/** What is escaped only inside tables. */
function unescaped(text: string): string {
  return text.replace(/\\\|/g, '|');
}
