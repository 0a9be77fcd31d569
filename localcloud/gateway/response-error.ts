import type { IncomingHttpHeaders } from 'node:http';

/** AWS's error code in an answer of any protocol; undefined when it names none. */
export function errorCode(headers: IncomingHttpHeaders, body: string): string | undefined {
  const named = headers['x-amzn-errortype'];
  const code =
    (typeof named === 'string' ? named : undefined) ??
    /"__type"\s*:\s*"([^"]+)"/.exec(body)?.[1] ??
    /<Code>([^<]+)<\/Code>/.exec(body)?.[1];
  return code?.split(':', 1)[0]?.split('#').at(-1);
}
