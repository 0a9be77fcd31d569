import { describe, expect, it } from '@jest/globals';
import { repo, stage } from '../server.fixture.ts';
import type { Stage } from '../server.fixture.ts';
import type { Delivery } from './deliveries.ts';

function listen(s: Stage): Delivery[] {
  const heard: Delivery[] = [];
  s.github.onEvent((delivery) => {
    heard.push(delivery);
    return [heard.length];
  });
  return heard;
}

const shop = { repo: 'acme/shop' } as const;

describe('a listener', () => {
  it('hears the whole life of a pull request, in order', async () => {
    await using s = await stage();
    const heard = listen(s);
    const { github, number } = s;
    const it = { ...shop, number };
    github.push({ ...it });
    github.setDraft({ ...it, draft: true });
    github.setDraft({ ...it, draft: false, actor: 'adam' });
    github.addLabel({ ...it, label: 'preview:keep', actor: 'adam' });
    github.addLabel({ ...it, label: 'preview:keep' });
    github.removeLabel({ ...it, label: 'preview:keep' });
    github.addComment({ ...it, author: 'rita', body: '/preview deploy' });
    github.closePullRequest(it);
    github.closePullRequest(it);
    github.reopenPullRequest({ ...it, actor: 'adam' });
    github.mergePullRequest(it);
    expect(heard.map((one) => `${one.event} ${one.action ?? one.ref} ${one.actor}`)).toEqual([
      'push refs/heads/feature/basket alice',
      'pull_request synchronize alice',
      'pull_request converted_to_draft alice',
      'pull_request ready_for_review adam',
      'pull_request labeled adam',
      'pull_request unlabeled alice',
      'issue_comment created rita',
      'pull_request closed alice',
      'pull_request reopened adam',
      'push refs/heads/main alice',
      'pull_request closed alice',
    ]);
    expect(heard.at(-1)?.payload).toMatchObject({ pull_request: { merged: true } });
    expect(heard[7]?.payload).toMatchObject({ pull_request: { merged: false, state: 'closed' } });
    expect(heard[4]?.payload).toMatchObject({ label: { name: 'preview:keep' } });
    expect(heard[6]?.payload).toMatchObject({
      issue: { number, pull_request: {} },
      comment: { body: '/preview deploy', user: { login: 'rita' } },
      sender: { login: 'rita' },
    });
  });

  it('is given the merge ref and merge commit of a pull request, and its head in the payload', async () => {
    await using s = await stage();
    const heard = listen(s);
    s.github.commit({ ...shop, branch: 'main', files: { base: 'b' } });
    const head = s.github.push({ ...shop, number: s.number, files: { mine: 'm' } });
    const synchronized = heard.at(-1);
    expect(synchronized).toMatchObject({
      ref: `refs/pull/${s.number}/merge`,
      payload: { before: s.headSha, after: head, pull_request: { head: { sha: head } } },
    });
    expect(synchronized?.sha).not.toBe(head);
    expect(s.github.files({ ...shop, ref: synchronized?.sha ?? '' })).toMatchObject({
      base: 'b',
      mine: 'm',
    });
  });

  it('sees that the head of a fork is elsewhere', async () => {
    await using s = await stage();
    const heard = listen(s);
    const fork = 'mallory/shop';
    s.github.openPullRequest({ ...shop, title: 'F', branch: 'main', author: 'mallory', fork });
    expect(heard).toMatchObject([
      {
        event: 'push',
        repository: fork,
      },
      {
        event: 'pull_request',
        repository: 'acme/shop',
        payload: {
          pull_request: {
            head: { repo: { full_name: fork, fork: true } },
            base: { repo: { full_name: 'acme/shop' } },
          },
          sender: { login: 'mallory' },
        },
      },
    ]);
  });

  it('hears what people do through the API, and nothing of what GITHUB_TOKEN does', async () => {
    await using s = await stage();
    const heard = listen(s);
    const at = { ...repo, issue_number: s.number };
    await s.actions.rest.issues.createComment({ ...at, body: 'by the token' });
    await s.actions.rest.issues.addLabels({ ...at, labels: ['x'] });
    expect(heard).toEqual([]);
    expect(s.github.deliveries().map((one) => one.lost)).toContain('done with GITHUB_TOKEN');
    const { data } = await s.as('rita').rest.issues.createComment({ ...at, body: 'a' });
    await s.as('rita').rest.issues.updateComment({ ...repo, comment_id: data.id, body: 'b' });
    await s.as('alice').rest.issues.setLabels({ ...at, labels: ['y'] });
    expect(heard.map((one) => [one.event, one.action, one.actor])).toEqual([
      ['issue_comment', 'created', 'rita'],
      ['issue_comment', 'edited', 'rita'],
      ['pull_request', 'unlabeled', 'alice'],
      ['pull_request', 'labeled', 'alice'],
    ]);
    expect(heard[1]?.payload).toMatchObject({ changes: { body: { from: 'a' } } });
  });

  it('is not told of a pull request that conflicts with its base', async () => {
    await using s = await stage();
    s.github.commit({ ...shop, branch: 'feature/basket', divergence: 'conflict' });
    const heard = listen(s);
    s.github.closePullRequest({ ...shop, number: s.number });
    expect(heard).toEqual([]);
  });

  it('hears schedules and dispatches by hand', async () => {
    await using s = await stage();
    const heard = listen(s);
    expect(s.github.runSchedule({ ...shop, cron: '0 * * * *' })).toEqual({ runIds: [1] });
    s.github.dispatchWorkflow({ ...shop, workflow: 'a.yml', inputs: { n: 1 }, actor: 'alice' });
    expect(heard).toMatchObject([
      { event: 'schedule', ref: 'refs/heads/main', payload: { schedule: '0 * * * *' } },
      { event: 'workflow_dispatch', workflow: '.github/workflows/a.yml', inputs: { n: '1' } },
    ]);
  });
});

describe('a delivery', () => {
  it('is lost on purpose, once', async () => {
    await using s = await stage();
    const heard = listen(s);
    s.github.loseNextDelivery({ event: 'pull_request', action: 'closed' });
    s.github.closePullRequest({ ...shop, number: s.number });
    expect(heard).toEqual([]);
    s.github.reopenPullRequest({ ...shop, number: s.number });
    s.github.closePullRequest({ ...shop, number: s.number });
    expect(heard.map((one) => one.action)).toEqual(['reopened', 'closed']);
  });

  it('comes twice on purpose, with the same id', async () => {
    await using s = await stage();
    const heard = listen(s);
    s.github.push({ ...shop, number: s.number });
    const last = s.github.deliveries().at(-1);
    expect(s.github.redeliver(last?.delivery.id ?? '')).toEqual([3]);
    expect(heard.at(-1)).toBe(heard.at(-2));
    expect(() => s.github.redeliver('none')).toThrow(/no delivery none/);
  });
});
