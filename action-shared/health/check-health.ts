import type { Clock } from '../runner/clock.ts';
import type { Expectations } from './expectations.ts';
import { pauseMilliseconds } from './interval.ts';
import { judge } from './judge.ts';
import type { Verdict } from './judge.ts';
import type { Observation } from './observation.ts';

export interface HealthTarget {
  readonly name: string;
  readonly url: string;
}

export interface HealthOptions {
  readonly targets: readonly HealthTarget[];
  readonly expected: Expectations;
  /** Healthy answers in a row that are needed. */
  readonly consecutive: number;
  readonly interval: { readonly firstSeconds: number; readonly longestSeconds: number };
  readonly requestTimeoutSeconds: number;
  /** For everything together. */
  readonly timeoutSeconds: number;
  /** Probes per URL. */
  readonly maxAttempts: number;
}

export interface HealthDeps {
  /** Asks once; never rejects except when the signal is aborted. */
  readonly probe: (url: string, limits: ProbeLimits) => Promise<Observation>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** 0 to 1. */
  readonly random: () => number;
  /** One line per change of what a URL answers. */
  readonly log: (line: string) => void;
}

export interface ProbeLimits {
  readonly timeoutMilliseconds: number;
  readonly signal: AbortSignal;
}

/** `stopped`: given up because another URL is plainly wrong. */
export type TargetStatus = 'healthy' | 'wrong' | 'unhealthy' | 'timed-out' | 'stopped';

export interface TargetReport {
  readonly name: string;
  readonly url: string;
  readonly status: TargetStatus;
  readonly attempts: number;
  readonly seconds: number;
  /** The version it told last, when one was asked for; null otherwise. */
  readonly version: string | null;
  /** What it answered last, in one sentence that is safe to show. */
  readonly reason: string;
}

export interface HealthReport {
  readonly status: 'healthy' | 'unhealthy';
  /** Of all URLs together. */
  readonly attempts: number;
  readonly seconds: number;
  /** The version that all URLs told; null when they told none or several. */
  readonly version: string | null;
  readonly targets: readonly TargetReport[];
}

/** Refusals in a row after which waiting is given up. */
const WRONG_IN_A_ROW = 3;

/**
 * Asks all URLs, in parallel, until each is healthy several times in a row, one is plainly wrong, or
 * time or attempts are used up. Ends within the timeout plus one second.
 *
 * @throws the signal's reason when it is aborted
 */
export async function checkHealth(options: HealthOptions, deps: HealthDeps): Promise<HealthReport> {
  const started = deps.clock.now();
  const giveUp = new AbortController();
  const signal = AbortSignal.any([deps.signal, giveUp.signal]);
  const targets = await Promise.all(
    options.targets.map(async (target) => {
      const report = await checkTarget(target, options, { ...deps, signal }, started);
      if (report.status === 'wrong') giveUp.abort();
      return report;
    }),
  );
  deps.signal.throwIfAborted();
  return concluded(targets, (deps.clock.now() - started) / 1000);
}

interface Progress {
  attempts: number;
  healthy: number;
  failures: number;
  wrong: number;
  verdict: Verdict;
}

async function checkTarget(
  target: HealthTarget,
  options: HealthOptions,
  deps: HealthDeps,
  started: number,
): Promise<TargetReport> {
  const progress: Progress = { attempts: 0, healthy: 0, failures: 0, wrong: 0, verdict: NOT_ASKED };
  const deadline = started + options.timeoutSeconds * 1000;
  let status = null;
  try {
    while (status === null) {
      const left = deadline - deps.clock.now();
      if (left <= 0) status = 'timed-out' as const;
      else status = await attempt(target, options, deps, progress, left);
      if (status === null) await pause(options, deps, progress, deadline);
    }
  } catch (error) {
    if (!deps.signal.aborted) throw error;
    status = 'stopped' as const;
  }
  const seconds = (deps.clock.now() - started) / 1000;
  const { attempts, verdict } = progress;
  return { ...target, status, attempts, seconds, version: verdict.version, reason: verdict.reason };
}

const NOT_ASKED: Verdict = { kind: 'not-yet', reason: 'was not asked yet', version: null };

/** Asks once and notes what it means; tells the end, or null when it goes on. */
async function attempt(
  target: HealthTarget,
  options: HealthOptions,
  deps: HealthDeps,
  progress: Progress,
  leftMilliseconds: number,
): Promise<TargetStatus | null> {
  const timeoutMilliseconds = Math.min(options.requestTimeoutSeconds * 1000, leftMilliseconds);
  const seen = await deps.probe(target.url, { timeoutMilliseconds, signal: deps.signal });
  deps.signal.throwIfAborted();
  const verdict = judge(seen, options.expected);
  if (verdict.reason !== progress.verdict.reason) deps.log(`${target.name} ${verdict.reason}`);
  note(progress, verdict);
  if (progress.healthy >= options.consecutive) return 'healthy';
  if (progress.wrong >= WRONG_IN_A_ROW) return 'wrong';
  return progress.attempts >= options.maxAttempts ? 'unhealthy' : null;
}

function note(progress: Progress, verdict: Verdict): void {
  progress.attempts += 1;
  progress.healthy = verdict.kind === 'healthy' ? progress.healthy + 1 : 0;
  progress.failures = verdict.kind === 'healthy' ? 0 : progress.failures + 1;
  progress.wrong = verdict.kind === 'wrong' ? progress.wrong + 1 : 0;
  progress.verdict = verdict;
}

async function pause(
  options: HealthOptions,
  deps: HealthDeps,
  progress: Progress,
  deadline: number,
): Promise<void> {
  const wanted = pauseMilliseconds(progress.failures, options.interval, deps.random());
  const left = deadline - deps.clock.now();
  await deps.clock.sleep(Math.max(0, Math.min(wanted, left)), deps.signal);
}

function concluded(targets: readonly TargetReport[], seconds: number): HealthReport {
  const versions = new Set(targets.map((target) => target.version));
  const [version] = versions;
  return {
    status: targets.every((target) => target.status === 'healthy') ? 'healthy' : 'unhealthy',
    attempts: targets.reduce((sum, target) => sum + target.attempts, 0),
    seconds,
    version: versions.size === 1 ? (version ?? null) : null,
    targets,
  };
}
