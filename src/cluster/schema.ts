import type { ExistingClusterAttributes, ExistingClusterOptions } from './existing-cluster';
import { fieldNames } from '../validation/field-names';
import { FORMATS } from '../validation/formats';
import { KINDS, STRINGS, STRING_MAP } from '../validation/kinds';
import { Conflict, Field, Schema } from '../validation/schema';

/** ec2.SubnetSelection, which tables do not import. */
type SubnetSelection = NonNullable<ExistingClusterOptions['kubectlSubnets']>;

/** As the CDK names its subnet types. */
const SUBNET_TYPES = [
  'Isolated', 'Deprecated_Isolated', 'Private', 'Deprecated_Private_NAT', 'Deprecated_Private', 'Public',
];

const SUBNET_SELECTION_FIELDS = {
  subnets: { type: 'list', items: { type: 'object', kind: KINDS.subnet } },
  subnetType: { type: 'string', values: SUBNET_TYPES, literal: true },
  subnetGroupName: { type: 'string', literal: true },
  availabilityZones: { type: 'list', items: { type: 'string', literal: true } },
  onePerAz: { type: 'boolean', literal: true },
  subnetFilters: { type: 'list', items: { type: 'object', kind: KINDS.subnetFilter } },
} as const satisfies Schema<SubnetSelection>;

export const SUBNET_SELECTION = {
  type: 'struct', fields: SUBNET_SELECTION_FIELDS, conflict: subnetSelectionConflict,
} as const satisfies Field;

/** The CDK ignores all other properties next to a list of subnets, and rejects a type next to a group name. */
function subnetSelectionConflict(selection: SubnetSelection): Conflict | undefined {
  const { subnets, subnetType, subnetGroupName } = selection;
  const others = Object.entries(selection).filter(([name, value]) => name !== 'subnets' && value !== undefined);
  if (subnets && others.length > 0) {
    const [[property]] = others;
    return { property, problem: 'has no effect on a list of subnets', fix: `remove subnets or ${property}` };
  }
  return subnetType !== undefined && subnetGroupName !== undefined
    ? { property: 'subnetGroupName', problem: 'cannot be combined with subnetType', fix: 'remove one of them' }
    : undefined;
}

export const CLUSTER_OPTIONS_FIELDS = {
  kubectlLayer: { type: 'object', kind: KINDS.layer, derived: ['kubectl'] },
  kubectlSubnets: { ...SUBNET_SELECTION, derived: ['kubectlSubnetsInOtherVpc'] },
  kubectlEnvironment: STRING_MAP,
  kubectlRole: { type: 'object', kind: KINDS.role },
  kubernetesGroups: STRINGS,
} as const satisfies Schema<ExistingClusterOptions>;

export const CLUSTER_ATTRIBUTES_FIELDS = {
  ...CLUSTER_OPTIONS_FIELDS,
  clusterName: { type: 'string', required: true, format: FORMATS.clusterName, formatRule: 'name-format' },
  vpc: { type: 'object', kind: KINDS.vpc },
  clusterSecurityGroupId: { type: 'string', format: FORMATS.securityGroupId, formatRule: 'security-group-format' },
  openIdConnectProvider: { type: 'object', kind: KINDS.openIdConnectProvider },
  openIdConnectIssuer: { type: 'string' },
  kubectlProvider: { type: 'object', kind: KINDS.kubectlProvider },
  ipFamily: { type: 'string', values: ['ipv4', 'ipv6'], literal: true },
} as const satisfies Schema<ExistingClusterAttributes>;

/** Names of the fields of an imported cluster in messages. */
export const EXISTING_CLUSTER_NAMES = fieldNames(
  CLUSTER_ATTRIBUTES_FIELDS, { cluster: { type: 'object', derived: ['library', 'authentication'] } },
);
