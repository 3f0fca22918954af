import { ruleFor } from '../../validation/rule';
import { LustreConfiguration } from '../configuration';

/** Defines a rule of FSx for Lustre. */
export const lustreRule = ruleFor<LustreConfiguration>();
