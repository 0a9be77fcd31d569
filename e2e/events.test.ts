import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { exampleFiles } from '../localcloud/workflows/example.ts';
import { attemptOf, jobOf, logOf } from '../localcloud/world/automation.ts';
import {
  SHOP,
  commentOf,
  expectConclusion,
  headOf,
  servedBy,
  useAutomatedStage,
} from './support/automated-stage.ts';
import type { OpenedPull } from './support/automated-stage.ts';
import { expire } from './support/edit-state.ts';
import { E2E_TIMEOUT_MS } from './support/stage.ts';

const stage = useAutomatedStage();
let unapproved: OpenedPull;
beforeAll(async () => {
  await stage.example();
  await createCart();
  // Its minute passes while everything else happens.
  unapproved = stage.open('unapproved', { repo: CART });
}, E2E_TIMEOUT_MS);

const CART = 'acme/cart';

/** Another app, whose pull requests a person has to approve within a minute. */
function createCart(): Promise<void> {
  const files = exampleFiles();
  const caller = '.github/workflows/preview.yml';
  return stage.example({
    name: CART,
    secrets: {},
    files: {
      [POLICY]: (files[POLICY] ?? '').replace('app: shop', 'app: cart'),
      [caller]: (files[caller] ?? '').replace('with: {', 'with: { approval-minutes: 1,'),
    },
  });
}

const POLICY = '.github/macro-infra.yml';

/** Changes `previews` in the app's file on the base branch, where policy is read. */
function setPolicy(previews: Readonly<Record<string, unknown>>): void {
  const { github } = stage;
  const text = github.files({ repo: SHOP, ref: 'main' })?.[POLICY] ?? '';
  const file = { ...(parse(text) as Record<string, unknown>), previews };
  const files = { [POLICY]: stringify(file) };
  github.commit({ repo: SHOP, branch: 'main', author: 'mona', files });
}

function say(number: number, author: string, body: string): () => number {
  return () => stage.github.addComment({ repo: SHOP, number, author, body });
}

describe('a draft', () => {
  it(
    'that the policy leaves out is skipped with the reason, and deployed once it is ready',
    async () => {
      setPolicy({ drafts: false });
      const { number, runIds } = stage.open('draft', { draft: true });
      const skipped = await stage.automation.ended(runIds[0] ?? 0);
      expectConclusion(skipped, 'success');
      expect(jobOf(skipped, 'deploy / deploy').conclusion).toBe('skipped');
      expect(commentOf(stage, number)).toContain('Drafts get no preview');
      expect(await servedBy(stage, number)).toBeNull();

      const ready = { repo: SHOP, number, draft: false, actor: 'ada' };
      const [run] = await stage.follow(() => stage.github.setDraft(ready));
      if (run === undefined) throw new Error('nothing was started');
      expectConclusion(run, 'success');
      expect(await servedBy(stage, number)).toBe(headOf(stage, number));
      expect(commentOf(stage, number)).not.toContain('Drafts get no preview');
      await stage.follow(() => stage.github.closePullRequest({ repo: SHOP, number }));
    },
    E2E_TIMEOUT_MS,
  );
});

