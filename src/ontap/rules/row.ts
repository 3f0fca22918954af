import { ruleFor } from '../../validation/rule';
import { OntapBackendConfiguration, OntapClaimConfiguration, OntapConfiguration } from '../configuration';

/** Define rules of FSx for ONTAP. */
export const fileSystemRule = ruleFor<OntapConfiguration>();
export const backendRule = ruleFor<OntapBackendConfiguration>();
export const claimRule = ruleFor<OntapClaimConfiguration>();

/** Names in the rules that both backends share. */
export const ONTAP = {
  service: 'ontap', storage: 'FsxOntapStorage', construct: 'TridentDriver',
  source: 'https://docs.netapp.com/us-en/trident/trident-use/trident-aws-addon.html',
};
