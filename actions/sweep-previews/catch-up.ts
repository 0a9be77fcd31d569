import { DEFAULT_POLICY } from '../../action-shared/admission/facts.ts';
import type { Known } from '../../action-shared/admission/facts.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import { notOurs, planCatchUp } from '../../action-shared/sweep/catch-up.ts';
import type {
  CatchUpPolicy,
  OpenPull,
  PlannedCatchUp,
  PullTraces,
} from '../../action-shared/sweep/catch-up.ts';
import type { StartEntry } from '../../action-shared/sweep/report.ts';
import type { SweepInputs } from './inputs.ts';
import type { SweepDeps } from './ports.ts';
import type { Survey } from './survey.ts';

interface CatchUpResult {
  readonly started: readonly StartEntry[];
  readonly problems: readonly string[];
}

const UNASKED: PullTraces = {
  live: 'unknown',
  served: 'unknown',
  runs: 'unknown',
  note: 'unknown',
  broughtBackAt: 'unknown',
  conflicts: 'unknown',
};

/**
 * Starts pull requests that wait for a place which is free now, and those whose event got lost. Comes
 * after the removals: what they freed is seen. A dry run only tells.
 */
export async function catchUp(
  inputs: SweepInputs,
  survey: Survey,
  deps: SweepDeps,
): Promise<CatchUpResult> {
  const problems: string[] = [];
  const known = async <T>(what: string, question: () => Promise<T>): Promise<Known<T>> => {
    try {
      return await question();
    } catch (error) {
      deps.signal.throwIfAborted();
      problems.push(`It is not known ${what}: ${errorMessage(error)}`);
      return 'unknown';
    }
  };
  const pulls = await known('which pull requests wait', () => deps.catchUp.pulls());
  if (pulls === 'unknown') return { started: [], problems };
  const policyOf = (pull: OpenPull) => policyFor(pull, survey);
  const all = [];
  for (const pull of pulls) {
    const policy = policyOf(pull);
    all.push({ pull, traces: await tracesOf(pull, policy, { app: survey.app, deps, known }) });
  }
  const started: StartEntry[] = [];
  for (const planned of planCatchUp(all, policyOf, deps.now())) {
    const entry = await start(planned, inputs, deps);
    if (entry?.outcome === 'failed')
      problems.push(`#${entry.number} was not started: ${entry.reason}`);
    if (entry !== null) started.push(entry);
  }
  return { started, problems };
}

/** The policy was read from one branch, and counts for pull requests to that branch. */
function policyFor(pull: OpenPull, { policy, policyKnown, branch }: Survey): Known<CatchUpPolicy> {
  if (!policyKnown || pull.baseRef !== branch) return 'unknown';
  const { drafts, labels, max } = policy ?? DEFAULT_POLICY;
  return { drafts, labels: labels ?? null, max: max ?? null };
}

/** Asks no more than the decision needs: most open pull requests serve their head. */
async function tracesOf(
  pull: OpenPull,
  policy: Known<CatchUpPolicy>,
  {
    app,
    deps: { catchUp: github },
    known,
  }: {
    readonly app: string;
    readonly deps: SweepDeps;
    readonly known: <T>(what: string, question: () => Promise<T>) => Promise<Known<T>>;
  },
): Promise<PullTraces> {
  const { number } = pull;
  const of = `of #${number}`;
  const deployment = await known(`what is deployed ${of}`, () => github.deployment(pull, app));
  if (deployment === 'unknown') return UNASKED;
  const { live, served } = deployment;
  if (served || notOurs(pull, { policy }) !== null) return { ...UNASKED, live, served };
  const note = await known(`what was decided about ${of}`, () => github.note(pull, app));
  return {
    live,
    served,
    note,
    runs: await known(`which runs there are ${of}`, () => github.runs(pull)),
    broughtBackAt: await known(`when #${number} was reopened`, () => github.broughtBackAt(number)),
    conflicts: await known(`whether #${number} can be merged`, () => github.conflicts(number)),
  };
}

async function start(
  { pull, decision }: PlannedCatchUp,
  { dryRun, dispatchWorkflow }: SweepInputs,
  deps: SweepDeps,
): Promise<StartEntry | null> {
  const { action, reason } = decision;
  if (action === 'nothing') return null;
  const entry = { number: pull.number, sha: pull.headSha, action, reason };
  if (action === 'wait') return { ...entry, outcome: 'waiting' };
  if (action === 'unknown') return { ...entry, outcome: 'unknown' };
  if (action === 'dispatch' && dispatchWorkflow === null) {
    return { ...entry, outcome: 'waiting', reason: `${reason} \`dispatch-workflow\` is empty.` };
  }
  if (dryRun) return { ...entry, outcome: 'would-start' };
  try {
    await deps.group(`Start #${pull.number}: ${reason}`, () =>
      decision.action === 'rerun'
        ? deps.catchUp.rerun(decision.runId)
        : deps.catchUp.dispatch(dispatchWorkflow ?? '', pull),
    );
    return { ...entry, outcome: 'started' };
  } catch (error) {
    deps.signal.throwIfAborted();
    return { ...entry, outcome: 'failed', reason: errorMessage(error) };
  }
}
