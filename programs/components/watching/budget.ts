import { Budget as AwsBudget } from '@pulumi/aws/budgets/budget.js';
import { AnomalyMonitor } from '@pulumi/aws/costexplorer/anomalyMonitor.js';
import { AnomalySubscription } from '@pulumi/aws/costexplorer/anomalySubscription.js';
import * as pulumi from '@pulumi/pulumi';
import { STACK_TAG } from '../../../action-shared/naming/tags.ts';
import { named, type Tags } from '../tags.ts';

/** Percent of the budget at which somebody is told. */
const WARNING_PERCENT = 80;

export interface BudgetArgs {
  /** Physical names, up to 100 characters. */
  readonly budgetName: string;
  /** Physical name of monitor and subscription, up to 100 characters. */
  readonly anomalyName: string;
  /** Value of the tag `macro-infra:stack`, by which cost is counted. */
  readonly stack: string;
  /** Budget of a month, USD. */
  readonly monthlyUsd: number;
  /** Watch for unusual cost; needs Cost Explorer in the account. @default true */
  readonly anomalies?: boolean;
  /** Smallest unexpected cost, in USD, that is worth a message. @default a tenth of the month */
  readonly anomalyUsd?: number;
  /** Topic that is told. */
  readonly topicArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/**
 * A monthly budget of one stack (warning at 80 % spent, alarm at 100 % forecast) and a watch for
 * unusual cost. Free. AWS counts by tags once `macro-infra:stack` is an active cost allocation tag.
 */
export class Budget extends pulumi.ComponentResource {
  constructor(name: string, args: BudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:watching:Budget', name, {}, opts);
    const child = { parent: this };
    new AwsBudget(name, budgetArgs(args), child);
    if (args.anomalies !== false) anomalyWatch(name, args, child);
    this.registerOutputs({});
  }
}

function anomalyWatch(name: string, args: BudgetArgs, child: pulumi.CustomResourceOptions): void {
  const tags = named(args.tags, args.anomalyName);
  const monitor = new AnomalyMonitor(
    name,
    {
      name: args.anomalyName,
      // An account has a single monitor of all services; monitors of a tag there may be many.
      monitorType: 'CUSTOM',
      monitorSpecification: JSON.stringify(costOf(args.stack)),
      tags,
    },
    child,
  );
  new AnomalySubscription(
    name,
    {
      name: args.anomalyName,
      frequency: 'IMMEDIATE',
      monitorArnLists: [monitor.arn],
      subscribers: [{ type: 'SNS', address: args.topicArn }],
      thresholdExpression: {
        dimension: {
          key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE',
          matchOptions: ['GREATER_THAN_OR_EQUAL'],
          values: [String(args.anomalyUsd ?? args.monthlyUsd / 10)],
        },
      },
      tags,
    },
    child,
  );
}

/**
 * The terms of one stack's cost. The provider reads every kind of term back, null where it is not used:
 * without the nulls the monitor would be replaced at every update.
 */
function costOf(stack: string) {
  return {
    ...{ And: null, CostCategories: null, Dimensions: null, Not: null, Or: null },
    Tags: { Key: STACK_TAG, MatchOptions: ['EQUALS'], Values: [stack] },
  };
}

function budgetArgs(args: BudgetArgs) {
  const notification = (notificationType: string, threshold: number) => ({
    notificationType,
    threshold,
    thresholdType: 'PERCENTAGE',
    comparisonOperator: 'GREATER_THAN',
    subscriberSnsTopicArns: [args.topicArn],
  });
  return {
    name: args.budgetName,
    budgetType: 'COST',
    timeUnit: 'MONTHLY',
    limitAmount: String(args.monthlyUsd),
    limitUnit: 'USD',
    costFilters: [{ name: 'TagKeyValue', values: [`user:${STACK_TAG}$${args.stack}`] }],
    notifications: [notification('ACTUAL', WARNING_PERCENT), notification('FORECASTED', 100)],
    tags: named(args.tags, args.budgetName),
  };
}
