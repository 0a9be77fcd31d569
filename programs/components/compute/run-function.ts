/**
 * The function behind OneOffRun, as Node runs it. It comes with the AWS SDK v3 of Lambda's own runtime.
 * Kept as text: the archive's hash must be the same from the sources and from the bundle.
 */
export const RUN_FUNCTION = `
const POLL_MS = 2000;
/** Milliseconds that are left for the report. */
const RESERVE_MS = 30000;
const LOG_LINES = 20;
const LINE_MAX = 500;
const ATTEMPTS = 10;
const STARTED_BY = 'macro-infra';

/**
 * Runs a task once and waits for its end. A run of the same task that is still going on (its deployment
 * was stopped, or ran out of time) is waited for: it is never started twice at once.
 */
export async function run({ task, taskDefinition }, world) {
  const running = await world.running(taskDefinition);
  const arn = running ?? (await started(taskDefinition, world));
  const ended = await untilStopped(task, arn, world);
  const { exitCode, reason } = verdictOf(ended);
  const log = await world.lastLines(taskDefinition, arn, LOG_LINES);
  if (exitCode === 0) return { task, exitCode, arn };
  throw new TaskFailed(failureText(task, { exitCode, reason }, log));
}

/** What went wrong, without a stack: nothing in this function did. */
export class TaskFailed extends Error {
  constructor(message) {
    super(message);
    this.name = 'TaskFailed';
    this.stack = '';
  }
}

/** Permissions of a role that was made a moment ago arrive within seconds. */
async function started(taskDefinition, world) {
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      return await world.start(taskDefinition);
    } catch (error) {
      if (left <= 1 || !/AccessDenied|unable to assume|Throttling/.test(error.name + ': ' + error.message)) throw error;
      await world.pause(POLL_MS);
    }
  }
}

async function untilStopped(task, arn, world) {
  while (world.remaining() > RESERVE_MS) {
    const it = await world.describe(arn);
    if (it.lastStatus === 'STOPPED') return it;
    await world.pause(POLL_MS);
  }
  throw new TaskFailed(task + ' still runs after 14 minutes (' + arn + '). Deploy again to wait for its end: it is not started twice.');
}

function verdictOf({ containers = [], stoppedReason = '', stopCode }) {
  const [container = {}] = containers;
  const reason = [stoppedReason, container.reason].filter((one) => one).join('; ');
  return { exitCode: container.exitCode ?? null, reason: reason || stopCode || 'no reason given' };
}

function failureText(task, { exitCode, reason }, log) {
  const how = exitCode === null ? 'did not start' : 'ended with exit code ' + exitCode;
  const lines = log.map((line) => '  ' + line.slice(0, LINE_MAX));
  return [task + ' ' + how + ': ' + reason, ...(lines.length > 0 ? ['Last log lines:', ...lines] : [])].join('\\n');
}

const list = (text) => text.split(',').filter((one) => one !== '');

function tasks({ ECSClient, ListTasksCommand, DescribeTasksCommand, RunTaskCommand, DescribeTaskDefinitionCommand }, env) {
  const client = new ECSClient({});
  const cluster = env.CLUSTER;
  const describe = async (all) => {
    const answer = await client.send(new DescribeTasksCommand({ cluster, tasks: all }));
    return answer.tasks ?? [];
  };
  return {
    async running(family) {
      const { taskArns = [] } = await client.send(new ListTasksCommand({ cluster, family, startedBy: STARTED_BY }));
      if (taskArns.length === 0) return undefined;
      const { taskDefinition } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: family }));
      const live = (await describe(taskArns)).find((one) => one.lastStatus !== 'STOPPED');
      if (live === undefined || live.taskDefinitionArn === taskDefinition.taskDefinitionArn) return live?.taskArn;
      throw new TaskFailed('an older ' + family + ' still runs (' + live.taskArn + '). Wait for its end, then deploy again.');
    },
    async start(taskDefinition) {
      const awsvpcConfiguration = {
        subnets: list(env.SUBNETS),
        securityGroups: list(env.SECURITY_GROUPS),
        assignPublicIp: env.ASSIGN_PUBLIC_IP,
      };
      const answer = await client.send(new RunTaskCommand({
        cluster, taskDefinition, launchType: 'FARGATE', count: 1, startedBy: STARTED_BY,
        networkConfiguration: { awsvpcConfiguration }, propagateTags: 'TASK_DEFINITION',
      }));
      const [failure] = answer.failures ?? [];
      if (failure !== undefined) throw new TaskFailed('ECS starts no task: ' + (failure.reason ?? '') + ' ' + (failure.detail ?? ''));
      return answer.tasks[0].taskArn;
    },
    async describe(arn) {
      const [it] = await describe([arn]);
      return it ?? { lastStatus: 'STOPPED', stoppedReason: 'ECS no longer knows ' + arn };
    },
    async logOf(family) {
      const { taskDefinition } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: family }));
      const [container] = taskDefinition.containerDefinitions;
      const options = container.logConfiguration.options;
      return { group: options['awslogs-group'], stream: options['awslogs-stream-prefix'] + '/' + container.name };
    },
  };
}

function logLines({ CloudWatchLogsClient, GetLogEventsCommand }, logOf) {
  const client = new CloudWatchLogsClient({});
  return async (family, arn, limit) => {
    const { group, stream } = await logOf(family);
    const logStreamName = stream + '/' + arn.split('/').at(-1);
    try {
      const answer = await client.send(new GetLogEventsCommand({ logGroupName: group, logStreamName, limit }));
      return (answer.events ?? []).map(({ message }) => message.trimEnd());
    } catch (error) {
      // A task that wrote nothing has no stream.
      if (error.name === 'ResourceNotFoundException') return [];
      throw error;
    }
  };
}

export async function handler(event, context) {
  const [ecs, logs] = await Promise.all([
    import('@aws-sdk/client-ecs'),
    import('@aws-sdk/client-cloudwatch-logs'),
  ]);
  const world = tasks(ecs, process.env);
  return run(event, {
    ...world,
    lastLines: logLines(logs, world.logOf),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    remaining: () => context.getRemainingTimeInMillis(),
  });
}
`.trimStart();
