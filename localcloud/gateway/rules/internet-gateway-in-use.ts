import { DescribeInternetGatewaysCommand } from '@aws-sdk/client-ec2';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';

/** An internet gateway is detached from its VPC before it can be deleted. */
export const internetGatewayInUse: Rule = {
  service: 'ec2',
  actions: ['DeleteInternetGateway'],
  check: async (call, aws) => {
    const id = text(call.params['InternetGatewayId']);
    const { InternetGateways = [] } = await aws.ec2.send(new DescribeInternetGatewaysCommand({}));
    const gateway = InternetGateways.find(({ InternetGatewayId }) => InternetGatewayId === id);
    if ((gateway?.Attachments ?? []).length === 0) return undefined;
    const message = `The internetGateway '${id}' has dependencies and cannot be deleted.`;
    return { code: 'DependencyViolation', message };
  },
};
