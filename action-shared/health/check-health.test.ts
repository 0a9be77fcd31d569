import { describe, expect, it } from '@jest/globals';
import { checkHealth } from './check-health.ts';
import type { HealthDeps, HealthOptions, HealthReport } from './check-health.ts';
import type { Observation } from './observation.ts';

const SHA = 'a'.repeat(40);
const OLD = 'b'.repeat(40);

function status(code: number, version?: string): Observation {
  const headers = version === undefined ? {} : { 'x-app-version': version };
  return { kind: 'answer', status: code, headers, body: '', refusedRedirect: null };
}
const refused: Observation = { kind: 'no-answer', code: 'ECONNREFUSED', message: '' };

const options: HealthOptions = {
  targets: [{ name: 'web', url: 'http://web/' }],
  expected: { status: [{ from: 200, to: 299 }], body: null, headers: [], version: null },
  consecutive: 2,
  interval: { firstSeconds: 1, longestSeconds: 30 },
  requestTimeoutSeconds: 15,
  timeoutSeconds: 3600,
  maxAttempts: 20,
};
const versioned = {
  expected: {
    ...options.expected,
    version: { expected: SHA, header: 'x-app-version', fields: [] },
  },
};

/** Plays the answers of each URL, the last one for ever; nobody really waits. */
async function play(
  answers: Readonly<Record<string, readonly Observation[]>>,
  given: Partial<HealthOptions> = {},
  deps: Partial<HealthDeps> = {},
): Promise<HealthReport & { readonly log: readonly string[]; readonly limits: readonly number[] }> {
  let now = 0;
  const asked: Record<string, number> = {};
  const log: string[] = [];
  const limits: number[] = [];
  const report = await checkHealth(
    { ...options, ...given },
    {
      probe: (url, { timeoutMilliseconds }) => {
        limits.push(timeoutMilliseconds);
        const nth = (asked[url] = (asked[url] ?? 0) + 1);
        const list = answers[url] ?? [];
        return Promise.resolve(list[Math.min(nth, list.length) - 1] ?? refused);
      },
      clock: {
        now: () => now,
        sleep: (milliseconds, signal) => {
          signal?.throwIfAborted();
          now += milliseconds;
          return Promise.resolve();
        },
      },
      signal: new AbortController().signal,
      random: () => 0.5,
      log: (line) => log.push(line),
      ...deps,
    },
  );
  return { ...report, log, limits };
}

describe('waiting for health', () => {
  it.each<{
    name: string;
    answers: readonly Observation[];
    status: string;
    attempts: number;
    given?: Partial<HealthOptions>;
  }>([
    { name: 'healthy at once', answers: [status(200)], status: 'healthy', attempts: 2 },
    {
      name: 'healthy after a start',
      answers: [refused, status(503), status(200)],
      status: 'healthy',
      attempts: 4,
    },
    {
      name: 'healthy, ill, healthy',
      answers: [status(200), status(502), status(200)],
      status: 'healthy',
      attempts: 4,
    },
    { name: 'ill for ever', answers: [status(500)], status: 'unhealthy', attempts: 20 },
    {
      name: 'flapping for ever',
      answers: Array.from({ length: 40 }, (_, at) => status(at % 2 === 0 ? 200 : 500)),
      status: 'unhealthy',
      attempts: 20,
    },
    { name: 'refused three times', answers: [status(401)], status: 'wrong', attempts: 3 },
    {
      name: 'refused twice, then healthy',
      answers: [status(401), status(403), status(200)],
      status: 'healthy',
      attempts: 4,
    },
    {
      name: 'refused twice, ill, refused',
      answers: [status(401), status(401), status(500), status(401)],
      status: 'wrong',
      attempts: 6,
    },
    {
      name: '404 for a while',
      answers: [status(404), status(404), status(404), status(200)],
      status: 'healthy',
      attempts: 5,
    },
    {
      name: 'one answer is enough',
      answers: [status(200)],
      status: 'healthy',
      attempts: 1,
      given: { consecutive: 1 },
    },
    {
      name: 'the old version for ever',
      answers: [status(200, OLD)],
      status: 'unhealthy',
      attempts: 20,
      given: versioned,
    },
    {
      name: 'the old version, then the new',
      answers: [status(200, OLD), status(200, SHA)],
      status: 'healthy',
      attempts: 3,
      given: versioned,
    },
    {
      name: 'both versions in turn',
      answers: Array.from({ length: 40 }, (_, at) => status(200, at % 2 === 0 ? SHA : OLD)),
      status: 'unhealthy',
      attempts: 20,
      given: versioned,
    },
    {
      name: 'no version',
      answers: [status(200)],
      status: 'unhealthy',
      attempts: 20,
      given: versioned,
    },
    {
      name: 'out of time',
      answers: [status(503)],
      status: 'timed-out',
      attempts: 4,
      given: { timeoutSeconds: 5 },
    },
  ])('$name: $status after $attempts', async ({ answers, status: expected, attempts, given }) => {
    const report = await play({ 'http://web/': answers }, given);
    expect(report.targets[0]).toMatchObject({ status: expected, attempts });
    expect(report.status).toBe(expected === 'healthy' ? 'healthy' : 'unhealthy');
  });

  it('ends exactly at its timeout, and gives the last request only what is left', async () => {
    const report = await play({ 'http://web/': [status(503)] }, { timeoutSeconds: 5 });
    expect(report.seconds).toBe(5);
    expect(report.limits).toEqual([5000, 4000, 2500, 250]);
  });

  it('logs a line only when the answer changes', async () => {
    const answers = [refused, refused, status(503), status(503), status(200)];
    const report = await play({ 'http://web/': answers });
    expect(report.log).toEqual([
      'web it refuses connections (ECONNREFUSED)',
      'web answers 503',
      'web answers 200',
    ]);
  });

  const both = [...options.targets, { name: 'api', url: 'http://api/' }];

  it('asks all URLs, and tells the version that all serve', async () => {
    const answers = {
      'http://web/': [status(200, SHA)],
      'http://api/': [status(503), status(200, SHA)],
    };
    const report = await play(answers, { targets: both, ...versioned });
    expect(report).toMatchObject({ status: 'healthy', attempts: 5, version: SHA });
  });

  it('stops the others when one is plainly wrong', async () => {
    const answers = { 'http://web/': [status(503)], 'http://api/': [status(401)] };
    const report = await play(answers, { targets: both });
    expect(report.targets.map((target) => target.status)).toEqual(['stopped', 'wrong']);
    expect(report.targets[0]?.attempts).toBeLessThan(5);
  });

  it('throws the reason of its cancellation', async () => {
    const controller = new AbortController();
    controller.abort(new Error('The run was cancelled.'));
    const waiting = play({ 'http://web/': [status(503)] }, {}, { signal: controller.signal });
    await expect(waiting).rejects.toThrow('The run was cancelled.');
  });
});
