/**
 * The actions that workflows use, each pinned to the commit of a release. Dependabot proposes newer commits in
 * `.github/workflows`; copy them here and run `npx projen`.
 */
export const ACTIONS = {
  cache: 'actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae', // v5.0.5
  codeqlAnalyze: 'github/codeql-action/analyze@8aad20d150bbac5944a9f9d289da16a4b0d87c1e', // v4.36.2
  codeqlInit: 'github/codeql-action/init@8aad20d150bbac5944a9f9d289da16a4b0d87c1e', // v4.36.2
  dependencyReview: 'actions/dependency-review-action@a1d282b36b6f3519aa1f3fc636f609c47dddb294', // v5.0.0
  deployPages: 'actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128', // v5.0.0
  downloadArtifact: 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', // v8.0.1
  publishToPypi: 'pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33', // v1.14.2
  setupGo: 'actions/setup-go@b7ad1dad31e06c5925ef5d2fc7ad053ef454303e', // v7.0.0
  setupJava: 'actions/setup-java@b6effb05e454b25005698d916606bdc6ffcbf961', // v5.7.0
  setupNode: 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020', // v7.0.0
  setupPython: 'actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97', // v7.0.0
  uploadArtifact: 'actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a', // v7.0.1
  uploadPagesArtifact: 'actions/upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9', // v5.0.0
} as const;
