/** The values of each parameter, by name. */
export type Parameters<T> = { readonly [name in keyof T]: readonly T[name][] };

/**
 * Rows in which every pair of values of two parameters occurs that some valid row has: far fewer than the product of all.
 *
 * Greedy: each row begins with a pair that is not covered yet, and takes for each further parameter the value that covers most.
 */
export function pairwise<T extends object>(parameters: Parameters<T>, isValid: (row: T) => boolean): T[] {
  const names = Object.keys(parameters) as (keyof T & string)[];
  const key = (a: string, i: number, b: string, j: number) => a < b ? `${a} ${i} ${b} ${j}` : `${b} ${j} ${a} ${i}`;
  const open = new Set<string>();
  const rows: T[] = [];
  names.forEach((a, index) => names.slice(index + 1).forEach(b =>
    parameters[a].forEach((_, i) => parameters[b].forEach((__, j) => open.add(key(a, i, b, j))))));
  while (open.size > 0) {
    const [a, i, b, j] = [...open][0].split(' ');
    const best = completed(new Map([[a, Number(i)], [b, Number(j)]]));
    if (best) {
      rows.push(rowOf(best));
      pairsOf(best).forEach(pair => open.delete(pair));
    } else {
      open.delete(key(a, Number(i), b, Number(j))); // no valid row has this pair
    }
  }
  return rows;

  function completed(chosen: ReadonlyMap<string, number>): ReadonlyMap<string, number> | undefined {
    const next = names.find(name => !chosen.has(name));
    if (next === undefined) {
      return isValid(rowOf(chosen)) ? chosen : undefined;
    }
    const candidates = parameters[next]
      .map((_, index) => new Map(chosen).set(next, index))
      .map(candidate => [candidate, pairsOf(candidate).filter(pair => open.has(pair)).length] as const)
      .sort(([, x], [, y]) => y - x);
    for (const [candidate] of candidates) {
      const found = completed(candidate);
      if (found) {
        return found;
      }
    }
    return undefined;
  }

  function pairsOf(chosen: ReadonlyMap<string, number>): string[] {
    const entries = [...chosen];
    return entries.flatMap(([x, i], index) => entries.slice(index + 1).map(([y, j]) => key(x, i, y, j)));
  }

  function rowOf(chosen: ReadonlyMap<string, number>): T {
    return Object.fromEntries([...chosen].map(([name, index]) => [name, parameters[name as keyof T][index]])) as T;
  }
}
