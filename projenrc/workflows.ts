import { Component, github } from 'projen';
import { ACTIONS } from './actions';

const { READ, WRITE } = github.workflows.JobPermission;
type Job = github.workflows.Job;
type Step = github.workflows.JobStep;

export interface WorkflowOptions {
  /** The Node version of single jobs, exact, because the npm inside it publishes. */
  readonly nodeVersion: string;
  /** The Node versions that run the commands of the README. */
  readonly nodeVersions: readonly string[];
}

/** Adds to the workflows of projen what it does not generate, and pins, limits and separates what it does. */
export class Workflows extends Component {
  private readonly gh: github.GitHub;

  constructor(
    gh: github.GitHub, private readonly build: github.GithubWorkflow, private readonly options: WorkflowOptions,
  ) {
    super(gh.project);
    this.gh = gh;
    for (const pinned of [ACTIONS.setupNode, ACTIONS.setupPython, ACTIONS.setupGo, ACTIONS.setupJava]) {
      gh.actions.set(pinned.split('@')[0], pinned);
    }
    this.pullRequests();
    this.nightly();
    this.codeql();
    this.pages();
  }

  /** projen adds jobs until synthesis begins. */
  preSynthesize() {
    ['package-js', 'package-java', 'package-python', 'package-go'].forEach(job => this.build.removeJob(job)); // .ci/languages builds and runs them
    this.release();
    for (const workflow of this.gh.workflows) {
      for (const [id, job] of Object.entries(workflow.jobs)) {
        if ('steps' in job) {
          workflow.updateJob(id, hardened(job));
        }
      }
    }
  }

  private pullRequests() {
    this.build.addJobs({
      nodes: {
        ...this.job('node ${{ matrix.node }}', [{ name: 'check', run: 'npx projen check' }, { name: 'demo', run: 'npx projen demo' }]),
        strategy: { failFast: false, matrix: { domain: { node: [...this.options.nodeVersions] } } },
        tools: { node: { version: '${{ matrix.node }}' } },
      },
      languages: {
        ...this.job('four languages', [
          this.languageCache(),
          { name: 'Build and run the packages', run: '.ci/languages' },
        ]),
        tools: this.languageTools(),
      },
      proofs: this.job('proofs', [
        cached('proofs', ['~/.cache/cdk-eks-fsx', '~/go/pkg/mod', '~/.cache/go-build'], 'test/**/go.mod', 'test/**/requirements.txt', 'test/conformance/tools/**'),
        { name: 'etcd', run: 'sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends etcd-server' },
        { name: 'Prove', run: '.ci/proofs' },
      ]),
      site: this.job('site', [{ name: 'Build and test the site', run: '.ci/site' }]),
      workflows: this.job('workflows', [{ name: 'Lint', run: '.ci/workflows' }]),
      dependencies: {
        name: 'dependencies',
        runsOn: ['ubuntu-latest'],
        if: "github.event_name == 'pull_request'",
        permissions: { contents: READ },
        steps: [github.WorkflowSteps.checkout(), { name: 'Review what the pull request adds', uses: ACTIONS.dependencyReview }],
      },
    });
  }

  private nightly() {
    const nightly = this.gh.addWorkflow('nightly');
    nightly.on({ schedule: [{ cron: '17 3 * * *' }], workflowDispatch: {} });
    const jobs: { [id: string]: [title: string, run: string, advice: string] } = {
      facts: ['The tables differ from the newest models of the services', '.ci/facts --newest', 'CONTRIBUTING.md, Facts, explains what to do.'],
      peers: ['The newest versions of the peers fail', '.ci/newest-peers', 'The lock file contains the lowest supported versions; this run used the newest ones.'],
      ships: ['A dependency in the package has a known vulnerability', '.ci/ships', 'Update the bundled dependency, and release.'],
      rehearsal: ['The rehearsal of a release fails', '.ci/release-rehearsal', 'CONTRIBUTING.md, How to release, describes it.'],
    };
    for (const [id, [title, run, advice]] of Object.entries(jobs)) {
      nightly.addJob(id, {
        ...this.job(id, [
          ...id === 'rehearsal' ? [this.languageCache()] : [],
          { name: 'Run', id: 'run', continueOnError: true, run: `set -o pipefail; ${run} 2>&1 | tee output.txt` },
          reportedAs(title, advice),
        ]),
        permissions: { contents: READ, issues: WRITE },
        ...id === 'rehearsal' ? { tools: this.languageTools() } : {},
      });
    }
  }

