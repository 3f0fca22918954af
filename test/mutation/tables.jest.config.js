// Tables are plain data: their tests take two seconds, where those of constructs take twenty.
const { jest } = require('../../package.json');
module.exports = {
  ...jest, rootDir: '../..', reporters: ['default'], testEnvironment: require.resolve('../support/environment.js'), // Stryker does not resolve <rootDir>
  testMatch: ['<rootDir>/test/{validation,lustre,ontap,ml}/**/*.test.ts'],
};
