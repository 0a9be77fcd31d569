import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

// Serves the files of public/ and /config.json, which tells the page where its own API is: the same
// image runs in every environment.
const { HOST = '0.0.0.0', PORT = '8080', API_URL = 'http://localhost:3040' } = process.env;
const { MACRO_INFRA_ENV = 'local', MACRO_INFRA_SHA = 'unknown' } = process.env;

const files = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
  '/shop.js': ['shop.js', 'text/javascript; charset=utf-8'],
};
const config = { apiUrl: API_URL, environment: MACRO_INFRA_ENV, commit: MACRO_INFRA_SHA };

async function answer(pathname) {
  if (pathname === '/healthz') return ['ok', 'text/plain; charset=utf-8'];
  if (pathname === '/config.json') return [JSON.stringify(config), 'application/json'];
  if (!Object.hasOwn(files, pathname)) return null;
  const [name, type] = files[pathname];
  return [await readFile(new URL(`public/${name}`, import.meta.url)), type];
}

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://shop');
  answer(pathname)
    .then((found) => {
      const [body, type] = found ?? [`no ${pathname} here`, 'text/plain; charset=utf-8'];
      response.writeHead(found === null ? 404 : 200, {
        'content-type': type,
        'cache-control': 'no-store',
        'x-app-version': MACRO_INFRA_SHA,
      });
      response.end(body);
    })
    .catch((error) => {
      console.error(error);
      response.writeHead(500).end('internal error');
    });
});

server.listen(Number(PORT), HOST, () => {
  console.log(
    `shop web: commit ${MACRO_INFRA_SHA} of ${MACRO_INFRA_ENV} on http://${HOST}:${PORT}`,
  );
});

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    console.log(`shop web: ${signal}, closing`);
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}
