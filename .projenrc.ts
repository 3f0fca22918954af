import { readFileSync } from 'fs';
import { awscdk, github, javascript, release } from 'projen';
import { Community } from './projenrc/community';
import { DocumentationSite } from './projenrc/documentation-site';
import { Workflows } from './projenrc/workflows';

/** Where the project is developed. `npx projen` writes it into the package, the workflows and all documents. */
const REPOSITORY = 'github.com/example/cdk-eks-fsx';
const OWNER = REPOSITORY.split('/')[1];

const NODE_VERSION = '24.21.0'; // of the workflows; its npm can prove itself to the registry without a token

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-eks-fsx',
  description: 'Amazon FSx volumes for Amazon EKS, as AWS CDK constructs',
  author: 'cdk-eks-fsx authors',
  authorAddress: 'authors@example.com',
  repositoryUrl: `https://${REPOSITORY}.git`,
  homepage: `https://${REPOSITORY}#readme`,
  bugsUrl: `https://${REPOSITORY}/issues`,
  license: 'Apache-2.0',
  stability: 'experimental', // until 1.0.0
  copyrightOwner: 'cdk-eks-fsx authors',
  keywords: ['aws', 'aws-cdk', 'eks', 'fsx', 'lustre', 'ontap', 'trident', 'kubernetes', 'csi', 'persistent-volume', 'storage', 'machine-learning'],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  sampleCode: false,
  bin: { 'cdk-eks-fsx': 'lib/cli/main.js' }, // init, lint, doctor, size, explain
  // In the package, so that installing it resolves nothing else. commander 14 is the last that runs on Node 20; yaml reports positions.
  bundledDeps: ['commander@^14.0.3', 'yaml@^2.9.1'],

  // Minimums: projen installs exactly these for development, so every test runs against the lowest promised versions.
  cdkVersion: '2.240.0', // first with a stable aws-eks-v2
  constructsVersion: '10.5.0',
  peerDeps: ['cdk8s@^2.70.73', 'cdk8s-plus-28@^2.5.6'],
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  minNodeVersion: '20.16.0',
  workflowNodeVersion: NODE_VERSION,
  devDeps: [
    'aws-cdk@~2.1148.1', '@aws-cdk/aws-eks-v2-alpha@2.240.0-alpha.0', '@aws-cdk/lambda-layer-kubectl-v34', 'fast-check', 'cdk-nag@~2.37.55',
    '@stryker-mutator/core@^9', '@stryker-mutator/jest-runner@^9',
    'esbuild@^0.28.2', // bundles the command line
    'npm-run-all2@^8',
    '@microsoft/jest-sarif@1.0.0-beta.0', 'ajv@^6.15.0', // the JSON schema of SARIF, and its validator
  ],

  // Pull requests are built, never changed. A maintainer starts the workflow that releases. No workflow pushes to a branch.
  githubOptions: { mergify: false, pullRequestLint: false },
  pullRequestTemplateContents: [
    '<!-- What changes for users, and why. CONTRIBUTING.md describes what to change for each kind of feature. -->',
    '',
    '- [ ] `npx projen check` passes, and `npx projen build` leaves no uncommitted files',
    '- [ ] a test fails without the change; a table has an external fact with its source in `test/cases`',
    '- [ ] CHANGELOG.md describes what users notice, and the effect on data',
    '- [ ] no rule ID, construct ID or default changes, or the commit has a `BREAKING CHANGE:`',
    '',
  ],
  buildWorkflowOptions: { mutableBuild: false, permissions: { contents: github.workflows.JobPermission.READ } },
  depsUpgrade: false,
  release: true,
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  bumpPackage: 'commit-and-tag-version@^12', // the last that runs on Node 20
  npmTrustedPublishing: true,
  clobber: false,
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,

  compressAssembly: true,
  // Sources stay in the repository, and with them the maps to them.
  tsconfig: { compilerOptions: { types: ['node'], inlineSourceMap: false, inlineSources: false } },
  tsconfigDev: { compilerOptions: { types: ['node', 'jest'] } },
  typecheckTests: true,
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      setupFiles: ['<rootDir>/test/support/setup.ts'],
      globalSetup: '<rootDir>/test/support/temporary.js',
      globalTeardown: '<rootDir>/test/support/temporary-end.js',
      reporters: [new javascript.JestReporter('<rootDir>/test/support/closing-line.js')], // projen adds the default reporter
      testEnvironment: '<rootDir>/test/support/environment.js',
      testPathIgnorePatterns: ['/node_modules/', '/test/conformance/', '/test/deployment/'],
      modulePathIgnorePatterns: ['<rootDir>/.cache/', '<rootDir>/site/(node_modules|content|dist)/'], // an interrupted mutation run leaves a copy of this package there
      testTimeout: 30_000, // a synthesis with a cold cache on a busy machine
      moduleNameMapper: { '^cdk-eks-fsx$': '<rootDir>/src' },
      additionalOptions: {
        runtime: '<rootDir>/test/support/runtime.js',
        testSequencer: '<rootDir>/test/support/sequencer.js',
        maxWorkers: '100%', // by default one processor is left idle
      },
    },
  },
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'examples', 'bench'], commandOptions: { fix: false, extraArgs: ['--cache', '--max-warnings=0'] } },
  gitignore: ['.cache/', '.jsii.gz', '.jsii.tabl.json', 'cdk.out', '/examples/*/dist/', '/examples/java/target/', '/examples/go/bindings/', '.eslintcache', '__pycache__', '.venv'],

  publishToPypi: { distName: 'cdk-eks-fsx', module: 'cdk_eks_fsx', trustedPublishing: true },
  publishToMaven: { javaPackage: `io.github.${OWNER}.cdkeksfsx`, mavenGroupId: `io.github.${OWNER}`, mavenArtifactId: 'cdk-eks-fsx' },
  publishToGo: { moduleName: `${REPOSITORY}-go`, packageName: 'cdkeksfsx' },
});

