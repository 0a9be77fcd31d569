import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import type { AwsError } from '../aws-error.ts';
import type { Rule } from '../behaviour.ts';
import { listOf, valuesMatching } from '../parameters.ts';

/** An application load balancer needs two subnets that exist, in two availability zones. */
export const loadBalancerSubnets: Rule = {
  service: 'elasticloadbalancing',
  actions: ['CreateLoadBalancer', 'SetSubnets'],
  check: async (call, aws) => {
    const mapped = valuesMatching(call.params, /^SubnetMappings\.member\.\d+\.SubnetId$/);
    const ids = [...listOf(call.params, 'Subnets.member'), ...mapped];
    if (ids.length < 2) return tooFew;
    const { Subnets = [] } = await aws.ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: ids }] }),
    );
    const missing = ids.filter((id) => !Subnets.some(({ SubnetId }) => SubnetId === id));
    if (missing.length > 0) {
      return {
        code: 'InvalidSubnet',
        message: `The subnet ID '${missing.join(', ')}' is not valid`,
      };
    }
    return zonesFault(Subnets.map(({ AvailabilityZone = '' }) => AvailabilityZone));
  },
};

const tooFew: AwsError = {
  code: 'ValidationError',
  message: 'At least two subnets in two different Availability Zones must be specified',
};

function zonesFault(zones: readonly string[]): AwsError | undefined {
  if (new Set(zones).size === zones.length) return undefined;
  return {
    code: 'InvalidConfigurationRequest',
    message: 'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
  };
}
