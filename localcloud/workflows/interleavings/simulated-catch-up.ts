import { planCatchUp } from '../../../action-shared/sweep/catch-up.ts';
import type { OpenPull, PullTraces, RunTrace } from '../../../action-shared/sweep/catch-up.ts';
import { REPOSITORY } from './simulated-github.ts';
import type { SimulatedPull } from './simulated-github.ts';
import type { SimulatedWorld } from './simulated-world.ts';
import type { SimulatedRun } from './simulated-runs.ts';

/** The sweep's last step: starts what waits for a place, and what GitHub has told nobody of. */
export function startWaiting(world: SimulatedWorld): void {
  const { github, runs, max, time } = world;
  const open = github.pulls().filter(({ state }) => state === 'open');
  const all = open.map((pull) => ({ pull: openPull(pull), traces: tracesOf(pull, world) }));
  const policy = { drafts: true, labels: null, max };
  for (const { pull, decision } of planCatchUp(all, () => policy, time.now())) {
    if (decision.action === 'rerun') runs.rerun(decision.runId);
    if (decision.action !== 'dispatch') continue;
    const inputs = { 'pr-number': String(pull.number), sha: pull.headSha };
    runs.dispatch('preview-fork.yml', inputs);
  }
}

function tracesOf(
  { number, headSha, reopenedAt }: SimulatedPull,
  { previews, deploying, notes, runs }: SimulatedWorld,
): PullTraces {
  const own = runs.all.filter(
    (run) => run.event === 'pull_request' && run.number === number && run.headSha === headSha,
  );
  const note = notes.get(number);
  const noted = runs.all.find(({ id }) => id === note?.runId);
  return {
    live: previews.has(number) || deploying.has(number),
    served: previews.get(number) === headSha || deploying.get(number) === headSha,
    runs: own.map(traceOf),
    note:
      note?.sha === headSha
        ? { queued: note.queued, run: noted === undefined ? null : traceOf(noted) }
        : null,
    broughtBackAt: reopenedAt === null ? null : timeAt(reopenedAt),
    conflicts: false,
  };
}

function traceOf({ id, createdAt, conclusion }: SimulatedRun): RunTrace {
  return { id, createdAt: timeAt(createdAt), finished: conclusion !== null };
}

/** GitHub's times are whole seconds. */
function timeAt(milliseconds: number): string {
  return new Date(Math.floor(milliseconds / 1000) * 1000).toISOString();
}

function openPull({ number, headSha, updatedAt }: SimulatedPull): OpenPull {
  return {
    ...{ number, draft: false, fork: false, bot: false, headSha, headRef: `topic-${number}` },
    ...{ headRepository: REPOSITORY, baseRef: 'main', labels: [], updatedAt: timeAt(updatedAt) },
  };
}
