import { TAGS, resource } from '../../resource.ts';
import { arn } from '../rules.ts';
import { bool, list, num, obj, set, str } from '../../schema/prop.ts';
import { budgetFrom, budgetRequest } from './budget-shape.ts';
import { notificationsOf, renotify, withSubscribers } from './budget-notifications.ts';
import { changeTags, tagList, tagsFrom } from '../tags.ts';
import { must, unless } from '../../aws.ts';

const NOT_FOUND = /^NotFoundException$/;

/** The last moment there is for a budget. */
const END_OF_TIME = '2087-06-15_00:00';

const moment = () =>
  str().matches(/^\d{4}-\d{2}-\d{2}_\d{2}:\d{2}$/, 'a time such as 2026-01-31_12:00');

/** Amounts are texts: "200" is AWS's "200.0". */
const amount = () =>
  str()
    .matches(/^-?\d+(\.\d+)?$/, 'an amount such as 200 or 0.5')
    .comparedBy((value) => Number(value));

export const budget = resource({
  token: 'aws:budgets/budget:Budget',
  autoName: { property: 'name', max: 100 },
  shape: {
    name: str()
      .matches(/^(?![^:\\]*\/action\/)[^:\\]{1,100}$/, '1 to 100 characters without : and \\')
      .required()
      .replaces(),
    accountId: str()
      .matches(/^\d{12}$/, 'an account of 12 digits')
      .computed()
      .replaces(),
    budgetType: str()
      .oneOf(
        ...['USAGE', 'COST', 'RI_UTILIZATION', 'RI_COVERAGE', 'SAVINGS_PLANS_UTILIZATION'],
        'SAVINGS_PLANS_COVERAGE',
      )
      .required(),
    timeUnit: str().oneOf('DAILY', 'MONTHLY', 'QUARTERLY', 'ANNUALLY').required(),
    limitAmount: amount().computed(),
    limitUnit: str().computed(),
    plannedLimits: set(
      obj({ startTime: moment().required(), amount: amount().required(), unit: str().required() }),
    ),
    timePeriodStart: moment().computed(),
    timePeriodEnd: moment().defaultTo(END_OF_TIME),
    costFilters: set(obj({ name: str().required(), values: list(str()).required() })).computed(),
    costTypes: obj({
      includeCredit: bool().defaultTo(true),
      includeDiscount: bool().defaultTo(true),
      includeOtherSubscription: bool().defaultTo(true),
      includeRecurring: bool().defaultTo(true),
      includeRefund: bool().defaultTo(true),
      includeSubscription: bool().defaultTo(true),
      includeSupport: bool().defaultTo(true),
      includeTax: bool().defaultTo(true),
      includeUpfront: bool().defaultTo(true),
      useAmortized: bool().defaultTo(false),
      useBlended: bool().defaultTo(false),
    }),
    notifications: set(
      obj({
        notificationType: str().oneOf('ACTUAL', 'FORECASTED').required(),
        comparisonOperator: str().oneOf('GREATER_THAN', 'LESS_THAN', 'EQUAL_TO').required(),
        threshold: num().required(),
        thresholdType: str().oneOf('PERCENTAGE', 'ABSOLUTE_VALUE').required(),
        subscriberEmailAddresses: set(str()),
        subscriberSnsTopicArns: set(arn()),
      }),
    ),
    ...TAGS,
    arn: str().output(),
  },
  faults: (inputs) =>
    inputs['plannedLimits'] !== undefined && inputs['limitAmount'] !== undefined
      ? [{ property: 'limitAmount', reason: 'conflicts with plannedLimits' }]
      : [],
  async create(aws, wanted) {
    const AccountId = wanted.accountId ?? (await aws.account());
    await (
      await aws.budgets()
    ).createBudget({
      AccountId,
      Budget: budgetRequest(wanted),
      NotificationsWithSubscribers: (wanted.notifications ?? []).map(withSubscribers),
      ResourceTags: tagList(wanted.tags),
    });
    return `${AccountId}:${wanted.name}`;
  },
  async read(aws, id, state) {
    const { AccountId, BudgetName } = partsOf(id);
    const budgets = await aws.budgets();
    const call = budgets.describeBudget({ AccountId, BudgetName });
    const it = (await unless(NOT_FOUND, call))?.Budget;
    if (!it) return undefined;
    const ResourceARN = arnOf(AccountId, BudgetName);
    const { ResourceTags } = await budgets.listTagsForResource({ ResourceARN });
    return {
      ...budgetFrom(it, state.costTypes !== undefined),
      accountId: AccountId,
      notifications: await notificationsOf(aws, AccountId, BudgetName),
      tags: tagsFrom(ResourceTags),
      arn: ResourceARN,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const { AccountId, BudgetName } = partsOf(id);
    const budgets = await aws.budgets();
    await budgets.updateBudget({ AccountId, NewBudget: budgetRequest(wanted) });
    if (changed('notifications'))
      await renotify(aws, { AccountId, BudgetName }, wanted.notifications ?? []);
    if (!changed('tags')) return;
    const ResourceARN = must(state.arn, 'arn');
    await changeTags(state.tags, wanted.tags, {
      untag: (ResourceTagKeys) => budgets.untagResource({ ResourceARN, ResourceTagKeys }),
      tag: (tags) => budgets.tagResource({ ResourceARN, ResourceTags: tagList(tags) }),
    });
  },
  async delete(aws, id) {
    await unless(NOT_FOUND, (await aws.budgets()).deleteBudget(partsOf(id)));
  },
});

/** `account:name` */
function partsOf(id: string): { AccountId: string; BudgetName: string } {
  const at = id.indexOf(':');
  return { AccountId: id.slice(0, at), BudgetName: id.slice(at + 1) };
}

function arnOf(account: string, name: string): string {
  return `arn:aws:budgets::${account}:budget/${name}`;
}
