import { parseAppFile } from '../../action-shared/config/app-file.ts';
import type { AppFile } from '../../action-shared/config/app-file.ts';
import { peekAppName } from '../../action-shared/config/app-name.ts';
import { durationSeconds } from '../../action-shared/config/durations.ts';
import type { TaggedResource } from '../../action-shared/aws/tagged-previews.ts';
import type { Leftover } from '../../action-shared/documents/report.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import { isKept } from '../../action-shared/sweep/candidate.ts';
import type { Candidate, PullFact } from '../../action-shared/sweep/candidate.ts';
import { decideSweep, timeOf } from '../../action-shared/sweep/decide.ts';
import { staleEnvironments } from '../../action-shared/sweep/environments.ts';
import type { StaleEnvironment } from '../../action-shared/sweep/environments.ts';
import type { Judged } from '../../action-shared/sweep/make-room.ts';
import type { Visits } from '../../action-shared/sweep/visits.ts';
import { findCandidates } from './candidates.ts';
import type { SweepInputs } from './inputs.ts';
import type { SweepDeps } from './ports.ts';

/** All that is known before anything is removed. */
export interface Survey {
  /** The app whose policy was read. */
  readonly app: string;
  readonly policy: AppFile['previews'] | null;
  /** False: the file cannot be read as one. */
  readonly policyKnown: boolean;
  /** The branch that it was read from. */
  readonly branch: string;
  readonly previews: readonly Judged[];
  readonly environments: readonly StaleEnvironment[];
  readonly orphans: readonly Leftover[];
  readonly notes: readonly string[];
  readonly problems: readonly string[];
}

/** Visits are looked for over at least this time, to see whether an expired preview is in use. */
const SHORTEST_LOOK = 3_600_000;
/** To find the longest idle; beyond it, all count as idle alike. */
const ROOM_LOOK = 14 * 86_400_000;
/** CloudWatch keeps values of five minutes for 63 days. */
const LONGEST_LOOK = 60 * 86_400_000;

/**
 * Looks at everything; changes nothing.
 *
 * @throws whatever GitHub or the state backend answered instead: then nothing may be removed.
 */
export async function survey(inputs: SweepInputs, deps: SweepDeps): Promise<Survey> {
  const { github } = deps;
  const open = await github.openPulls();
  const { app, policy, branch, problem } = await readPolicy(inputs, deps);
  // Resources before stacks: one that is being made has its stack before itself.
  const tagged = await readTagged(deps);
  const stacks = await deps.stacks();
  const scope = { inputs, app };
  const { candidates, notes } = await findCandidates(stacks, tagged.resources, scope, deps);
  const pulls = await readPulls(candidates, open, deps);
  const visits = await readVisits({ candidates, pulls, policy, inputs, app }, deps);
  const now = deps.now();
  const previews = candidates.map((candidate): Judged => {
    const pull = pulls.get(candidate.number) ?? { state: 'unknown' };
    const seen = visits.get(candidate.stack) ?? { known: false, why: 'nobody asked' };
    const idleSeconds = candidate.app === app ? idleOf(policy) : null;
    const decision = decideSweep(candidate, { pull, visits: seen, idleSeconds, now });
    return { candidate, pull, visits: seen, decision };
  });
  const named = new Set(stacks.map(({ stack }) => stack));
  const numbers = new Set(candidates.map(({ number }) => number));
  const known = { open: new Set(open.keys()), stacks: numbers, now };
  const names = inputs.makeRoomFor === null ? await github.environments() : [];
  const { stale, left } = staleEnvironments(names, inputs.environmentName, known);
  const lost = tagged.resources.filter((one) => isLost(one, named, inputs));
  return {
    app,
    policy,
    policyKnown: problem === null,
    branch,
    previews,
    environments: stale,
    orphans: inputs.makeRoomFor === null ? await deps.orphans(lost) : [],
    notes: [
      ...notes,
      ...(left === 0 ? [] : [`${left} more GitHub environments: their turn comes in later hours.`]),
    ],
    problems: [problem, tagged.problem].filter((one) => one !== null),
  };
}

/** The policy is the base branch's: nobody's pull request decides what is removed. */
async function readPolicy(
  inputs: SweepInputs,
  { github }: SweepDeps,
): Promise<Pick<Survey, 'app' | 'policy' | 'branch'> & { readonly problem: string | null }> {
  const branch = await github.defaultBranch();
  const asking = inputs.makeRoomFor === null ? null : await github.pull(inputs.makeRoomFor);
  const ref = asking?.baseRef ?? branch;
  const text = await github.policyFile(ref);
  const app = inputs.app ?? peekAppName(text, inputs.repository);
  if (text === null) return { app, branch: ref, policy: null, problem: null };
  try {
    const fileName = `${inputs.configFile} of ${ref}`;
    const file = parseAppFile(text, { fileName, repositoryName: inputs.repository });
    return { app, branch: ref, policy: file.previews, problem: null };
  } catch (error) {
    const problem = `The policy is not known, so nothing counts as idle: ${errorMessage(error)}`;
    return { app, branch: ref, policy: null, problem };
  }
}

async function readTagged(deps: SweepDeps) {
  try {
    return { resources: await deps.tagged(), problem: null };
  } catch (error) {
    const resources: readonly TaggedResource[] = [];
    return { resources, problem: `Orphaned resources are not known: ${errorMessage(error)}` };
  }
}

/** Every open one is in the list; the others are asked for one by one, to tell closed from missing. */
async function readPulls(
  candidates: readonly Candidate[],
  open: ReadonlyMap<number, readonly string[]>,
  { github }: SweepDeps,
): Promise<ReadonlyMap<number, PullFact>> {
  const pulls = new Map<number, PullFact>();
  for (const { number } of candidates) {
    const labels = open.get(number);
    if (labels !== undefined) pulls.set(number, { state: 'open', labels });
    else if (!pulls.has(number)) pulls.set(number, await github.pull(number));
  }
  return pulls;
}

async function readVisits(
  known: {
    readonly candidates: readonly Candidate[];
    readonly pulls: ReadonlyMap<number, PullFact>;
    readonly policy: Survey['policy'];
    readonly inputs: SweepInputs;
    readonly app: string;
  },
  deps: SweepDeps,
): Promise<ReadonlyMap<string, Visits>> {
  const { candidates, pulls, policy, inputs } = known;
  const now = deps.now();
  const idle = idleOf(policy);
  const asked = candidates.filter((one) => {
    const pull = pulls.get(one.number);
    if (pull?.state !== 'open' || isKept(pull)) return false;
    const expired = (timeOf(one.plan?.expiresAt ?? null) ?? Infinity) <= now;
    return expired || inputs.makeRoomFor !== null || (idle !== null && one.app === known.app);
  });
  if (asked.length === 0) return new Map();
  const least = inputs.makeRoomFor === null ? SHORTEST_LOOK : ROOM_LOOK;
  const look = Math.min(LONGEST_LOOK, Math.max(least, (idle ?? 0) * 1000));
  return deps.visits(
    new Map(asked.map(({ stack, targetGroups }) => [stack, targetGroups])),
    now - look,
  );
}

function idleOf(policy: Survey['policy']): number | null {
  return policy?.idle == null ? null : durationSeconds(policy.idle);
}

function isLost(
  { stack, repository, app }: TaggedResource,
  stacks: ReadonlySet<string>,
  inputs: SweepInputs,
): boolean {
  const ours = repository.toLowerCase() === inputs.repository.toLowerCase();
  return ours && !stacks.has(stack) && (inputs.app === null || app === inputs.app);
}
