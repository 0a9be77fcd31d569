import type { ServiceObservation, StoppedTask } from './rollout-observe.ts';
import { toldUnhealthy } from './target-health.ts';
import type { TargetHealth } from './target-health.ts';

/** What was known of a service before the present look. */
export interface ServiceMemory {
  /** The wanted task definition has been the primary deployment's. */
  readonly wasPrimary: boolean;
  /** When a target of the new version was first seen unhealthy without a break; milliseconds. */
  readonly unhealthySince: number | null;
  /** The target of the new version that was last seen unhealthy: ECS takes it away with its task. */
  readonly lastUnhealthy: TargetHealth | null;
  /** Stopped tasks that have been told. */
  readonly told: ReadonlySet<string>;
}

export interface JudgeLimits {
  readonly now: number;
  readonly startedAt: number;
  readonly timeoutSeconds: number;
  /** An unhealthy target counts as hopeless after this long. */
  readonly unhealthySeconds: number;
  /** The wanted deployment may take this long to show: ECS is eventually consistent. */
  readonly appearSeconds: number;
}

export type Verdict =
  | { readonly outcome: 'success' }
  | { readonly outcome: 'pending' }
  | {
      readonly outcome: 'failure';
      readonly task: StoppedTask | null;
      readonly target: TargetHealth | null;
      readonly deploymentReason: string | null;
      readonly timedOut: boolean;
    };

/** ECS's own words for a task that it stopped because its target does not turn healthy. */
const HEALTH_STOP = /health check/i;

/**
 * Judges one look at a service. Success is the wanted deployment COMPLETED as the primary one, not
 * merely stable; anything that can no longer end well is a failure at once.
 */
export function judgeService(
  wanted: string,
  seen: ServiceObservation,
  memory: ServiceMemory,
  limits: JudgeLimits,
): Verdict {
  if (seen.active && seen.primary === wanted && seen.rolloutState === 'COMPLETED') {
    return { outcome: 'success' };
  }
  const task = fatalTask(seen.stopped);
  const target = hopelessTarget(seen.targets, memory, limits);
  const deploymentReason = gaveUp(wanted, seen, memory, limits);
  const timedOut = limits.now - limits.startedAt >= limits.timeoutSeconds * 1_000;
  if (task === null && target === null && deploymentReason === null && !timedOut) {
    return { outcome: 'pending' };
  }
  // The reason a task stopped for says more than the circuit breaker that followed it.
  return {
    outcome: 'failure',
    task: task ?? seen.stopped.at(-1) ?? null,
    target:
      target ??
      seen.targets.find(isUnhealthy) ??
      memory.lastUnhealthy ??
      toldUnhealthy(seen.events.map(({ message }) => message)),
    deploymentReason,
    timedOut,
  };
}

/** What the next look has to know of this one. */
export function remember(
  wanted: string,
  seen: ServiceObservation,
  memory: ServiceMemory,
  now: number,
): ServiceMemory {
  const unhealthy = seen.targets.length > 0 && seen.targets.every(isUnhealthy);
  return {
    wasPrimary: memory.wasPrimary || seen.primary === wanted,
    unhealthySince: unhealthy ? (memory.unhealthySince ?? now) : null,
    lastUnhealthy: seen.targets.find(isUnhealthy) ?? memory.lastUnhealthy,
    told: new Set([...memory.told, ...seen.stopped.map((task) => task.arn)]),
  };
}

/** A task that would only fail again: the same image, command and settings. */
function fatalTask(stopped: readonly StoppedTask[]): StoppedTask | null {
  return (
    stopped.find(
      (task) =>
        task.stopCode === 'EssentialContainerExited' ||
        (task.stopCode === 'TaskFailedToStart' && !isPassing(task)) ||
        (task.stopCode === 'ServiceSchedulerInitiated' &&
          HEALTH_STOP.test(task.stoppedReason ?? '')),
    ) ?? null
  );
}

/** Missing capacity and lost network interfaces may be over with the next task. */
function isPassing(task: StoppedTask): boolean {
  return /Capacity is unavailable|network interface|Timeout waiting/i.test(
    task.stoppedReason ?? '',
  );
}

function hopelessTarget(
  targets: readonly TargetHealth[],
  memory: ServiceMemory,
  limits: JudgeLimits,
): TargetHealth | null {
  if (targets.length === 0 || !targets.every(isUnhealthy)) return null;
  const since = memory.unhealthySince ?? limits.now;
  if (limits.now - since < limits.unhealthySeconds * 1_000) return null;
  return targets[0] ?? null;
}

function isUnhealthy(target: TargetHealth): boolean {
  return target.state === 'unhealthy';
}

function gaveUp(
  wanted: string,
  seen: ServiceObservation,
  memory: ServiceMemory,
  limits: JudgeLimits,
): string | null {
  if (seen.rolloutState === 'FAILED') return seen.rolloutReason ?? 'the deployment failed';
  const late = limits.now - limits.startedAt >= limits.appearSeconds * 1_000;
  if (!seen.active) return late ? 'the service is not there' : null;
  if (seen.primary === wanted || !(memory.wasPrimary || late)) return null;
  return `another task definition became the primary one (${seen.primary?.split('/').at(-1) ?? 'none'})`;
}
