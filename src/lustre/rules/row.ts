import { ruleFor } from '../../validation/rule';
import { LustreConfiguration } from '../configuration';

/** Defines a rule of FSx for Lustre. */
export const lustreRule = ruleFor<LustreConfiguration>();

/** Names in the rules that both backends share. */
export const LUSTRE = {
  service: 'lustre', storage: 'FsxLustreStorage', construct: 'LustreCsiDriver',
  source: 'https://docs.aws.amazon.com/eks/latest/userguide/fsx-csi.html',
};
