import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SNS } from '@aws-sdk/client-sns';
import { Dashboard } from '@pulumi/aws/cloudwatch/dashboard.js';
import { EventRule } from '@pulumi/aws/cloudwatch/eventRule.js';
import { EventTarget } from '@pulumi/aws/cloudwatch/eventTarget.js';
import { MetricAlarm } from '@pulumi/aws/cloudwatch/metricAlarm.js';
import { Role } from '@pulumi/aws/iam/role.js';
import { Function as LambdaFunction } from '@pulumi/aws/lambda/function.js';
import { Permission } from '@pulumi/aws/lambda/permission.js';
import { Budget } from '@pulumi/aws/budgets/budget.js';
import { AnomalyMonitor } from '@pulumi/aws/costexplorer/anomalyMonitor.js';
import { AnomalySubscription } from '@pulumi/aws/costexplorer/anomalySubscription.js';
import { Schedule } from '@pulumi/aws/scheduler/schedule.js';
import { Topic } from '@pulumi/aws/sns/topic.js';
import { TopicPolicy } from '@pulumi/aws/sns/topicPolicy.js';
import { TopicSubscription } from '@pulumi/aws/sns/topicSubscription.js';
import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from '@jest/globals';
import { useReferee } from '../../tools/referee/use-referee.ts';
import { byHand } from '../world/by-hand.ts';
import { useCloud } from './testing/use-cloud.ts';

const TIMEOUT_MS = 600_000;
const live = useCloud();
const referee = useReferee('watching.cloud.test.ts');

const tags = { 'macro-infra:stack': 'live' };
const COUNT = 16;

interface Values {
  readonly threshold: number;
  readonly monthlyUsd: number;
  readonly code: string;
}
const VALUES: Values = { threshold: 5, monthlyUsd: 200, code: 'export const handler = () => 1;' };

/** Every type of the family, tied to each other as the components tie them. */
function declare({ threshold, monthlyUsd, code }: Values): void {
  const topic = new Topic('alarms', { name: 'live-alarms', displayName: 'Alarms', tags });
  new TopicPolicy('alarms', { arn: topic.arn, policy: topic.arn.apply(publishPolicy) });
  const endpoint = 'ops@example.com';
  new TopicSubscription('ops', { topic: topic.arn, protocol: 'email', endpoint });
  alarms(topic, threshold);
  events(code);
  cost(topic, monthlyUsd);
  schedule();
}

function publishPolicy(Resource: string): string {
  const Principal = { Service: ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'] };
  const statement = { Effect: 'Allow', Principal, Action: 'sns:Publish', Resource };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

function alarms(topic: Topic, threshold: number): void {
  const dimensions = { LoadBalancer: 'app/live/50dc6c495c0c9188' };
  const common = {
    ...{ comparisonOperator: 'GreaterThanThreshold', treatMissingData: 'notBreaching', tags },
    ...{ alarmActions: [topic.arn], okActions: [topic.arn], threshold },
  };
  const metric = (metricName: string) => ({
    ...{ namespace: 'AWS/ApplicationELB', metricName, stat: 'Sum', period: 60, dimensions },
  });
  new MetricAlarm('errors', {
    ...{ ...common, name: 'live-errors', evaluationPeriods: 5, datapointsToAlarm: 5 },
    metricQueries: [
      { id: 'result', expression: '100 * bad / all', label: 'percent & more', returnData: true },
      { id: 'bad', metric: metric('HTTPCode_Target_5XX_Count') },
      { id: 'all', metric: metric('RequestCount') },
    ],
  });
  new MetricAlarm('latency', {
    ...{ ...common, name: 'live-latency', evaluationPeriods: 10, period: 60, dimensions },
    namespace: 'AWS/ApplicationELB',
    ...{ metricName: 'TargetResponseTime', extendedStatistic: 'p95' },
  });
  const widget = { type: 'text', x: 0, y: 0, width: 6, height: 2 };
  const dashboardBody = JSON.stringify({
    widgets: [{ ...widget, properties: { markdown: '<b>a & b</b>' } }],
  });
  new Dashboard('live', { dashboardName: 'live', dashboardBody });
}

function events(code: string): void {
  const watcher = new LambdaFunction('watcher', {
    ...{ name: 'live-watcher', role: role('watcher', 'lambda').arn, runtime: 'nodejs22.x' },
    ...{ handler: 'index.handler', timeout: 10, environment: { variables: { A: 'b' } }, tags },
    code: new pulumi.asset.AssetArchive({ 'index.mjs': new pulumi.asset.StringAsset(code) }),
  });
  const rule = new EventRule('writes', {
    ...{ name: 'live-writes', description: 'write calls', state: 'ENABLED', tags },
    eventPattern: JSON.stringify({ source: ['aws.ec2'], detail: { readOnly: [false] } }),
  });
  new Permission('writes', {
    ...{ function: watcher.name, action: 'lambda:InvokeFunction' },
    ...{ principal: 'events.amazonaws.com', sourceArn: rule.arn },
  });
  new EventTarget('writes', { rule: rule.name, arn: watcher.arn });
}

function role(name: string, service: string): Role {
  const Principal = { Service: `${service}.amazonaws.com` };
  const statement = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' };
  const assumeRolePolicy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return new Role(name, { name: `live-${name}`, assumeRolePolicy });
}

function cost(topic: Topic, monthlyUsd: number): void {
  const notification = (notificationType: string, threshold: number) => ({
    ...{ notificationType, threshold, thresholdType: 'PERCENTAGE' },
    ...{ comparisonOperator: 'GREATER_THAN', subscriberSnsTopicArns: [topic.arn] },
  });
  new Budget('live', {
    ...{ name: 'live', budgetType: 'COST', timeUnit: 'MONTHLY', tags },
    ...{ limitAmount: String(monthlyUsd), limitUnit: 'USD' },
    costFilters: [{ name: 'TagKeyValue', values: ['user:macro-infra:stack$live'] }],
    notifications: [notification('ACTUAL', 80), notification('FORECASTED', 100)],
  });
  const monitor = new AnomalyMonitor('live', {
    ...{ name: 'live', monitorType: 'CUSTOM', tags },
    monitorSpecification: JSON.stringify({
      ...{ And: null, CostCategories: null, Dimensions: null, Not: null, Or: null },
      Tags: { Key: 'macro-infra:stack', Values: ['live'], MatchOptions: ['EQUALS'] },
    }),
  });
  const dimension = {
    ...{ key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE', matchOptions: ['GREATER_THAN_OR_EQUAL'] },
    values: [String(monthlyUsd / 10)],
  };
  new AnomalySubscription('live', {
    ...{ name: 'live', frequency: 'IMMEDIATE', monitorArnLists: [monitor.arn], tags },
    subscribers: [{ type: 'SNS', address: topic.arn }],
    thresholdExpression: { dimension },
  });
}

function schedule(): void {
  const arn = 'arn:aws:ecs:us-east-1:000000000000';
  new Schedule('nightly', {
    ...{ name: 'live-nightly', scheduleExpression: 'cron(0 3 * * ? *)' },
    ...{ scheduleExpressionTimezone: 'UTC', flexibleTimeWindow: { mode: 'OFF' } },
    target: {
      ...{ arn: `${arn}:cluster/live`, roleArn: role('nightly', 'scheduler').arn },
      ecsParameters: {
        ...{ taskDefinitionArn: `${arn}:task-definition/live:1`, launchType: 'FARGATE' },
        networkConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] },
      },
      retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3600 },
    },
  });
}

