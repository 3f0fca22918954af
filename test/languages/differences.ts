/** What differs between two templates, value by value: a line each, with the path and both values. */
export function differences(expected: any, actual: any, path = ''): string[] {
  if (!isComposite(expected) || !isComposite(actual) || Array.isArray(expected) !== Array.isArray(actual)) {
    const from = Math.max(0, firstDifference(expected, actual) - 30);
    return expected === actual ? [] : [`${path}: ${shown(expected, from)} in TypeScript, ${shown(actual, from)} here`];
  }
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort();
  return keys.flatMap(key => differences(expected[key], actual[key], path ? `${path}.${key}` : key));
}

/** The library's error in what a program of any language printed, without indentation: the line that counts the problems, and what is beneath up to the stack. */
export function errorIn(output: string): string | undefined {
  return /\w+ '\S+': \d+ problems?\n(?!at )(?:\S.*\n)+?(?=at |\n|$)/.exec(`${unindented(output)}\n`)?.[0].trim();
}

/** Whether a program printed an error, all lines of it in a row. */
export function reports(output: string, error: string): boolean {
  return unindented(output).includes(error);
}

/** Maven prints colors and a word before every line, Go a tab. */
function unindented(output: string): string {
  return output.replace(/\u001b\[[\d;]*m/g, '').replace(/^([ \t]|\[ERROR\] )+|[ \t\r]+$/gm, '');
}

function isComposite(value: any): boolean {
  return typeof value === 'object' && value !== null;
}

/** Where two texts part; other values part at once. */
function firstDifference(expected: any, actual: any): number {
  return typeof expected === 'string' && typeof actual === 'string' ? [...expected].findIndex((character, i) => character !== actual[i]) : 0;
}

function shown(value: any, from: number): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(from > 0 ? `...${value.slice(from)}` : value);
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
