import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { unlessNotFound } from './aws-errors.ts';

export interface TargetHealth {
  /** The task's private address. */
  readonly address: string;
  /** initial, healthy, unhealthy, draining, unused, unavailable. */
  readonly state: string;
  readonly reason: string | null;
  readonly description: string | null;
}

/** Health of a target group's targets; empty when the group is not there. */
export async function targetHealth(
  targetGroupArn: string,
  elb: ElasticLoadBalancingV2Client,
): Promise<TargetHealth[]> {
  const request = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn });
  const found = await unlessNotFound(elb.send(request));
  return (found?.TargetHealthDescriptions ?? []).map((one) => ({
    address: one.Target?.Id ?? '',
    state: one.TargetHealth?.State ?? 'unknown',
    reason: one.TargetHealth?.Reason ?? null,
    description: one.TargetHealth?.Description ?? null,
  }));
}

/** How the load balancer words its reason codes (Elastic Load Balancing, "Target health reason codes"). */
const WORDINGS: readonly (readonly [RegExp, string])[] = [
  [/with these codes/i, 'Target.ResponseCodeMismatch'],
  [/timed out/i, 'Target.Timeout'],
  [/health checks failed/i, 'Target.FailedHealthChecks'],
];

/**
 * The unhealthy target that a service's messages tell of, the newest first: between two looks ECS may
 * have stopped the task and taken its target away. Null: they tell of none.
 *
 * @param messages oldest first
 */
export function toldUnhealthy(messages: readonly string[]): TargetHealth | null {
  const message = messages.findLast((text) => UNHEALTHY.test(text));
  const description = UNHEALTHY.exec(message ?? '')?.[1];
  if (description === undefined) return null;
  const reason = WORDINGS.find(([wording]) => wording.test(description))?.[1] ?? null;
  return { address: '', state: 'unhealthy', reason, description };
}

/** `(service x) (port 80) is unhealthy in (target-group y) due to (reason z).` (ECS event messages) */
const UNHEALTHY = /is unhealthy in \(?target-group .*?due to \(reason (.+?)\)\.?$/;
