// Tables are plain data: the tests of tables judge them in two seconds, where those of constructs take twenty.
const { jest } = require('../../package.json');
module.exports = { ...jest, rootDir: '../..', reporters: ['default'], testMatch: ['<rootDir>/test/{validation,lustre,ontap,ml}/**/*.test.ts'] };
