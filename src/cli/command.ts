/** Something that a user can type behind the name of the package. */
export interface Command {
  readonly name: string;
  readonly does: string;
  readonly options: readonly CommandOption[];
  /** The exit status. */
  readonly run: (values: CommandValues, out: (text: string) => void) => Promise<number>;
}

export type CommandValues = { readonly [option: string]: any };

export type CommandOption =
  | { readonly name: string; readonly type: 'string'; readonly value: string; readonly does: string }
  | { readonly name: string; readonly type: 'boolean'; readonly value?: undefined; readonly does: string };

/** What the user wrote is not what the command takes. */
export class CommandError extends Error {}

/** A number that the user wrote, or the default where there is one. */
export function numberOf(values: CommandValues, option: string, fallback?: number): number {
  const text: string | undefined = values[option];
  const value = text === undefined ? fallback : text.trim() === '' ? NaN : Number(text);
  if (value === undefined || !Number.isFinite(value) || value < 0) {
    throw new CommandError(`--${option} ${text ?? '(missing)'}: a number of 0 or more is wanted.`);
  }
  return value;
}

/** A word of a list that the user wrote in any case. */
export function wordOf<T extends string>(values: CommandValues, option: string, words: readonly T[]): T | undefined {
  const text: string | undefined = values[option];
  const word = words.find(one => one === text?.toUpperCase().replace(/-/g, '_'));
  if (text !== undefined && word === undefined) {
    throw new CommandError(`--${option} ${text}: one of ${words.join(', ')} is wanted.`);
  }
  return word;
}

/** Rows below their headings. */
export function table(headings: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  const lines = [headings, ...rows].map(cells => cells.map(cell => cell === undefined ? '-' : String(cell)));
  const widths = headings.map((_, index) => Math.max(...lines.map(cells => cells[index].length)));
  return lines.map(cells => cells.map((cell, index) => cell.padEnd(widths[index])).join('  ').trimEnd()).join('\n') + '\n';
}

export const JSON_OPTION: CommandOption = { name: 'json', type: 'boolean', does: 'for a program' };
