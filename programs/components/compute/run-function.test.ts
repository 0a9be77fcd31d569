import { describe, expect, it } from '@jest/globals';
import { runnerGrants } from './one-off-runner.ts';
import { RUN_FUNCTION } from './run-function.ts';

interface Task {
  readonly lastStatus: string;
  readonly stoppedReason?: string;
  readonly containers?: readonly { readonly exitCode?: number; readonly reason?: string }[];
}

interface World {
  readonly running: (family: string) => Promise<string | undefined>;
  readonly start: (family: string) => Promise<string>;
  readonly describe: (arn: string) => Promise<Task>;
  readonly lastLines: (family: string, arn: string, limit: number) => Promise<readonly string[]>;
  readonly pause: (ms: number) => Promise<void>;
  readonly remaining: () => number;
}

interface Module {
  readonly run: (
    event: { readonly task: string; readonly taskDefinition: string },
    world: World,
  ) => Promise<unknown>;
}

const source = `data:text/javascript,${encodeURIComponent(RUN_FUNCTION)}`;
const { run } = (await import(source)) as Module;

const event = { task: 'migrate', taskDefinition: 'pr-7-shop-migrate' };
const stopped = (exitCode: number): Task => ({
  lastStatus: 'STOPPED',
  stoppedReason: 'Essential container in task exited',
  containers: [{ exitCode }],
});

/** ECS that answers with these states, one a look, and lets a look take ten seconds. */
function ecs(states: readonly Task[], more: Partial<World> = {}) {
  const started: string[] = [];
  const left = [...states];
  let remaining = 900_000;
  const world: World = {
    running: () => Promise.resolve(undefined),
    start: (family) => Promise.resolve(`arn:task/${started.push(family)}`),
    describe: () => Promise.resolve((left.length > 1 ? left.shift() : left[0]) ?? stopped(0)),
    lastLines: () => Promise.resolve(['migrating 0007', 'ERROR: null values']),
    pause: () => Promise.resolve(void (remaining -= 10_000)),
    remaining: () => remaining,
    ...more,
  };
  return { world, started };
}

describe('the function that runs a task once', () => {
  it('waits for its end', async () => {
    const { world, started } = ecs([
      { lastStatus: 'PENDING' },
      { lastStatus: 'RUNNING' },
      stopped(0),
    ]);
    expect(await run(event, world)).toEqual({ task: 'migrate', exitCode: 0, arn: 'arn:task/1' });
    expect(started).toEqual(['pr-7-shop-migrate']);
  });

  it('waits for one that runs already, and starts no second one', async () => {
    const { world, started } = ecs([stopped(0)], {
      running: () => Promise.resolve('arn:task/old'),
    });
    expect(await run(event, world)).toMatchObject({ arn: 'arn:task/old' });
    expect(started).toEqual([]);
  });

  it('fails with exit code, reason and last lines, and without a stack', async () => {
    const { world } = ecs([stopped(4)]);
    const error = await run(event, world).then(String, (cause: unknown) => cause as Error);
    expect(error).toMatchObject({
      name: 'TaskFailed',
      stack: '',
      message: [
        'migrate ended with exit code 4: Essential container in task exited',
        'Last log lines:',
        '  migrating 0007',
        '  ERROR: null values',
      ].join('\n'),
    });
  });

  it('tells why a task did not start', async () => {
    const reason = 'CannotPullContainerError: not found';
    const never: Task = { lastStatus: 'STOPPED', stoppedReason: reason, containers: [{}] };
    const { world } = ecs([never], { lastLines: () => Promise.resolve([]) });
    await expect(run(event, world)).rejects.toThrow(`migrate did not start: ${reason}`);
  });

  it('gives up half a minute before Lambda would, and says that the task goes on', async () => {
    const { world } = ecs([{ lastStatus: 'RUNNING' }]);
    await expect(run(event, world)).rejects.toThrow(
      'migrate still runs after 14 minutes (arn:task/1). Deploy again to wait for its end',
    );
  });

  it('waits until its own new permissions are there, and no longer than ten tries', async () => {
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    let tries = 0;
    const later = () => {
      tries += 1;
      return tries < 3 ? Promise.reject(denied) : Promise.resolve('arn:task/3');
    };
    expect(await run(event, ecs([stopped(0)], { start: later }).world)).toMatchObject({
      arn: 'arn:task/3',
    });
    const never = ecs([stopped(0)], { start: () => Promise.reject(denied) });
    await expect(run(event, never.world)).rejects.toThrow('not authorized');
  });
});

describe('runnerGrants', () => {
  it('are these tasks in any revision, their roles and their logs', () => {
    const task = {
      taskDefinitionArn: 'arn:aws:ecs:eu-west-1:1:task-definition/migrate:7',
      executionRoleArn: 'arn:execution',
      taskRoleArn: 'arn:task',
      logGroupArn: 'arn:logs',
    };
    expect(runnerGrants([task], 'arn:aws:ecs:eu-west-1:1:cluster/c')).toEqual({
      StartTasks: {
        actions: ['ecs:RunTask'],
        resources: ['arn:aws:ecs:eu-west-1:1:task-definition/migrate:*'],
      },
      PassRoles: { actions: ['iam:PassRole'], resources: ['arn:execution', 'arn:task'] },
      WatchTasks: {
        actions: ['ecs:DescribeTasks', 'ecs:TagResource'],
        resources: ['arn:aws:ecs:eu-west-1:1:task/c/*'],
      },
      FindTasks: { actions: ['ecs:ListTasks', 'ecs:DescribeTaskDefinition'], resources: ['*'] },
      ReadLogs: { actions: ['logs:GetLogEvents'], resources: ['arn:logs:*'] },
    });
  });
});
