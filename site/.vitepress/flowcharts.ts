import type { Plugin } from 'vite';

/** The documents contain flowcharts only: leaves out of mermaid the other kinds of diagrams and what only they use. */
export function flowchartsOnly(): Plugin {
  const unused = /mermaid\.core\/(?!flowDiagram)(\w*[dD]iagram(-v2)?|[\w-]+-definition|swimlanes|cose-bilkent)-\w+\.mjs$|\/katex\//;
  return { name: 'flowcharts-only', enforce: 'pre', load: id => unused.test(id) ? 'export default {}; export const diagram = {}, render = {};' : undefined };
}