describe('a pull request of a maintainer', () => {
  let number = 0;
  beforeAll(async () => {
    const opened = stage.open('basket');
    number = opened.number;
    expectConclusion(await stage.automation.ended(opened.runIds[0] ?? 0), 'success');
  }, E2E_TIMEOUT_MS);

  it(
    'serves the last of two pushes in a row, and a re-run of the first does not roll it back',
    async () => {
      const { github, automation } = stage;
      const push = () => github.push({ repo: SHOP, number, author: 'ada' });
      const first = automation.begin(push).runIds[0] ?? 0;
      const second = automation.begin(push).runIds[0] ?? 0;
      const [older, newer] = await Promise.all([first, second].map((id) => automation.ended(id)));
      if (older === undefined || newer === undefined) throw new Error('no runs');
      expectConclusion(newer, 'success');
      expect(['success', 'cancelled']).toContain(attemptOf(older).conclusion);
      expect(await servedBy(stage, number)).toBe(headOf(stage, number));

      await automation.rerun(first, 'ada');
      const again = await automation.ended(first);
      expect(jobOf(again, 'deploy / deploy').conclusion).toBe('skipped');
      expect(logOf(again)).toContain('The head moved to');
      expect(await servedBy(stage, number)).toBe(headOf(stage, number));
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'follows no command of a stranger, and says so once',
    async () => {
      const [first] = await stage.follow(say(number, 'eve', '/preview destroy'));
      const [second] = await stage.follow(say(number, 'eve', '/preview destroy'));
      if (first === undefined || second === undefined) throw new Error('no runs');
      for (const run of [first, second]) {
        expect(jobOf(run, 'destroy / cleanup').conclusion).toBe('skipped');
      }
      expect(commentOf(stage, number).split('was not followed')).toHaveLength(2);
      expect(await servedBy(stage, number)).toBe(headOf(stage, number));
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'lives longer by a command, which deploys the same images',
    async () => {
      const expiry = () =>
        /expires (?:on )?(\d{4}-\d\d-\d\d|\d+ \w+)/i.exec(commentOf(stage, number));
      const before = expiry()?.[0];
      const [run] = await stage.follow(say(number, 'ada', '/preview extend 20d'));
      if (run === undefined) throw new Error('no run');
      expectConclusion(run, 'success');
      expect(jobOf(run, 'images / plan').conclusion).toBe('skipped');
      expect(before).toBeDefined();
      expect(expiry()?.[0]).not.toBe(before);
      expect(await servedBy(stage, number)).toBe(headOf(stage, number));
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'ends with nothing when it is closed right after a push, and comes back when it is reopened',
    async () => {
      const { github, automation } = stage;
      const pushed = automation.begin(() => github.push({ repo: SHOP, number, author: 'ada' }));
      const closed = automation.begin(() => github.closePullRequest({ repo: SHOP, number }));
      const ids = [...pushed.runIds, ...closed.runIds];
      expect(ids).toHaveLength(2);
      await Promise.all(ids.map((id) => automation.ended(id)));
      expect(await servedBy(stage, number)).toBeNull();
      expect(commentOf(stage, number)).toMatch(/### .* Removed/);

      // Reopened and closed at once: the close is the last word.
      const reopened = automation.begin(() => github.reopenPullRequest({ repo: SHOP, number }));
      const again = automation.begin(() => github.closePullRequest({ repo: SHOP, number }));
      await Promise.all([...reopened.runIds, ...again.runIds].map((id) => automation.ended(id)));
      expect(await servedBy(stage, number)).toBeNull();

      const [run] = await stage.follow(() => github.reopenPullRequest({ repo: SHOP, number }));
      if (run === undefined) throw new Error('no run');
      expectConclusion(run, 'success');
      expect(await servedBy(stage, number)).toBe(headOf(stage, number));
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'keeps its place when there is room for one only: the next waits, and gets it when it is free',
    async () => {
      setPolicy({ max: 1 });
      const { number: second, runIds } = stage.open('rulers');
      const full = await stage.automation.ended(runIds[0] ?? 0);
      expect(jobOf(full, 'deploy / deploy').conclusion).toBe('skipped');
      expect(commentOf(stage, second)).toContain('All 1 previews of the app are taken');
      expect(await servedBy(stage, second)).toBeNull();

      await stage.follow(() => stage.github.closePullRequest({ repo: SHOP, number }));
      const [run] = await stage.follow(say(second, 'ada', '/preview deploy'));
      if (run === undefined) throw new Error('no run');
      expectConclusion(run, 'success');
      expect(await servedBy(stage, second)).toBe(headOf(stage, second));
      const [gone] = await stage.follow(say(second, 'ada', '/preview destroy'));
      if (gone === undefined) throw new Error('no run');
      expectConclusion(gone, 'success');
      expect(await servedBy(stage, second)).toBeNull();
    },
    E2E_TIMEOUT_MS,
  );
});

describe('the sweep that the clock starts', () => {
  const sweep = async (conclusion: string): Promise<void> => {
    const [run] = await stage.follow(() => stage.github.runSchedule({ repo: SHOP }));
    if (run === undefined) throw new Error('no run');
    expectConclusion(run, conclusion);
  };

  it(
    'removes nothing while GitHub fails, keeps what is labelled, and removes what has expired',
    async () => {
      setPolicy({});
      const { github, automation } = stage;
      const { number, runIds } = stage.open('lamps');
      expectConclusion(await automation.ended(runIds[0] ?? 0), 'success');
      expire(automation.org.cloud.stateDir, number, -1);

      github.plantFault({ path: '*/pulls', kind: '502', times: 50 });
      await sweep('failure');
      github.clearFaults();
      expect(await servedBy(stage, number)).toBe(headOf(stage, number));

      github.addLabel({ repo: SHOP, number, label: 'preview:keep' });
      await sweep('success');
      expect(await servedBy(stage, number)).toBe(headOf(stage, number));

      github.removeLabel({ repo: SHOP, number, label: 'preview:keep' });
      await sweep('success');
      expect(await servedBy(stage, number)).toBeNull();
      expect(commentOf(stage, number)).toContain('It expired');
    },
    E2E_TIMEOUT_MS,
  );
});

describe('a bot', () => {
  it(
    'gets no preview where the policy says so',
    async () => {
      const { number, runIds } = stage.open('bump', { author: 'dependabot[bot]' });
      const run = await stage.automation.ended(runIds[0] ?? 0);
      expect(jobOf(run, 'deploy / deploy').conclusion).toBe('skipped');
      expect(logOf(run)).toContain('Pull requests of bots get no preview');
      expect(await servedBy(stage, number)).toBeNull();
    },
    E2E_TIMEOUT_MS,
  );
});

describe('a deployment that nobody approves', () => {
  it(
    'expires: the run ends, nothing was made, and the comment says so',
    async () => {
      const run = await stage.automation.ended(unapproved.runIds[0] ?? 0);
      expect(attemptOf(run).conclusion).toBe('cancelled');
      expect(jobOf(run, 'deploy / deploy').conclusion).not.toBe('success');
      const comment = commentOf(stage, unapproved.number, CART);
      expect(comment).toContain('within 1 minutes, so the run was ended');
      const made = stage.github.deployments({ repo: CART });
      expect(made.map(({ environment }) => environment)).not.toContain('preview-pr-1');
    },
    E2E_TIMEOUT_MS,
  );
});
