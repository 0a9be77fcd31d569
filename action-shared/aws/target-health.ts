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