// ts-jest takes 18 seconds of processor time for all files of a fresh clone, esbuild one second.
project.jest!.config.transform = { '^.+\\.ts$': '<rootDir>/test/support/transform.js' };

// The lock file names packages and their checksums, never where one machine fetched them from.
new javascript.NpmConfig(project).addConfig('omit-lockfile-registry-resolved', 'true');

// Examples are type-checked and linted like sources: each folder needs the nearest tsconfig.json.
// One program checks them with the tests, because most of the time goes into the types of the CDK.
for (const dir of ['examples', 'bench']) {
  new javascript.TypescriptConfig(project, {
    fileName: `${dir}/tsconfig.json`,
    extends: javascript.TypescriptConfigExtends.fromTypescriptConfigs([project.tsconfig!]),
    include: ['**/*.ts'],
    exclude: ['node_modules', 'cdk.out'],
    compilerOptions: { noEmit: true, rootDir: '..', isolatedModules: true, types: ['node'] },
  });
}

// The tests that deploy have a package and a lock file of their own: type-checked by .ci/integ, linted without what they install.
const integTests = 'test/integ';
new javascript.TypescriptConfig(project, {
  fileName: `${integTests}/tsconfig.json`,
  extends: javascript.TypescriptConfigExtends.fromTypescriptConfigs([project.tsconfig!]),
  include: ['**/*.ts'],
  exclude: ['node_modules'],
  compilerOptions: { noEmit: true, rootDir: '../..', isolatedModules: true, types: ['node', 'jest'] },
});
const typecheck = project.tryFindObjectFile('test/tsconfig.json')!;
typecheck.addToArray('include', '../bench/**/*.ts', '../examples/**/*.ts');
typecheck.addToArray('exclude', 'integ', '../examples/**/node_modules', '../examples/**/cdk.out');
project.gitignore.exclude(`/${integTests}/*.snapshot/`, `/${integTests}/cdk-integ.out.*/`); // with tens of megabytes of assets
project.eslint!.addOverride({ files: [`${integTests}/**`], rules: { 'import/no-unresolved': ['error', { ignore: ['^@aws-cdk/integ-'] }] } });

