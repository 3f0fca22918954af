import { readFileSync } from 'fs';

const LANGUAGES = { python: ['python', 'Python'], java: ['java', 'Java'], go: ['go', 'Go'] } as const;

interface Tablet {
  readonly snippets: {
    readonly [key: string]: { readonly translations: { readonly [language: string]: { readonly source: string } } };
  };
}

/** The translations of jsii-rosetta, by the TypeScript that they translate. */
export class Translations {
  private readonly byCode = new Map<string, Tablet['snippets'][string]['translations']>();

  constructor(...files: readonly string[]) {
    for (const file of files) {
      for (const { translations } of Object.values((JSON.parse(readFileSync(file, 'utf8')) as Tablet).snippets)) {
        this.byCode.set(key(translations.$.source), translations);
      }
    }
  }

  /** A block of code with a tab for each language. */
  public tabs(code: string): string {
    const translations = this.byCode.get(key(code));
    const block = `\`\`\`ts [TypeScript]\n${code.trimEnd()}\n\`\`\``;
    if (translations === undefined) {
      return block.replace(' [TypeScript]', '');
    }
    const others = Object.entries(LANGUAGES).flatMap(([id, [language, title]]) => {
      return translations[id] ? [`\`\`\`${language} [${title}]\n${translations[id].source.trim()}\n\`\`\``] : [];
    });
    return ['::: code-group', block, ...others, ':::'].join('\n');
  }

  public has(code: string): boolean {
    return this.byCode.has(key(code));
  }
}

function key(code: string): string {
  return code.replace(/\s+/g, ' ').trim();
}
