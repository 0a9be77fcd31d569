import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../../action-shared/errors.ts';
import { errorAnswer, type Answer } from './aws-error.ts';
import { concerning, type Behaviour } from './behaviour.ts';
import type { CallLog, CallRecord } from './call-log.ts';
import { identify, streams, type AwsCall } from './call.ts';
import type { Emulators } from './emulator.ts';
import { faultError, type Fault, type Faults } from './faults.ts';
import { errorCode } from './response-error.ts';
import { createTurns, type Turns } from './turns.ts';
import { readAll, type Upstream } from './upstream.ts';

export interface HandlerParts {
  readonly upstream: Upstream;
  readonly emulators: Emulators;
  readonly log: CallLog;
  readonly faults: Faults;
  readonly behaviour: Behaviour;
  readonly control: (request: IncomingMessage, body: string) => Answer;
  readonly report: (line: string) => void;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The request's body, or the request itself when it is streamed. */
  readonly body: Buffer | IncomingMessage;
}

type Outcome = CallRecord['outcome'];

/** The request listener: control paths, AWS calls, and everything else passed through unseen. */
export function createHandler(parts: HandlerParts) {
  const turns = createTurns();
  return (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response, parts, turns).catch((error: unknown) => {
      if (response.destroyed) return; // the client has gone
      parts.report(`${request.method ?? ''} ${request.url ?? ''}: ${errorMessage(error)}`);
      if (response.headersSent) response.destroy();
      else send(response, { status: 502, headers: {}, body: errorMessage(error) });
    });
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  parts: HandlerParts,
  turns: Turns,
): Promise<void> {
  const raw = { method: request.method ?? '', url: request.url ?? '/', headers: request.headers };
  const body = streams(raw) ? request : await readAll(request);
  const exchange = { request, response, body };
  const text = Buffer.isBuffer(body) ? body.toString('utf8') : undefined;
  if (raw.url.startsWith('/_gateway/')) {
    send(response, parts.control(request, text ?? ''));
    return;
  }
  const call = identify(text === undefined ? raw : { ...raw, body: text });
  if (!call) return passThrough(exchange, parts.upstream);
  await logged(call, parts.log, response, () => answer(call, exchange, parts, turns));
}

async function logged(
  call: AwsCall,
  log: CallLog,
  response: ServerResponse,
  run: () => Promise<Outcome>,
): Promise<void> {
  const at = new Date();
  const start = performance.now();
  const write = (outcome: Outcome) => log.add(call, at, performance.now() - start, outcome);
  try {
    write(await run());
  } catch (error) {
    write({ status: response.headersSent ? response.statusCode : 0, error: errorMessage(error) });
    throw error;
  }
}

async function answer(
  call: AwsCall,
  exchange: Exchange,
  parts: HandlerParts,
  turns: Turns,
): Promise<Outcome> {
  const fault = parts.faults.take(call);
  if (fault) return answerWithFault(fault, call, exchange, parts);
  const rules = concerning(parts.behaviour.rules, call);
  if (rules.length === 0) return forward(call, exchange, parts);
  // What a rule has seen must still hold when the call is carried out: one at a time. An account
  // has many keys (each job's session is one), so that keys cannot tell who may go side by side.
  return turns.take(`${call.region} ${call.service}`, async () => {
    for (const rule of rules) {
      const refusal = await rule.check(call, parts.emulators.of(call));
      if (!refusal) continue;
      const refused = errorAnswer(call.protocol, refusal);
      send(exchange.response, refused);
      return { status: refused.status, error: refusal.code, refused: true };
    }
    return forward(call, exchange, parts);
  });
}

async function answerWithFault(
  fault: Fault,
  call: AwsCall,
  exchange: Exchange,
  parts: HandlerParts,
): Promise<Outcome> {
  const { response } = exchange;
  const error = faultError(fault, call.protocol);
  if (error) {
    const said = errorAnswer(call.protocol, error);
    send(response, said);
    return { status: said.status, error: error.code, fault: fault.kind };
  }
  if (fault.kind === 'latency') {
    await delay(fault.ms);
    return { ...(await forward(call, exchange, parts)), fault: fault.kind };
  }
  if (fault.kind === 'hang') await new Promise<void>((resolve) => response.once('close', resolve));
  if (fault.kind === 'reset-after' || fault.kind === 'malformed') {
    await readAll(await parts.upstream.send(upstreamRequest(exchange)));
  }
  if (fault.kind !== 'malformed') {
    response.destroy();
    return { status: 0, fault: fault.kind };
  }
  send(response, { status: 200, headers: { 'content-type': 'text/xml' }, body: '<?xml {"half":' });
  return { status: 200, fault: fault.kind };
}

async function forward(call: AwsCall, exchange: Exchange, parts: HandlerParts): Promise<Outcome> {
  const smoothings = concerning(parts.behaviour.smoothings, call);
  const received = await parts.upstream.send(upstreamRequest(exchange));
  const status = received.statusCode ?? 502;
  if (status >= 400) return failed(exchange.response, received, status);
  if (smoothings.length === 0) {
    exchange.response.writeHead(status, received.headers);
    await pipeline(received, exchange.response);
    return { status };
  }
  let body = (await readAll(received)).toString('utf8');
  for (const smoothing of smoothings)
    body = await smoothing.rewrite(call, body, parts.emulators.of(call));
  send(exchange.response, { status, headers: plainHeaders(received), body });
  return { status };
}

async function failed(
  response: ServerResponse,
  received: IncomingMessage,
  status: number,
): Promise<Outcome> {
  const body = await readAll(received);
  response.writeHead(status, received.headers).end(body);
  const error = errorCode(received.headers, body.toString('utf8'));
  return error === undefined ? { status } : { status, error };
}

async function passThrough(exchange: Exchange, upstream: Upstream): Promise<void> {
  const received = await upstream.send(upstreamRequest(exchange));
  exchange.response.writeHead(received.statusCode ?? 502, received.headers);
  await pipeline(received, exchange.response);
}

function upstreamRequest({ request, body }: Exchange) {
  const { method = 'GET', url = '/', headers } = request;
  return { method, path: url, headers, body };
}

function plainHeaders(received: IncomingMessage): Record<string, string> {
  const type = received.headers['content-type'];
  const id = received.headers['x-amzn-requestid'];
  return {
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(typeof id === 'string' ? { 'x-amzn-requestid': id } : {}),
  };
}

function send(response: ServerResponse, answer: Answer): void {
  const length = String(Buffer.byteLength(answer.body));
  response.writeHead(answer.status, { ...answer.headers, 'content-length': length });
  response.end(answer.body);
}
