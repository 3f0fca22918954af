/** The descriptions of the packages, as the registries show them. */
export interface Manifests {
  /** package.json of the repository, and of the npm package. */
  readonly repository: any;
  readonly npm: any;
  /** METADATA of the wheel, with the README; the POM; go.mod. Undefined if the package was not built. */
  readonly wheel?: string;
  readonly pom?: string;
  readonly goMod?: string;
}

/** Fields of package.json that only matter in the repository. */
const DEVELOPMENT = ['devDependencies', 'dependencies', 'scripts', 'jest', 'overrides', 'devEngines', 'allowScripts', '//'];
const FIELDS = [
  'description', 'repository', 'keywords', 'engines', 'license', 'homepage', 'bugs', 'stability', 'peerDependencies', 'bin', 'main', 'types', 'exports',
];

/** What the packages do not state, or state differently than package.json of the repository. */
export function metadataProblems({ repository, npm, wheel, pom, goMod }: Manifests): string[] {
  const { java: { maven }, go } = repository.jsii.targets;
  const home = repository.repository.url.replace(/\.git$/, '');
  const beforeOne = Number(repository.version.split('.')[0]) < 1;
  const peers = Object.entries<string>(repository.peerDependencies).map(([name, range]) => [name, range.replace('^', '')]);
  const requires = (text: string | undefined, what: string, patterns: RegExp[]) => {
    return text === undefined ? [] : patterns.filter(pattern => !pattern.test(text)).map(pattern => `${what}: nothing matches ${pattern}`);
  };
  return [
    ...FIELDS.filter(field => JSON.stringify(npm[field]) !== JSON.stringify(repository[field])).map(field => `npm: ${field} differs`),
    ...FIELDS.filter(field => npm[field] === undefined).map(field => `npm: ${field} is missing`),
    ...DEVELOPMENT.filter(field => npm[field] !== undefined).map(field => `npm: ${field} serves development only`),
    ...beforeOne && npm.stability !== 'experimental' ? [`npm: stability ${npm.stability} before version 1`] : [],
    ...Object.entries(npm.peerDependencies).filter(([, range]) => !/^\^\d+\.\d+\.\d+$/.test(range as string)).map(([name]) => `npm: the range of ${name} has no lower limit`),
    ...requires(wheel, 'wheel', [
      new RegExp(`^Summary: ${repository.description}$`, 'm'),
      new RegExp(`^Home-page: ${home}#readme$`, 'm'),
      new RegExp(`^Project-URL: Source, ${home}`, 'm'),
      new RegExp(`^License: ${repository.license}$`, 'm'),
      beforeOne ? /^Classifier: Development Status :: 4 - Beta$/m : /^Classifier: Development Status :: 5 - Production\/Stable$/m,
      /^Classifier: Framework :: AWS CDK :: 2$/m,
      /^Requires-Python: >=3\.10$/m,
      /^Description-Content-Type: text\/markdown$/m,
      /^```python$/m, // the examples of the README are translated
      ...peers.map(([name, lowest]) => new RegExp(`^Requires-Dist: ${name} ?\\(?<\\d+\\.0\\.0,>=${lowest}`, 'm')),
    ]),
    ...links(wheel ?? '').filter(link => !link.startsWith('https://')).map(link => `wheel: the README links to ${link}`),
    ...requires(pom, 'pom', [
      new RegExp(`<groupId>${maven.groupId}</groupId>\\s*<artifactId>${maven.artifactId}</artifactId>`),
      new RegExp(`<description>[^<]*${repository.description}`),
      new RegExp(`<url>${home}#readme</url>`), /<license>\s*<name>Apache License 2\.0/, /<developer>/, new RegExp(`<scm>\\s*<connection>scm:git:${home}`),
      ...peers.map(([name]) => new RegExp(`<artifactId>${name}</artifactId>\\s*<version>\\d`)), // pacmak replaces ranges by the newest version
    ]),
    ...requires(goMod, 'go.mod', [new RegExp(`^module ${go.moduleName}/${go.packageName}$`, 'm'), /^go 1\.\d+$/m, /^\tgithub\.com\/aws\/aws-cdk-go\/awscdk\/v2 v2\.\d/m]),
  ];
}

function links(markdown: string): string[] {
  return [...markdown.replace(/^```[^]*?^```$/gm, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
}
