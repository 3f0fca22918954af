// What holds for the tests of this folder without an account: `.ci/integ`, which installs what they need first.
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/test/integ'],
  testMatch: ['**/*.proof.ts'],
  modulePathIgnorePatterns: ['\\.snapshot/'],
  globalSetup: '<rootDir>/test/support/temporary.js',
  globalTeardown: '<rootDir>/test/support/temporary-end.js',
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  reporters: ['default', '<rootDir>/test/conformance/support/table.js', '<rootDir>/test/support/closing-line.js'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/integ/tsconfig.json' }] },
  testTimeout: 120_000,
  maxWorkers: 2,
  verbose: true,
};
