import { Component, JsonFile, Project, TextFile } from 'projen';

/** Installs what the lock file names, if it has changed. */
const INSTALL = '{ [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund; }';

/** The documentation site in `site/`: a package and a lock file of its own, outside the npm package. */
export class DocumentationSite extends Component {
  constructor(project: Project, address: string) {
    super(project);
    const pointer = `The [documentation site](${address}) has a page for each type.`;
    const insert = `const fs = require('fs'); fs.writeFileSync('API.md', fs.readFileSync('API.md', 'utf8').replace('\\n\\n', '\\n\\n${pointer}\\n\\n'))`;
    project.tasks.tryFind('docgen')!.exec(`node -e "${insert}"`);
    new JsonFile(project, 'site/package.json', {
      obj: {
        name: 'cdk-eks-fsx-site',
        description: 'The documentation site of cdk-eks-fsx.',
        private: true,
        // Shell of npm, which finds the tools of this package; the shell of projen does not.
        scripts: {
          build: `${INSTALL} && vitepress build`,
          dev: `${INSTALL} && vitepress dev`,
        },
        // Exact, because nobody installs this package. @axe-core/playwright 4.11 and mermaid 11 are the last that run on Node 20.
        devDependencies: {
          '@axe-core/playwright': '4.11.3',
          'chart.js': '4.6.1',
          'esbuild': '0.28.2',
          'mermaid': '11.17.2',
          'playwright-core': '1.65.1',
          'vitepress': '1.6.4',
          'vue': '3.5.45',
        },
        allowScripts: { esbuild: false },
      },
    });
    new TextFile(project, 'site/.npmrc', { marker: false, lines: ['omit-lockfile-registry-resolved=true', ''] });
    const pages = project.addTask('site:pages', {
      description: 'Write the pages of the documentation site, from docs/, doc comments and rules, to site/content',
      exec: 'ts-node -T --project projenrc/tsconfig.json projenrc/site/write-site.ts',
    });
    const build = project.addTask('site', { description: 'Build the documentation site into site/dist; after compile and rosetta' });
    build.spawn(pages);
    build.exec('npm run --silent build', { cwd: 'site' });
    const serve = project.addTask('site:dev', { description: 'Serve the documentation site while you edit it; after npx projen site' });
    serve.spawn(pages);
    serve.exec('npm run --silent dev', { cwd: 'site' });
    project.gitignore.exclude('/site/content/', '/site/dist/', '/site/.vitepress/cache/', '/site/.vitepress/.temp/');
  }
}
