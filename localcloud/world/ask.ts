import { readFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Organisation } from './organisation.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Opens a URL as a reviewer's browser does: `*.localhost` is loopback, the edge's authority trusted. */
export function ask(org: Organisation, url: string): Promise<Answer> {
  const { protocol, hostname, host, port, pathname, search } = new URL(url);
  const options = {
    agent: false,
    ca: readFileSync(org.cloud.edge.caFile),
    host: '127.0.0.1',
    port,
    path: `${pathname}${search}`,
    headers: { host },
    servername: hostname,
    timeout: 10_000,
  } as const;
  return new Promise((resolve, reject) => {
    const send = protocol === 'https:' ? secureRequest : plainRequest;
    const request = send(options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => (body += text));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`${url} does not answer`)));
    request.on('error', reject);
    request.end();
  });
}
