import { writeFileSync } from 'fs';
import { join } from 'path';
import { lint, lintProof, temporaryFolder } from './cfn-lint';
import { acceptedOutcomes } from '../../assembly/cases';

interface Template {
  readonly Resources?: { readonly [id: string]: object };
  readonly [section: string]: unknown;
}

/** The template with the resources that no template before had, and with what they refer to; undefined without such resources. */
function unseenPart(template: Template, seen: Set<string>): Template | undefined {
  const { Resources: resources = {}, Outputs: _, ...others } = template;
  const kept: { [id: string]: object } = {};
  const keep = (id: string) => {
    kept[id] = resources[id];
    // every text that is a logical id can be a reference
    for (const [, reference] of JSON.stringify(resources[id]).matchAll(/"(\w+)"/g)) {
      if (reference in resources && !(reference in kept)) {
        keep(reference);
      }
    }
  };
  for (const [id, resource] of Object.entries(resources)) {
    const text = id + JSON.stringify(resource);
    if (!seen.has(text)) {
      seen.add(text);
      keep(id);
    }
  }
  return Object.keys(kept).length === 0 ? undefined : { ...others, Resources: kept };
}

lintProof('cfn-lint has nothing against the templates of', () => {
  test('every hostile value that the library accepts', () => {
    const folder = temporaryFolder();
    const names: string[] = [];
    const templates: string[] = [];
    const seen = new Set<string>();
    for (const [name, { template }] of acceptedOutcomes()) {
      // manifests are texts for cfn-lint; the API server validates them in ../hostile.test.ts
      const part = unseenPart(JSON.parse(JSON.stringify(template, (key, value) => key === 'Manifest' ? '[]' : value)), seen);
      if (part) {
        names.push(name);
        templates.push(join(folder, `${names.length - 1}.template.json`));
        writeFileSync(templates[templates.length - 1], JSON.stringify(part));
      }
    }
    process.stdout.write(`      ${templates.length} templates\n`);
    expect(templates.length).toBeGreaterThan(100);
    // parameters that only a manifest uses are unused here
    const findings = lint(templates).filter(finding => !finding.startsWith('W2001 '));
    expect(findings.map(finding => finding.replace(/(\d+)\.template\.json/, (_, index) => names[index]))).toEqual([]);
  });
});
