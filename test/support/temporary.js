const { mkdtempSync, rmSync } = require('fs');
const { tmpdir } = require('os');
const { join } = require('path');

// Every App that is synthesized leaves a folder behind, some with tens of megabytes of assets: all of a run go into one, which goes with it.
module.exports = async () => {
  process.env.CDK_EKS_FSX_TEST_TMP = process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'cdk-eks-fsx-test-'));
};

module.exports.remove = () => rmSync(process.env.CDK_EKS_FSX_TEST_TMP, { recursive: true, force: true });
