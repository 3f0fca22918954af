import type { MarkdownRenderer } from 'vitepress';

/**
 * Links code that is exactly the name of a type or the ID of a rule to its page, except in headings and other links.
 * An empty cell of a header is a plain cell.
 */
export function linkNames(md: MarkdownRenderer, targets: ReadonlyMap<string, string>) {
  md.core.ruler.push('names', ({ tokens, Token, env }) => {
    const own = `/${(env as { relativePath?: string }).relativePath ?? ''}`.replace(/\.md$/, '');
    tokens.forEach(({ type, children }, index) => {
      if (type === 'inline' && tokens[index].content === '' && tokens[index - 1]?.type === 'th_open') {
        tokens[index - 1].tag = tokens[index + 1].tag = 'td';
      }
      if (type !== 'inline' || !children || tokens[index - 1]?.type === 'heading_open') {
        return;
      }
      let depth = 0;
      for (let at = 0; at < children.length; at += 1) {
        const child = children[at];
        depth += child.type === 'link_open' ? 1 : child.type === 'link_close' ? -1 : 0;
        const target = child.type === 'code_inline' && depth === 0 ? targets.get(child.content) : undefined;
        if (target !== undefined && target !== own) {
          const open = new Token('link_open', 'a', 1);
          open.attrSet('href', target);
          children.splice(at, 1, open, child, new Token('link_close', 'a', -1));
          at += 2;
        }
      }
    });
  });
}
