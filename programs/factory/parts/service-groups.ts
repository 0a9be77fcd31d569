import type * as pulumi from '@pulumi/pulumi';
import { ServiceSecurityGroup } from '../../components/network/service-security-group.ts';
import type { ComputeValues, ServiceValues } from '../config-compute.ts';
import type { Scope } from '../scope.ts';
import type { EdgePart } from './edge.ts';
import type { Ground } from './ground.ts';
import type { NetworkPart } from './network.ts';

/** A security group per service, first of all: the stores let only these in. */
export function buildServiceGroups(
  { tags }: Scope,
  values: ComputeValues | null,
  { vpcId }: NetworkPart,
  { securityGroupId }: EdgePart,
): Ground['groups'] {
  const group = ({ names, port }: ServiceValues) =>
    new ServiceSecurityGroup(names.service, {
      ...{ vpcId, port, tags },
      groupName: names.securityGroup,
      loadBalancerSecurityGroupId: securityGroupId,
    }).id;
  const services = values?.services ?? [];
  return Object.fromEntries(services.map((service) => [service.name, group(service)]));
}

/** The services' own security groups, and those that open the stores of other stacks to them. */
export function groupsOf(
  { groups, data }: Pick<Ground, 'groups' | 'data'>,
  ...services: readonly string[]
): pulumi.Output<string>[] {
  const own = services.flatMap((service) => groups[service] ?? []);
  return [...own, ...data.clientGroupIds];
}
