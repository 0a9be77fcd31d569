import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, createServer, request as httpRequest, type Server } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openAuthority } from './certificates.ts';
import { Directory, type LoadBalancerEntry, type Snapshot } from './directory.ts';
import { proxyRequest } from './proxy.ts';
import { startEdge } from './start.ts';

const home = { name: 'dev', region: 'eu-west-1' };
let dir: string;
let closing: (() => Promise<void> | void)[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'edge-'));
  closing = [() => rmSync(dir, { recursive: true, force: true })];
});

afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  return listening(server);
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
}

/** An edge on `port` before a data plane that is played by `plane`. */
async function edgeBefore(plane: RequestListener, ports?: number[]) {
  const upstreamPort = await serve(plane);
  const agent = new Agent();
  closing.push(() => agent.destroy());
  const lines: string[] = [];
  const port = await serve((incoming, outgoing) => {
    const own = incoming.socket.localPort ?? 0;
    const entry: LoadBalancerEntry = { ...home, dnsName: '', listenerPorts: ports ?? [own] };
    const find = (host: string) => Promise.resolve(host.endsWith('.localhost') ? entry : undefined);
    const upstream = new URL(`http://127.0.0.1:${upstreamPort}`);
    void proxyRequest(incoming, outgoing, own, {
      upstream,
      agent,
      find,
      log: (line) => lines.push(line),
    });
  });
  return { port, lines };
}

interface Answer {
  status: number;
  body: string;
  raw: string[];
}

function ask(port: number, path: string, host: string, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = ['Host', `${host}:${port}`, 'X-Twice', '1', 'X-Twice', '2', 'TE', 'trailers'];
    const method = body === undefined ? 'GET' : 'POST';
    const call = httpRequest({ host: '127.0.0.1', port, path, method, headers });
    call.once('response', (response) => resolve(read(response)));
    call.once('error', reject);
    call.end(body);
  });
}

async function read(response: IncomingMessage): Promise<Answer> {
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode ?? 0, body, raw: response.rawHeaders };
}

describe('the edge', () => {
  it('asks the data plane for the load balancer, with the path and host as they came', async () => {
    const seen: string[] = [];
    const { port } = await edgeBefore((incoming, outgoing) => {
      seen.push(incoming.url ?? '', incoming.headers.host ?? '', String(incoming.headers['te']));
      seen.push(String(incoming.headers['x-twice']));
      outgoing.setHeader('Set-Cookie', ['a=1', 'b=2']);
      outgoing.end('hello');
    });
    const answer = await ask(port, '/a%20b/?x=1&y', 'PR-1.localhost');
    expect(seen).toEqual([
      '/_alb/eu-west-1:dev/a%20b/?x=1&y',
      `pr-1.localhost:${port}`,
      'undefined',
      '1, 2',
    ]);
    expect([answer.status, answer.body]).toEqual([200, 'hello']);
    expect(answer.raw.filter((value) => /^[ab]=/.test(value))).toEqual(['a=1', 'b=2']);
  });

  it('sends bodies both ways', async () => {
    const { port } = await edgeBefore((incoming, outgoing) => void incoming.pipe(outgoing));
    const text = 'x'.repeat(300_000);
    expect((await ask(port, '/', 'pr-1.localhost', text)).body).toBe(text);
  });

  it('streams: what was written is there before the answer ends', async () => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const { port } = await edgeBefore((_incoming, outgoing) => {
      outgoing.write('first');
      void promise.then(() => outgoing.end('last'));
    });
    const chunks: string[] = [];
    await new Promise<void>((done) => {
      const headers = { host: `pr-1.localhost:${port}` };
      httpRequest({ host: '127.0.0.1', port, headers }, (response) => {
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk.toString());
          resolve(true); // the rest is sent only now
        });
        response.once('end', done);
      }).end();
    });
    expect(chunks).toEqual(['first', 'last']);
  });

  it('says that no record leads anywhere', async () => {
    const { port } = await edgeBefore(() => undefined);
    const answer = await ask(port, '/', 'example.com');
    expect([answer.status, answer.body]).toEqual([
      404,
      'No Route 53 record leads from "example.com" to a load balancer.\n',
    ]);
  });

  it('does not answer where the load balancer has no listener', async () => {
    const { port, lines } = await edgeBefore(() => undefined, [443]);
    await expect(ask(port, '/', 'pr-1.localhost')).rejects.toThrow('socket hang up');
    expect(lines).toEqual([
      `dev has no listener on port ${port}: connection closed (pr-1.localhost)`,
    ]);
  });

  it.each([
    [502, 'Target 127.77.0.1:80 connect error: refused', '502 Bad Gateway'],
    [503, 'No registered targets in target group', '503 Service Temporarily Unavailable'],
  ])("shows the load balancer's own %i as AWS does", async (status, message, title) => {
    const { port } = await edgeBefore((_incoming, outgoing) => {
      const body = JSON.stringify({ message });
      outgoing.writeHead(status, { server: 'awselb/2.0', 'content-length': body.length });
      outgoing.end(body);
    });
    const answer = await ask(port, '/', 'pr-1.localhost');
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(`<title>${title}</title>`);
  });

  it("leaves an application's own 503 alone", async () => {
    const { port } = await edgeBefore((_incoming, outgoing) => {
      outgoing.writeHead(503, { 'content-type': 'application/json' });
      outgoing.end('{"message": "No database"}');
    });
    expect((await ask(port, '/', 'pr-1.localhost')).body).toBe('{"message": "No database"}');
  });

  it('answers 502 when the data plane breaks off', async () => {
    const { port } = await edgeBefore((incoming) => void incoming.socket.destroy());
    const answer = await ask(port, '/', 'pr-1.localhost');
    expect([answer.status, answer.raw.includes('awselb/2.0')]).toEqual([502, true]);
  });

  it('names the port it cannot have', async () => {
    const taken = await serve(() => undefined);
    await expect(
      startEdge({ upstream: 'http://127.0.0.1:1', stateDir: dir, httpsPort: taken }),
    ).rejects.toThrow(`cannot listen for HTTPS on port ${taken} (EADDRINUSE)`);
  });

  it('answers 502 over HTTPS, trusted through its authority, when AWS is not there', async () => {
    const edge = await startEdge({ upstream: 'http://127.0.0.1:1', stateDir: dir });
    closing.push(() => edge.stop());
    const headers = { host: `pr-1.api.localhost:${edge.httpsPort}` };
    const answer = await new Promise<Answer>((resolve, reject) => {
      httpsRequest({
        host: '127.0.0.1',
        port: edge.httpsPort,
        servername: 'pr-1.api.localhost',
        ca: readFileSync(edge.caFile),
        headers,
      })
        .once('response', (response) => resolve(read(response)))
        .once('error', reject)
        .end();
    });
    expect(answer.status).toBe(502);
  }, 20_000);
});

