import type { PreviewReport } from '../documents/report.ts';
import { openStateStore } from '../engine/state-store.ts';
import { createGitHub } from '../github/client.ts';
import { systemClock } from '../runner/clock.ts';
import type { Runner } from '../runner/runner.ts';
import { attach } from './connect.ts';
import { finishSession } from './finish-session.ts';
import type { Finished } from './finish-session.ts';
import { interruptedReport } from './interrupted.ts';
import { readPostState } from './post-state.ts';
import { createPublisher } from './publisher.ts';

/**
 * The `post` step of an action that holds a stack: where main did not come to its own end, lets the
 * engine come to rest, releases the lease and writes the truth into the comment.
 *
 * @returns the report of the interrupted run; null when there was nothing to do or to tell.
 */
export async function finishInterrupted(
  runner: Runner,
  env: NodeJS.ProcessEnv,
): Promise<PreviewReport | null> {
  const left = readPostState(runner);
  if (left.done) return null;
  const finished = left.held === null ? nothingHeld : await finishHeld(runner, env, left.held);
  runner.info(finished.detail);
  if (left.report === null) return null;
  const report = interruptedReport(left.report, finished);
  await createPublisher({
    gh: createGitHub({
      token: runner.input('github-token'),
      apiUrl: runner.context.apiUrl,
      repository: runner.context.repository,
    }),
    number: report.number,
    mask: (text) => runner.masker.mask(text),
    warn: (line) => runner.warning(line),
    enabled: runner.input('comment') !== 'false',
  }).show(report);
  return report;
}

const nothingHeld: Finished = { engine: 'idle', detail: 'No stack was held.' };

async function finishHeld(
  runner: Runner,
  env: NodeJS.ProcessEnv,
  held: NonNullable<ReturnType<typeof readPostState>['held']>,
): Promise<Finished> {
  const given = runner.input('backend-url');
  const url = given === '' ? (env['PULUMI_BACKEND_URL'] ?? '') : given;
  return finishSession(held, {
    store: await openStateStore(url, env),
    clock: systemClock,
    attach: (folder) => attach(folder, runner),
    log: (line) => runner.info(line),
    onWarning: (text) => runner.warning(text),
  });
}
