import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { CallLog } from '../call-log.ts';
import type { Fault, Faults } from '../faults.ts';
import { jsonReply, readBody, sendReply } from '../http.ts';
import type { HttpReply } from '../http.ts';
import type { Store } from '../state/store.ts';
import type { Answer, Api } from './dispatch.ts';
import { appliesFirst, faultReply } from './fault-replies.ts';
import { ApiError } from './reply.ts';
import type { ApiReply } from './reply.ts';

export interface ServeDeps {
  readonly api: Api;
  readonly store: Store;
  readonly faults: Faults;
  readonly calls: CallLog;
}

/** Answers one call of the API, spoiled by a fault where one was planted. */
export async function serveApi(
  deps: ServeDeps,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readBody(request);
  const method = request.method ?? 'GET';
  const fault = deps.faults.take(method, path.split('?')[0] ?? path);
  const log = (answer: Answer, status: number): void =>
    deps.calls.add({
      at: deps.store.now(),
      method,
      path,
      operation: answer.operation,
      caller: answer.caller,
      status,
      fault: fault?.kind ?? null,
      write: method !== 'GET' && method !== 'HEAD',
    });
  if (fault !== null && !appliesFirst(fault)) {
    const reply = faultReply(fault, deps.store)?.reply ?? { status: 0 };
    log({ reply, operation: null, caller: '' }, reply.status);
    spoil(response, fault, reply);
    return;
  }
  const answer = answerTo(deps.api, { method, path, headers: headersOf(request), text });
  if (method !== 'GET') await deps.store.save();
  const spoiled = fault === null ? null : faultReply(fault, deps.store);
  log(answer, spoiled?.reply.status ?? answer.reply.status);
  if (fault?.kind === 'latency') await pause(fault.ms);
  if (fault === null || fault.kind === 'latency') sendReply(response, toHttp(answer.reply));
  else spoil(response, fault, spoiled?.reply ?? answer.reply);
}

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string | string[]>;
  readonly text: string;
}

function answerTo(api: Api, { method, path, headers, text }: Received): Answer {
  try {
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    return api.answer({ method, path: withEncodedTail(path), headers, body });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { reply } = new ApiError(400, 'Problems parsing JSON');
    return { reply, operation: null, caller: '' };
  }
}

/**
 * GitHub takes slashes in the last parameter of these paths as they are (`contents/a/b.yml`,
 * `commits/feature/x/statuses`); OpenAPI cannot say so: they are encoded before routing.
 */
function withEncodedTail(path: string): string {
  const [bare = '', query] = path.split(/\?(.*)/s);
  const tail =
    /^(\/repos\/[^/]+\/[^/]+\/(?:contents|environments|commits|branches)\/)(.+?)(\/(?:statuses|check-runs|status))?$/;
  const encoded = bare.replace(
    tail,
    (_, before: string, middle: string, after = '') =>
      `${before}${middle.replaceAll('/', '%2F')}${String(after)}`,
  );
  return query === undefined ? encoded : `${encoded}?${query}`;
}

function headersOf(request: IncomingMessage): Record<string, string | string[]> {
  const found = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(found);
}

function toHttp(reply: ApiReply): HttpReply {
  const { status, body, text, headers } = reply;
  if (text === undefined) return jsonReply(status, body, headers);
  const type = 'application/vnd.github.v3.raw; charset=utf-8';
  return { status, headers: { ...headers, 'content-type': type }, body: text };
}

function spoil(response: ServerResponse, fault: Fault, reply: ApiReply): void {
  switch (fault.kind) {
    case 'reset-before':
    case 'reset-after':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return; // Never answered: ends when the caller gives up or the server stops.
    case 'malformed':
      sendReply(response, { ...toHttp(reply), body: '{"id": 1, "nod' });
      return;
    default:
      sendReply(response, toHttp(reply));
  }
}
