import { ClassConfiguration, classRulesOf } from '../../validation/common/class';
import { Rule, ruleFor } from '../../validation/rule';

/** A class of a backend or a pool, or the VolumeSnapshotClass. */
export interface OntapClassConfiguration extends ClassConfiguration {
  /** It belongs to a backend with virtual pools, which have the classes. */
  readonly classesOfPools?: true;
}

const rule = ruleFor<OntapClassConfiguration>();

/** Rules for StorageClasses and VolumeSnapshotClasses. */
export const classRules: readonly Rule<OntapClassConfiguration>[] = [
  ...classRulesOf('ontap'),
  rule({
    id: 'ontap/class-of-pools',
    severity: 'error',
    reads: ['classesOfPools'],
    at: 'classesOfPools',
    isViolated: () => true,
    problem: 'a backend with pools has no StorageClass of its own: each pool has one',
    fix: 'set storageClass of the pools',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/ontap-nas-examples.html',
    invalidExample: { classesOfPools: true },
    validExample: {},
  }),
];
