import { inList } from './cel';
import { INVALID, LUSTRE_PARAMETERS, Parameter, Sample, TOP_LEVEL, parametersOfField } from './parameters';
import { FILE_RULES } from '../lint/file-rules';
import { Finding, Target, findingsOf } from '../lint/finding';
import { kubernetesTargets } from '../lint/kubernetes';
import { Located, ObjectIndex } from '../lint/objects';
import { LUSTRE } from '../lint/targets';
import { Rule, Severity } from '../validation/rule';

/** Objects with this label are exempt from all policies. */
export const EXEMPT_LABEL = 'cdk-eks-fsx/policy';
export const EXEMPT = 'exempt';

/** A condition under which an object is valid, and the message if it is not. */
export interface Validation {
  readonly ruleId: string;
  readonly severity: Severity;
  /** CEL that is true for a valid object. */
  readonly expression: string;
  readonly message: string;
  /** CEL that evaluates to the message; if it fails, the message is shown. */
  readonly messageExpression?: string;
}

/** Rules about the form of values, and the parameters that they apply to one by one. */
const FORM_RULES = ['input/value', 'input/type'];
/** Its message contains a value of another parameter. */
const PATHS_COMPARED = 'lustre/s3-export-bucket';
/** The linter reports a parameter that is not set as a setting of its own. */
const MISSING = { id: 'lint/parameter-missing', parameters: ['subnetId', 'securityGroupIds'] };

/** A choice of a class of values for each of some parameters: the sets of classes of a box, by the names of the parameters. */
type Box = readonly (readonly string[])[];

/**
 * The rules for StorageClasses of the Lustre driver, as CEL.
 *
 * Each rule reads few parameters, and each parameter has few values that rules distinguish. The linter validates a
 * StorageClass for every combination; those with a finding become a condition.
 */
export function lustreClassValidations(): readonly Validation[] {
  return cached ??= [
    ...LUSTRE_PARAMETERS.flatMap(parameter => FORM_RULES.flatMap(id => validationsOf(id, [parameter], true))),
    ...MISSING.parameters.flatMap(name => validationsOf(MISSING.id, [named(name)])),
    ...FILE_RULES.flatMap(rule => {
      const parameters = parametersOf(rule);
      return parameters === undefined ? [] : validationsOf(rule.id, parameters);
    }),
  ];
}

let cached: readonly Validation[] | undefined;

/** The parameters that a rule reads; undefined, if StorageClasses do not have all that it must read. */
function parametersOf({
  id,
  reads,
  mayRead = [],
  presenceOf = [],
  deferredOf = [],
}: Rule<any>): Parameter[] | undefined {
  if (
    id === MISSING.id
    || reads.length === 0
    || reads.some(field => parametersOfField(field as string) === undefined)
  ) {
    return undefined;
  }
  const names = new Set(
    [...reads, ...mayRead, ...presenceOf, ...deferredOf].flatMap(field => parametersOfField(field as string) ?? []),
  );
  return ['s3ImportPath', 's3ExportPath'].every(field => reads.includes(field))
    ? [named('s3Paths')] // compares two texts
    : LUSTRE_PARAMETERS.filter(({ name }) => names.has(name));
}

function named(name: string): Parameter {
  return LUSTRE_PARAMETERS.find(parameter => parameter.name === name)!;
}

function validationsOf(ruleId: string, parameters: readonly Parameter[], isAboutForm = false): Validation[] {
  const violated = new Map<string, { readonly finding: Finding; readonly fixes: Set<string>; readonly boxes: Box[] }>();
  const classesOf = ({ classes }: Parameter) =>
    classes.filter(({ key }) => isAboutForm || key !== INVALID || parameters.length === 1);
  for (const classes of product(parameters.map(classesOf))) {
    const samples = product(classes.map(each => each.samples)).map(each => Object.assign({}, ...each) as Sample);
    const findings = samples.map(sample => findingOf(ruleId, sample, parameters));
    const [finding] = findings;
    if (finding === undefined || findings.includes(undefined)) {
      continue; // some values of these classes are legal: another rule is more exact
    }
    const known = violated.get(finding.problem) ?? { finding, fixes: new Set<string>(), boxes: [] };
    violated.set(finding.problem, known);
    findings.forEach(each => known.fixes.add(each!.fix));
    known.boxes.push(classes.map(({ key }) => [key]));
  }
  return [...violated.values()].map(({ finding, fixes, boxes }) => ({
    ruleId, severity: finding.severity,
    expression: `!(${merged(boxes).map(box => conditionOf(box, parameters.map(each => ({ ...each, classes: classesOf(each) })))).join(' || ')})`,
    message: messageOf(finding, fixes.size === 1 ? finding.fix : undefined),
  }));
}

