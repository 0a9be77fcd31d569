import {
  Agent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { once } from 'node:events';
import { pipeline, type Readable } from 'node:stream';

export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | Readable;
}

export interface Upstream {
  /** Sends a request on; the answer's body has not been read yet. */
  send(request: UpstreamRequest): Promise<IncomingMessage>;
  close(): void;
}

/** Keep-alive connections to the emulator at `url`. */
export function connectUpstream(url: string): Upstream {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const { hostname, port } = new URL(url);
  const attempt = async (request: UpstreamRequest): Promise<IncomingMessage> => {
    const { method, path, body } = request;
    const headers = withoutExpect(request.headers);
    // A stream cannot be sent twice, so it never goes over a connection that may be closing.
    const connection = Buffer.isBuffer(body) ? { agent } : { agent: false };
    const sent = httpRequest({ ...connection, hostname, port, method, path, headers });
    const answer = once(sent, 'response') as Promise<[IncomingMessage]>;
    // What breaks once the answer has begun shows in the answer's own stream.
    sent.on('error', () => undefined);
    if (Buffer.isBuffer(body)) sent.end(body);
    else pipeline(body, sent, () => undefined); // a caller that breaks off ends `sent`, seen above
    try {
      return (await answer)[0];
    } catch (error) {
      throw new UpstreamError(sent.reusedSocket, Buffer.isBuffer(request.body), error);
    }
  };
  return {
    send: (request) =>
      attempt(request).catch((error: unknown) => {
        // The emulator may close an idle connection in the moment we reuse it: nothing was sent.
        if (error instanceof UpstreamError && error.stale) return attempt(request);
        throw error;
      }),
    close: () => agent.destroy(),
  };
}

/** The caller has been told to continue already; asking the emulator again would only wait. */
function withoutExpect(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'expect'));
}

class UpstreamError extends Error {
  readonly stale: boolean;
  constructor(reused: boolean, repeatable: boolean, cause: unknown) {
    super(`the emulator did not answer: ${cause instanceof Error ? cause.message : String(cause)}`);
    this.cause = cause;
    this.stale = reused && repeatable;
  }
}

/** The whole body of an answer or a request. */
export async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