// Their platform packages must all be in the registry, or npm writes a lock that `npm ci` refuses.
project.package.addPackageResolutions('unrs-resolver@1.12.2');
project.package.addField('allowScripts', { 'unrs-resolver': false, '@parcel/watcher': false, 'esbuild': false });

// A package that can import itself by name, so that examples read like a user's program.
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
});

// The layers of the architecture: a module imports from lower layers only, never from its own or a higher one.
const { layers, withoutCdk } = JSON.parse(readFileSync('layers.json', 'utf8')) as { layers: string[][]; withoutCdk: string[] };
project.eslint!.addRules({
  'import/no-restricted-paths': ['error', {
    zones: layers.flatMap((modules, level) => modules.map(module => ({
      target: `./${module}`,
      from: layers.slice(level).flat().filter(other => other !== module).map(other => `./${other}`),
      message: 'a module imports from lower layers only (layers.json)',
    }))).filter(({ from }) => from.length > 0),
  }],
});
project.eslint!.addOverride({
  files: withoutCdk,
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [{ group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'cdk8s', 'cdk8s-plus-*', 'constructs'], message: 'tables and rules do not depend on the CDK (layers.json)' }],
    }],
  },
});
project.eslint!.addRules({
  '@stylistic/max-len': ['error', {
    code: 120, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreComments: true,
    ignoreRegExpLiterals: true,
  }],
});
// Rows of tables read best as rows.
project.eslint!.addRules({ '@stylistic/object-property-newline': 'off' });
// To the linter the package is a neighbour, to a reader of an example it is a dependency.
project.eslint!.addOverride({ files: ['examples/**', 'bench/**'], rules: { 'import/order': 'off' } });
// cdk8s-plus is loaded when a container wants it, and the linter when the command runs, not before.
project.eslint!.addOverride({
  // the tests load every example there is, the bench what it measures
  files: ['src/kubernetes/kubernetes-volume.ts', 'src/cli/convert-command.ts', 'src/cli/lint-command.ts', 'src/cli/policy-command.ts', 'test/convert/round-trip.ts', 'test/examples.test.ts', 'test/examples-workloads.test.ts', 'bench/**'],
  rules: { '@typescript-eslint/no-require-imports': 'off' },
});

project.tryFindObjectFile('package.json')!.addOverride('jsii.targets.python.classifiers', ['Framework :: AWS CDK', 'Framework :: AWS CDK :: 2', 'Topic :: System :: Filesystems']);

// Every example in the README, in doc comments and in docs/ compiles. The package contains translations of the first two.
project.package.addField('jsiiRosetta', { exampleDependencies: { '@aws-cdk/lambda-layer-kubectl-v34': '*' } });
const rosetta = project.addTask('rosetta', {
  description: 'Compile and translate all examples in documents',
  exec: 'node --require "$PWD/projenrc/rosetta-memory.js" node_modules/.bin/jsii-rosetta extract --strict --batch',
});
rosetta.spawn(project.addTask('documents', { description: 'Compile all examples in docs/', exec: 'ts-node -T --project projenrc/tsconfig.json projenrc/compile-documents.ts' }));
project.postCompileTask.prependSpawn(rosetta);

// What is documented of rules and limits is what the tables say.
const tables = project.addTask('tables', { description: 'Write RULES.md, LIMITS.md and ALARMS.md from the tables', exec: 'ts-node -T --project projenrc/tsconfig.json projenrc/write-tables.ts' });
project.postCompileTask.prependSpawn(tables);

