import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { parseImages } from '../action-shared/config/images.ts';
import type { Delivery } from '../localcloud/github/events/deliveries.ts';
import { ask } from '../localcloud/world/ask.ts';
import { exampleFiles } from '../localcloud/workflows/example.ts';
import { buildShop } from '../localcloud/world/shop.ts';
import { ensureGoTool } from '../tools/setup/go-tools.ts';
import { systemDeps } from '../tools/setup/system.ts';
import { runAct } from './support/act.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

/** The example's callers under nektos/act, a runner that is not ours, on the same local cloud. */
const stage = useStage();

const executable = ensureGoTool(systemDeps(), 'act');
const describeWithGo = executable === null ? describe.skip : describe;
if (executable === null) process.stdout.write('skipped: act: Go is missing to build it\n');

let folder: string;
const deliveries: Delivery[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'macro-infra-act-'));
  stage.cloud.github.onEvent((delivery) => {
    deliveries.push(delivery);
    return [];
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a caller of the example for the newest event of the local GitHub. */
async function act(file: string, text: string) {
  const delivery = deliveries.at(-1);
  if (delivery === undefined) throw new Error('nothing has happened');
  const { cloud, shop } = stage;
  const { github } = cloud;
  const workflow = `.github/workflows/${file}`;
  const { number } = z.object({ number: z.int() }).parse(delivery.payload);
  const { runId } = github.createRun({
    repo: shop.name,
    workflow,
    number,
    event: delivery.event,
    actor: delivery.actor,
  });
  const result = await runAct({
    executable: executable ?? '',
    folder: mkdtempSync(join(folder, 'run-')),
    files: { ...exampleFiles(), [workflow]: text },
    workflow,
    delivery,
    runId,
    token: github.createToken({
      kind: 'installation',
      permissions: PERMISSIONS,
      repositories: [shop.name],
    }),
    secrets: { PASSPHRASE: cloud.env['PULUMI_CONFIG_PASSPHRASE'] ?? '' },
    variables: {
      AWS_REGION: cloud.region,
      PULUMI_BACKEND_URL: cloud.env['PULUMI_BACKEND_URL'] ?? '',
    },
    env: cloud.env,
  });
  github.completeRun({ runId, conclusion: result.status === 0 ? 'success' : 'failure' });
  return result;
}

/** act knows one token for all jobs; that it is cut for each job is the business of our own runner. */
const PERMISSIONS = {
  actions: 'write',
  checks: 'write',
  contents: 'read',
  deployments: 'write',
  'pull-requests': 'write',
} as const;

function web(number: number) {
  return ask(stage.org, `https://pr-${number}.localhost:${stage.cloud.edge.httpsPort}/`);
}

describeWithGo('under act', () => {
  let number: number;

  it(
    'preview.yml plans a pull request in its comment, lets it through the gate and deploys it',
    async () => {
      const built = await buildShop(stage.org, 'act');
      const images = parseImages(built);
      const given = `with: { images: '${JSON.stringify(images)}' }`; // act cannot build without Docker
      const { headSha, number: opened } = stage.cloud.github.openPullRequest({
        repo: stage.shop.name,
        title: 'A basket',
        branch: 'basket',
        author: 'ada',
      });
      number = opened;
      const { status, log } = await act(
        'preview.yml',
        caller('preview.yml').replace(/with: .*/, given),
      );
      if (status !== 0) throw new Error(log);
      expect((await web(number)).headers['x-app-version']).toBe(headSha);
      expect(succeeded(log)).toEqual(['Admission', 'Approval', 'Deploy', 'Gate', 'Plan']);
      expect(stage.comments(number)).toEqual([expect.stringContaining('Ready')]);
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'cleanup-preview.yml removes it when it is closed',
    async () => {
      stage.cloud.github.closePullRequest({ repo: stage.shop.name, number });
      const { status, log } = await act('cleanup.yml', caller('cleanup.yml'));
      if (status !== 0) throw new Error(log);
      expect((await web(number)).status).toBe(404);
      expect(stage.comments(number)).toEqual([expect.stringContaining('Removed')]);
    },
    E2E_TIMEOUT_MS,
  );
});

/** Names of the jobs that act ran to a good end, sorted: some run beside each other. */
function succeeded(log: string): readonly string[] {
  const jobs = log.matchAll(/^\[[^\]]*\/([^\]/]+?)\s*\].*Job succeeded/gm);
  return [...jobs].map(([, name = '']) => name).toSorted();
}

/** A caller of the example, as its users copy it. */
function caller(file: string): string {
  const text = exampleFiles()[`.github/workflows/${file}`];
  if (text === undefined) throw new Error(`the example has no ${file}`);
  return text;
}
