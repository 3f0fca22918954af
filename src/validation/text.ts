/** `1200, 2400 or 3600`: how legal values are listed in every message. */
export function orList(values: readonly (string | number)[]): string {
  const texts = values.map(String);
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts[texts.length - 1]}`;
}

/** `a, b and c`. */
export function andList(values: readonly (string | number)[]): string {
  const texts = values.map(String);
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts[texts.length - 1]}`;
}

/** A figure as a person writes it: two decimals at most. */
export function figure(value: number): number {
  return Math.round(value * 100) / 100;
}
