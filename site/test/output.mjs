import { createReadStream, readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const { repository } = JSON.parse(readFileSync(new URL('../content/navigation.json', import.meta.url), 'utf8'));
export const BASE = process.env.SITE_BASE ?? `/${repository.split('/').pop()}/`;

/** The pages, by their address without the base. */
export const PAGES = new Map(readdirSync(DIST, { recursive: true }).filter(file => file.endsWith('.html')).map(file => {
  return [file.replace(/(^|\/)index\.html$/, '$1').replace(/\.html$/, ''), join(DIST, file)];
}));

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };

/** The file of an address, as GitHub Pages finds it. */
export function fileOf(path) {
  return [path, `${path}.html`, join(path, 'index.html')].map(file => join(DIST, file)).find(file => statSync(file, { throwIfNoEntry: false })?.isFile());
}

export async function serve() {
  const server = createServer(({ url }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const file = path.startsWith(BASE) ? fileOf(path.slice(BASE.length)) : undefined;
    response.writeHead(file ? 200 : 404, file && { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    file ? createReadStream(file).pipe(response) : response.end();
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}${BASE}`, close: () => server.close() };
}
