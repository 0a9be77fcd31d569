import { type Aws, must, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { arn, json, policy } from '../rules.ts';
import { bool, num, str } from '../../schema/prop.ts';
import { tagList } from '../tags.ts';
import { retagTopic, topicTags } from './topic-tags.ts';
import type { Fault, Props } from '../../schema/prop.ts';
import { changesOf } from '../../schema/diff.ts';

export const TOPIC_GONE = /^NotFound(Exception)?$/;

/** Kinds of endpoints whose deliveries SNS can log, each with two roles and a sample rate. */
const FEEDBACK = ['Application', 'Firehose', 'Http', 'Lambda', 'Sqs'] as const;

const feedback = {
  applicationFailureFeedbackRoleArn: arn(),
  applicationSuccessFeedbackRoleArn: arn(),
  applicationSuccessFeedbackSampleRate: num().between(0, 100),
  firehoseFailureFeedbackRoleArn: arn(),
  firehoseSuccessFeedbackRoleArn: arn(),
  firehoseSuccessFeedbackSampleRate: num().between(0, 100),
  httpFailureFeedbackRoleArn: arn(),
  httpSuccessFeedbackRoleArn: arn(),
  httpSuccessFeedbackSampleRate: num().between(0, 100),
  lambdaFailureFeedbackRoleArn: arn(),
  lambdaSuccessFeedbackRoleArn: arn(),
  lambdaSuccessFeedbackSampleRate: num().between(0, 100),
  sqsFailureFeedbackRoleArn: arn(),
  sqsSuccessFeedbackRoleArn: arn(),
  sqsSuccessFeedbackSampleRate: num().between(0, 100),
};

const NUMBERS = new Set([
  'signatureVersion',
  ...FEEDBACK.map((kind) => `${kind.toLowerCase()}SuccessFeedbackSampleRate`),
]);
const FLAGS = new Set(['fifoTopic', 'contentBasedDeduplication']);

const attributes = {
  archivePolicy: json(),
  contentBasedDeduplication: bool().defaultTo(false),
  deliveryPolicy: json(),
  displayName: str().matches(/^[\s\S]{0,100}$/, 'at most 100 characters'),
  fifoThroughputScope: str().oneOf('Topic', 'MessageGroup').computed(),
  fifoTopic: bool().defaultTo(false).replaces(),
  kmsMasterKeyId: str(),
  policy: policy().computed(),
  signatureVersion: num().between(1, 2).computed(),
  tracingConfig: str().oneOf('Active', 'PassThrough').computed(),
  ...feedback,
};
const NAMES = Object.keys(attributes);

export const topic = resource({
  token: 'aws:sns/topic:Topic',
  autoName: { property: 'name', max: 256 },
  shape: {
    name: str().required().replaces(),
    ...attributes,
    ...TAGS,
    arn: str().output(),
    owner: str().output(),
    beginningArchiveTime: str().output(),
  },
  faults: topicFaults,
  async create(aws, wanted, made) {
    const sns = await aws.sns();
    const answer = await sns.createTopic({
      Name: wanted.name,
      Attributes: wanted.fifoTopic ? { FifoTopic: 'true' } : {},
      Tags: tagList(wanted.tags),
    });
    const id = must(answer.TopicArn, 'TopicArn');
    made(id);
    await setAttributes(aws, id, {}, wanted);
    return id;
  },
  async read(aws, id) {
    const sns = await aws.sns();
    const answer = await unless(TOPIC_GONE, sns.getTopicAttributes({ TopicArn: id }));
    const found = answer?.Attributes;
    if (!found) return undefined;
    return {
      ...attributesFrom(found),
      name: id.split(':').at(-1),
      tags: await topicTags(aws, id),
      arn: id,
      owner: found['Owner'],
      beginningArchiveTime: found['BeginningArchiveTime'],
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    await setAttributes(aws, id, state, wanted);
    if (changed('tags')) await retagTopic(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    await unless(TOPIC_GONE, (await aws.sns()).deleteTopic({ TopicArn: id }));
  },
});

function topicFaults(inputs: Props): Fault[] {
  const fifo = inputs['fifoTopic'] === true;
  const pattern = fifo ? /^[\w-]{1,251}\.fifo$/ : /^[\w-]{1,256}$/;
  const words = fifo ? ' and .fifo at the end' : ', at most 256';
  const onlyFifo = ['contentBasedDeduplication', 'archivePolicy'].filter((key) => inputs[key]);
  return [
    ...(pattern.test(String(inputs['name']))
      ? []
      : [{ property: 'name', reason: `expected letters, digits, _ and -${words}` }]),
    ...(fifo ? [] : onlyFifo.map((property) => ({ property, reason: 'only where fifoTopic is' }))),
  ];
}

/** `displayName` -> `DisplayName`, as SNS calls it. */
export const attributeName = (property: string): string =>
  property.charAt(0).toUpperCase() + property.slice(1);

function attributesFrom(found: Readonly<Record<string, string>>): Props {
  const values = NAMES.map((name): [string, unknown] => {
    const text = found[attributeName(name)];
    if (text === undefined || text === '') return [name, undefined];
    if (NUMBERS.has(name)) return [name, Number(text)];
    return [name, FLAGS.has(name) ? text === 'true' : text];
  });
  return Object.fromEntries(values);
}

/** A value as SNS takes it: text; nothing is "". */
export function attributeText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Writes what differs; what the program leaves to AWS stays. */
async function setAttributes(aws: Aws, arn: string, before: Props, wanted: Props): Promise<void> {
  const sns = await aws.sns();
  for (const name of NAMES) {
    const one = { [name]: attributes[name as keyof typeof attributes] };
    if (name === 'fifoTopic' || changesOf(one, before, wanted).length === 0) continue;
    const AttributeValue = attributeText(wanted[name]);
    await sns.setTopicAttributes({
      TopicArn: arn,
      AttributeName: attributeName(name),
      AttributeValue,
    });
  }
}
