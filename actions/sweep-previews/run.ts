import { errorMessage } from '../../action-shared/errors.ts';
import { expirySection } from '../../action-shared/comment/expiry-section.ts';
import { timeOf } from '../../action-shared/sweep/decide.ts';
import { makeRoom } from '../../action-shared/sweep/make-room.ts';
import type { Judged, Room } from '../../action-shared/sweep/make-room.ts';
import { concludeSweep } from '../../action-shared/sweep/report.ts';
import type {
  EntryOutcome,
  EnvironmentEntry,
  SweepEntry,
  SweepReport,
} from '../../action-shared/sweep/report.ts';
import { catchUp } from './catch-up.ts';
import type { SweepInputs } from './inputs.ts';
import type { SweepDeps } from './ports.ts';
import { Unasked, removeOne, retireOne } from './removal.ts';
import { survey } from './survey.ts';
import type { Survey } from './survey.ts';

/** Before its expiry a preview's comment warns for so long. */
const WARN_MILLISECONDS = 86_400_000;

interface Pass {
  readonly inputs: SweepInputs;
  readonly deps: SweepDeps;
  readonly survey: Survey;
  readonly problems: string[];
  /** GitHub could not be asked any more: nothing else is removed. */
  ended: boolean;
}

/**
 * One pass: looks at everything, decides, then removes one after the other, asking GitHub about each
 * again. Where GitHub cannot be asked nothing (more) is removed.
 *
 * @throws the reason of `deps.signal` when the job is cancelled.
 */
export async function run(inputs: SweepInputs, deps: SweepDeps): Promise<SweepReport> {
  const lists = { previews: [], environments: [], orphans: [], started: [] };
  const nothing = { ...lists, notes: [], problems: [] };
  const facts = { ...headOf(inputs, deps), ...nothing };
  try {
    const seen = await deps.group('Look at every preview', () => survey(inputs, deps));
    const pass = { inputs, deps, survey: seen, problems: [...seen.problems], ended: false };
    return await sweep(pass);
  } catch (error) {
    deps.signal.throwIfAborted();
    const problem = `Nothing was removed, because not everything is known: ${errorMessage(error)}`;
    return concludeSweep({ ...facts, problems: [problem] }, null);
  }
}

function headOf(inputs: SweepInputs, deps: SweepDeps) {
  const { repository, dryRun, limit, makeRoomFor } = inputs;
  return { repository, dryRun, limit, makeRoomFor, at: new Date(deps.now()).toISOString() };
}

async function sweep(pass: Pass): Promise<SweepReport> {
  const { inputs, deps, survey: seen } = pass;
  const room = roomOf(pass);
  const plan = room === null ? seen.previews : withRoom(seen.previews, room);
  const previews = await sweepPreviews(pass, plan, room);
  const environments = await sweepEnvironments(pass);
  if (!inputs.dryRun && room === null) await warn(pass, previews);
  const started = room === null && !pass.ended ? await startWaiting(pass) : [];
  const { orphans, notes } = seen;
  const facts = { previews, environments, orphans, started, notes, problems: pass.problems };
  return concludeSweep(
    { ...headOf(inputs, deps), ...facts },
    room && roomMade(room, previews, inputs),
  );
}

/** After the removals, whose places are free now. */
async function startWaiting({ inputs, deps, survey: seen, problems }: Pass) {
  const result = await deps.group('Start what waits', () => catchUp(inputs, seen, deps));
  problems.push(...result.problems);
  return result.started;
}

/** What was to make room may have stayed after all: asked again, by the limit, or because it failed. */
function roomMade(room: Room, previews: readonly SweepEntry[], { dryRun }: SweepInputs) {
  const gone = new Set(
    previews.flatMap(({ stack, outcome }) => (outcome === 'removed' ? [stack] : [])),
  );
  const stayed = room.decisions.filter(({ candidate }) => !gone.has(candidate.stack));
  if (dryRun || stayed.length === 0) return room;
  const names = stayed.map(({ candidate }) => candidate.stack).join(', ');
  return { fits: false, reason: `${room.reason} But there is no room: ${names} stayed.` };
}

function roomOf({ inputs, deps, survey: { app, policy, previews } }: Pass): Room | null {
  const { makeRoomFor: number, base } = inputs;
  if (number === null) return null;
  const ofApp = previews.filter(({ candidate }) => candidate.app === app);
  const same = ofApp.filter(({ candidate: { plan } }) => base === null || plan?.base.name === base);
  const { max, whenFull } = { max: null, whenFull: 'queue' as const, ...policy };
  return makeRoom(same, { number, max, whenFull, limit: inputs.limit, now: deps.now() });
}

/** Only what makes room is removed now; the rest is the ordinary pass's. */
function withRoom(previews: readonly Judged[], room: Room): readonly Judged[] {
  const chosen = new Map(room.decisions.map((one) => [one.candidate.stack, one]));
  return previews.flatMap((one) => {
    const decided = chosen.get(one.candidate.stack);
    if (decided !== undefined) return [decided];
    return one.decision.action === 'keep' ? [one] : [];
  });
}

