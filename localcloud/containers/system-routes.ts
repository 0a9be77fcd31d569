import { sendJson, type Route } from './api.ts';

const API_VERSION = '1.44';

/** Ping, version and the one network that is there. */
export function systemRoutes(): Route[] {
  const version = { Version: '27.0.0-macro-infra', ApiVersion: API_VERSION, MinAPIVersion: '1.24' };
  const bridge = { Id: 'bridge', Name: 'bridge', Driver: 'bridge', Scope: 'local' };
  const fixed = (path: RegExp, value: unknown): Route => ({
    method: 'GET',
    pattern: path,
    handle: ({ response }) => sendJson(response, 200, value),
  });
  const ping = (method: string): Route => ({
    method,
    pattern: /^\/_ping$/,
    handle: ({ response }) => {
      response.writeHead(200, { 'api-version': API_VERSION, 'content-type': 'text/plain' });
      response.end(method === 'HEAD' ? undefined : 'OK');
    },
  });
  return [
    ping('GET'),
    ping('HEAD'),
    fixed(/^\/version$/, { ...version, Os: process.platform, Arch: process.arch }),
    fixed(/^\/info$/, { ID: 'macro-infra', Name: 'macro-infra', ServerVersion: version.Version }),
    fixed(/^\/networks$/, [bridge]),
    fixed(/^\/networks\/bridge$/, bridge),
  ];
}
