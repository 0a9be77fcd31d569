import { Policy } from '@pulumi/aws/appautoscaling/policy.js';
import { ScheduledAction } from '@pulumi/aws/appautoscaling/scheduledAction.js';
import { Target } from '@pulumi/aws/appautoscaling/target.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';

/** Percent that autoscaling aims at, by what ECS measures. */
const METRICS = {
  cpu: 'ECSServiceAverageCPUUtilization',
  memory: 'ECSServiceAverageMemoryUtilization',
} as const;

/** Tasks at night and, where wanted, at weekends. */
export interface QuietHours {
  /** `18:00` */
  readonly from: string;
  /** `08:00` */
  readonly to: string;
  /** Tasks that stay: 0 puts the service to sleep. */
  readonly tasks: number;
  /** True: it stays quiet from Friday evening to Monday morning. */
  readonly weekends: boolean;
  /** IANA name: `Europe/London`. */
  readonly timeZone: string;
}

export interface AutoscalingArgs {
  /** Name of the cluster that runs the service. */
  readonly clusterName: pulumi.Input<string>;
  /** Name of the ECS service whose tasks are counted. */
  readonly serviceName: pulumi.Input<string>;
  /** Tasks at least, 0 or more. */
  readonly min: number;
  /** Tasks at most. */
  readonly max: number;
  /** Percent of CPU that the number of tasks aims at. */
  readonly cpuPercent: number;
  /** Percent of memory that it aims at. */
  readonly memoryPercent: number;
  /** Seconds between two steps up. @default 300 */
  readonly outSeconds?: number;
  /** Seconds between two steps down. @default 600 */
  readonly inSeconds?: number;
  /** Null: the same numbers day and night. */
  readonly quietHours: QuietHours | null;
  readonly tags: Tags;
}

const DIMENSION = { scalableDimension: 'ecs:service:DesiredCount', serviceNamespace: 'ecs' };

/** Keeps a service between two numbers of tasks by CPU and memory, and by the clock. Free. */
export class Autoscaling extends pulumi.ComponentResource {
  constructor(name: string, args: AutoscalingArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:compute:Autoscaling', name, {}, opts);
    const child = { parent: this };
    const target = new Target(
      name,
      {
        ...DIMENSION,
        resourceId: pulumi.interpolate`service/${args.clusterName}/${args.serviceName}`,
        minCapacity: args.min,
        maxCapacity: args.max,
        tags: named(args.tags, name),
      },
      // Quiet hours change both numbers; a new minimum or maximum comes with the next morning's action.
      args.quietHours === null
        ? child
        : pulumi.mergeOptions(child, { ignoreChanges: ['minCapacity', 'maxCapacity'] }),
    );
    const place = { ...DIMENSION, resourceId: target.resourceId };
    for (const [metric, value] of [
      ['cpu', args.cpuPercent],
      ['memory', args.memoryPercent],
    ] as const)
      new Policy(
        `${name}-${metric}`,
        { ...place, ...trackingPolicy(`${name}-${metric}`, metric, value, args) },
        child,
      );
    for (const action of quietActions(args))
      new ScheduledAction(
        `${name}-${action.name}`,
        { ...place, ...action, name: `${name}-${action.name}` },
        child,
      );
    this.registerOutputs({});
  }
}

function trackingPolicy(
  name: string,
  metric: keyof typeof METRICS,
  targetValue: number,
  { outSeconds = 300, inSeconds = 600 }: AutoscalingArgs,
) {
  return {
    name,
    policyType: 'TargetTrackingScaling',
    targetTrackingScalingPolicyConfiguration: {
      targetValue,
      scaleOutCooldown: outSeconds,
      scaleInCooldown: inSeconds,
      predefinedMetricSpecification: { predefinedMetricType: METRICS[metric] },
    },
  };
}

/** The evening's and the morning's action; none without quiet hours. */
export function quietActions({
  quietHours,
  min,
  max,
}: Pick<AutoscalingArgs, 'quietHours' | 'min' | 'max'>) {
  if (quietHours === null) return [];
  const { from, to, tasks, weekends, timeZone: timezone } = quietHours;
  const action = (name: string, at: string, minCapacity: number, maxCapacity: number) => ({
    name,
    schedule: cron(at, weekends),
    timezone,
    scalableTargetAction: { minCapacity, maxCapacity },
  });
  return [action('evening', from, tasks, tasks), action('morning', to, min, max)];
}

/** `08:00` -> `cron(0 8 ? * MON-FRI *)`; quiet weekends need no action of their own. */
function cron(at: string, weekends: boolean): string {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  return `cron(${minute} ${hour} ${weekends ? '? * MON-FRI' : '* * ?'} *)`;
}
