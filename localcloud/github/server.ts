import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi } from './api/dispatch.ts';
import { loadDescription } from './api/description.ts';
import { rateLimits } from './api/rate-limit.ts';
import { serveApi } from './api/serve.ts';
import type { ServeDeps } from './api/serve.ts';
import { callLog } from './call-log.ts';
import type { ApiCallRecord } from './call-log.ts';
import { bindCommands } from './control/commands.ts';
import type { Control } from './control/commands.ts';
import { answerControl } from './control/routes.ts';
import { faults as plantedFaults } from './faults.ts';
import type { FaultInput } from './faults.ts';
import { htmlReply, jsonReply, readBody, sendReply } from './http.ts';
import { answerForm } from './pages/form-actions.ts';
import type { PageView } from './pages/forms.ts';
import { answerPage } from './pages/router.ts';
import { openDeliveries } from './events/deliveries.ts';
import type { Deliveries } from './events/deliveries.ts';
import { openOidc } from './oidc/service.ts';
import type { Oidc } from './oidc/service.ts';
import { runnerSide } from './runner-side.ts';
import type { RunnerSide } from './runner-side.ts';
import { openStore } from './state/store.ts';

export interface GitHubOptions {
  /** @default 0: a free one */
  readonly port?: number;
  /** Where the state is kept across restarts. @default nowhere */
  readonly stateFile?: string;
  /** @default the machine's clock */
  readonly clock?: () => Date;
  /** `iss` of OIDC tokens; its documents are at the server's own address. @default that address */
  readonly issuer?: string;
  /** Lets the minutes of an environment's wait timer pass. @default real ones */
  readonly waitMinutes?: (minutes: number) => Promise<void>;
  /** Where answers that GitHub would not give are told. @default standard error */
  readonly complain?: (line: string) => void;
}

export interface LocalGitHub extends Control, RunnerSide {
  /** For `GITHUB_API_URL`. */
  readonly apiUrl: string;
  /** For `GITHUB_SERVER_URL`; the pages are here. */
  readonly serverUrl: string;
  readonly port: number;
  readonly plantFault: (fault: FaultInput) => void;
  readonly clearFaults: () => void;
  readonly calls: () => readonly ApiCallRecord[];
  readonly resetCalls: () => void;
  /** Ends open connections, writes the state; afterwards nothing is left running. */
  readonly stop: () => Promise<void>;
}

/** Starts a GitHub of one's own on loopback: API below `/api/v3`, pages, control at `/_github/`. */
export async function startGitHub(options: GitHubOptions = {}): Promise<LocalGitHub> {
  const clock = options.clock ?? (() => new Date());
  const complain = options.complain ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const store = openStore(options.stateFile, clock);
  const description = await loadDescription();
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const serverUrl = `http://127.0.0.1:${port}`;
  const urls = { api: `${serverUrl}${apiPath}`, server: serverUrl };
  const view: PageView = { store, urls, formKey: randomBytes(32).toString('hex') };
  const faults = plantedFaults();
  const calls = callLog();
  const api = createApi(view, description, rateLimits(store), complain);
  const save = (): void => void store.save().catch((error: unknown) => complain(String(error)));
  const control = bindCommands(store, save);
  const deliveries = openDeliveries(view);
  const oidc = openOidc(view, options.issuer);
  const deps: Deps = { view, api, store, faults, calls, control, deliveries, oidc, save };
  server.on('request', (request, response) => {
    handle(deps, request, response).catch((error: unknown) => {
      complain(
        `local GitHub failed: ${error instanceof Error ? String(error.stack) : String(error)}`,
      );
      if (response.headersSent) response.destroy();
      else sendReply(response, jsonReply(599, { message: 'The local GitHub failed.' }));
    });
  });
  return {
    ...control,
    ...runnerSide({ view, deliveries, oidc, waitMinutes: options.waitMinutes, changed: save }),
    apiUrl: view.urls.api,
    serverUrl,
    port,
    plantFault: (fault) => faults.plant(fault),
    clearFaults: () => faults.clear(),
    calls: () => calls.all(),
    resetCalls: () => calls.reset(),
    stop: async () => {
      await close(server);
      await store.save();
    },
  };
}

const apiPath = '/api/v3';

interface Deps extends ServeDeps {
  readonly view: PageView;
  readonly save: () => void;
  readonly control: Control;
  readonly deliveries: Deliveries;
  readonly oidc: Oidc;
}

async function handle(
  deps: Deps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  if (url.startsWith(`${apiPath}/`)) {
    await serveApi(deps, url.slice(apiPath.length), request, response);
    return;
  }
  const address = new URL(url, deps.view.urls.server);
  const { pathname } = address;
  const identity = deps.oidc.answer(address, request.headers.authorization);
  if (identity !== null) {
    sendReply(response, identity);
    return;
  }
  const method = request.method ?? 'GET';
  if (pathname.startsWith('/_github/')) {
    // A browser names the page that a request comes from: no page may drive this server.
    if (request.headers.origin !== undefined) {
      sendReply(response, jsonReply(403, { message: 'Not for browsers' }));
      return;
    }
    const body = await readBody(request);
    const path = pathname.slice('/_github/'.length);
    sendReply(response, answerControl(deps, { method, path, body }));
    return;
  }
  if (method === 'POST') {
    const { origin } = request.headers;
    const form = { path: pathname, origin, body: await readBody(request) };
    sendReply(response, answerForm(deps.view, form));
    deps.save();
    return;
  }
  if (method !== 'GET') sendReply(response, htmlReply(405, 'Only GET and POST'));
  else sendReply(response, answerPage(deps.view, pathname));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
