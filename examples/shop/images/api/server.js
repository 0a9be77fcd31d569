import { createServer } from 'node:http';
import { products } from './products.js';

// Plain Node: no dependencies, nothing to install. HOST and PORT say where to listen.
const { HOST = '0.0.0.0', PORT = '3040', ALLOWED_ORIGIN = '*' } = process.env;
const { MACRO_INFRA_ENV = 'local', MACRO_INFRA_SHA = 'unknown' } = process.env;
const started = Date.now();

const routes = {
  '/api/health': () => ({ status: 'ok', commit: MACRO_INFRA_SHA, environment: MACRO_INFRA_ENV }),
  '/api/products': () => ({ products, commit: MACRO_INFRA_SHA, environment: MACRO_INFRA_ENV }),
  '/api/uptime': () => ({ seconds: Math.round((Date.now() - started) / 1000) }),
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://shop');
  const route = Object.hasOwn(routes, pathname) ? routes[pathname] : null;
  response.writeHead(route === null ? 404 : 200, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'access-control-allow-origin': ALLOWED_ORIGIN,
    'access-control-expose-headers': 'x-app-version',
    'x-app-version': MACRO_INFRA_SHA,
  });
  response.end(JSON.stringify(route === null ? { error: `no ${pathname} here` } : route()));
});

server.listen(Number(PORT), HOST, () => {
  console.log(
    `shop api: commit ${MACRO_INFRA_SHA} of ${MACRO_INFRA_ENV} on http://${HOST}:${PORT}`,
  );
});

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    console.log(`shop api: ${signal}, closing`);
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}
