import { existsSync, readFileSync } from 'fs';
import { parse } from 'yaml';
import { Finding } from '../../lint/finding';
import { isMapping, strings } from '../../lint/values';
import { nearestOf, orList } from '../../validation/text';

/** A configuration file that cannot be used. */
export class InvalidConfiguration extends Error {}

export const FAIL_ON = ['error', 'warning', 'never'] as const;
export type FailOn = typeof FAIL_ON[number];

/** A rule that is ignored, everywhere or in some files. */
export interface IgnoredRule {
  readonly rule: string;
  readonly reason: string;
  readonly paths?: readonly string[];
}

export interface LintFileConfiguration {
  readonly failOn?: FailOn;
  readonly ignore: readonly IgnoredRule[];
  /** Files that are not read. */
  readonly exclude: readonly string[];
}

export const CONFIGURATION_FILE = '.cdk-eks-fsx.yaml';
const KEYS = ['failOn', 'ignore', 'exclude'];

/** Reads the configuration file: the one that the user named, or that of the working directory, if there is one. */
export function readConfiguration(file: string | undefined, knownRules: ReadonlySet<string>): LintFileConfiguration {
  if (file === undefined && !existsSync(CONFIGURATION_FILE)) {
    return { ignore: [], exclude: [] };
  }
  const name = file ?? CONFIGURATION_FILE;
  const content = contentOf(name);
  const fail = (problem: string): never => {
    throw new InvalidConfiguration(`${name}: ${problem}`);
  };
  if (content === null || content === undefined) {
    return { ignore: [], exclude: [] };
  }
  if (!isMapping(content)) {
    return fail(`must be a map with ${orList(KEYS)}`);
  }
  for (const key of Object.keys(content).filter(each => !KEYS.includes(each))) {
    fail(`unknown key '${key}'${nearestOf(key, KEYS) ? `; use ${nearestOf(key, KEYS)}` : ''}`);
  }
  const { failOn, ignore = [], exclude = [] } = content;
  if (failOn !== undefined && !FAIL_ON.includes(failOn as FailOn)) {
    fail(`failOn must be ${orList(FAIL_ON)}`);
  }
  if (!Array.isArray(ignore) || !Array.isArray(exclude)) {
    fail('ignore and exclude must be lists');
  }
  for (const entry of ignore as unknown[]) {
    if (!isMapping(entry) || typeof entry.rule !== 'string' || typeof entry.reason !== 'string' || entry.reason.trim() === '') {
      fail('each entry of ignore must have a rule and a reason');
    } else if (!knownRules.has(entry.rule)) {
      fail(`no rule has the ID '${entry.rule}'`);
    }
  }
  return {
    ...(failOn !== undefined && { failOn: failOn as FailOn }),
    ignore: (ignore as any[]).map(({ rule, reason, paths }) => ({
      rule,
      reason,
      ...(paths !== undefined && { paths: strings(paths) }),
    })),
    exclude: strings(exclude),
  };
}

function contentOf(name: string): unknown {
  try {
    return parse(readFileSync(name, 'utf8'));
  } catch (error) {
    throw new InvalidConfiguration(`cannot read '${name}': ${(error as Error).message.split('\n')[0]}`);
  }
}

export function isIgnored(finding: Finding, ignored: readonly IgnoredRule[]): boolean {
  return ignored.some(
    ({ rule, paths }) =>
      rule === finding.ruleId && (paths === undefined || paths.some(pattern => matches(finding.file, pattern))),
  );
}

/** Whether a path matches a pattern with `*`, `**` and `?`. A folder matches everything below it. */
export function matches(path: string, pattern: string): boolean {
  const expression = pattern.replace(/^\.\//, '').replace(/\/$/, '').replace(/\*\*\/|\*\*|[*?]|[.+^${}()|[\]\\]/g, part => {
    switch (part) {
      case '**/': return '(?:.*/)?';
      case '**': return '.*';
      case '*': return '[^/]*';
      case '?': return '[^/]';
      default: return `\\${part}`;
    }
  });
  return new RegExp(`^${expression}(?:/.*)?$`).test(path.replace(/^\.\//, ''));
}
