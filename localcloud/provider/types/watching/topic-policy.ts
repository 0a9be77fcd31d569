import type { Aws } from '../../aws.ts';
import { TOPIC_GONE } from './topic.ts';
import { arn, policy } from '../rules.ts';
import { resource } from '../../resource.ts';
import { str } from '../../schema/prop.ts';
import { unless } from '../../aws.ts';

export const topicPolicy = resource({
  token: 'aws:sns/topicPolicy:TopicPolicy',
  deleteFirst: true,
  shape: {
    arn: arn().required().replaces(),
    policy: policy().required(),
    owner: str().output(),
  },
  async create(aws, wanted) {
    await setPolicy(aws, wanted.arn, wanted.policy);
    return wanted.arn;
  },
  async read(aws, id) {
    const call = (await aws.sns()).getTopicAttributes({ TopicArn: id });
    const found = (await unless(TOPIC_GONE, call))?.Attributes;
    return found && { arn: id, policy: found['Policy'], owner: found['Owner'] };
  },
  update: (aws, { wanted }) => setPolicy(aws, wanted.arn, wanted.policy),
  /** A topic always has a policy: without one of ours it is AWS's own again. */
  async delete(aws, id, state) {
    const owner = state.owner ?? id.split(':')[4] ?? '';
    await unless(TOPIC_GONE, setPolicy(aws, id, defaultPolicy(id, owner)));
  },
});

async function setPolicy(aws: Aws, TopicArn: string, AttributeValue: string): Promise<void> {
  const sns = await aws.sns();
  await sns.setTopicAttributes({ TopicArn, AttributeName: 'Policy', AttributeValue });
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html */
function defaultPolicy(topic: string, owner: string): string {
  const actions = [
    ...['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission'],
    ...['DeleteTopic', 'Subscribe', 'ListSubscriptionsByTopic', 'Publish'],
  ];
  const statement = {
    Sid: '__default_statement_ID',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: actions.map((action) => `SNS:${action}`),
    Resource: topic,
    Condition: { StringEquals: { 'AWS:SourceOwner': owner } },
  };
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [statement],
  });
}
