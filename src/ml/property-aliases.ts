import { PropertyAliases } from '../validation/validate';

/** What is handed on as it is. What is chosen, such as a capacity, keeps the name that it has there. */
const CLAIM = { 'claim.size': 'size' };

export const LUSTRE_ALIASES: PropertyAliases = {
  subject: 'MlTrainingVolume',
  created: 'FsxLustreStorage',
  properties: { ...CLAIM, driver: 'lustreDriver', subnet: 'vpcSubnets', dataRepositories: 'dataset', s3ImportPath: 'dataset' },
};

export const ONTAP_ALIASES: PropertyAliases = {
  subject: 'MlTrainingVolume',
  created: 'FsxOntapStorage',
  properties: { ...CLAIM, driver: 'tridentDriver', backends: 'protocols' },
};
