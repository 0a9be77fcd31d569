import { createServer } from 'node:http';
import { awsBehaviour } from './aws-behaviour.ts';
import type { Behaviour } from './behaviour.ts';
import { openCallLog, type CallRecord } from './call-log.ts';
import { controlAnswer } from './control.ts';
import { emulatorsAt } from './emulator.ts';
import { createFaults, type Faults } from './faults.ts';
import { createHandler } from './handler.ts';
import { connectUpstream } from './upstream.ts';

export interface GatewayOptions {
  /** URL of the emulator. */
  readonly upstream: string;
  /** Call log, one JSON line per call, appended. */
  readonly callLogFile: string;
  /** @default a free port */
  readonly port?: number;
  /** What differs from the emulator. @default AWS's */
  readonly behaviour?: Behaviour;
  /** Faults of the gateway itself: one line each. @default stderr */
  readonly log?: (line: string) => void;
}

export interface Gateway {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  readonly port: number;
  /** Calls since an ISO time; all that are in memory without it. */
  calls(since?: string): readonly CallRecord[];
  resetCalls(): void;
  readonly faults: Pick<Faults, 'add' | 'clear' | 'list'>;
  stop(): Promise<void>;
}

/** Above the 75 s the emulator keeps connections, so that clients never meet a closing one. */
const KEEP_ALIVE_MS = 80_000;

/** Starts the proxy before the emulator on a loopback port. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const log = openCallLog(options.callLogFile);
  const faults = createFaults();
  const upstream = connectUpstream(options.upstream);
  const emulators = emulatorsAt(options.upstream);
  const handle = createHandler({
    upstream,
    emulators,
    log,
    faults,
    behaviour: options.behaviour ?? awsBehaviour,
    control: (request, body) => controlAnswer(request, body, { log, faults }),
    report: options.log ?? ((line) => void process.stderr.write(`gateway: ${line}\n`)),
  });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, handle);
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    calls: (since) => log.calls(since),
    resetCalls: () => log.reset(),
    faults,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      upstream.close();
      emulators.close();
      await log.close();
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port was given');
  return address.port;
}
