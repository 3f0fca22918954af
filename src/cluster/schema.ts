import type { ExistingClusterAttributes, ExistingClusterOptions } from './existing-cluster';
import { FORMATS } from '../validation/formats';
import { KINDS, STRINGS, STRING_MAP, SUBNET_SELECTION } from '../validation/kinds';
import { Schema } from '../validation/schema';

export const CLUSTER_OPTIONS_FIELDS = {
  kubectlLayer: { type: 'object', kind: KINDS.layer },
  kubectlSubnets: SUBNET_SELECTION,
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
