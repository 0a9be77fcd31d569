import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import type { Rule } from '../behaviour.ts';

/** AWS's default: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const VPCS_PER_REGION = 5;

/** Five VPCs per region, the default VPC among them. */
export const vpcQuota: Rule = {
  service: 'ec2',
  actions: ['CreateVpc'],
  check: async (_call, aws) => {
    const { Vpcs = [] } = await aws.ec2.send(new DescribeVpcsCommand({}));
    if (Vpcs.length < VPCS_PER_REGION) return undefined;
    return { code: 'VpcLimitExceeded', message: 'The maximum number of VPCs has been reached.' };
  },
};
