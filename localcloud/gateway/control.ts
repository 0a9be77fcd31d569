import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Answer } from './aws-error.ts';
import type { CallLog } from './call-log.ts';
import { FaultSchema, type Faults } from './faults.ts';

interface Parts {
  readonly log: CallLog;
  readonly faults: Faults;
}

/**
 * The gateway's own paths: `GET /_gateway/calls?since=`, `POST /_gateway/calls/reset`,
 * `GET|POST|DELETE /_gateway/faults`, `GET /_gateway/health`.
 */
export function controlAnswer(request: IncomingMessage, body: string, parts: Parts): Answer {
  const url = new URL(request.url ?? '/', 'http://gateway');
  switch (`${request.method ?? ''} ${url.pathname}`) {
    case 'GET /_gateway/health':
      return json(200, { status: 'ok' });
    case 'GET /_gateway/calls':
      return json(200, { calls: parts.log.calls(url.searchParams.get('since') ?? undefined) });
    case 'POST /_gateway/calls/reset':
      parts.log.reset();
      return json(200, { calls: [] });
    case 'GET /_gateway/faults':
      return json(200, { faults: parts.faults.list() });
    case 'POST /_gateway/faults':
      return addFault(body, parts.faults);
    case 'DELETE /_gateway/faults':
      parts.faults.clear();
      return json(200, { faults: [] });
    default:
      return json(404, { error: `${request.method ?? ''} ${url.pathname} is not a gateway path` });
  }
}

function addFault(body: string, faults: Faults): Answer {
  const parsed = FaultSchema.safeParse(parseJson(body));
  if (!parsed.success) return json(400, { error: z.prettifyError(parsed.error) });
  faults.add(parsed.data);
  return json(201, { faults: faults.list() });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // the schema then says what was expected
  }
}

function json(status: number, document: unknown): Answer {
  const headers = { 'content-type': 'application/json' };
  return { status, headers, body: JSON.stringify(document) };
}
