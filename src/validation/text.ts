/** `a, b or c`: lists legal values in messages. */
export function orList(values: readonly (string | number)[]): string {
  const texts = values.map(String);
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts[texts.length - 1]}`;
}

/** `a, b and c`. */
export function andList(values: readonly (string | number)[]): string {
  const texts = values.map(String);
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts[texts.length - 1]}`;
}

/** A number with at most two decimals. */
export function figure(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The name most similar to a misspelled one, if any is similar enough. */
export function nearestOf(name: string, names: readonly string[]): string | undefined {
  const distances = names.map(candidate => ({
    candidate, distance: distanceOf(name.toLowerCase(), candidate.toLowerCase()),
  }));
  const [nearest] = distances.sort((a, b) => a.distance - b.distance);
  return nearest && nearest.distance <= Math.max(2, name.length / 3) ? nearest.candidate : undefined;
}

/** Levenshtein distance: the number of characters that differ. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
