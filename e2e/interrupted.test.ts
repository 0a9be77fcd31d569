import { beforeAll, describe, expect, it } from '@jest/globals';
import type { JobResult } from '../localcloud/world/job.ts';
import { buildShop } from '../localcloud/world/shop.ts';
import {
  commentOf,
  deploymentStates,
  expectAtRest,
  expectServing,
  filesOf,
  headlineOf,
  writes,
} from './support/evidence.ts';
import { atLine, atResource } from './support/interruption.ts';
import type { Trigger } from './support/interruption.ts';
import { remains } from './support/remains.ts';
import { NO_STACK } from './support/stack-files.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

const stage = useStage();

let images = '';
beforeAll(async () => {
  images = await buildShop(stage.org, 'v1');
}, E2E_TIMEOUT_MS);

/** GitHub interrupts, waits 7.5 s and terminates: main must be gone by itself before that. */
function expectCancelledInTime(job: JobResult, trigger: Trigger): void {
  expect(job.conclusion).toBe('cancelled');
  expect(job.main).toMatchObject({ exitCode: 1, signal: null });
  expect(job.log).not.toContain('Received SIGTERM');
  expect(trigger.secondsToPost()).toBeLessThan(7);
  expect(job.post).toMatchObject({ exitCode: 0, signal: null });
  expect(job.orphans).toEqual([]);
}

const STOPPED = 'The engine finished what was in flight and stopped.';
const COMPLETED = 'The engine had finished its work.';

// One pull request a row: cancelled while it comes up, brought up, cancelled while it goes, gone.
describe.each([
  { when: 'at the first resource', nth: 1 },
  { when: 'in the middle', nth: 12 },
])('a run that is cancelled $when', ({ nth }) => {
  let number = 0;

  it(
    'of `up` leaves all true, and the next run goes on from there',
    async () => {
      number = stage.open();
      const trigger = atResource('+', nth);
      const { signal, onLine } = trigger;
      const job = await stage.deploy(number, images, { cancel: signal, onLine });
      expectCancelledInTime(job, trigger);
      expectAtRest(stage, number);
      expect(deploymentStates(stage, number)).toEqual(['error']);
      expect(headlineOf(stage, number)).toContain('### ❌ Failed');
      const said = `The run was cancelled while it deployed. ${STOPPED}`;
      expect(commentOf(stage, number)).toContain(said);

      const next = await stage.deploy(number, images);
      await expectServing(stage, number, next);
      expect(next.log).not.toContain('healed:');
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'of `destroy` leaves all true, and the next run goes on from there',
    async () => {
      stage.cloud.github.closePullRequest({ repo: stage.shop.name, number });
      const trigger = atResource('-', nth);
      const { signal, onLine } = trigger;
      const job = await stage.cleanup(number, { cancel: signal, onLine });
      expectCancelledInTime(job, trigger);
      expectAtRest(stage, number);
      expect(filesOf(stage, number).exists).toBe(true);
      expect(headlineOf(stage, number)).toContain('### ❌ Failed');
      const said = `The run was cancelled while it destroyed the preview. ${STOPPED}`;
      expect(commentOf(stage, number)).toContain(said);

      const next = await stage.cleanup(number);
      expect(next).toMatchObject({ conclusion: 'success', outputs: { status: 'destroyed' } });
      expect(next.log).not.toContain('healed:');
      expect(headlineOf(stage, number)).toContain('### 🗑️ Removed');
      expect(deploymentStates(stage, number)).not.toContain('in_progress');
      expect(filesOf(stage, number)).toEqual(NO_STACK);
      expect(await remains(stage.cloud, { app: 'shop', number })).toEqual([]);
    },
    E2E_TIMEOUT_MS,
  );
});

describe('a run that is cancelled', () => {
  it(
    'while the services roll out says that the engine was through',
    async () => {
      const number = stage.open();
      const trigger = atLine(/has started 1 tasks/);
      const { signal, onLine } = trigger;
      const job = await stage.deploy(number, images, { cancel: signal, onLine });
      expectCancelledInTime(job, trigger);
      expectAtRest(stage, number);
      expect(deploymentStates(stage, number)).toEqual(['error']);
      const said = `The run was cancelled while it deployed. ${COMPLETED}`;
      expect(commentOf(stage, number)).toContain(said);
    },
    E2E_TIMEOUT_MS,
  );
});

describe('a stack that another run holds', () => {
  it(
    'is left alone while that run lives, and healed when GitHub says that it is over',
    async () => {
      const number = stage.open();
      const { signal: kill, onLine } = atResource('+', 5);
      const lost = await stage.deploy(number, images, { kill, onLine, leaveRunning: true });
      expect(lost.conclusion).toBe('killed');
      const held = filesOf(stage, number);
      expect(JSON.parse(held.lease ?? 'null')).toMatchObject({ runId: lost.runId });

      stage.cloud.gateway.resetCalls();
      const inputs = { 'timeout-minutes': '1' };
      const refused = await stage.deploy(number, images, { inputs });
      expect(refused).toMatchObject({ conclusion: 'failure', main: { exitCode: 1 } });
      const holder = `run ${lost.runId} (attempt 1, job deploy-preview) of acme/shop`;
      const page = `${stage.cloud.github.serverUrl}/acme/shop/actions/runs/${lost.runId}`;
      expect(refused.log).toContain(`The stack is held by ${holder} (${page}`);
      expect(refused.log).toContain('Waiting up to 30 s for it.');
      expect(refused.log).toContain(
        'It still holds it after 30 s of waiting; nothing was changed.',
      );
      expect(commentOf(stage, number)).toContain(holder);
      // Quoted text never becomes a link, so the address stands there without a live scheme.
      expect(commentOf(stage, number)).toContain(page.replace('http://', ''));
      expect(writes(stage)).toEqual([]);
      expect(filesOf(stage, number)).toEqual(held);

      const waiting = atLine(/The stack is held by/);
      const { signal: cancel } = waiting;
      const bored = await stage.deploy(number, images, { cancel, onLine: waiting.onLine });
      expectCancelledInTime(bored, waiting);
      expect(filesOf(stage, number)).toEqual(held);

      stage.cloud.github.completeRun({ runId: lost.runId, conclusion: 'failure' });
      const next = await stage.deploy(number, images);
      await expectServing(stage, number, next);
      expect(next.log).toContain(`; ${holder} is over)`);
      expect(commentOf(stage, number)).toContain("🩹 engine's lock removed");
    },
    E2E_TIMEOUT_MS,
  );
});
