import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { live } from './story.ts';
import type { Ending } from './story.ts';

const happening = fc.record({
  what: fc.constantFrom('open', 'push', 'push', 'close', 'reopen', 'merge', 'rerun', 'duplicate'),
  number: fc.integer({ min: 1, max: 2 }),
  // Sometimes at once, mostly while a run is under way, sometimes after all is over.
  afterSeconds: fc.oneof(fc.constant(0), fc.integer({ max: 600, min: 1 }), fc.constant(3600)),
  lost: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.boolean()),
  which: fc.nat({ max: 30 }),
});

const story = fc.record({
  happenings: fc.array(happening, { minLength: 2, maxLength: 14 }),
  speeds: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
  // With one place for two pull requests, one waits.
  max: fc.constantFrom(null, null, 1),
});

const TIMEOUT_MS = 300_000;
const RUNS = 1000;

it(
  `leaves nothing of closed pull requests and serves the head of open ones, in ${RUNS} interleavings`,
  async () => {
    const seed = Number(process.env['INTERLEAVINGS_SEED'] ?? Date.now() % 2 ** 31);
    const path = process.env['INTERLEAVINGS_PATH'];
    process.stderr.write(`interleavings: INTERLEAVINGS_SEED=${seed}\n`);
    const property = fc.asyncProperty(story, async (one) => {
      const lossless = one.happenings.every(({ lost }) => !lost);
      expectTruth(await live(one), lossless);
    });
    await fc.assert(property, { seed, numRuns: RUNS, ...(path === undefined ? {} : { path }) });
  },
  TIMEOUT_MS,
);

function expectTruth(ending: Ending, lossless: boolean): void {
  const { github, previews, unswept, unfinished, queued, afterwards } = ending;
  if (afterwards !== null) {
    expectTurns(ending);
    return;
  }
  const open = github.pulls().filter(({ state }) => state === 'open');
  const heads = Object.fromEntries(open.map(({ number, headSha }) => [number, headSha]));
  expect({ unfinished, queued, previews: Object.fromEntries(previews) }).toEqual({
    unfinished: 0,
    queued: [],
    previews: heads,
  });
  if (lossless) expect(Object.fromEntries(unswept)).toEqual(heads);
}

/** Who had a preview was closed at the end: the others have theirs now. */
function expectTurns({ github, previews, unfinished, queued, afterwards }: Ending): void {
  const heads = new Map(github.pulls().map(({ number, headSha }) => [number, headSha]));
  for (const [number, sha] of previews) expect(sha).toBe(heads.get(number));
  const open = github.pulls().filter(({ state }) => state === 'open');
  expect({ unfinished, waited: open.map(({ number }) => number) }).toEqual({
    unfinished: 0,
    waited: queued.filter((number) => !previews.has(number)),
  });
  expect(Object.fromEntries(afterwards ?? [])).toEqual(
    Object.fromEntries(open.map(({ number, headSha }) => [number, headSha])),
  );
}
