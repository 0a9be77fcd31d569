/* eslint-disable @typescript-eslint/no-deprecated -- the provider's costFilters and costTypes are these, with no other form */
import { isDeepStrictEqual } from 'node:util';
import type { Budget, CostTypes } from '@aws-sdk/client-budgets';
import { TAGS } from '../../resource.ts';
import { type TypeOf, type Values, bool, list, num, obj, set, str } from '../../schema/prop.ts';
import { accountId, arn } from '../rules.ts';

/** The last moment there is for a budget. */
const END_OF_TIME = '2087-06-15_00:00';

const moment = () =>
  str().matches(/^\d{4}-\d{2}-\d{2}_\d{2}:\d{2}$/, 'a time such as 2026-01-31_12:00');

/** Amounts are texts: "200" is AWS's "200.0". */
const amount = () =>
  str()
    .matches(/^-?\d+(\.\d+)?$/, 'an amount such as 200 or 0.5')
    .comparedBy((value) => Number(value));

const plannedLimit = obj({
  startTime: moment().required(),
  amount: amount().required(),
  unit: str().required(),
});

const costTypes = obj({
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
});

const notification = obj({
  notificationType: str().oneOf('ACTUAL', 'FORECASTED').required(),
  comparisonOperator: str().oneOf('GREATER_THAN', 'LESS_THAN', 'EQUAL_TO').required(),
  threshold: num().required(),
  thresholdType: str().oneOf('PERCENTAGE', 'ABSOLUTE_VALUE').required(),
  subscriberEmailAddresses: set(str()),
  subscriberSnsTopicArns: set(arn()),
});
export type WantedNotification = TypeOf<typeof notification>;

/** Inputs and outputs of a budget. */
export const BUDGET_SHAPE = {
  name: str()
    .matches(/^(?![^:\\]*\/action\/)[^:\\]{1,100}$/, '1 to 100 characters without : and \\')
    .required()
    .replaces(),
  accountId: accountId().computed().replaces(),
  budgetType: str()
    .oneOf(
      ...['USAGE', 'COST', 'RI_UTILIZATION', 'RI_COVERAGE', 'SAVINGS_PLANS_UTILIZATION'],
      'SAVINGS_PLANS_COVERAGE',
    )
    .required(),
  timeUnit: str().oneOf('DAILY', 'MONTHLY', 'QUARTERLY', 'ANNUALLY').required(),
  limitAmount: amount().computed(),
  limitUnit: str().computed(),
  plannedLimits: set(plannedLimit),
  timePeriodStart: moment().computed(),
  timePeriodEnd: moment().defaultTo(END_OF_TIME),
  costFilters: set(obj({ name: str().required(), values: list(str()).required() })).computed(),
  costTypes,
  notifications: set(notification),
  ...TAGS,
  arn: str().output(),
} as const;
type Wanted = Values<typeof BUDGET_SHAPE>;
type WantedCostTypes = TypeOf<typeof costTypes>;

/** The budget as AWS is told it, without its notifications. */
export function budgetRequest(wanted: Wanted): Budget {
  const { limitAmount: Amount, limitUnit: Unit, plannedLimits: planned } = wanted;
  return {
    BudgetName: wanted.name,
    BudgetType: wanted.budgetType as 'COST',
    TimeUnit: wanted.timeUnit as 'MONTHLY',
    TimePeriod: {
      Start: wanted.timePeriodStart === undefined ? undefined : dateOf(wanted.timePeriodStart),
      End: dateOf(wanted.timePeriodEnd),
    },
    ...(planned
      ? { PlannedBudgetLimits: Object.fromEntries(planned.map(bySecond)) }
      : { BudgetLimit: { Amount, Unit } }),
    CostFilters: Object.fromEntries(
      (wanted.costFilters ?? []).map(({ name, values }) => [name, [...values]]),
    ),
    ...(wanted.costTypes && { CostTypes: costTypesTo(wanted.costTypes) }),
  };
}

/** Planned limits are kept by the second they start at. */
function bySecond({ startTime, amount: Amount, unit: Unit }: TypeOf<typeof plannedLimit>) {
  return [String(dateOf(startTime).getTime() / 1000), { Amount, Unit }] as const;
}

function costTypesTo(wanted: WantedCostTypes): CostTypes {
  return {
    IncludeCredit: wanted.includeCredit,
    IncludeDiscount: wanted.includeDiscount,
    IncludeOtherSubscription: wanted.includeOtherSubscription,
    IncludeRecurring: wanted.includeRecurring,
    IncludeRefund: wanted.includeRefund,
    IncludeSubscription: wanted.includeSubscription,
    IncludeSupport: wanted.includeSupport,
    IncludeTax: wanted.includeTax,
    IncludeUpfront: wanted.includeUpfront,
    UseAmortized: wanted.useAmortized,
    UseBlended: wanted.useBlended,
  };
}

/**
 * The budget as the state has it. What counts as cost is AWS's choice unless the program says it
 * (`costTypesSaid`) or somebody has changed it.
 */
export function budgetFrom(it: Budget, costTypesSaid: boolean) {
  const types = it.CostTypes && costTypesFrom(it.CostTypes);
  const usual = isDeepStrictEqual(types, costTypesFrom({}));
  const planned = Object.entries(it.PlannedBudgetLimits ?? {});
  return {
    name: it.BudgetName,
    budgetType: it.BudgetType,
    timeUnit: it.TimeUnit,
    limitAmount: it.BudgetLimit?.Amount,
    limitUnit: it.BudgetLimit?.Unit,
    ...(planned.length === 0
      ? {}
      : {
          plannedLimits: planned.map(([second, limit]) => ({
            startTime: momentOf(new Date(Number(second) * 1000)),
            amount: limit.Amount ?? '',
            unit: limit.Unit ?? '',
          })),
        }),
    timePeriodStart: it.TimePeriod?.Start && momentOf(it.TimePeriod.Start),
    timePeriodEnd: it.TimePeriod?.End && momentOf(it.TimePeriod.End),
    costFilters: Object.entries(it.CostFilters ?? {}).map(([name, values]) => ({ name, values })),
    ...(types && (costTypesSaid || !usual) ? { costTypes: types } : {}),
  };
}

function costTypesFrom(types: CostTypes): WantedCostTypes {
  return {
    includeCredit: types.IncludeCredit ?? true,
    includeDiscount: types.IncludeDiscount ?? true,
    includeOtherSubscription: types.IncludeOtherSubscription ?? true,
    includeRecurring: types.IncludeRecurring ?? true,
    includeRefund: types.IncludeRefund ?? true,
    includeSubscription: types.IncludeSubscription ?? true,
    includeSupport: types.IncludeSupport ?? true,
    includeTax: types.IncludeTax ?? true,
    includeUpfront: types.IncludeUpfront ?? true,
    useAmortized: types.UseAmortized ?? false,
    useBlended: types.UseBlended ?? false,
  };
}

/** `2026-01-31_12:00`, UTC */
function dateOf(moment: string): Date {
  return new Date(`${moment.replace('_', 'T')}:00Z`);
}

function momentOf(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', '_');
}
