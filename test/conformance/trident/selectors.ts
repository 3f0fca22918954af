/** How a StorageClass picks pools: by their labels, and by names of backends and pools. */

interface Clause { matches(labels: { readonly [name: string]: string }): boolean }

/** storage_attribute/label.go NewLabelRequest; nothing where it is no selector. Names and values are letters, digits, `_` and `-`: no dot, no slash. */
export function parseSelector(text: string): readonly Clause[] | undefined {
  const clauses = text === '' ? [undefined] : text.split(';').map(part => parseClause(part.trim()));
  return clauses.every(clause => clause !== undefined) ? clauses as Clause[] : undefined;
}

function parseClause(text: string): Clause | undefined {
  const [, equal, value] = /^([\w-]+)\s*={1,2}\s*([\w-]+)$/.exec(text) ?? [];
  if (equal) {
    return { matches: labels => labels[equal] === value };
  }
  const [, unequal, other] = /^([\w-]+)\s*!=\s*([\w-]+)$/.exec(text) ?? [];
  if (unequal) {
    return { matches: labels => unequal in labels && labels[unequal] !== other }; // a pool without the label does not match
  }
  const [, name, word, values] = /^([\w-]+)\s+(in|notin)\s+[(]([\s\w,-]+)[)]$/.exec(text) ?? [];
  if (name) {
    const set = values.split(',').map(one => one.trim()).filter(one => one !== '');
    return { matches: labels => word === 'in' ? set.includes(labels[name]) : !(name in labels && set.includes(labels[name])) };
  }
  const [, not, exists] = /^(!?)([\w-]+)$/.exec(text) ?? [];
  return exists ? { matches: labels => (exists in labels) !== (not === '!') } : undefined;
}

/** Backends and their pools, both as regular expressions. */
export interface PoolNames { readonly [backend: string]: readonly string[] }

/** storage_attribute/request.go CreateBackendStoragePoolsMapFromEncodedString: `backend1:pool1,pool2;backend2:.*`; nothing where it has not that form. */
export function parsePoolNames(text: string): PoolNames | undefined {
  const parts = text.split(';').map(part => /^([^:]+):(.+)$/s.exec(part));
  return parts.every(part => part !== null) ? Object.fromEntries(parts.map(part => [part![1], part![2].split(',')])) : undefined;
}

/** storage_class/storage_class.go regexMatcherImpl: a backend must match as a whole, a pool anywhere in its name; what is no expression matches nothing. */
export function namesMatch(names: PoolNames, pool: { readonly backendName: string; readonly name: string }): boolean {
  return Object.entries(names).some(([backend, pools]) => {
    const whole = `${backend.startsWith('^') ? '' : '^'}${backend}${backend.endsWith('$') ? '' : '$'}`;
    return found(whole, pool.backendName) && pools.some(one => found(one, pool.name));
  });
}

function found(expression: string, text: string): boolean {
  try {
    return new RegExp(expression).test(text);
  } catch {
    return false;
  }
}
