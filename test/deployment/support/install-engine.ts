import { spawnSync } from 'child_process';
import { join } from 'path';
import buildTools from '../../conformance/support/build-tools';

/** Before all tests: installs the engine and builds the real parts, or says loudly what is missing. What a machine lacks is a failure in CI. */
export default function installEngine(): void {
  const { status, stdout } = spawnSync(join(__dirname, '..', 'engine', 'install'), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status === 0) {
    process.env.DEPLOYMENT_ENGINE = stdout.trim();
  } else if (status !== 3 || process.env.CI === 'true') {
    throw new Error('the CloudFormation engine could not be installed');
  } else {
    console.error('\n!!! SKIPPED: every proof that deploys, because of what is missing above\n');
  }
  buildTools();
}
