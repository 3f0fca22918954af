/**
 * Control characters except the line feed, and the marks that reorder or hide text. Events and logs can contain them,
 * because other users of the cluster write these texts: an escape sequence could overwrite what the terminal shows, or
 * change its settings.
 */
const UNPRINTABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g; // eslint-disable-line no-control-regex

/** A text that is safe to print: such characters appear as `\u001b`. In JSON this is the same string. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
