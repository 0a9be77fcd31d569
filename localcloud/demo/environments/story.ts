import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { errorMessage } from '../../../action-shared/errors.ts';
import type { EnvironmentName } from '../../../programs/environment/config.ts';
import { ENVIRONMENTS } from '../../../programs/environment/config.ts';
import { ask } from '../../world/ask.ts';
import type { Done } from '../../world/engine-run.ts';
import type { LocalStack } from '../../world/environments.ts';
import { ledgerOf } from '../ledger.ts';
import { compareLive, estimateLive } from './actions.ts';
import { expectSame, expectUnchanged } from './checks.ts';
import { taggedIn } from './leftovers.ts';
import { BROKEN_APP_FILE, SHA } from './stage.ts';
import type { EnvironmentsStage } from './stage.ts';

/** How long a new environment may take until its load balancer has healthy targets, in milliseconds. */
const HEALTHY_WITHIN = 60_000;

/** Lets production be destroyed whole: its last snapshot would stay, as it should, and be found. */
export const LIFTED = { protection: false, database: { finalSnapshot: false } };

/**
 * The three permanent environments from nothing to nothing. Every step is checked as it is told: a story
 * that does not come true ends with an error.
 * @param record Folder for parity.html and costs.md; null: they are not kept.
 */
export async function tellEnvironments(
  stage: EnvironmentsStage,
  record: string | null,
): Promise<void> {
  const { teller } = stage;
  const chapter = (title: string, body: () => Promise<void>) => teller.chapter(title, body);
  await chapter('Bring dev, staging and production up, side by side', () => up(stage));
  await chapter('Run the same again: nothing changes', () => again(stage));
  await chapter('Ask AWS what is there: nothing has drifted', () => refresh(stage));
  await chapter('Compare the live stacks: made of the same parts', () => parity(stage, record));
  await chapter('Break parity in dev: another port, a path rule removed', () => broken(stage));
  await chapter('Repair it', () => repaired(stage));
  await chapter('What they cost', () => costs(stage, record));
}

/** Destroys everything and proves it. */
export async function tellTheEnd(stage: EnvironmentsStage): Promise<void> {
  const { teller } = stage;
  await teller.chapter('Destroy production: refused until its protection is off', () =>
    unprotect(stage),
  );
  await teller.chapter('Destroy all three, and the base', () => destroy(stage));
  await teller.chapter('Prove that nothing is left', () => nothingLeft(stage));
}

