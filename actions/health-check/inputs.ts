import type { HealthOptions, HealthTarget } from '../../action-shared/health/check-health.ts';
import {
  parseExpectedBody,
  parseHeader,
  parseStatusRanges,
} from '../../action-shared/health/expectations.ts';
import type { ExpectedVersion } from '../../action-shared/health/expectations.ts';
import { readInputs } from '../../action-shared/runner/inputs.ts';
import type { InputReader } from '../../action-shared/runner/inputs.ts';

export interface Inputs extends HealthOptions {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Headers to send; their values are secrets. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Longest pause between two requests, unless the first is longer. */
const LONGEST_INTERVAL_SECONDS = 30;

/**
 * Reads the action's inputs.
 *
 * @param input gives the raw text of an input, `''` when it was not given
 * @throws UserError listing every wrong input
 */
export function parseInputs(input: (name: string) => string): Inputs {
  return readInputs(input, (read) => {
    const firstSeconds = read.number('interval-seconds', { min: 0.1, max: 60 });
    return {
      targets: targetsOf(read),
      expected: {
        status: read.parsed('expected-status', parseStatusRanges, '`200, 300-399`, 100 to 599', []),
        body: read.parsed('expected-body', parseExpectedBody, 'text, or `/pattern/flags`', null),
        headers: expectedHeaders(read),
        version: versionOf(read),
      },
      consecutive: read.integer('consecutive', { min: 1, max: 20 }),
      interval: { firstSeconds, longestSeconds: Math.max(firstSeconds, LONGEST_INTERVAL_SECONDS) },
      requestTimeoutSeconds: read.number('request-timeout-seconds', { min: 1, max: 300 }),
      timeoutSeconds: read.number('timeout-seconds', { min: 1, max: 3600 }),
      maxAttempts: read.integer('max-attempts', { min: 1, max: 1000 }),
      method: read.choice('method', ['GET', 'HEAD', 'POST']),
      headers: headersToSend(read),
    };
  });
}

function targetsOf(read: InputReader): readonly HealthTarget[] {
  const path = read.text('path', {
    pattern: /^\/[^\s#]*$/,
    allowed: 'a path that starts with `/`',
  });
  const allowed = '`url` or `name=url`, each name once, http or https, without user or password';
  const targets = read.lines('urls', { required: true }).flatMap((line) => {
    const target = targetOf(line, path);
    if (target === null) read.problem('urls', withoutUser(line), allowed);
    return target ?? [];
  });
  const names = targets.map((target) => target.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) read.problem('urls', `${twice} (twice)`, allowed);
  return targets;
}

function targetOf(line: string, path: string): HealthTarget | null {
  const match = /^(?:([A-Za-z][\w.-]*)=)?(https?:\/\/\S+)$/i.exec(line);
  const [, name, address = ''] = match ?? [];
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return null;
  if (path !== '') {
    const [pathname = '', search] = path.split(/\?(.*)/s);
    url.pathname = `${url.pathname.replace(/\/$/, '')}${pathname}`;
    if (search !== undefined) url.search = search;
  }
  return { name: name ?? url.href, url: url.href };
}

/** A password in a URL must not get into the log by way of the error. */
function withoutUser(line: string): string {
  return line.replace(/\/\/[^/]*@/, '//***@');
}

function expectedHeaders(read: InputReader): HealthOptions['expected']['headers'] {
  return read.lines('expected-header').flatMap((line) => {
    const header = parseHeader(line);
    if (header === null) read.problem('expected-header', line, '`name` or `name: text`');
    return header ?? [];
  });
}

function versionOf(read: InputReader): ExpectedVersion | null {
  const expected = read.text('expect-version', {
    pattern: /^(?![0-9a-f]{1,6}$)[\w.@:/+-]{1,200}$/i,
    allowed: 'a commit of at least 7 digits, a digest, or a version without spaces',
  });
  const header = read.text('version-header', {
    pattern: /^[\w-]+$/,
    allowed: "a header's name",
  });
  const fields = read.text('version-fields').split(',');
  if (expected === '') return null;
  const named = fields.map((field) => field.trim()).filter((field) => field !== '');
  return { expected, header: header.toLowerCase(), fields: named };
}

function headersToSend(read: InputReader): Readonly<Record<string, string>> {
  const headers = read.lines('headers').flatMap((line, at) => {
    const header = parseHeader(line);
    const sendable =
      header?.value != null && /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(header.value);
    // The line itself may be a secret.
    if (!sendable) read.problem('headers', `line ${at + 1}`, '`name: value`, Latin-1 text');
    return sendable ? ([[header.name, header.value ?? '']] as const) : [];
  });
  return Object.fromEntries(headers);
}
