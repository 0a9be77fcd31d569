import type { IncomingMessage, ServerResponse } from 'node:http';

/** Largest request body that is read; GitHub's own limit is about 25 MB, a run's log fits. */
const maxBodyBytes = 32 * 1024 * 1024;

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Reads a whole request body as text; throws when it is larger than 32 MiB. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new Error(`request body over ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Sends a reply; 204 and 304 have no body. */
export function sendReply(response: ServerResponse, reply: HttpReply): void {
  response.writeHead(reply.status, reply.headers);
  response.end(reply.status === 204 || reply.status === 304 ? undefined : reply.body);
}

/** A JSON reply as GitHub's API writes it. */
export function jsonReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}

/** A page. No script ever runs on it, and nothing is loaded from elsewhere but pictures. */
export function htmlReply(status: number, body: string): HttpReply {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src * data:; form-action 'self'",
      'cache-control': 'no-store',
    },
    body,
  };
}

/** Plain text. */
export function textReply(body: string): HttpReply {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  return { status: 200, headers, body };
}
