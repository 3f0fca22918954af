import { readFileSync } from 'fs';
import { metadataProblems } from './metadata';

const repository = {
  ...JSON.parse(readFileSync('package.json', 'utf8')), version: '0.1.0',
  jsii: { targets: { java: { maven: { groupId: 'org.example', artifactId: 'cdk-eks-fsx' } }, go: { moduleName: 'example.com/fsx', packageName: 'fsx' } } },
};
const { devDependencies, dependencies, scripts, jest: _, overrides, devEngines, allowScripts, '//': __, ...npm } = repository;
const home = repository.repository.url.replace('.git', '');
const lowest = Object.entries<string>(repository.peerDependencies).map(([name, range]) => [name, range.slice(1)]);
const wheel = [
  `Summary: ${repository.description}`, `Home-page: ${home}#readme`, `Project-URL: Source, ${home}.git`, 'License: Apache-2.0',
  'Classifier: Development Status :: 4 - Beta', 'Classifier: Framework :: AWS CDK :: 2', 'Requires-Python: >=3.10', 'Description-Content-Type: text/markdown',
  ...lowest.map(([name, version]) => `Requires-Dist: ${name} <99.0.0,>=${version}`), '', '```python', 'a = b[0](c)', '```', `[docs](${home}/docs)`,
].join('\n');
const pom = [
  '<groupId>org.example</groupId> <artifactId>cdk-eks-fsx</artifactId>', `<description>${repository.description}</description>`, `<url>${home}#readme</url>`,
  '<license> <name>Apache License 2.0</name> <developer>', `<scm> <connection>scm:git:${home}.git</connection>`,
  ...lowest.map(([name, version]) => `<artifactId>${name}</artifactId> <version>${version}</version>`),
].join('\n');
const goMod = 'module example.com/fsx/fsx\n\ngo 1.25\n\nrequire (\n\tgithub.com/aws/aws-cdk-go/awscdk/v2 v2.240.0\n)\n';
const complete = { repository, npm, wheel, pom, goMod };

test('accepts packages that describe themselves like the repository', () => {
  expect(metadataProblems(complete)).toEqual([]);
  expect(metadataProblems({ repository, npm })).toEqual([]); // languages that were not built
});

test.each([
  [{ npm: { ...npm, stability: 'stable' } }, ['npm: stability differs', 'npm: stability stable before version 1']],
  [{ npm: { ...npm, overrides } }, ['npm: overrides serves development only']],
  [{ npm: { ...npm, keywords: undefined } }, ['npm: keywords differs', 'npm: keywords is missing']],
  [{ wheel: wheel.replace('4 - Beta', '5 - Production/Stable') }, ['wheel: nothing matches /^Classifier: Development Status :: 4 - Beta$/m']],
  [{ wheel: `${wheel}\n[docs](docs/README.md)` }, ['wheel: the README links to docs/README.md']],
  [{ pom: pom.replace('<developer>', '') }, ['pom: nothing matches /<developer>/']],
  [{ goMod: goMod.replace('fsx/fsx', 'fsx') }, ['go.mod: nothing matches /^module example.com\\/fsx\\/fsx$/m']],
])('reports what differs %#', (changed, problems) => {
  expect(metadataProblems({ ...complete, ...changed })).toEqual(problems);
});
