import { randomUUID } from 'node:crypto';
import type { Protocol } from './call.ts';

/** An error AWS would answer with. */
export interface AwsError {
  /** AWS's own code, e.g. `PriorityInUse`. */
  readonly code: string;
  readonly message: string;
  /** @default 400 */
  readonly status?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Words an error in the format its service's SDK reads. */
export function errorAnswer(protocol: Protocol, error: AwsError): Answer {
  const status = error.status ?? 400;
  const requestId = randomUUID();
  if (protocol === 'json' || protocol === 'rest') return jsonAnswer(error, status, requestId);
  const body = xmlBody(protocol, error, status, requestId);
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}

function jsonAnswer(error: AwsError, status: number, requestId: string): Answer {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-errortype': error.code,
      'x-amzn-requestid': requestId,
    },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  };
}

function xmlBody(protocol: Protocol, error: AwsError, status: number, requestId: string): string {
  const detail = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  if (protocol === 'ec2') {
    return `<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error>${detail}</Error></Errors><RequestID>${requestId}</RequestID></Response>`;
  }
  if (protocol === 's3') {
    return `<?xml version="1.0" encoding="UTF-8"?><Error>${detail}<RequestId>${requestId}</RequestId></Error>`;
  }
  const type = status < 500 ? 'Sender' : 'Receiver';
  return `<ErrorResponse><Error><Type>${type}</Type>${detail}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

/** Text made safe inside an XML element. */
export function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
