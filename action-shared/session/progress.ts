import type { Healing, PhaseReport } from '../documents/report.ts';

/** What a run has learnt so far; every report it publishes, good or bad, is made from this. */
export interface Progress {
  readonly startedAt: number;
  readonly phases: PhaseReport[];
  readonly warnings: string[];
  readonly healed: Healing[];
  /** Name of the phase that is running or ran last. */
  current: string;
}

export interface PhaseDeps {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `body` inside a foldable group of the log. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
}

export function startProgress(now: number): Progress {
  return { startedAt: now, phases: [], warnings: [], healed: [], current: 'start' };
}

/** A run as its phases see it. */
export interface PhasedRun {
  readonly progress: Progress;
  readonly deps: PhaseDeps & { readonly signal: AbortSignal };
}

/**
 * Runs one phase: a group in the log and a line in the timings, also when it fails. A phase that runs
 * twice (a retry) adds up under one name.
 *
 * @throws the reason of `deps.signal` when the job is cancelled: the phase is not begun then.
 */
export async function step<T>(
  { progress, deps }: PhasedRun,
  name: string,
  title: string,
  body: () => Promise<T>,
): Promise<T> {
  deps.signal.throwIfAborted();
  progress.current = name;
  const started = deps.now();
  try {
    return await deps.group(title, body);
  } finally {
    addPhase(progress.phases, name, (deps.now() - started) / 1000);
  }
}

function addPhase(phases: PhaseReport[], name: string, seconds: number): void {
  const index = phases.findIndex((one) => one.name === name);
  const before = phases[index];
  if (before) phases[index] = { ...before, seconds: before.seconds + seconds };
  else phases.push({ name, seconds, previousSeconds: null });
}

/** The phases with the seconds they took in the deployment before, where that is known. */
export function comparePhases(
  phases: readonly PhaseReport[],
  previous: Readonly<Record<string, number>>,
): PhaseReport[] {
  return phases.map((one) => ({ ...one, previousSeconds: previous[one.name] ?? null }));
}
