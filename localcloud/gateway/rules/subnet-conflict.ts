import { DescribeSubnetsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import { contains, overlap } from '../cidr.ts';

/** A subnet lies inside its VPC and beside the other subnets. */
export const subnetConflict: Rule = {
  service: 'ec2',
  actions: ['CreateSubnet'],
  check: async (call, aws) => {
    const vpc = text(call.params['VpcId']);
    const cidr = text(call.params['CidrBlock']);
    const Filters = [{ Name: 'vpc-id', Values: [vpc] }];
    const { Vpcs = [] } = await aws.ec2.send(new DescribeVpcsCommand({ Filters }));
    const blocks = Vpcs.flatMap(({ CidrBlock }) => (CidrBlock === undefined ? [] : [CidrBlock]));
    if (blocks.length === 0) {
      return { code: 'InvalidVpcID.NotFound', message: `The vpc ID '${vpc}' does not exist` };
    }
    if (!blocks.some((block) => contains(block, cidr))) {
      return { code: 'InvalidSubnet.Range', message: `The CIDR '${cidr}' is invalid.` };
    }
    const { Subnets = [] } = await aws.ec2.send(new DescribeSubnetsCommand({ Filters }));
    if (!Subnets.some(({ CidrBlock = '' }) => overlap(CidrBlock, cidr))) return undefined;
    const message = `The CIDR '${cidr}' conflicts with another subnet`;
    return { code: 'InvalidSubnet.Conflict', message };
  },
};
