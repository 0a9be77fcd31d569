import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { stringify } from 'yaml';
import { startLocalCloud } from '../../localcloud/cloud.ts';
import { createExample } from '../../localcloud/workflows/example.ts';
import type { ExampleOptions } from '../../localcloud/workflows/example.ts';
import { ask } from '../../localcloud/world/ask.ts';
import { attemptOf, logOf, startAutomation } from '../../localcloud/world/automation.ts';
import type { Automation, SeenRun } from '../../localcloud/world/automation.ts';
import { createOrganisation, localBaseValues } from '../../localcloud/world/organisation.ts';
import { E2E_TIMEOUT_MS } from './stage.ts';

export const SHOP = 'acme/shop';

/** A stage on which events start the real workflow files, and nothing else does. */
export interface AutomatedStage {
  readonly automation: Automation;
  readonly github: Automation['org']['cloud']['github'];
  /** Puts an example on GitHub; `mona`'s token approves for maintainers unless told otherwise. */
  example(options?: ExampleOptions): Promise<void>;
  open(
    branch: string,
    more?: { readonly draft?: boolean; readonly author?: string; readonly repo?: string },
  ): OpenedPull;
  /** Lets something happen and waits for the end of all runs that it started. */
  follow(happening: () => unknown): Promise<readonly SeenRun[]>;
}

export interface OpenedPull {
  readonly number: number;
  readonly headSha: string;
  readonly runIds: readonly number[];
}

/** Starts the stage for the file that calls it: a cloud, a base made by its workflow, the runner. */
export function useAutomatedStage(): AutomatedStage {
  let now: AutomatedStage | undefined;
  let stateDir = '';
  beforeAll(async () => {
    stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-e2e-'));
    const cloud = await startLocalCloud({ stateDir });
    const org = createOrganisation(cloud);
    const automation = startAutomation(org, { sources: process.env['E2E_SOURCES'] === 'true' });
    now = stageOn(automation);
    await makeBase(now);
  }, E2E_TIMEOUT_MS);
  afterAll(async () => {
    await now?.automation.workflows.stop();
    await now?.automation.org.cloud.stop();
    if (now) rmSync(now.automation.org.folder, { recursive: true, force: true });
    rmSync(stateDir, { recursive: true, force: true });
  }, E2E_TIMEOUT_MS);
  return new Proxy({} as AutomatedStage, {
    get: (_target, name) => Reflect.get(now ?? {}, name) as unknown,
  });
}

async function makeBase(stage: AutomatedStage): Promise<void> {
  const { cloud } = stage.automation.org;
  await createExample(cloud, { example: 'platform', name: 'acme/platform', reviewers: [] });
  const files = { 'base/dev.yaml': stringify(localBaseValues(cloud)) };
  const commit = { repo: 'acme/platform', branch: 'main', author: 'mona', files };
  const runs = await stage.follow(() => cloud.github.commit(commit));
  for (const run of runs) expectConclusion(run, 'success');
}

function stageOn(automation: Automation): AutomatedStage {
  const { cloud } = automation.org;
  const { github } = cloud;
  return {
    automation,
    github,
    async example(options = {}) {
      const approval = github.createToken({ kind: 'user', login: 'mona' });
      await createExample(cloud, { secrets: { APPROVAL: approval }, ...options });
    },
    open(branch, { draft = false, author = 'ada', repo = SHOP } = {}) {
      const { result, runIds } = automation.begin(() =>
        github.openPullRequest({ repo, title: branch, branch, author, draft }),
      );
      return { ...result, runIds };
    },
    follow: (happening) =>
      Promise.all(automation.begin(happening).runIds.map((id) => automation.ended(id))),
  };
}

/** The newest attempt ended so; else the test fails with the run's log. */
export function expectConclusion(run: SeenRun, wanted: string): void {
  const { conclusion } = attemptOf(run);
  if (conclusion !== wanted) throw new Error(`${run.title}: ${String(conclusion)}\n${logOf(run)}`);
}

/** The pull request's only comment of ours. */
export function commentOf({ github }: AutomatedStage, number: number, repo = SHOP): string {
  const ours = github
    .comments({ repo, number })
    .filter(({ author }) => author === 'github-actions[bot]');
  expect(ours).toHaveLength(1);
  return ours[0]?.body ?? '';
}

/** Commit that the preview of a pull request answers with; null: there is no preview. */
export async function servedBy(stage: AutomatedStage, number: number): Promise<string | null> {
  const { org } = stage.automation;
  const url = `https://pr-${number}.localhost:${org.cloud.edge.httpsPort}`;
  const { status, headers } = await ask(org, url);
  return status === 404 ? null : String(headers['x-app-version']);
}

/** Head of a pull request. */
export function headOf({ github }: AutomatedStage, number: number): string {
  const found = github.pullRequests({ repo: SHOP }).find((one) => one.number === number);
  return found?.pull?.headSha ?? '';
}
