import { EventRule } from '@pulumi/aws/cloudwatch/eventRule.js';
import { EventTarget } from '@pulumi/aws/cloudwatch/eventTarget.js';
import { Permission } from '@pulumi/aws/lambda/permission.js';
import * as pulumi from '@pulumi/pulumi';
import { NodeFunction } from '../compute/node-function.ts';
import { named, type Tags } from '../tags.ts';
import type { AlarmDefinition } from './alarm-definitions.ts';
import { Alarms } from './alarms.ts';
import { DRIFT_FUNCTION } from './drift-function.ts';

const TIMEOUT_SECONDS = 10;

/**
 * Services whose write calls are looked at: those that the environment is made of. Calls of IAM and
 * Route 53 are recorded in us-east-1 only.
 */
const SOURCES = [
  'ec2',
  'ecs',
  'elasticloadbalancing',
  'rds',
  'elasticache',
  's3',
  'iam',
  'route53',
];

export interface DriftWatchArgs {
  /** Physical name of function, event rule and log group, up to 64 characters. */
  readonly functionName: string;
  /** Physical name of the role, up to 64 characters. */
  readonly roleName: string;
  /** What names of the environment's resources begin with: `staging-shop-`. */
  readonly prefix: string;
  /** Ids of resources that calls name by their ids alone: VPC, subnets, security groups. */
  readonly ids: pulumi.Input<pulumi.Input<string>[]>;
  /** Parts of the ARNs of those who may change things: our own deployments. */
  readonly deployers: readonly string[];
  /** Topic that is told. */
  readonly topicArn: pulumi.Input<string>;
  /** Days, one of the values of CloudWatch Logs. */
  readonly logRetentionDays: number;
  readonly tags: Tags;
}

/**
 * Tells when somebody changes a resource of the environment by hand: CloudTrail's event -> rule ->
 * function -> topic, with alarms on its own errors. Cents a month; needs a CloudTrail in the region.
 */
export class DriftWatch extends pulumi.ComponentResource {
  constructor(name: string, args: DriftWatchArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:watching:DriftWatch', name, {}, opts);
    const child = { parent: this };
    const { functionName, functionArn } = watcher(name, args, child);
    const tags = named(args.tags, args.functionName);
    const rule = new EventRule(
      name,
      {
        name: args.functionName,
        description: 'write calls on the services of the environment',
        eventPattern: JSON.stringify(eventPattern()),
        // Said, so that a watch that somebody switches off is itself found as drift.
        state: 'ENABLED',
        tags,
      },
      child,
    );
    new Permission(
      name,
      {
        function: functionName,
        action: 'lambda:InvokeFunction',
        principal: 'events.amazonaws.com',
        sourceArn: rule.arn,
      },
      child,
    );
    new EventTarget(name, { rule: rule.name, arn: functionArn }, child);
    const definitions = ownAlarms(args.functionName);
    const alarms = { prefix: args.functionName, definitions, topicArn: args.topicArn };
    new Alarms(name, { ...alarms, tags: args.tags }, child);
    this.registerOutputs({});
  }
}

/** Events that start the function. */
export function eventPattern() {
  return {
    'detail-type': ['AWS API Call via CloudTrail'],
    source: SOURCES.map((service) => `aws.${service}`),
    detail: { readOnly: [false] },
  };
}

function watcher(name: string, args: DriftWatchArgs, child: pulumi.ComponentResourceOptions) {
  const { functionName, roleName, logRetentionDays, tags, topicArn } = args;
  return new NodeFunction(
    name,
    {
      ...{ functionName, roleName, logRetentionDays, tags },
      code: DRIFT_FUNCTION,
      timeoutSeconds: TIMEOUT_SECONDS,
      variables: {
        WATCHED: pulumi.output(args.ids).apply((ids) => [args.prefix, ...ids].join(',')),
        DEPLOYERS: args.deployers.join(','),
        TOPIC_ARN: topicArn,
      },
      grants: pulumi
        .output(topicArn)
        .apply((arn) => ({ Tell: { actions: ['sns:Publish'], resources: [arn] } })),
    },
    child,
  );
}

function ownAlarms(functionName: string): readonly AlarmDefinition[] {
  const dimensions = { FunctionName: functionName };
  const alarm = (key: string, metric: string): AlarmDefinition => ({
    key,
    description: `the drift watch itself: ${key}`,
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    ...{ period: 300, periods: 1 },
    metric: { namespace: 'AWS/Lambda', name: metric, statistic: 'Sum', dimensions },
  });
  return [alarm('errors', 'Errors'), alarm('throttles', 'Throttles')];
}
