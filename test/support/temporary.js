const { existsSync, mkdtempSync, rmSync, statfsSync } = require('fs');
const { tmpdir } = require('os');
const { join } = require('path');

// Every App that is synthesized leaves a folder behind, some with tens of megabytes of assets: all of a run go into one, which goes with it.
module.exports = async () => {
  process.execArgv.push('--max-semi-space-size=64'); // of the workers: the default of 16 MiB spends a fifth of their time on collecting garbage
  process.env.CDK_EKS_FSX_TEST_TMP = process.env.TMPDIR = mkdtempSync(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), 'cdk-eks-fsx-test-'));
};

// A file system in memory, which Linux offers: some thousand syntheses write small files. Containers often limit it to some megabytes.
const MEMORY = '/dev/shm';

function hasRoom(folder) {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 2 ** 32;
}

module.exports.remove = () => rmSync(process.env.CDK_EKS_FSX_TEST_TMP, { recursive: true, force: true });
