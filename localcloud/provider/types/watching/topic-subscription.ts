import type { Aws } from '../../aws.ts';
import type { Props } from '../../schema/prop.ts';
import { TOPIC_GONE, attributeName, attributeText } from './topic.ts';
import { arn, json } from '../rules.ts';
import { bool, num, str } from '../../schema/prop.ts';
import { changesOf } from '../../schema/diff.ts';
import { must, unless } from '../../aws.ts';
import { resource } from '../../resource.ts';

/** What can be set on a subscription, by SNS's name. */
const attributes = {
  deliveryPolicy: json(),
  filterPolicy: json(),
  filterPolicyScope: str().oneOf('MessageAttributes', 'MessageBody').computed(),
  rawMessageDelivery: bool().defaultTo(false),
  redrivePolicy: json(),
  replayPolicy: json(),
  subscriptionRoleArn: arn(),
};

/** Until the address has confirmed, SNS forgets the subscription by itself only. */
const PENDING = /^InvalidParameter(Exception)?$/;

export const topicSubscription = resource({
  token: 'aws:sns/topicSubscription:TopicSubscription',
  shape: {
    topic: arn().required().replaces(),
    protocol: str()
      .oneOf(
        ...['application', 'email', 'email-json', 'firehose', 'http', 'https', 'lambda'],
        ...['sms', 'sqs'],
      )
      .required()
      .replaces(),
    endpoint: str().required().replaces(),
    ...attributes,
    confirmationTimeoutInMinutes: num().local().defaultTo(1),
    endpointAutoConfirms: bool().local().defaultTo(false),
    arn: str().output(),
    ownerId: str().output(),
    confirmationWasAuthenticated: bool().output(),
    pendingConfirmation: bool().output(),
  },
  faults: (inputs) =>
    inputs['filterPolicyScope'] !== undefined && inputs['filterPolicy'] === undefined
      ? [{ property: 'filterPolicy', reason: 'required with filterPolicyScope' }]
      : [],
  async create(aws, wanted) {
    const answer = await (
      await aws.sns()
    ).subscribe({
      TopicArn: wanted.topic,
      Protocol: wanted.protocol,
      Endpoint: wanted.endpoint,
      ReturnSubscriptionArn: true,
      Attributes: Object.fromEntries(
        different({}, wanted).map((name) => [attributeName(name), attributeText(wanted[name])]),
      ),
    });
    return must(answer.SubscriptionArn, 'SubscriptionArn');
  },
  async read(aws, id) {
    const sns = await aws.sns();
    const call = sns.getSubscriptionAttributes({ SubscriptionArn: id });
    const found = (await unless(TOPIC_GONE, call))?.Attributes;
    if (!found) return undefined;
    return {
      ...attributesFrom(found),
      topic: found['TopicArn'],
      protocol: found['Protocol'],
      endpoint: found['Endpoint'],
      arn: id,
      ownerId: found['Owner'],
      confirmationWasAuthenticated: found['ConfirmationWasAuthenticated'] === 'true',
      pendingConfirmation: found['PendingConfirmation'] === 'true',
    };
  },
  update: (aws, { id, state, wanted }) => setAttributes(aws, id, state, wanted),
  async delete(aws, id) {
    const call = (await aws.sns()).unsubscribe({ SubscriptionArn: id });
    await unless(new RegExp(`${TOPIC_GONE.source}|${PENDING.source}`), call);
  },
});

type Name = keyof typeof attributes;
const NAMES = Object.keys(attributes) as Name[];

function different(before: Props, wanted: Props): Name[] {
  return NAMES.filter((name) => changesOf({ [name]: attributes[name] }, before, wanted).length > 0);
}

function attributesFrom(found: Readonly<Record<string, string>>): Props {
  const texts = NAMES.map((name): [string, unknown] => [
    name,
    found[attributeName(name)] === '' ? undefined : found[attributeName(name)],
  ]);
  const raw = found['RawMessageDelivery'] === 'true';
  return { ...Object.fromEntries(texts), rawMessageDelivery: raw };
}

async function setAttributes(aws: Aws, id: string, state: Props, wanted: Props): Promise<void> {
  const sns = await aws.sns();
  for (const name of different(state, wanted)) {
    const value = wanted[name];
    await sns.setSubscriptionAttributes({
      SubscriptionArn: id,
      AttributeName: attributeName(name),
      AttributeValue: attributeText(value),
    });
  }
}
