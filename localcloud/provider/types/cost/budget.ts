import { resource } from '../../resource.ts';
import { BUDGET_SHAPE, budgetFrom, budgetRequest } from './budget-shape.ts';
import { notificationsOf, renotify, withSubscribers } from './budget-notifications.ts';
import { changeTags, tagList, tagsFrom } from '../tags.ts';
import { must, unless } from '../../aws.ts';

const NOT_FOUND = /^NotFoundException$/;

export const budget = resource({
  token: 'aws:budgets/budget:Budget',
  autoName: { property: 'name', max: 100 },
  shape: BUDGET_SHAPE,
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
