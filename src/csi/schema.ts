import { CLUSTER, KINDS } from '../validation/kinds';
import { Fields } from '../validation/schema';

/** What `existing()` of a driver takes. */
export const EXISTING_DRIVER_FIELDS = { role: { type: 'object', kind: KINDS.role } } as const satisfies Fields;

/** What every construct that installs a driver takes. */
export const DRIVER_FIELDS = {
  cluster: CLUSTER,
  version: { type: 'string' },
  configurationValues: { type: 'map', items: { type: 'any' } },
  identity: { type: 'string', values: ['POD_IDENTITY', 'IRSA'], literal: true },
  podIdentityAgent: { type: 'boolean', literal: true },
  resolveConflicts: { type: 'string', values: ['NONE', 'OVERWRITE', 'PRESERVE'], literal: true },
} as const satisfies Fields;