let last = 0;
/** An account of its own for every attempt: a slow one does not disturb the next. */
function newAccount(): string {
  last += 1;
  return String(last).padStart(12, '3');
}

function clients(account: string) {
  const options = byHand(live.cloud, { account });
  return {
    cloudwatch: new CloudWatch(options),
    events: new EventBridge(options),
    scheduler: new Scheduler(options),
    sns: new SNS(options),
    tagging: new ResourceGroupsTaggingAPIClient(options),
  };
}

const program =
  (more: Partial<Values> = {}) =>
  () => {
    declare({ ...VALUES, ...more });
  };

describe('what watches an environment, on the local cloud', () => {
  it(
    'goes up, stays as it is, is healed, changes in place and goes without a rest',
    async () => {
      const account = newAccount();
      const stack = await live.stack({ account });
      const made = await stack.up(program());
      expect(made).toMatchObject({ refusals: [], changes: { create: COUNT } });
      expect(await stack.up(program())).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.up(program())).toMatchObject({ refusals: [], steps: [] });

      const { cloudwatch, events, scheduler, sns } = clients(account);
      await cloudwatch.disableAlarmActions({ AlarmNames: ['live-errors'] });
      await cloudwatch.deleteAlarms({ AlarmNames: ['live-latency'] });
      await events.disableRule({ Name: 'live-writes' });
      await scheduler.deleteSchedule({ Name: 'live-nightly' });
      const TopicArn = `arn:aws:sns:${live.cloud.region}:${account}:live-alarms`;
      const attribute = { AttributeName: 'DisplayName', AttributeValue: 'by hand' };
      await sns.setTopicAttributes({ TopicArn, ...attribute });
      const { steps } = await stack.refresh();
      expect(steps.map((step) => step.split(' ').slice(0, 3).join(' '))).toEqual([
        'delete aws:cloudwatch/metricAlarm:MetricAlarm latency',
        'delete aws:scheduler/schedule:Schedule nightly',
        'update aws:cloudwatch/eventRule:EventRule writes',
        'update aws:cloudwatch/metricAlarm:MetricAlarm errors',
        'update aws:sns/topic:Topic alarms',
      ]);
      const healed = await stack.up(program());
      expect(healed).toMatchObject({ refusals: [], changes: { create: 2, update: 3 } });

      const code = 'export const handler = () => 2;';
      const changed = await stack.up(program({ threshold: 10, monthlyUsd: 300, code }));
      expect(changed).toMatchObject({ refusals: [], changes: { update: 5 } });
      expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });
      const gone = await stack.destroy();
      expect(gone).toMatchObject({ refusals: [], changes: { delete: COUNT } });
      await expectNothing(account);
    },
    TIMEOUT_MS,
  );

  referee.it(
    "is the same to HashiCorp's real AWS provider",
    async () => {
      const account = newAccount();
      const stack = await live.stack({ account, pulumiHome: referee.home(live) });
      const made = await stack.up(program());
      expect(made).toMatchObject({ refusals: [], changes: { create: COUNT } });
      expect(await stack.up(program())).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });
      const gone = await stack.destroy();
      expect(gone).toMatchObject({ refusals: [], changes: { delete: COUNT } });
      await expectNothing(account);
    },
    TIMEOUT_MS,
  );
});

async function expectNothing(account: string): Promise<void> {
  const answer = await clients(account).tagging.send(new GetResourcesCommand({}));
  expect(answer.ResourceTagMappingList).toEqual([]);
}
