import { claimRules } from './rules/claims';
import { nameRules } from './rules/names';
import { podRules } from './rules/pods';
import { LintConfiguration } from './rules/row';
import { storageClassRules } from './rules/storage-classes';
import { templateRules } from './rules/templates';
import { tridentRules } from './rules/trident';
import { volumeRules } from './rules/volumes';
import { Rule } from '../validation/rule';

/** Rules for objects of a file and for several objects together. Settings of file systems and claims have the rules of the constructs. */
export const LINT_RULES: readonly Rule<LintConfiguration>[] = [
  ...nameRules, ...storageClassRules, ...volumeRules, ...claimRules, ...tridentRules, ...podRules, ...templateRules,
];

/** Rules of the constructs that do not apply to files, each with the reason. */
export const CONSTRUCTS_ONLY: { readonly [id: string]: string } = {
  'lustre/tag-count': 'counts the tags that the constructs add',
  'lustre/name-known-late': 'a placeholder in a file is replaced before Kubernetes reads it',
  'ontap/name-known-late': 'a placeholder in a file is replaced before Kubernetes reads it',
  'ontap/backend-known-late': 'a placeholder in a file is replaced before Trident reads it',
  'ontap/volume-known-late': 'functions of CloudFormation are known at deployment',
  'ontap/deployment-type-known-late': 'functions of CloudFormation are known at deployment',
  'ontap/backend-name-format': 'the constructs derive other names from the name; Trident accepts other characters',
  'ontap/pool-name': 'pools have a name in the constructs only; Trident numbers them',
  'ontap/label-format': 'the key pool is reserved by the constructs only',
  'ontap/labels-too-long': 'counts the label that the constructs add',
  'ontap/mount-options': 'the constructs have own properties for these options',
  'ontap/nodes-unprepared': 'a file does not show how the nodes were prepared',
};

/** Those of the rules that apply to files. */
export function forFiles<C>(rules: readonly Rule<C>[]): readonly Rule<C>[] {
  return rules.filter(({ id }) => !(id in CONSTRUCTS_ONLY));
}
