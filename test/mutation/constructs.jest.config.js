const { jest } = require('../../package.json');
module.exports = {
  ...jest, rootDir: '../..', reporters: ['default'], testEnvironment: require.resolve('../support/environment.js'), // Stryker knows no <rootDir>
  testMatch: ['<rootDir>/test/{fsx-lustre-storage,fsx-ontap-storage,lustre,ontap}/**/*.test.ts'],
};