// docs/versions.md says how long Node 20 is supported; a banner at every command says nothing more.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// The two commands of the README, after `npm ci`.
project.addTask('demo', {
  description: 'Synthesize a real example and show what it would deploy',
  steps: [
    { spawn: 'compile' },
    { exec: 'cdk synth --quiet --no-notices', cwd: 'examples/lustre-s3-training' },
    { exec: 'ts-node -T --project examples/tsconfig.json examples/summary.ts examples/lustre-s3-training/cdk.out' },
  ],
});
project.addTask('dashboard-image', {
  description: 'Draw the dashboard of examples/monitored-training for docs/monitoring.md',
  cwd: 'examples/monitored-training',
  steps: [
    { exec: 'cdk synth --quiet --no-notices' },
    { exec: 'ts-node -T --project ../tsconfig.json ../dashboard.ts cdk.out > ../../docs/monitoring-dashboard.svg' },
  ],
});
project.addTask('bench', {
  description: 'Measure the library against the same volumes written by hand, and write bench/RESULTS.md; some minutes on a quiet machine',
  steps: [{ spawn: 'compile' }, { exec: 'ts-node -T --project bench/tsconfig.json bench/run.ts' }],
});
project.addTask('mutate', {
  description: 'Break rules and tables in every way, and see that a test notices; more than an hour, and not part of CI',
  steps: [{ exec: 'stryker run test/mutation/tables.config.json' }, { exec: 'stryker run test/mutation/constructs.config.json' }],
});
// Before 1.0.0 all names are experimental, and jsii-diff would only warn. Without a release there is nothing to compare.
const compat = project.tasks.tryFind('compat')!;
compat.reset('jsii-diff npm:cdk-eks-fsx --error-on all --keys --ignore-file .compatignore');
project.postCompileTask.spawn(compat);
// Both have one thread. Jest uses all processors.
project.addTask('type-check', {
  description: 'Type-check tests, examples and the benchmark',
  exec: 'tsc --noEmit -p test/tsconfig.json',
});
project.testTask.reset('run-p --silent type-check eslint');
project.testTask.exec('jest --ci', { receiveArgs: true });
project.addTask('check', {
  description: 'Compile, type-check, test and lint',
  steps: [{ spawn: 'compile' }, { spawn: 'test' }],
});

new DocumentationSite(project, `https://${OWNER}.github.io/${project.name}/`);
new Community(project.github!, REPOSITORY);

// What projen does not generate, and what it does less strictly.
new Workflows(project.github!, project.buildWorkflow!.workflow, { nodeVersion: NODE_VERSION, nodeVersions: ['20', '22', '24'] });

// `build` packages for npm only; other languages have their own tasks.
project.packageTask.reset();
project.tasks.tryFind('package:js')!.reset('ts-node -T --project projenrc/tsconfig.json projenrc/package.ts');
project.packageTask.spawn(project.tasks.tryFind('package:js')!);
// What npm has is what the other languages have: they are packed from the npm package, which package:js leaves unpacked in .cache/package.
for (const language of ['python', 'java', 'go']) {
  const bindings = project.addTask(`bindings:${language}`, {
    description: `Create the ${language} package from the npm package in .cache/package`,
    exec: `jsii-pacmak --target ${language} --outdir dist --no-npmignore $([ -e .jsii.tabl.json ] && echo --rosetta-tablet .jsii.tabl.json) .cache/package`,
  });
  const task = project.tasks.tryFind(`package:${language}`)!;
  task.reset();
  task.spawn(project.tasks.tryFind('package:js')!);
  task.spawn(bindings);
}

// docs/, decisions/ and examples/ are in the package: the README links to them, and the doctor names their pages.
for (const dir of [
  '/.cache/', '/ARCHITECTURE.md', '/CONTRIBUTING.md', '/CODE_OF_CONDUCT.md', '/.ci/', '/bench/', '/rosetta/', '/site/', '/layers.json', '/.pre-commit-hooks.yaml',
  '.jsii.tabl.json', '.eslintcache', 'cdk.out', '/examples/*/dist/', '/examples/java/target/', '/examples/go/bindings/', '__pycache__', '.venv',
]) {
  project.npmignore!.exclude(dir);
}
project.synth();
