import { describe, expect, it } from '@jest/globals';
import { explainFailure, type FailureObservation } from './failure-cause.ts';

const nothing: FailureObservation = {
  service: 'api',
  stoppedReason: null,
  stopCode: null,
  exitCode: null,
  containerReason: null,
  targetReason: null,
  targetDescription: null,
  deploymentReason: null,
  serviceEvent: null,
  timedOutAfterSeconds: null,
  port: 3040,
  healthPath: '/api/health',
};

const cases: [string, Partial<FailureObservation>, string, RegExp, RegExp][] = [
  [
    'an image that is not there',
    {
      stopCode: 'TaskFailedToStart',
      stoppedReason:
        'CannotPullContainerError: pull image manifest has been retried 1 time(s): not found',
    },
    'image',
    /cannot be pulled: CannotPull/,
    /pushed this digest/,
  ],
  [
    'a secret that cannot be read',
    {
      stopCode: 'TaskFailedToStart',
      stoppedReason:
        'ResourceInitializationError: unable to pull secrets or registry auth: secret not found',
    },
    'secrets',
    /a secret could not be read/,
    /execution role may read/,
  ],
  [
    'too little memory, told by the container',
    {
      stopCode: 'EssentialContainerExited',
      exitCode: 137,
      containerReason: 'OutOfMemoryError: Container killed',
    },
    'out-of-memory',
    /killed with code 137/,
    /Raise the service's memory/,
  ],
  [
    'exit code 137 alone',
    { stopCode: 'EssentialContainerExited', exitCode: 137 },
    'out-of-memory',
    /code 137/,
    /memory/,
  ],
  [
    'exit code 1',
    {
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      exitCode: 1,
    },
    'exit',
    /^api: the container exited with code 1$/,
    /last log lines/,
  ],
  [
    'exit code 0',
    { stopCode: 'EssentialContainerExited', exitCode: 0 },
    'exit',
    /code 0$/,
    /keep running/,
  ],
  [
    'exit code 127',
    { stopCode: 'EssentialContainerExited', exitCode: 127 },
    'exit',
    /code 127: the command was not found/,
    /PATH/,
  ],
  [
    'exit code 139',
    { stopCode: 'EssentialContainerExited', exitCode: 139 },
    'exit',
    /SIGSEGV/,
    /architecture/,
  ],
  [
    'exit code 42',
    { stopCode: 'EssentialContainerExited', exitCode: 42 },
    'exit',
    /code 42$/,
    /last log lines/,
  ],
  [
    'a 404 on the health path',
    {
      targetReason: 'Target.ResponseCodeMismatch',
      targetDescription: 'Health checks failed with these codes: [404]',
    },
    'health',
    /Target\.ResponseCodeMismatch \(Health checks failed with these codes: \[404\]\)/,
    /counts as healthy on \/api\/health/,
  ],
  [
    'a port that nobody listens on',
    { targetReason: 'Target.FailedHealthChecks', targetDescription: 'Health checks failed' },
    'health',
    /never passes/,
    /port 3040 is refused.*`port`/s,
  ],
  [
    'a check that times out',
    { targetReason: 'Target.Timeout' },
    'health',
    /Target\.Timeout/,
    /0\.0\.0\.0/,
  ],
  [
    'a task stopped for its health',
    {
      stopCode: 'ServiceSchedulerInitiated',
      exitCode: 143,
      stoppedReason: 'Task failed ELB health checks in (target-group arn:x)',
    },
    'health',
    /Task failed ELB health checks/,
    /port 3040 at \/api\/health/,
  ],
  [
    'no capacity',
    {
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'Capacity is unavailable at this time. Please try again later',
    },
    'capacity',
    /no room/,
    /Run again/,
  ],
  [
    'no place for a task',
    { serviceEvent: '(service api) was unable to place a task.', timedOutAfterSeconds: 300 },
    'capacity',
    /unable to place a task/,
    /quota/,
  ],
  [
    'a task that did not start',
    { stopCode: 'TaskFailedToStart', stoppedReason: 'Something else' },
    'start',
    /Something else/,
    /stopped reason/,
  ],
  [
    'the circuit breaker alone',
    { deploymentReason: 'ECS deployment circuit breaker: tasks failed to start.' },
    'rolled-back',
    /gave the deployment up/,
    /previous version/,
  ],
  [
    'the time being over',
    { timedOutAfterSeconds: 300, serviceEvent: 'has started 1 tasks' },
    'timeout',
    /not deployed after 300 s; ECS last said/,
    /health-timeout-seconds/,
  ],
  ['nothing at all', {}, 'unknown', /gives no reason/, /events/],
];

describe('the cause of a failed rollout', () => {
  it.each(cases)('is told for %s', (_name, seen, kind, cause, remedy) => {
    const explained = explainFailure({ ...nothing, ...seen });
    expect(explained.kind).toBe(kind);
    expect(explained.cause).toMatch(cause);
    expect(explained.remedy).toMatch(remedy);
  });

  it('is one line, whatever the registry says', () => {
    const seen = {
      ...nothing,
      stoppedReason: 'CannotPullContainerError:\n\n  a\nb',
      stopCode: 'TaskFailedToStart',
    };
    expect(explainFailure(seen).cause).not.toContain('\n');
  });
});
