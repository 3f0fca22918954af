import { requestOfDriver } from './driver';
import { l2Accepts } from './l2';
import { Request, isLegal, whyNot } from './model';
import { inputOfDriver, requestOfStack } from './request';
import { LustreConfiguration } from '../../src/lustre/configuration';
import { LUSTRE_RULES } from '../../src/lustre/rules';
import { SETTING_ROWS } from '../../src/lustre/setting-rows';
import { Violation, check } from '../../src/validation/check';

/** What the library and the oracles say to one configuration. */
export interface Verdict {
  readonly configuration: LustreConfiguration;
  /** The ids of the library's errors; none: it accepts. */
  readonly errors: readonly string[];
  /** The oracles that refuse; none: all accept. */
  readonly rejections: readonly string[];
  /** What the model minds, for the reader of a failing test. */
  readonly why: () => string[];
}

export function verdictOn(configuration: LustreConfiguration): Verdict {
  const wanted = requestOfStack(configuration);
  const requested = configuration.provisioning === 'dynamic' ? requestedByDriver(configuration, wanted) : wanted;
  const rejections = requested === undefined ? ['driver refuses'] : [
    ...forgotten(wanted, requested).map(member => `driver forgets ${member}`),
    ...isLegal(requested) ? [] : ['model'],
    ...l2Accepts(requested) === false ? ['aws-fsx L2'] : [],
  ];
  return { configuration, errors: errorsOf(configuration), rejections, why: () => requested ? whyNot(requested) : [] };
}

function errorsOf(configuration: LustreConfiguration): string[] {
  const unknown = SETTING_ROWS.filter(([field, { values }]) => {
    return configuration[field] !== undefined && values && !values.includes(configuration[field] as string);
  });
  const { violations } = check(LUSTRE_RULES, {
    ...configuration,
    ...Object.fromEntries(unknown.map(([field]) => [field, undefined])),
  });
  return [...unknown.map((): Pick<Violation, 'id' | 'severity'> => ({ id: 'input/value', severity: 'error' })), ...violations].filter(({ severity }) => severity === 'error').map(({ id }) => id);
}

function requestedByDriver(configuration: LustreConfiguration, { SubnetPrefixLength }: Request): Request | undefined {
  const request = requestOfDriver(inputOfDriver(configuration));
  return request && { ...request, SubnetPrefixLength };
}

/** What was wanted and does not arrive; a default need not. */
function forgotten(wanted: Request, requested: Request): string[] {
  const defaults: Request = { AutomaticBackupRetentionDays: 0, CopyTagsToBackups: false, EfaEnabled: false };
  return (Object.keys(wanted) as (keyof Request)[]).filter(member => {
    return wanted[member] !== undefined && wanted[member] !== defaults[member] && requested[member] === undefined;
  });
}

/** Disagreements for the reader of a failing test: what it is about, how often, and one configuration. */
export function summary(verdicts: readonly Verdict[], about: (verdict: Verdict) => string): string[] {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    groups.set(about(verdict), [...groups.get(about(verdict)) ?? [], verdict]);
  }
  return [...groups].map(([subject, all]) => `${subject} ${all.length} times: ${JSON.stringify(all[0].configuration)}`);
}
