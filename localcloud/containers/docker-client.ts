import { request } from 'node:http';

export interface DockerAnswer {
  readonly status: number;
  readonly body: Buffer;
  json(): unknown;
}

/** Calls the Engine API over a unix socket; for tests and for looking into a running engine. */
export function dockerCall(
  socketPath: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<DockerAnswer> {
  return new Promise((resolve, reject) => {
    const call = request(
      { socketPath, method, path, headers: { 'content-type': 'application/json' } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const content = Buffer.concat(chunks);
          resolve({
            status: response.statusCode ?? 0,
            body: content,
            json: () => JSON.parse(content.toString()) as unknown,
          });
        });
      },
    );
    call.once('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Takes multiplexed logs apart into [stream, text] pairs. */
export function demultiplex(content: Buffer): ['stdout' | 'stderr', string][] {
  const frames: ['stdout' | 'stderr', string][] = [];
  for (let at = 0; at < content.length;) {
    const length = content.readUInt32BE(at + 4);
    const stream = content[at] === 2 ? 'stderr' : 'stdout';
    frames.push([stream, content.subarray(at + 8, at + 8 + length).toString()]);
    at += 8 + length;
  }
  return frames;
}
