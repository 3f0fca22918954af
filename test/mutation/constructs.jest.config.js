const { jest } = require('../../package.json');
module.exports = {
  ...jest, rootDir: '../..', reporters: ['default'], testMatch: ['<rootDir>/test/{lustre,ontap,network,delivery,storage}/**/*.test.ts'],
};
