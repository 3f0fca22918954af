const KEY = 'cdk-eks-fsx-language';
const TABS = '.vp-code-group .tabs input';

/** Selects the language of the last chosen tab in all samples of the page. Returns what does so on the pages that follow. */
export function rememberLanguage(): () => void {
  document.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches(TABS)) {
      const language = languageOf(target);
      localStorage.setItem(KEY, language);
      select(language, target);
    }
  });
  return () => {
    const language = localStorage.getItem(KEY);
    if (language !== null) {
      select(language);
    }
  };
}

function select(language: string, except?: HTMLInputElement) {
  for (const tab of document.querySelectorAll<HTMLInputElement>(TABS)) {
    if (tab !== except && !tab.checked && languageOf(tab) === language) {
      tab.click(); // the theme shows the block of a clicked tab
    }
  }
}

function languageOf(tab: HTMLInputElement): string {
  return document.querySelector(`label[for="${tab.id}"]`)?.textContent ?? '';
}
