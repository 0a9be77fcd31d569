import { isExpected } from './expectations.ts';
import type { Expectations } from './expectations.ts';
import { sanitized } from './sanitized.ts';
import type { Answer, Observation } from './observation.ts';
import { isIdentity, matchingVersion, toldVersions } from './version.ts';

/** What one probe means. */
export interface Verdict {
  /** `wrong`: a refusal that waiting does not heal. */
  readonly kind: 'healthy' | 'not-yet' | 'wrong';
  /** One sentence for people; safe to show. */
  readonly reason: string;
  /** The version that was told: the expected one, else the first; null when none was. */
  readonly version: string | null;
}

/** 4xx that an application gives while it starts: not deployed yet, TLS replay, rate limit. */
const PASSING_4XX = new Set([404, 425, 429]);

/** Decides what an observation means. Pure. */
export function judge(seen: Observation, expected: Expectations): Verdict {
  if (seen.kind === 'no-answer') {
    return { kind: 'not-yet', reason: noAnswerReason(seen.code, seen.message), version: null };
  }
  const version = versionOf(seen, expected);
  const fault = faultOf(seen, expected);
  if (fault === null) return { kind: 'healthy', reason: healthyReason(seen, version), version };
  return { kind: fault.wrong ? 'wrong' : 'not-yet', reason: fault.reason, version };
}

interface Fault {
  readonly reason: string;
  readonly wrong: boolean;
}

function faultOf(seen: Answer, expected: Expectations): Fault | null {
  return (
    statusFault(seen, expected) ??
    headerFault(seen, expected) ??
    bodyFault(seen, expected) ??
    versionFault(seen, expected)
  );
}

function statusFault(seen: Answer, expected: Expectations): Fault | null {
  const { status } = seen;
  if (isExpected(status, expected.status)) return null;
  if (seen.refusedRedirect) {
    const { to, why } = seen.refusedRedirect;
    return notYet(
      `answers ${status} and redirects to ${sanitized(to)}, which is not followed: ${why}`,
    );
  }
  const wrong = status >= 400 && status < 500 && !PASSING_4XX.has(status);
  return { reason: `answers ${status}${bodyHint(seen.body)}`, wrong };
}

function headerFault(seen: Answer, expected: Expectations): Fault | null {
  for (const { name, value } of expected.headers) {
    const found = seen.headers[name];
    if (found === undefined) return notYet(`answers without the header \`${name}\``);
    if (value !== null && !found.includes(value)) {
      return notYet(`answers with the header \`${name}\`: "${sanitized(found)}"`);
    }
  }
  return null;
}

function bodyFault(seen: Answer, expected: Expectations): Fault | null {
  const { body } = expected;
  if (body === null) return null;
  const found = typeof body === 'string' ? seen.body.includes(body) : body.test(seen.body);
  return found ? null : notYet(`answers ${seen.status} with another body${bodyHint(seen.body)}`);
}

function versionFault(seen: Answer, expected: Expectations): Fault | null {
  if (expected.version === null) return null;
  const told = toldVersions(seen, expected.version);
  if (expected.version.optional === true && !told.some(isIdentity)) return null;
  const first = told[0];
  if (first === undefined) {
    const { header, fields } = expected.version;
    const places = `neither in the header \`${header}\` nor in the JSON fields ${fields.join(', ')}`;
    return notYet(`answers ${seen.status} but tells no version (${places})`);
  }
  if (matchingVersion(told, expected.version.expected) !== null) return null;
  return notYet(`serves version ${sanitized(first)}, not ${sanitized(expected.version.expected)}`);
}

function versionOf(seen: Answer, expected: Expectations): string | null {
  if (expected.version === null) return null;
  const told = toldVersions(seen, expected.version);
  const version = matchingVersion(told, expected.version.expected) ?? told[0];
  return version === undefined ? null : sanitized(version);
}

function notYet(reason: string): Fault {
  return { reason, wrong: false };
}

function healthyReason(seen: Answer, version: string | null): string {
  return `answers ${seen.status}${version === null ? '' : `, version ${version}`}`;
}

function bodyHint(body: string): string {
  const text = sanitized(body);
  return text === '' ? '' : `: "${text}"`;
}

const KNOWN_CODES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not in DNS yet',
  EAI_AGAIN: 'its name cannot be resolved at the moment',
  ECONNREFUSED: 'it refuses connections',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'its host cannot be reached',
  ETIMEDOUT: 'its host does not answer',
  TIMEOUT: 'it did not answer in time',
  UND_ERR_SOCKET: 'it closed the connection',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};

function noAnswerReason(code: string, message: string): string {
  const known = KNOWN_CODES[code];
  return known === undefined ? `no answer: ${sanitized(message)}` : `${known} (${code})`;
}
