import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGitHub } from '../action-shared/github/client.ts';
import { previewDeployments } from '../actions/deploy-preview/deployments.ts';
import type { DeploymentsPort } from '../actions/deploy-preview/ports.ts';
import { startGitHub } from '../localcloud/github/server.ts';
import type { LocalGitHub } from '../localcloud/github/server.ts';
import { JOB_PERMISSIONS } from '../localcloud/world/organisation.ts';

const REPOSITORY = 'acme/shop';
const ENVIRONMENT = 'preview-pr-1';

/** Requests of one deployment, however many there have been before. */
const MOST_CALLS = 10;

let github: LocalGitHub;
let number = 0;
let token = '';

beforeAll(async () => {
  github = await startGitHub();
  github.createRepository({ name: REPOSITORY });
  ({ number } = github.openPullRequest({ repo: REPOSITORY, title: 'A change', branch: 'topic' }));
  token = github.createToken({
    kind: 'installation',
    permissions: { ...JOB_PERMISSIONS },
    repositories: [REPOSITORY],
  });
});
afterAll(() => github.stop());

describe('the deployments of a pull request', () => {
  it('after 20 of them, some failed and some killed: one success, none in progress', async () => {
    const calls: number[] = [];
    for (let round = 1; round <= 20; round += 1) {
      github.resetCalls();
      await deploy(round % 5 === 0 ? 'failed' : round % 7 === 0 ? 'killed' : 'ready');
      calls.push(github.calls().length);
    }
    await deploy('ready');
    const states = github.deployments({ repo: REPOSITORY }).map(({ state }) => state);
    expect(count(states)).toEqual({ success: 1, inactive: 16, failure: 4 });
    expect(states.at(-1)).toBe('success');
    expect(Math.max(...calls)).toBeLessThanOrEqual(MOST_CALLS);
  }, 60_000);
});

/** What a run does with its deployment; a killed one leaves it in progress. */
async function deploy(end: 'ready' | 'failed' | 'killed'): Promise<void> {
  const sha = github.push({ repo: REPOSITORY, number });
  const port: DeploymentsPort = previewDeployments(
    createGitHub({ token, apiUrl: github.apiUrl, repository: REPOSITORY }),
    { serverUrl: github.serverUrl, logUrl: `${github.serverUrl}/run`, mask: (text) => text },
  );
  await port.serving(ENVIRONMENT);
  const plan = { sha, number, app: 'shop', services: [] } as unknown as Parameters<
    DeploymentsPort['start']
  >[1];
  const { id } = await port.start(ENVIRONMENT, plan);
  if (end === 'killed') return;
  const report = { state: end, reason: end, url: 'https://pr-1.test', failure: null, links: {} };
  await port.finish(id, report as unknown as Parameters<DeploymentsPort['finish']>[1]);
  if (end === 'ready') await port.deactivate(ENVIRONMENT, id);
}

function count(states: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...new Set(states)].map((state) => [state, states.filter((one) => one === state).length]),
  );
}
