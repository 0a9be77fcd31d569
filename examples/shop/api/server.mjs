// The shop's API. Tells the commit it runs, so that a deployment can prove what it serves.
import { createServer } from 'node:http';
import { products } from './products.mjs';

const {
  HOST = '0.0.0.0',
  PORT = '3040',
  APP_WEB_URL = '*',
  MACRO_INFRA_ENV = 'local',
  MACRO_INFRA_SHA = 'unknown',
} = process.env;

const origin = APP_WEB_URL === '*' ? '*' : new URL(APP_WEB_URL).origin;

const answers = {
  '/api/health': { status: 'ok', environment: MACRO_INFRA_ENV, commit: MACRO_INFRA_SHA },
  '/api/products': { products, commit: MACRO_INFRA_SHA },
};

createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://api').pathname;
  const answer = answers[path];
  response.setHeader('x-app-version', MACRO_INFRA_SHA);
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('content-type', 'application/json');
  response.statusCode = answer ? 200 : 404;
  response.end(`${JSON.stringify(answer ?? { error: `no ${path}` })}\n`);
}).listen(Number(PORT), HOST, () =>
  console.log(`api ${MACRO_INFRA_SHA} listens on ${HOST}:${PORT}`),
);

process.on('SIGTERM', () => process.exit(0));
