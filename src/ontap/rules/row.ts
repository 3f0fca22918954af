import { ruleFor } from '../../validation/rule';
import { OntapBackendConfiguration, OntapClaimConfiguration, OntapConfiguration } from '../configuration';

/** Type the rows of the ONTAP tables. */
export const fileSystemRule = ruleFor<OntapConfiguration>();
export const backendRule = ruleFor<OntapBackendConfiguration>();
export const claimRule = ruleFor<OntapClaimConfiguration>();
