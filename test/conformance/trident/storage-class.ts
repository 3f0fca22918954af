import { AcceptedBackend } from './backend';
import { parseBool, parseInteger } from './go';
import { Pool } from './pools';
import { PoolNames, namesMatch, parsePoolNames, parseSelector } from './selectors';

export const PROVISIONER = 'csi.trident.netapp.io';
export const PREFIX = 'trident.netapp.io/';

type Request = (pool: Pool) => boolean;

/** storage_attribute/common_attributes.go attrTypes: parameters that are no pool names. Names are matched exactly. */
const ATTRIBUTES: { readonly [name: string]: 'text' | 'bool' | 'int' | 'selector' } = {
  IOPS: 'int', snapshots: 'bool', clones: 'bool', encryption: 'bool', replication: 'bool', provisioningType: 'text', backendType: 'text', media: 'text',
  region: 'text', zone: 'text', nasType: 'text', sanType: 'text', selector: 'selector', labels: 'selector',
  recoveryTest: 'bool', uniqueOptions: 'text', testingAttribute: 'bool', nonexistentBool: 'bool',
};
const POOL_NAMES = ['storagePools', 'additionalStoragePools', 'requiredStorage', 'excludeStoragePools'];

export interface ValidatedClass {
  /** Trident knows the class, and there is a pool for it. */
  readonly accepted: boolean;
  readonly message?: string;
  /** The class is not known to Trident: a line in the controller's log is all that anybody sees. */
  readonly ignored: boolean;
  /** Parameters that were not understood, and now restrict nothing. */
  readonly dangerous: readonly string[];
  /** Pools of accepted backends that a volume of this class can come from. */
  readonly pools: readonly Pool[];
}

/** controller_helpers/kubernetes/plugin.go processStorageClass, and storage_class/storage_class.go Matches for each pool. */
export function validateStorageClass(storageClass: any, backends: readonly AcceptedBackend[]): ValidatedClass {
  const ignored = (message: string): ValidatedClass => ({
    accepted: false,
    message,
    ignored: true,
    dangerous: [],
    pools: [],
  });
  if (storageClass.provisioner !== PROVISIONER) {
    return ignored(`the provisioner ${storageClass.provisioner} is not Trident's`);
  }
  const requests = new Map<string, Request>();
  const names: { [parameter: string]: PoolNames | undefined } = {};
  const dangerous: string[] = [];
  const restrict = (name: string, value: string) => {
    const parsed = parsePoolNames(value);
    names[name === 'requiredStorage' ? 'additionalStoragePools' : name] = parsed;
    if (!parsed) {
      dangerous.push(`${name} ${value} has not the form backend:pool,pool;backend:pool: it restricts nothing`);
    }
  };
  for (const [key, value] of Object.entries<string>(storageClass.parameters ?? {})) {
    const name = key.startsWith(PREFIX) && key.length > PREFIX.length ? key.slice(PREFIX.length) : key;
    if (key.startsWith('csi.storage.k8s.io/') || key === 'fsType') {
      continue; // read by the provisioner
    }
    if (POOL_NAMES.includes(name)) {
      restrict(name, value);
      continue;
    }
    const request = requestOf(name, value);
    if (typeof request === 'string') {
      return ignored(request);
    }
    requests.set(name, request);
  }
  // annotations win over parameters: config.go AnnSelector, AnnAdditionalStoragePools (26.02)
  const { [`${PREFIX}selector`]: selector, [`${PREFIX}additionalStoragePools`]: additional } = storageClass.metadata?.annotations ?? {};
  if (additional !== undefined) {
    restrict('additionalStoragePools', additional);
  }
  if (selector !== undefined) {
    const request = requestOf('selector', selector);
    if (typeof request === 'string') {
      dangerous.push(`annotation ${PREFIX}selector: ${request}: the class keeps its parameter`);
    } else {
      requests.set('selector', request);
    }
  }
  const pools = backends.flatMap(backend => backend.pools).filter(pool => matches(pool, names, [...requests.values()]));
  return { accepted: pools.length > 0, message: pools.length > 0 ? undefined : 'no pool of any backend has what the class asks for', ignored: false, dangerous, pools };
}

/** storage_attribute/request.go CreateAttributeRequestFromAttributeValue; what is wrong, where it is no request. */
function requestOf(name: string, value: string): Request | string {
  const problem = `parameter ${name}: ${JSON.stringify(value)} is no`;
  switch (Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined) {
    case 'text': {
      const text = ['nasType', 'sanType'].includes(name) ? value.toLowerCase() : value;
      return pool => Array.isArray(pool.offers[name]) && (pool.offers[name] as string[]).includes(text);
    }
    case 'bool': {
      const wanted = parseBool(value);
      // bool.go Matches: what is offered may be left unused
      return wanted === undefined ? `${problem} boolean` : pool => name in pool.offers && (pool.offers[name] === true || wanted === false);
    }
    case 'int': return parseInteger(value) === undefined ? `${problem} whole number` : () => false; // no ONTAP pool offers IOPS
    case 'selector': {
      const clauses = parseSelector(value);
      return clauses ? pool => clauses.every(clause => clause.matches(pool.labels)) : `${problem} selector`;
    }
    default: return `the parameter ${name} is not known`;
  }
}

/** storage_class.go Matches: excluded first, added next, and else all that is asked for. */
function matches(
  pool: Pool,
  names: { readonly [parameter: string]: PoolNames | undefined },
  requests: readonly Request[],
): boolean {
  const { excludeStoragePools, additionalStoragePools, storagePools } = names;
  if (excludeStoragePools && namesMatch(excludeStoragePools, pool)) {
    return false;
  }
  if (additionalStoragePools) {
    if (namesMatch(additionalStoragePools, pool)) {
      return true;
    }
    if (requests.length === 0 && !storagePools) {
      return false;
    }
  }
  return requests.every(request => request(pool)) && (!storagePools || namesMatch(storagePools, pool));
}
