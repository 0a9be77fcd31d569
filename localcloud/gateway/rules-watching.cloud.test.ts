/* eslint-disable @typescript-eslint/no-deprecated -- what the provider's budgets are made of */
import { Budgets } from '@aws-sdk/client-budgets';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CostExplorer } from '@aws-sdk/client-cost-explorer';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SNS } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { zipOf } from '../provider/types/lambda/zip.ts';
import { useGateway } from './testing/use-gateway.ts';

const tested = useGateway();

const REGION = 'eu-west-1';
let last = 0;

/** An account of its own per test: nothing one test makes is seen by another. */
function account() {
  last += 1;
  const options = tested.options(last);
  const id = options.credentials.accessKeyId;
  return {
    id,
    budgets: new Budgets(options),
    cloudwatch: new CloudWatch(options),
    logs: new CloudWatchLogs(options),
    explorer: new CostExplorer(options),
    events: new EventBridge(options),
    iam: new IAM(options),
    lambda: new Lambda(options),
    scheduler: new Scheduler(options),
    sns: new SNS(options),
  };
}
type Account = ReturnType<typeof account>;

const metric = { MetricName: 'Errors', Namespace: 'AWS/Lambda', Statistic: 'Sum' as const };
const alarm = {
  ...{ AlarmName: 'a', ComparisonOperator: 'GreaterThanThreshold' as const, Threshold: 1 },
  ...{ EvaluationPeriods: 5, Period: 60 },
};
const query = (Id: string) => ({
  Id,
  MetricStat: { Metric: { MetricName: Id, Namespace: 'n' }, Period: 60, Stat: 'Sum' },
});

async function role(aws: Account, service: string): Promise<string> {
  const Principal = { Service: `${service}.amazonaws.com` };
  const statement = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Statement: [statement] });
  const { Role } = await aws.iam.createRole({ RoleName: service, AssumeRolePolicyDocument });
  return Role?.Arn ?? '';
}

const ZipFile = zipOf(new Map([['index.mjs', Buffer.from('export const handler = () => 1;')]]));
const lambda = (Role: string) => ({
  ...{ FunctionName: 'f', Role, Runtime: 'nodejs22.x' as const, Handler: 'index.handler' },
  Code: { ZipFile },
});
const schedule = (RoleArn: string, ScheduleExpression: string) => ({
  ...{ Name: 's', ScheduleExpression, FlexibleTimeWindow: { Mode: 'OFF' as const } },
  Target: { Arn: `arn:aws:ecs:${REGION}:111111111111:cluster/c`, RoleArn },
});
const budget = (AccountId: string, Amount = '200') => ({
  AccountId,
  Budget: {
    ...{ BudgetName: 'b', BudgetType: 'COST' as const, TimeUnit: 'MONTHLY' as const },
    BudgetLimit: { Amount, Unit: 'USD' },
  },
});
const services = {
  AnomalyMonitor: {
    ...{ MonitorName: 'm', MonitorType: 'DIMENSIONAL' as const },
    MonitorDimension: 'SERVICE' as const,
  },
};

async function ruleWithTargets(aws: Account, count: number): Promise<unknown> {
  await aws.events.putRule({ Name: 'r', ScheduleExpression: 'rate(1 day)' });
  const Arn = `arn:aws:sqs:${REGION}:${aws.id}:q`;
  const Targets = Array.from({ length: count }, (_, index) => ({ Id: String(index), Arn }));
  return aws.events.putTargets({ Rule: 'r', Targets });
}