  private codeql() {
    const codeql = this.gh.addWorkflow('codeql');
    codeql.on({ pullRequest: { branches: ['main'] }, push: { branches: ['main'] }, schedule: [{ cron: '41 4 * * 2' }] });
    codeql.addJob('analyze', {
      name: '${{ matrix.language }}',
      runsOn: ['ubuntu-latest'],
      permissions: { contents: READ, securityEvents: WRITE },
      strategy: { failFast: false, matrix: { domain: { language: ['javascript-typescript', 'python', 'actions'] } } },
      steps: [
        github.WorkflowSteps.checkout(),
        { name: 'Initialize', uses: ACTIONS.codeqlInit, with: { 'languages': '${{ matrix.language }}', 'build-mode': 'none' } },
        { name: 'Analyze', uses: ACTIONS.codeqlAnalyze },
      ],
    });
  }

  /** The documentation site. The job that deploys runs nothing of this repository. */
  private pages() {
    const pages = this.gh.addWorkflow('pages');
    pages.on({ push: { branches: ['main'] }, workflowDispatch: {} });
    const build = this.job('build', [
      { name: 'Build and test the site', run: '.ci/site' },
      { name: 'Upload', uses: ACTIONS.uploadPagesArtifact, with: { path: 'site/dist' } },
    ]);
    pages.addJobs({
      build,
      deploy: {
        name: 'deploy',
        needs: ['build'],
        runsOn: ['ubuntu-latest'],
        environment: 'github-pages',
        permissions: { pages: WRITE, idToken: WRITE },
        concurrency: { 'group': 'pages', 'cancel-in-progress': false },
        steps: [{ name: 'Deploy', uses: ACTIONS.deployPages }],
      },
    });
  }

  /**
   * Three stages: `release` and `package` build without any token; `release_npm`, `release_pypi` and `release_github`
   * run in the protected environment `release`, and only download and publish what the others built.
   */
  private release() {
    const release = this.gh.workflows.find(({ name }) => name === 'release')!;
    const build = release.getJob('release') as Job;
    release.updateJob('release', { ...build, permissions: { contents: READ } });
    // Maven Central requires a group of one's own and a signing key, Go a second repository: both are built with every pull request, not published.
    ['release_maven', 'release_golang'].forEach(job => release.removeJob(job));

    const due = "needs.release.outputs.tag_exists != 'true' && needs.release.outputs.latest_commit == github.sha";
    const node: Step = { name: 'Setup Node.js', uses: ACTIONS.setupNode, with: { 'node-version': this.options.nodeVersion, 'package-manager-cache': false } };
    const download: Step = { name: 'Download the packages', uses: ACTIONS.downloadArtifact, with: { name: 'packages', path: 'dist' } };
    const publish = (
      name: string, permissions: github.workflows.JobPermissions, steps: Step[], needs: string[] = [],
    ): Job => ({
      name, needs: ['release', 'package', ...needs], if: due, runsOn: ['ubuntu-latest'], environment: 'release', permissions, steps: [download, ...steps],
    });
    release.updateJobs({
      package: {
        name: 'Package',
        needs: ['release'],
        if: due,
        runsOn: ['ubuntu-latest'],
        permissions: { contents: READ },
        steps: [
          node,
          { name: 'Setup Python', uses: ACTIONS.setupPython, with: { 'python-version': '3.13' } },
          { name: 'Download the build', uses: ACTIONS.downloadArtifact, with: { name: 'build-artifact', path: 'dist' } },
          github.WorkflowSteps.checkout({ with: { path: '.repo' } }),
          { name: 'Install dependencies', run: 'npm ci', workingDirectory: '.repo' },
          { name: 'Audit what ships, and list it', run: '.repo/.ci/ships dist/sbom.cdx.json "$(cat dist/version.txt)"' },
          { name: 'Unpack the npm package', run: 'mkdir -p .repo/.cache/package && tar --strip-components=1 -xzf dist/js/*.tgz -C .repo/.cache/package' },
          { name: 'Package for Python', run: 'mv ../dist/examples.tabl.json .jsii.tabl.json && npx projen bindings:python && mv dist/python ../dist/', workingDirectory: '.repo' },
          { name: 'Upload the packages', uses: ACTIONS.uploadArtifact, with: { name: 'packages', path: 'dist' } },
        ],
      },
      release_npm: publish('Publish to npm', { contents: READ, idToken: WRITE }, [
        node,
        { name: 'Publish', env: { DRY_RUN: '${{ inputs.dry_run }}' }, run: 'npm publish dist/js/*.tgz --access public --provenance --ignore-scripts --dry-run="$DRY_RUN"' },
      ]),
      release_pypi: publish('Publish to PyPI', { contents: READ, idToken: WRITE }, [
        { name: 'Publish', if: '${{ !inputs.dry_run }}', uses: ACTIONS.publishToPypi, with: { 'packages-dir': 'dist/python' } },
      ]),
      release_github: publish('Publish to GitHub Releases', { contents: WRITE }, [
        {
          name: 'Publish',
          if: '${{ !inputs.dry_run }}',
          env: { GH_TOKEN: '${{ github.token }}' },
          run: [
            'tag=$(cat dist/releasetag.txt)',
            'gh release view "$tag" -R "$GITHUB_REPOSITORY" ||',
            '  gh release create "$tag" dist/sbom.cdx.json -R "$GITHUB_REPOSITORY" -F dist/changelog.md -t "$tag" --target "$GITHUB_SHA"',
          ].join('\n'),
        },
      ], ['release_npm', 'release_pypi']),
    });
  }

