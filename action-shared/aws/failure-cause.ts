/** Everything that was seen of a service that did not come up. */
export interface FailureObservation {
  readonly service: string;
  /** Why a task of the new version stopped, in ECS's words; null when none did. */
  readonly stoppedReason: string | null;
  /** `TaskFailedToStart`, `EssentialContainerExited`, `ServiceSchedulerInitiated`, ... */
  readonly stopCode: string | null;
  /** Exit code of the essential container. */
  readonly exitCode: number | null;
  /** Reason of the container, where it has one of its own (`OutOfMemoryError: ...`). */
  readonly containerReason: string | null;
  /** Reason code of an unhealthy target: `Target.Timeout`, `Target.ResponseCodeMismatch`, ... */
  readonly targetReason: string | null;
  readonly targetDescription: string | null;
  /** The deployment's state in ECS's words: circuit breaker, rollback. */
  readonly deploymentReason: string | null;
  /** The latest message of the service that tells of trouble, such as missing capacity. */
  readonly serviceEvent: string | null;
  readonly timedOutAfterSeconds: number | null;
  readonly port: number | null;
  readonly healthPath: string | null;
}

export type FailureKind =
  | 'image'
  | 'secrets'
  | 'start'
  | 'out-of-memory'
  | 'exit'
  | 'health'
  | 'capacity'
  | 'rolled-back'
  | 'timeout'
  | 'unknown';

export interface FailureCause {
  readonly kind: FailureKind;
  /** One line: what was observed. */
  readonly cause: string;
  /** One or two lines: what to do next. */
  readonly remedy: string;
}

interface Rule {
  readonly kind: FailureKind;
  readonly when: (seen: FailureObservation, text: string) => boolean;
  readonly cause: (seen: FailureObservation) => string;
  readonly remedy: string | ((seen: FailureObservation) => string);
}

/** A signal that ends a process is told as 128 + its number. */
const EXIT_MEANINGS: Readonly<Record<number, { what: string; remedy: string }>> = {
  1: { what: 'an error of the application', remedy: 'See the last log lines for the error.' },
  126: {
    what: 'the command is not executable',
    remedy: "Check the image's command and its file permissions.",
  },
  127: { what: 'the command was not found', remedy: "Check the image's command and its PATH." },
  134: {
    what: 'it aborted (SIGABRT)',
    remedy: 'See the last log lines; a runtime assertion failed.',
  },
  137: {
    what: 'it was killed (SIGKILL), most often for using more memory than it has',
    remedy: "Raise the service's memory in .github/macro-infra.yml, or find what uses it.",
  },
  139: {
    what: 'it crashed (SIGSEGV)',
    remedy: "Check that the image is built for the service's processor architecture (linux/amd64).",
  },
  143: {
    what: 'it was asked to stop (SIGTERM)',
    remedy: 'See the last log lines for what happened before.',
  },
};

/** Reasons of the load balancer (Elastic Load Balancing, "Target health reason codes"). */
const TARGET_REMEDIES: Readonly<Record<string, (seen: FailureObservation) => string>> = {
  'Target.ResponseCodeMismatch': (seen) =>
    `The container answers, but not with a code that counts as healthy on ${healthPath(seen)}. ` +
    'Answer 200 there, or correct `health` in .github/macro-infra.yml.',
  'Target.Timeout': (seen) =>
    `Nothing answers in time on port ${port(seen)}. Check that the application listens on that port and on all addresses (0.0.0.0, not 127.0.0.1).`,
  'Target.FailedHealthChecks': (seen) =>
    `The connection to port ${port(seen)} is refused or cut. Check that the application listens on that port and on all addresses (0.0.0.0), ` +
    'and that `port` in .github/macro-infra.yml is the one it uses.',
};

