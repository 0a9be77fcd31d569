import { lookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { z } from 'zod';
import type { ProbeLimits } from './check-health.ts';
import type { Answer, Observation } from './observation.ts';

export interface ProbeOptions {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  /** Whether a 3xx is to be followed: not when it is itself what is expected. */
  readonly followRedirect: (status: number) => boolean;
}

/** Most bytes of a body that are read. */
const LONGEST_BODY_BYTES = 256 * 1024;

/** Most redirects in a row that are followed. */
const MOST_REDIRECTS = 5;

/**
 * Makes the function that asks a URL once, over a connection of its own: what is kept alive says
 * nothing about what a new visitor would see. Node's own client instead of fetch: it takes a name
 * resolver, leaves redirects to us, and costs no time to load. Trusts NODE_EXTRA_CA_CERTS.
 */
export function httpProbe(
  options: ProbeOptions,
): (url: string, limits: ProbeLimits) => Promise<Observation> {
  return async (url, limits) => {
    // A timer of the process's own: it bounds a real request, whatever clock decides.
    const timeout = AbortSignal.timeout(Math.ceil(limits.timeoutMilliseconds));
    const signal = AbortSignal.any([limits.signal, timeout]);
    try {
      return await follow(new URL(url), options, signal);
    } catch (error) {
      limits.signal.throwIfAborted();
      if (timeout.aborted)
        return { kind: 'no-answer', code: 'TIMEOUT', message: 'no answer in time' };
      return noAnswer(error);
    }
  };
}

async function follow(start: URL, options: ProbeOptions, signal: AbortSignal): Promise<Answer> {
  let url = start;
  let method = options.method;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await ask(url, method, options.headers, signal);
    const location = answer.headers['location'];
    const redirecting = answer.status >= 300 && answer.status < 400 && location !== undefined;
    if (!redirecting || !options.followRedirect(answer.status)) return answer;
    const next = URL.canParse(location, url.href) ? new URL(location, url.href) : null;
    const why = redirects >= MOST_REDIRECTS ? 'too many redirects' : refusal(url, next);
    if (why !== null || next === null) {
      return { ...answer, refusedRedirect: { to: location, why: why ?? 'not a URL' } };
    }
    // As browsers do: only 307 and 308 keep a POST.
    if (method === 'POST' && answer.status < 307) method = 'GET';
    url = next;
  }
}

/** Why a redirect is not followed; null when it may be: the headers given may hold a secret. */
export function refusal(from: URL, to: URL | null): string | null {
  if (to === null) return 'not a URL';
  if (to.protocol !== 'http:' && to.protocol !== 'https:') return 'not a web address';
  if (to.hostname !== from.hostname) return 'another site';
  return from.protocol === 'https:' && to.protocol === 'http:' ? 'from https to http' : null;
}

function ask(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  const options: RequestOptions = {
    method,
    signal,
    agent: false,
    lookup: localhostLookup,
    headers: { 'user-agent': 'macro-infra health-check', accept: '*/*', ...headers },
  };
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send(url, options, (response) => {
      readAnswer(response).then(resolve, reject);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= LONGEST_BODY_BYTES) break;
  }
  return {
    kind: 'answer',
    status: response.statusCode ?? 0,
    headers: flattened(response.headers),
    body: Buffer.concat(chunks).subarray(0, LONGEST_BODY_BYTES).toString('utf8'),
    refusedRedirect: null,
  };
}

function flattened(headers: IncomingMessage['headers']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

/** `localhost` and all names below it are this machine (RFC 6761); not every resolver knows. */
const localhostLookup: LookupFunction = (hostname, options, callback) => {
  if (hostname !== 'localhost' && !hostname.endsWith('.localhost')) {
    lookup(hostname, options, callback);
  } else if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};

function noAnswer(error: unknown): Observation {
  // By its shape: under jest, errors of Node's own modules are of another realm's `Error`.
  const known = errorSchema.safeParse(error).data;
  const message = known?.message ?? String(error);
  return { kind: 'no-answer', code: known?.code ?? 'UNKNOWN', message };
}

const errorSchema = z.object({ code: z.string().optional(), message: z.string() });
