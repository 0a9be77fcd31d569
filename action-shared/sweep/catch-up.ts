import type { Known } from '../admission/facts.ts';

/** What keeps a pull request from waiting for ever: a place that became free, an event that got lost. */

/** An open pull request. */
export interface OpenPull {
  readonly number: number;
  readonly draft: boolean;
  readonly fork: boolean;
  readonly bot: boolean;
  readonly headSha: string;
  readonly headRef: string;
  /** `owner/name`; null when the fork is gone. */
  readonly headRepository: string | null;
  readonly baseRef: string;
  readonly labels: readonly string[];
  /** ISO 8601. */
  readonly updatedAt: string;
}

export interface CatchUpPolicy {
  readonly drafts: boolean;
  /** One of these is demanded; null: none is. */
  readonly labels: readonly string[] | null;
  /** Most previews at once; null: no limit. */
  readonly max: number | null;
}

export interface RunTrace {
  readonly id: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly finished: boolean;
}

/** What there is to see of a pull request's preview at GitHub. */
export interface PullTraces {
  /** It has a preview, or one is being deployed, whatever the commit. */
  readonly live: Known<boolean>;
  /** The head is served or being deployed. */
  readonly served: Known<boolean>;
  /** Runs of `pull_request` for the head. */
  readonly runs: Known<readonly RunTrace[]>;
  /** What the comment remembers of the head's admission; null: nothing. Its run may be gone. */
  readonly note: Known<{ readonly queued: boolean; readonly run: RunTrace | null } | null>;
  /** When it was last reopened or marked as ready, ISO 8601; null: never. */
  readonly broughtBackAt: Known<string | null>;
  /** It conflicts with its base; then GitHub makes no `pull_request` run at all. */
  readonly conflicts: Known<boolean>;
}

