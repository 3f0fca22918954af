// Proof against real parts: `npx jest -c test/conformance/jest.config.js`, or `.ci/conformance`.
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/test/conformance'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/conformance/support/build-tools.ts',
  testEnvironment: '<rootDir>/test/support/environment.js',
  runtime: '<rootDir>/test/support/runtime.js',
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/conformance/support/deadline.ts'],
  reporters: ['default', '<rootDir>/test/conformance/support/table.js', '<rootDir>/test/support/closing-line.js'],
  moduleNameMapper: { '^cdk-eks-fsx$': '<rootDir>/src' },
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }] },
  // each worker has a control plane of its own, and mostly waits
  maxWorkers: 3,
  // a proof that says what happens, as it happens
  verbose: true,
};
