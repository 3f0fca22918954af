import { ruleFor } from '../../rules/rule';
import { LustreConfiguration } from '../configuration';

/** Types a row of the Lustre tables. */
export const lustreRule = ruleFor<LustreConfiguration>();
