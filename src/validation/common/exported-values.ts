import { Rule, ruleFor } from '../rule';

/** The options of `exportValues()`. */
export interface ExportedValuesConfiguration {
  readonly outputPrefix?: string;
  readonly parameterPrefix?: string;
  /** The construct of the app that already exports values under this prefix. */
  readonly outputPrefixTakenBy?: string;
  readonly parameterPrefixTakenBy?: string;
}

const OUTPUTS = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html';
const PARAMETERS = 'https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html';
/** Of a logical id, which has at most 255; the rest remains for the longest name, `SnapshotClassName`. */
const OUTPUT_CHARACTERS = 238;
/** Of a name with its ARN, whose length depends on partition and Region; the rest remains for the ARN and the name of the value. */
const PREFIX_CHARACTERS = 900;
const PARAMETER_LEVELS = 15;
const rule = ruleFor<ExportedValuesConfiguration>();

/** Rules for the values that a storage exports to other tools. */
export const exportedValuesRules: readonly Rule<ExportedValuesConfiguration>[] = [
  rule({
    id: 'values/nowhere',
    severity: 'error',
    reads: [],
    presenceOf: ['outputPrefix', 'parameterPrefix'],
    at: 'outputPrefix',
    isViolated: c => !c.outputPrefix && !c.parameterPrefix,
    problem: 'neither outputPrefix nor parameterPrefix is set, so that nothing would be exported',
    fix: 'set outputPrefix: \'Imagenet\' for stack outputs, parameterPrefix: \'/ml/imagenet\' for SSM parameters, or both',
    source: OUTPUTS,
    invalidExample: {},
    validExample: { outputPrefix: 'Imagenet' },
  }),
  rule({
    id: 'values/output-prefix-format',
    severity: 'error',
    reads: ['outputPrefix'],
    at: 'outputPrefix',
    isViolated: c => !/^[A-Za-z0-9]+$/.test(c.outputPrefix) || c.outputPrefix.length > OUTPUT_CHARACTERS,
    problem: `must consist of at most ${OUTPUT_CHARACTERS} letters and digits, because it begins the logical ids of outputs`,
    fix: c => `use '${c.outputPrefix.replace(/[^A-Za-z0-9]/g, '').slice(0, OUTPUT_CHARACTERS) || 'Imagenet'}'`,
    source: OUTPUTS,
    invalidExample: { outputPrefix: 'imagenet-' },
    validExample: { outputPrefix: 'imagenet' },
  }),
  rule({
    id: 'values/parameter-prefix-format',
    severity: 'error',
    reads: ['parameterPrefix'],
    at: 'parameterPrefix',
    isViolated: c => prefixProblem(c.parameterPrefix) !== undefined,
    problem: c => prefixProblem(c.parameterPrefix)!,
    fix: 'use a prefix such as \'/ml/imagenet\'',
    source: PARAMETERS,
    invalidExample: { parameterPrefix: 'ml/imagenet' },
    validExample: { parameterPrefix: '/ml/imagenet' },
  }),
  rule({
    id: 'values/output-prefix-twice',
    severity: 'error',
    reads: ['outputPrefix', 'outputPrefixTakenBy'],
    at: 'outputPrefix',
    isViolated: () => true,
    problem: c => `'${c.outputPrefixTakenBy}' already exports values to the outputs of the same stack with this prefix`,
    fix: 'use another prefix',
    source: OUTPUTS,
    invalidExample: { outputPrefix: 'Imagenet', outputPrefixTakenBy: 'Storage/Data' },
    validExample: { outputPrefix: 'Imagenet' },
  }),
  rule({
    id: 'values/parameter-prefix-twice',
    severity: 'error',
    reads: ['parameterPrefix', 'parameterPrefixTakenBy'],
    at: 'parameterPrefix',
    isViolated: () => true,
    problem: c => `'${c.parameterPrefixTakenBy}' already exports values to SSM parameters with this prefix, and names of parameters are unique in an account and Region`,
    fix: 'use another prefix; if the stacks are in different accounts or Regions, set env of both',
    source: PARAMETERS,
    invalidExample: { parameterPrefix: '/ml', parameterPrefixTakenBy: 'Storage/Data' },
    validExample: { parameterPrefix: '/ml' },
  }),
];

function prefixProblem(prefix: string): string | undefined {
  if (!/^(\/[A-Za-z0-9_.-]+)+$/.test(prefix)) {
    return 'must begin with / and consist of names of letters, digits, _, . and -, separated by a single /, without a / at the end';
  }
  if (/^\/(aws|ssm)/i.test(prefix)) {
    return 'must not begin with /aws or /ssm, which AWS reserves';
  }
  if (prefix.split('/').length > PARAMETER_LEVELS) {
    return `must have at most ${PARAMETER_LEVELS - 1} levels, because names of parameters have at most ${PARAMETER_LEVELS}`;
  }
  return prefix.length > PREFIX_CHARACTERS
    ? `must have at most ${PREFIX_CHARACTERS} characters, because the ARN of a parameter has at most 1011`
    : undefined;
}
