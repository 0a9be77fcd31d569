import {
  Agent,
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { errorMessage, UserError } from '../../action-shared/errors.ts';
import { openAuthority } from './certificates.ts';
import { awsSnapshots, Directory } from './directory.ts';
import { proxyRequest, sendErrorPage, type ProxyOptions } from './proxy.ts';

export interface EdgeOptions {
  /** MiniStack's URL: its data plane plays the load balancers. */
  readonly upstream: string;
  /** Where Route 53 and Elastic Load Balancing are asked. @default `upstream` */
  readonly awsEndpoint?: string;
  /** Folder of the certificate authority, kept from run to run. */
  readonly stateDir: string;
  /** @default a free port */
  readonly httpsPort?: number;
  /** @default a free port */
  readonly httpPort?: number;
  /** @default us-east-1 */
  readonly region?: string;
  /** @default 000000000000, MiniStack's own account */
  readonly accessKeyId?: string;
  /** One line per request that could not be answered as asked. @default silent */
  readonly log?: (line: string) => void;
}

export interface Edge {
  readonly httpsPort: number;
  readonly httpPort: number;
  /** Certificate of the throw-away authority, PEM. */
  readonly caFile: string;
  stop(): Promise<void>;
}

/**
 * Starts the way in: HTTPS and HTTP on loopback, to the load balancer that the host's record in the
 * emulator's Route 53 leads to. The base's listeners have to be on these very ports.
 */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const authority = await openAuthority(options.stateDir, new Date());
  const now = () => performance.now();
  const load = awsSnapshots({
    endpoint: options.awsEndpoint ?? options.upstream,
    region: options.region ?? 'us-east-1',
    accessKeyId: options.accessKeyId ?? '000000000000',
    now,
  });
  const directory = new Directory(load, now);
  const agent = new Agent({ keepAlive: true });
  const log = options.log ?? (() => undefined);
  const proxy: ProxyOptions = {
    upstream: new URL(options.upstream),
    agent,
    find: (host) => directory.find(host),
    log,
  };
  const https = createHttpsServer({
    ...authority.fallback,
    SNICallback: (name, done) => {
      authority.contextFor(name).then(
        (context) => done(null, context),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  const http = createHttpServer();
  const servers = [https, http];
  for (const server of servers) server.on('request', handler(server, proxy));
  try {
    const httpsPort = await listen(https, options.httpsPort ?? 0, 'HTTPS');
    const httpPort = await listen(http, options.httpPort ?? 0, 'HTTP');
    return { httpsPort, httpPort, caFile: authority.caFile, stop: () => stopAll(servers, agent) };
  } catch (error) {
    await stopAll(servers, agent);
    throw error;
  }
}

function handler(server: Server, proxy: ProxyOptions) {
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    proxyRequest(incoming, outgoing, portOf(server), proxy).catch((error: unknown) => {
      proxy.log(`${incoming.headers.host ?? ''}${incoming.url ?? ''}: ${errorMessage(error)}`);
      if (outgoing.headersSent) outgoing.destroy();
      else sendErrorPage(outgoing, 502);
    });
  };
}

function listen(server: Server, port: number, what: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new UserError(
          `The edge cannot listen for ${what} on port ${port} (${cause.code ?? cause.message}). Choose another port, or leave it out for a free one.`,
          { cause },
        ),
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve(portOf(server)));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

async function stopAll(servers: readonly Server[], agent: Agent): Promise<void> {
  agent.destroy();
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve()); // also resolves for one that never listened
          server.closeAllConnections();
        }),
    ),
  );
}
