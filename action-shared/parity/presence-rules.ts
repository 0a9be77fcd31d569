import { matches } from './pattern.ts';
import type { AllowedClass } from './rules.ts';

export interface PresenceRule {
  readonly kind: string;
  /** Name without the environment, `*` for any part of it. */
  readonly name: string;
  /** Whether every environment must have one at least, whatever its number. */
  readonly least: 'one' | 'none';
  readonly class: AllowedClass;
  readonly reason: string;
}

const presence = (
  kind: string,
  name: string,
  least: 'one' | 'none',
  of: AllowedClass,
  reason: string,
): PresenceRule => ({
  ...{ kind, name, least, class: of, reason },
});

/** Resources that need not be in every environment. What matches none must be everywhere. */
export const PRESENCE_RULES: readonly PresenceRule[] = [
  presence('ec2/Subnet', '*', 'one', 'count', 'one per Availability Zone'),
  presence('ec2/RouteTable', '*', 'one', 'count', 'one per NAT gateway'),
  presence('ec2/RouteTableAssociation', '*', 'one', 'count', 'one per subnet'),
  presence('ec2/Route', '*', 'none', 'count', 'routes to NAT gateways and peers'),
  presence('ec2/NatGateway', '*', 'none', 'count', 'none, one, or one per zone'),
  presence('ec2/Eip', '*', 'none', 'count', 'one per NAT gateway'),
  presence('*VpcPeering*', '*', 'none', 'count', 'peering is optional'),
  presence('macro:network:Peering', '*', 'none', 'count', 'peering is optional'),
  presence('rds/ClusterInstance', '*', 'one', 'count', 'replicas per environment'),
  presence('rds/Instance', '*-replica-*', 'none', 'count', 'replicas per environment'),
  presence('sns/TopicSubscription', '*', 'none', 'count', 'who is told'),
  presence('appautoscaling/ScheduledAction', '*', 'none', 'threshold', 'quiet hours are a value'),
  presence('secretsmanager/SecretRotation', '*', 'none', 'threshold', 'rotation is a value'),
  presence('cloudwatch/Dashboard', '*-overview', 'none', 'count', 'one over all environments'),
  presence('macro:watching:Dashboard', '*-overview', 'none', 'count', 'one over all environments'),
  presence(
    'ssm/Parameter',
    '*shared*',
    'none',
    'count',
    'shared parameters have one owner in a region',
  ),
];

/** The rule that allows a resource to be missing; null: it must be there. */
export function presenceRule(kind: string, name: string): PresenceRule | null {
  return PRESENCE_RULES.find((one) => matches(one.kind, kind) && matches(one.name, name)) ?? null;
}