const CASES: readonly (readonly [
  what: string,
  code: string,
  words: RegExp,
  act: (aws: Account) => Promise<unknown>,
])[] = [
  [
    'a rule that still has targets',
    'ValidationException',
    /can't be deleted since it has targets/,
    async (aws) => {
      await ruleWithTargets(aws, 1);
      await aws.events.deleteRule({ Name: 'r' });
    },
  ],
  [
    'a sixth target of a rule',
    'LimitExceededException',
    /exceeds the maximum/,
    (aws) => ruleWithTargets(aws, 6),
  ],
  [
    'targets of a rule that is not there',
    'ResourceNotFoundException',
    /Rule none does not exist/,
    (aws) => aws.events.removeTargets({ Rule: 'none', Ids: ['1'] }),
  ],
  [
    'a period of 45 seconds',
    'ValidationException',
    /Period must be/,
    (aws) => aws.cloudwatch.putMetricAlarm({ ...alarm, ...metric, Period: 45 }),
  ],
  [
    'an evaluation over more than a day',
    'ValidationException',
    /more than a day .*86400/,
    (aws) => aws.cloudwatch.putMetricAlarm({ ...alarm, ...metric, EvaluationPeriods: 1441 }),
  ],
  [
    'more points to alarm than are evaluated',
    'ValidationException',
    /DatapointsToAlarm/,
    (aws) => aws.cloudwatch.putMetricAlarm({ ...alarm, ...metric, DatapointsToAlarm: 6 }),
  ],
  [
    'an alarm over two metrics that both return data',
    'ValidationException',
    /Exactly one element/,
    (aws) => {
      const { Period: _period, ...rest } = alarm;
      return aws.cloudwatch.putMetricAlarm({ ...rest, Metrics: [query('a'), query('b')] });
    },
  ],
  [
    'an alarm to a topic of another region',
    'ValidationException',
    /Invalid region us-east-1 specified. Only eu-west-1 is supported/,
    (aws) => {
      const AlarmActions = [`arn:aws:sns:us-east-1:${aws.id}:t`];
      return aws.cloudwatch.putMetricAlarm({ ...alarm, ...metric, AlarmActions });
    },
  ],
  [
    'a dashboard that is not JSON',
    'DashboardInvalidInputError',
    /valid JSON/,
    (aws) => aws.cloudwatch.putDashboard({ DashboardName: 'd', DashboardBody: 'x' }),
  ],
  [
    "somebody who subscribes to another account's topic",
    'AuthorizationErrorException',
    /not authorized to perform: sns:Subscribe/,
    async (aws) => {
      const { TopicArn } = await account().sns.createTopic({ Name: 't' });
      await aws.sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'a@example.com' });
    },
  ],
  [
    'a topic policy that is not JSON',
    'InvalidParameterException',
    /Policy Error/,
    async (aws) => {
      const { TopicArn } = await aws.sns.createTopic({ Name: 't' });
      const attribute = { AttributeName: 'Policy', AttributeValue: 'x' };
      await aws.sns.setTopicAttributes({ TopicArn, ...attribute });
    },
  ],
  [
    'a second budget of one name',
    'DuplicateRecordException',
    /already exists/,
    async (aws) => {
      await aws.budgets.createBudget(budget(aws.id));
      await aws.budgets.createBudget(budget(aws.id));
    },
  ],
  [
    'a budget of nothing',
    'InvalidParameterException',
    /greater than zero/,
    (aws) => aws.budgets.createBudget(budget(aws.id, '0')),
  ],
  [
    'a second monitor of all services',
    'LimitExceededException',
    /Limit exceeded/,
    async (aws) => {
      await aws.explorer.createAnomalyMonitor(services);
      await aws.explorer.createAnomalyMonitor(services);
    },
  ],
  [
    'immediate news of anomalies by e-mail',
    'ValidationException',
    /type SNS/,
    async (aws) => {
      const { MonitorArn = '' } = await aws.explorer.createAnomalyMonitor(services);
      await aws.explorer.createAnomalySubscription({
        AnomalySubscription: {
          ...{ SubscriptionName: 's', Frequency: 'IMMEDIATE', MonitorArnList: [MonitorArn] },
          ...{ Subscribers: [{ Type: 'EMAIL', Address: 'a@example.com' }], Threshold: 1 },
        },
      });
    },
  ],
  [
    'a schedule that says both days',
    'ValidationException',
    /Invalid Schedule Expression cron\(0 3 \* \* \* \*\)/,
    async (aws) =>
      aws.scheduler.createSchedule(schedule(await role(aws, 'scheduler'), 'cron(0 3 * * * *)')),
  ],
  [
    'a schedule every 1 hours',
    'ValidationException',
    /Invalid Schedule Expression/,
    async (aws) =>
      aws.scheduler.createSchedule(schedule(await role(aws, 'scheduler'), 'rate(1 hours)')),
  ],
  [
    'a schedule whose role trusts somebody else',
    'ValidationException',
    /must allow AWS EventBridge Scheduler to assume the role/,
    async (aws) => aws.scheduler.createSchedule(schedule(await role(aws, 'ec2'), 'rate(1 hour)')),
  ],
  [
    'a function whose role trusts somebody else',
    'InvalidParameterValueException',
    /cannot be assumed by Lambda/,
    async (aws) => aws.lambda.createFunction(lambda(await role(aws, 'ec2'))),
  ],
  [
    'a function whose name is taken',
    'ResourceConflictException',
    /already exist/,
    async (aws) => {
      const given = lambda(await role(aws, 'lambda'));
      await aws.lambda.createFunction(given);
      await aws.lambda.createFunction(given);
    },
  ],
  [
    'logs kept for 6 days',
    'InvalidParameterException',
    /retentionInDays/,
    async (aws) => {
      await aws.logs.createLogGroup({ logGroupName: 'g' });
      await aws.logs.putRetentionPolicy({ logGroupName: 'g', retentionInDays: 6 });
    },
  ],
];

describe('as AWS does, the local cloud refuses', () => {
  it.each(CASES)('%s', async (_what, name, message, act) => {
    await expect(act(account())).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message) as unknown,
    });
  });
});

describe('as AWS does, the local cloud tells', () => {
  it('an e-mail address as pending until it has confirmed', async () => {
    const { sns } = account();
    const { TopicArn } = await sns.createTopic({ Name: 't' });
    const given = { TopicArn, Protocol: 'email', Endpoint: 'a@example.com' };
    expect((await sns.subscribe(given)).SubscriptionArn).toBe('pending confirmation');
    const told = await sns.getTopicAttributes({ TopicArn });
    expect(told.Attributes).toMatchObject({ SubscriptionsPending: '1' });
  });

  it('an alarm over an expression whole', async () => {
    const { cloudwatch } = account();
    const { Period: _period, ...rest } = alarm;
    const result = { Id: 'result', Expression: 'a / 2', Label: 'x & y', ReturnData: true };
    const Metrics = [{ ...query('a'), ReturnData: false }, result];
    await cloudwatch.putMetricAlarm({ ...rest, Metrics });
    const { MetricAlarms } = await cloudwatch.describeAlarms({ AlarmNames: ['a'] });
    expect(MetricAlarms?.[0]?.Metrics).toMatchObject(Metrics);
    expect(MetricAlarms?.[0]).not.toHaveProperty('Statistic');
  });

  it("a budget's amount with its decimal, and what it counts", async () => {
    const { budgets, id } = account();
    await budgets.createBudget(budget(id));
    const { Budget } = await budgets.describeBudget({ AccountId: id, BudgetName: 'b' });
    expect(Budget?.BudgetLimit).toEqual({ Amount: '200.0', Unit: 'USD' });
    expect(Budget?.CostTypes).toMatchObject({ IncludeTax: true, UseBlended: false });
  });
});
