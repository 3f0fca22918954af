const { default: Sequencer } = require('@jest/test-sequencer');

/** Files that run first in a fresh clone, so that no worker is idle while another one finishes a long file. */
const LONGEST = [
  'assembly/hostile', 'oracle/rules-against-oracles', 'cluster/existing-cluster.', 'faults/', 'examples', 'ml/recommendations', 'ml/transfer',
].map(name => `/test/${name}`);

/** Jest orders files by the durations of the last run. Without one it orders by size, although a short file can take longest. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path, duration }) => duration === undefined && LONGEST.some(name => path.includes(name));
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter(test => !isLong(test))];
  }
};
