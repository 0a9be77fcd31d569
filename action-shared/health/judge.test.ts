import { describe, expect, it } from '@jest/globals';
import { parseExpectedBody, parseHeader, parseStatusRanges } from './expectations.ts';
import type { Expectations } from './expectations.ts';
import { pauseMilliseconds } from './interval.ts';
import { judge } from './judge.ts';
import type { Answer } from './observation.ts';
import { sanitized } from './sanitized.ts';
import { sameVersion } from './version.ts';

const SHA = 'abcdef0123456789abcdef0123456789abcdef01';
const DIGEST = 'b'.repeat(64);
const version = {
  expected: SHA,
  header: 'x-app-version',
  fields: ['version', 'commit', 'build.sha'],
};
const any: Expectations = {
  status: [{ from: 200, to: 299 }],
  body: null,
  headers: [],
  version: null,
};

function answer(given: Partial<Answer> = {}): Answer {
  return { kind: 'answer', status: 200, headers: {}, body: '', refusedRedirect: null, ...given };
}

describe('what an answer means', () => {
  it.each<{
    name: string;
    seen: Partial<Answer>;
    expected?: Partial<Expectations>;
    kind: string;
    reason: string;
  }>([
    { name: '200', seen: {}, kind: 'healthy', reason: 'answers 200' },
    { name: '299', seen: { status: 299 }, kind: 'healthy', reason: 'answers 299' },
    { name: '300', seen: { status: 300 }, kind: 'not-yet', reason: 'answers 300' },
    { name: '502', seen: { status: 502 }, kind: 'not-yet', reason: 'answers 502' },
    {
      name: '503 with a body',
      seen: { status: 503, body: 'starting\n' },
      kind: 'not-yet',
      reason: 'answers 503: "starting"',
    },
    { name: '500', seen: { status: 500 }, kind: 'not-yet', reason: 'answers 500' },
    { name: '404', seen: { status: 404 }, kind: 'not-yet', reason: 'answers 404' },
    { name: '425', seen: { status: 425 }, kind: 'not-yet', reason: 'answers 425' },
    { name: '429', seen: { status: 429 }, kind: 'not-yet', reason: 'answers 429' },
    { name: '400', seen: { status: 400 }, kind: 'wrong', reason: 'answers 400' },
    { name: '401', seen: { status: 401 }, kind: 'wrong', reason: 'answers 401' },
    { name: '403', seen: { status: 403 }, kind: 'wrong', reason: 'answers 403' },
    {
      name: 'an expected 401',
      seen: { status: 401 },
      expected: { status: [{ from: 401, to: 401 }] },
      kind: 'healthy',
      reason: 'answers 401',
    },
    {
      name: 'a body with the text',
      seen: { body: 'all ok' },
      expected: { body: 'ok' },
      kind: 'healthy',
      reason: 'answers 200',
    },
    {
      name: 'a body without the text',
      seen: { body: 'no' },
      expected: { body: 'ok' },
      kind: 'not-yet',
      reason: 'answers 200 with another body: "no"',
    },
    {
      name: 'a body with the pattern',
      seen: { body: 'OK' },
      expected: { body: /^ok$/i },
      kind: 'healthy',
      reason: 'answers 200',
    },
    {
      name: 'a missing header',
      seen: {},
      expected: { headers: [{ name: 'a', value: null }] },
      kind: 'not-yet',
      reason: 'answers without the header `a`',
    },
    {
      name: 'a header of another value',
      seen: { headers: { a: 'x' } },
      expected: { headers: [{ name: 'a', value: 'y' }] },
      kind: 'not-yet',
      reason: 'answers with the header `a`: "x"',
    },
    {
      name: 'the version in the header',
      seen: { headers: { 'x-app-version': SHA } },
      expected: { version },
      kind: 'healthy',
      reason: `answers 200, version ${SHA}`,
    },
    {
      name: 'the version in the body',
      seen: { body: `{"commit":"${SHA}"}` },
      expected: { version },
      kind: 'healthy',
      reason: `answers 200, version ${SHA}`,
    },
    {
      name: 'the version inside the body',
      seen: { body: `{"version":"1.2","build":{"sha":"${SHA.slice(0, 7)}"}}` },
      expected: { version },
      kind: 'healthy',
      reason: `answers 200, version ${SHA.slice(0, 7)}`,
    },
    {
      name: 'no version',
      seen: { body: '{}' },
      expected: { version },
      kind: 'not-yet',
      reason:
        'answers 200 but tells no version (neither in the header `x-app-version` nor in the JSON fields version, commit, build.sha)',
    },
    {
      name: 'the version in a text that is not JSON',
      seen: { body: `"${SHA}"` },
      expected: { version },
      kind: 'not-yet',
      reason:
        'answers 200 but tells no version (neither in the header `x-app-version` nor in the JSON fields version, commit, build.sha)',
    },
    {
      name: 'another version',
      seen: { headers: { 'x-app-version': 'f'.repeat(40) } },
      expected: { version },
      kind: 'not-yet',
      reason: `serves version ${'f'.repeat(40)}, not ${SHA}`,
    },
    {
      name: 'the right version with 503',
      seen: { status: 503, headers: { 'x-app-version': SHA } },
      expected: { version },
      kind: 'not-yet',
      reason: 'answers 503',
    },
    {
      name: 'a redirect elsewhere',
      seen: { status: 302, refusedRedirect: { to: 'https://login/', why: 'another site' } },
      kind: 'not-yet',
      reason: 'answers 302 and redirects to https://login/, which is not followed: another site',
    },
  ])('$name is $kind', ({ seen, expected, kind, reason }) => {
    expect(judge(answer(seen), { ...any, ...expected })).toMatchObject({ kind, reason });
  });

  it.each([
    { code: 'ENOTFOUND', reason: 'its name is not in DNS yet (ENOTFOUND)' },
    { code: 'ECONNREFUSED', reason: 'it refuses connections (ECONNREFUSED)' },
    {
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      reason: 'its certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
    },
    { code: 'EODD', reason: 'no answer: odd' },
  ])('no answer with $code is not yet', ({ code, reason }) => {
    const verdict = judge({ kind: 'no-answer', code, message: 'odd' }, any);
    expect(verdict).toEqual({ kind: 'not-yet', reason, version: null });
  });

  it('never repeats more than 200 sanitised characters of a body', () => {
    const body = `a\r\n::error::x\u001b[31m\u202e ${'y'.repeat(5000)}`;
    const { reason } = judge(answer({ status: 500, body }), any);
    expect(reason).toMatch(/^answers 500: "a : :error: :x \[31m y+…"$/);
    expect(sanitized(body)).toHaveLength(200);
  });
});

