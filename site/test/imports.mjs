// The advisor runs in a browser: it imports nothing but modules of src that do not load the CDK, and nothing of Node.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const site = fileURLToPath(new URL('..', import.meta.url));
const bundle = contents => build({ stdin: { contents, resolveDir: site, loader: 'ts' }, absWorkingDir: site, bundle: true, platform: 'browser', format: 'esm', minify: true, metafile: true, write: false, logLevel: 'silent' });
const foreign = ({ metafile }) => Object.keys(metafile.inputs).filter(file => file !== '<stdin>' && !/^(\.\.\/src|advisor)\/[\w./-]+\.ts$/.test(file));

const advisor = await bundle("export * from './advisor/code'; export * from './advisor/form'; export * from '../src/ml/storage-advisor';");
const unexpected = foreign(advisor);
if (unexpected.length > 0) {
  throw new Error(`the advisor imports ${unexpected.join(', ')}`);
}
const code = advisor.outputFiles[0].text;
const globals = ['process', 'Buffer', '__dirname', 'require'].filter(name => new RegExp(`(?<![\\w$.'"\`-])${name}[.(]`).test(code));
if (globals.length > 0) {
  throw new Error(`the advisor uses ${globals.join(', ')} of Node`);
}

// the check notices a module that loads the CDK, and one of Node
if (existsSync(`${site}../node_modules/constructs`)) {
  const withCdk = await bundle("export * from '../src/ml/storage-advisor'; export { Node } from 'constructs';").then(foreign, () => ['an error']);
  const withNode = await bundle("export * from '../src/ml/storage-advisor'; export { readFileSync } from 'fs';").then(foreign, () => ['an error']);
  if (withCdk.length === 0 || withNode.length === 0) {
    throw new Error('the check does not notice a forbidden import');
  }
}
console.log(`advisor: ${Object.keys(advisor.metafile.inputs).length - 1} modules of this repository, no package, ${Math.round(code.length / 1000)} kB minified`);
