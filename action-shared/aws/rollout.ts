import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { errorMessage } from '../errors.ts';
import { explainFailure, type FailureKind } from './failure-cause.ts';
import { lastLogLines, logLine } from './logs.ts';
import {
  judgeService,
  remember,
  type JudgeLimits,
  type ServiceMemory,
  type Verdict,
} from './rollout-judge.ts';
import {
  observeServices,
  type ObserveClients,
  type ServiceObservation,
  type StoppedTask,
  type Watched,
} from './rollout-observe.ts';
import type { TargetHealth } from './target-health.ts';

const POLL_MILLISECONDS = 1_000;
/** ECS shows an updated service's new deployment at once, but not on every read. */
const APPEAR_SECONDS = 15;
/** Log lines arrive a little after their task has stopped. */
const LOG_ATTEMPTS = 4;

export interface RolloutService extends Watched {
  /** What people call it: its name in the app's file. @default its name in ECS */
  readonly title?: string;
  readonly logGroup: string;
  readonly port: number | null;
  readonly healthPath: string | null;
  /** How long the new version's targets may be unhealthy. @default 60 */
  readonly unhealthySeconds?: number;
}

export interface RolloutEvent {
  readonly service: string;
  /** One line for the log, masked. */
  readonly text: string;
}

export interface RolloutRequest {
  readonly cluster: string;
  readonly services: readonly RolloutService[];
  readonly clients: ObserveClients & { readonly logs: CloudWatchLogsClient };
  readonly clock: {
    now(): number;
    sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  };
  readonly signal?: AbortSignal;
  readonly timeoutSeconds: number;
  /** Each stopped task and each message of a service, once. */
  readonly onEvent?: (event: RolloutEvent) => void;
  /** Replaces secrets in reasons and messages. */
  readonly mask: (text: string) => string;
  /**
   * Replaces secrets in what a service's containers printed; asked for only when that is about to be
   * shown. Rejected: nothing of it is shown, and the reason is. @default `mask`
   */
  readonly outputMask?: (service: string) => Promise<(text: string) => string>;
}

/** Ready to be put into the report. Everything in it is masked. */
export interface RolloutFailure {
  readonly kind: FailureKind;
  readonly cause: string;
  readonly remedy: string;
  readonly stoppedReason: string | null;
  readonly exitCode: number | null;
  readonly targetHealth: string | null;
  readonly logLines: readonly string[];
}

export type ServiceRollout =
  | { readonly name: string; readonly outcome: 'success'; readonly seconds: number }
  | { readonly name: string; readonly outcome: 'failure'; readonly failure: RolloutFailure }
  /** Another service failed first. */
  | { readonly name: string; readonly outcome: 'pending' };

/**
 * Watches services until each one's wanted task definition is deployed, or until the first of them
 * cannot be any more: image not pulled, container exited, health never passing, circuit breaker,
 * rollback, time over.
 *
 * @throws the signal's reason when it aborts; AWS's error when it cannot be asked.
 */
export async function watchRollout(request: RolloutRequest): Promise<ServiceRollout[]> {
  const startedAt = request.clock.now();
  const results = new Map<string, ServiceRollout>();
  const memories = new Map<string, ServiceMemory>();
  const toldEvents = new Set<string>();
  for (;;) {
    request.signal?.throwIfAborted();
    const open = request.services.filter((service) => !results.has(service.name));
    const seen = await observeServices(request.cluster, open, request.clients);
    const now = request.clock.now();
    for (const service of open) {
      const observation = seen.get(service.name);
      if (observation === undefined) continue;
      const memory = memories.get(service.name) ?? FRESH;
      tell(request, service, observation, memory, toldEvents);
      const limits = limitsOf(request, service, startedAt, now);
      const verdict = judgeService(service.taskDefinitionArn, observation, memory, limits);
      memories.set(service.name, remember(service.taskDefinitionArn, observation, memory, now));
      const result = await resultOf(request, service, observation, verdict, limits);
      if (result.outcome !== 'pending') results.set(service.name, result);
    }
    const finished = [...results.values()];
    const failed = finished.some((result) => result.outcome === 'failure');
    if (failed || finished.length === request.services.length) break;
    await request.clock.sleep(POLL_MILLISECONDS, request.signal);
  }
  return request.services.map(
    ({ name }) => results.get(name) ?? { name, outcome: 'pending' as const },
  );
}

const FRESH: ServiceMemory = {
  wasPrimary: false,
  unhealthySince: null,
  lastUnhealthy: null,
  told: new Set(),
};

