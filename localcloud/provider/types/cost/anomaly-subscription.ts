import { TAGS, resource } from '../../resource.ts';
import { thresholdExpression, thresholdFrom, thresholdTo } from './threshold.ts';
import { accountId, arn } from '../rules.ts';
import { type Values, list, obj, set, str } from '../../schema/prop.ts';
import { must, unless } from '../../aws.ts';
import { resourceTags, retagged, tagsAt } from './anomaly-tags.ts';

const NOT_FOUND = /^UnknownSubscriptionException$/;

const shape = {
  name: str()
    .matches(/^(?=.*\S)[\s\S]{1,1024}$/, '1 to 1024 characters')
    .required()
    .replaces(),
  accountId: accountId().computed().replaces(),
  frequency: str().oneOf('DAILY', 'IMMEDIATE', 'WEEKLY').required(),
  monitorArnLists: list(arn()).required(),
  subscribers: set(obj({ type: str().oneOf('EMAIL', 'SNS').required(), address: str().required() }))
    .rule((value) => (Array.isArray(value) && value.length > 0 ? undefined : 'at least one'))
    .required(),
  thresholdExpression,
  ...TAGS,
  arn: str().output(),
} as const;
type Wanted = Values<typeof shape>;

export const anomalySubscription = resource({
  token: 'aws:costexplorer/anomalySubscription:AnomalySubscription',
  autoName: { property: 'name', max: 1024 },
  shape,
  async create(aws, wanted) {
    const answer = await (
      await aws.costExplorer()
    ).createAnomalySubscription({
      AnomalySubscription: {
        ...subscriptionRequest(wanted),
        SubscriptionName: wanted.name,
        AccountId: wanted.accountId,
      },
      ResourceTags: resourceTags(wanted.tags),
    });
    return must(answer.SubscriptionArn, 'SubscriptionArn');
  },
  async read(aws, id) {
    const explorer = await aws.costExplorer();
    const call = explorer.getAnomalySubscriptions({ SubscriptionArnList: [id] });
    const it = (await unless(NOT_FOUND, call))?.AnomalySubscriptions?.[0];
    if (!it) return undefined;
    return {
      name: it.SubscriptionName,
      accountId: it.AccountId,
      frequency: it.Frequency,
      monitorArnLists: it.MonitorArnList,
      subscribers: (it.Subscribers ?? []).map(({ Type, Address }) => ({
        type: Type ?? '',
        address: Address ?? '',
      })),
      thresholdExpression: it.ThresholdExpression && thresholdFrom(it.ThresholdExpression),
      tags: await tagsAt(aws, id),
      arn: id,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const explorer = await aws.costExplorer();
    if (changed('frequency', 'monitorArnLists', 'subscribers', 'thresholdExpression')) {
      const request = subscriptionRequest(wanted);
      await explorer.updateAnomalySubscription({ SubscriptionArn: id, ...request });
    }
    if (changed('tags')) await retagged(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const explorer = await aws.costExplorer();
    await unless(NOT_FOUND, explorer.deleteAnomalySubscription({ SubscriptionArn: id }));
  },
});

function subscriptionRequest(wanted: Wanted) {
  return {
    Frequency: wanted.frequency as 'DAILY',
    MonitorArnList: [...wanted.monitorArnLists],
    Subscribers: wanted.subscribers.map(({ type, address: Address }) => ({
      Type: type as 'SNS',
      Address,
    })),
    ...(wanted.thresholdExpression && {
      ThresholdExpression: thresholdTo(wanted.thresholdExpression),
    }),
  };
}
