const { jest } = require('../../package.json');
module.exports = {
  ...jest, rootDir: '../..', reporters: ['default'], testMatch: ['<rootDir>/test/{fsx-lustre-storage,fsx-ontap-storage,lustre,ontap}/**/*.test.ts'],
};
