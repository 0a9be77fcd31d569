import { ask, deploy, isUntrusted, short, skip } from './admission.ts';
import type { Admission } from './admission.ts';
import { isMaintainer } from './facts.ts';
import type { AdmissionFacts, AdmissionPolicy, PullFacts } from './facts.ts';
import { touchesPaths } from './paths.ts';
import { firstUnknown } from './unknown.ts';

/** A maintainer's act for exactly this commit; `askedBy` null: there is none. */
export interface Act {
  readonly askedBy: string | null;
  readonly command: '' | 'deploy';
}

/** What becomes of a commit: first what speaks against it, then what is in doubt. */
export function decideCommit(facts: AdmissionFacts, pull: PullFacts, act: Act): Admission {
  const stale = staleness(facts, pull);
  if (stale !== null) return stale;
  const { policy } = facts;
  const refusal = policy === 'unknown' ? null : policyRefusal(policy, facts, pull, act);
  if (refusal !== null) return skip(refusal);
  const full = policy !== 'unknown' && isFull(policy, facts.previews);
  if (full && policy.whenFull === 'queue') return skip(fullReason(policy, pull), { queued: true });
  const doubt = doubtOf(facts, pull, act);
  const more = { ...act, makeRoom: full };
  return doubt === null ? deploy(deployReason(pull, act), more) : ask(doubt, more);
}

/** The run is about a pull request or commit that is past. */
function staleness(
  { sha, event, onBaseBranch }: AdmissionFacts,
  pull: PullFacts,
): Admission | null {
  if (!pull.open) {
    const how = pull.merged ? 'merged' : 'closed';
    return skip(`The pull request is ${how}; nothing is deployed for it.`, { say: 'nothing' });
  }
  if (event === 'workflow_dispatch' && !onBaseBranch) {
    return skip(
      `The deployment was started from another branch. Run the workflow from \`${pull.baseRef}\`.`,
    );
  }
  if (sha === null || sha === pull.headSha) return null;
  const moved = `The head moved to ${short(pull.headSha)}, so ${short(sha)} is not deployed`;
  // A new head has a run of its own, which speaks for it; who dispatched this one has to look again.
  return event === 'workflow_dispatch'
    ? skip(`${moved}. Look at the new commit, then write \`/preview deploy\`.`)
    : skip(`${moved}; the run of the new head takes care of it.`, { say: 'nothing' });
}

/** Why the policy wants no preview; a maintainer's act overrules all but `forks: never`. */
function policyRefusal(
  policy: AdmissionPolicy,
  { changedFiles }: AdmissionFacts,
  pull: PullFacts,
  { askedBy }: Act,
): string | null {
  if (pull.fork && policy.forks === 'never') {
    return 'Pull requests from forks get no preview here (`previews.forks: never`). A maintainer can push the branch to this repository.';
  }
  if (askedBy !== null) return null;
  if (pull.author.bot && !policy.bots) {
    return 'Pull requests of bots get no preview (`previews.bots`). A maintainer can write `/preview deploy`.';
  }
  if (pull.draft && !policy.drafts) {
    return 'Drafts get no preview (`previews.drafts`). Mark it as ready for review, or write `/preview deploy`.';
  }
  if (policy.labels?.every((label) => !pull.labels.includes(label)) === true) {
    const wanted = policy.labels.map((label) => `\`${label}\``).join(' or ');
    return `Only pull requests with the label ${wanted} get a preview. Add it.`;
  }
  const touched =
    policy.paths === null || changedFiles === 'unknown' || touchesPaths(changedFiles, policy.paths);
  return touched
    ? null
    : 'No changed file matters to the app (`previews.paths`). A maintainer can write `/preview deploy`.';
}

function isFull({ max }: AdmissionPolicy, previews: AdmissionFacts['previews']): boolean {
  return max !== null && previews !== 'unknown' && !previews.own && previews.others >= max;
}

/** What strangers wrote is never started by itself. */
function fullReason({ max }: AdmissionPolicy, pull: PullFacts): string {
  const taken = `All ${max ?? 0} previews of the app are taken (\`previews.max\`).`;
  return isUntrusted(pull)
    ? `${taken} When one is closed, a maintainer can write \`/preview deploy\` here.`
    : `${taken} It is started by itself after one is closed; the sweep looks every hour. Sooner: \`/preview destroy\` one, then write \`/preview deploy\` here.`;
}

/** What keeps a commit from being deployed without a person's word; null: nothing. */
function doubtOf(facts: AdmissionFacts, pull: PullFacts, { askedBy }: Act): string | null {
  const unknown = firstUnknown(facts, pull);
  if (unknown !== null) {
    return `It could not be found out ${unknown}, so somebody has to look. ${howToApprove(pull)}`;
  }
  if (askedBy !== null) return null;
  const stranger = strangeness(facts, pull);
  return stranger === null ? null : `${stranger} ${howToApprove(pull)}`;
}

function strangeness(facts: AdmissionFacts, pull: PullFacts): string | null {
  const { actor, triggeringActor } = facts;
  if (pull.fork) return 'The pull request comes from a fork.';
  if (pull.author.bot) return `The pull request is a bot's (${pull.author.login}).`;
  if (!isMaintainer(pull.author)) {
    return `${pull.author.login}, whose pull request it is, has no write permission.`;
  }
  const starters = isOwnRerun(facts) ? [actor] : [actor, triggeringActor];
  const other = starters.find((one) => !isMaintainer(one));
  if (other === undefined) return null;
  return other.bot
    ? `The last change came from a bot (${other.login}).`
    : `${other.login}, who started this run, has no write permission.`;
}

/**
 * The sweep has run again what a person caused: who runs again changes no code, and the head is checked.
 * A `pull_request` run that `github-actions[bot]` started is a re-run: GitHub lets its pushes start none.
 */
function isOwnRerun({ event, triggeringActor }: AdmissionFacts): boolean {
  return event === 'pull_request' && triggeringActor.bot && triggeringActor.login === OWN_BOT;
}

/** Who acts with a workflow's own token. */
const OWN_BOT = 'github-actions[bot]';

function howToApprove(pull: PullFacts): string {
  return isUntrusted(pull)
    ? 'A maintainer who has looked at the change can write `/preview deploy`.'
    : 'A reviewer who has looked at the change can approve the deployment.';
}

function deployReason(pull: PullFacts, { askedBy }: Act): string {
  const commit = `Commit ${short(pull.headSha)} is deployed`;
  return askedBy === null
    ? `${commit}: ${pull.author.login} may push to this repository.`
    : `${commit}: ${askedBy} asked for it.`;
}
