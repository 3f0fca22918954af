import { readFileSync } from 'fs';
import { commandsIn } from './commands';

const PAGE = '# App\n\n```sh\nbuild\n```\n\n**Python** (3.10)\n\n```sh\ninit\nsynth\n```\n\n**Java**: nothing.\n\n```ts\ncode;\n```\n';

test('finds the last shell block of a page, and the first one below a bold word', () => {
  expect(commandsIn(PAGE)).toBe('init\nsynth\n');
  expect(commandsIn(PAGE, 'Python')).toBe('init\nsynth\n');
  expect(() => commandsIn(PAGE, 'Java')).toThrow('the page has no commands below **Java**');
  expect(() => commandsIn('no block')).toThrow('the page has no commands');
});

test.each(['python', 'java', 'go'])('the last commands of the example in %s synthesize', language => {
  const lines = commandsIn(readFileSync(`examples/${language}/README.md`, 'utf8')).trim().split('\n');
  expect(lines.at(-1)).toMatch(/^npx aws-cdk@\S+ synth --quiet/);
});

test.each([['TypeScript', 'js'], ['Python', 'python']])('the commands of the README for %s build the package first', (heading, language) => {
  const [first, ...others] = commandsIn(readFileSync('README.md', 'utf8'), heading).trim().split('\n');
  expect(first).toBe(`npm ci && npx projen compile && npx projen package:${language}`);
  expect(others.at(-1)).toContain('synth --quiet');
});
