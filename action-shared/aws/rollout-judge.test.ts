import { describe, expect, it } from '@jest/globals';
import { judgeService, remember, type JudgeLimits, type ServiceMemory } from './rollout-judge.ts';
import type { ServiceObservation, StoppedTask } from './rollout-observe.ts';

const WANTED = 'arn:aws:ecs:eu-west-1:1:task-definition/api:2';
const OLD = 'arn:aws:ecs:eu-west-1:1:task-definition/api:1';
const rolling: ServiceObservation = {
  active: true,
  primary: WANTED,
  rolloutState: 'IN_PROGRESS',
  rolloutReason: null,
  running: 0,
  desired: 1,
  stopped: [],
  runningTasks: [],
  targets: [],
  events: [],
};
const fresh: ServiceMemory = {
  wasPrimary: false,
  unhealthySince: null,
  lastUnhealthy: null,
  told: new Set(),
};
const limits: JudgeLimits = {
  now: 10_000,
  startedAt: 0,
  timeoutSeconds: 300,
  unhealthySeconds: 60,
  appearSeconds: 15,
};
const stopped = (
  stopCode: string,
  stoppedReason: string,
  exitCode: number | null = null,
): StoppedTask => ({
  arn: 'task/1',
  stopCode,
  stoppedReason,
  exitCode,
  containerReason: null,
});
const unhealthy = {
  address: '10.0.0.1',
  state: 'unhealthy',
  reason: 'Target.Timeout',
  description: null,
};

const cases: [
  string,
  Partial<ServiceObservation>,
  Partial<ServiceMemory>,
  Partial<JudgeLimits>,
  string,
][] = [
  ['the wanted deployment is completed', { rolloutState: 'COMPLETED' }, {}, {}, 'success'],
  ['it is in progress', {}, {}, {}, 'pending'],
  [
    'the old version is completed and the new one not seen yet',
    { primary: OLD, rolloutState: null },
    {},
    {},
    'pending',
  ],
  [
    'the new version still does not show after a while',
    { primary: OLD, rolloutState: null },
    {},
    { now: 16_000 },
    'failure',
  ],
  [
    'the old version became primary again',
    { primary: OLD, rolloutState: 'IN_PROGRESS' },
    { wasPrimary: true },
    {},
    'failure',
  ],
  [
    'a completed deployment is no longer the primary one',
    { primary: OLD, rolloutState: 'COMPLETED' },
    { wasPrimary: true },
    {},
    'failure',
  ],
  ['the circuit breaker gave up', { rolloutState: 'FAILED' }, {}, {}, 'failure'],
  [
    'the image cannot be pulled',
    { stopped: [stopped('TaskFailedToStart', 'CannotPullContainerError: x')] },
    {},
    {},
    'failure',
  ],
  [
    'a container exited',
    { stopped: [stopped('EssentialContainerExited', 'Essential container in task exited', 1)] },
    {},
    {},
    'failure',
  ],
  [
    'ECS stopped a task for its health',
    { stopped: [stopped('ServiceSchedulerInitiated', 'Task failed ELB health checks in x')] },
    {},
    {},
    'failure',
  ],
  [
    'ECS stopped a task to scale',
    { stopped: [stopped('ServiceSchedulerInitiated', 'Scaling activity initiated by x')] },
    {},
    {},
    'pending',
  ],
  [
    'a spot task was interrupted',
    { stopped: [stopped('SpotInterruption', 'Your Spot Task was interrupted.')] },
    {},
    {},
    'pending',
  ],
  [
    'there was no capacity for a moment',
    { stopped: [stopped('TaskFailedToStart', 'Capacity is unavailable at this time')] },
    {},
    {},
    'pending',
  ],
  ['the target has just turned unhealthy', { targets: [unhealthy] }, {}, {}, 'pending'],
  [
    'the target stays unhealthy',
    { targets: [unhealthy] },
    { unhealthySince: 0 },
    { now: 60_000 },
    'failure',
  ],
  [
    'one of two targets is healthy',
    { targets: [unhealthy, { ...unhealthy, state: 'healthy' }] },
    { unhealthySince: 0 },
    { now: 60_000 },
    'pending',
  ],
  ['the time is over', {}, {}, { now: 300_000 }, 'failure'],
  [
    'the service does not show yet',
    { active: false, primary: null, rolloutState: null },
    {},
    {},
    'pending',
  ],
  [
    'the service is not there',
    { active: false, primary: null, rolloutState: null },
    {},
    { now: 20_000 },
    'failure',
  ],
];

describe('a look at a service', () => {
  it.each(cases)('when %s', (_name, seen, memory, more, outcome) => {
    const verdict = judgeService(
      WANTED,
      { ...rolling, ...seen },
      { ...fresh, ...memory },
      { ...limits, ...more },
    );
    expect(verdict.outcome).toBe(outcome);
  });

  it('prefers the reason of a task to the circuit breaker that followed', () => {
    const task = stopped('EssentialContainerExited', 'Essential container in task exited', 1);
    const verdict = judgeService(
      WANTED,
      { ...rolling, rolloutState: 'FAILED', stopped: [task] },
      fresh,
      limits,
    );
    expect(verdict).toMatchObject({ outcome: 'failure', task });
  });

  it('remembers since when targets are unhealthy, and forgets when one recovers', () => {
    const once = remember(WANTED, { ...rolling, targets: [unhealthy] }, fresh, 5_000);
    expect(once).toMatchObject({ wasPrimary: true, unhealthySince: 5_000 });
    expect(remember(WANTED, { ...rolling, targets: [unhealthy] }, once, 9_000).unhealthySince).toBe(
      5_000,
    );
    expect(
      remember(WANTED, { ...rolling, targets: [{ ...unhealthy, state: 'healthy' }] }, once, 9_000)
        .unhealthySince,
    ).toBeNull();
  });

  it('names the target that was unhealthy before ECS took it away with its task', () => {
    const task = stopped('ServiceSchedulerInitiated', 'Task failed ELB health checks in x');
    const before = remember(WANTED, { ...rolling, targets: [unhealthy] }, fresh, 5_000);
    const verdict = judgeService(WANTED, { ...rolling, stopped: [task] }, before, limits);
    expect(verdict).toMatchObject({ outcome: 'failure', task, target: unhealthy });
  });

  it.each([
    ['Health checks failed with these codes: [500]', 'Target.ResponseCodeMismatch'],
    ['Request timed out', 'Target.Timeout'],
    ['Health checks failed', 'Target.FailedHealthChecks'],
    ['Something new', null],
  ])('takes from a message what no look has seen: %s', (description, reason) => {
    const task = stopped('ServiceSchedulerInitiated', 'Task failed ELB health checks in x');
    const message = `(service s) (port 3040) is unhealthy in (target-group arn:aws:x) due to (reason ${description}).`;
    const seen = { ...rolling, stopped: [task], events: [{ id: '1', message }] };
    const verdict = judgeService(WANTED, seen, fresh, limits);
    expect(verdict).toMatchObject({ target: { state: 'unhealthy', reason, description } });
  });
});
