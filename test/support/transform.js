const { createHash } = require('crypto');
const { readFileSync } = require('fs');
const { transformSync, version } = require('esbuild');

const self = readFileSync(__filename);

/** Removes the types without checking them, in a tenth of the time of ts-jest. `npx tsc --noEmit -p test` checks them. */
module.exports = {
  getCacheKey: (source, filename) => createHash('sha256').update([source, filename, self, version, process.version].join('\0')).digest('hex').slice(0, 32),

  process: (source, filename) => transformSync(source, {
    loader: 'ts', format: 'cjs', platform: 'node', target: `node${process.versions.node}`, sourcemap: 'inline', sourcefile: filename, tsconfigRaw: {},
  }),
};
