import { describe, expect, it } from '@jest/globals';
import { repo, stage } from '../server.fixture.ts';
import type { Stage } from '../server.fixture.ts';

const hostile = '<script>alert(1)</script>" onmouseover="x';

async function get(s: Stage, path: string): Promise<string> {
  const response = await fetch(`${s.github.serverUrl}${path}`);
  expect(response.status).toBe(200);
  return response.text();
}

async function deploy(s: Stage, url: string): Promise<number> {
  const { repos } = s.actions.rest;
  const made = await repos.createDeployment({
    ...repo,
    ref: s.headSha,
    environment: 'preview-pr-1',
    auto_merge: false,
    required_contexts: [],
    transient_environment: true,
  });
  if (made.status !== 201) throw new Error('not created');
  const { id } = made.data;
  await repos.createDeploymentStatus({
    ...repo,
    deployment_id: id,
    state: 'success',
    environment_url: url,
  });
  return id;
}

describe('pages', () => {
  it('show a pull request with its comments, hidden markers left out', async () => {
    await using s = await stage();
    const body = '<!-- macro-infra:preview app=shop pr=1 -->\n## Ready';
    await s.actions.rest.issues.createComment({ ...repo, issue_number: 1, body });
    const page = await get(s, '/acme/shop/pull/1');
    expect(page).toContain('<h2>Ready</h2>');
    expect(page).toContain('github-actions</b> <span class="tag">bot</span>');
    expect(page).not.toContain('macro-infra:preview');
  });

  it('show the way to a deployment while it is active, and not afterwards', async () => {
    await using s = await stage();
    const id = await deploy(s, 'https://pr-1.localhost:8443/');
    const link = 'href="https://pr-1.localhost:8443/"';
    expect(await get(s, '/acme/shop/pull/1')).toContain(link);
    expect(await get(s, '/acme/shop/deployments')).toContain(link);
    await s.actions.rest.repos.createDeploymentStatus({
      ...repo,
      deployment_id: id,
      state: 'inactive',
    });
    const after = await get(s, '/acme/shop/pull/1');
    expect(after).not.toContain(link);
    expect(after).toContain('This branch is not deployed any more');
  });

  it('show a run with its log, its summary and its attempts', async () => {
    await using s = await stage();
    const { runId } = s.github.createRun({ repo: 'acme/shop', number: 1 });
    s.github.appendLog({ runId, text: 'first attempt\n' });
    s.github.appendSummary({ runId, text: '### Broken' });
    s.github.completeRun({ runId, conclusion: 'failure' });
    s.github.rerun({ runId });
    const first = await get(s, `/acme/shop/actions/runs/${runId}/attempts/1`);
    expect(first).toContain('first attempt');
    expect(first).toContain('<h3>Broken</h3>');
    expect(await get(s, `/acme/shop/actions/runs/${runId}`)).toContain('No log yet');
    expect(await get(s, '/acme/shop/actions')).toContain(`/actions/runs/${runId}`);
  });

  it('escape what people write everywhere', async () => {
    await using s = await stage();
    s.github.openPullRequest({
      repo: 'acme/shop',
      title: hostile,
      branch: hostile,
      author: hostile,
      labels: [hostile],
    });
    const { runId } = s.github.createRun({ repo: 'acme/shop', number: 2, name: hostile });
    s.github.appendLog({ runId, text: `${hostile}\n::group::${hostile}\n` });
    const paths = ['', '/pulls', '/pull/2', '/actions', `/actions/runs/${runId}`, '/deployments'];
    for (const path of paths) {
      const page = await get(s, `/acme/shop${path}`);
      expect(page).not.toContain('<script');
      expect(page).not.toContain('" onmouseover');
    }
  });

  it('run no script and load nothing', async () => {
    await using s = await stage();
    const { headers } = await fetch(`${s.github.serverUrl}/acme/shop/pull/1`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it.each([
    '/acme/none',
    '/acme/shop/pull/99',
    '/acme/shop/actions/runs/1',
    '/acme/shop/%E0%A4%A',
    '/x',
  ])('say 404 at %s', async (path) => {
    await using s = await stage();
    expect((await fetch(`${s.github.serverUrl}${path}`)).status).toBe(404);
  });

  it('have a picture for everyone', async () => {
    await using s = await stage();
    const path = `/avatars/${encodeURIComponent('github-actions[bot]')}`;
    expect(await get(s, path)).toMatch(/^<svg /);
    expect(await get(s, '/avatars/%3Cscript%3E')).not.toContain('<script');
  });
});