const RULES: readonly Rule[] = [
  {
    kind: 'image',
    when: (_, text) => /CannotPull|ImageNotFound|manifest unknown|pull access denied/i.test(text),
    cause: (seen) => `${seen.service}: the image cannot be pulled: ${stopped(seen)}`,
    remedy:
      'Check that the build pushed this digest to this repository, and that the execution role may pull from it.',
  },
  {
    kind: 'secrets',
    when: (_, text) =>
      /ResourceInitializationError/.test(text) && /secret|ssm|parameter/i.test(text),
    cause: (seen) => `${seen.service}: a secret could not be read at start: ${stopped(seen)}`,
    remedy:
      'Check that the secret exists with a value and the JSON key asked for, and that the execution role may read it.',
  },
  {
    kind: 'out-of-memory',
    when: (seen, text) => /OutOfMemory/i.test(text) || seen.exitCode === 137,
    cause: (seen) =>
      `${seen.service}: the container was killed${exitText(seen)}, most often for using more memory than it has`,
    remedy: "Raise the service's memory in .github/macro-infra.yml, or find what uses it.",
  },
  {
    kind: 'exit',
    when: (seen) => seen.exitCode !== null && !isHealthStop(seen),
    cause: (seen) => `${seen.service}: the container exited${exitText(seen)}${meaning(seen)}`,
    remedy: (seen) =>
      EXIT_MEANINGS[seen.exitCode ?? -1]?.remedy ??
      (seen.exitCode === 0
        ? 'A service has to keep running: check that its command starts a server and stays in the foreground.'
        : 'See the last log lines for the error.'),
  },
  {
    kind: 'capacity',
    when: (_, text) =>
      /Capacity is unavailable|unable to place a task|limit on the number of|RESOURCE:/i.test(text),
    cause: (seen) =>
      `${seen.service}: AWS has no room for the task: ${seen.stoppedReason ?? seen.serviceEvent ?? ''}`,
    remedy: 'Run again in some minutes; if it stays so, ask for a higher Fargate quota.',
  },
  {
    kind: 'health',
    when: (seen) => seen.targetReason !== null || isHealthStop(seen),
    cause: (seen) => `${seen.service}: the health check never passes${targetText(seen)}`,
    remedy: (seen) =>
      TARGET_REMEDIES[seen.targetReason ?? '']?.(seen) ??
      `Check that the application answers on port ${port(seen)} at ${healthPath(seen)} within the grace period.`,
  },
  {
    kind: 'start',
    when: (seen) => seen.stopCode === 'TaskFailedToStart' || seen.stoppedReason !== null,
    cause: (seen) => `${seen.service}: the task stopped: ${stopped(seen)}`,
    remedy: 'See the stopped reason; the last log lines, if any, tell what happened before.',
  },
  {
    kind: 'rolled-back',
    when: (seen) => seen.deploymentReason !== null,
    cause: (seen) => `${seen.service}: ECS gave the deployment up: ${seen.deploymentReason ?? ''}`,
    remedy: 'See the last log lines; the previous version keeps serving if there was one.',
  },
  {
    kind: 'timeout',
    when: (seen) => seen.timedOutAfterSeconds !== null,
    cause: (seen) =>
      `${seen.service}: not deployed after ${seen.timedOutAfterSeconds ?? 0} s${eventText(seen)}`,
    remedy:
      "See the service's events in the ECS console; a slow start needs a longer health-timeout-seconds.",
  },
];

/**
 * Names the cause of a failed rollout from what was observed, most telling sign first, and what to do
 * about it. Says nothing that was not seen.
 */
export function explainFailure(seen: FailureObservation): FailureCause {
  const text = [seen.stoppedReason, seen.containerReason, seen.serviceEvent].join(' ');
  const rule = RULES.find((one) => one.when(seen, text));
  if (rule === undefined) {
    const cause = `${seen.service}: the deployment failed, and ECS gives no reason`;
    return { kind: 'unknown', cause, remedy: "See the service's events in the ECS console." };
  }
  const remedy = typeof rule.remedy === 'string' ? rule.remedy : rule.remedy(seen);
  return { kind: rule.kind, cause: oneLine(rule.cause(seen)), remedy };
}

/** ECS stops a task whose target fails; the exit code is then that of its own stop signal. */
function isHealthStop(seen: FailureObservation): boolean {
  return /health checks? (?:in|for)|failed (?:ELB|container) health checks/i.test(
    seen.stoppedReason ?? '',
  );
}

function stopped(seen: FailureObservation): string {
  return seen.containerReason ?? seen.stoppedReason ?? 'no reason given';
}

function exitText(seen: FailureObservation): string {
  return seen.exitCode === null ? '' : ` with code ${seen.exitCode}`;
}

function meaning(seen: FailureObservation): string {
  const known = EXIT_MEANINGS[seen.exitCode ?? -1];
  return known === undefined || seen.exitCode === 1 ? '' : `: ${known.what}`;
}

function targetText(seen: FailureObservation): string {
  if (seen.targetReason === null) {
    return seen.stoppedReason === null ? '' : `: ${seen.stoppedReason}`;
  }
  const description = seen.targetDescription === null ? '' : ` (${seen.targetDescription})`;
  return `: ${seen.targetReason}${description}`;
}

function eventText(seen: FailureObservation): string {
  return seen.serviceEvent === null ? '' : `; ECS last said: ${seen.serviceEvent}`;
}

function port(seen: FailureObservation): string {
  return seen.port === null ? "the service's port" : String(seen.port);
}

function healthPath(seen: FailureObservation): string {
  return seen.healthPath ?? 'its health path';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
