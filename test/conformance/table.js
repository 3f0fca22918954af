// Prints what jest wrote with --json as one table: proof, cases, passed, failed, skipped, seconds; fails if anything failed.
const { readFileSync } = require('fs');
const { relative, join } = require('path');

const root = join(__dirname, '../..');
const rows = process.argv.slice(2).flatMap(file => JSON.parse(readFileSync(file, 'utf8')).testResults).map(suite => {
  const count = (...statuses) => suite.assertionResults.filter(({ status }) => statuses.includes(status)).length;
  const broken = suite.status === 'failed' && suite.assertionResults.length === 0 ? 1 : 0; // it did not even start
  return {
    proof: relative(root, suite.name).replace(/\.(test|proof)\.ts$/, ''),
    cases: suite.assertionResults.length,
    passed: count('passed'),
    failed: count('failed') + broken,
    skipped: count('pending', 'skipped', 'todo'),
    seconds: Math.round((suite.endTime - suite.startTime) / 1000),
  };
}).sort((a, b) => a.proof.localeCompare(b.proof));

const columns = ['proof', 'cases', 'passed', 'failed', 'skipped', 'seconds'];
const width = Math.max(...rows.map(({ proof }) => proof.length), 5);
const line = row => columns.map((column, i) => i === 0 ? `${row[column]}`.padEnd(width) : `${row[column]}`.padStart(8)).join('');
console.log(`\n${line(Object.fromEntries(columns.map(column => [column, column])))}`);
rows.forEach(row => console.log(line(row)));

const total = column => rows.reduce((sum, row) => sum + row[column], 0);
console.log(`\n${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
process.exitCode = total('failed') > 0 || rows.length === 0 ? 1 : 0;
