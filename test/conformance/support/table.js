const { basename } = require('path');

/** The result in one table: proof, cases, passed, failed, skipped, seconds. */
module.exports = class Table {
  onRunComplete(_contexts, { testResults, startTime }) {
    const rows = testResults.map(({ testFilePath, testResults: cases, testExecError, perfStats }) => {
      const count = status => cases.filter(one => one.status === status).length;
      const [failed, skipped] = [count('failed') + (testExecError ? 1 : 0), count('pending')];
      return [basename(testFilePath, '.test.ts'), cases.length, count('passed'), failed, skipped, ((perfStats.end - perfStats.start) / 1000).toFixed(0)];
    }).sort(([a], [b]) => a.localeCompare(b));
    const sum = column => rows.reduce((total, row) => total + row[column], 0);
    const all = [['proof', 'cases', 'passed', 'failed', 'skipped', 'seconds'], ...rows, ['all', sum(1), sum(2), sum(3), sum(4), ((Date.now() - startTime) / 1000).toFixed(0)]];
    console.log(`\n${all.map(row => row.map((cell, column) => column === 0 ? `${cell}`.padEnd(24) : `${cell}`.padStart(8)).join('')).join('\n')}`);
  }
};
