import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { lint } from '../../src/lint/lint';

const FOLDER = join(__dirname, '..', '__snapshots__', 'examples');

/** A function of CloudFormation as the placeholder that it is in the text of a manifest. */
function withPlaceholders(_: string, value: any): unknown {
  const [name, ...others] = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  return others.length === 0 && /^(Ref|Fn::.*)$/.test(name ?? '') ? '${known at deployment}' : value;
}

/** The stacks of an example, with manifests as text, as CloudFormation gets them. */
function templatesOf(example: string): { readonly name: string; readonly text: string }[] {
  const stacks = parse(readFileSync(join(FOLDER, example), 'utf8'), { maxAliasCount: -1 });
  return Object.entries(stacks).map(([stack, template]: [string, any]) => {
    for (const { Properties } of Object.values<any>(template?.Resources ?? {})) {
      if (typeof Properties?.Manifest === 'object') {
        Properties.Manifest = JSON.stringify(Properties.Manifest, withPlaceholders);
      }
    }
    return { name: `${example}/${stack}`, text: JSON.stringify(template) };
  });
}

test('the linter finds no error in what the examples create', () => {
  const { findings, objects } = lint(readdirSync(FOLDER).flatMap(templatesOf));
  expect(findings.filter(({ severity }) => severity === 'error').map(({ file, ruleId, object, subject, problem }) => ({ file, ruleId, object, subject, problem }))).toEqual([]);
  expect(objects).toBeGreaterThan(30);
});