/** The text of a violation, in one line. Values of samples are left out. */
function messageOf({ subject, problem, ruleId }: Finding, fix?: string): string {
  const name = /^\S+/.exec(subject)?.[0];
  return lineOf(ruleId, `${name}: ${problem.replace(/, (?:got ".*"|'data')/, '')}`, ruleId === PATHS_COMPARED ? undefined : fix);
}

/** A message as the API server shows it. The id comes first, because the API server shortens warnings. */
export function lineOf(ruleId: string, problem: string, fix?: string): string {
  const advice = fix === undefined ? '' : ` Fix: ${sentence(fix.replace(/suppress this finding/g, `label the object ${EXEMPT_LABEL}: ${EXEMPT}`))}`;
  return `${ruleId}: ${sentence(problem)}${advice}`;
}

function sentence(words: string): string {
  return words.endsWith('.') ? words : `${words}.`;
}

const POSITION = { line: 1, column: 1, endLine: 1, endColumn: 1 };
/** Parameters that the driver requires. */
const REQUIRED = { subnetId: 'subnet-0123456789abcdef0', securityGroupIds: 'sg-0123456789abcdef0' };
/** The rules with an id, by the rules that contain it: the check keeps what it computes for a list of rules. */
const SELECTED = new Map<string, WeakMap<readonly Rule<any>[], readonly Rule<any>[]>>();

/** The finding of one rule in a StorageClass with the sample values of the given parameters. */
function findingOf(ruleId: string, sample: Sample, chosen: readonly Parameter[]): Finding | undefined {
  const isTopLevel = ([name]: [string, unknown]) => TOP_LEVEL.includes(name);
  const others = Object.entries(REQUIRED).filter(([name]) => chosen.every(parameter => parameter.name !== name));
  const root = {
    apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fsx' }, provisioner: LUSTRE,
    parameters: Object.fromEntries([...others, ...Object.entries(sample).filter(entry => !isTopLevel(entry))]),
    ...Object.fromEntries(Object.entries(sample).filter(isTopLevel)),
  };
  const document: Located = { file: { name: '', text: '' }, root, region: () => POSITION, regionOfKey: () => POSITION };
  const object = { document, root, kind: root.kind, name: 'fsx', namespace: 'default' };
  const targets = kubernetesTargets(object, new ObjectIndex([object])).map(target => selected(target, ruleId));
  return targets.flatMap(findingsOf).find(finding => finding.ruleId === ruleId);
}

function selected(target: Target, ruleId: string): Target {
  const known = SELECTED.get(ruleId) ?? new WeakMap<readonly Rule<any>[], readonly Rule<any>[]>();
  SELECTED.set(ruleId, known);
  const rules = known.get(target.rules) ?? target.rules.filter(({ id }) => id === ruleId);
  known.set(target.rules, rules);
  return { ...target, rules };
}

/** Joins boxes that differ in one parameter, until none do. */
function merged(boxes: readonly Box[]): readonly Box[] {
  let result = boxes;
  for (let before = -1; before !== result.length;) {
    before = result.length;
    for (let dimension = 0; dimension < boxes[0].length; dimension++) {
      const groups = new Map<string, Box>();
      for (const box of result) {
        const key = JSON.stringify(box.map((keys, index) => index === dimension ? [] : keys));
        const group = groups.get(key);
        groups.set(
          key,
          group ? group.map((keys, index) => (index === dimension ? [...keys, ...box[index]] : keys)) : box,
        );
      }
      result = [...groups.values()];
    }
  }
  return result;
}

function conditionOf(box: Box, parameters: readonly Parameter[]): string {
  const conditions = box.flatMap((keys, index) => {
    const { name, classes } = parameters[index];
    return keys.length === classes.length ? [] : [inList(`variables.${name}`, keys)];
  });
  return conditions.length === 0 ? 'true' : `(${conditions.join(' && ')})`;
}

function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((all, items) => all.flatMap(each => items.map(item => [...each, item])), [[]]);
}
