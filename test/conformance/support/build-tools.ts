import { spawnSync } from 'child_process';
import { join } from 'path';

/** Before all tests: installs the CloudFormation engine and builds the real parts, or says loudly what is missing. What a machine lacks is a failure in CI. */
export default function buildTools(): void {
  process.env.DEPLOYMENT_ENGINE = printedBy(join(__dirname, '..', '..', 'deployment', 'engine', 'install'), 'with CloudFormation');
  process.env.CONFORMANCE_TOOLS = printedBy(join(__dirname, '..', 'tools', 'build.sh'), 'against a real cluster or driver');
}

/** The path that a program prints last; empty when the machine lacks something. */
function printedBy(program: string, proofs: string): string {
  const { status, stdout } = spawnSync(program, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status === 0) {
    return stdout.trim();
  }
  if (status !== 3 || process.env.CI === 'true') {
    throw new Error(`${program} failed`);
  }
  console.error(`\n!!! SKIPPED: every proof ${proofs}, because of what is missing above\n`);
  return '';
}
