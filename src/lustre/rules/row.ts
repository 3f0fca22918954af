import { ruleFor } from '../../validation/rule';
import { LustreConfiguration } from '../configuration';

/** Types a row of the Lustre tables. */
export const lustreRule = ruleFor<LustreConfiguration>();
