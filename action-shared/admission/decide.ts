import { skip } from './admission.ts';
import type { Admission } from './admission.ts';
import { decideCommand } from './decide-command.ts';
import { decideCommit } from './decide-commit.ts';
import { isMaintainer } from './facts.ts';
import type { AdmissionFacts } from './facts.ts';

/** Actions of `pull_request` that bring a commit to look at; `labeled` counts for a label that admits. */
const BRINGS_A_COMMIT = ['opened', 'reopened', 'synchronize', 'ready_for_review'];

/**
 * Whether a commit of a pull request is deployed, somebody is asked, or nothing is done.
 *
 * Nobody's code is deployed but that of maintainers (people who may push) or that which a maintainer
 * asked for by a command or a dispatch, for exactly this commit. What GitHub could not tell counts
 * against: it leads to `ask`, or to `skip` where there is nothing to ask about.
 */
export function decideAdmission(facts: AdmissionFacts): Admission {
  const beside = besideThePoint(facts);
  if (beside !== null) return skip(beside, { say: 'nothing' });
  const { pull } = facts;
  if (pull === 'unknown') {
    return skip('GitHub could not tell about the pull request. Run this job again.', quiet);
  }
  if (pull === null) return skip('There is no such pull request in this repository.', quiet);
  if (facts.event === 'issue_comment') return decideCommand(facts, pull);
  return decideCommit(facts, pull, { askedBy: askedBy(facts), command: '' });
}

const quiet = { say: 'nothing' } as const;

/** Why the event is about no commit and no command; null when it is about one. */
export function besideThePoint(
  facts: Pick<AdmissionFacts, 'event' | 'action' | 'label' | 'policy'> & {
    readonly request: object | null;
  },
): string | null {
  const { event, action } = facts;
  switch (event) {
    case 'pull_request':
      return pullRequestAction(facts);
    case 'issue_comment':
      if (action !== 'created') return 'Only new comments are read; write a new one.';
      return facts.request === null ? 'The comment is no command.' : null;
    case 'workflow_dispatch':
      return null;
    default:
      return `Nothing is deployed for the event \`${/^\w{1,40}$/.exec(event)?.[0] ?? '?'}\`.`;
  }
}

function pullRequestAction({
  action,
  label,
  policy,
}: Pick<AdmissionFacts, 'action' | 'label' | 'policy'>): string | null {
  if (BRINGS_A_COMMIT.includes(action ?? '')) return null;
  if (action === 'closed') return 'The pull request is closed; the cleanup takes its preview away.';
  if (action !== 'labeled') return 'Nothing about the commit has changed.';
  // An unknown policy is said by the decision itself.
  const admits =
    policy === 'unknown' || (label !== null && policy.labels?.includes(label) === true);
  return admits ? null : 'The label has no say in previews.';
}

/** The maintainer who dispatched the run, or whose comment did. */
function askedBy({
  event,
  actor,
  triggeringActor,
  askedBy: commented,
}: AdmissionFacts): string | null {
  if (event !== 'workflow_dispatch') return null;
  if (isMaintainer(actor) && isMaintainer(triggeringActor)) return actor.login;
  const rerunByStranger = !triggeringActor.bot && !isMaintainer(triggeringActor);
  return !actor.bot || rerunByStranger || commented === 'unknown' ? null : commented;
}
