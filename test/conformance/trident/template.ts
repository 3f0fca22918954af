/**
 * text/template of Go, as far as it tells a template from something that is none: Trident parses name templates and label values
 * when a backend is made (ontap_common.go ValidateStoragePools), and executes them later, with a fallback.
 */

const BUILT_IN = new Set([
  'and', 'or', 'not', 'len', 'index', 'slice', 'print', 'printf', 'println', 'html', 'js', 'urlquery', 'call', 'eq', 'ne', 'lt', 'le', 'gt', 'ge',
  'true', 'false', 'nil',
]);
const OPENING = new Set(['if', 'range', 'with', 'block', 'define']);
const TOKEN = /^(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'|[+-]?\d[\w.]*|\$\w*(?:\.\w+)*|(?:\.\w+)+|\.|:=|=|\||,|\(|\)|\w+|\s+)/;

/** What is wrong with a template; nothing for a plain text. */
export function templateProblem(text: string): string | undefined {
  let open = 0;
  let rest = text;
  for (let start = rest.indexOf('{{'); start >= 0; start = rest.indexOf('{{')) {
    const end = rest.indexOf('}}', start);
    if (end < 0) {
      return 'an action is not closed';
    }
    const action = rest.slice(start + 2, end).replace(/^- | -$/g, ' ').trim();
    rest = rest.slice(end + 2);
    const [word] = /^\w*/.exec(action)!;
    if (OPENING.has(word)) {
      open++;
    } else if (word === 'end') {
      open--;
    }
    const problem = open < 0 ? 'an end without a beginning' : actionProblem(action);
    if (problem) {
      return problem;
    }
  }
  return open > 0 ? 'an end is missing' : undefined;
}

function actionProblem(action: string): string | undefined {
  if (action === '') {
    return 'an action is empty';
  }
  if (action.startsWith('/*')) {
    return action.endsWith('*/') ? undefined : 'a comment is not closed';
  }
  const keywords = new Set([...OPENING, 'else', 'end', 'template', 'break', 'continue']);
  let depth = 0;
  for (let rest = action, first = true; rest !== ''; first = false) {
    const [token] = TOKEN.exec(rest) ?? [];
    if (token === undefined) {
      return `a character that does not belong there: ${rest[0]}`;
    }
    depth += token === '(' ? 1 : token === ')' ? -1 : 0;
    if (depth < 0 || /^[A-Za-z_]\w*$/.test(token) && !BUILT_IN.has(token) && !(keywords.has(token) && (first || token === 'if'))) {
      return depth < 0 ? 'a parenthesis too many' : `the function ${token} is not defined`;
    }
    rest = rest.slice(token.length);
  }
  return depth > 0 ? 'a parenthesis is not closed' : undefined;
}
