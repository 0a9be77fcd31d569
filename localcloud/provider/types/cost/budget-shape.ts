/* eslint-disable @typescript-eslint/no-deprecated -- the provider's costFilters and costTypes are these, with no other form */
import { isDeepStrictEqual } from 'node:util';
import type { Budget, CostTypes } from '@aws-sdk/client-budgets';

interface Planned {
  readonly startTime: string;
  readonly amount: string;
  readonly unit: string;
}

interface WantedCostTypes {
  readonly includeCredit: boolean;
  readonly includeDiscount: boolean;
  readonly includeOtherSubscription: boolean;
  readonly includeRecurring: boolean;
  readonly includeRefund: boolean;
  readonly includeSubscription: boolean;
  readonly includeSupport: boolean;
  readonly includeTax: boolean;
  readonly includeUpfront: boolean;
  readonly useAmortized: boolean;
  readonly useBlended: boolean;
}

interface Wanted {
  readonly name: string;
  readonly budgetType: string;
  readonly timeUnit: string;
  readonly limitAmount?: string | undefined;
  readonly limitUnit?: string | undefined;
  readonly plannedLimits?: readonly Planned[] | undefined;
  readonly timePeriodStart?: string | undefined;
  readonly timePeriodEnd: string;
  readonly costFilters?: readonly { name: string; values: readonly string[] }[] | undefined;
  readonly costTypes?: WantedCostTypes | undefined;
}

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
      ? { PlannedBudgetLimits: Object.fromEntries(planned.map(plannedLimit)) }
      : { BudgetLimit: { Amount, Unit } }),
    CostFilters: Object.fromEntries(
      (wanted.costFilters ?? []).map(({ name, values }) => [name, [...values]]),
    ),
    ...(wanted.costTypes && { CostTypes: costTypesTo(wanted.costTypes) }),
  };
}

/** Planned limits are kept by the second they start at. */
function plannedLimit({ startTime, amount: Amount, unit: Unit }: Planned) {
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