export interface CatchUpFacts extends PullTraces {
  /** Of the branch that it is for. */
  readonly policy: Known<CatchUpPolicy>;
  /** Previews that may still be started; unknown: how many are taken is not known. */
  readonly places: Known<number>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type CatchUp =
  | { readonly action: 'rerun'; readonly runId: number; readonly reason: string }
  | { readonly action: 'dispatch'; readonly reason: string }
  /** It has to wait for a place. */
  | { readonly action: 'wait'; readonly reason: string }
  | { readonly action: 'unknown'; readonly reason: string }
  | { readonly action: 'nothing'; readonly reason: string };

/** An event that is on its way is not lost: GitHub's deliveries take seconds, at worst minutes. */
const ON_ITS_WAY_MILLISECONDS = 15 * 60_000;
/** What is older was there before the sweep, or nobody has missed it. */
const FORGOTTEN_MILLISECONDS = 3 * 86_400_000;
/** GitHub runs a run again for 30 days after it was made (docs, "Re-running workflows and jobs"). */
const RERUNNABLE_MILLISECONDS = 30 * 86_400_000;

/**
 * Whether a pull request is started again. Never what a stranger or bot wrote, never what somebody
 * has decided about, nothing on what is not known.
 */
export function decideCatchUp(pull: OpenPull, facts: CatchUpFacts): CatchUp {
  return notOurs(pull, facts) ?? underWay(facts) ?? queued(facts) ?? lost(pull, facts);
}

/** No question to GitHub is needed to see that there is nothing to do. */
export function notOurs(pull: OpenPull, { policy }: Pick<CatchUpFacts, 'policy'>): CatchUp | null {
  if (pull.fork || pull.bot) return nothing('Only a maintainer starts it, with a command.');
  if (policy === 'unknown') return unknown('what the policy of its base branch is');
  if (pull.draft && !policy.drafts) return nothing('It is a draft.');
  return policy.labels?.every((label) => !pull.labels.includes(label)) === true
    ? nothing('It has no label that admits it.')
    : null;
}

function underWay({ served, runs, note }: CatchUpFacts): CatchUp | null {
  if (served === 'unknown') return unknown('what is deployed');
  if (served) return nothing('Its head is served.');
  if (runs === 'unknown') return unknown('which runs it has');
  if (note === 'unknown') return unknown('what was decided about it');
  const running = [...runs, note?.run].some((run) => run?.finished === false);
  return running ? nothing('A run of its head is under way.') : null;
}

function queued({ note, places, now }: CatchUpFacts): CatchUp | null {
  if (note === 'unknown' || note?.queued !== true) return null;
  if (places === 'unknown') return unknown('how many previews there are');
  if (places < 1) return { action: 'wait', reason: 'All places are taken (`previews.max`).' };
  const reason = 'A place is free.';
  const { run } = note;
  const old = run === null || now - Date.parse(run.createdAt) > RERUNNABLE_MILLISECONDS;
  return old ? { action: 'dispatch', reason } : { action: 'rerun', runId: run.id, reason };
}

function lost(pull: OpenPull, facts: CatchUpFacts): CatchUp {
  const { runs, note, broughtBackAt, conflicts, now } = facts;
  if (broughtBackAt === 'unknown') return unknown('when it was reopened');
  const seen = [...(runs === 'unknown' ? [] : runs), ...(note === 'unknown' ? [] : [note?.run])];
  const since = broughtBackAt === null ? -Infinity : Date.parse(broughtBackAt);
  // Times are whole seconds: of the same one, the run may be that of the closing before.
  if (seen.some((run) => run != null && Date.parse(run.createdAt) > since)) {
    return nothing('A run has decided about its head.');
  }
  const quiet = now - Date.parse(pull.updatedAt);
  if (!(quiet > ON_ITS_WAY_MILLISECONDS)) return nothing('Its event may be on its way.');
  if (quiet > FORGOTTEN_MILLISECONDS) return nothing('Nothing has happened for days.');
  if (conflicts === 'unknown') return unknown('whether it can be merged');
  if (conflicts) return nothing('It conflicts with its base branch: GitHub runs nothing for it.');
  return { action: 'dispatch', reason: 'No run came of its last event.' };
}

function nothing(reason: string): CatchUp {
  return { action: 'nothing', reason };
}

function unknown(what: string): CatchUp {
  return { action: 'unknown', reason: `Not started, because it is not known ${what}.` };
}

/** A pull request with what is decided about it. */
export interface PlannedCatchUp {
  readonly pull: OpenPull;
  readonly decision: CatchUp;
}

/**
 * Decides about all open pull requests: who has waited longest comes first, and no more are started
 * than there are places. What is under way and not deployed yet counts as taken.
 *
 * @param policyOf of the branch that a pull request is for
 */
export function planCatchUp(
  all: readonly { readonly pull: OpenPull; readonly traces: PullTraces }[],
  policyOf: (pull: OpenPull) => Known<CatchUpPolicy>,
  now: number,
): readonly PlannedCatchUp[] {
  let taken = all.some(({ traces: { live } }) => live === 'unknown')
    ? Infinity
    : all.filter(({ traces }) => takesPlace(traces)).length;
  return all
    .toSorted((a, b) => waitingSince(a) - waitingSince(b) || a.pull.number - b.pull.number)
    .map(({ pull, traces }) => {
      const policy = policyOf(pull);
      const places = placesOf(policy, taken, traces.live === true);
      const decision = decideCatchUp(pull, { ...traces, policy, places, now });
      const starts = decision.action === 'rerun' || decision.action === 'dispatch';
      if (starts && !takesPlace(traces)) taken += 1;
      return { pull, decision };
    });
}

function takesPlace({ live, runs, note }: PullTraces): boolean {
  const noted = note === 'unknown' ? null : note?.run;
  const known = runs === 'unknown' ? [] : runs;
  return live === true || [...known, noted].some((run) => run?.finished === false);
}

/** One that has its preview needs no other place. */
function placesOf(policy: Known<CatchUpPolicy>, taken: number, own: boolean): Known<number> {
  if (policy === 'unknown') return 'unknown';
  if (policy.max === null || own) return Infinity;
  return taken === Infinity ? 'unknown' : Math.max(0, policy.max - taken);
}

function waitingSince({ pull, traces: { note } }: { pull: OpenPull; traces: PullTraces }): number {
  const run = note === 'unknown' ? null : (note?.run ?? null);
  return Date.parse(run?.createdAt ?? pull.updatedAt);
}
