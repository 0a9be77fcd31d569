import { isMaintainer } from '../../action-shared/admission/facts.ts';
import { noteOf } from './gate-note.ts';
import type { GateInputs } from './inputs.ts';
import type { Deps } from './ports.ts';
import { pastReason } from './past.ts';
import { resultOf } from './result.ts';
import type { Result } from './result.ts';

/**
 * The first step of the job behind the gate: `deploy` only when the admission said so, or a person
 * with write permission approved this very run, and the commit is still the head. Whatever cannot be
 * found out fails the job, and so keeps the deployment from starting.
 */
export async function confirm(inputs: GateInputs, deps: Deps): Promise<Result> {
  const { number, sha, decision } = inputs;
  const about = { number, sha };
  if (decision === 'skip') {
    return resultOf({ ...about, decision: 'skip', reason: 'Nothing is to be deployed.' });
  }
  const past = pastReason(await deps.reads.pull(number), sha);
  if (past !== null) {
    await deps.announce.correction(await noteOf(inputs, deps, 'skipped', past));
    return resultOf({ ...about, decision: 'skip', reason: past });
  }
  const approver = await approverOf(deps);
  if (approver !== null) {
    const reason = `${approver} approved the deployment of \`${sha.slice(0, 7)}\`.`;
    await deps.announce.decision(await noteOf(inputs, deps, 'approved', reason));
    return resultOf({ ...about, decision: 'deploy', reason }, { approvedBy: approver });
  }
  if (decision === 'deploy') {
    return resultOf({ ...about, decision, reason: 'The admission allows it.' });
  }
  const reason = `Nobody with write permission approved this run, and the admission asks for it. Give the environment \`${inputs.environment}\` required reviewers.`;
  return resultOf({ ...about, decision: 'skip', reason }, { ending: 'fail' });
}

/** Who approved this run, when the last review approves it and is a maintainer's. */
async function approverOf({ gate, reads }: Deps): Promise<string | null> {
  const review = (await gate.reviews()).at(-1);
  if (review?.state !== 'approved' || review.bot) return null;
  const role = await reads.role(review.login);
  return isMaintainer({ login: review.login, bot: review.bot, role }) ? review.login : null;
}
