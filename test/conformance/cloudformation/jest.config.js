// CloudFormation's own knowledge: `.ci/cloudformation`, which installs cfn-lint first.
module.exports = {
  rootDir: '../../..',
  roots: ['<rootDir>/test/conformance/cloudformation'],
  testMatch: ['**/*.proof.ts'],
  globalSetup: '<rootDir>/test/support/temporary.js',
  globalTeardown: '<rootDir>/test/support/temporary-end.js',
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  reporters: ['default', '<rootDir>/test/conformance/support/table.js', '<rootDir>/test/support/closing-line.js'],
  moduleNameMapper: { '^cdk-eks-fsx$': '<rootDir>/src' },
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }] },
  testTimeout: 300_000,
  maxWorkers: 2,
  verbose: true,
};