function limitsOf(
  request: RolloutRequest,
  service: RolloutService,
  startedAt: number,
  now: number,
): JudgeLimits {
  return {
    now,
    startedAt,
    timeoutSeconds: request.timeoutSeconds,
    unhealthySeconds: service.unhealthySeconds ?? 60,
    appearSeconds: APPEAR_SECONDS,
  };
}

function tell(
  request: RolloutRequest,
  service: RolloutService,
  seen: ServiceObservation,
  memory: ServiceMemory,
  toldEvents: Set<string>,
): void {
  const say = (text: string): void =>
    request.onEvent?.({ service: titleOf(service), text: logLine(text, request.mask) });
  for (const event of seen.events) {
    if (toldEvents.has(event.id)) continue;
    toldEvents.add(event.id);
    say(event.message.replace(ECS_PREFIX, ''));
  }
  for (const task of seen.stopped) {
    if (!memory.told.has(task.arn)) say(stoppedText(task));
  }
}

/** ECS starts its messages with the service's physical name. */
const ECS_PREFIX = /^\(service [^)]*\) /;

function titleOf(service: RolloutService): string {
  return service.title ?? service.name;
}

function stoppedText(task: StoppedTask): string {
  const exit = task.exitCode === null ? '' : `, exit code ${task.exitCode}`;
  const reason = task.containerReason ?? task.stoppedReason ?? 'no reason given';
  return `task ${task.arn.split('/').at(-1) ?? ''} stopped: ${reason}${exit}`;
}

async function resultOf(
  request: RolloutRequest,
  service: RolloutService,
  seen: ServiceObservation,
  verdict: Verdict,
  limits: JudgeLimits,
): Promise<ServiceRollout> {
  const { name } = service;
  if (verdict.outcome === 'pending') return { name, outcome: 'pending' };
  if (verdict.outcome === 'success') {
    return { name, outcome: 'success', seconds: (limits.now - limits.startedAt) / 1_000 };
  }
  const { task, target } = verdict;
  const explained = explainFailure({
    service: titleOf(service),
    stoppedReason: task?.stoppedReason ?? null,
    stopCode: task?.stopCode ?? null,
    exitCode: task?.exitCode ?? null,
    containerReason: task?.containerReason ?? null,
    targetReason: target?.reason ?? null,
    targetDescription: target?.description ?? null,
    deploymentReason: verdict.deploymentReason,
    serviceEvent:
      seen.events.findLast((event) => /unable|fail/i.test(event.message))?.message ?? null,
    timedOutAfterSeconds: verdict.timedOut ? request.timeoutSeconds : null,
    port: service.port,
    healthPath: service.healthPath,
  });
  const clean = (text: string | null): string | null =>
    text === null ? null : logLine(text, request.mask);
  return {
    name,
    outcome: 'failure',
    failure: {
      kind: explained.kind,
      cause: logLine(explained.cause, request.mask),
      remedy: explained.remedy,
      stoppedReason: clean(task?.stoppedReason ?? null),
      exitCode: task?.exitCode ?? null,
      targetHealth: clean(targetText(target)),
      logLines: await logOf(request, service, task, seen.runningTasks[0] ?? null),
    },
  };
}

function targetText(target: TargetHealth | null): string | null {
  const parts = [target?.reason, target?.description].filter((part) => part != null);
  return parts.length === 0 ? null : parts.join(': ');
}

async function logOf(
  request: RolloutRequest,
  service: RolloutService,
  task: StoppedTask | null,
  runningTaskArn: string | null,
): Promise<string[]> {
  // A task that never started has written nothing.
  const started = task === null || task.stopCode === 'TaskFailedToStart' ? null : task.arn;
  const taskArn = started ?? (task === null ? runningTaskArn : null);
  if (taskArn === null) return [];
  const masking = await maskOf(request, service);
  if ('refusal' in masking) return [masking.refusal];
  const tail = { logGroup: service.logGroup, taskArn, mask: masking.mask };
  for (let attempt = 1; ; attempt += 1) {
    const lines = await lastLogLines(tail, request.clients.logs);
    if (lines.length > 0 || attempt === LOG_ATTEMPTS) return lines;
    await request.clock.sleep(POLL_MILLISECONDS, request.signal);
  }
}

/** What cannot be masked is not shown: it is in the log group, for those who may read that. */
async function maskOf(
  request: RolloutRequest,
  service: RolloutService,
): Promise<{ readonly mask: (text: string) => string } | { readonly refusal: string }> {
  if (request.outputMask === undefined) return { mask: request.mask };
  try {
    return { mask: await request.outputMask(service.name) };
  } catch (error) {
    const why = logLine(errorMessage(error), request.mask);
    return {
      refusal: `(not shown, because its secrets could not be masked: ${why.replace(/\.$/, '')}. See log group ${service.logGroup}.)`,
    };
  }
}
