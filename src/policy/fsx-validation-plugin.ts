import { readFileSync } from 'fs';
import type { IPolicyValidationContextBeta1, IPolicyValidationPluginBeta1, PolicyValidationPluginReportBeta1, PolicyViolationBeta1 } from 'aws-cdk-lib';
import { VALIDATION_PLUGIN_FIELDS } from './schema';
import { templateTargets } from '../lint/cloudformation';
import { FILE_RULES } from '../lint/file-rules';
import { Finding, findingsOf } from '../lint/finding';
import { Located } from '../lint/objects';
import { isMapping } from '../lint/values';
import { ruleUrl } from '../validation/links';
import { validateArguments } from '../validation/validate';

/** Properties of FsxValidationPlugin. */
export interface FsxValidationPluginProps {
  /**
   * Ids of rules that the plugin does not report, each with the reason.
   *
   * The plugin sees only templates: repeat here what you acknowledge in constructs of this library.
   *
   * An id that does not exist, or an empty reason, fails with `rules/acknowledgement`.
   *
   * @default - none
   */
  readonly acknowledge?: { [id: string]: string };

  /**
   * Whether warnings fail the synthesis, too.
   *
   * @default false
   */
  readonly failOnWarnings?: boolean;
}

/**
 * Validates the Amazon FSx resources of all templates of an app with the rules of this library: file systems for Lustre and
 * ONTAP, ONTAP volumes, storage virtual machines and data repository associations, whichever construct created them.
 *
 * Synthesis prints a report, and fails if a resource violates a rule with the severity error.
 *
 * @example
 * new App({ policyValidationBeta1: [new FsxValidationPlugin()] });
 */
export class FsxValidationPlugin implements IPolicyValidationPluginBeta1 {
  /** The name of the plugin in reports. */
  public readonly name = 'cdk-eks-fsx';

  /** The ids of the rules. */
  public readonly ruleIds?: string[] = FILE_RULES.map(({ id }) => id);

  private readonly acknowledged: ReadonlySet<string>;
  private readonly failOnWarnings: boolean;

  constructor(props: FsxValidationPluginProps = {}) {
    validateArguments('FsxValidationPlugin', { fields: VALIDATION_PLUGIN_FIELDS, value: props });
    const { acknowledge = {}, failOnWarnings = false } = props;
    const wrong = Object.entries(acknowledge).find(([id, reason]) => !FILE_RULES.some(rule => rule.id === id) || reason.trim() === '');
    if (wrong) {
      throw new Error(`FsxValidationPlugin: 1 problem\n  acknowledge '${wrong[0]}': ${wrong[1].trim() === '' ? 'the reason is missing' : 'no rule has this id'}.\n`
        + '    Fix: name an id from a report, and state the reason.\n    rules/acknowledgement');
    }
    this.acknowledged = new Set(Object.keys(acknowledge));
    this.failOnWarnings = failOnWarnings;
  }

  /** Validates the templates. The CDK calls it. */
  public validate(context: IPolicyValidationContextBeta1): PolicyValidationPluginReportBeta1 {
    const findings = context.templatePaths.flatMap(findingsIn).filter(({ ruleId }) => !this.acknowledged.has(ruleId));
    return {
      success: !findings.some(({ severity }) => severity === 'error' || this.failOnWarnings),
      violations: violationsOf(findings),
    };
  }
}

/** A finding, and the resource in which it is. */
interface ResourceFinding extends Finding {
  readonly logicalId: string;
  readonly location: string;
}

const REGION = { line: 1, column: 1, endLine: 1, endColumn: 1 };

function findingsIn(templatePath: string): ResourceFinding[] {
  const root: unknown = JSON.parse(readFileSync(templatePath, 'utf8'));
  const resources = isMapping(root) && isMapping(root.Resources) ? root.Resources : {};
  const document: Located = { file: { name: templatePath, text: '' }, root, region: () => REGION, regionOfKey: () => REGION };
  return templateTargets({
    document,
    resources: Object.fromEntries(Object.entries(resources).filter(([, resource]) => isMapping(resource))),
  })
    .flatMap(findingsOf)
    .map(finding => ({
      ...finding,
      logicalId: /'(.*)'$/.exec(finding.object)?.[1] ?? '',
      location: `Properties/${/^\S+/.exec(finding.subject)?.[0].replace(/\./g, '/')}`,
    }));
}

/** One violation for each problem, with all resources that have it. */
function violationsOf(findings: readonly ResourceFinding[]): PolicyViolationBeta1[] {
  const groups = new Map<string, ResourceFinding[]>();
  for (const finding of findings) {
    const key = [finding.ruleId, finding.subject, finding.problem, finding.fix].join('\0');
    groups.set(key, [...groups.get(key) ?? [], finding]);
  }
  return [...groups.values()].map(group => ({
    ruleName: group[0].ruleId,
    description: `${group[0].subject}: ${group[0].problem}`,
    fix: `${group[0].fix} ${ruleUrl(group[0].ruleId)}`,
    severity: group[0].severity,
    violatingResources: group.map(({ logicalId, location, file }) => ({
      resourceLogicalId: logicalId,
      locations: [location],
      templatePath: file,
    })),
  }));
}
