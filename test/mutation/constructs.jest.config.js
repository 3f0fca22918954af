const { jest } = require('../../package.json');
module.exports = {
  ...jest, rootDir: '../..', reporters: ['default'], testEnvironment: require.resolve('../support/environment.js'), // Stryker does not resolve <rootDir>
  testMatch: ['<rootDir>/test/{lustre,ontap,network,delivery,storage}/**/*.test.ts'],
};
