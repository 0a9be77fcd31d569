import { isMaintainer } from '../../action-shared/admission/facts.ts';
import type { AdmissionNote } from '../../action-shared/comment/admission.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import type { PendingDeployment } from '../../action-shared/github/pending-deployments.ts';
import type { GateInputs } from './inputs.ts';
import { noteOf } from './gate-note.ts';
import { observeGate } from './observe-gate.ts';
import type { GateSight } from './observe-gate.ts';
import type { Deps } from './ports.ts';
import { resultOf } from './result.ts';
import type { Result } from './result.ts';

/** Pause between two looks: short while a person may be waiting for it, then longer. */
const FIRST_PAUSE_SECONDS = 10;
const LATER_PAUSE_SECONDS = 30;
const LATER_AFTER_SECONDS = 300;
/** After an approval of our own, which GitHub may take a moment to carry out. */
const APPROVED_PAUSE_SECONDS = 1;
const APPROVED_LOOKS = 10;

/**
 * Runs beside the job that the environment holds: approves it where that may be done by itself,
 * otherwise shows the link and waits until somebody has, the head moves, or the time is over.
 */
export async function watchGate(inputs: GateInputs, deps: Deps): Promise<Result> {
  if (inputs.decision === 'skip') return done(inputs, 'skip', 'Nothing is to be deployed.');
  const watch: Watch = { inputs, deps, shown: false, tried: false, awaiting: 0, held: false };
  const begun = deps.clock.now();
  for (let looks = 1; ; looks += 1) {
    const sight = await observeGate(inputs, deps, { looks, held: watch.held });
    const result = await conclude(watch, sight);
    if (result !== null) return result;
    const waited = (deps.clock.now() - begun) / 1000;
    if (waited >= inputs.timeoutSeconds) return end(watch, 'expired', expiredReason(inputs));
    const pause = pauseSeconds(watch, waited);
    const left = inputs.timeoutSeconds - waited;
    await deps.clock.sleep(Math.min(pause, left) * 1000, deps.cancelled);
  }
}

/** What the watch has done so far. */
interface Watch {
  readonly inputs: GateInputs;
  readonly deps: Deps;
  /** The link is in the comment. */
  shown: boolean;
  /** The approval token was used. */
  tried: boolean;
  /** Looks for which an approval that was given and taken is still believed. */
  awaiting: number;
  /** The job has been seen before the gate: reviews are of this attempt from now on. */
  held: boolean;
}

function pauseSeconds({ awaiting }: Watch, waited: number): number {
  if (awaiting > 0) return APPROVED_PAUSE_SECONDS;
  return waited < LATER_AFTER_SECONDS ? FIRST_PAUSE_SECONDS : LATER_PAUSE_SECONDS;
}

async function conclude(watch: Watch, sight: GateSight): Promise<Result | null> {
  const { inputs } = watch;
  switch (sight.kind) {
    case 'held':
      watch.held = true;
      await approveOrShow(watch, sight.pending);
      return null;
    case 'approved':
      // `confirm` shows it: it comes before the deployment's own words, this job runs beside them.
      return done(inputs, 'deploy', `${sight.by} approved the deployment.`, {
        approvedBy: sight.by,
      });
    case 'rejected':
      await note(
        watch,
        'rejected',
        `${sight.by} rejected the deployment. Push again to ask again.`,
      );
      return done(inputs, 'skip', `${sight.by} rejected the deployment.`);
    case 'past':
      return end(watch, 'skipped', sight.reason);
    case 'open':
      return throughOpenGate(inputs);
    case 'unclear':
      return null;
  }
}

/** An environment without rules holds nothing; who must be asked cannot be asked there. */
function throughOpenGate(inputs: GateInputs): Result {
  const { environment } = inputs;
  if (inputs.decision === 'deploy') {
    return done(
      inputs,
      'deploy',
      `The environment ${environment} has no reviewers; the admission decided.`,
    );
  }
  const reason = `The environment \`${environment}\` has no required reviewers, so nobody can approve the deployment. Add them in the repository's settings, Environments.`;
  return done(inputs, 'skip', reason, { ending: 'fail' });
}

async function approveOrShow(watch: Watch, pending: PendingDeployment): Promise<void> {
  const { deps, inputs } = watch;
  if (!watch.tried && (await mayApproveItself(watch))) {
    watch.tried = true;
    try {
      const text = `A maintainer's own pull request, commit ${inputs.sha}.`;
      await deps.gate.approve?.(pending.environmentId, text);
      watch.awaiting = APPROVED_LOOKS;
      return;
    } catch (error) {
      deps.cancelled.throwIfAborted();
      deps.log.warning(`The approval token could not approve: ${errorMessage(error)}`);
    }
  }
  watch.awaiting = Math.max(0, watch.awaiting - 1);
  if (watch.shown || watch.awaiting > 0) return;
  watch.shown = true;
  const who = pending.reviewers.slice(0, 6).join(', ') || 'a reviewer of the environment';
  const minutes = Math.round(inputs.timeoutSeconds / 60);
  const words = `Nothing is deployed before ${who} approves it; this run waits ${minutes} minutes.`;
  deps.log.info(`${words} ${inputs.runUrl}`);
  await note(watch, 'waiting', words);
}

/** Only the own pull request of somebody who may push, and only when the admission had no doubt. */
async function mayApproveItself({ deps, inputs }: Watch): Promise<boolean> {
  if (deps.gate.approve === null || inputs.decision !== 'deploy') return false;
  try {
    const pull = await deps.reads.pull(inputs.number);
    if (pull === null || pull.fork || pull.author.bot || pull.headSha !== inputs.sha) return false;
    return isMaintainer({ ...pull.author, role: await deps.reads.role(pull.author.login) });
  } catch (error) {
    deps.cancelled.throwIfAborted();
    deps.log.warning(`Whose pull request it is, is not known: ${errorMessage(error)}`);
    return false;
  }
}

/** Nobody will approve any more: says so, and lets the waiting run end. */
async function end(watch: Watch, state: 'expired' | 'skipped', reason: string): Promise<Result> {
  const { inputs, deps } = watch;
  await deps.announce.correction(await noteOf(inputs, deps, state, reason));
  return done(inputs, 'skip', reason, { ending: 'cancel-run' });
}

function expiredReason({ timeoutSeconds, sha }: GateInputs): string {
  return `Nobody approved \`${sha.slice(0, 7)}\` within ${Math.round(timeoutSeconds / 60)} minutes, so the run was ended. Re-run it, push again, or write \`/preview deploy\` to ask again.`;
}

async function note(
  { inputs, deps }: Watch,
  state: AdmissionNote['state'],
  reason: string,
): Promise<void> {
  await deps.announce.decision(await noteOf(inputs, deps, state, reason));
}

function done(
  { number, sha }: GateInputs,
  decision: Result['decision'],
  reason: string,
  more: Partial<Result> = {},
): Result {
  return resultOf({ decision, reason, number, sha }, more);
}