async function sweepPreviews(
  pass: Pass,
  plan: readonly Judged[],
  room: Room | null,
): Promise<readonly SweepEntry[]> {
  const { inputs, deps } = pass;
  const entries: SweepEntry[] = [];
  let removals = 0;
  for (const judged of inOrder(plan, room)) {
    const { action } = judged.decision;
    if (action === 'keep') entries.push(entryOf(judged, 'kept'));
    else if (inputs.dryRun) entries.push(entryOf(judged, 'would-remove'));
    else if (removals >= inputs.limit || pass.ended) entries.push(entryOf(judged, 'not-tried'));
    else {
      removals += 1;
      const { stack } = judged.candidate;
      const title = `Remove ${stack}: ${judged.decision.reason}`;
      entries.push(await deps.group(title, () => remove(pass, judged)));
    }
  }
  return entries;
}

/** Closed ones first: they are the surest. What makes room keeps its own order. */
function inOrder(plan: readonly Judged[], room: Room | null): readonly Judged[] {
  if (room !== null) {
    const rank = new Map(room.decisions.map((one, index) => [one.candidate.stack, index]));
    const place = ({ candidate }: Judged): number => rank.get(candidate.stack) ?? Infinity;
    return plan.toSorted((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
  }
  const order = ['closed', 'orphaned', 'expired', 'idle', 'evicted'];
  const place = ({ decision }: Judged): number => {
    const at = order.indexOf(decision.cause);
    return at < 0 ? order.length : at;
  };
  return plan.toSorted((a, b) => place(a) - place(b) || a.candidate.number - b.candidate.number);
}

async function remove(pass: Pass, judged: Judged): Promise<SweepEntry> {
  const { deps } = pass;
  try {
    const { outcome, detail } = await removeOne(judged, deps);
    return { ...entryOf(judged, outcome), detail, ...(outcome === 'kept' ? KEPT : {}) };
  } catch (error) {
    deps.signal.throwIfAborted();
    if (error instanceof Unasked) return { ...entryOf(judged, 'not-tried'), ...end(pass, error) };
    return { ...entryOf(judged, 'failed'), detail: errorMessage(error) };
  }
}

/** It turned out, asked again, that it stays. */
const KEPT = { action: 'keep', cause: 'serving' } as const;

function end(pass: Pass, { message }: Unasked): { outcome: 'not-tried'; detail: string } {
  pass.ended = true;
  pass.problems.push(`The pass ended here, because GitHub could not be asked: ${message}`);
  return { outcome: 'not-tried', detail: message };
}

function entryOf({ candidate, decision }: Judged, outcome: EntryOutcome): SweepEntry {
  const { stack, app, number } = candidate;
  return { stack, app, number, ...decision, outcome, detail: null };
}

async function sweepEnvironments(pass: Pass): Promise<readonly EnvironmentEntry[]> {
  const { inputs, survey: seen } = pass;
  const entries: EnvironmentEntry[] = [];
  for (const { name, number } of seen.environments) {
    const reason = `Pull request #${number} is not open and has no preview.`;
    const entry = { name, number, reason, detail: null };
    if (inputs.dryRun) entries.push({ ...entry, outcome: 'would-remove' });
    else if (pass.ended) entries.push({ ...entry, outcome: 'not-tried' });
    else entries.push({ ...entry, ...(await retire(pass, { name, number })) });
  }
  return entries;
}

async function retire(
  pass: Pass,
  environment: { readonly name: string; readonly number: number },
): Promise<Pick<EnvironmentEntry, 'outcome' | 'detail'>> {
  try {
    return await retireOne(environment, pass.deps);
  } catch (error) {
    pass.deps.signal.throwIfAborted();
    if (error instanceof Unasked) return end(pass, error);
    return { outcome: 'failed', detail: errorMessage(error) };
  }
}

/** In the comment of each preview that stays: a warning when it expires within a day, and none when not. */
async function warn(pass: Pass, entries: readonly SweepEntry[]): Promise<void> {
  const { deps, survey: seen } = pass;
  const kept = new Set(
    entries.flatMap(({ stack, outcome }) => (outcome === 'kept' ? [stack] : [])),
  );
  for (const { candidate, pull, decision } of seen.previews) {
    if (pull.state !== 'open' || !kept.has(candidate.stack)) continue;
    const { expiresAt = null } = candidate.plan ?? {};
    const left = (timeOf(expiresAt) ?? Infinity) - deps.now();
    const near = left > 0 && left <= WARN_MILLISECONDS && decision.cause !== 'labelled';
    await deps.showExpiry(candidate, near && expiresAt !== null ? expirySection(expiresAt) : '');
  }
}
