import { ListenerRule } from '@pulumi/aws/lb/listenerRule.js';
import type { ListenerRuleArgs } from '@pulumi/aws/lb/listenerRule.js';
import { TargetGroup } from '@pulumi/aws/lb/targetGroup.js';
import type { TargetGroupArgs } from '@pulumi/aws/lb/targetGroup.js';
import * as pulumi from '@pulumi/pulumi';
import { UserError } from '../../../action-shared/errors.ts';
import { named, type Tags } from '../tags.ts';

/** Hosts and paths one rule may name together. Source: Elastic Load Balancing quotas. */
const MAX_CONDITION_VALUES = 5;

export interface HealthCheckArgs {
  /** Path that is asked: `/api/health`. */
  readonly path: string;
  /** HTTP codes that count as healthy: `200-399`. */
  readonly matcher: string;
  /** Seconds, 5..300, above `timeoutSeconds`. */
  readonly intervalSeconds: number;
  /** Seconds that an answer may take, 2..120. */
  readonly timeoutSeconds: number;
  /** Answers in a row that make a task healthy, 2..10. */
  readonly healthyThreshold: number;
  /** Failures in a row that make it unhealthy, 2..10. */
  readonly unhealthyThreshold: number;
}

export interface ServiceRouteArgs {
  /** Physical name, up to 32 characters. */
  readonly targetGroupName: string;
  /** Network of the tasks. */
  readonly vpcId: pulumi.Input<string>;
  /** Listener that gets the rule. */
  readonly listenerArn: pulumi.Input<string>;
  /** Listener-rule slot, 1000..49999, chosen by the plan, unique on the listener. */
  readonly priority: number;
  /** Null matches every host. */
  readonly host: string | null;
  /** Path patterns; `/*` alone matches every path. */
  readonly paths: readonly string[];
  /** Port the container listens on. */
  readonly port: number;
  /** How the load balancer asks the tasks. */
  readonly health: HealthCheckArgs;
  /** Seconds that open connections may drain, 0..3600. */
  readonly deregistrationSeconds: number;
  /**
   * A second target group (blue/green) and the part of the requests that it gets, 0..100 percent.
   * @default none: everything goes to this service
   */
  readonly other?: { readonly targetGroupArn: pulumi.Input<string>; readonly percent: number };
  readonly tags: Tags;
}

/** How requests reach a service: a target group and the listener rule that leads to it. Free. */
export class ServiceRoute extends pulumi.ComponentResource {
  /** ARN of the target group, known once a rule leads to it. */
  readonly targetGroupArn: pulumi.Output<string>;

  constructor(name: string, args: ServiceRouteArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:routing:ServiceRoute', name, {}, opts);
    const child = { parent: this };
    const target = new TargetGroup(name, targetGroupArgs(args), child);
    const rule = new ListenerRule(name, ruleArgs(args, target.arn), child);
    this.targetGroupArn = pulumi.all([target.arn, rule.id]).apply(([arn]) => arn);
    this.registerOutputs({ targetGroupArn: this.targetGroupArn });
  }
}

/** Inputs of the target group: addresses of tasks, checked as the plan says. */
export function targetGroupArgs(args: ServiceRouteArgs): TargetGroupArgs {
  const { health } = args;
  return {
    name: args.targetGroupName,
    vpcId: args.vpcId,
    targetType: 'ip',
    protocol: 'HTTP',
    port: args.port,
    deregistrationDelay: args.deregistrationSeconds,
    healthCheck: {
      path: health.path,
      matcher: health.matcher,
      protocol: 'HTTP',
      interval: health.intervalSeconds,
      timeout: health.timeoutSeconds,
      healthyThreshold: health.healthyThreshold,
      unhealthyThreshold: health.unhealthyThreshold,
    },
    tags: named(args.tags, args.targetGroupName),
  };
}

/** Inputs of the listener rule. */
export function ruleArgs(
  args: ServiceRouteArgs,
  targetGroupArn: pulumi.Input<string>,
): ListenerRuleArgs {
  return {
    listenerArn: args.listenerArn,
    priority: args.priority,
    conditions: ruleConditions(args),
    actions: [{ type: 'forward', ...forward(args, targetGroupArn) }],
    tags: named(args.tags, args.targetGroupName),
  };
}

function forward({ other }: ServiceRouteArgs, targetGroupArn: pulumi.Input<string>) {
  if (other === undefined) return { targetGroupArn };
  const targetGroups = [
    { arn: targetGroupArn, weight: 100 - other.percent },
    { arn: other.targetGroupArn, weight: other.percent },
  ];
  return { forward: { targetGroups } };
}

/** Host and path conditions of a rule; a rule needs at least one. */
export function ruleConditions(
  route: Pick<ServiceRouteArgs, 'host' | 'paths' | 'targetGroupName'>,
): NonNullable<Extract<ListenerRuleArgs['conditions'], readonly unknown[]>> {
  const everyPath = route.paths.length === 0 || route.paths.includes('/*');
  const hosts = route.host === null ? [] : [route.host];
  const paths = everyPath ? (hosts.length === 0 ? ['/*'] : []) : [...route.paths];
  if (hosts.length + paths.length > MAX_CONDITION_VALUES)
    throw new UserError(
      `${route.targetGroupName}: ${paths.length} paths and ${hosts.length} host; a listener rule takes ${MAX_CONDITION_VALUES} together. Use wider patterns.`,
    );
  return [
    ...(hosts.length > 0 ? [{ hostHeader: { values: hosts } }] : []),
    ...(paths.length > 0 ? [{ pathPattern: { values: paths } }] : []),
  ];
}
