import { writeFileSync } from 'fs';
import { join } from 'path';
import { lint, lintProof, temporaryFolder } from './cfn-lint';
import { acceptedOutcomes } from '../../assembly/cases';

lintProof('cfn-lint has nothing against the templates of', () => {
  test('every hostile value that the library accepts', () => {
    const folder = temporaryFolder();
    const names: string[] = [];
    const templates: string[] = [];
    const written = new Set<string>();
    for (const [name, { template }] of acceptedOutcomes()) {
      // manifests are texts for cfn-lint; the API server validates them in ../hostile.test.ts
      const text = JSON.stringify(template, (key, value) => key === 'Manifest' ? '[]' : value);
      if (template.Resources && !written.has(text)) {
        written.add(text);
        names.push(name);
        templates.push(join(folder, `${names.length - 1}.template.json`));
        writeFileSync(templates[templates.length - 1], text);
      }
    }
    process.stdout.write(`      ${templates.length} templates\n`);
    expect(templates.length).toBeGreaterThan(100);
    expect(lint(templates).map(finding => finding.replace(/(\d+)\.template\.json/, (_, index) => names[index]))).toEqual([]);
  });
});
