import { spawnSync } from 'child_process';
import { join } from 'path';

/** The path of a program of a Debian package. Empty if the machine lacks it, which is a failure in CI. */
export function debianProgram(name: string, program: string): string {
  const { status, stdout } = spawnSync(join(__dirname, '..', 'tools', 'debian'), [name, program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status === 0) {
    return stdout.trim();
  }
  if (status !== 3 || process.env.CI === 'true') {
    throw new Error(`${program} of the package ${name} cannot be installed`);
  }
  console.error(`\n!!! SKIPPED: every proof with ${program}, because of what is missing above\n`);
  return '';
}
