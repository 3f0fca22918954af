// Proof over the life of stacks: `npx jest -c test/deployment/jest.config.js`, or `.ci/deployment`.
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/test/deployment'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/conformance/support/build-tools.ts',
  testEnvironment: '<rootDir>/test/support/environment.js',
  runtime: '<rootDir>/test/support/runtime.js',
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  reporters: ['default', '<rootDir>/test/conformance/support/table.js', '<rootDir>/test/support/closing-line.js'],
  moduleNameMapper: { '^cdk-eks-fsx$': '<rootDir>/src' },
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }] },
  testTimeout: 120_000,
};