/** All environments at once; each is told as soon as it is through, faults after the others' end. */
async function all(
  { stacks }: EnvironmentsStage,
  act: (name: EnvironmentName, stack: LocalStack) => Promise<void>,
): Promise<void> {
  const settled = await Promise.allSettled(ENVIRONMENTS.map((name) => act(name, stacks[name])));
  const faults = settled.flatMap((one, index) =>
    one.status === 'rejected' ? [`${ENVIRONMENTS[index] ?? ''}: ${errorMessage(one.reason)}`] : [],
  );
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

async function up(stage: EnvironmentsStage): Promise<void> {
  await all(stage, async (name, stack) => {
    const done = await stack.up();
    const { cidr } = z.object({ cidr: z.string() }).parse(done.outputs);
    const made = done.changes['create'] ?? 0;
    const { region } = stack.address;
    stage.teller.line(`${name}: ${made} resources in ${region}, ${cidr}, ${seconds(done)}.`);
    await serving(stage, name, done);
  });
}

const served = z.object({
  urls: z.record(z.string(), z.string()),
  imageRefs: z.record(z.string(), z.string()),
});

/** Every service answers by its own host with the one version, and runs by the one digest. */
async function serving(stage: EnvironmentsStage, name: string, { outputs }: Done): Promise<void> {
  const { urls, imageRefs } = served.parse(outputs);
  for (const [service, reference] of Object.entries(imageRefs)) {
    const digest = reference.slice(reference.indexOf('@') + 1);
    expectSame(`digest of ${service} in ${name}`, digest, stage.images[service]);
  }
  const { web = '', api = '' } = urls;
  for (const url of [web, `${api}/api/health`]) await expectServing(stage, url);
}

async function expectServing({ org, teller }: EnvironmentsStage, url: string): Promise<void> {
  const until = Date.now() + HEALTHY_WITHIN;
  let answer = await ask(org, url);
  while (answer.status >= 500 && Date.now() < until) {
    await sleep(250);
    answer = await ask(org, url);
  }
  expectSame(`status of ${url}`, answer.status, 200);
  expectSame(`version that ${url} serves`, answer.headers['x-app-version'], SHA);
  teller.line(`${url} serves ${SHA.slice(0, 7)}.`);
}

async function again(stage: EnvironmentsStage): Promise<void> {
  await all(stage, async (name, stack) => {
    const done = await stack.up();
    expectUnchanged(`the second up of ${name}`, done);
    stage.teller.line(`${name}: ${done.same} resources the same, 0 changes, ${seconds(done)}.`);
  });
}

async function refresh(stage: EnvironmentsStage): Promise<void> {
  await all(stage, async (name, stack) => {
    const done = await stack.refresh();
    expectUnchanged(`the refresh of ${name}`, done);
    stage.teller.line(`${name}: no drift, ${seconds(done)}.`);
  });
}

async function parity(stage: EnvironmentsStage, record: string | null): Promise<void> {
  const { ok, verdict, outputs } = await compareLive(stage, record);
  stage.teller.line(verdict);
  expectSame('broken places', outputs['broken'], '0');
  expectSame('the action succeeds', ok, true);
}

async function broken(stage: EnvironmentsStage): Promise<void> {
  const { stacks, teller } = stage;
  const done = await stacks.dev.up({ appFile: BROKEN_APP_FILE });
  for (const step of done.steps.filter((one) => /^(update|replace) /.test(one))) teller.line(step);
  const { ok, outputs, error, broken: places } = await compareLive(stage, null);
  expectSame('the action fails', ok, false);
  expectSame('parity', outputs['parity'], 'false');
  teller.line('compare-environments fails the step:');
  teller.quote([error, ...places].join('\n'));
}

async function repaired(stage: EnvironmentsStage): Promise<void> {
  const done = await stage.stacks.dev.up();
  const { ok, verdict } = await compareLive(stage, null);
  expectSame('the action succeeds', ok, true);
  await serving(stage, 'dev', done);
  stage.teller.line(verdict);
}

async function costs(stage: EnvironmentsStage, record: string | null): Promise<void> {
  for (const line of await estimateLive(stage, record)) stage.teller.line(line);
}

async function unprotect({ stacks: { production }, teller }: EnvironmentsStage): Promise<void> {
  const refusal = await production.destroy().then(
    () => '',
    (error: unknown) => errorMessage(error),
  );
  expectSame('the destroy is refused', refusal.includes('protection: false'), true);
  teller.line(refusal);
  const done = await production.up({ values: LIFTED });
  teller.line(
    `protection and its last snapshot off, ${done.steps.length} changes: ${done.steps.join(', ')}.`,
  );
}

async function destroy(stage: EnvironmentsStage): Promise<void> {
  await all(stage, async (name, stack) => {
    const done = await stack.destroy();
    stage.teller.line(
      `${name}: ${done.changes['delete'] ?? 0} resources deleted, ${seconds(done)}.`,
    );
  });
  const done = await stage.base.destroy();
  stage.teller.line(`base: ${done.changes['delete'] ?? 0} resources deleted, ${seconds(done)}.`);
}

/** Two witnesses who know nothing of each other: the log of all calls, and AWS's index of tags. */
async function nothingLeft(stage: EnvironmentsStage): Promise<void> {
  const { cloud, teller } = stage;
  const { made, removed, left } = ledgerOf(cloud.gateway.calls());
  expectSame('left by the log of calls', left, []);
  teller.line(`The gateway's log: ${made} things made, ${removed} removed, 0 left.`);
  const stacks = [stage.base, ...Object.values(stage.stacks)].map(({ address }) => address);
  const names = ['base-dev', ...stacks.map(({ stack }) => stack)];
  for (const region of new Set(stacks.map((one) => one.region))) {
    expectSame(`tagged in ${region}`, await taggedIn(cloud, region, names), []);
    teller.line(`Tags in ${region}: 0 left.`);
  }
}

function seconds(done: Done): string {
  return `${done.seconds.toFixed(1)} s`;
}
