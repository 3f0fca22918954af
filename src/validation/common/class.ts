import { formatRule } from './format-rule';
import { FORMATS } from '../formats';
import { Rule, ruleFor } from '../rule';

/** The settings of a StorageClass or VolumeSnapshotClass that have nothing to do with the service. */
export interface ClassConfiguration {
  readonly fixedClassName?: string;
  /** The construct of the app that creates a class of this name in the same cluster. */
  readonly classTakenBy?: string;
  readonly isDefaultClass?: true;
  /** The construct of the app that creates a default class in the same cluster. */
  readonly defaultClassTakenBy?: string;
}

const NAMES = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/';
const CLASSES = 'https://kubernetes.io/docs/concepts/storage/storage-classes/';
const rule = ruleFor<ClassConfiguration>();

/** Rules for every class. The ids begin with the name of the service. */
export function classRulesOf(service: string): readonly Rule<ClassConfiguration>[] {
  return [
    formatRule(`${service}/fixed-class-name-format`, 'fixedClassName', FORMATS.objectName, { invalid: 'FSx', valid: 'fsx' }) as Rule<any>,
    rule({
      id: `${service}/class-twice`,
      severity: 'error',
      reads: ['fixedClassName', 'classTakenBy'],
      at: 'fixedClassName',
      isViolated: () => true,
      problem: c => `'${c.classTakenBy}' already creates a class of this name in the same cluster, and classes have no namespace`,
      fix: 'use another name; to use the class of the other construct, add claims to that construct',
      source: NAMES,
      invalidExample: { fixedClassName: 'fsx', classTakenBy: 'Storage/A' },
      validExample: { fixedClassName: 'fsx' },
    }),
    rule({
      id: `${service}/default-class-twice`,
      severity: 'error',
      reads: ['isDefaultClass', 'defaultClassTakenBy'],
      at: 'isDefaultClass',
      isViolated: () => true,
      problem: c => `'${c.defaultClassTakenBy}' already creates a default class in the same cluster. Kubernetes would use the newest one, which depends on `
        + 'the order of deployments',
      fix: 'remove isDefault from one of them',
      source: `${CLASSES}#default-storageclass`,
      invalidExample: { isDefaultClass: true, defaultClassTakenBy: 'Storage/A' },
      validExample: { isDefaultClass: true },
    }),
  ];
}
