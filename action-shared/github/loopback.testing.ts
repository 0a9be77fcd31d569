import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../runner/clock.ts';
import { createGitHub } from './client.ts';
import type { GitHub } from './client.ts';

/** One request as it reached the loopback server. */
export interface Received {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly body: unknown;
}

export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Closes the connection instead of answering. */
  readonly reset?: boolean;
  /** Sent as it is, called JSON. */
  readonly text?: string;
}

export interface Loopback extends AsyncDisposable {
  readonly github: GitHub;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly received: Received[];
  /** Milliseconds that were slept, in order; nobody really waits. */
  readonly slept: number[];
}

/** A real HTTP server for the real client: `answer` is asked for every request. */
export async function loopback(
  answer: (request: Received, nth: number) => Reply,
): Promise<Loopback> {
  const received: Received[] = [];
  const slept: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const body: unknown = text === '' ? null : JSON.parse(text);
      const one = { method: request.method ?? '', path: request.url ?? '', body };
      received.push(one);
      const reply = answer(one, received.length);
      if (reply.reset) return void request.socket.destroy();
      const type = { 'content-type': 'application/json; charset=utf-8' };
      response.writeHead(
        reply.status ?? 200,
        reply.status === 204 ? {} : { ...type, ...reply.headers },
      );
      response.end(
        reply.status === 204 ? undefined : (reply.text ?? JSON.stringify(reply.body ?? {})),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clock: Clock = {
    now: () => Date.UTC(2026, 0, 1) + slept.reduce((sum, one) => sum + one, 0),
    sleep: (milliseconds) => Promise.resolve(void slept.push(milliseconds)),
  };
  const url = `http://127.0.0.1:${port}`;
  const github = createGitHub({ token: 'ghs_x', apiUrl: url, repository: 'acme/shop', clock });
  return {
    github,
    url,
    received,
    slept,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
