// Tables are plain data: the tests of tables judge them in two seconds, where those of constructs take twenty.
const { jest } = require('../../package.json');
module.exports = {
  ...jest, rootDir: '../..', reporters: ['default'], testEnvironment: require.resolve('../support/environment.js'), // Stryker knows no <rootDir>
  testMatch: ['<rootDir>/test/{rules,lustre,ontap,advisor}/**/*.test.ts'],
};
