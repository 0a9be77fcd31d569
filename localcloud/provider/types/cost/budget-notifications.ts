import { isDeepStrictEqual } from 'node:util';
import type { Notification, Subscriber } from '@aws-sdk/client-budgets';
import type { Aws } from '../../aws.ts';
import type { WantedNotification as Wanted } from './budget-shape.ts';

interface Budget {
  readonly AccountId: string;
  readonly BudgetName: string;
}

/** A notification and whom it tells, as AWS is told both. */
export function withSubscribers(wanted: Wanted): {
  Notification: Notification;
  Subscribers: Subscriber[];
} {
  const by = (SubscriptionType: 'EMAIL' | 'SNS', addresses: readonly string[] = []) =>
    addresses.map((Address) => ({ SubscriptionType, Address }));
  return {
    Notification: notification(wanted),
    Subscribers: [
      ...by('SNS', wanted.subscriberSnsTopicArns),
      ...by('EMAIL', wanted.subscriberEmailAddresses),
    ],
  };
}

/** What tells a notification from another. */
function notification(wanted: Wanted): Notification {
  return {
    NotificationType: wanted.notificationType as 'ACTUAL',
    ComparisonOperator: wanted.comparisonOperator as 'GREATER_THAN',
    Threshold: wanted.threshold,
    ThresholdType: wanted.thresholdType as 'PERCENTAGE',
  };
}

/** Every notification of a budget, with whom it tells. */
export async function notificationsOf(
  aws: Aws,
  AccountId: string,
  BudgetName: string,
): Promise<Wanted[]> {
  const budgets = await aws.budgets();
  const found: Wanted[] = [];
  let NextToken: string | undefined;
  do {
    const page = await budgets.describeNotificationsForBudget({ AccountId, BudgetName, NextToken });
    for (const each of page.Notifications ?? [])
      found.push(await described(aws, { AccountId, BudgetName }, each));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return found;
}

async function described(aws: Aws, budget: Budget, it: Notification): Promise<Wanted> {
  const { NotificationState: _state, ...Notification } = it;
  const budgets = await aws.budgets();
  const answer = await budgets.describeSubscribersForNotification({ ...budget, Notification });
  const addresses = (kind: string): string[] =>
    (answer.Subscribers ?? []).flatMap(({ SubscriptionType, Address }) =>
      SubscriptionType === kind && Address !== undefined ? [Address] : [],
    );
  const [emails, topics] = [addresses('EMAIL'), addresses('SNS')];
  return {
    notificationType: it.NotificationType ?? '',
    comparisonOperator: it.ComparisonOperator ?? '',
    threshold: it.Threshold ?? 0,
    thresholdType: it.ThresholdType ?? 'PERCENTAGE',
    ...(emails.length > 0 ? { subscriberEmailAddresses: emails } : {}),
    ...(topics.length > 0 ? { subscriberSnsTopicArns: topics } : {}),
  };
}

/** Makes the budget tell as wanted; what it tells already stays. */
export async function renotify(aws: Aws, budget: Budget, wanted: readonly Wanted[]): Promise<void> {
  const budgets = await aws.budgets();
  const current = (await notificationsOf(aws, budget.AccountId, budget.BudgetName)).map(keyed);
  const next = wanted.map(keyed);
  const among = (all: readonly Keyed[], one: Keyed): boolean =>
    all.some((each) => isDeepStrictEqual(each.sorted, one.sorted));
  for (const one of current.filter((each) => !among(next, each)))
    await budgets.deleteNotification({ ...budget, Notification: one.request.Notification });
  for (const one of next.filter((each) => !among(current, each)))
    await budgets.createNotification({ ...budget, ...one.request });
}

interface Keyed {
  readonly request: ReturnType<typeof withSubscribers>;
  readonly sorted: unknown;
}

function keyed(wanted: Wanted): Keyed {
  const request = withSubscribers(wanted);
  const addresses = request.Subscribers.map(({ Address }) => Address).toSorted();
  return { request, sorted: { ...request.Notification, addresses } };
}
