import { ONTAP_SETTING_ROWS } from './setting-rows';
import { FieldName, FieldNames } from '../validation/report';

/** Names of the fields in messages. */
export const ONTAP_FIELD_NAMES: FieldNames = {
  ...Object.fromEntries(ONTAP_SETTING_ROWS.map(([field, row]) => [
    field, { property: row.property, unit: row.shownUnit ?? row.unit },
  ])),
  subnetIds: { property: 'vpcSubnets', withoutValue: true },
  preferredSubnetId: { property: 'preferredSubnet' },
  subnetsInOtherVpc: { property: 'vpcSubnets', withoutValue: true },
  routeTablesInOtherVpc: { property: 'routeTableIds', withoutValue: true },
  routeTableIds: { property: 'routeTableIds', withoutValue: true },
  secretArn: { property: 'secret' },
  clients: { property: 'clients', withoutValue: true },
  backupPlan: { property: 'backUp()', withoutValue: true },
  backendCount: { property: 'backends', withoutValue: true },
  clusterLibrary: { property: 'cluster', withoutValue: true },
  kubectl: { property: 'cluster', withoutValue: true },
  clusterVpc: { property: 'cluster', withoutValue: true },
  clusterSecurityGroup: { property: 'cluster', withoutValue: true },
  clusterDriver: { property: 'driver', withoutValue: true },
  fargateOnly: { property: 'cluster', withoutValue: true },
  rolePolicyCharacters: { property: 'driver', withoutValue: true },
  crowdedSecurityGroups: { property: 'clients' },
  clusterElsewhere: { property: 'cluster', withoutValue: true },
  clusterEnvironment: { property: 'cluster', withoutValue: true },
  claimName: { property: 'claim.name' },
  claimNamespace: { property: 'claim.namespace' },
  claimSize: { property: 'claim.size', unit: 'GiB' },
  namespaceLimit: { property: 'namespaceLimit', unit: 'GiB' },
  accessMode: { property: 'claim.accessMode' },
  volumeMode: { property: 'claim.volumeMode' },
  claimBackend: { property: 'claim.backend' },
  claimPool: { property: 'claim.pool' },
  claimTieringPolicy: { property: 'claim.tieringPolicy' },
  snapshotReserve: { property: 'claim.snapshotReserve' },
  snapshotPolicy: { property: 'claim.snapshotPolicy' },
  exportPolicy: { property: 'claim.exportPolicy' },
  unixPermissions: { property: 'claim.unixPermissions' },
  claimAnnotations: { property: 'claim.annotations', withoutValue: true },
  autogrow: { property: 'claim.autogrow' },
  driver: { property: 'claim', withoutValue: true },
  cloneOf: { property: 'source', withoutValue: true },
  readOnlyClone: { property: 'readOnly' },
  importedVolume: { property: 'volumeName' },
  syncPath: { property: 'path' },
  syncPrefix: { property: 'prefix' },
  syncSchedule: { property: 'schedule' },
  syncSvmId: { property: 'svmId' },
  securityGroupsInOtherVpc: { property: 'securityGroup', withoutValue: true },
  syncNetworkKnown: { property: 'securityGroup', withoutValue: true },
  bucketElsewhere: { property: 'bucket', withoutValue: true },
};

/** Names of the fields of a backend, or of one of its pools, in messages. */
export function backendFieldNames(backend: string, pool?: string): FieldNames {
  const prefix = `backend '${backend}'${pool === undefined ? '' : `, pool '${pool}'`}: `;
  const own: { readonly [field: string]: FieldName } = {
    backendName: { property: 'name' },
    driver: { property: 'driver' },
    topologies: { property: 'supportedTopologies' },
    limitVolumeSize: { property: 'limitVolumeSize', unit: 'GiB' },
  };
  return new Proxy({}, {
    get: (_, field: string) => ({ ...own[field], property: `${prefix}${own[field]?.property ?? field}` }),
  });
}

/** Names of the fields of a volume that the stack creates, in messages. */
export function volumeFieldNames(name: unknown): FieldNames {
  const own: { readonly [field: string]: FieldName } = {
    volumeName: { property: 'name' }, volumeSize: { property: 'size', unit: 'GiB' }, volumeStyle: { property: 'style' },
    coolingPeriod: { property: 'coolingPeriod', unit: 'days' },
  };
  const prefix = `volume '${String(name)}': `;
  return new Proxy({}, {
    get: (_, field: string) => ({ ...own[field], property: `${prefix}${own[field]?.property ?? field}` }),
  });
}