describe('certificates', () => {
  it.each([
    ['pr-42.localhost', 'DNS:pr-42.localhost, IP Address:127.0.0.1'],
    ['pr-42.shop.api.localhost', 'DNS:pr-42.shop.api.localhost, IP Address:127.0.0.1'],
    ['localhost', 'DNS:localhost, IP Address:127.0.0.1'],
  ])('are made for exactly the name that is asked for: %s', async (name, names) => {
    expect(await presented(name, true)).toBe(names);
  });

  it('are not made for names outside .localhost', async () => {
    expect(await presented('example.com', false)).toContain('DNS:*.localhost');
  });

  it('come from one authority as long as it is valid', async () => {
    const at = new Date('2026-01-01T00:00:00Z');
    const read = async (now: Date) => readFileSync((await openAuthority(dir, now)).caFile, 'utf8');
    const first = await read(at);
    expect(await read(new Date('2035-01-01T00:00:00Z'))).toBe(first);
    expect(await read(new Date('2035-12-20T00:00:00Z'))).not.toBe(first);
  });

  /** Names of the certificate a client is shown; `checked`: it is verified against the authority. */
  async function presented(name: string, checked: boolean): Promise<string> {
    const authority = await openAuthority(dir, new Date());
    const server = createTlsServer({
      ...authority.fallback,
      SNICallback: (asked, done) =>
        void authority.contextFor(asked).then((context) => done(null, context)),
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      return await new Promise<string>((resolve, reject) => {
        const ca = readFileSync(authority.caFile);
        const socket = connect(
          { port, host: '127.0.0.1', servername: name, ca, rejectUnauthorized: checked },
          () => {
            resolve(socket.getPeerCertificate().subjectaltname ?? '');
            socket.destroy();
          },
        );
        socket.once('error', reject);
      });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }
});

describe('the directory', () => {
  const entry: LoadBalancerEntry = { ...home, dnsName: 'lb', listenerPorts: [] };
  const zones = [{ name: 'localhost', records: [{ name: 'a.localhost', target: 'lb' }] }];
  const known: Snapshot = { zones, loadBalancers: [entry] };

  it('asks once a second, and for a name it does not know sooner', async () => {
    let now = 0;
    let asked = 0;
    const directory = new Directory(
      () => Promise.resolve((asked++, known)),
      () => now,
    );
    await Promise.all([directory.find('a.localhost'), directory.find('a.localhost')]);
    expect(asked).toBe(1);
    now = 999;
    await directory.find('a.localhost');
    expect(asked).toBe(1);
    await directory.find('b.localhost');
    expect(asked).toBe(2);
    now = 1999;
    await directory.find('a.localhost');
    expect(asked).toBe(3);
  });

  it('looks in the region of a load balancer’s own name at once', async () => {
    const asked: string[][] = [];
    const own = 'dev-1.us-west-2.elb.amazonaws.com';
    const load = (regions: ReadonlySet<string>) => {
      asked.push([...regions]);
      const far = { ...entry, region: 'us-west-2', dnsName: own };
      return Promise.resolve({ zones, loadBalancers: regions.size > 0 ? [entry, far] : [entry] });
    };
    const directory = new Directory(load, () => 0);
    await directory.find('a.localhost');
    expect(await directory.find(own)).toMatchObject({ region: 'us-west-2' });
    expect(await directory.find(own)).toMatchObject({ region: 'us-west-2' });
    expect(asked).toEqual([[], ['us-west-2']]);
  });

  it('asks again after a failure', async () => {
    const answers = [Promise.reject(new Error('down')), Promise.resolve(known)];
    answers[0]?.catch(() => undefined);
    const directory = new Directory(
      () => answers.shift() ?? Promise.resolve(known),
      () => 0,
    );
    await expect(directory.find('a.localhost')).rejects.toThrow('down');
    expect(await directory.find('a.localhost')).toBe(entry);
  });
});
