import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { httpProbe, refusal } from './http-probe.ts';
import type { Observation } from './observation.ts';

async function probing(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  given: {
    path?: string;
    method?: 'GET' | 'POST';
    follow?: boolean;
    host?: string;
    timeoutMilliseconds?: number;
  } = {},
): Promise<{ seen: Observation; requests: readonly string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(
      `${request.method ?? ''} ${request.headers.host?.split(':')[0] ?? ''}${request.url ?? ''}`,
    );
    handle(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const probe = httpProbe({
    method: given.method ?? 'GET',
    headers: { authorization: 'Bearer x' },
    followRedirect: () => given.follow ?? true,
  });
  const limits = {
    timeoutMilliseconds: given.timeoutMilliseconds ?? 5000,
    signal: new AbortController().signal,
  };
  const seen = await probe(
    `http://${given.host ?? 'pr-42.localhost'}:${port}${given.path ?? '/'}`,
    limits,
  );
  server.closeAllConnections();
  server.close();
  return { seen, requests };
}

describe('a probe', () => {
  it('resolves names below .localhost by itself and keeps them as host', async () => {
    const { seen, requests } = await probing(
      (_, response) => response.setHeader('X-App-Version', 'v1').end('hi'),
      { path: '/a?b=c' },
    );
    expect(seen).toMatchObject({
      kind: 'answer',
      status: 200,
      body: 'hi',
      headers: { 'x-app-version': 'v1' },
    });
    expect(requests).toEqual(['GET pr-42.localhost/a?b=c']);
  });

  it('sends the given headers', async () => {
    const { seen } = await probing((request, response) =>
      response.end(request.headers.authorization),
    );
    expect(seen).toMatchObject({ body: 'Bearer x' });
  });

  it('follows redirects on the same host', async () => {
    const { seen, requests } = await probing((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/login' }).end();
      else response.end('there');
    });
    expect(seen).toMatchObject({ status: 200, body: 'there', refusedRedirect: null });
    expect(requests).toHaveLength(2);
  });

  it.each([
    { name: 'another site', location: 'http://evil.example/', why: 'another site' },
    { name: 'a name below', location: 'http://x.pr-42.localhost/', why: 'another site' },
    { name: 'another kind of address', location: 'file:///etc/passwd', why: 'not a web address' },
    { name: 'itself, for ever', location: '/', why: 'too many redirects' },
  ])('does not follow a redirect to $name', async ({ location, why }) => {
    const { seen } = await probing(
      (_, response) => void response.writeHead(302, { location }).end(),
    );
    expect(seen).toMatchObject({ status: 302, refusedRedirect: { to: location, why } });
  });

  it('does not go from https to http', () => {
    expect(refusal(new URL('https://a/'), new URL('http://a/'))).toBe('from https to http');
    expect(refusal(new URL('http://a/'), new URL('https://a/'))).toBeNull();
  });

  it('leaves a redirect alone that is itself expected', async () => {
    const { seen, requests } = await probing(
      (_, response) => void response.writeHead(301, { location: '/x' }).end(),
      { follow: false },
    );
    expect(seen).toMatchObject({ status: 301, refusedRedirect: null });
    expect(requests).toHaveLength(1);
  });

  it.each([
    { code: 303, methods: ['POST', 'GET'] },
    { code: 307, methods: ['POST', 'POST'] },
  ])('after $code asks with $methods', async ({ code, methods }) => {
    const { requests } = await probing(
      (request, response) => {
        if (request.url === '/') response.writeHead(code, { location: '/next' }).end();
        else response.end();
      },
      { method: 'POST' },
    );
    expect(requests.map((request) => request.split(' ')[0])).toEqual(methods);
  });

  it('reads only the first part of an endless body', async () => {
    const { seen } = await probing((_, response) => {
      const write = (): void => {
        while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
        response.once('drain', write);
      };
      write();
    });
    expect(seen.kind === 'answer' && seen.body.length).toBe(256 * 1024);
  });

  it('says when no answer came in time', async () => {
    const { seen } = await probing(() => undefined, { timeoutMilliseconds: 50 });
    expect(seen).toMatchObject({ kind: 'no-answer', code: 'TIMEOUT' });
  });

  it('says when the connection was closed', async () => {
    const { seen } = await probing((request) => void request.socket.destroy());
    expect(seen).toMatchObject({ kind: 'no-answer', code: 'ECONNRESET' });
  });

  it('says when nobody listens', async () => {
    const probe = httpProbe({ method: 'GET', headers: {}, followRedirect: () => true });
    const limits = { timeoutMilliseconds: 5000, signal: new AbortController().signal };
    expect(await probe('http://127.0.0.1:1/', limits)).toMatchObject({
      kind: 'no-answer',
      code: 'ECONNREFUSED',
    });
  });
});
