import type { Leftover } from '../documents/report.ts';
import type { KeepCause, RemovalCause } from './decide.ts';

export const SWEEP_CONTRACT = 1;

export type EntryOutcome =
  | 'kept'
  /** A dry run would remove it. */
  | 'would-remove'
  | 'removed'
  /** Left for the next pass: the limit was reached, or the pass ended before. */
  | 'not-tried'
  | 'leftovers'
  | 'failed';

/** One preview, what was decided about it, and what came of it. */
export interface SweepEntry {
  readonly stack: string;
  readonly app: string;
  readonly number: number;
  readonly action: 'remove' | 'keep';
  readonly cause: RemovalCause | KeepCause;
  /** One sentence for people. */
  readonly reason: string;
  readonly outcome: EntryOutcome;
  /** What there is to say of the outcome; null: nothing. */
  readonly detail: string | null;
}

/** A GitHub environment of a pull request that is not open, without a stack. */
export interface EnvironmentEntry {
  readonly name: string;
  readonly number: number;
  readonly reason: string;
  readonly outcome: EntryOutcome;
  readonly detail: string | null;
}

/** An open pull request that waits for its preview, and what came of it. */
export interface StartEntry {
  readonly number: number;
  readonly sha: string;
  /** `rerun`: its run; `dispatch`: a new one. */
  readonly action: 'rerun' | 'dispatch' | 'wait' | 'unknown';
  /** One sentence for people. */
  readonly reason: string;
  readonly outcome: 'started' | 'would-start' | 'waiting' | 'unknown' | 'failed';
}

export type SweepStatus =
  /** There is nothing to remove. */
  | 'clean'
  /** A dry run found something. */
  | 'found'
  | 'removed'
  /** Something is left that only a person may remove. */
  | 'leftovers'
  /** `make-room-for`: there is no room for the preview. */
  | 'full'
  | 'failed';

export interface SweepReport {
  readonly contract: typeof SWEEP_CONTRACT;
  readonly status: SweepStatus;
  /** One sentence for people. */
  readonly reason: string;
  readonly repository: string;
  /** ISO 8601. */
  readonly at: string;
  readonly dryRun: boolean;
  readonly limit: number;
  readonly makeRoomFor: number | null;
  readonly previews: readonly SweepEntry[];
  readonly environments: readonly EnvironmentEntry[];
  /** Resources with a preview's tags and no stack; never removed by the sweep. */
  readonly orphans: readonly Leftover[];
  /** Pull requests that wait for a place, or whose event got lost. */
  readonly started: readonly StartEntry[];
  /** What the pass left out, and why. */
  readonly notes: readonly string[];
  /** What could not be done. */
  readonly problems: readonly string[];
}

/** Previews, environments and resources that are to go. */
export function foundCount({ previews, environments, orphans }: SweepReport): number {
  const toGo = previews.filter(({ action }) => action === 'remove').length;
  const stale = environments.filter(({ outcome }) => outcome !== 'kept').length;
  return toGo + stale + orphans.length;
}

/** Previews and environments that went. */
export function removedCount({ previews, environments }: SweepReport): number {
  return [...previews, ...environments].filter(({ outcome }) => outcome === 'removed').length;
}

/** Pull requests whose deployment was started. */
export function startedCount({ started }: SweepReport): number {
  return started.filter(({ outcome }) => outcome === 'started').length;
}

type Facts = Omit<SweepReport, 'status' | 'reason' | 'contract'>;

/**
 * The report with its status, the worst that is true first.
 *
 * @param room what became of `make-room-for`; null: not asked
 */
export function concludeSweep(
  facts: Facts,
  room: { readonly fits: boolean; readonly reason: string } | null,
): SweepReport {
  const draft = { ...facts, contract: SWEEP_CONTRACT, status: 'clean', reason: '' } as const;
  const status = statusOf(draft, room);
  return { ...draft, status, reason: `${reasonOf(draft, status, room)}${startsOf(draft)}` };
}

function statusOf(report: SweepReport, room: { readonly fits: boolean } | null): SweepStatus {
  const outcomes = [...report.previews, ...report.environments].map(({ outcome }) => outcome);
  if (report.problems.length > 0 || outcomes.includes('failed')) return 'failed';
  if (outcomes.includes('leftovers') || report.orphans.length > 0) return 'leftovers';
  if (room?.fits === false) return 'full';
  if (removedCount(report) > 0) return 'removed';
  return foundCount(report) > 0 ? 'found' : 'clean';
}

function reasonOf(
  report: SweepReport,
  status: SweepStatus,
  room: { readonly reason: string } | null,
): string {
  const removed = removedCount(report);
  const waiting = report.previews.filter(({ outcome }) => outcome === 'not-tried').length;
  const rest = waiting === 0 ? '' : ` ${waiting} left for the next pass.`;
  const done = `${removed} of ${foundCount(report)} removed.${rest}`;
  switch (status) {
    case 'failed':
      return foundCount(report) === 0 ? firstProblem(report) : `${firstProblem(report)} ${done}`;
    case 'leftovers':
      return `${done} What is left only a person may remove: see the commands.`;
    case 'full':
      return room?.reason ?? done;
    case 'clean':
      return room?.reason ?? 'Nothing is to be removed.';
    case 'found':
      return `${foundCount(report)} would be removed; this was a dry run.`;
    case 'removed':
      return room === null ? done : `${room.reason} ${done}`;
  }
}

/** One more sentence; empty when none waits that can be started. */
function startsOf(report: SweepReport): string {
  const would = report.started.filter(({ outcome }) => outcome === 'would-start').length;
  const count = startedCount(report) + would;
  if (count === 0) return '';
  const pulls = count === 1 ? '1 pull request' : `${count} pull requests`;
  return would > 0 ? ` ${pulls} would be started.` : ` ${pulls} started.`;
}

function firstProblem({ previews, environments, problems }: SweepReport): string {
  const failed = [...previews, ...environments].find(({ outcome }) => outcome === 'failed');
  return problems[0] ?? failed?.detail ?? 'see the report.';
}
