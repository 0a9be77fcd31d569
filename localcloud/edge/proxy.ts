import { request, type Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import type { LoadBalancerEntry } from './directory.ts';

export interface ProxyOptions {
  /** MiniStack, whose data plane plays the load balancers. */
  readonly upstream: URL;
  readonly agent: Agent;
  readonly find: (host: string) => Promise<LoadBalancerEntry | undefined>;
  /** One line per request that could not be answered as asked. */
  readonly log: (line: string) => void;
}

/** RFC 9110, 7.6.1: meant for one connection, not to be passed on. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What the data plane writes where a load balancer shows its own error page. */
const OWN_ERROR = /^\{"message": ?"(Target |No )/;
const MAX_ERROR_BYTES = 4_096;
const REASONS: Readonly<Record<number, string>> = {
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/**
 * Sends one request to the load balancer its host leads to, through the listener on `port`, and
 * streams the answer back. A host that leads nowhere gets 404 with the reason; a load balancer
 * without such a listener does not answer, as on AWS.
 */
export async function proxyRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  port: number,
  options: ProxyOptions,
): Promise<void> {
  const host = hostOf(incoming);
  const balancer = await options.find(host);
  if (!balancer) {
    sendText(outgoing, 404, `No Route 53 record leads from "${host}" to a load balancer.\n`);
    return;
  }
  if (!balancer.listenerPorts.includes(port)) {
    options.log(`${balancer.name} has no listener on port ${port}: connection closed (${host})`);
    outgoing.destroy();
    return;
  }
  await forward(incoming, outgoing, { host: `${host}:${port}`, balancer }, options);
}

/** The load balancer's own error page. */
export function sendErrorPage(outgoing: ServerResponse, status: number): void {
  const title = `${status} ${REASONS[status] ?? 'Error'}`;
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  outgoing.writeHead(status, {
    server: 'awselb/2.0',
    'content-type': 'text/html',
    'content-length': Buffer.byteLength(page),
  });
  outgoing.end(page);
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  to: { host: string; balancer: LoadBalancerEntry },
  { upstream, agent, log }: ProxyOptions,
): Promise<void> {
  return new Promise((resolve) => {
    const call = request({
      agent,
      hostname: upstream.hostname,
      port: upstream.port,
      method: incoming.method,
      path: `/_alb/${to.balancer.region}:${to.balancer.name}${incoming.url ?? '/'}`,
      headers: [...passedOn(incoming.rawHeaders, ['host']), 'host', to.host],
    });
    call.once('response', (response) => void relay(response, outgoing).then(resolve));
    call.once('error', (error) => {
      log(`${incoming.method ?? ''} ${to.host}${incoming.url ?? ''}: ${error.message}`);
      if (outgoing.headersSent) outgoing.destroy();
      else sendErrorPage(outgoing, 502);
      resolve();
    });
    outgoing.once('close', () => call.destroy());
    incoming.pipe(call);
  });
}

async function relay(response: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const status = response.statusCode ?? 502;
  if (mayBeOwnError(response, status)) {
    const body = await readAll(response);
    if (OWN_ERROR.test(body.toString())) sendErrorPage(outgoing, status);
    else outgoing.writeHead(status, passedOn(response.rawHeaders, [])).end(body);
    return;
  }
  outgoing.writeHead(status, response.statusMessage, passedOn(response.rawHeaders, []));
  outgoing.flushHeaders();
  response.once('error', () => outgoing.destroy());
  response.once('aborted', () => outgoing.destroy()); // a cut answer must not look whole
  response.pipe(outgoing);
}

function mayBeOwnError({ headers }: IncomingMessage, status: number): boolean {
  return (
    status in REASONS &&
    headers.server === 'awselb/2.0' &&
    Number(headers['content-length'] ?? Infinity) <= MAX_ERROR_BYTES
  );
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Raw headers, spelling and repetition kept, without hop-by-hop ones and `also`. */
function passedOn(raw: readonly string[], also: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name = '', value = ''] = raw.slice(i, i + 2);
    const key = name.toLowerCase();
    if (!HOP_BY_HOP.has(key) && !also.includes(key)) kept.push(name, value);
  }
  return kept;
}

function hostOf({ headers }: IncomingMessage): string {
  return (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
}

function sendText(outgoing: ServerResponse, status: number, text: string): void {
  outgoing.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  outgoing.end(text);
}
