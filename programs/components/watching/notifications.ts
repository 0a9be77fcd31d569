import { Topic } from '@pulumi/aws/sns/topic.js';
import { TopicPolicy } from '@pulumi/aws/sns/topicPolicy.js';
import { TopicSubscription } from '@pulumi/aws/sns/topicSubscription.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';

/** AWS services that tell something through the topic. */
const PUBLISHERS = [
  'cloudwatch.amazonaws.com',
  'budgets.amazonaws.com',
  'costalerts.amazonaws.com',
  'events.amazonaws.com',
];

export interface NotificationsArgs {
  /** Physical name, up to 256 characters. */
  readonly topicName: string;
  /** Addresses that are written to; each has to confirm once. @default [] */
  readonly emails?: readonly string[];
  readonly tags: Tags;
}

/** Where alarms, budgets and drift go: an SNS topic; the first 1,000 e-mails a month are free. */
export class Notifications extends pulumi.ComponentResource {
  /** ARN, known once the topic takes messages of the services. */
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: NotificationsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:watching:Notifications', name, {}, opts);
    const child = { parent: this };
    const tags = named(args.tags, args.topicName);
    // Without a KMS key: CloudWatch may not use AWS's own, and the messages hold no secrets.
    const topic = new Topic(name, { name: args.topicName, tags }, child);
    const policy = new TopicPolicy(
      name,
      { arn: topic.arn, policy: topic.arn.apply(publishPolicy) },
      child,
    );
    for (const endpoint of args.emails ?? [])
      new TopicSubscription(
        `${name}-${endpoint}`,
        { topic: topic.arn, protocol: 'email', endpoint },
        child,
      );
    this.topicArn = pulumi.all([topic.arn, policy.id]).apply(([arn]) => arn);
    this.registerOutputs({ topicArn: this.topicArn });
  }
}

function publishPolicy(topicArn: string): string {
  const statement = {
    Sid: 'ServicesOfThisAccount',
    Effect: 'Allow',
    Principal: { Service: PUBLISHERS },
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: { StringEquals: { 'aws:SourceAccount': topicArn.split(':')[4] ?? '' } },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
