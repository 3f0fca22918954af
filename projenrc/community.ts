import { execFileSync } from 'child_process';
import { readFileSync, writeFileSync } from 'fs';
import { Component, TextFile, YamlFile, github } from 'projen';

/** Other sources that contain the address of the repository, besides Markdown, Go and Java. */
const SOURCES = ['src/validation/links.ts'];

/**
 * The files that GitHub shows to contributors, and the address of the repository in every document: `repository`, such
 * as `github.com/example/cdk-eks-fsx`, is the one setting.
 */
export class Community extends Component {
  constructor(private readonly gh: github.GitHub, private readonly repository: string) {
    super(gh.project);
    new TextFile(this.project, '.github/CODEOWNERS', { marker: true, lines: [`# ${this.project.files[0].marker ?? ''}`, `* @${this.owner}`, ''] });
    new YamlFile(this.project, '.github/ISSUE_TEMPLATE/config.yml', {
      marker: true,
      obj: {
        blank_issues_enabled: true,
        contact_links: [{
          name: 'Report a vulnerability',
          url: `https://${repository}/security/advisories/new`,
          about: 'Privately, to the maintainers. SECURITY.md describes what to include.',
        }],
      },
    });
    const dependabot = new github.Dependabot(this.gh, {
      scheduleInterval: github.DependabotScheduleInterval.WEEKLY,
      ignoreProjen: false,
      openPullRequestsLimit: 5,
      cooldown: { defaultDays: 7 },
      groups: { development: { patterns: ['*'], dependencyType: github.DependabotGroupDependencyType.DEVELOPMENT } },
    });
    for (const [ecosystem, directory] of [['github-actions', '/'], ['npm', '/site'], ['pip', '/test/facts'], ['pip', '/test/conformance/cloudformation']]) {
      dependabot.config.updates.push({ 'package-ecosystem': ecosystem, directory, 'schedule': { interval: 'weekly' }, 'cooldown': { 'default-days': 7 } });
    }
  }

  private get owner(): string {
    return this.repository.split('/')[1];
  }

  postSynthesize() {
    const documents = execFileSync('git', ['ls-files', '*.md', '*.go', '*.mod', '*.java', '*.xml'], { cwd: this.project.outdir, encoding: 'utf8' }).trim().split('\n');
    for (const file of [...documents, ...SOURCES]) {
      const text = readFileSync(file, 'utf8');
      const addressed = text.replace(/github\.com\/[\w.-]+\/cdk-eks-fsx/g, this.repository)
        .replace(/[\w-]+\.github\.io\/cdk-eks-fsx/g, `${this.owner}.github.io/cdk-eks-fsx`)
        .replace(/io\.github\.\w+(?=\.cdkeksfsx|<\/groupId>)/g, `io.github.${this.owner}`);
      if (addressed !== text) {
        writeFileSync(file, addressed);
      }
    }
  }
}
