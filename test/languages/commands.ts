import { readFileSync } from 'fs';

/**
 * The commands of a page that a reader copies: those of its last shell block, or of the first one below a bold word.
 * `ts-node -T commands.ts README.md [word]` prints them.
 */
export function commandsIn(page: string, word?: string): string {
  const text = word === undefined ? page.slice(page.lastIndexOf('```sh\n')) : page.split(`**${word}**`)[1] ?? '';
  const commands = /^```sh\n([^]*?)^```$/m.exec(text)?.[1];
  if (commands === undefined) {
    throw new Error(`the page has no commands${word === undefined ? '' : ` below **${word}**`}`);
  }
  return commands;
}

if (require.main === module) {
  const [page, word] = process.argv.slice(2);
  process.stdout.write(commandsIn(readFileSync(page, 'utf8'), word));
}
