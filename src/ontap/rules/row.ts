import { ruleFor } from '../../validation/rule';
import { OntapBackendConfiguration, OntapClaimConfiguration, OntapConfiguration } from '../configuration';

/** Define rules of FSx for ONTAP. */
export const fileSystemRule = ruleFor<OntapConfiguration>();
export const backendRule = ruleFor<OntapBackendConfiguration>();
export const claimRule = ruleFor<OntapClaimConfiguration>();
