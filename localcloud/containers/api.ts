import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errorMessage } from '../../action-shared/errors.ts';

/** One call of the Engine API, taken apart. */
export interface Call {
  /** What the route's pattern captured, decoded. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export interface Route {
  readonly method: string;
  /** Matched against the path without its version. */
  readonly pattern: RegExp;
  /** Answers the call; what it throws becomes the API's error object. */
  readonly handle: (call: Call) => Promise<void> | void;
}

/** An answer of the API that is not a success; the message is what Docker's client shows. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const VERSION_PREFIX = /^\/v\d+\.\d+(?=\/)/;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** A server that knows these routes and answers everything else as Docker does. */
export function apiServer(routes: readonly Route[]): Server {
  return createServer((request, response) => {
    answer(routes, request, response).catch((error: unknown) => fail(response, error));
  });
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

export function sendNothing(response: ServerResponse, status = 204): void {
  response.writeHead(status);
  response.end();
}

async function answer(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://docker');
  const path = url.pathname.replace(VERSION_PREFIX, '');
  for (const route of routes) {
    const match = route.method === request.method ? route.pattern.exec(path) : null;
    if (!match) continue;
    const body = await readBody(request);
    const params = match.slice(1).map((part) => decodeURIComponent(part));
    await route.handle({ params, query: url.searchParams, body, request, response });
    return;
  }
  throw new ApiError(
    404,
    `page not found: the local container engine has no ${request.method ?? ''} ${path}`,
  );
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new ApiError(413, 'request body too large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ApiError(400, `invalid JSON: ${errorMessage(cause)}`);
  }
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = error instanceof ApiError ? error.status : 500;
  sendJson(response, status, { message: errorMessage(error) });
}
