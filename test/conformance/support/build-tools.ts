import { spawnSync } from 'child_process';
import { join } from 'path';

/** Before all tests: builds the real parts, or says loudly why there are none. What a machine lacks is a failure in CI. */
export default function buildTools(): void {
  const { status, stdout } = spawnSync(join(__dirname, '..', 'tools', 'build.sh'), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status === 0) {
    process.env.CONFORMANCE_TOOLS = stdout.trim();
  } else if (status !== 3 || process.env.CI === 'true') {
    throw new Error('the real parts of the conformance suite could not be built');
  } else {
    console.error('\n!!! SKIPPED: every proof against a real cluster or driver, because of what is missing above\n');
  }
}