describe('versions', () => {
  it.each([
    { told: SHA, expected: SHA, same: true },
    { told: SHA.toUpperCase(), expected: SHA, same: true },
    { told: SHA.slice(0, 7), expected: SHA, same: true },
    { told: SHA, expected: SHA.slice(0, 12), same: true },
    { told: SHA.slice(0, 6), expected: SHA, same: false },
    { told: '', expected: SHA, same: false },
    { told: `${SHA.slice(0, 39)}f`, expected: SHA, same: false },
    { told: `sha256:${DIGEST}`, expected: DIGEST, same: true },
    { told: `repo/web@sha256:${DIGEST}`, expected: `sha256:${DIGEST}`, same: true },
    { told: DIGEST.slice(0, 12), expected: `sha256:${DIGEST}`, same: false },
    { told: '1.2.3', expected: '1.2.3', same: true },
    { told: '1.2.30', expected: '1.2.3', same: false },
    { told: 'Release', expected: 'release', same: false },
  ])('told $told for $expected is the same: $same', ({ told, expected, same }) => {
    expect(sameVersion(told, expected)).toBe(same);
  });
});

describe('expectations', () => {
  it.each([
    { text: '200', ranges: [{ from: 200, to: 200 }] },
    {
      text: '200-299, 304',
      ranges: [
        { from: 200, to: 299 },
        { from: 304, to: 304 },
      ],
    },
  ])('reads the statuses $text', ({ text, ranges }) => {
    expect(parseStatusRanges(text)).toEqual(ranges);
  });

  it.each(['', '20', '2xx', '600', '299-200', '200-', '0200'])('refuses the status %j', (text) => {
    expect(() => parseStatusRanges(text)).toThrow();
  });

  it('reads patterns and texts of bodies', () => {
    expect(parseExpectedBody('')).toBeNull();
    expect(parseExpectedBody('/ok')).toBe('/ok');
    expect(parseExpectedBody('/^ok$/i')).toEqual(/^ok$/i);
    expect(() => parseExpectedBody('/(/')).toThrow('not a regular expression');
  });

  it.each([
    { line: 'X-A: b: c', header: { name: 'x-a', value: 'b: c' } },
    { line: 'X-A', header: { name: 'x-a', value: null } },
    { line: 'x a: b', header: null },
    { line: ': b', header: null },
  ])('reads the header $line', ({ line, header }) => {
    expect(parseHeader(line)).toEqual(header);
  });

  it('lets pauses grow to the longest, with a tenth of jitter each way', () => {
    const interval = { firstSeconds: 1, longestSeconds: 30 };
    const pauses = [0, 1, 2, 3, 20].map((failures) => pauseMilliseconds(failures, interval, 0.5));
    expect(pauses).toEqual([1000, 1000, 1500, 2250, 30_000]);
    expect([0, 1].map((random) => pauseMilliseconds(1, interval, random))).toEqual([900, 1100]);
  });
});
