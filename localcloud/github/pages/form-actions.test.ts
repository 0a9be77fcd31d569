import { describe, expect, it } from '@jest/globals';
import { stage } from '../server.fixture.ts';
import type { Stage } from '../server.fixture.ts';

/** What a browser knows of a form: where it posts to, and its hidden token. */
async function formOf(s: Stage, path: string, action: string): Promise<string> {
  const page = await (await fetch(`${s.github.serverUrl}${path}`)).text();
  const form = page.split('<form').find((one) => one.includes(`action="${action}"`)) ?? '';
  return /name="token" value="([^"]+)"/.exec(form)?.[1] ?? '';
}

function post(
  s: Stage,
  action: string,
  fields: Record<string, string>,
  origin = s.github.serverUrl,
): Promise<Response> {
  const body = new URLSearchParams(fields);
  const headers = { origin };
  return fetch(`${s.github.serverUrl}${action}`, {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
  });
}

async function submit(
  s: Stage,
  page: string,
  action: string,
  fields: Record<string, string>,
): Promise<Response> {
  return post(s, action, { token: await formOf(s, page, action), ...fields });
}

/** A run of alice's with a job that waits for a review of the environment `preview`. */
function waiting(s: Stage): { page: string; review: string; answer: Promise<unknown> } {
  const reviewers = ['rita', 'alice'];
  const environment = 'preview';
  const rules = { repo: 'acme/shop', name: environment, reviewers, preventSelfReview: true };
  s.github.protectEnvironment(rules);
  const run = { repo: 'acme/shop', number: s.number, job: null, actor: 'alice' };
  const { runId } = s.github.createRun(run);
  const { jobId } = s.github.addJob({ runId, key: 'gate', name: 'preview / gate' });
  const answer = s.github.requestEnvironment({ runId, jobId, environment });
  const page = `/acme/shop/actions/runs/${runId}`;
  return { page, review: `${page}/review`, answer };
}

describe('the page of a run', () => {
  it('lets a reviewer approve a waiting environment', async () => {
    await using s = await stage();
    const { page, review, answer } = waiting(s);
    const shown = await (await fetch(`${s.github.serverUrl}${page}`)).text();
    expect(shown).toContain('waits for a review before preview / gate may run');
    expect(shown).toContain('<option>rita</option>');
    const done = await submit(s, page, review, {
      environment: 'preview',
      actor: 'rita',
      choice: 'approve',
      comment: 'Fine',
    });
    expect([done.status, done.headers.get('location')]).toEqual([303, page]);
    expect(await answer).toEqual({ state: 'approved', by: 'rita', comment: 'Fine' });
    const after = await (await fetch(`${s.github.serverUrl}${page}`)).text();
    expect(after).toContain('<i>Fine</i>');
    expect(after).not.toContain('Approve and deploy');
  });

  it.each([
    ['who started the run', 'alice', /prevents self-reviews/],
    ['who is no reviewer', 'adam', /not a required reviewer/],
  ])('does not let somebody approve %s', async (_, actor, words) => {
    await using s = await stage();
    const { page, review } = waiting(s);
    const fields = { environment: 'preview', actor, choice: 'approve' };
    const refused = await submit(s, page, review, fields);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(words);
  });

  it('has buttons to cancel a run and to run it again, for who may write', async () => {
    await using s = await stage();
    const told: unknown[] = [];
    s.github.onRunControl((one) => told.push(one));
    const { runId } = s.github.createRun({ repo: 'acme/shop', job: null });
    const page = `/acme/shop/actions/runs/${runId}`;
    const control = `${page}/control`;
    const by = (actor: string, choice: string): Promise<Response> =>
      submit(s, page, control, { actor, choice });
    expect((await by('rita', 'cancel')).status).toBe(422);
    expect((await by('alice', 'cancel')).status).toBe(303);
    const told1 = await (await fetch(`${s.github.serverUrl}${page}`)).text();
    expect(told1).toContain('alice asked to cancel this run');
    s.github.completeRun({ runId, conclusion: 'cancelled' });
    expect((await by('alice', 'rerun-failed')).status).toBe(303);
    expect(told).toEqual([
      { type: 'cancel', runId, actor: 'alice' },
      { type: 'rerun-failed', runId, actor: 'alice' },
    ]);
  });

  it('draws the jobs in the order they need each other', async () => {
    await using s = await stage();
    const { runId } = s.github.createRun({ repo: 'acme/shop', job: null });
    s.github.addJob({ runId, key: 'deploy', needs: ['plan', 'gate'] });
    s.github.addJob({ runId, key: 'plan' });
    s.github.addJob({ runId, key: 'gate', needs: ['plan'] });
    const page = await fetch(`${s.github.serverUrl}/acme/shop/actions/runs/${runId}`);
    const stages = (await page.text()).split('class="stage"').slice(1);
    expect(stages.map((one) => /<b>(\w+)<\/b>/.exec(one)?.[1])).toEqual(['plan', 'gate', 'deploy']);
  });
});

describe('a form', () => {
  it.each([
    ['without its token', { token: '' }],
    ['with the token of another form', { token: 'other' }],
  ])('%s is refused', async (_, change) => {
    await using s = await stage();
    const { page, review } = waiting(s);
    const other = await formOf(s, page, `${page}/control`);
    const token = change.token === 'other' ? other : change.token;
    const fields = { environment: 'preview', actor: 'rita', choice: 'approve' };
    expect((await post(s, review, { ...fields, token })).status).toBe(403);
  });

  it('sent from another site is refused', async () => {
    await using s = await stage();
    const { page, review } = waiting(s);
    const token = await formOf(s, page, review);
    const fields = { token, environment: 'preview', actor: 'rita', choice: 'approve' };
    expect((await post(s, review, fields, 'https://evil.example')).status).toBe(403);
  });

  it.each([
    ['comment', { actor: 'rita', comment: '/preview deploy' }, 'issue_comment created rita'],
    ['state', { actor: 'alice', choice: 'close' }, 'pull_request closed alice'],
    ['state', { actor: 'alice', choice: 'draft' }, 'pull_request converted_to_draft alice'],
    ['label', { actor: 'adam', label: 'preview', choice: 'add' }, 'pull_request labeled adam'],
  ])('of a pull request makes an event: %s %j', async (what, fields, event) => {
    await using s = await stage();
    const heard: string[] = [];
    s.github.onEvent((one) => {
      heard.push(`${one.event} ${one.action ?? ''} ${one.actor}`);
      return [];
    });
    const page = `/acme/shop/pull/${s.number}`;
    expect((await submit(s, page, `${page}/${what}`, fields)).status).toBe(303);
    expect(heard).toEqual([event]);
  });

  it.each([
    ['comment', { actor: 'rita', comment: ' ' }],
    ['state', { actor: 'rita', choice: 'merge' }],
    ['label', { actor: 'rita', label: 'preview', choice: 'add' }],
  ])('of a pull request refuses who may not: %s %j', async (what, fields) => {
    await using s = await stage();
    const page = `/acme/shop/pull/${s.number}`;
    expect((await submit(s, page, `${page}/${what}`, fields)).status).toBe(422);
  });
});
