import { DescribeNatGatewaysCommand } from '@aws-sdk/client-ec2';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';

/** The address of a NAT gateway stays until the gateway is deleted. */
export const addressInUse: Rule = {
  service: 'ec2',
  actions: ['ReleaseAddress'],
  check: async (call, aws) => {
    const id = text(call.params['AllocationId']);
    const { NatGateways = [] } = await aws.ec2.send(new DescribeNatGatewaysCommand({}));
    const address = NatGateways.filter(({ State }) => State !== 'deleted')
      .flatMap(({ NatGatewayAddresses = [] }) => NatGatewayAddresses)
      .find(({ AllocationId }) => AllocationId === id);
    if (address === undefined) return undefined;
    const message = `Address ${address.PublicIp ?? id} is in use.`;
    return { code: 'InvalidIPAddress.InUse', message };
  },
};
