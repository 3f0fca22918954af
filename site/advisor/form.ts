import { REQUIREMENTS_FIELDS } from '../../src/ml/schema';
import type { StorageRequirements } from '../../src/ml/requirements';
import type { Field } from '../../src/validation/schema';

export type RequirementName = keyof StorageRequirements;

/** What a user has entered: the text of inputs, states of checkboxes, selected values of a list. */
export type Entries = { [name in RequirementName]?: string | boolean | string[] };

const FIELDS: { readonly [name in RequirementName]: Field } = REQUIREMENTS_FIELDS;

/** The questions in order. A requirement without a label would not compile. */
const LABELS: { readonly [name in RequirementName]: string } = {
  workload: 'Workload',
  sizeGiB: 'Size of the data (GiB)',
  dataset: 'Data in S3',
  throughputMBps: 'Throughput of all pods (MB/s)',
  readers: 'Pods at the same time',
  throughputPerReaderMBps: 'Throughput of each pod (MB/s)',
  lifetime: 'Lifetime',
  maxMonthlyCostUsd: 'Budget (US dollars per month)',
  multiAz: 'Survives the failure of an Availability Zone',
  snapshots: 'Snapshots',
  clones: 'Clones',
  protocols: 'Protocols',
  backend: 'Service',
  samplesPerSecond: 'Samples per second',
  sampleSizeKiB: 'Size of a sample (KiB)',
  fileCount: 'Number of files',
  metadataOperationsPerSecond: 'Files opened, created or deleted per second',
  checkpointSizeGiB: 'Size of a checkpoint (GiB)',
  checkpointIntervalMinutes: 'Time between checkpoints (minutes)',
  checkpointPauseSeconds: 'Pause for a checkpoint (seconds)',
  modelSizeGiB: 'Size of the model weights (GiB)',
  replicaStartSeconds: 'Time in which replicas load (seconds)',
};
/** What most users answer; the others are below. */
const FIRST = 11;

export interface Question {
  readonly name: RequirementName;
  readonly label: string;
  readonly control: 'number' | 'select' | 'checkbox' | 'checkboxes';
  readonly values: readonly string[];
  readonly required: boolean;
}

export const QUESTIONS: readonly Question[] = (Object.keys(LABELS) as RequirementName[]).map(name => {
  const { type, values, items, required } = FIELDS[name];
  return {
    name, label: LABELS[name], required: required === true, values: values ?? items?.values ?? [],
    control: type === 'boolean' ? 'checkbox' : type === 'list' ? 'checkboxes' : type === 'string' ? 'select' : 'number',
  };
});
export const FIRST_QUESTIONS = QUESTIONS.slice(0, FIRST);
export const OTHER_QUESTIONS = QUESTIONS.slice(FIRST);

/** The requirements as the library reads them. Text that is not a number is passed on, so that the library reports it. */
export function requirementsOf(entries: Entries): StorageRequirements {
  const given = QUESTIONS.flatMap(({ name, control }) => {
    const entry = entries[name];
    if (entry === undefined || entry === '' || entry === false || (Array.isArray(entry) && entry.length === 0)) {
      return [];
    }
    return [[name, control === 'number' ? numberOf(String(entry)) : entry]];
  });
  return Object.fromEntries(given);
}

function numberOf(text: string): number | string {
  const number = Number(text.replace(/,/g, ''));
  return Number.isNaN(number) ? text : number;
}

/** A message of the library, and the question that it is about. */
export interface Problem {
  readonly name?: RequirementName;
  readonly message: string;
}

/** The problems in an error of the library. */
export function problemsOf(error: string): Problem[] {
  const text = error.replace(/^StorageAdvisor: /, '');
  const texts = /^[^\n]*: \d+ problems?\n/.test(error)
    ? error.split(/\n(?= {2}\w)/).slice(1).map(entry => entry.replace(/\n {4}input\/[^\n]*$/, ''))
    : text.includes('\n') ? [text] : text.split(/; (?=\w+ )/); // a conflict of requirements has several lines
  return texts.map(entry => {
    const message = entry.split('\n').map(line => line.trim()).join('\n');
    const subject = message.match(/^(\w+)/)?.[1];
    const name = QUESTIONS.find(question => question.name === subject || (subject === 'size' && question.name === 'sizeGiB') || (subject === 'throughput' && question.name === 'throughputMBps'))?.name;
    return { name, message };
  });
}