  private tools() {
    return { node: { version: this.options.nodeVersion }, python: { version: '3.13' }, go: { version: '1.26' } };
  }

  private languageTools() {
    return { ...this.tools(), java: { version: '17' } };
  }

  private languageCache(): Step {
    return cached('languages', ['.cache/languages', '~/go/pkg/mod'], 'package-lock.json');
  }

  private job(name: string, steps: Step[]): Job {
    return {
      name,
      runsOn: ['ubuntu-latest'],
      permissions: { contents: READ },
      tools: this.tools(),
      env: { CI: 'true' },
      steps: [github.WorkflowSteps.checkout(), { name: 'Install dependencies', run: 'npm ci' }, ...steps],
    };
  }
}

/** Tools that a proof builds or downloads, kept until their pins change. */
function cached(name: string, path: string[], ...pins: string[]): Step {
  const files = pins.map(pin => `'${pin}'`).join(', ');
  return { name: 'Cache the tools', uses: ACTIONS.cache, with: { path: path.join('\n'), key: `${name}-\${{ runner.os }}-\${{ hashFiles(${files}) }}` } };
}

/** Opens an issue if the step `run` has failed, or adds to the open one. */
function reportedAs(title: string, advice: string): Step {
  return {
    name: 'Open an issue, or add to the open one',
    if: "steps.run.outcome == 'failure'",
    env: { GH_TOKEN: '${{ github.token }}', TITLE: title, ADVICE: advice },
    run: [
      'number=$(gh issue list --state open --search "$TITLE in:title" --json number --jq ".[0].number // empty")',
      '{ echo "$ADVICE"; echo; tail -n 200 output.txt | sed "s/^/    /"; } > body.md',
      'if [ -n "$number" ]; then gh issue comment "$number" --body-file body.md; else gh issue create --title "$TITLE" --body-file body.md; fi',
    ].join('\n'),
  };
}

/** A job that leaves no credentials in its checkout, and ends. */
function hardened(job: Job): Job {
  const steps: Step[] = typeof job.steps === 'function' ? (job.steps as unknown as () => Step[])() : job.steps;
  return {
    ...job,
    timeoutMinutes: job.timeoutMinutes ?? 120,
    steps: steps.map(step => step.uses?.startsWith('actions/checkout@') ? { ...step, with: { ...step.with, 'persist-credentials': false } } : step),
  };
}
