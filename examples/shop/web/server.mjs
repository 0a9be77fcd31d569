// The shop's page: static files, and a configuration made at run time, so that one image serves every
// environment and a preview's page talks to its own API.
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const {
  HOST = '0.0.0.0',
  PORT = '80',
  APP_API_URL = '',
  MACRO_INFRA_ENV = 'local',
  MACRO_INFRA_SHA = 'unknown',
} = process.env;

const files = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/shop.css': ['shop.css', 'text/css; charset=utf-8'],
  '/shop.js': ['shop.js', 'text/javascript; charset=utf-8'],
};

const config = JSON.stringify({
  apiUrl: APP_API_URL,
  environment: MACRO_INFRA_ENV,
  commit: MACRO_INFRA_SHA,
});

createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://shop').pathname;
  response.setHeader('x-app-version', MACRO_INFRA_SHA);
  response.setHeader('cache-control', 'no-store');
  if (path === '/config.json') {
    response.setHeader('content-type', 'application/json').end(config);
    return;
  }
  const file = files[path];
  if (!file) {
    response.writeHead(404).end('Not found\n');
    return;
  }
  response.setHeader('content-type', file[1]);
  createReadStream(fileURLToPath(new URL(`public/${file[0]}`, import.meta.url))).pipe(response);
}).listen(Number(PORT), HOST, () =>
  console.log(`web ${MACRO_INFRA_SHA} listens on ${HOST}:${PORT}`),
);

process.on('SIGTERM', () => process.exit(0));
