/** A string literal of CEL. */
export function text(value: string): string {
  return `'${value.replace(/\\/g, '\\\\').replace(/'/g, '\\\'').replace(/\n/g, '\\n')}'`;
}

/** A list of string literals. */
export function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}

/** Whether an expression is one of the values. */
export function inList(expression: string, values: readonly string[]): string {
  return values.length === 1 ? `${expression} == ${text(values[0])}` : `${expression} in ${list(values)}`;
}
